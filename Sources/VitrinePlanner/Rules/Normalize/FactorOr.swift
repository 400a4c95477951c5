import VitrineSQL

extension Rule {
  /// Takes what every alternative of an OR says out of it, where joins and routing can use it.
  ///
  ///     Filter (a.id = b.id AND a.x = 1) OR (a.id = b.id AND a.x = 2)
  ///       ⇒   Filter a.id = b.id, a.x = 1 OR a.x = 2
  ///
  /// The two mean the same, NULL included. Does not apply to conditions that give another value each
  /// time, nor to subqueries.
  static let factorOr = Rule("factor-or", on: [.filter, .join]) { tree, _ throws(SQLError) in
    switch tree {
    case .filter(var filter):
      guard let factored = Scalar.factored(filter.predicates) else { return nil }
      filter.predicates = factored
      return Rewrite(.filter(filter), "what every alternative says stands beside them")
    case .join(var join):
      guard let factored = Scalar.factored(join.predicates) else { return nil }
      join.predicates = factored
      return Rewrite(.join(join), "what every alternative says stands beside them")
    default: return nil
    }
  }
}

extension Scalar {
  /// The conditions with those that all alternatives share outside; nil when there are none.
  fileprivate static func factored(_ predicates: [Scalar]) -> [Scalar]? {
    guard predicates.contains(where: { !$0.sharedConjuncts.isEmpty }) else { return nil }
    return predicates.flatMap(\.factored)
  }

  /// What each of its alternatives says, if it is an OR.
  private var sharedConjuncts: [Scalar] {
    guard case .call(let call) = self, call.operation == .or else { return [] }
    let branches = disjuncts.map(\.conjuncts)
    guard let first = branches.first, branches.count > 1 else { return [] }
    var shared: [Scalar] = []
    for condition in first
    where !shared.contains(condition)
      && branches.dropFirst().allSatisfy({ $0.contains(condition) })
    {
      shared.append(condition)
    }
    return shared.isEmpty || isVolatile || containsSubquery ? [] : shared
  }

  /// What is shared, then the alternatives without it; nothing is left of them when one says no more.
  private var factored: [Scalar] {
    let shared = sharedConjuncts
    guard !shared.isEmpty else { return [self] }
    let rests = disjuncts.map { branch in branch.conjuncts.filter { !shared.contains($0) } }
    guard !rests.contains(where: \.isEmpty) else { return shared }
    return shared + [.disjunction(rests.compactMap(Scalar.conjunction))].compactMap(\.self)
  }
}
