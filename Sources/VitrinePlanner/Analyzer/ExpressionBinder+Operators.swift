import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension ExpressionBinder {
  /// A call of an operation, typed by MySQL's rules.
  func call(_ operation: Operation, _ arguments: [Scalar]) throws(SQLError) -> Scalar {
    let arguments = operation.readingBits(arguments)
    let type = try Typing(context: context).type(of: operation, arguments)
    return .call(Call(operation, arguments, type))
  }

  // MARK: Prefix operators

  func unary(_ unary: UnaryOperation) throws(SQLError) -> Scalar {
    if unary.operator == .minus, let literal = leastInteger(unary.operand) { return literal }
    let operand = try value(unary.operand)
    switch unary.operator {
    case .not, .bang: return .not(operand)
    case .minus where operand.isLeastInteger:
      return .literal(BoundLiteral(.text("9223372036854775808"), .decimal(19, 0)))
    case .minus: return try call(.negate, [operand])
    case .plus: return operand
    case .bitNot: return try call(.bitNot, [operand])
    case .binary:
      let type = MySQLType.castBinary.asLong(as: operand.type)
      return .call(Call(.cast(.castBinary), [operand], type))
    }
  }

  /// `-9223372036854775808`, whose digits alone pass BIGINT; `-9223372036854775809` is a DECIMAL.
  private func leastInteger(_ operand: Expression) -> Scalar? {
    guard case .literal(let literal) = operand, case .integer(let digits) = literal.kind,
      Int64(digits) == nil, let magnitude = UInt64(digits)
    else { return nil }
    if !environment.isStored { context.pin(tokensOf: literal) }
    if magnitude == Int64.min.magnitude {
      return .literal(BoundLiteral(.integer(.min), .bigint))
    }
    return .literal(BoundLiteral(.text("-\(magnitude)"), .decimal(20, 0)))
  }

  // MARK: Infix operators

  func binary(_ binary: BinaryOperation) throws(SQLError) -> Scalar {
    switch binary.operator {
    case .and: return try logical(.and, binary)
    case .or: return try logical(.or, binary)
    case .add, .subtract:
      if let moved = try intervalArithmetic(binary) { return moved }
    case .jsonExtract, .jsonUnquote: return try jsonPath(binary)
    default: break
    }
    if let operation = binary.operator.comparison {
      return try comparison(operation, binary.left, binary.right)
    }
    let arguments = [try value(binary.left), try value(binary.right)]
    guard let operation = binary.operator.arithmetic else {
      return try call(.function("CONCAT"), arguments)
    }
    let result = try call(operation, arguments)
    if operation == .subtract, context.options.sqlMode.contains(.noUnsignedSubtraction),
      result.type.isInteger, result.type.isUnsigned
    {
      return try call(.function("SIGNED DIFFERENCE"), arguments)
    }
    return result
  }

  /// `a OR b OR c` as one call: the parser nests them to the left, however long the chain is.
  private func logical(
    _ operation: Operation,
    _ binary: BinaryOperation
  ) throws(SQLError) -> Scalar {
    var terms: [Expression] = []
    var pending: [Expression] = [.binary(binary)]
    while let next = pending.popLast() {
      if case .binary(let node) = next, node.operator == binary.operator {
        pending.append(node.right)
        pending.append(node.left)
      } else {
        terms.append(next)
      }
    }
    return .call(Call(operation, try values(terms), .boolean))
  }

  func comparison(
    _ operation: Operation,
    _ left: Expression,
    _ right: Expression
  ) throws(SQLError) -> Scalar {
    let first = try operand(left)
    let second = try operand(right)
    guard first.hasShape(of: second) || !isTrusting else {
      return .call(Call(operation, [opaque(first), opaque(second)], .boolean))
    }
    try requireSameShape(first, second, right.span)
    let sides = try yearsBeside([first.flattened, second.flattened])
    return try comparison(operation, sides[0], sides[1])
  }

  func comparison(
    _ operation: Operation,
    _ left: Scalar,
    _ right: Scalar
  ) throws(SQLError) -> Scalar {
    try Typing(context: context).checkComparison([left, right], in: operation)
    return .call(Call(operation, [left, right], .boolean))
  }

  /// Rows compare with rows of the same length, member by member.
  func requireSameShape(_ left: Scalar, _ right: Scalar, _ span: Span) throws(SQLError) {
    guard left.width == right.width else { throw Self.wrongWidth(left.width, span) }
    guard case .tuple(let members) = left, case .tuple(let others) = right else { return }
    for (member, other) in zip(members, others) { try requireSameShape(member, other, span) }
  }

  /// `date + INTERVAL n unit`, `INTERVAL n unit + date`, `date - INTERVAL n unit`.
  private func intervalArithmetic(_ binary: BinaryOperation) throws(SQLError) -> Scalar? {
    if case .interval(let interval) = binary.right {
      return try moved(
        binary.left,
        by: interval,
        isSubtracted: binary.operator == .subtract
      )
    }
    if case .interval(let interval) = binary.left, binary.operator == .add {
      return try moved(binary.right, by: interval, isSubtracted: false)
    }
    return nil
  }

  func moved(
    _ date: Expression,
    by interval: Interval,
    isSubtracted: Bool
  ) throws(SQLError) -> Scalar {
    let unit = interval.unit.rawValue.uppercased()
    let arguments = [try value(date), try value(interval.value)]
    return try call(
      isSubtracted ? .subtractInterval(unit: unit) : .addInterval(unit: unit),
      arguments
    )
  }

  /// `a->'$.b'` is JSON_EXTRACT, `->>` its unquoted text.
  private func jsonPath(_ binary: BinaryOperation) throws(SQLError) -> Scalar {
    let extracted = try call(
      .function("JSON_EXTRACT"),
      [try value(binary.left), try value(binary.right)]
    )
    return binary.operator == .jsonExtract
      ? extracted : try call(.function("JSON_UNQUOTE"), [extracted])
  }
}

extension BinaryOperator {
  /// The comparison it is.
  var comparison: Operation? {
    switch self {
    case .equal: .equal
    case .nullSafeEqual: .nullSafeEqual
    case .notEqual: .notEqual
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    default: nil
    }
  }

  /// The operation on two plain values that it is.
  fileprivate var arithmetic: Operation? {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .integerDivide: .integerDivide
    case .modulo: .modulo
    case .bitAnd: .bitAnd
    case .bitOr: .bitOr
    case .bitXor: .bitXor
    case .shiftLeft: .shiftLeft
    case .shiftRight: .shiftRight
    case .xor: .xor
    default: nil
    }
  }
}

extension Scalar {
  /// Whether it is `-9223372036854775808`, whose negative is a DECIMAL.
  fileprivate var isLeastInteger: Bool {
    guard case .literal(let literal) = self, literal.type.isInteger else { return false }
    return literal.value == .integer(.min)
  }
}

extension Operation {
  /// The arguments of a call; a BIT among texts is the binary string of its bytes.
  fileprivate func readingBits(_ arguments: [Scalar]) -> [Scalar] {
    guard arguments.contains(where: { $0.type.kind == .bit }), case .function(let name) = self,
      let definition = FunctionCatalog.find(name), !Self.bases.contains(definition.name)
    else { return arguments }
    return arguments.enumerated().map { position, argument in
      guard argument.type.kind == .bit, definition.parameter(position) == .text else {
        return argument
      }
      let type = MySQLType.text(ofLength: argument.type.textLength, .binary)
      return .call(Call(.cast(type), [argument], type))
    }
  }

  /// Functions that take the number of a BIT.
  private static let bases: Set<String> = ["BIN", "CONV", "OCT"]
}
