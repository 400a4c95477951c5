import VitrineSQL
import VitrineSharding

/// Binds one SELECT, with the ORDER BY and LIMIT that belong to it, and lowers it.
///
/// Names are bound first, over the rows of FROM, and aggregates and windows gathered in the scope.
/// Once all is bound the operators are stacked, and what stands above the groups is rewritten to read
/// the groups' columns.
///
/// A class, since its parts hold it and it holds much.
final class SelectBinder {
  let environment: Environment
  let scope: NameScope
  let select: Select
  let expressions: ExpressionBinder
  /// The names that the statement reads of the tables, beside the select list.
  var carried: [ColumnName] = []

  init(environment: Environment, scope: NameScope, select: Select) {
    self.environment = environment
    self.scope = scope
    self.select = select
    expressions = ExpressionBinder(environment: environment, scope: scope)
  }

  var context: PlanningContext { environment.context }

  /// The parts of the SELECT once its names are bound.
  struct Parts {
    var source: Source?
    var filters: [Scalar]
    var having: [Scalar]
    var keys: [OrderBinder.Key]
    var limit: VitrineSQL.Limit?
    /// What the statement reads of the tables, beside the select list.
    var carried: [CarriedColumn]
    /// Whether the order of the rows is seen.
    var keepsOrder: Bool
  }

  func bind(
    order: Few<OrderingTerm>,
    keepsOrder: Bool,
    limit: VitrineSQL.Limit?
  ) throws(SQLError) -> BoundQuery {
    let source = try FromBinder(
      environment: environment,
      scope: scope,
      ordered: keepsOrder && order.isEmpty ? self : nil,
      condition: select.readsOneTable ? select.where : nil
    ).source(select.from)
    try checkWindows()
    scope.clause = .fields
    scope.written = select.items
    scope.allowsAssignment = environment.isTopLevel && limit == nil && select.isOneRow
    try SelectListBinder(select: self, source: source).addItems()
    scope.allowsAssignment = false
    scope.clause = .where
    let filters = try expressions.conditions(select.where)
    try bindGroups()
    scope.clause = .having
    let having = try expressions.conditions(select.having)
    try checkHaving(having)
    let keys = try OrderBinder(environment: environment, scope: scope)
      .keys(keepsOrder && order.isEmpty ? relevance : order)
    return try SelectLowering(
      select: self,
      parts: Parts(
        source: source,
        filters: filters,
        having: having,
        keys: keepsOrder ? keys : [],
        limit: limit,
        carried: carriedColumns,
        keepsOrder: keepsOrder
      )
    ).query()
  }

  /// The columns that the names to be carried may mean; none of groups, which have no row, and of distinct rows those
  /// alone that tell them apart.
  private var carriedColumns: [CarriedColumn] {
    guard !carried.isEmpty, scope.groups.isEmpty, scope.aggregates.isEmpty else { return [] }
    var found: [CarriedColumn] = []
    for name in carried {
      for relation in name.qualifier.map(scope.relations(named:)) ?? scope.relations {
        guard let position = relation.position(of: name.name.text) else { continue }
        let column = relation.column(at: position)
        let isKnown = found.contains { $0.column.bound.id == column.bound.id }
        let isKept = !select.isDistinct || scope.items.contains { $0.value == column.scalar }
        guard !isKnown, isKept else { continue }
        found.append(
          CarriedColumn(table: relation.name, keyspace: relation.keyspace, column: column)
        )
      }
    }
    return found
  }

  /// The order of what a search in natural language finds, where nothing else is said.
  private var relevance: Few<OrderingTerm> {
    guard let match = select.sortingMatch, scope.aggregates.isEmpty, scope.windows.isEmpty,
      select.having == nil, !expressions.isTrusting
    else { return [] }
    return [OrderingTerm(expression: match, direction: .descending)]
  }

  private func checkWindows() throws(SQLError) {
    for window in select.windows {
      guard !scope.namedWindows.contains(where: { $0.name.matches(window.name) }) else {
        throw SQLError(
          .duplicateWindow,
          "Window '\(window.name.text)' is defined twice.",
          at: window.name.span
        )
      }
      scope.namedWindows.append(window)
    }
  }

  /// HAVING comes before the windows, so it cannot name an item that holds one.
  private func checkHaving(_ conditions: [Scalar]) throws(SQLError) {
    let windows = ColumnSet(scope.windows.map(\.id))
    guard !windows.isEmpty, conditions.contains(where: { !$0.columns.isDisjoint(with: windows) })
    else { return }
    throw SQLError(
      .invalidWindowAliasUse,
      "You cannot use the alias of an expression containing a window function in this context.",
      at: select.having?.span
    )
  }

