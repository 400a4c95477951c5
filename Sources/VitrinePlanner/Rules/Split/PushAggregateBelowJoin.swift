import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Rule {
  /// Lets shards group the rows of one side before a join that only the coordinator can make.
  ///
  ///     Aggregate u.country: sum(o.total) └─ Join u.email = o.contact ├─ Route u └─ Route o
  ///       ⇒   Aggregate u.country: merge(s) └─ Join u.email = o.contact
  ///             ├─ Route u └─ Route └─ Aggregate o.contact: s = state of sum(o.total)
  ///
  /// Rows that agree in all columns that are read above meet the same rows of the other sides, so that one row
  /// with their state stands for them; what counts rows of the other sides counts it as often as it stands for.
  /// Applies where the groups are expected to be at most half as many as the rows. Does not apply to
  /// sides that an outer join extends with NULLs, nor to lateral joins, subqueries, ROLLUP and aggregates
  /// that depend on order.
  static let pushAggregateBelowJoin = Rule("push-aggregate-below-join", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(let aggregate) = tree, !aggregate.hasRollup,
      aggregate.input.isJoining, tree.freeColumns.isEmpty,
      !aggregate.input.readsBeyondColumns, !aggregate.scalars.contains(where: \.readsBeyondColumns)
    else { return nil }
    let sides = try aggregate.input.groupableRoutes.mapTyped { (route) throws(SQLError) in
      try GroupedSide(of: route, for: aggregate, context)
    }
    guard let best = sides.compactMap(\.self).max(by: { $0.saved < $1.saved }) else { return nil }
    return Rewrite(
      .aggregate(best.aggregate),
      "one side is grouped before it is joined: some \(Int(exactly: best.saved.rounded()) ?? .max) rows fewer to send"
    )
  }
}

extension Operator {
  fileprivate var isJoining: Bool {
    switch self {
    case .join: true
    case .filter(let filter): filter.input.isJoining
    default: false
    }
  }

  /// The routes below whose rows all come out of the joins above them, as often as these match.
  fileprivate var groupableRoutes: [Route] {
    switch self {
    case .route(let route): [route]
    case .filter(let filter): filter.input.groupableRoutes
    case .join(let join) where join.isLateral: []
    case .join(let join):
      join.left.groupableRoutes + (join.kind == .inner ? join.right.groupableRoutes : [])
    default: []
    }
  }

  /// The conditions of the joins and filters above its routes.
  fileprivate var joiningScalars: [Scalar] {
    switch self {
    case .filter(let filter): filter.predicates + filter.input.joiningScalars
    case .join(let join):
      join.predicates + join.left.joiningScalars + join.right.joiningScalars
    default: []
    }
  }

  fileprivate var readsBeyondColumns: Bool {
    joiningScalars.contains(where: \.readsBeyondColumns)
  }

  /// The same joins with one route, which is known by its columns, replaced.
  fileprivate func replacing(_ columns: ColumnSet, by route: Route) -> Operator {
    switch self {
    case .route(let own) where own.input.outputIDs == columns: .route(route)
    case .filter, .join: replacingInputs { $0.replacing(columns, by: route) }
    default: self
    }
  }
}

extension Scalar {
  /// Whether the columns of one row alone do not decide its value.
  fileprivate var readsBeyondColumns: Bool { containsSubquery || isVolatile }
}

/// One side of a join grouped by what is read of it above, and the aggregate that joins its states.
private struct GroupedSide {
  /// What stands in place of the aggregate.
  private(set) var aggregate: Operator.Aggregate
  /// How many rows fewer the side is expected to send.
  private(set) var saved = 0.0

  private let own: ColumnSet
  private let context: PlanningContext
  /// The states that the shards compute.
  private var states: [Operator.Aggregate.Item] = []
  /// The column that tells how many rows a group stands for.
  private var multiplicity: Scalar?
  /// The side's columns that are read above one by one.
  private var keys: ColumnSet

  /// Nil where an aggregate cannot be computed from groups, or grouping is not worth its while.
  init?(
    of route: Operator.Route,
    for aggregate: Operator.Aggregate,
    _ context: PlanningContext
  ) throws(SQLError) {
    self.aggregate = aggregate
    self.context = context
    own = route.input.outputIDs
    let read = (aggregate.groups.map(\.value) + aggregate.input.joiningScalars)
      .reduce(into: ColumnSet()) { $0.formUnion($1.columns) }
    keys = read.intersection(own)
    let estimate = Estimator(context: context).estimate(.route(route))
    for index in aggregate.items.indices {
      guard let call = try divided(aggregate.items[index].call) else { return nil }
      self.aggregate.items[index].call = call
    }
    let columns = route.input.outputs.filter { keys.contains($0.id) }
    let groups = estimate.distinct(of: columns.map(\.id))
    guard !columns.isEmpty, groups * 2 <= estimate.rows, let below = grouped(route, by: columns)
    else { return nil }
    saved = estimate.rows - groups
    self.aggregate.input = aggregate.input.replacing(own, by: below)
  }

