package import VitrineSQL

/// Applies phases of rules to a tree, each to a fixed point, and traces every firing.
package struct RuleDriver {
  package let context: PlanningContext
  /// How often rules may fire in one statement before the planner gives up on itself.
  package static let firingLimit = 20_000

  package init(context: PlanningContext) {
    self.context = context
  }

  package func run(_ phases: [Phase], on tree: Operator) throws(SQLError) -> Operator {
    var tree = tree
    for phase in phases { tree = try rewrite(tree, with: phase.rules) }
    return tree
  }

  /// Rewrites the inputs, then the operator itself, and what a rule made of it again.
  ///
  /// What is inside a route is settled: rules never enter it.
  package func rewrite(_ tree: Operator, with rules: [Rule]) throws(SQLError) -> Operator {
    if case .route = tree { return tree }
    let settled = try tree.mapInputs { input throws(SQLError) in try rewrite(input, with: rules) }
    for rule in rules {
      guard let rewrite = try rule.apply(settled, context) else { continue }
      context.record(rule.name, rewrite.sentence)
      try checkLimit()
      return try self.rewrite(rewrite.result, with: rules)
    }
    return settled
  }

  private func checkLimit() throws(SQLError) {
    guard context.firings.count <= Self.firingLimit else {
      throw SQLError(.internal, "the planner's rules did not come to an end")
    }
  }
}
