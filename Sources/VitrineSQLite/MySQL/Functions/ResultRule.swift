package import VitrineSQL
package import VitrineSharding

/// How a function's result type follows from its arguments.
package struct ResultRule: Sendable {
  private let rule: @Sendable ([Operand]) throws(SQLError) -> MySQLType
  /// How strongly text insists on its collation, where the arguments do not tell.
  private let fixedCoercibility: Operand.Coercibility?
  /// The arguments that tell the collation, where not all of them do.
  private let decidingArguments: [Int]?

  package init(
    coercibility: Operand.Coercibility? = nil,
    decidedBy arguments: [Int]? = nil,
    _ rule: @escaping @Sendable ([Operand]) throws(SQLError) -> MySQLType
  ) {
    fixedCoercibility = coercibility
    decidingArguments = arguments
    self.rule = rule
  }

  package func type(_ operands: [Operand]) throws(SQLError) -> MySQLType { try rule(operands) }

  /// The collation of text comes from the arguments, and as strongly as theirs.
  package func coercibility(
    _ operands: [Operand],
    _ type: MySQLType
  ) throws(SQLError) -> Operand.Coercibility? {
    guard type.hasText || type.isBinary else { return nil }
    if let fixedCoercibility { return fixedCoercibility }
    let deciding =
      decidingArguments?.filter(operands.indices.contains).map { operands[$0] } ?? operands
    let strength = try CollationChoice.of(deciding).coercibility
    return strength >= .numeric ? .coercible : strength
  }
}

extension ResultRule {
  /// The same type whatever the arguments are; bytes that yield to text.
  static func fixed(_ type: MySQLType) -> ResultRule {
    ResultRule(coercibility: type.isBinary ? .coercible : nil) { _ throws(SQLError) in type }
  }

  static let integer = fixed(.bigint)
  static let unsigned = fixed(.unsignedBigint)
  static let boolean = fixed(.boolean)
  static let double = fixed(.double)
  static let json = fixed(.json)
  static let date = fixed(.date)

  /// Text of a length told by the arguments, under the collation they agree on.
  ///
  /// A function that also compares them wants one that they all have: `isCompared`.
  static func text(
    isCompared: Bool = false,
    joinsNumbers: Bool = false,
    _ length: @escaping @Sendable ([Operand]) -> Int
  ) -> ResultRule {
    ResultRule { operands throws(SQLError) in
      let chosen =
        isCompared && operands.count > 1
        ? try CollationChoice.compared(operands)
        : try CollationChoice.of(operands, joinsNumbers: joinsNumbers)
      let collation = chosen.coercibility >= .numeric ? .standard : chosen.collation
      return .text(ofLength: length(operands), collation)
    }
  }

  /// Text under the collation that the arguments at some positions agree on.
  static func text(
    of positions: [Int],
    _ length: @escaping @Sendable ([Operand]) -> Int
  ) -> ResultRule {
    ResultRule(decidedBy: positions) { operands throws(SQLError) in
      let deciding = positions.filter(operands.indices.contains).map { operands[$0] }
      let chosen = try CollationChoice.of(deciding)
      return .text(
        ofLength: length(operands),
        chosen.coercibility >= .numeric ? .standard : chosen.collation
      )
    }
  }

  static func text(_ length: Int) -> ResultRule { text { _ in length } }

  /// Text under the session's collation whatever the arguments are: digits, names, hex.
  static func plainText(_ length: Int) -> ResultRule {
    ResultRule(coercibility: .coercible) { _ throws(SQLError) in .text(ofLength: length, .standard)
    }
  }

  /// The same of what the server tells of itself and its session.
  static func systemText(_ length: Int) -> ResultRule {
    ResultRule(coercibility: .system) { _ throws(SQLError) in
      .text(ofLength: length, .utf8mb3GeneralCi)
    }
  }

  /// Text out of a JSON document, which compares by its bytes.
  static let jsonText = ResultRule(coercibility: .coercible) { _ throws(SQLError) in
    MySQLType(.longtext, collation: .utf8mb4Bin)
  }

  /// Text as long as the argument at a position.
  static func textLike(_ position: Int, isCompared: Bool = false) -> ResultRule {
    text(isCompared: isCompared) {
      $0.indices.contains(position) ? $0[position].type.textLength : 0
    }
  }

  static let longText = text { _ in Int(UInt32.max) }

  /// The common type of all arguments, or of those from a position on.
  static func common(from position: Int = 0) -> ResultRule {
    ResultRule { operands throws(SQLError) in
      let types = operands.dropFirst(position)
      var result = CommonType.of(Array(types))
      guard result.isText || result.isBinary else { return result }
      let chosen = try CollationChoice.of(Array(types), joinsNumbers: true)
      guard chosen.coercibility < .numeric else { return result }
      // Bytes that yield to a text become one: a literal or what a function makes, beside a column.
      if result.isBinary, chosen.collation != .binary {
        return .text(ofLength: result.textLength, chosen.collation)
      }
      if result.isText { result.collation = chosen.collation }
      return result
    }
  }

  /// The numeric class of the first argument: BIGINT, its DECIMAL, or DOUBLE.
  static let numberLike = ResultRule { operands throws(SQLError) in
    guard let first = operands.first else { return .double }
    switch NumericClass.ofArithmetic(first) {
    case .integer: return first.isUnsignedInteger ? .unsignedBigint : .bigint
    case .decimal: return DecimalShape(of: first).type(unsigned: first.type.isUnsigned)
    case .real: return .double(decimals: first.type.shownDecimals)
    }
  }
}
