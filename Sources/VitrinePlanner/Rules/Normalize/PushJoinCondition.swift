import VitrineSQL

extension Rule {
  /// Moves what a join's condition says of one side alone into that side.
  ///
  ///     Join a.id = b.id AND b.x = 1   ⇒   Join a.id = b.id ├─ a └─ Filter b.x = 1 └─ b
  ///
  /// Of an outer join only conditions on the right side move: one on the left decides which rows find
  /// a partner, not which rows there are.
  static let pushJoinCondition = Rule("push-join-condition", on: .join) {
    tree,
    _ throws(SQLError) in
    guard case .join(var join) = tree else { return nil }
    let left = join.left.outputIDs
    let right = join.right.outputIDs
    let movable = join.predicates.filter { !$0.isVolatile && !$0.columns.isEmpty }
    let toRight = movable.filter {
      $0.columns.isDisjoint(with: left) && !$0.columns.isDisjoint(with: right)
    }
    let toLeft = join.kind == .inner ? movable.filter { $0.columns.isDisjoint(with: right) } : []
    guard !(toRight.isEmpty && toLeft.isEmpty) else { return nil }
    join.predicates.removeAll { toRight.contains($0) || toLeft.contains($0) }
    join.right = join.right.filtered(by: toRight)
    join.left = join.left.filtered(by: toLeft)
    return Rewrite(
      .join(join),
      "moved \(toRight.count + toLeft.count) join conditions to the side they speak of"
    )
  }
}
