import VitrineSQL

extension Rule {
  /// Makes an equality of rows one equality for each pair of members, which routing and joins can use.
  ///
  ///     Filter (id, name) = (34, 'x')   ⇒   Filter id = 34, name = 'x'
  ///     Join m.user_id IN (u.id)        ⇒   Join m.user_id = u.id
  ///
  /// The two mean the same, NULL included. A list of one member is an equality where both are columns, or rows of
  /// columns, of one kind. Does not apply below OR or NOT, nor to a row that a subquery gives.
  static let splitTupleEquality = Rule("split-tuple-equality", on: [.filter, .join]) {
    tree,
    _ throws(SQLError) in
    tree.changingConditions { conditions in
      guard conditions.contains(where: \.isTupleEquality) else { return nil }
      return conditions.flatMap(\.memberEqualities)
    }
    .map { Rewrite($0, "an equality of rows is one of each member") }
  }
}

extension Scalar {
  fileprivate var isTupleEquality: Bool { tupleSides != nil }

  private var tupleSides: (left: [Scalar], right: [Scalar])? {
    guard case .call(let call) = self, call.arguments.count == 2 else { return nil }
    switch call.operation {
    case .equal:
      guard case .tuple(let left) = call.arguments[0], case .tuple(let right) = call.arguments[1],
        left.count == right.count
      else { return nil }
      return (left, right)
    case .memberOfList where !call.arguments[1].isConstant:
      let (left, right) = (call.arguments[0].members, call.arguments[1].members)
      let areAlike = zip(left, right).allSatisfy {
        ColumnEquality(.equal($0, $1))?.isTransitive ?? false
      }
      return left.count == right.count && areAlike ? (left, right) : nil
    default: return nil
    }
  }

  /// The equalities of the members, of rows inside rows as well; itself where it is no such equality.
  fileprivate var memberEqualities: [Scalar] {
    guard let (left, right) = tupleSides else { return [self] }
    return zip(left, right).flatMap { Scalar.equal($0, $1).memberEqualities }
  }
}
