import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The types of operations, by the rules of MySQL's library.
struct Typing {
  let context: PlanningContext

  /// No expression but a column has ZEROFILL.
  func type(
    of operation: Operation,
    _ arguments: [Scalar]
  ) throws(SQLError) -> MySQLType {
    do throws(SQLError) {
      let type = try filledType(of: operation, arguments).unfilled
      if type.kind == .decimal { pinDigits(arguments) }
      return type
    } catch {
      throw error.mixed(in: operation.messageName)
    }
  }

  private func filledType(
    of operation: Operation,
    _ arguments: [Scalar]
  ) throws(SQLError) -> MySQLType {
    let operands = arguments.map(operand)
    if let symbol = operation.arithmeticSymbol, operands.count == 2 {
      return try Operators.binary(
        symbol,
        operands[0],
        operands[1],
        increment: context.options.divisionIncrement
      ).type
    }
    switch operation {
    case .negate:
      return negated(arguments, operands)
    case .bitNot: return try unary(.bitNot, operands)
    case .like, .regexp:
      if operands.count > 1 { _ = try CollationChoice.compared(Array(operands.prefix(2))) }
      return .boolean
    case .choose: return try Operators.choice(nil, operands[...]).type
    case .match: return try Operators.choice(operands.first, operands.dropFirst()).type
    case .cast(let type): return type
    case .everyDigit: return Operand.unroundedType
    case .collate(let collation): return try collated(operands, collation)
    case .addInterval(let unit), .subtractInterval(let unit): return moved(operands, unit)
    case .extract: return .bigint
    case .function(let name): return try function(name, arguments, operands)
    default: return .boolean
    }
  }

  private func unary(
    _ symbol: UnaryOperator,
    _ operands: [Operand]
  ) throws(SQLError) -> MySQLType {
    guard let operand = operands.first else { return .null }
    return try Operators.unary(symbol, operand).type
  }

  /// The negative of a constant is a DECIMAL where the constant's 64 bits have the sign.
  private func negated(_ arguments: [Scalar], _ operands: [Operand]) -> MySQLType {
    guard let argument = arguments.first, let operand = operands.first else { return .null }
    let folded = argument.foldedInteger
    var isLiteral = false
    if case .literal = argument { isLiteral = true }
    if operand.type.isUnsigned || folded != nil && !isLiteral { context.pin(literalsOf: argument) }
    return Operators.negate(operand, folded: folded).type
  }

  private func collated(
    _ operands: [Operand],
    _ collation: Collation
  ) throws(SQLError) -> MySQLType {
    guard let operand = operands.first else { return .null }
    return try Operators.collate(operand, collation).type
  }

  // MARK: Dates

  private func moved(_ operands: [Operand], _ unit: String) -> MySQLType {
    guard operands.count > 1, let unit = IntervalUnit(named: unit) else { return .null }
    return Operators.movedType(operands[0].type, operands[1].type, unit)
  }

  // MARK: Functions

  private func function(
    _ name: String,
    _ arguments: [Scalar],
    _ operands: [Operand]
  ) throws(SQLError) -> MySQLType {
    guard let definition = FunctionCatalog.find(name) else { throw Self.unknownFunction(name) }
    guard definition.arity.contains(arguments.count) else {
      return try definition.call(operands).type
    }
    for position in definition.typingParameters where arguments.indices.contains(position) {
      context.pin(literalsOf: arguments[position])
    }
    return try definition.result.type(operands)
  }

  /// Error 1305, with the nearest of all functions' names as a hint; the keyspace stands before the
  /// name, as MySQL's current database does.
  static func unknownFunction(_ name: String, in keyspace: String? = nil) -> SQLError {
    let known =
      FunctionCatalog.names + AggregateFunction.byName.keys.sorted() + WindowFunctions.names
    return SQLError(
      .unknownFunction,
      "FUNCTION \(keyspace.map { "\($0)." } ?? "")\(name) does not exist",
      hint: nearest(to: name.uppercased(), in: known).map { "did you mean '\($0)'?" }
    )
  }

  // MARK: Comparisons

