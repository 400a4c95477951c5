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
    try rewritten(tree, with: rules) ?? tree
  }

  /// What rules have made of a tree; nil where none fired.
  private func rewritten(
    _ tree: Operator,
    with rules: [Rule],
    isInJoinGroup: Bool = false
  ) throws(SQLError) -> Operator? {
    switch tree {
    case .route: return nil
    case .recursion(let recursion): return try rewrite(recursion, with: rules)
    default: return try rewrittenUpward(tree, with: rules, isInJoinGroup: isInJoinGroup)
    }
  }

  /// A recursion whose rounds are not all answered in one place is planned anew, with the rows of its
  /// rounds in the coordinator instead of beside the tables that its step reads; and once more where each
  /// round would read a table again that is not asked by keys.
  private func rewrite(
    _ recursion: Operator.Recursion,
    with rules: [Rule]
  ) throws(SQLError) -> Operator {
    let mark = context.mark
    let tree = Operator.recursion(recursion)
    let result = try rewrittenUpward(tree, with: rules) ?? tree
    guard case .recursion(let open) = result else { return result }
    if open.step.hasRoute(readingRecursion: recursion.id),
      !context.isCoordinated(recursion: recursion.id)
    {
      context.coordinate(recursion: recursion.id)
    } else if open.isAskedByRounds, open.repeatsReading {
      context.readWhole(recursion: recursion.id)
    } else {
      return result
    }
    context.rewind(to: mark)
    return try rewrittenUpward(tree, with: rules) ?? tree
  }

  private func rewrittenUpward(
    _ tree: Operator,
    with rules: [Rule],
    isInJoinGroup: Bool = false
  ) throws(SQLError) -> Operator? {
    try context.time.check()
    var left: Operator?
    if case .join(var join) = tree, let rule = join.ruleBeforeRightSide(among: rules) {
      join.left = try rewrite(join.left, with: rules)
      if let rewrite = try rule.apply(.join(join), context) {
        context.record(rule.name, rewrite.wording)
        try checkLimit()
        return try rewritten(rewrite.result, with: rules, isInJoinGroup: isInJoinGroup)
          ?? rewrite.result
      }
      left = join.left
    }
    let isJoinGroup = tree.isGroupedJoin
    let changed = try tree.mapChangedInputs { input throws(SQLError) in
      if let done = left {
        left = nil
        return done
      }
      return try rewritten(input, with: rules, isInJoinGroup: isJoinGroup)
    }
    let settled = changed ?? tree
    let kind = settled.kind
    let isTopmost = !(isInJoinGroup && settled.isGroupedJoin)
    for index in rules.indices where !rules[index].kinds.isDisjoint(with: kind) {
      guard isTopmost || !rules[index].looksAtJoinGroups else { continue }
      guard let rewrite = try rules[index].apply(settled, context) else { continue }
      context.record(rules[index].name, rewrite.wording)
      try checkLimit()
      return try rewritten(rewrite.result, with: rules, isInJoinGroup: isInJoinGroup)
        ?? rewrite.result
    }
    return changed
  }

  private func checkLimit() throws(SQLError) {
    guard context.firings.count - context.finishedFirings <= Self.firingLimit else {
      throw SQLError(.internal, "the planner's rules did not come to an end")
    }
  }
}

extension Operator.Join {
  /// The rule that sends a lateral's right side to the shards of the left before its subqueries, which may read the
  /// left too, are settled without it; nil for other joins.
  fileprivate func ruleBeforeRightSide(among rules: [Rule]) -> Rule? {
    guard isLateral, right.hasOpenSubqueries else { return nil }
    return rules.first { $0.name == Rule.mergeLateral.name }
  }
}

extension Operator {
  /// Whether it is an inner join, which can change places with others above and below it.
  fileprivate var isGroupedJoin: Bool {
    if case .join(let join) = self { join.kind == .inner && !join.isLateral } else { false }
  }

  /// Whether subqueries in it are yet to be settled.
  fileprivate var hasOpenSubqueries: Bool {
    contains { node in node.scalars.contains(where: \.containsOpenSubquery) }
  }

  /// Whether a route reads the rows of a recursion's last round, which no shard has.
  fileprivate func hasRoute(readingRecursion id: Int) -> Bool {
    var found = false
    walkIncludingSubqueries { node in
      guard case .route(let route) = node else { return }
      found = found || route.input.reads(recursion: id)
    }
    return found
  }

  private func reads(recursion id: Int) -> Bool {
    var found = false
    walkIncludingSubqueries { node in
      if case .recursionInput(let input) = node, input.recursion == id { found = true }
    }
    return found
  }

  /// Whether it reads the last round of a recursion that it is inside of.
  var readsOpenRecursion: Bool { !openRecursions.isEmpty }

  /// The recursions that it is inside of and whose last rounds it reads.
  var openRecursions: Set<Int> {
    var read: Set<Int> = []
    var defined: Set<Int> = []
    walkIncludingSubqueries { node in
      switch node {
      case .recursionInput(let input): read.insert(input.recursion)
      case .recursion(let recursion): defined.insert(recursion.id)
      default: break
      }
    }
    return read.subtracting(defined)
  }
}
