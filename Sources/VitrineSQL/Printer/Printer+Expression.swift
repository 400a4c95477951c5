extension Printer {
  /// An expression, in parentheses when it binds looser than `minimum`.
  mutating func write(_ expression: Expression, _ minimum: Precedence = .assignment) {
    guard expression.precedence < minimum else { return writeBare(expression) }
    write("(")
    writeBare(expression)
    write(")")
  }

  mutating func write(expressions: some Sequence<Expression>) {
    list(expressions) { $0.write($1) }
  }

  private mutating func writeBare(_ expression: Expression) {
    switch expression {
    case .literal(let node): write(node)
    case .column(let node): write(node)
    case .parameter(let node): write(node)
    case .userVariable(let node): write(node)
    case .systemVariable(let node): write(node)
    case .assignment(let node):
      write(node.variable)
      write(" := ")
      write(node.value)
    case .defaultValue(let node): write(node)
    case .insertedValue(let node):
      write("values(")
      write(node.column)
      write(")")
    case .unary(let node): write(node)
    case .binary(let node): write(node)
    case .isTest(let node):
      write(node.operand, .comparison)
      write(node.isNegated ? " is not " : " is ")
      write(node.test.rawValue)
    case .like(let node): write(node)
    case .regexp(let node):
      write(node.operand, .bitOr)
      write(node.isNegated ? " not regexp " : " regexp ")
      write(node.pattern, .bitOr)
    case .between(let node): write(node)
    case .inList(let node): write(node)
    case .inSubquery(let node):
      write(node.operand, .bitOr)
      write(node.isNegated ? " not in " : " in ")
      write(subquery: node.query)
    case .quantified(let node): write(node)
    case .memberOf(let node):
      write(node.value, .bitOr)
      write(" member of (")
      write(node.array)
      write(")")
    case .exists(let node):
      write("exists ")
      write(subquery: node.query)
    case .subquery(let node): write(subquery: node.query)
    case .row(let node): parenthesized(node.elements) { $0.write($1) }
    case .caseWhen(let node): write(node)
    default: writeCall(expression)
    }
  }

  mutating func write(subquery: QueryExpression) {
    write("(")
    write(subquery)
    write(")")
  }

  private mutating func write(_ node: DefaultValue) {
    write("default")
    guard let column = node.column else { return }
    write("(")
    write(column)
    write(")")
  }

  private mutating func write(_ node: LikePredicate) {
    write(node.operand, .bitOr)
    write(node.isNegated ? " not like " : " like ")
    write(node.pattern, .bitOr)
    guard let escape = node.escape else { return }
    write(" escape ")
    write(escape, .prefix)
  }

  private mutating func write(_ node: BetweenPredicate) {
    write(node.operand, .bitOr)
    write(node.isNegated ? " not between " : " between ")
    write(node.lower, .bitOr)
    write(" and ")
    write(node.upper, .predicate)
  }

  private mutating func write(_ node: InList) {
    write(node.operand, .bitOr)
    write(node.isNegated ? " not in " : " in ")
    if node.list.count == 1, case .parameter(let parameter)? = node.list.first,
      case .list = parameter.parameter
    {
      return write(parameter)
    }
    parenthesized(node.list) { $0.write($1) }
  }

  private mutating func write(_ node: QuantifiedComparison) {
    write(node.operand, .comparison)
    write(" \(node.operator.rawValue) \(node.quantifier.rawValue) ")
    write(subquery: node.query)
  }

  private mutating func write(_ node: CaseExpression) {
    write("case")
    if let operand = node.operand {
      write(" ")
      write(operand)
    }
    for branch in node.branches {
      write(" when ")
      write(branch.condition)
      write(" then ")
      write(branch.result)
    }
    if let otherwise = node.otherwise {
      write(" else ")
      write(otherwise)
    }
    write(" end")
  }
}

// MARK: Operators
extension Printer {
  private mutating func write(_ node: UnaryOperation) {
    let symbol = node.operator.rawValue
    write(symbol)
    if node.operator == .not || node.operator == .binary { write(" ") }
    let operand = Printer.print { $0.write(node.operand, node.operator == .not ? .not : .prefix) }
    if let first = operand.first, first == symbol.first, "+-".contains(first) { write(" ") }
    write(operand)
  }

  private mutating func write(_ node: BinaryOperation) {
    let symbol = node.operator
    switch symbol {
    case .and, .or:
      let operands = Chain.operands(of: .binary(node), symbol)
      list(operands, separator: " \(symbol.rawValue) ") { $0.write($1, symbol.precedence.tighter) }
    case .concatenate:
      write("concat(")
      write(expressions: [node.left, node.right])
      write(")")
    case .jsonExtract, .jsonUnquote:
      write(node.left, .primary)
      write(" \(symbol.rawValue) ")
      write(node.right, .primary)
    default:
      let level = symbol.precedence
      write(node.left, level)
      write(" \(symbol.rawValue) ")
      write(node.right, level.tighter)
    }
  }
}

// MARK: Literals and variables
extension Printer {
  mutating func write(_ literal: Literal) {
    if let charset = literal.charset { write("_\(charset) ") }
    switch literal.kind {
    case .null: write("null")
    case .true: write("true")
    case .false: write("false")
    case .integer(let digits), .decimal(let digits), .float(let digits): write(digits)
    case .string(let string): write(quoted: string)
    case .hex(let bytes): write("x'" + bytes.map(\.hexDigits).joined() + "'")
    case .bit(let bytes): write("b'" + bytes.map(Printer.bitDigits).joined() + "'")
    case .date(let string): write("date" + Printer.quoted(string))
    case .time(let string): write("time" + Printer.quoted(string))
    case .timestamp(let string): write("timestamp" + Printer.quoted(string))
    }
  }

  private static func bitDigits(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 2)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }

  mutating func write(_ node: ParameterReference) {
    switch node.parameter {
    case .positional: write("?")
    case .named(let name): write(":" + name)
    case .list(let name): write("::" + name)
    }
  }

  mutating func write(_ variable: UserVariable) {
    write("@")
    write(variable.name.asVariable)
  }

  mutating func write(_ variable: SystemVariable) {
    write("@@")
    if let scope = variable.scope { write(scope.rawValue + ".") }
    writeDotted(variable.name)
  }

  /// A name that may hold a dot, each part quoted where needed.
  mutating func writeDotted(_ name: Identifier) {
    let parts = name.text.split(separator: ".").map { Identifier(text: String($0)) }
    list(parts, separator: ".") { $0.write($1) }
  }
}
