import VitrineSQL

extension Rule {
  /// Joins on the shards what lies together there, in whatever order the statement names it.
  ///
  ///     Join u.id = o.user_id ├─ Route u └─ Route o   ⇒   Route └─ Join ├─ u └─ o
  ///
  /// Two routes are one when they read one unsharded keyspace, when one of them is on every shard, when
  /// both ask the same shard, or when the join equates columns with the same unique vindex. Inner
  /// joins are regrouped so that routes which can be one stand beside each other, and an outer join's rows are
  /// extended after what lies beside its left side has been joined to that:
  ///
  ///     Join a.id = b.id ├─ LeftJoin a c └─ Route b   ⇒   LeftJoin ├─ Route └─ Join a b └─ c
  static let mergeJoins = Rule("merge-joins", on: .join) { tree, context throws(SQLError) in
    guard case .join(let join) = tree, !join.isLateral else { return nil }
    if join.kind == .left { return mergeOuter(join, context) }
    var group = JoinGroup(join)
    let merges = try group.mergeAll(context)
    guard merges > 0 else { return nil }
    return Rewrite(group.rebuilt, "joined \(merges + 1) routes of one place on its shards")
  }

  private static func mergeOuter(_ join: Operator.Join, _ context: PlanningContext) -> Rewrite? {
    let result =
      join.right.asRoute.flatMap { join.left.leftJoined(to: $0, on: join.predicates, context) }
      ?? join.regrouped(context)
    return result.map { Rewrite($0, "outer-joined two routes of one place on its shards") }
  }
}

/// Inner joins that follow one another, as the set of what they join.
struct JoinGroup {
  fileprivate typealias Member = (route: Operator.Route, columns: ColumnSet)

  private(set) var members: [Operator]
  /// The columns of each member.
  private(set) var columns: [ColumnSet]
  private(set) var predicates: [Scalar]
  private let equalities: ColumnClasses
  /// Columns that one equality, or several that follow from one another, hold to be equal.
  private let links: [ColumnSet]
  /// The columns of pairs of members that lie apart; nothing that happens to others brings them together.
  private var apart: Set<[ColumnSet]> = []
  /// Of each member the columns that an equality leads to from what decides the shard of its rows, once asked for.
  private var reached: [ColumnSet?]

  init(_ join: Operator.Join) {
    var members: [Operator] = []
    var predicates: [Scalar] = []
    Self.collect(.join(join), &members, &predicates)
    self.members = members
    self.predicates = predicates
    columns = members.map(\.outputIDs)
    reached = Array(repeating: nil, count: members.count)
    equalities = ColumnClasses(predicates)
    links =
      equalities.sets
      + predicates.compactMap { ColumnEquality($0).map { [$0.left, $0.right] } }
  }

  private static func collect(
    _ tree: Operator,
    _ members: inout [Operator],
    _ predicates: inout [Scalar]
  ) {
    guard case .join(let join) = tree, join.kind == .inner, !join.isLateral else {
      members.append(tree)
      return
    }
    collect(join.left, &members, &predicates)
    collect(join.right, &members, &predicates)
    predicates += join.predicates
  }

  /// Merges pairs of routes until none can be; the number of merges.
  mutating func mergeAll(_ context: PlanningContext) throws(SQLError) -> Int {
    var merges = 0
    while try mergeOne(context) { merges += 1 }
    return merges
  }

  private mutating func mergeOne(_ context: PlanningContext) throws(SQLError) -> Bool {
    for first in members.indices {
      try context.time.check()
      for second in members.indices where second > first {
        if merge(first, second, context) { return true }
      }
    }
    return try mergeBelowOuterJoin(context)
  }

  /// Joins a route to one below the outer joins of another member, which extend the rows afterwards.
  private mutating func mergeBelowOuterJoin(_ context: PlanningContext) throws(SQLError) -> Bool {
    for member in members.indices {
      guard case .join = members[member] else { continue }
      try context.time.check()
      for other in members.indices {
        guard case .route(let route) = members[other],
          let (tree, rest) = members[member].joined(to: (route, columns[other]), in: self, context)
        else { continue }
        members[member] = tree
        columns[member].formUnion(columns[other])
        reached[member] = nil
        members.remove(at: other)
        columns.remove(at: other)
        reached.remove(at: other)
        predicates = rest
        return true
      }
    }
    return false
  }

  private mutating func merge(_ first: Int, _ second: Int, _ context: PlanningContext) -> Bool {
    guard case .route(let left) = members[first], case .route(let right) = members[second]
    else { return false }
    let pair = [columns[first], columns[second]]
    guard !apart.contains(pair) else { return false }
    guard mayLieTogether((first, left), (second, right), context),
      let (route, rest) = merged((left, pair[0]), (right, pair[1]), context)
    else {
      apart.insert(pair)
      return false
    }
    members[first] = .route(route)
    columns[first].formUnion(columns[second])
    reached[first] = nil
    members.remove(at: second)
    columns.remove(at: second)
    reached.remove(at: second)
    predicates = rest
    return true
  }

  /// The two routes in one, by the conditions that it can evaluate, and the others; nil where they lie apart.
  fileprivate func merged(
    _ left: Member,
    _ right: Member,
    _ context: PlanningContext
  ) -> (route: Operator.Route, rest: [Scalar])? {
    let readable = left.columns.union(right.columns).union(context.enclosingColumns)
    let canApply = { (predicate: Scalar) in
      predicate.reads(only: readable) && predicate.canRunOnShards
    }
    let applicable = predicates.filter(canApply)
    let merge = RouteMerge(
      kind: .inner,
      left: left.route,
      right: right.route,
      predicates: applicable
        + equalities.implied(between: left.columns, and: right.columns, beyond: applicable),
      context: context
    )
    return merge.merged().map { ($0, predicates.filter { !canApply($0) }) }
  }

