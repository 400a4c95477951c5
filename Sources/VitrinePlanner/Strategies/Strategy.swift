package import VitrineSQL

/// A way to plan: which rules apply, in which order.
///
/// Every strategy gives every statement the same answer; they differ in what they push to the shards. Vitrine's own hold
/// nothing, so that planning a statement copies none of their rules.
package protocol Strategy: Sendable {
  /// The name by which a session chooses it.
  var name: String { get }
  /// One line for help texts.
  var summary: String { get }
  /// Rules that need not know where rows lie.
  var normalization: Phase { get }
  /// Rules that make routes and push operators into them.
  var routing: Phase { get }
  /// Rules that choose the order of joins between routes.
  var ordering: Phase { get }
  /// Rules for what could not be pushed.
  var joining: Phase { get }
  /// One of several ways to join; the one of least cost unless said otherwise.
  func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative
}

extension Strategy {
  /// Whether it chooses joins by what they are expected to cost.
  var weighsCosts: Bool {
    (ordering.rules + joining.rules).contains {
      ["cost-join", "cost-order-joins"].contains($0.name)
    }
  }

  package func chooseJoin(
    _ alternatives: JoinAlternatives,
    by model: CostModel
  ) -> JoinAlternative {
    alternatives.cheapest(by: model)
  }
}

/// The strategies that come with Vitrine, by name.
package enum Strategies {
  package static let all: [any Strategy] = [PushDown(), Gather(), Cost()]

  /// The names of Vitess's planners, all of which plan as `pushdown` does here.
  private static let vitessNames: Set<String> = [
    "v3", "gen4", "gen4greedy", "greedy", "gen4left2right", "left2right", "gen4fallback",
    "gen4withfallback", "gen4comparev3",
  ]

  /// Refuses a name that is none of Vitrine's own strategies.
  package static func check(_ name: String) throws(SQLError) {
    _ = try PlannerEnvironment().strategy(named: name)
  }

  /// Vitrine's own strategy of a lower-case name.
  static func own(_ name: String) -> (any Strategy)? {
    if let own = all.first(where: { $0.name == name }) { return own }
    return vitessNames.contains(name) ? PushDown() : nil
  }
}

/// Every rule, without statistics: as Vitess's Gen4 plans.
package struct PushDown: Strategy {
  package var name: String { "pushdown" }
  package var summary: String { "push all that can be pushed to the shards, without statistics" }

  package init() {}

  package var normalization: Phase { Self.normalizationPhase }
  package var routing: Phase { Self.routingPhase }
  package var ordering: Phase { Self.orderingPhase }
  package var joining: Phase { Self.joiningPhase }

  private static let normalizationPhase = Phase(
    "normalization",
    [
      .simplifyCondition, .pushNot, .splitTupleEquality, .factorOr, .outerJoinToInner, .pushFilter,
      .pushJoinCondition, .inferFromOr, .inferEquality,
    ]
  )

  /// What can be decided early comes first.
  ///
  /// Conditions without subqueries are pushed first, so that a route is as narrow as they make it when
  /// subqueries are settled; subqueries before the rest of their operator is pushed. Merges come before splits, and a split
  /// is tried only when the whole operator could not be pushed.
  private static let routingPhase = Phase(
    "routing",
    [
      .routeTable, .routeValues, .routeRecursionInput,
      .pushFilterIntoRoute, .settleOuterJoin, .settleSubquery, .mergeJSONTable, .mergeLateral,
      .mergeJoins,
      .pushProjectIntoRoute, .pushAggregateIntoRoute,
      .pushWindowIntoRoute, .pushDistinctIntoRoute, .pushSortIntoRoute, .pushLimitIntoRoute,
      .mergeSetOperation, .mergeUnionArms, .mergeRecursion,
      .splitAggregate, .splitAggregateStates, .distinctBelowAggregate, .splitUnion,
      .sortBelowDistinct, .splitDistinct,
      .mergeSort, .limitBelowProject, .pushLimit, .limitLeftRows,
    ]
  )

  private static let orderingPhase = Phase("ordering", [.orderJoins])
  private static let joiningPhase = Phase(
    "joining",
    [
      .lookupJoin, .lookupSubquery, .semiJoinReduction, .lookupValue, .pushAggregateBelowJoin,
      .limitLookup,
    ]
  )
}

/// All of `pushdown`'s rules, but joins are ordered and made as is expected to cost least.
package struct Cost: Strategy {
  package var name: String { "cost" }
  package var summary: String {
    "push all that can be pushed, and join as costs least by statistics and network"
  }

  package init() {}

  package var normalization: Phase { PushDown().normalization }
  package var routing: Phase { PushDown().routing }
  package var ordering: Phase { Self.orderingPhase }
  package var joining: Phase { Self.joiningPhase }

  private static let orderingPhase = Phase("ordering", [.costOrderJoins])
  private static let joiningPhase = Phase(
    "joining",
    [
      .costJoin, .lookupSubquery, .semiJoinReduction, .lookupValue, .pushAggregateBelowJoin,
      .limitLookup,
    ]
  )
}

/// Filters and columns only; everything else is done by the coordinator.
///
/// The baseline that other strategies are measured against.
package struct Gather: Strategy {
  package var name: String { "gather" }
  package var summary: String { "push filters and columns only, and finish in the coordinator" }

  package init() {}

  package var normalization: Phase { Self.normalizationPhase }
  package var routing: Phase { Self.routingPhase }
  package var ordering: Phase { Self.orderingPhase }
  package var joining: Phase { Self.joiningPhase }

  private static let normalizationPhase = Phase(
    "normalization",
    [
      .simplifyCondition, .pushNot, .splitTupleEquality, .factorOr, .outerJoinToInner, .pushFilter,
      .pushJoinCondition, .inferFromOr,
    ]
  )
  private static let routingPhase = Phase(
    "routing",
    [.routeTable, .routeValues, .pushFilterIntoRoute, .settleSubquery]
  )
  private static let orderingPhase = Phase("ordering", [])
  private static let joiningPhase = Phase("joining", [])
}
