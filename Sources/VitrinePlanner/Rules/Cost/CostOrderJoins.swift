import VitrineSQL

extension Rule {
  /// Puts inner joins into the order that is expected to cost least.
  ///
  ///     Join ├─ Join ├─ Route million └─ Route thousand └─ Route ten
  ///       ⇒   Join ├─ Join ├─ Route ten └─ Route thousand └─ Route million
  ///
  /// Every order of up to eight inputs is weighed, by dynamic programming over the sets that are joined
  /// already; of more the cheapest next input is taken each time. Does not apply twice to the same inputs.
  static let costOrderJoins = Rule("cost-order-joins", on: .join, joinGroups: true) {
    tree,
    context throws(SQLError) in
    guard case .join(let join) = tree, join.kind == .inner, !join.isLateral,
      tree.freeColumns.isEmpty
    else { return nil }
    let group = JoinGroup(join)
    guard context.noteOrdering(of: tree.outputIDs) else { return nil }
    let search = JoinSearch(group, context)
    let present = Array(group.members.indices)
    let best = try search.best()
    let written = search.cost(of: present)
    guard best.sequence != present || !join.isLeftDeep,
      best.cost < written * 0.999 || !join.isLeftDeep
    else { return nil }
    return Rewrite(
      group.joined(best.sequence.map { group.members[$0] }),
      "ordered \(best.sequence.count) inputs by cost: \(search.told(best.sequence)); "
        + "\(Duration.priced(best.cost).milliseconds) ms expected, "
        + "\(Duration.priced(written).milliseconds) ms as written"
    )
  }
}

/// Orders in which the inputs of inner joins can be joined, and what they cost.
private struct JoinSearch {
  /// Inputs that are joined already.
  struct State {
    var sequence: [Int]
    var cost: Double
    var estimate: Estimate
    var columns: ColumnSet
  }

  private let members: [Operator]
  private let estimates: [Estimate]
  private let columns: [ColumnSet]
  private let choices: [JoinChoice]
  private let predicates: [(scalar: Scalar, columns: ColumnSet)]
  private let context: PlanningContext
  private let estimator: Estimator

  private static let exhaustiveLimit = 8

  init(_ group: JoinGroup, _ context: PlanningContext) {
    self.context = context
    let estimator = Estimator(context: context)
    self.estimator = estimator
    members = group.members
    estimates = members.map(estimator.estimate)
    columns = members.map(\.outputIDs)
    choices = zip(members, estimates).map { JoinChoice($0, $1, context) }
    predicates = group.predicates.map { ($0, $0.columns) }
  }

  func best() throws(SQLError) -> State {
    try members.count <= Self.exhaustiveLimit ? exhaustive() : greedy()
  }

  /// The inputs with the rows that are expected of each: `c (20 rows), o (1000 rows)`.
  func told(_ sequence: [Int]) -> String {
    sequence.map { member in
      let rows = StepEstimate(rows: estimates[member].rows, microseconds: 0).wholeRows
      return "\(members[member].aliases) (\(rows) row\(rows == 1 ? "" : "s"))"
    }.joined(separator: ", ")
  }

  func cost(of sequence: [Int]) -> Double {
    guard let first = sequence.first else { return 0 }
    return sequence.dropFirst().reduce(start(with: first)) { extended($0, by: $1) }.cost
  }

  private func exhaustive() throws(SQLError) -> State {
    var states: [Int: State] = [:]
    for member in members.indices { states[1 << member] = start(with: member) }
    let all = (1 << members.count) - 1
    for set in 1...max(all, 1) {
      try context.time.check()
      guard let state = states[set] else { continue }
      for member in members.indices where set & (1 << member) == 0 {
        let next = extended(state, by: member)
        let key = set | (1 << member)
        if let known = states[key], known.cost <= next.cost { continue }
        states[key] = next
      }
    }
    return states[all] ?? start(with: 0)
  }

  private func greedy() throws(SQLError) -> State {
    let starts = members.indices.map(start)
    var state = starts.min { $0.estimate.rows < $1.estimate.rows } ?? start(with: 0)
    while state.sequence.count < members.count {
      try context.time.check()
      let waiting = members.indices.filter { !state.sequence.contains($0) }
      let tied = waiting.filter { member in
        predicates.contains {
          !$0.columns.isDisjoint(with: columns[member])
            && !$0.columns.isDisjoint(with: state.columns)
        }
      }
      let steps = (tied.isEmpty ? waiting : tied).map { extended(state, by: $0) }
      guard let next = steps.min(by: { $0.cost < $1.cost }) else { break }
      state = next
    }
    return state
  }

  private func start(with member: Int) -> State {
    let reading = choices[member].gathering(Estimate(rows: 0))
    return State(
      sequence: [member],
      cost: reading.cost(by: context.costs),
      estimate: estimates[member],
      columns: columns[member]
    )
  }

  private func extended(_ state: State, by member: Int) -> State {
    let joined = state.columns.union(columns[member])
    let applicable = predicates.filter {
      $0.columns.isSubset(of: joined) && !$0.columns.isDisjoint(with: columns[member])
        && !$0.columns.isDisjoint(with: state.columns)
    }.map(\.scalar)
    let alternatives = choices[member].alternatives(
      .inner,
      state.estimate,
      state.columns,
      on: applicable
    )
    let best = context.strategy.chooseJoin(alternatives, by: context.costs)
    let estimate = estimator.joined(state.estimate, estimates[member], .inner, on: applicable)
    return State(
      sequence: state.sequence + [member],
      cost: state.cost + best.cost(by: context.costs)
        + estimate.rows * context.costs.coordinatorRow,
      estimate: estimate,
      columns: joined
    )
  }
}

extension Operator {
  /// The tables that its routes read.
  fileprivate var aliases: String {
    var names: [String] = []
    walk { node in
      if case .route(let route) = node { names += route.locality.tables.map(\.alias) }
    }
    return names.isEmpty ? "rows" : names.joined(separator: " and ")
  }
}
