package import VitrineSQL

/// A way to plan: which rules apply, in which order.
///
/// Every strategy gives every statement the same answer; they differ in what they push to the shards.
package protocol Strategy: Sendable {
  /// The name by which a session chooses it.
  var name: String { get }
  /// One line for help texts.
  var summary: String { get }
  /// Rules that need not know where rows lie.
  var normalization: Phase { get }
  /// Rules that make routes and push operators into them.
  var routing: Phase { get }
  /// Rules for what could not be pushed.
  var joining: Phase { get }
}

/// The strategies that come with Vitrine, by name.
package enum Strategies {
  package static let all: [any Strategy] = [PushDown(), Gather()]

  package static func named(_ name: String) throws(SQLError) -> any Strategy {
    if let strategy = all.first(where: { $0.name == name.lowercased() }) { return strategy }
    let names = all.map { "'\($0.name)'" }.joined(separator: ", ")
    throw SQLError(
      .wrongValueForVariable,
      "there is no planner strategy '\(name)'",
      hint: "choose one of \(names)"
    )
  }
}

/// Every rule, without statistics: as Vitess's Gen4 plans.
package struct PushDown: Strategy {
  package let name = "pushdown"
  package let summary = "push all that can be pushed to the shards, without statistics"

  package init() {}

  package let normalization = Phase(
    "normalization",
    [.outerJoinToInner, .pushFilter, .pushJoinCondition, .inferEquality]
  )

  /// Subqueries are settled before their operator is pushed, merges come before splits, and a split
  /// is tried only when the whole operator could not be pushed.
  package let routing = Phase(
    "routing",
    [
      .routeTable, .routeValues, .routeRecursionInput,
      .settleSubquery,
      .pushFilterIntoRoute, .mergeJoins, .pushProjectIntoRoute, .pushAggregateIntoRoute,
      .pushWindowIntoRoute, .pushDistinctIntoRoute, .pushSortIntoRoute, .pushLimitIntoRoute,
      .mergeSetOperation, .mergeRecursion,
      .distinctBelowAggregate, .splitAggregate, .splitUnion, .sortBelowDistinct, .splitDistinct,
      .mergeSort, .limitBelowProject, .pushLimit,
    ]
  )

  package let joining = Phase("joining", [.lookupJoin])
}

/// Filters and columns only; everything else is done by the coordinator.
///
/// The baseline that other strategies are measured against.
package struct Gather: Strategy {
  package let name = "gather"
  package let summary = "push filters and columns only, and finish in the coordinator"

  package init() {}

  package let normalization = Phase(
    "normalization",
    [.outerJoinToInner, .pushFilter, .pushJoinCondition]
  )
  package let routing = Phase(
    "routing",
    [.routeTable, .routeValues, .settleSubquery, .pushFilterIntoRoute]
  )
  package let joining = Phase("joining", [])
}
