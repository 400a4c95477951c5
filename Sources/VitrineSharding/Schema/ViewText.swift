package import VitrineSQL

/// The query of a view in the form in which MySQL keeps it: names resolved, every operation in parentheses.
///
///     select id, n + 1 b from t where n > 1
///       ⇒  select `t`.`id` AS `id`,(`t`.`n` + 1) AS `b` from `t` where (`t`.`n` > 1)
///
/// For queries of one SELECT, or a UNION of several, over tables and their joins. Common table expressions,
/// derived tables, subqueries, windows and NATURAL joins have no such form here.
package struct ViewText {
  /// A table of FROM, under its alias.
  private struct Source {
    var alias: String
    /// How a column of it is written before its own name.
    var prefix: String
    var columns: [String]

    func column(_ name: String) -> String? {
      columns.first { $0.lowercased() == name.lowercased() }.map {
        "\(prefix).\(TableDefinition.name($0))"
      }
    }
  }

  private let catalog: Catalog
  private let home: String
  /// The keyspace whose tables need no qualifier.
  private let current: String?
  private let form = StoredForm(marksStrings: false)

  /// - Parameters:
  ///   - catalog: the tables that the view may read.
  ///   - home: the view's keyspace.
  ///   - current: the keyspace whose names stand alone; nil qualifies all.
  package init(_ catalog: Catalog, home: String, current: String?) {
    self.catalog = catalog
    self.home = home
    self.current = current
  }

  /// The text; nil where the query has something that has no such form here.
  package func text(_ query: QueryExpression, columns: [String]) -> String? {
    guard query.with == nil, query.locking.isEmpty, var text = body(query, columns) else {
      return nil
    }
    if let limit = query.limit {
      text += " limit " + (limit.offset.map { form.text($0) + "," } ?? "") + form.text(limit.count)
    }
    return text
  }

  private func body(_ query: QueryExpression, _ columns: [String]) -> String? {
    switch query.body {
    case .select(let select): return self.select(select, columns, query.orderBy)
    case .setOperation:
      guard query.orderBy.isEmpty else { return nil }
      return arm(query.body, columns)
    default: return nil
    }
  }

  private func arm(_ body: QueryBody, _ columns: [String]) -> String? {
    switch body {
    case .select(let select): return self.select(select, columns, [])
    case .setOperation(let operation) where operation.operator == .union:
      guard case .select = operation.right, let left = arm(operation.left, columns),
        let right = arm(operation.right, columns)
      else { return nil }
      return "\(left) union \(operation.isAll ? "all " : "")\(right)"
    default: return nil
    }
  }

  // MARK: SELECT

  private func select(
    _ select: Select,
    _ columns: [String],
    _ order: Few<OrderingTerm>
  ) -> String? {
    guard select.windows.isEmpty, select.hints.isEmpty, let sources = sources(select.from),
      let items = items(select, sources, columns), items.count == columns.count
    else { return nil }
    let scope = Scope(view: self, sources: sources, aliases: columns)
    var text = "select \(select.isDistinct ? "distinct " : "")"
    text += zip(items, columns).map { "\($0) AS \(TableDefinition.name($1))" }.joined(
      separator: ","
    )
    if let from = from(select.from, sources) { text += " from \(from)" }
    if let condition = select.where {
      guard let shown = scope.condition(condition) else { return nil }
      text += " where \(shown)"
    }
    if !select.groupBy.isEmpty {
      guard let keys = scope.list(select.groupBy) else { return nil }
      text += " group by \(keys.joined(separator: ","))\(select.isRollup ? " with rollup" : "")"
    }
    if let condition = select.having {
      guard let shown = scope.condition(condition, prefersAliases: true) else { return nil }
      text += " having \(shown)"
    }
    guard !order.isEmpty else { return text }
    guard let keys = scope.list(order.map(\.expression), prefersAliases: true) else { return nil }
    let terms = zip(keys, order).map { $0 + ($1.direction == .descending ? " desc" : "") }
    return text + " order by \(terms.joined(separator: ","))"
  }

  private func items(
    _ select: Select,
    _ sources: [Source],
    _ columns: [String]
  ) -> [String]? {
    let scope = Scope(view: self, sources: sources, aliases: [])
    var items: [String] = []
    for item in select.items {
      switch item {
      case .star(let star):
        let name = star.qualifier?.name.folded
        for source in sources where name == nil || source.alias.lowercased() == name {
          items += source.columns.map { "\(source.prefix).\(TableDefinition.name($0))" }
        }
      case .expression(let item):
        guard let text = scope.text(item.expression) else { return nil }
        items.append(text)
      case .nextValue: return nil
      }
    }
    return items
  }

  // MARK: FROM

  private func sources(_ references: Few<TableReference>) -> [Source]? {
    var sources: [Source] = []
    for reference in references {
      guard add(reference, &sources) else { return nil }
    }
    // Tables of one name, of two keyspaces, are told apart in the query as it was written.
    guard Set(sources.map { $0.alias.lowercased() }).count == sources.count else { return nil }
    return sources
  }

  private func add(_ reference: TableReference, _ sources: inout [Source]) -> Bool {
    switch reference {
    case .table(let factor):
      let keyspace = factor.name.qualifier?.text ?? home
      guard let table = catalog.keyspaces[keyspace]?.tables[factor.name.name.text],
        factor.partitions.isEmpty
      else { return false }
      let alias = factor.alias?.text ?? table.name
      let isBare = factor.alias != nil || keyspace == current
      sources.append(
        Source(
          alias: alias,
          prefix: (isBare ? "" : TableDefinition.name(keyspace) + ".")
            + TableDefinition.name(alias),
          columns: table.userColumns.filter { !$0.isInvisible }.map(\.name)
        )
      )
      return true
    case .join(let join):
      // The columns that USING joins stand once, before the others.
      if case .using? = join.condition { return false }
      if case .natural? = join.condition { return false }
      return add(join.left, &sources) && add(join.right, &sources)
    case .derived, .jsonTable: return false
    }
  }

  private func from(_ references: Few<TableReference>, _ sources: [Source]) -> String? {
    let scope = Scope(view: self, sources: sources, aliases: [])
    var text: String?
    for reference in references {
      guard let next = self.text(reference, scope) else { return nil }
      text = text.map { "(\($0) join \(next))" } ?? next
    }
    return text
  }

  private func text(_ reference: TableReference, _ scope: Scope) -> String? {
    switch reference {
    case .table(let factor):
      let keyspace = factor.name.qualifier?.text ?? home
      let prefix = keyspace == current ? "" : TableDefinition.name(keyspace) + "."
      let alias = factor.alias.map { " " + TableDefinition.name($0.text) } ?? ""
      return prefix + TableDefinition.name(factor.name.name.text) + alias
    case .join(let join):
      guard var left = text(join.left, scope), var right = text(join.right, scope) else {
        return nil
      }
      if join.kind == .right { swap(&left, &right) }
      let kind = join.kind == .right ? "left join" : join.kind.rawValue
      guard case .on(let condition)? = join.condition else { return "(\(left) \(kind) \(right))" }
      return scope.condition(condition).map { "(\(left) \(kind) \(right) on(\($0)))" }
    case .derived, .jsonTable: return nil
    }
  }

  /// The names that expressions of one SELECT may use.
  private struct Scope {
    let view: ViewText
    let sources: [Source]
    let aliases: [String]

    /// A condition; a value alone is compared with zero.
    func condition(_ expression: Expression, prefersAliases: Bool = false) -> String? {
      guard let text = text(expression, prefersAliases: prefersAliases) else { return nil }
      if case .column = expression { return "(0 <> \(text))" }
      return text
    }

    func list(_ expressions: [Expression], prefersAliases: Bool = false) -> [String]? {
      let texts = expressions.compactMap { text($0, prefersAliases: prefersAliases) }
      return texts.count == expressions.count ? texts : nil
    }

    func text(_ expression: Expression, prefersAliases: Bool = false) -> String? {
      guard !expression.contains(where: \.hasNoViewForm) else { return nil }
      var isResolved = true
      let resolved = expression.rewritten { part in
        guard case .column(let name) = part else { return part }
        guard let text = column(name, prefersAliases) else {
          isResolved = false
          return part
        }
        return .column(ColumnName(name: Identifier(text: text)))
      }
      return isResolved ? view.form.text(resolved) : nil
    }

    /// A column as it is written, already in backticks.
    private func column(_ name: ColumnName, _ prefersAliases: Bool) -> String? {
      let alias = aliases.first { name.qualifier == nil && $0.lowercased() == name.name.folded }
      if prefersAliases, let alias { return TableDefinition.name(alias) }
      for source in sources {
        if let qualifier = name.qualifier, qualifier.name.folded != source.alias.lowercased() {
          continue
        }
        if let text = source.column(name.name.text) { return text }
      }
      return alias.map(TableDefinition.name)
    }
  }
}

extension Expression {
  /// Whether it is a query, a window, a parameter, or of a grammar that is kept as it was written.
  fileprivate var hasNoViewForm: Bool {
    switch self {
    case .subquery, .exists, .inSubquery, .quantified, .parameter, .match, .jsonValue,
      .weightString,
      .assignment, .defaultValue, .insertedValue:
      true
    case .function(let call): call.over != nil || call.charset != nil || call.schema != nil
    case .cast(let cast): cast.timeZone != nil
    default: false
    }
  }
}
