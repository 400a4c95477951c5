extension Expression {
  /// The bytes the expression was read from, without surrounding parentheses.
  package var span: Span {
    switch self {
    case .literal(let node): node.span
    case .column(let node): node.span
    case .parameter(let node): node.span
    case .userVariable(let node): node.span
    case .systemVariable(let node): node.span
    case .assignment(let node): node.span
    case .defaultValue(let node): node.span
    case .insertedValue(let node): node.span
    case .unary(let node): node.span
    case .binary(let node): node.span
    case .isTest(let node): node.span
    case .like(let node): node.span
    case .regexp(let node): node.span
    case .between(let node): node.span
    case .inList(let node): node.span
    case .inSubquery(let node): node.span
    case .quantified(let node): node.span
    case .memberOf(let node): node.span
    case .exists(let node): node.span
    case .subquery(let node): node.span
    case .row(let node): node.span
    case .caseWhen(let node): node.span
    case .cast(let node): node.span
    case .convertUsing(let node): node.span
    case .collate(let node): node.span
    case .interval(let node): node.span
    case .function(let node): node.span
    case .extract(let node): node.span
    case .trim(let node): node.span
    case .weightString(let node): node.span
    case .match(let node): node.span
    case .jsonValue(let node): node.span
    }
  }

  /// Whether it is written as a value.
  package var isLiteral: Bool { if case .literal = self { true } else { false } }

  /// Whether it is a literal, or one with a minus before it.
  package var isSignedLiteral: Bool {
    if case .unary(let node) = self, node.operator == .minus { return node.operand.isLiteral }
    return isLiteral
  }

  /// `a AND b AND c` ⇒ `[a, b, c]`; anything else is its only conjunct.
  package var conjuncts: [Expression] {
    guard case .binary(let whole) = self, whole.operator == .and else { return [self] }
    var found: [Expression] = []
    var pending = [self]
    while let next = pending.popLast() {
      if case .binary(let node) = next, node.operator == .and {
        pending.append(node.right)
        pending.append(node.left)
      } else {
        found.append(next)
      }
    }
    return found
  }

  /// The conjunction of `conjuncts`, nested to the left; nil when there are none.
  package static func conjunction(_ conjuncts: some Collection<Expression>) -> Expression? {
    guard let first = conjuncts.first else { return nil }
    return conjuncts.dropFirst().reduce(first) { left, right in
      .binary(BinaryOperation(operator: .and, left: left, right: right))
    }
  }

  /// Whether it is the literal NULL.
  package var isNullLiteral: Bool {
    if case .literal(let literal) = self { return literal.kind == .null }
    return false
  }
}

extension FunctionCall {
  /// The name that `NAME_CONST('a', 1)` gives its column; nil for any other call.
  package var givenName: String? {
    guard name.matches("NAME_CONST"), arguments.count == 2, arguments[1].isSignedLiteral,
      case .literal(let literal) = arguments[0], case .string(let text) = literal.kind
    else { return nil }
    return text
  }
}

extension Literal {
  /// Whether it is `x'41'` or `b'1'`.
  package var isBytes: Bool {
    switch kind {
    case .hex, .bit: true
    default: false
    }
  }
}
