import VitrineSQL

/// What MySQL forbids in the part of a recursive common table expression that reads the expression.
struct RecursiveStep {
  let tree: Operator
  let recursion: Int
  let name: String
  let span: Span

  /// - Throws: `recursionTwice`, `recursionOnRight`, `recursionForbids`.
  func check() throws(SQLError) {
    var readings = 0
    tree.walkIncludingSubqueries { if reads($0) { readings += 1 } }
    guard readings <= 1, tree.contains(where: reads) else {
      throw refusal(
        .recursionTwice,
        "the recursive table must be referenced only once, and not in any subquery"
      )
    }
    if tree.contains(where: readsOnRight) {
      throw refusal(
        .recursionOnRight,
        "the recursive table must neither be in the right argument of a LEFT JOIN, nor be forced to be non-first "
          + "with join order hints"
      )
    }
    guard !tree.contains(where: readsInGroups) else {
      throw SQLError(
        .recursionForbids,
        "Recursive Common Table Expression '\(name)' can contain neither aggregation nor window functions in "
          + "recursive query block",
        at: span
      )
    }
  }

  private func refusal(_ code: SQLError.Code, _ reason: String) -> SQLError {
    SQLError(
      code,
      "In recursive query block of Recursive Common Table Expression '\(name)', \(reason)",
      at: span
    )
  }

  private func reads(_ node: Operator) -> Bool {
    if case .recursionInput(let input) = node { input.recursion == recursion } else { false }
  }

  private func readsOnRight(_ node: Operator) -> Bool {
    guard case .join(let join) = node, join.kind == .left else { return false }
    return join.right.contains(where: reads)
  }

  private func readsInGroups(_ node: Operator) -> Bool {
    switch node {
    case .aggregate, .window: node.contains(where: reads)
    default: false
    }
  }
}
