import VitrineSQL

extension Rule {
  /// Joins on the shards what lies together there, in whatever order the statement names it.
  ///
  ///     Join u.id = o.user_id ├─ Route u └─ Route o   ⇒   Route └─ Join ├─ u └─ o
  ///
  /// Two routes are one when they read one unsharded keyspace, when one of them is on every shard, when
  /// both ask the same shard, or when the join equates columns with the same unique vindex. Inner
  /// joins are regrouped so that routes which can be one stand beside each other.
  static let mergeJoins = Rule("merge-joins", on: .join) { tree, context throws(SQLError) in
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
  private let equalities: ColumnClasses

  init(_ join: Operator.Join) {
    (members, predicates) = Self.parts(of: .join(join))
    equalities = ColumnClasses(predicates)
  }

  private static func parts(of tree: Operator) -> (members: [Operator], predicates: [Scalar]) {
    guard case .join(let join) = tree, join.kind == .inner, !join.isLateral else {
      return ([tree], [])
    }
    let left = parts(of: join.left)
    let right = parts(of: join.right)
    return (left.members + right.members, left.predicates + right.predicates + join.predicates)
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
    let leftColumns = left.input.outputIDs
    let rightColumns = right.input.outputIDs
    let columns = leftColumns.union(rightColumns).union(context.enclosingColumns)
    let (applicable, rest) = predicates.partitioned {
      $0.reads(only: columns) && !$0.containsUnsettledSubquery
    }
    let merge = RouteMerge(
      kind: .inner,
      left: left,
      right: right,
      predicates: applicable
        + equalities.implied(between: leftColumns, and: rightColumns, beyond: applicable),
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
    var sequence: [Operator] = []
    var columns: ColumnSet = []
    while !waiting.isEmpty {
      let index = sequence.isEmpty ? 0 : nextIndex(in: waiting, after: columns, predicates)
      let next = waiting.remove(at: index)
      columns.formUnion(next.outputIDs)
      sequence.append(next)
    }
    return joined(sequence)
  }

  /// The members in the order given, as one left-deep tree.
  func joined(_ sequence: [Operator]) -> Operator {
    guard var tree = sequence.first else { return .values(.dual) }
    var conditions = predicates
    for next in sequence.dropFirst() {
      let columns = tree.outputIDs.union(next.outputIDs)
      let (applicable, rest) = conditions.partitioned { $0.reads(only: columns) }
      conditions = rest
      tree = .join(Operator.Join(.inner, tree, next, on: applicable))
    }
    return tree.filtered(by: conditions)
  }

  private func nextIndex(
    in waiting: [Operator],
    after columns: ColumnSet,
    _ conditions: [Scalar]
  ) -> Int {
    waiting.firstIndex { member in
      let joined = columns.union(member.outputIDs)
      return conditions.contains {
        $0.reads(only: joined) && !$0.columns.isDisjoint(with: member.outputIDs)
      }
    } ?? 0
  }
}
