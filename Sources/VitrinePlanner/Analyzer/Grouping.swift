import VitrineSQL
import VitrineSharding

/// Rewrites what stands above the groups of a SELECT to read the groups' columns, and refuses what
/// the groups do not decide (ONLY_FULL_GROUP_BY).
///
/// A column that is no group but the same for all rows of one (decided by a key among the groups) is
/// read through ANY_VALUE.
final class Grouping {
  /// Where an expression stands, for the message.
  struct Place {
    var clause: String
    var position: Int
    var span: Span
  }

  private let context: PlanningContext
  private let scope: NameScope
  private let hasRollup: Bool
  private let rows: Operator
  private let own: ColumnSet
  private let aggregates: ColumnSet
  private lazy var decided: ColumnSet =
    hasRollup ? [] : FunctionalDependence.decided(by: scope.groups, in: rows)
  /// Columns of tables whose keys nobody knows: they may be decided.
  private let unknown: ColumnSet
  private var groups: [Operator.Aggregate.Group] = []
  private var groupColumns: [Scalar: BoundColumn] = [:]
  private var anyValues: [ColumnID: BoundColumn] = [:]
  private var anyItems: [Operator.Aggregate.Item] = []

  init(select: SelectBinder, rows: Operator) {
    context = select.context
    scope = select.scope
    hasRollup = select.select.isRollup
    self.rows = rows
    // Columns of derived tables may have others beside them that carry their digits.
    own = select.scope.columnIDs.union(rows.outputIDs)
    aggregates = ColumnSet(scope.aggregates.map(\.id) + scope.windows.map(\.id))
    unknown =
      context.catalog.isPlanOnly
      ? own
      : ColumnSet(
        select.scope.relations.filter(\.isPlanOnly).flatMap { $0.columns.map(\.bound.id) }
      )
    for value in scope.groups { add(value) }
  }

  /// A plain column keeps its id, unless ROLLUP puts NULL in its place.
  private func add(_ value: Scalar) {
    let column: BoundColumn
    if let plain = value.column, !hasRollup, own.contains(plain.id) {
      column = plain
    } else {
      let origin = value.column.map { context.origin(of: $0.id) }
      column = context.makeColumn(
        origin?.column ?? "group",
        value.type,
        table: origin?.table,
        nullable: true
      )
    }
    groups.append(Operator.Aggregate.Group(id: column.id, value: value))
    let key = value.withoutOrdinals
    if groupColumns[key] == nil { groupColumns[key] = column }
  }

  func aggregate() -> Operator.Aggregate {
    Operator.Aggregate(
      rows,
      groups: groups,
      items: scope.aggregates.map(namingGroups) + anyItems,
      rollup: hasRollup
    )
  }

  /// GROUPING of the columns of the groups that it speaks of.
  private func namingGroups(_ item: Operator.Aggregate.Item) -> Operator.Aggregate.Item {
    guard item.call.function == .grouping else { return item }
    var item = item
    item.call.arguments = item.call.arguments.map { group($0).map(Scalar.column) ?? $0 }
    return item
  }

  /// What MySQL orders the rows of ROLLUP by: the groups, so that each total follows the rows that it sums up.
  func rollupOrder() -> [Scalar] {
    groups.flatMap { group in
      let column = Scalar.column(BoundColumn(group.id, group.value.type))
      let isTotal = context.makeColumn("grouping", .bigint)
      let call = AggregateCall(.grouping, [column], type: .bigint)
      anyItems.append(Operator.Aggregate.Item(id: isTotal.id, call: call))
      return [.column(isTotal), column]
    }
  }

  // MARK: Rewriting

  /// An item of the select list.
  ///
  /// Under ROLLUP one by whose name or position is grouped is that group, also where another one has the same value.
  func aboveGroups(
    item index: Int,
    _ scalar: Scalar,
    _ place: Place
  ) throws(SQLError) -> Scalar {
    if hasRollup, let group = scope.groupOfItem[index] {
      return .column(BoundColumn(groups[group].id, groups[group].value.type))
    }
    return try aboveGroups(scalar, place)
  }

  func aboveGroups(_ scalar: Scalar, _ place: Place) throws(SQLError) -> Scalar {
    if let group = group(scalar) { return .column(group) }
    switch scalar {
    case .column(let column):
      return try .column(self.column(column, place))
    case .subquery(let subquery):
      return try .subquery(aboveGroups(subquery, place))
    default:
      return try scalar.mapChildren { (child) throws(SQLError) in try aboveGroups(child, place) }
    }
  }

  private func group(_ scalar: Scalar) -> BoundColumn? {
    switch scalar {
    case .column: return groupColumns[scalar]
    // A constant that is grouped by; without ROLLUP it is the same in every row.
    case .literal:
      guard hasRollup, let column = groupColumns[scalar.withoutOrdinals] else { return nil }
      context.pin(literalsOf: scalar)
      return column
    // A subquery of the select list by whose name or position is grouped.
    case .subquery: return groupColumns[scalar] ?? groupColumns[scalar.withoutOrdinals]
    case .call:
      guard let column = groupColumns[scalar.withoutOrdinals] else { return nil }
      context.pin(literalsOf: scalar)
      return column
    default: return nil
    }
  }

  private func column(_ column: BoundColumn, _ place: Place) throws(SQLError) -> BoundColumn {
    if let group = groupColumns[.column(column)] { return group }
    guard own.contains(column.id), !aggregates.contains(column.id) else { return column }
    guard
      !context.options.requiresFullGrouping || unknown.contains(column.id)
        || decided.contains(column.id)
    else {
      throw undecided(column, place)
    }
    if let known = anyValues[column.id] { return known }
    let origin = context.origin(of: column.id)
    let any = context.makeColumn(origin.column, column.type, table: origin.table)
    anyValues[column.id] = any
    anyItems.append(
      Operator.Aggregate.Item(
        id: any.id,
        call: AggregateCall(.anyValue, [.column(column)], type: column.type)
      )
    )
    return any
  }

  /// What a subquery above the groups reads of this SELECT it reads of the groups.
  private func aboveGroups(_ subquery: Subquery, _ place: Place) throws(SQLError) -> Subquery {
    var copy = subquery
    if let operand = subquery.kind.operand {
      copy.kind = subquery.kind.replacingOperand(with: try aboveGroups(operand, place))
    }
    var replacements: [ColumnID: Scalar] = [:]
    for id in subquery.outerColumns.sorted() {
      let column = context.column(id)
      let above = try self.column(column, place)
      if above.id != id { replacements[id] = .column(above) }
    }
    return copy.substituteOuter(replacements)
  }

  private func undecided(_ column: BoundColumn, _ place: Place) -> SQLError {
    let name = scope.fullName(of: column.id, context)
    let end = "this is incompatible with sql_mode=only_full_group_by"
    if scope.groups.isEmpty {
      return SQLError(
        .mixOfGroupFunctions,
        "In aggregated query without GROUP BY, expression #\(place.position) of \(place.clause) "
          + "contains nonaggregated column '\(name)'; \(end)",
        at: place.span
      )
    }
    return SQLError(
      .wrongFieldWithGroup,
      "Expression #\(place.position) of \(place.clause) is not in GROUP BY clause and contains "
        + "nonaggregated column '\(name)' which is not functionally dependent on columns in GROUP "
        + "BY clause; \(end)",
      at: place.span,
      hint: "add it to GROUP BY, or use ANY_VALUE(…)"
    )
  }
}