  /// That texts compared with each other agree on a collation; and that a plan is not reused for
  /// literals of more digits than it was made for.
  func checkComparison(
    _ arguments: [Scalar],
    in operation: Operation
  ) throws(SQLError) {
    if case .tuple(let members)? = arguments.first {
      for position in members.indices {
        try checkComparison(arguments.compactMap { $0.member(position) }, in: operation)
      }
      return
    }
    if arguments.contains(where: { $0.type.kind == .decimal }) { pinDigits(arguments) }
    if arguments.contains(where: { $0.type.kind == .time }) {
      // Whether a text is a time decides how it compares with one.
      for case .literal(let literal) in arguments where literal.type.isText {
        context.pin(literal.ordinal)
      }
    }
    guard arguments.contains(where: { $0.type.isText && $0.type.collation != .standard }) else {
      return
    }
    let operands = arguments.map(operand)
    let texts = operands.filter { $0.type.hasText || $0.type.isBinary }
    // Compared with a number texts are numbers too, whatever their collations.
    let meetsNumbers =
      operation == .between
      ? operands.contains(where: \.type.isNumeric) : operands.first?.type.isNumeric == true
    guard texts.count > 1, !meetsNumbers else { return }
    do throws(SQLError) {
      _ = try CollationChoice.compared(operands, joinsNumbers: operation == .memberOfList)
    } catch {
      throw error.mixed(in: operation.messageName)
    }
  }

  /// Integer literals beside decimals: their number of digits shapes the computation, and the result's type.
  private func pinDigits(_ arguments: [Scalar]) {
    for argument in arguments {
      var number = argument
      if case .call(let call) = argument, call.operation == .negate,
        let first = call.arguments.first
      {
        number = first
      }
      if case .literal(let literal) = number, literal.type.isInteger {
        context.pin(literal.ordinal)
      }
    }
  }
}

extension Typing {
  /// The scalar as the typing rules see it.
  func operand(_ scalar: Scalar) -> Operand {
    switch scalar {
    case .column(let column):
      let coercibility = context.coercibility(of: column.id)
      var operand = Operand("", column.type, origin: .column, coercibility: coercibility)
      if column.type.kind == .varbinary {
        operand.isMerged = context.hexLiterals.contains(column.id)
      }
      return operand
    case .literal(let literal):
      return Operand("", literal.type, origin: .constant, value: literal.value)
    case .parameter(let position, let type):
      return constant(type, coercibility: context.coercibility(ofParameter: position, type))
    case .variable(let variable, let type):
      return constant(type, coercibility: variable.coercibility(type))
    case .slot(_, let type): return constant(type, coercibility: nil)
    case .call(let call):
      if call.operation == .negate, case .literal(let literal)? = call.arguments.first {
        return Operators.negate(operand(.literal(literal)))
      }
      return Operand("", call.type, coercibility: coercibility(call))
    case .subquery(let subquery):
      return Operand("", scalar.type, coercibility: context.coercibility(of: subquery))
    case .tuple: return Operand("", scalar.type)
    }
  }

  /// A binary string that is no literal of the statement is never a number.
  private func constant(_ type: MySQLType, coercibility: Operand.Coercibility?) -> Operand {
    let origin: Operand.Origin = type.kind == .varbinary ? .expression : .constant
    return Operand("", type, origin: origin, coercibility: coercibility)
  }

  /// The value of `-1`, which the parser takes for a call.
  private func negative(_ call: Call) -> Value? {
    guard call.operation == .negate, case .literal(let literal)? = call.arguments.first,
      case .integer(let number) = literal.value, literal.type.isInteger
    else { return nil }
    return .integer(0 &- number)
  }

  /// COLLATE is explicit; other text insists on its collation as strongly as what it is made of.
  private func coercibility(_ call: Call) -> Operand.Coercibility? {
    guard call.type.hasText || call.type.isBinary else { return nil }
    if case .collate = call.operation { return .explicit }
    switch call.operation {
    case .cast, .assign, .program: return .implicit
    case .addInterval, .subtractInterval: return .coercible
    case .function(let name):
      if let definition = FunctionCatalog.find(name),
        let strength = try? definition.result.coercibility(call.arguments.map(operand), call.type)
      {
        return strength
      }
      return coercibility(ofTextFrom: call.arguments)
    default: return coercibility(ofTextFrom: call.arguments)
    }
  }

  /// How strongly a text insists on its collation that is made of these values, or is one of them.
  func coercibility(ofTextFrom arguments: [Scalar]) -> Operand.Coercibility {
    let arguments = arguments.map(operand)
    let strongest =
      (try? CollationChoice.of(arguments).coercibility)
      ?? arguments.map(\.coercibility).min() ?? .coercible
    return strongest >= .numeric ? .coercible : strongest
  }
}

extension Scalar {
  /// The member of a tuple at a position; nil of what is no tuple.
  fileprivate func member(_ position: Int) -> Scalar? {
    guard case .tuple(let members) = self, members.indices.contains(position) else { return nil }
    return members[position]
  }
}

extension MySQLType {
  /// What `BINARY x` gives.
  static let castBinary = MySQLType(.varbinary, collation: .binary)
}
