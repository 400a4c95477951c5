import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Rule {
  /// Lets each shard bring its rows of an aggregate into a state, and joins the states in the coordinator.
  ///
  ///     Aggregate status: variance(x) └─ Route
  ///       ⇒   Aggregate status: merge(state) └─ Route └─ Aggregate status: state of variance(x)
  ///
  /// For variance and standard deviation (exact sums), GROUP_CONCAT (texts with what they are ordered by)
  /// and the JSON aggregates; `split-aggregate` does what needs no SQL to be merged.
  ///
  /// What other DISTINCT aggregates read becomes part of the groups below; each shard sends each value once:
  ///
  ///     Aggregate status: count(distinct note), sum(x) └─ Route
  ///       ⇒   Aggregate status: count(distinct note), merge(state)
  ///           └─ Route └─ Aggregate status, note: state of sum(x)
  ///
  /// With ROLLUP the states of the longest key's groups make all levels. Of a UNION ALL the shards of each query bring
  /// their rows into states. Does not apply where DISTINCT reads what
  /// differs in every row, nor where nothing but DISTINCT is asked: see `distinct-below-aggregate`.
  static let splitAggregateStates = Rule("split-aggregate-states", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(let aggregate) = tree,
      aggregate.items.allSatisfy({ $0.call.step == .whole }),
      let split = try StateSplit(aggregate, context)
    else { return nil }
    return Rewrite(
      .aggregate(split.above),
      "each shard aggregates; \(split.stateCount) states are joined by the coordinator"
    )
  }
}

/// An aggregate in two parts: one for each shard, which gives states, and one for the coordinator, which joins them.
private struct StateSplit {
  private(set) var above: Operator.Aggregate
  private(set) var stateCount = 0
  private let context: PlanningContext
  private var below: Operator.Aggregate
  /// The columns of the values that DISTINCT reads.
  private var keys: [Scalar: BoundColumn] = [:]
  /// Columns of the groups below that nothing above reads.
  private var hidden = ColumnSet()

  /// Nil where the rows themselves have to come together, or would come all the same.
  init?(_ aggregate: Operator.Aggregate, _ context: PlanningContext) throws(SQLError) {
    let arms = aggregate.input.routesInTurn
    guard !arms.isEmpty, arms.allSatisfy({ $0.canEvaluate(aggregate, context) }) else { return nil }
    self.context = context
    above = aggregate
    below = Operator.Aggregate(aggregate.input, groups: [], items: [])
    for (index, group) in aggregate.groups.enumerated() {
      let column = context.makeColumn("group", group.value.type)
      below.groups.append(Operator.Aggregate.Group(id: column.id, value: group.value))
      above.groups[index].value = .column(column)
    }
    for (index, item) in aggregate.items.enumerated() {
      guard let call = try divided(item.call) else { return nil }
      above.items[index].call = call
    }
    guard stateCount > 0 else { return nil }
    above.input = states(of: arms)
  }

  /// What the shards send, of several routes one after the other.
  private func states(of arms: [RouteInTurn]) -> Operator {
    if arms.count == 1, let only = arms.first { return .route(grouped(only.route, below)) }
    var union = Operator.SetOperation(.union, all: true, [], columns: sent(of: below), sources: [])
    for arm in arms {
      let own = arm.own(below, context)
      union.inputs.append(.route(grouped(arm.route, own)))
      union.sources.append(sent(of: own))
    }
    return .setOperation(union)
  }

  /// The route that gives the groups of its rows, without the columns that nothing reads.
  private func grouped(_ route: Operator.Route, _ groups: Operator.Aggregate) -> Operator.Route {
    var (route, groups) = (route, groups)
    groups.input = route.input
    route.input = .aggregate(groups)
    guard !hidden.isEmpty else { return route }
    let items = sent(of: groups).map(Operator.Project.Item.init(passing:))
    route.input = .project(Operator.Project(route.input, items))
    return route
  }

  private func sent(of groups: Operator.Aggregate) -> [BoundColumn] {
    zip(Operator.aggregate(below).outputs, Operator.aggregate(groups).outputs)
      .filter { !hidden.contains($0.0.id) }.map(\.1)
  }

  /// The call above over what the shards send; nil where there is none.
  private mutating func divided(_ call: AggregateCall) throws(SQLError) -> AggregateCall? {
    if call.function == .grouping { return above.hasRollup ? call : nil }
    if let type = try call.typedSplit(context)?.partial.type { return merging(call, type) }
    guard call.isDistinct else { return nil }
    var distinct = call
    distinct.arguments = []
    for argument in call.arguments {
      guard let key = key(argument) else { return nil }
      distinct.arguments.append(key)
    }
    return distinct
  }

  private mutating func merging(_ call: AggregateCall, _ type: MySQLType) -> AggregateCall {
    let state = context.makeColumn("state", type)
    var partial = call
    partial.step = .partial
    partial.type = type
    below.items.append(Operator.Aggregate.Item(id: state.id, call: partial))
    stateCount += 1
    var merge = AggregateCall(call.function, [.column(state)], type: call.type)
    merge.step = .merge(call)
    return merge
  }