  /// False where a glance tells that the two routes lie apart: their rows are spread over shards, and no
  /// equality leads from what decides the shard of the one to a column of the other.
  private mutating func mayLieTogether(
    _ left: (index: Int, route: Operator.Route),
    _ right: (index: Int, route: Operator.Route),
    _ context: PlanningContext
  ) -> Bool {
    guard left.route.isSpread, right.route.isSpread, context.enclosing.isEmpty,
      left.route.locality.keyspace == right.route.locality.keyspace
    else { return true }
    let (leftAnchors, rightAnchors) = (left.route.anchorColumns, right.route.anchorColumns)
    return !leftAnchors.isDisjoint(with: rightAnchors)
      || !reached(from: leftAnchors, of: left.index).isDisjoint(with: columns[right.index])
        && !reached(from: rightAnchors, of: right.index).isDisjoint(with: columns[left.index])
  }

  private mutating func reached(from anchors: ColumnSet, of member: Int) -> ColumnSet {
    if let known = reached[member] { return known }
    let all = links.reduce(into: ColumnSet()) { all, link in
      if !link.isDisjoint(with: anchors) { all.formUnion(link) }
    }
    reached[member] = all
    return all
  }

  /// The members as one left-deep tree, each condition at the first join that has its columns; what
  /// no join can evaluate stands in a filter above.
  ///
  /// Members that a condition ties to what is joined already come before those that none does.
  var rebuilt: Operator {
    var waiting = Array(members.indices)
    var sequence: [Int] = []
    var joined = ColumnSet()
    while !waiting.isEmpty {
      let index = sequence.isEmpty ? 0 : nextIndex(in: waiting, after: joined)
      let next = waiting.remove(at: index)
      joined.formUnion(columns[next])
      sequence.append(next)
    }
    return self.joined(sequence.map { members[$0] })
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

  private func nextIndex(in waiting: [Int], after joined: ColumnSet) -> Int {
    waiting.firstIndex { member in
      let both = joined.union(columns[member])
      return predicates.contains {
        $0.reads(only: both) && !$0.columns.isDisjoint(with: columns[member])
      }
    } ?? 0
  }
}

extension Operator.Route {
  /// Whether its rows are spread over the shards that it asks.
  fileprivate var isSpread: Bool { locality.isSharded && !asksOneShard }

  /// The columns that decide on which shard a row lies.
  fileprivate var anchorColumns: ColumnSet {
    locality.anchors.reduce(into: []) { all, anchor in
      for component in anchor.components { all.formUnion(component) }
    }
  }
}

extension Operator {
  /// The tree with a route joined to one of its own, by the conditions of the group that the two can evaluate, and the
  /// other conditions; nil where the route lies beside none whose rows all come through.
  fileprivate func joined(
    to other: JoinGroup.Member,
    in group: JoinGroup,
    _ context: PlanningContext
  ) -> (tree: Operator, rest: [Scalar])? {
    switch self {
    case .route(let own):
      return group.merged((own, outputIDs), other, context).map { (.route($0.route), $0.rest) }
    case .join(var join) where !join.isLateral:
      if let (left, rest) = join.left.joined(to: other, in: group, context) {
        join.left = left
        return (.join(join), rest)
      }
      guard join.kind == .inner,
        let (right, rest) = join.right.joined(to: other, in: group, context)
      else { return nil }
      join.right = right
      return (.join(join), rest)
    default: return nil
    }
  }

  /// The tree, one of whose routes is extended by the rows of another; nil where that lies beside none of those
  /// that the condition reads.
  ///
  ///     LeftJoin a.id = b.id ├─ LeftJoin a c └─ b   ⇒   LeftJoin ├─ LeftJoin a b └─ c
  ///     LeftJoin c.id = b.id ├─ LeftJoin a c └─ b   ⇒   LeftJoin ├─ a └─ LeftJoin c b
  fileprivate func leftJoined(
    to other: Route,
    on predicates: [Scalar],
    _ context: PlanningContext
  ) -> Operator? {
    switch self {
    case .route(let own):
      let columns = outputIDs.union(other.input.outputIDs).union(context.enclosingColumns)
      guard predicates.allSatisfy({ $0.reads(only: columns) }) else { return nil }
      return RouteMerge(
        kind: .left,
        left: own,
        right: other,
        predicates: predicates,
        context: context
      )
      .merged().map(Operator.route)
    case .join(var join) where !join.isLateral:
      if let left = join.left.leftJoined(to: other, on: predicates, context) {
        join.left = left
        return .join(join)
      }
      let columns = join.right.outputIDs
      // The rows that the inner outer join adds must find no partner.
      guard join.kind == .inner || predicates.contains(where: { $0.rejectsNull(in: columns) }),
        let right = join.right.leftJoined(to: other, on: predicates, context)
      else { return nil }
      join.right = right
      return .join(join)
    default: return nil
    }
  }
}

extension Operator.Join {
  /// An outer join whose right side is one, as two in the other order, if one place answers the first.
  ///
  ///     LeftJoin a.id = b.id ├─ a └─ LeftJoin b.x = c.x ├─ b └─ c   ⇒   LeftJoin ├─ LeftJoin a b └─ c
  ///
  /// Does not apply where rows without `b` could have partners among `c`.
  fileprivate func regrouped(_ context: PlanningContext) -> Operator? {
    guard case .join(var inner) = right, inner.kind == .left, !inner.isLateral,
      case .route(let middle) = inner.left,
      inner.predicates.contains(where: { $0.rejectsNull(in: middle.input.outputIDs) }),
      let first = left.leftJoined(to: middle, on: predicates, context)
    else { return nil }
    inner.left = first
    return .join(inner)
  }
}
