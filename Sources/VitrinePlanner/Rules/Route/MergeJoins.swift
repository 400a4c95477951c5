import VitrineSQL

extension Rule {
  /// Joins on the shards what lies together there, in whatever order the statement names it.
  ///
  ///     Join u.id = o.user_id ├─ Route u └─ Route o   ⇒   Route └─ Join ├─ u └─ o
  ///
  /// Two routes are one when they read one unsharded keyspace, when one of them is on every shard, when
  /// both ask the same shard, or when the join equates columns with the same unique vindex. Inner
  /// joins are regrouped so that routes which can be one stand beside each other.
  static let mergeJoins = Rule("merge-joins") { tree, context throws(SQLError) in
    guard case .join(let join) = tree, !join.isLateral else { return nil }
    if join.kind == .left { return mergeOuter(join, context) }
    var group = JoinGroup(join)
    let merges = group.mergeAll(context)
    guard merges > 0 else { return nil }
    return Rewrite(group.rebuilt, "joined \(merges + 1) routes of one place on its shards")
  }

  private static func mergeOuter(_ join: Operator.Join, _ context: PlanningContext) -> Rewrite? {
    guard case .route(let left) = join.left, case .route(let right) = join.right else { return nil }
    let merge = RouteMerge(
      kind: .left,
      left: left,
      right: right,
      predicates: join.predicates,
      context: context
    )
    guard let route = merge.merged() else { return nil }
    return Rewrite(.route(route), "outer-joined two routes of one place on its shards")
  }
}

/// Inner joins that follow one another, as the set of what they join.
struct JoinGroup {
  private(set) var members: [Operator] = []
  private(set) var predicates: [Scalar] = []

  init(_ join: Operator.Join) {
    collect(.join(join))
  }

  private mutating func collect(_ tree: Operator) {
    guard case .join(let join) = tree, join.kind == .inner, !join.isLateral else {
      members.append(tree)
      return
    }
    collect(join.left)
    collect(join.right)
    predicates += join.predicates
  }

  /// Merges pairs of routes until none can be; the number of merges.
  mutating func mergeAll(_ context: PlanningContext) -> Int {
    var merges = 0
    while mergeOne(context) { merges += 1 }
    return merges
  }

  private mutating func mergeOne(_ context: PlanningContext) -> Bool {
    for first in members.indices {
      for second in members.indices where second > first {
        if merge(first, second, context) { return true }
      }
    }
    return false
  }

  private mutating func merge(_ first: Int, _ second: Int, _ context: PlanningContext) -> Bool {
    guard case .route(let left) = members[first], case .route(let right) = members[second]
    else { return false }
    let columns = left.input.outputIDs.union(right.input.outputIDs).union(context.enclosingColumns)
    let (applicable, rest) = predicates.partitioned {
      $0.reads(only: columns) && !$0.containsUnsettledSubquery
    }
    let merge = RouteMerge(
      kind: .inner,
      left: left,
      right: right,
      predicates: applicable,
      context: context
    )
    guard let route = merge.merged() else { return false }
    members[first] = .route(route)
    members.remove(at: second)
    predicates = rest
    return true
  }

  /// The members as one left-deep tree, each condition at the first join that has its columns; what
  /// no join can evaluate stands in a filter above.
  ///
  /// Members that a condition ties to what is joined already come before those that none does.
  var rebuilt: Operator {
    var waiting = members
    guard !waiting.isEmpty else { return .values(.dual) }
    var tree = waiting.removeFirst()
    var conditions = predicates
    while !waiting.isEmpty {
      let next = waiting.remove(at: nextIndex(in: waiting, after: tree, conditions))
      let columns = tree.outputIDs.union(next.outputIDs)
      let (applicable, rest) = conditions.partitioned { $0.reads(only: columns) }
      conditions = rest
      tree = .join(Operator.Join(.inner, tree, next, on: applicable))
    }
    return tree.filtered(by: conditions)
  }

  private func nextIndex(
    in waiting: [Operator],
    after tree: Operator,
    _ conditions: [Scalar]
  ) -> Int {
    let columns = tree.outputIDs
    return waiting.firstIndex { member in
      let joined = columns.union(member.outputIDs)
      return conditions.contains {
        $0.reads(only: joined) && !$0.columns.isDisjoint(with: member.outputIDs)
      }
    } ?? 0
  }
}