  /// A value that DISTINCT reads, as a column of the groups below.
  ///
  /// Texts that are equal and yet others come apart: what is computed of them may differ. A constant is one as well:
  /// without groups a shard sends a state of no rows, too.
  private mutating func key(_ value: Scalar) -> Scalar? {
    if let known = keys[value] { return .column(known) }
    guard value.isRepeatable, !below.input.hasUnique(value) else { return nil }
    let column = context.makeColumn("distinct", value.type)
    context.note(value, isThatOf: column)
    keys[value] = column
    guard value.type.hasUnlikeEquals else {
      below.groups.append(Operator.Aggregate.Group(id: column.id, value: value))
      return .column(column)
    }
    let bytes = context.makeColumn("bytes", .castBinary)
    let cast = Scalar.call(Call(.cast(.castBinary), [value], .castBinary))
    below.groups.append(Operator.Aggregate.Group(id: bytes.id, value: cast))
    hidden.insert(bytes.id)
    let any = AggregateCall(.anyValue, [value], type: value.type)
    below.items.append(Operator.Aggregate.Item(id: column.id, call: any))
    return .column(column)
  }
}

/// A route whose rows are some of an operator's, under other names.
private struct RouteInTurn {
  let route: Operator.Route
  /// What the operator's columns are in the route; empty where they are its own.
  let columns: [ColumnID: Scalar]

  init(_ route: Operator.Route) {
    self.route = route
    columns = [:]
  }

  /// Nil where values of the route are made others on their way.
  init?(_ route: Operator.Route, giving columns: [BoundColumn], as sources: [BoundColumn]) {
    guard columns.map(\.type) == sources.map(\.type) else { return nil }
    self.route = route
    self.columns = Dictionary(
      zip(columns, sources).map { ($0.id, .column($1)) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  func canEvaluate(_ aggregate: Operator.Aggregate, _ context: PlanningContext) -> Bool {
    aggregate.readScalars.allSatisfy { route.canEvaluate($0.substitute(columns), context) }
  }

  /// The same groups of the route's rows, in columns of their own.
  func own(_ groups: Operator.Aggregate, _ context: PlanningContext) -> Operator.Aggregate {
    var own = groups
    for (index, group) in groups.groups.enumerated() {
      let column = context.makeColumn(like: context.column(group.id))
      let value = group.value.substitute(columns)
      own.groups[index] = Operator.Aggregate.Group(id: column.id, value: value)
    }
    for (index, item) in groups.items.enumerated() {
      let column = context.makeColumn(like: context.column(item.id))
      let call = item.call.mapScalars { (scalar) throws(Never) in scalar.substitute(columns) }
      own.items[index] = Operator.Aggregate.Item(id: column.id, call: call)
    }
    return own
  }
}

extension Operator.Aggregate {
  /// The scalars it evaluates for each row: all but what GROUPING speaks of.
  fileprivate var readScalars: [Scalar] {
    groups.map(\.value) + items.filter { $0.call.function != .grouping }.flatMap(\.call.scalars)
  }
}

extension Operator {
  /// The routes whose rows are its own, one after the other: itself, or the queries of a UNION ALL; empty where there are
  /// other operators among them.
  fileprivate var routesInTurn: [RouteInTurn] {
    switch self {
    case .route(let route): return [RouteInTurn(route)]
    case .setOperation(let operation)
    where operation.kind == .union && operation.isAll
      && operation.sources.count == operation.inputs.count:
      let arms = zip(operation.inputs, operation.sources).compactMap { input, sources in
        input.asRoute.flatMap { RouteInTurn($0, giving: operation.columns, as: sources) }
      }
      return arms.count == operation.inputs.count ? arms : []
    default: return []
    }
  }

  /// Whether a value is another in every row: the only column of a key, of the one table that is read.
  fileprivate func hasUnique(_ value: Scalar) -> Bool {
    guard let column = value.column else { return false }
    switch self {
    case .route(let route): return route.input.hasUnique(value)
    case .scan(let scan):
      let own = scan.columns.first { $0.id == column.id }
      return own.map { scan.table.table.isUnique($0.name) } ?? false
    case .filter(let filter): return filter.input.hasUnique(value)
    case .project(let project):
      let item = project.items.first { $0.id == column.id }
      return item.map { project.input.hasUnique($0.value) } ?? false
    default: return false
    }
  }
}

extension AggregateCall {
  /// The call in the function library, over operands that stand for its arguments.
  func libraryCall(
    _ operands: [Operand],
    _ order: [Aggregates.Term],
    _ context: PlanningContext
  ) -> Aggregates.Call? {
    function.libraryName.map { name in
      var call = Aggregates.Call(
        name,
        operands,
        distinct: isDistinct,
        order: order,
        separator: separator ?? ","
      )
      call.increment = context.options.divisionIncrement
      if function.isOfBits { call.type = type }
      return call
    }
  }

  /// The two steps of the call, over nothing but the types of its arguments; nil where there are none.
  func typedSplit(_ context: PlanningContext) throws(SQLError) -> SplitAggregate? {
    let terms = order.map {
      Aggregates.Term(Operand("NULL", $0.value.type), descending: $0.isDescending)
    }
    let operands = arguments.map { argument in
      var operand = Typing(context: context).operand(argument)
      if argument.isUnrounded { operand.unrounded = "NULL" }
      return operand
    }
    guard let call = libraryCall(operands, terms, context) else {
      return nil
    }
    return try Aggregates.split(call)
  }
}
