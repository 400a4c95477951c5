import VitrineSQL

extension Rule {
  /// Gives one side of a join what an OR of the join's condition says of it in every alternative.
  ///
  ///     Join (a.x = 1 AND b.y = 2) OR (a.x = 3 AND b.y = 4) ├─ a └─ b
  ///       ⇒   Join … ├─ Filter a.x = 1 OR a.x = 3 └─ a └─ Filter b.y = 2 OR b.y = 4 └─ b
  ///
  /// The condition itself stays. Of an outer join only the right side learns. Does not apply where an
  /// alternative says nothing of the side, nor to conditions with subqueries or a value that changes each
  /// time.
  static let inferFromOr = Rule("infer-from-or", on: .join) { tree, context throws(SQLError) in
    guard case .join(var join) = tree, !join.isLateral else { return nil }
    let choices = join.predicates.filter(\.isChoice)
    guard !choices.isEmpty else { return nil }
    let toRight = choices.compactMap { $0.implied(of: join.right, context) }
    let toLeft =
      join.kind == .inner ? choices.compactMap { $0.implied(of: join.left, context) } : []
    guard !(toRight.isEmpty && toLeft.isEmpty) else { return nil }
    join.right = join.right.filtered(by: toRight)
    join.left = join.left.filtered(by: toLeft)
    return Rewrite(
      .join(join),
      "inferred \(toRight.count + toLeft.count) conditions from alternatives"
    )
  }
}

extension Scalar {
  /// More alternatives than this cost more to look at than they save.
  private static let alternativeLimit = 32

  /// Whether it is an OR of few alternatives that can be evaluated twice.
  fileprivate var isChoice: Bool {
    guard case .call(let call) = self, call.operation == .or else { return false }
    return disjuncts.count <= Self.alternativeLimit && !isVolatile && !containsSubquery
  }

  /// What the alternatives together say of one side; nil for nothing, for all there is, and for what
  /// was inferred before.
  fileprivate func implied(of side: Operator, _ context: PlanningContext) -> Scalar? {
    let columns = side.outputIDs
    guard !reads(only: columns) else { return nil }
    var parts: [Scalar] = []
    for branch in disjuncts {
      let known = branch.conjuncts.filter { $0.reads(only: columns) && !$0.columns.isEmpty }
      guard let part = Scalar.conjunction(known) else { return nil }
      if !parts.contains(part) { parts.append(part) }
    }
    guard let condition = Scalar.disjunction(parts), context.noteInference(condition) else {
      return nil
    }
    return condition
  }
}