  // MARK: GROUP BY

  private func bindGroups() throws(SQLError) {
    guard !select.groupBy.isEmpty else { return }
    scope.clause = .group
    scope.seesItems = true
    for expression in select.groupBy {
      let group = try group(expression)
      context.pin(literalsOf: group)
      guard !scope.groups.contains(group) || select.isRollup else { continue }
      if let item = try item(expression, of: group), scope.groupOfItem[item] == nil {
        scope.groupOfItem[item] = scope.groups.count
      }
      scope.groups.append(group)
    }
  }

  /// The item that an element of GROUP BY names, by its position or by a name without a table's.
  private func item(_ expression: Expression, of group: Scalar) throws(SQLError) -> Int? {
    switch expression {
    case .literal(let literal):
      return try OrderBinder.position(literal, scope, environment)
    case .column(let name) where name.qualifier == nil:
      return scope.items.firstIndex { $0.isNamed(name) && $0.value == group }
    default:
      return nil
    }
  }

  /// A position means an item; a name the table's column, and only then an item.
  private func group(_ expression: Expression) throws(SQLError) -> Scalar {
    if case .literal(let literal) = expression,
      let position = try OrderBinder.position(literal, scope, environment)
    {
      return try grouped(scope.items[position], at: expression.span)
    }
    let group = withoutAnyValues(try named(expression))
    if case .column(let name) = expression { warn(of: name, whichIs: group) }
    try checkGroup(group, named: environment.text(expression.span) ?? "", at: expression.span)
    return group
  }

  /// A name that columns of several tables have means the item that is called so.
  private func named(_ expression: Expression) throws(SQLError) -> Scalar {
    do throws(SQLError) {
      return try expressions.value(expression)
    } catch {
      guard error.code == .ambiguousColumn, case .column(let name) = expression,
        name.qualifier == nil, let item = try scope.item(name)
      else { throw error }
      return item.value
    }
  }

  /// Warns of a table's column that is grouped by while an item of another value is called so.
  private func warn(of name: ColumnName, whichIs group: Scalar) {
    guard !environment.isStored, name.qualifier == nil, let item = try? scope.item(name),
      withoutAnyValues(item.value) != group
    else { return }
    context.warn(
      Warning(
        .warning,
        code: SQLError.Code.ambiguousColumn.number,
        message: "Column '\(name.name.text)' in group statement is ambiguous"
      )
    )
  }

  private func grouped(_ item: NameScope.Item, at span: Span) throws(SQLError) -> Scalar {
    let group = withoutAnyValues(item.value)
    try checkGroup(group, named: item.name, at: span)
    return group
  }

  /// ANY_VALUE in the select list is no aggregate to GROUP BY, which takes its argument.
  private func withoutAnyValues(_ group: Scalar) -> Scalar {
    var arguments: [ColumnID: Scalar] = [:]
    for item in scope.aggregates where item.call.function == .anyValue {
      arguments[item.id] = item.call.arguments.first
    }
    return arguments.isEmpty ? group : group.substitute(arguments)
  }

  private func checkGroup(
    _ group: Scalar,
    named name: String,
    at span: Span
  ) throws(SQLError) {
    let forbidden = ColumnSet(scope.aggregates.map(\.id) + scope.windows.map(\.id))
    guard !forbidden.isEmpty, !group.columns.isDisjoint(with: forbidden) else { return }
    throw SQLError(.wrongGroupField, "Can't group on '\(name)'", at: span)
  }
}

extension Select {
  /// Whether its FROM is one name and no more.
  fileprivate var readsOneTable: Bool {
    guard from.count == 1, case .table = from[0] else { return false }
    return true
  }

  /// Whether its rows come as those of its only table do, where nothing else orders them.
  ///
  /// By the manual's "Optimizing Derived Tables" it has no join, groups, aggregates, DISTINCT or HAVING; windows bring
  /// an order of their own.
  var hasOrderOfItsTable: Bool {
    guard from.count == 1, groupBy.isEmpty, having == nil, !isDistinct else { return false }
    if case .join? = from.first { return false }
    return !items.contains { item in
      guard case .expression(let item) = item else { return false }
      return item.expression.contains(where: \.isAggregate)
    }
  }

  /// Whether it reads nothing and leaves nothing out, so that its items are evaluated once each.
  fileprivate var isOneRow: Bool {
    from.isEmpty && `where` == nil && having == nil && groupBy.isEmpty
  }
}
