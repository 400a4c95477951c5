import VitrineSQLite
package import VitrineSharding

extension Scalar {
  /// The type of its values; `unknown` for a tuple, which is no value.
  package var type: MySQLType {
    switch self {
    case .column(let column): column.type
    case .literal(let literal): literal.type
    case .parameter(_, let type), .variable(_, let type), .slot(_, let type): type
    case .call(let call): call.type
    case .subquery(let subquery): subquery.type
    case .tuple: .unknown
    }
  }

  /// The scalars it is computed from, in order.
  ///
  /// Of a subquery, only the operand on its left: what is inside the query is reached through its
  /// operators.
  package var children: [Scalar] {
    switch self {
    case .column, .literal, .parameter, .variable, .slot: []
    case .call(let call): call.arguments
    case .subquery(let subquery): subquery.kind.operand.map { [$0] } ?? []
    case .tuple(let members): members
    }
  }

  /// The same scalar over other children, each made by `transform` from the one it replaces.
  package func mapChildren<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> Scalar {
    switch self {
    case .column, .literal, .parameter, .variable, .slot:
      return self
    case .call(var call):
      for index in call.arguments.indices {
        call.arguments[index] = try transform(call.arguments[index])
      }
      return .call(call)
    case .subquery(var subquery):
      if let operand = subquery.kind.operand {
        subquery.kind = subquery.kind.replacingOperand(with: try transform(operand))
      }
      return .subquery(subquery)
    case .tuple(var members):
      for index in members.indices { members[index] = try transform(members[index]) }
      return .tuple(members)
    }
  }

  /// The scalar rebuilt from its leaves: `transform` sees every node after its children were replaced.
  ///
  /// Does not enter the queries of subqueries; `substitute` does.
  package func map<Failure: Error>(
    _ transform: (Scalar) throws(Failure) -> Scalar
  ) throws(Failure) -> Scalar {
    try transform(try mapChildren { (child) throws(Failure) in try child.map(transform) })
  }

  /// Visits every node, a parent before its children.
  ///
  /// Does not enter the queries of subqueries.
  package func walk(_ visit: (Scalar) -> Void) {
    visit(self)
    for child in children { child.walk(visit) }
  }

  /// Whether the scalar or one of its descendants satisfies the condition.
  package func contains(where condition: (Scalar) -> Bool) -> Bool {
    if condition(self) { return true }
    switch self {
    case .column, .literal, .parameter, .variable, .slot: return false
    case .call(let call): return call.arguments.contains { $0.contains(where: condition) }
    case .subquery(let subquery):
      return subquery.kind.operand?.contains(where: condition) ?? false
    case .tuple(let members): return members.contains { $0.contains(where: condition) }
    }
  }

  /// Whether it has more levels; a column or a literal is one.
  package func nests(deeperThan levels: Int) -> Bool {
    guard levels > 0 else { return true }
    switch self {
    case .column, .literal, .parameter, .variable, .slot: return false
    case .call(let call): return call.arguments.contains { $0.nests(deeperThan: levels - 1) }
    case .subquery(let subquery):
      return subquery.kind.operand?.nests(deeperThan: levels - 1) ?? false
    case .tuple(let members): return members.contains { $0.nests(deeperThan: levels - 1) }
    }
  }

  /// Whether a subquery in it, not inside another, satisfies the condition.
  package func containsSubquery(where condition: (Subquery) -> Bool) -> Bool {
    contains { part in
      if case .subquery(let subquery) = part { condition(subquery) } else { false }
    }
  }
}

extension Subquery.Kind {
  /// What stands left of `IN`, `= ANY`, `< ALL`.
  package var operand: Scalar? {
    switch self {
    case .scalar, .exists: nil
    case .membership(let left), .quantified(let left, _, _): left
    }
  }

  package func replacingOperand(with operand: Scalar) -> Subquery.Kind {
    switch self {
    case .scalar, .exists: self
    case .membership: .membership(left: operand)
    case .quantified(_, let operation, let all): .quantified(left: operand, operation, all: all)
    }
  }
}

extension Scalar {
  /// The value with all digits that it is computed to, more than its type shows.
  var computedToEveryDigit: Scalar { .call(Call(.everyDigit, [self], Operand.unroundedType)) }

  /// The same value, with every digit where it has more than its type shows.
  var withEveryDigit: Scalar { isUnrounded ? computedToEveryDigit : self }

  /// Whether it is a DECIMAL with more digits than its type shows: a quotient, or computed from one.
  var isUnrounded: Bool {
    guard case .call(let call) = self, call.type.kind == .decimal else { return false }
    switch call.operation {
    case .divide, .everyDigit: return true
    case .add, .subtract, .multiply, .modulo, .negate, .choose, .match, .function("IF"),
      .function("IFNULL"), .function("NULLIF"), .function("ABS"),
      .function("COALESCE"), .function("GREATEST"), .function("LEAST"):
      return call.arguments.contains(where: \.isUnrounded)
    default: return false
    }
  }
}
