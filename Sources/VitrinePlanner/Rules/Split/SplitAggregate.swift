import VitrineSQL
import VitrineSharding

extension Rule {
  /// Lets each shard aggregate its own rows and combines the partial results.
  ///
  ///     Aggregate status: count(*) └─ Route   ⇒   MergeAggregate status: sum └─ Route └─ Aggregate …
  ///
  /// AVG is sent as a sum and a count. Does not apply to DISTINCT aggregates of values that lie on several shards, to
  /// those whose partial results need SQL to be combined, nor to ROLLUP: see `split-aggregate-states`.
  static let splitAggregate = Rule("split-aggregate", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(let aggregate) = tree, case .route(let route) = aggregate.input,
      !aggregate.hasRollup, aggregate.items.allSatisfy({ $0.call.step == .whole }),
      aggregate.scalars.allSatisfy({ route.canEvaluate($0, context) })
    else { return nil }
    var split = AggregateSplit(context, route.locality)
    for item in aggregate.items {
      guard split.add(item) else { return nil }
    }
    return Rewrite(
      split.result(aggregate, over: route),
      "each shard aggregates; \(split.merges.count) partial results are combined"
    )
  }

  /// Lets the shards drop duplicates before DISTINCT aggregates.
  ///
  ///     Aggregate count(distinct x) └─ Route   ⇒   Aggregate count(distinct x) └─ Distinct └─ Route x
  ///
  /// Applies when every aggregate is DISTINCT or does not care how often a value occurs, and to ROLLUP without
  /// aggregates.
  static let distinctBelowAggregate = Rule("distinct-below-aggregate", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(var aggregate) = tree, case .route(let route) = aggregate.input,
      !route.input.isDistinct,
      aggregate.hasRollup || aggregate.items.contains(where: \.call.isDistinct),
      aggregate.items.allSatisfy(\.call.ignoresRepetition)
    else { return nil }
    var items: [Operator.Project.Item] = []
    let column = { (value: Scalar) -> Scalar in
      if let known = items.first(where: { $0.value == value }) {
        return .column(BoundColumn(known.id, value.type))
      }
      let made = value.column ?? context.makeColumn("distinct", value.type)
      items.append(Operator.Project.Item(id: made.id, value: value))
      return .column(made)
    }
    for index in aggregate.groups.indices {
      aggregate.groups[index].value = column(aggregate.groups[index].value)
    }
    for index in aggregate.items.indices where aggregate.items[index].call.function != .grouping {
      aggregate.items[index].call.arguments = aggregate.items[index].call.arguments.map(column)
    }
    aggregate.input = .distinct(
      Operator.Distinct(.project(Operator.Project(aggregate.input, items)))
    )
    return Rewrite(.aggregate(aggregate), "duplicates are dropped before they are aggregated")
  }
}

extension Operator {
  fileprivate var isDistinct: Bool {
    if case .distinct = self { true } else { false }
  }
}

extension AggregateCall {
  /// Whether no value can be counted on two shards: it does not matter how often a value occurs, or
  /// equal values lie on one shard.
  fileprivate func ignoresRepetition(in locality: Locality) -> Bool {
    switch function {
    case .minimum, .maximum: true
    case .count, .sum: locality.keepsTogether(ColumnSet(arguments.compactMap { $0.column?.id }))
    default: false
    }
  }

  fileprivate var ignoresRepetition: Bool {
    switch function {
    case .minimum, .maximum, .bitAnd, .bitOr, .grouping: true
    case .count, .sum, .average: isDistinct
    default: false
    }
  }
}

/// The partial aggregates of a split and how they are combined.
private struct AggregateSplit {
  let context: PlanningContext
  let locality: Locality
  private(set) var partials: [Operator.Aggregate.Item] = []
  private(set) var merges: [Operator.MergeAggregate.Item] = []
  /// What stands for the aggregates that are computed from several merged ones.
  private var finals: [Operator.Project.Item] = []

  init(_ context: PlanningContext, _ locality: Locality) {
    self.context = context
    self.locality = locality
  }