  /// The call over rows that stand for several; nil where there is none.
  private mutating func divided(_ call: AggregateCall) throws(SQLError) -> AggregateCall? {
    guard case .whole = call.step, call.order.isEmpty else { return nil }
    let read = call.scalars.reduce(into: ColumnSet()) { $0.formUnion($1.columns) }
    if !read.isEmpty, read.isSubset(of: own), call.mergesInAnyOrder { return try merging(call) }
    if call.ignoresMultiplicity {
      keys.formUnion(read.intersection(own))
      return call
    }
    return read.isDisjoint(with: own) ? try multiplied(call) : nil
  }

  /// The call computed by the shards, and its states joined above.
  private mutating func merging(_ call: AggregateCall) throws(SQLError) -> AggregateCall? {
    guard let type = try call.typedSplit(context)?.partial.type else { return nil }
    var partial = call
    partial.step = .partial
    partial.type = type
    return joining(.column(state(partial)), of: call)
  }

  /// A count or sum over other sides, each row as often as the group beside it stands for.
  private mutating func multiplied(_ call: AggregateCall) throws(SQLError) -> AggregateCall? {
    switch (call.function, call.arguments.first) {
    case (.countRows, _): return joining(occurrences(), of: call)
    case (.count, let argument?) where call.arguments.count == 1:
      let isNull = Scalar.call(Call(.isNull, [argument], .boolean))
      let zero = Scalar.literal(BoundLiteral(.integer(0), .bigint))
      let counted = Call(.choose, [isNull, zero, occurrences()], .bigint)
      return joining(.call(counted), of: call)
    default: return nil
    }
  }

  private func joining(_ state: Scalar, of call: AggregateCall) -> AggregateCall {
    var merge = AggregateCall(call.function, [state], type: call.type)
    merge.step = .merge(call)
    return merge
  }

  private mutating func occurrences() -> Scalar {
    if let multiplicity { return multiplicity }
    var count = AggregateCall(.countRows, [], type: .bigint)
    count.step = .partial
    let column = Scalar.column(state(count))
    multiplicity = column
    return column
  }

  private mutating func state(_ call: AggregateCall) -> BoundColumn {
    let column = context.makeColumn("state", call.type)
    states.append(Operator.Aggregate.Item(id: column.id, call: call))
    return column
  }

  /// The route with groups of equal bytes, so that whatever is computed from a column is that of all rows; nil where
  /// a column's equality is not that of bytes.
  private func grouped(_ route: Operator.Route, by columns: [BoundColumn]) -> Operator.Route? {
    var below = Operator.Aggregate(route.input, groups: [], items: states)
    for column in columns {
      switch column.type.representation {
      case .integer, .unsigned, .scaled, .temporalText, .microseconds, .blob:
        below.groups.append(Operator.Aggregate.Group(id: column.id, value: .column(column)))
      case .text:
        let bytes = Call(.cast(.castBinary), [.column(column)], .castBinary)
        let id = context.makeColumn("bytes", .castBinary).id
        below.groups.append(Operator.Aggregate.Group(id: id, value: .call(bytes)))
        let any = AggregateCall(.anyValue, [.column(column)], type: column.type)
        below.items.append(Operator.Aggregate.Item(id: column.id, call: any))
      default: return nil
      }
    }
    guard below.scalars.allSatisfy({ route.canEvaluate($0, context) }) else { return nil }
    var route = route
    let sent = columns + states.map { BoundColumn($0.id, $0.call.type) }
    route.input = .project(
      Operator.Project(.aggregate(below), sent.map(Operator.Project.Item.init(passing:)))
    )
    return route
  }
}

extension AggregateCall {
  /// Whether it is the same however often a row is repeated.
  fileprivate var ignoresMultiplicity: Bool {
    switch function {
    case .minimum, .maximum, .bitAnd, .bitOr: true
    case .count, .sum, .average: isDistinct
    default: false
    }
  }

  /// Whether its states can be joined in any order, each as often as it occurs.
  fileprivate var mergesInAnyOrder: Bool {
    switch function {
    case .minimum, .maximum, .bitAnd, .bitOr: true
    case .count, .sum, .average, .bitXor, .standardDeviation, .sampleStandardDeviation, .variance,
      .sampleVariance:
      !isDistinct
    default: false
    }
  }
}
