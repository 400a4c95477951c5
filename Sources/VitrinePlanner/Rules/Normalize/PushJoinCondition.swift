import VitrineSQL

extension Rule {
  /// Moves what a join's condition says of one side alone into that side.
  ///
  ///     Join a.id = b.id AND b.x = 1   ⇒   Join a.id = b.id ├─ a └─ Filter b.x = 1 └─ b
  ///
  /// Of an outer join only conditions on the right side move: one on the left decides which rows find
  /// a partner, not which rows there are. A condition of an inner join with a subquery comes to stand above it,
  /// where the subquery can find its place beside the joined rows.
  static let pushJoinCondition = Rule("push-join-condition", on: .join) {
    tree,
    _ throws(SQLError) in
    guard case .join(var join) = tree else { return nil }
    let left = join.left.outputIDs
    let right = join.right.outputIDs
    let movable = join.predicates.filter {
      !$0.isVolatile && (!$0.columns.isEmpty || $0.isNeverTrue)
    }
    let toRight = movable.filter {
      $0.columns.isDisjoint(with: left)
        && ($0.columns.isEmpty ? join.kind == .left : !$0.columns.isDisjoint(with: right))
    }
    let toLeft = join.kind == .inner ? movable.filter { $0.columns.isDisjoint(with: right) } : []
    join.predicates.removeAll { toRight.contains($0) || toLeft.contains($0) }
    let isLiftable = join.kind == .inner && !join.isLateral
    let (lifted, kept) = join.predicates.partitioned {
      isLiftable && $0.containsSubquery && !$0.isVolatile
    }
    guard !(toRight.isEmpty && toLeft.isEmpty && lifted.isEmpty) else { return nil }
    join.predicates = kept
    join.right = join.right.filtered(by: toRight)
    join.left = join.left.filtered(by: toLeft)
    return Rewrite(
      Operator.join(join).filtered(by: lifted),
      "moved \(toRight.count + toLeft.count + lifted.count) join conditions to where they belong"
    )
  }
}