  /// Adds an aggregate; false when its partial results cannot be combined.
  mutating func add(_ item: Operator.Aggregate.Item) -> Bool {
    guard !item.call.isDistinct || item.call.ignoresRepetition(in: locality) else { return false }
    if item.call.function == .average {
      addAverage(item)
      return true
    }
    guard let merge = item.call.function.merge else { return false }
    guard item.call.function == .sum, item.call.arguments.contains(where: \.isUnrounded) else {
      let merged = add(item.call, merge, as: item.id)
      finals.append(Operator.Project.Item(passing: merged))
      return true
    }
    var sum = item.call
    sum.type = AverageParts.sum(of: item.call.arguments[0])
    let total = add(sum, merge, as: made(sum))
    finals.append(
      Operator.Project.Item(
        id: item.id,
        value: .call(Call(.everyDigit, [.column(total)], item.call.type))
      )
    )
    return true
  }

  @discardableResult
  private mutating func add(
    _ call: AggregateCall,
    _ merge: PartialMerge,
    as id: ColumnID
  ) -> BoundColumn {
    let partial = context.makeColumn("partial", call.type)
    var call = call
    // Binary strings may be shorter than what stands for none of them.
    if call.function.isOfBits, call.type.isBinary { call.step = .partial }
    partials.append(Operator.Aggregate.Item(id: partial.id, call: call))
    merges.append(
      Operator.MergeAggregate.Item(id: id, type: call.type, merge: merge, source: partial)
    )
    return BoundColumn(id, call.type)
  }

  private mutating func addAverage(_ item: Operator.Aggregate.Item) {
    var sum = item.call
    sum.function = .sum
    sum.type = item.call.arguments.first.map(AverageParts.sum) ?? .unknown
    var count = item.call
    count.function = .count
    count.type = .bigint
    let total = add(sum, .addSums, as: made(sum))
    let rows = add(count, .addCounts, as: made(count))
    let quotient = AverageParts.quotient(.column(total), .column(rows), item.call.type)
    finals.append(
      Operator.Project.Item(
        id: item.id,
        value: quotient
      )
    )
  }

  /// A column for an aggregate that the statement does not name itself.
  private func made(_ call: AggregateCall) -> ColumnID {
    context.makeColumn(ScalarText.text(call, context), call.type).id
  }

  func result(_ aggregate: Operator.Aggregate, over route: Operator.Route) -> Operator {
    var below = aggregate
    below.input = route.input
    below.items = partials
    var route = route
    route.input = .aggregate(below)
    let groups = aggregate.groups.map { BoundColumn($0.id, $0.value.type) }
    let merge = Operator.mergeAggregate(
      Operator.MergeAggregate(.route(route), groups: groups, items: merges)
    )
    guard finals.contains(where: { $0.value.column == nil }) else { return merge }
    let items = groups.map { Operator.Project.Item(passing: $0) } + finals
    return .project(Operator.Project(merge, items))
  }
}

/// Types of the parts that an average is computed from.
enum AverageParts {
  /// Of quotients every digit that MySQL adds up, not only those that it shows.
  static func sum(of argument: Scalar) -> MySQLType {
    argument.isUnrounded ? .decimal(65, 30) : sum(of: argument.type)
  }

  static func sum(of argument: MySQLType) -> MySQLType {
    switch argument.kind {
    case .decimal:
      .decimal(min(65, (argument.length ?? 10) + 22), argument.scale ?? 0)
    case .unknown: .unknown
    case _ where argument.isInteger || argument.kind == .bit: .decimal(41, 0)
    default: .double
    }
  }

  /// A quotient with the digits that the average shows, and more where it is computed with.
  static func quotient(_ sum: Scalar, _ count: Scalar, _ average: MySQLType) -> Scalar {
    if sum.type.kind == .decimal, average.kind == .decimal {
      return .call(Call(.divide, [sum, count], average))
    }
    return .call(Call(.cast(average), [.call(Call(.divide, [sum, count], sum.type))], average))
  }
}

extension AggregateFunction {
  /// How two partial results become one; nil when they cannot.
  fileprivate var merge: PartialMerge? {
    switch self {
    case .count, .countRows: .addCounts
    case .sum: .addSums
    case .minimum: .least
    case .maximum: .greatest
    case .anyValue: .any
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    default: nil
    }
  }
}
