/// Builds chains of AND and of OR in one canonical shape.
///
/// Up to `longestNested` operands nest to the left, as SQL is read; longer chains become a balanced tree,
/// so that a condition of thousands of terms stays shallow. The shape depends on the operands alone, hence
/// printing a chain flat and reading it again gives the same tree.
enum Chain {
  static let longestNested = 32

  /// `operands` joined by `operator`; operands that are such chains themselves are taken apart first.
  static func join(_ operator: BinaryOperator, _ operands: [Expression]) -> Expression? {
    let isFlat = !operands.contains { $0.isChain(of: `operator`) }
    let flat = isFlat ? operands : flattened(`operator`, operands)
    guard let first = flat.first else { return nil }
    if flat.count > longestNested { return balanced(`operator`, flat[...]) }
    return flat.dropFirst().reduce(first) { pair(`operator`, $0, $1) }
  }

  /// The operands of the chain that starts at `expression`.
  static func operands(of expression: Expression, _ operator: BinaryOperator) -> [Expression] {
    flattened(`operator`, [expression])
  }

  private static func flattened(
    _ operator: BinaryOperator,
    _ operands: [Expression]
  ) -> [Expression] {
    var found: [Expression] = []
    var pending = Array(operands.reversed())
    while let next = pending.popLast() {
      if case .binary(let node) = next, node.operator == `operator` {
        pending.append(node.right)
        pending.append(node.left)
      } else {
        found.append(next)
      }
    }
    return found
  }

  private static func balanced(
    _ operator: BinaryOperator,
    _ operands: ArraySlice<Expression>
  ) -> Expression? {
    guard operands.count > 1 else { return operands.first }
    let middle = operands.startIndex + operands.count / 2
    guard let left = balanced(`operator`, operands[..<middle]),
      let right = balanced(`operator`, operands[middle...])
    else { return nil }
    return pair(`operator`, left, right)
  }

  /// Two operands that are no such chains joined; the first may be one that nests to the left.
  static func pair(
    _ operator: BinaryOperator,
    _ left: __owned Expression,
    _ right: __owned Expression
  ) -> Expression {
    .binary(
      BinaryOperation(
        operator: `operator`,
        left: left,
        right: right,
        span: left.span.union(right.span)
      )
    )
  }
}

extension Expression {
  /// Whether the operator at the top of the tree is this one.
  func isChain(of symbol: BinaryOperator) -> Bool {
    guard case .binary(let node) = self else { return false }
    return node.operator == symbol
  }
}
