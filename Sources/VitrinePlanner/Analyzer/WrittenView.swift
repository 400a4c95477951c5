import VitrineSQL
package import VitrineSharding

/// Binds a view through which rows are written: its columns become those of its table, its conditions
/// those of the statement.
///
///     view v: SELECT id AS k, a + 1 AS b FROM t WHERE a > 5
///     UPDATE v SET … WHERE b = 3   ⇒   UPDATE t SET … WHERE a > 5 AND a + 1 = 3
///
/// Does not apply to views of several tables, to those that group, limit or combine rows, nor to those
/// whose conditions read the table that they write.
struct WrittenViewBinder {
  let environment: Environment
  let view: ResolvedTable

  /// The view, in a statement or in the view around it.
  init(_ view: ResolvedTable, in surroundings: Environment) {
    self.view = view
    var inside = surroundings.inside(view: view)
    inside.isWritten = true
    inside.computesViews = surroundings.computesViews
    environment = inside
  }

  /// The view under an alias; nil where it is read only.
  func relation(alias: String) throws(SQLError) -> Relation? {
    try view.bindingView { () throws(SQLError) in try boundRelation(alias: alias) }
  }

  private func boundRelation(alias: String) throws(SQLError) -> Relation? {
    guard let query = view.table.view, !view.table.viewOptions.isMaterialized,
      let select = query.writtenSelect
    else { return nil }
    try environment.context.descend(2, at: query.span)
    defer { environment.context.ascend(2) }
    let scope = NameScope(outer: nil, clause: .from)
    _ = try FromBinder(environment: environment, scope: scope).source(select.from)
    guard let inner = scope.relations.first, let base = inner.written ?? inner.asWritten else {
      return nil
    }
    scope.clause = .fields
    let columns = try columns(select, inner, scope)
    guard columns.count == view.table.columns.count, scope.aggregates.isEmpty else { return nil }
    guard environment.computesViews || columns.allSatisfy({ $0.source != nil }) else { return nil }
    scope.clause = .where
    let binder = ExpressionBinder(environment: environment, scope: scope)
    let filters = try binder.conditions(select.where)
    guard !filters.contains(where: { $0.readsTable(base.scan.table.address) }) else { return nil }
    scope.items = zip(columns, view.table.columns).map { column, definition in
      NameScope.Item(name: definition.name, isAliased: true, value: column.scalar, span: .none)
    }
    let order = try OrderBinder(environment: environment, scope: scope).keys(query.orderBy)
    return Relation(
      view,
      alias: alias,
      columns: columns,
      written: written(base, filters, order, alias)
    )
  }

  private func written(
    _ base: Relation.Written,
    _ filters: [Scalar],
    _ order: [OrderBinder.Key],
    _ alias: String
  ) -> Relation.Written {
    var written = base
    written.scan.alias = alias
    written.conditions += filters
    if !order.isEmpty {
      written.order = order.map { SortKey($0.value, descending: $0.isDescending) }
    }
    switch view.table.viewOptions.checkOption {
    case .cascaded?: written.checks = written.conditions
    case .local?: written.checks += filters
    case nil: break
    }
    return written
  }

  // MARK: Columns

  private func columns(
    _ select: Select,
    _ inner: Relation,
    _ scope: NameScope
  ) throws(SQLError) -> [Relation.Column] {
    var columns: [Relation.Column] = []
    for item in select.items {
      switch item {
      case .star:
        for (position, column) in inner.columns.enumerated() where !column.isInvisible {
          columns.append(inner.viewColumn(at: position))
        }
      case .expression(let item): columns.append(try column(item.expression, scope))
      case .nextValue: return []
      }
    }
    for (index, definition) in view.table.columns.enumerated() where columns.indices.contains(index)
    {
      columns[index].name = definition.name
    }
    return columns
  }

  private func column(
    _ expression: Expression,
    _ scope: NameScope
  ) throws(SQLError) -> Relation.Column {
    if case .column(let name) = expression, let found = try scope.column(name, environment.context)
    {
      return found.relation.viewColumn(at: found.position)
    }
    let value = try ExpressionBinder(environment: environment, scope: scope).value(expression)
    let bound = environment.context.makeColumn("expression", value.type)
    return Relation.Column(name: "", bound: bound, value: value)
  }
}

extension Relation {
  /// What a view that is written through stands for.
  struct Written {
    /// The table, with all its columns.
    var scan: Operator.Scan
    /// What its rows meet to be the view's.
    var conditions: [Scalar] = []
    /// What rows must still meet once they are written: WITH CHECK OPTION.
    var checks: [Scalar] = []
    /// The order of the view's rows, where the statement says none.
    var order: [SortKey] = []
  }

  /// A table as the lowest of the views that are written through it; nil for what is no whole table.
  fileprivate var asWritten: Written? {
    guard let scan, !isOpen, selection.isEmpty else { return nil }
    return Written(scan: scan)
  }

  /// A column as that of a view of this relation.
  fileprivate func viewColumn(at position: Int) -> Column {
    var column = columns[position]
    if written == nil { column.source = position }
    column.isInvisible = false
    return column
  }
}

extension QueryExpression {
  /// The SELECT of a query whose rows are rows of one table, each once, with columns of one value each;
  /// nil for others.
  fileprivate var writtenSelect: Select? {
    guard case .select(let select) = body, with == nil, limit == nil, select.from.count == 1,
      case .table(let factor)? = select.from.first, factor.partitions.isEmpty,
      !select.isDistinct, select.groupBy.isEmpty, select.having == nil, select.windows.isEmpty
    else { return nil }
    let isPlain = select.items.allSatisfy { item in
      switch item {
      case .star: true
      case .nextValue: false
      case .expression(let item):
        !item.expression.contains { part in
          if case .function(let call) = part, call.over != nil { return true }
          return part.query != nil
        }
      }
    }
    return isPlain ? select : nil
  }
}

extension Planner {
  /// Whether UPDATE and DELETE take the view, as `information_schema` tells.
  package static func isUpdatable(_ view: ResolvedTable, in catalog: Catalog) -> Bool {
    let options = PlannerOptions(defaultKeyspace: view.keyspace.name)
    let context = PlanningContext(catalog: catalog, options: options, text: "")
    var environment = Environment(context)
    environment.computesViews = true
    let relation = try? WrittenViewBinder(view, in: environment).relation(alias: view.table.name)
    return relation != nil
  }
}

extension ResolvedTable {
  /// What of a view is bound; of one whose tables or columns are gone error 1356.
  func bindingView<Bound>(_ body: () throws(SQLError) -> Bound) throws(SQLError) -> Bound {
    do throws(SQLError) {
      return try body()
    } catch {
      let codes: [SQLError.Code] = [.unknownTable, .unknownColumn, .unknownFunction, .invalidView]
      guard codes.contains(error.code) else { throw error }
      throw SQLError(
        .invalidView,
        "View '\(keyspace.name).\(table.name)' references invalid table(s) or column(s) or function(s) "
          + "or definer/invoker of view lack rights to use them",
        hint: error.message
      )
    }
  }
}
