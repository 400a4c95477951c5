import VitrineSQL
import VitrineSharding

/// What a correlated query makes of the rows of one route that belong to a row around it.
///
///     SELECT COUNT(*) + MAX(b.z) FROM b WHERE b.id = a.x
///       ⇒   for each key: SELECT key, COUNT(*), MAX(b.z) FROM keys JOIN b ON b.id = key GROUP BY key
struct PartnerSummary {
  let route: Operator.Route
  /// What the rows have to fulfil.
  private(set) var conditions: [Scalar] = []
  private let kind: Kind
  /// What the shards compute, under ids that nothing else has.
  private var items: [Operator.Project.Item] = []
  /// What the first row is told by.
  private var order: [SortKey] = []
  private var aggregates: [Operator.Aggregate.Item] = []
  /// What its row has to fulfil besides: HAVING.
  private(set) var having: [Scalar] = []
  /// The query's columns, computed of those.
  private(set) var values: [ColumnID: Scalar] = [:]

  private enum Kind {
    /// An aggregate without groups, which has one row whatever the table holds.
    case aggregate
    /// One row or none.
    case row
    /// The first row in the order, or none.
    case first
    /// A value that is an error where there are two rows and somebody reads it.
    case onlyRow
  }

  /// Whether it is one row for each row around it, partners or none.
  var isOfOneRow: Bool { kind == .aggregate }

  /// The scalars that the shards evaluate for it.
  var scalars: [Scalar] {
    items.map(\.value) + aggregates.flatMap(\.call.scalars) + order.map(\.value)
  }

  /// A column of the query's row, NULL where there is none or it does not fulfil the conditions.
  func value(of column: BoundColumn, where conditions: [Scalar] = []) -> Scalar? {
    guard let value = values[column.id] else { return nil }
    guard let condition = Scalar.conjunction(having + conditions) else { return value }
    return .call(Call(.choose, [condition, value, .null], value.type))
  }

  /// Nil for queries that group, limit or combine rows in any other way than LIMIT 1; those without aggregates have to be of
  /// one column.
  init?(_ query: Operator, _ columns: [BoundColumn], _ context: PlanningContext) {
    var rows = PartnerRows(query, columns.map { .column($0) })
    let isFirst = rows.enterLimitOfOne(context)
    guard case .aggregate(let aggregate) = rows.tree, !isFirst else {
      guard let value = rows.values.first, columns.count == 1, let column = columns.first,
        case .route(let route) = rows.tree
      else { return nil }
      self.route = route
      conditions = rows.conditions
      let outer = value.columns.union(conditions.reduce(into: []) { $0.formUnion($1.columns) })
        .subtracting(route.input.outputIDs)
      let isRow = route.input.filtered(by: conditions).isOneRow(for: outer)
      kind = isRow ? .row : isFirst ? .first : .onlyRow
      order = isFirst ? rows.order : []
      let made = context.makeColumn(like: column)
      values[column.id] =
        isRow || isFirst ? row(value, as: made) : onlyRow(value, as: made, context)
      return
    }
    guard aggregate.groups.isEmpty, !aggregate.hasRollup,
      (rows.values + rows.conditions).allSatisfy(\.isRepeatable)
    else { return nil }
    let results = rows.values
    let having = rows.conditions
    rows = PartnerRows(aggregate.input, [])
    guard case .route(let route) = rows.tree else { return nil }
    self.route = route
    conditions = rows.conditions
    kind = .aggregate
    var replacements: [ColumnID: Scalar] = [:]
    for item in aggregate.items {
      let call = item.call.mapScalars { (scalar) throws(Never) in rows.substituted(scalar) }
      let made = context.makeColumn(like: BoundColumn(item.id, call.type))
      guard let value = call.value(from: made) else { return nil }
      aggregates.append(Operator.Aggregate.Item(id: made.id, call: call))
      replacements[item.id] = value
    }
    for (column, result) in zip(columns, results) {
      values[column.id] = result.substitute(replacements)
    }
    self.having = having.map { $0.substitute(replacements) }
  }

  private mutating func row(_ value: Scalar, as made: BoundColumn) -> Scalar {
    items.append(Operator.Project.Item(id: made.id, value: value))
    return .column(made)
  }

  /// The value of any of the rows, as a subquery that has as many rows as there are, up to two.
  private mutating func onlyRow(
    _ value: Scalar,
    as made: BoundColumn,
    _ context: PlanningContext
  ) -> Scalar {
    let count = context.makeColumn("count", .bigint)
    let any = AggregateCall(.anyValue, [value], type: made.type)
    aggregates.append(Operator.Aggregate.Item(id: made.id, call: any))
    let counting = AggregateCall(.countRows, [], type: .bigint)
    aggregates.append(Operator.Aggregate.Item(id: count.id, call: counting))
    let result = context.makeColumn(like: made)
    let number = context.makeColumn("number", .bigint)
    let rows = (1...2).map { row in
      [Scalar.column(made), .literal(BoundLiteral(.integer(row), .bigint))]
    }
    let isThere = Call(.lessOrEqual, [.column(number), .column(count)], .boolean)
    var subquery = Subquery(
      id: context.makeSubqueryID(),
      kind: .scalar,
      query: Operator.values(Operator.Values(columns: [result, number], rows: rows))
        .filtered(by: [.call(isThere)]),
      columns: [result],
      type: made.type,
      outerColumns: [made.id, count.id]
    )
    subquery.isLocal = true
    subquery.isSettled = true
    return .subquery(subquery)
  }

