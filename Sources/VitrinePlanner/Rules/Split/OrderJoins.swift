import VitrineSQL

extension Rule {
  /// Puts inner joins into an order in which as many tables as possible are looked up by their vindex.
  ///
  ///     Join u.id = o.col ├─ Route u └─ Route o   ⇒   Join u.id = o.col ├─ Route o └─ Route u
  ///
  /// The first is what no other leads to, of several the one that asks fewest shards; where none can be looked up, one
  /// of few rows by which others can be reduced. Does not apply to other joins, nor twice to the same inputs: of inputs that are as good
  /// as each other the order depends on that in which they stand.
  static let orderJoins = Rule("order-joins", on: .join, joinGroups: true) {
    tree,
    context throws(SQLError) in
    guard case .join(let join) = tree, join.kind == .inner, !join.isLateral else { return nil }
    let columns = tree.outputIDs
    guard !context.hasOrdered(columns), tree.freeColumns.isEmpty else { return nil }
    let group = JoinGroup(join)
    guard let sequence = try JoinOrder(group, context).sequence(),
      sequence != Array(group.members.indices) || !join.isLeftDeep,
      context.noteOrdering(of: columns)
    else { return nil }
    return Rewrite(
      group.joined(sequence.map { group.members[$0] }),
      "ordered \(sequence.count) inputs so that keys lead from one to the next"
    )
  }
}

extension Operator.Join {
  /// Whether no right side of the inner joins at its top is an inner join itself.
  var isLeftDeep: Bool {
    if case .join(let right) = right, right.kind == .inner, !right.isLateral { return false }
    guard case .join(let left) = left, left.kind == .inner, !left.isLateral else { return true }
    return left.isLeftDeep
  }
}

/// Chooses the order of an inner join's inputs.
private struct JoinOrder {
  private let members: [Operator]
  private let columns: [ColumnSet]
  private let predicates: [Scalar]
  private let context: PlanningContext
  /// Whether the other members together lead to the member.
  private var isReachable: [Bool] = []

  init(_ group: JoinGroup, _ context: PlanningContext) {
    members = group.members
    columns = group.columns
    predicates = group.predicates
    self.context = context
    isReachable = members.indices.map { index in
      let others = columns.indices.reduce(into: ColumnSet()) { all, other in
        if other != index { all.formUnion(columns[other]) }
      }
      return canLookUp(index, from: others)
    }
  }

  /// The members' positions in the order to join them; nil when none can be looked up.
  func sequence() throws(SQLError) -> [Int]? {
    guard isReachable.contains(true) else {
      return try reducing().map { first throws(SQLError) in try sequence(from: first).order }
    }
    let sequences = try starts().mapTyped { (start) throws(SQLError) in try sequence(from: start) }
    return sequences.min { $0.spread < $1.spread }?.order
  }

  /// The first member of few rows whose values leave less of others.
  private func reducing() -> Int? {
    members.indices.first { first in
      members[first].isOfFewRows
        && members.indices.contains { other in
          guard case .route(let route) = members[other], !members[other].isOfFewRows else {
            return false
          }
          return LookupKeys(route, predicates, available: columns[first]).canReduce
        }
    }
  }

  /// The order that begins with a member, and how much those ask together that are not looked up.
  private func sequence(from first: Int) throws(SQLError) -> (order: [Int], spread: Int) {
    var sequence = [first]
    var spread = members[first].spread
    var joined = columns[first]
    var waiting = members.indices.filter { $0 != first }
    while let (next, isLookedUp) = next(of: waiting, after: joined) {
      try context.time.check()
      sequence.append(next)
      if !isLookedUp { spread += members[next].spread }
      joined.formUnion(columns[next])
      waiting.removeAll { $0 == next }
    }
    return (sequence, spread)
  }

  /// The most members that are tried as the first one each.
  private static let mostStarts = 12

  /// What may come first: the member that no other leads to and that asks fewest shards, and where the keys
  /// go in a circle any of them.
  private func starts() -> [Int] {
    let candidates = members.indices.filter { !isReachable[$0] }
    let sorted = (candidates.isEmpty ? Array(members.indices) : candidates).sorted { left, right in
      (members[left].spread, left) < (members[right].spread, right)
    }
    return Array(sorted.prefix(candidates.isEmpty ? Self.mostStarts : 1))
  }

  private func next(
    of waiting: [Int],
    after joined: ColumnSet
  ) -> (member: Int, isLookedUp: Bool)? {
    if let next = waiting.first(where: { canLookUp($0, from: joined) }) { return (next, true) }
    let next =
      waiting.first { !isReachable[$0] && isTied($0, to: joined) }
      ?? waiting.first { isTied($0, to: joined) }
      ?? waiting.first { !isReachable[$0] }
      ?? waiting.first
    return next.map { ($0, false) }
  }

  private func canLookUp(_ member: Int, from others: ColumnSet) -> Bool {
    guard case .route(let route) = members[member] else { return false }
    return LookupKeys(route, predicates, available: others).routing(context) != nil
  }

  /// Whether a condition needs the member and what is joined already, and nothing else.
  private func isTied(_ member: Int, to joined: ColumnSet) -> Bool {
    let both = joined.union(columns[member])
    return predicates.contains {
      $0.reads(only: both) && !$0.columns.isDisjoint(with: columns[member])
        && !$0.columns.isDisjoint(with: joined)
    }
  }
}

extension Operator {
  /// How much its first routes ask, the less the better a start.
  fileprivate var spread: Int {
    var spread = 0
    walk { node in
      guard case .route(let route) = node else { return }
      spread += route.asksOneShard ? 1 : route.routing.variant == .scatter ? 20 : 10
    }
    return spread
  }
}
