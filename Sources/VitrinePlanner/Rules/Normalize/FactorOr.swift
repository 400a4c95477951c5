import VitrineSQL

extension Rule {
  /// Takes what every alternative of an OR says out of it, where joins and routing can use it.
  ///
  ///     Filter (a.id = b.id AND a.x = 1) OR (a.id = b.id AND a.x = 2)
  ///       ⇒   Filter a.id = b.id, a.x = 1 OR a.x = 2
  ///
  /// The two mean the same, NULL included. Equal literals are shared too, and the plan then serves their
  /// values alone. Does not apply to conditions that give another value each time, nor to subqueries.
  static let factorOr = Rule("factor-or", on: [.filter, .join]) { tree, context throws(SQLError) in
    tree.changingConditions { Scalar.factored($0, context) }
      .map { Rewrite($0, "what every alternative says stands beside them") }
  }
}

extension Scalar {
  /// The conditions with those that all alternatives share outside; nil when there are none.
  fileprivate static func factored(
    _ predicates: [Scalar],
    _ context: PlanningContext
  ) -> [Scalar]? {
    guard predicates.contains(where: { !$0.sharedConjuncts.isEmpty }) else { return nil }
    return predicates.flatMap { $0.factored(context) }
  }

  /// What each of its alternatives says, if it is an OR.
  private var sharedConjuncts: [Scalar] {
    guard case .call(let call) = self, call.operation == .or else { return [] }
    let branches = disjuncts.map { Set($0.conjuncts.map(\.withoutOrdinals)) }
    guard var known = branches.first, branches.count > 1 else { return [] }
    for branch in branches.dropFirst() where !known.isEmpty { known.formIntersection(branch) }
    guard !known.isEmpty, !isVolatile, !containsSubquery else { return [] }
    var shared: [Scalar] = []
    for condition in disjuncts.first?.conjuncts ?? []
    where known.remove(condition.withoutOrdinals) != nil {
      shared.append(condition)
    }
    return shared
  }

  /// What is shared, then the alternatives without it; nothing is left of them when one says no more.
  private func factored(_ context: PlanningContext) -> [Scalar] {
    let shared = sharedConjuncts
    guard !shared.isEmpty else { return [self] }
    let known = Set(shared.map(\.withoutOrdinals))
    let rests = disjuncts.map { branch in
      let (same, rest) = branch.conjuncts.partitioned { known.contains($0.withoutOrdinals) }
      for condition in same { context.pin(literalsOf: condition) }
      return rest
    }
    guard !rests.contains(where: \.isEmpty) else { return shared }
    return shared + [.disjunction(rests.compactMap(Scalar.conjunction))].compactMap(\.self)
  }
}
