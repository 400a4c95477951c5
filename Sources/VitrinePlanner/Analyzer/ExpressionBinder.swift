import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Binds expressions in a scope: names to columns, operators to typed calls.
///
/// Aggregate and window calls are handed to the scope they belong to and leave their column behind.
struct ExpressionBinder {
  let environment: Environment
  let scope: NameScope

  var context: PlanningContext { environment.context }

  /// The expression as one value.
  ///
  /// - Throws: `operandColumns` for a row or a query of several columns, besides all that names and
  ///   types bring.
  func value(_ expression: Expression) throws(SQLError) -> Scalar {
    let scalar = try operand(expression)
    guard scalar.width == 1 || isTrusting else { throw Self.wrongWidth(1, expression.span) }
    return scalar.width == 1 ? scalar : opaque(scalar)
  }

  func values(_ expressions: some Collection<Expression>) throws(SQLError) -> [Scalar] {
    try expressions.mapTyped { (expression) throws(SQLError) in try value(expression) }
  }

  /// The conditions that AND joins, in order.
  func conditions(_ expression: Expression?) throws(SQLError) -> [Scalar] {
    guard let expression else { return [] }
    guard expression.isConjunction else {
      return expression.isTrueLiteral ? [] : [try condition(expression)]
    }
    let parts = expression.conjuncts.filter { !$0.isTrueLiteral }
    return try parts.mapTyped { (part) throws(SQLError) in try condition(part) }
  }

  /// A condition of its own: of a search only whether it finds the row counts.
  private func condition(_ expression: Expression) throws(SQLError) -> Scalar {
    guard case .match(let match) = expression, !isTrusting,
      scope.clause == .where || scope.clause == .on
    else { return try value(expression) }
    return try MatchBinder(expressions: self, match: match).condition()
  }

  static func wrongWidth(_ width: Int, _ span: Span) -> SQLError {
    SQLError(.operandColumns, "Operand should contain \(width) column(s)", at: span)
  }

  /// The expression as a value or a row of values.
  func operand(_ expression: Expression) throws(SQLError) -> Scalar {
    try context.descend(1, at: expression.span)
    scope.depth += 1
    defer {
      context.ascend(1)
      scope.depth -= 1
    }
    do {
      return try bound(expression)
    } catch {
      throw environment.isStored ? error : error.located(at: expression.span)
    }
  }

  private func bound(_ expression: Expression) throws(SQLError) -> Scalar {
    switch expression {
    case .literal(let literal):
      return try LiteralBinder(environment).scalar(literal)
    case .column(let name): return try column(name)
    case .parameter(let reference): return parameter(reference)
    case .userVariable(let variable):
      let name = variable.name.folded
      context.noteRead(ofVariable: name)
      let type = context.options.variableTypes[name] ?? .longblob
      return .variable(SessionVariable(scope: .user, name: name), type)
    case .systemVariable(let variable): return systemVariable(variable)
    case .row(let row):
      return .tuple(
        try row.elements.mapTyped { (element) throws(SQLError) in try operand(element) }
      )
    case .function(let call): return try function(call)
    case .unary(let unary): return try self.unary(unary)
    case .binary(let binary): return try self.binary(binary)
    case .isTest, .like, .regexp, .between, .inList, .memberOf:
      return try predicate(expression)
    case .inSubquery, .quantified, .exists, .subquery: return try queryOperand(expression)
    default: return try special(expression)
    }
  }

  private func parameter(_ reference: ParameterReference) -> Scalar {
    let position = context.parameter(reference.parameter)
    let types = context.options.parameterTypes
    return .parameter(position, types.indices.contains(position) ? types[position] : .unknown)
  }

  private func systemVariable(_ variable: VitrineSQL.SystemVariable) -> Scalar {
    let scope: SessionVariable.Scope =
      switch variable.scope {
      case .global, .persist, .persistOnly: .global
      case .session, .local: .session
      case .vitessMetadata, nil: .nearest
      }
    let name = variable.name.folded
    return .variable(
      SessionVariable(scope: scope, name: name),
      context.systemVariables[name] ?? .unknown
    )
  }
}

extension Expression {
  /// Whether AND joins conditions in it.
  var isConjunction: Bool {
    if case .binary(let operation) = self { operation.operator == .and } else { false }
  }

  /// Whether it is the word TRUE, which as a condition says nothing.
  fileprivate var isTrueLiteral: Bool {
    if case .literal(let literal) = self { literal.kind == .true } else { false }
  }
}

extension Scalar {
  /// Whether both are values, or rows of the same lengths all the way down.
  func hasShape(of other: Scalar) -> Bool {
    guard width == other.width else { return false }
    guard case .tuple(let members) = self, case .tuple(let others) = other else { return true }
    return zip(members, others).allSatisfy { $0.hasShape(of: $1) }
  }

  /// `((a, b), c)` ⇒ `(a, b, c)`, which compares with a row of the same shape alike.
  var flattened: Scalar {
    guard case .tuple(let members) = self,
      members.contains(where: { if case .tuple = $0 { true } else { false } })
    else { return self }
    return .tuple(
      members.map(\.flattened).flatMap { member in
        if case .tuple(let inner) = member { inner } else { [member] }
      }
    )
  }

  /// How many columns it has as an operand: of a tuple its members, of a query its columns.
  var width: Int {
    switch self {
    case .tuple(let members): members.count
    case .subquery(let subquery):
      if case .scalar = subquery.kind { subquery.columns.count } else { 1 }
    default: 1
    }
  }
}
