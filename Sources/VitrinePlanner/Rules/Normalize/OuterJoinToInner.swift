import VitrineSQL

extension Rule {
  /// Makes an outer join an inner one where a condition above drops every row it would add.
  ///
  ///     Filter b.x = 1 └─ LeftJoin a b   ⇒   Filter b.x = 1 └─ Join a b
  ///
  /// Does not apply to conditions that NULL can meet: `b.x IS NULL`, `b.x <=> 1`,
  /// `COALESCE(b.x, 1) = 1`, `NOT (a.x, b.x) IN ((1, 2))`.
  static let outerJoinToInner = Rule("outer-join-to-inner", on: .filter) {
    tree,
    _ throws(SQLError) in
    guard case .filter(var filter) = tree, case .join(var join) = filter.input, join.kind == .left
    else { return nil }
    let right = join.right.outputIDs
    guard filter.predicates.contains(where: { $0.rejectsNull(in: right) }) else { return nil }
    join.kind = .inner
    filter.input = .join(join)
    return Rewrite(.filter(filter), "a condition drops the rows that the outer join adds")
  }
}

extension Scalar {
  /// Whether it is never true when all of these columns are NULL.
  func rejectsNull(in columns: ColumnSet) -> Bool {
    guard case .call(let call) = self else { return false }
    switch call.operation {
    case .and: return call.arguments.contains { $0.rejectsNull(in: columns) }
    case .or: return call.arguments.allSatisfy { $0.rejectsNull(in: columns) }
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .like, .between:
      return call.arguments.contains { $0.isNull(whenNull: columns) }
    case .memberOfList: return call.arguments.first?.isNull(whenNull: columns) ?? false
    case .not:
      guard case .call(let inner)? = call.arguments.first else { return false }
      if inner.operation == .isNull { return inner.arguments[0].isNull(whenNull: columns) }
      return inner.isUnknown(whenNull: columns)
    default: return false
    }
  }

  /// Whether it is NULL when these columns are.
  func isNull(whenNull columns: ColumnSet) -> Bool {
    switch self {
    case .column(let column): columns.contains(column.id)
    case .tuple(let members): members.contains { $0.isNull(whenNull: columns) }
    case .call(let call):
      call.operation.isStrict && call.arguments.contains { $0.isNull(whenNull: columns) }
    case .literal, .parameter, .variable, .slot, .subquery: false
    }
  }
}

extension Call {
  /// Whether the condition is NULL, and so its negation, when these columns are.
  ///
  /// That a condition is never true is not enough: `x BETWEEN b.y AND 5` is false where `x` is 9, and
  /// `(x, b.y) IN ((1, 2))` where `x` is not 1, although `b.y` is NULL.
  fileprivate func isUnknown(whenNull columns: ColumnSet) -> Bool {
    let unknown = arguments.map { argument in
      if case .tuple = argument { false } else { argument.isNull(whenNull: columns) }
    }
    switch operation {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .like:
      return unknown.contains(true)
    case .between, .memberOfList: return unknown.first ?? false
    default: return false
    }
  }
}

extension Operation {
  /// Whether it is NULL as soon as one argument is.
  fileprivate var isStrict: Bool {
    switch self {
    case .add, .subtract, .multiply, .divide, .integerDivide, .modulo, .negate, .bitAnd, .bitOr,
      .bitXor, .bitNot, .shiftLeft, .shiftRight, .cast, .assign, .collate, .addInterval,
      .subtractInterval,
      .extract:
      true
    default: false
    }
  }
}
