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
  /// and the JSON aggregates; `split-aggregate` does what needs no SQL to be merged. Does not apply to other
  /// DISTINCT aggregates, nor to ROLLUP: the coordinator computes these from the rows.
  static let splitAggregateStates = Rule("split-aggregate-states", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(let aggregate) = tree, case .route(var route) = aggregate.input,
      !aggregate.hasRollup, !aggregate.items.isEmpty,
      aggregate.items.allSatisfy({ $0.call.step == .whole && $0.call.function != .grouping }),
      aggregate.scalars.allSatisfy({ route.canEvaluate($0, context) })
    else { return nil }
    var below = aggregate
    var above = aggregate
    for (index, item) in aggregate.items.enumerated() {
      guard let type = try item.call.typedSplit(context)?.partial.type else { return nil }
      let state = context.makeColumn("state", type)
      var partial = item.call
      partial.step = .partial
      partial.type = type
      below.items[index] = Operator.Aggregate.Item(id: state.id, call: partial)
      var merge = AggregateCall(item.call.function, [.column(state)], type: item.call.type)
      merge.step = .merge(item.call)
      above.items[index].call = merge
    }
    for (index, group) in aggregate.groups.enumerated() {
      let column = context.makeColumn("group", group.value.type)
      below.groups[index].id = column.id
      above.groups[index].value = .column(column)
    }
    below.input = route.input
    route.input = .aggregate(below)
    above.input = .route(route)
    return Rewrite(
      .aggregate(above),
      "each shard aggregates; \(aggregate.items.count) states are joined by the coordinator"
    )
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
      return call
    }
  }

  /// The two steps of the call, over nothing but the types of its arguments; nil where there are none.
  func typedSplit(_ context: PlanningContext) throws(SQLError) -> SplitAggregate? {
    let terms = order.map {
      Aggregates.Term(Operand("NULL", $0.value.type), descending: $0.isDescending)
    }
    let operands = arguments.map { argument in
      var operand = Operand("NULL", argument.type)
      if argument.isUnrounded { operand.unrounded = "NULL" }
      return operand
    }
    guard let call = libraryCall(operands, terms, context) else {
      return nil
    }
    return try Aggregates.split(call)
  }
}