  /// What the shards make of the rows of keys, and its columns that tell whose it is.
  func made(
    of rows: Operator,
    by echoes: [BoundColumn],
    _ replacements: [ColumnID: Scalar],
    _ context: PlanningContext
  ) -> (Operator, [BoundColumn]) {
    guard kind == .row || kind == .first else {
      return grouped(rows, by: echoes, replacements, context)
    }
    let asked = kind == .first ? first(of: rows, by: echoes, replacements, context) : rows
    let passed = echoes.map { Operator.Project.Item(passing: $0) }
    let computed = Operator.Project(asked, passed + items)
    let result = Operator.project(computed).mapScalars { (scalar) throws(Never) in
      scalar.substitute(replacements)
    }
    return (result, echoes)
  }

  /// The first row of each key.
  private func first(
    of rows: Operator,
    by echoes: [BoundColumn],
    _ replacements: [ColumnID: Scalar],
    _ context: PlanningContext
  ) -> Operator {
    let number = context.makeColumn("number", .bigint)
    let call = WindowCall(
      .named("ROW_NUMBER", []),
      partition: echoes.map { .column($0) },
      order: order.map {
        SortKey($0.value.substitute(replacements), descending: $0.isDescending)
      },
      frame: nil,
      type: .bigint
    )
    let window = Operator.Window(rows, [Operator.Window.Item(id: number.id, call: call)])
    return Operator.window(window).filtered(by: [.equal(.column(number), .one)])
  }

  private func grouped(
    _ rows: Operator,
    by echoes: [BoundColumn],
    _ replacements: [ColumnID: Scalar],
    _ context: PlanningContext
  ) -> (Operator, [BoundColumn]) {
    let own = echoes.map(context.makeColumn(like:))
    let groups = zip(own, echoes).map { Operator.Aggregate.Group(id: $0.id, value: .column($1)) }
    let grouped = Operator.Aggregate(rows, groups: groups, items: aggregates)
    let result = Operator.aggregate(grouped).mapScalars { (scalar) throws(Never) in
      scalar.substitute(replacements)
    }
    return (result, own)
  }
}

/// The operators of a query that neither combine rows nor leave out others than their conditions say.
private struct PartnerRows {
  private(set) var tree: Operator
  private(set) var values: [Scalar]
  private(set) var conditions: [Scalar] = []
  /// What the rows are sorted by.
  private(set) var order: [SortKey] = []
  private var projections: [[ColumnID: Scalar]] = []

  init(_ query: Operator, _ values: [Scalar]) {
    tree = query
    self.values = values
    while let input = next() { tree = input }
  }

  private mutating func next() -> Operator? {
    switch tree {
    case .project(let project):
      let replacements = project.values
      projections.append(replacements)
      values = values.map { $0.substitute(replacements) }
      conditions = conditions.map { $0.substitute(replacements) }
      order = order.map { SortKey($0.value.substitute(replacements), descending: $0.isDescending) }
      return project.input
    case .filter(let filter):
      conditions += filter.predicates
      return filter.input
    case .sort(let sort):
      if order.isEmpty { order = sort.keys }
      return sort.input
    default: return nil
    }
  }

  /// Goes on below a limit that leaves the first row alone; false where there is none.
  mutating func enterLimitOfOne(_ context: PlanningContext) -> Bool {
    guard case .limit(let limit) = tree, conditions.isEmpty, limit.offset == nil,
      limit.takesOneRow(context)
    else { return false }
    order = []
    tree = limit.input
    while let input = next() { tree = input }
    return true
  }

  /// A scalar over the query's columns, over those of what is below its operators.
  func substituted(_ scalar: Scalar) -> Scalar {
    projections.reduce(scalar) { $0.substitute($1) }
  }
}

extension AggregateCall {
  /// Its value, where a column has that of the rows there are and NULL for none; nil where that is not told by
  /// the column.
  fileprivate func value(from column: BoundColumn) -> Scalar? {
    guard case .whole = step else { return nil }
    switch function {
    case .countRows, .count:
      let isNull = Scalar.call(Call(.isNull, [.column(column)], .boolean))
      let zero = Scalar.literal(BoundLiteral(.integer(0), type))
      return .call(Call(.choose, [isNull, zero, .column(column)], type))
    case .bitAnd, .bitOr, .bitXor, .matchStatistics, .grouping: return nil
    default: return .column(column)
    }
  }
}
