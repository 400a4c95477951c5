package import VitrineSQL
package import VitrineSharding

/// MySQL's operators: the type of what they give, and the SQLite text that computes it.
///
/// SQLite's own operator is used wherever it agrees with MySQL's, else one of the `my_` functions.
package enum Operators {
  /// MySQL's default of `div_precision_increment`.
  package static let standardIncrement = 4

  /// Any infix operator.
  ///
  /// A quotient has `increment` digits more than its dividend: `div_precision_increment`.
  package static func binary(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    increment: Int = standardIncrement
  ) throws(SQLError) -> Operand {
    switch symbol {
    case .or, .xor, .and: logical(symbol, left, right)
    case .equal, .nullSafeEqual, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      try comparison(symbol, left, right)
    case .bitOr, .bitAnd, .bitXor, .shiftLeft, .shiftRight: bitwise(symbol, left, right)
    case .add, .subtract, .multiply, .divide, .integerDivide, .modulo:
      arithmetic(symbol, left, right, increment: increment)
    case .concatenate: try FunctionCatalog.call("CONCAT", [left, right])
    case .jsonExtract: try FunctionCatalog.call("JSON_EXTRACT", [left, right])
    case .jsonUnquote:
      try FunctionCatalog.call(
        "JSON_UNQUOTE",
        [try FunctionCatalog.call("JSON_EXTRACT", [left, right])]
      )
    }
  }

  /// A prefix operator.
  package static func unary(
    _ symbol: UnaryOperator,
    _ operand: Operand
  ) throws(SQLError) -> Operand {
    switch symbol {
    case .not, .bang: return not(operand)
    case .minus: return negate(operand, folded: nil)
    case .plus: return operand
    case .bitNot: return invert(operand)
    case .binary:
      let text = Conversion.sql(operand.sql, from: operand.type, to: .binary)
      let type = MySQLType.text(ofLength: operand.type.textLength, .binary)
      return Operand(text, type, coercibility: .implicit)
    }
  }

  package static func arithmetic(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    increment: Int = standardIncrement
  ) -> Operand {
    let joined = NumericClass.joined(.ofArithmetic(left), .ofArithmetic(right))
    switch (symbol, joined) {
    case (.integerDivide, _): return integerDivision(left, right, joined)
    case (.divide, .integer), (_, .decimal): return decimals(symbol, left, right, increment)
    case (_, .real): return reals(symbol, left, right, increment)
    case (_, .integer): return integers(symbol, left, right)
    }
  }

  // MARK: Integers

  /// Native where the operands are too narrow to pass 64 bits, else checked: 1690.
  private static func integers(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) -> Operand {
    let isUnsigned =
      left.isUnsignedInteger || (symbol != .modulo && right.isUnsignedInteger)
    let type = MySQLType(.bigint, unsigned: isUnsigned)
    let first = Conversion.sql(left, to: .integer)
    let second = Conversion.sql(right, to: .integer)
    let name = "my_int_\(symbol.functionStem)"
    var chain = CallChain(name, first, second, ending: ",\(isUnsigned ? 1 : 0)")
    if symbol != .modulo { chain = chain.continuing(left, second) }
    let checked = chain.text
    guard !isUnsigned, !right.isUnsignedInteger, isNarrow(symbol, left, right) else {
      return Operand(chain, type)
    }
    let native = "(\(first) \(symbol.rawValue) \(second))"
    guard symbol == .modulo, right.integerValue ?? 0 == 0 else { return Operand(native, type) }
    // What is read twice here is a column or a parameter; of zero the function warns.
    guard right.origin != .expression else { return Operand(checked, type) }
    return Operand("(CASE WHEN \(second) THEN \(native) ELSE \(checked) END)", type)
  }

  /// SQLite's `%` takes the dividend's sign, as MySQL's.
  private static func isNarrow(_ symbol: BinaryOperator, _ left: Operand, _ right: Operand) -> Bool
  {
    let widest = max(bits(left), bits(right))
    switch symbol {
    case .add, .subtract: return widest < 63
    case .multiply: return bits(left) + bits(right) < 64
    case .modulo: return widest < 63
    default: return false
    }
  }

  private static func bits(_ operand: Operand) -> Int {
    if case .integer(let number)? = operand.value, operand.type.isInteger {
      return 64 - number.magnitude.leadingZeroBitCount + 1
    }
    return operand.type.isInteger ? operand.type.integerBits : 64
  }

  private static func integerDivision(
    _ left: Operand,
    _ right: Operand,
    _ joined: NumericClass
  ) -> Operand {
    let isUnsigned = left.isUnsignedInteger || right.isUnsignedInteger
    let type = MySQLType(.bigint, unsigned: isUnsigned)
    let kind: ParameterKind = joined == .integer ? .integer : .decimal
    let name = joined == .integer ? "my_int_idiv" : "my_dec_idiv"
    let arguments = "\(Conversion.sql(left, to: kind)),\(Conversion.sql(right, to: kind))"
    return Operand("\(name)(\(arguments),\(isUnsigned ? 1 : 0))", type)
  }

  // MARK: Decimals

  private static func decimals(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    _ increment: Int
  ) -> Operand {
    let first = DecimalShape(of: left)
    let second = DecimalShape(of: right)
    let shape =
      switch symbol {
      case .add, .subtract: first.adding(second)
      case .multiply: first.multiplied(by: second)
      case .divide, .integerDivide: first.divided(by: second, increment: increment)
      default: first.remainder(by: second)
      }
    let isUnsigned = left.isUnsignedInteger && (symbol == .modulo || right.isUnsignedInteger)
    let type = shape.type(unsigned: isUnsigned)
    let name = "my_dec_\(symbol.functionStem)"
    let digits = symbol == .divide ? suffix(increment) : ""
    let arguments = "\(exactly(left)),\(exactly(right)),\(DecimalForm.unroundedCode)"
    let exact = "\(name)(\(arguments)\(digits))"
    if symbol == .divide || left.unrounded != nil || right.unrounded != nil {
      return rounding(exact, type)
    }
    if symbol == .multiply, first.mayBeCut(multipliedBy: second),
      left.exactDigits != nil || right.exactDigits != nil
    {
      return ofOwnDigits(exact, type)
    }
    var chain = CallChain(name, packed(left), packed(right), ending: ",\(form(type))")
    if symbol == .add || symbol == .subtract {
      chain = chain.continuing(left, packed(right), mayEndOtherwise: true)
    }
    var result = nativeDecimals(symbol, left, right, shape, type) ?? Operand(chain, type)
    if left.exactDigits != nil || right.exactDigits != nil { result.ownDigits = exact }
    return result
  }

  /// What is computed from the digits that the operands have of their own, also for what is shown: a product is cut by
  /// as many of them as its nine words have no room for.
  private static func ofOwnDigits(_ exact: String, _ type: MySQLType) -> Operand {
    var result = Operand("my_dec_fit(\(exact),\(form(type)))", type)
    result.ownDigits = exact
    return result
  }

  /// The same as `packed`, with the digits behind the point that the value has of its own.
  private static func exactly(_ operand: Operand) -> String {
    operand.exactDigits.map { "\($0),0" } ?? packed(operand)
  }

  /// The last argument of a division, where it is not MySQL's default.
  static func suffix(_ increment: Int) -> String {
    increment == standardIncrement ? "" : ",\(increment)"
  }

  /// Decimal text with more digits than its type shows.
  static func rounding(_ unrounded: String, _ type: MySQLType) -> Operand {
    var result = Operand("my_dec_fit(\(unrounded),\(form(type)))", type)
    result.unrounded = unrounded
    return result
  }

  /// Scaled integers add and multiply as integers, as long as the result has at most 18 digits.
  private static func nativeDecimals(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    _ shape: DecimalShape,
    _ type: MySQLType
  ) -> Operand? {
    guard shape.precision <= 18, left.isScaled, right.isScaled else { return nil }
    switch symbol {
    case .add, .subtract:
      let first = Conversion.times(left.sql, powerOf: shape.scale - DecimalShape(of: left).scale)
      let second = Conversion.times(right.sql, powerOf: shape.scale - DecimalShape(of: right).scale)
      return Operand("(\(first) \(symbol.rawValue) \(second))", type)
    case .multiply:
      return Operand("(\(left.sql) * \(right.sql))", type)
    default: return nil
    }
  }

  /// An operand as the two arguments `value, scale` of the `my_dec_…` functions: a scaled integer as
  /// it lies, anything else as decimal text with scale 0.
  static func packed(_ operand: Operand) -> String {
    if let unrounded = operand.unrounded { return "\(unrounded),0" }
    switch operand.type.representation {
    case .integer: return "\(operand.sql),0"
    case .scaled(let scale): return "\(operand.sql),\(scale)"
    default: return "\(Conversion.sql(operand, to: .decimal)),0"
    }
  }

  /// How the result of a `my_dec_…` function is to lie: `scale` for a scaled integer, `-1-scale` for
  /// decimal text.
  package static func form(_ type: MySQLType) -> Int {
    if case .scaled(let scale) = type.representation { return scale }
    return -1 - (type.scale ?? 0)
  }

  // MARK: Doubles

  private static func reals(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    _ increment: Int
  ) -> Operand {
    let first = Conversion.sql(left, to: .real)
    let second = Conversion.sql(right, to: .real)
    var chain = CallChain("my_real_\(symbol.functionStem)", first, second)
    if symbol != .divide, symbol != .modulo { chain = chain.continuing(left, second) }
    var type = MySQLType.double(decimals: shownDecimals(symbol, left, right, increment))
    // A remainder has the dividend's sign, and DIV asks for it.
    type.isUnsigned = symbol == .modulo && left.isUnsignedInteger
    return Operand(chain, type)
  }

  /// The larger number of the two, more for a quotient; nil where one side has no fixed number.
  private static func shownDecimals(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand,
    _ increment: Int
  ) -> Int? {
    guard let first = left.type.shownDecimals, let second = right.type.shownDecimals else {
      return nil
    }
    return max(first, second) + (symbol == .divide ? increment : 0)
  }

  /// `-x`, with the integer that `x` is where it is made of literals alone.
  package static func negate(_ operand: Operand, folded: Int128? = nil) -> Operand {
    switch NumericClass.ofArithmetic(operand) {
    case .real:
      let type = MySQLType.double(decimals: operand.type.shownDecimals)
      // SQLite's own minus sign makes 0 of 0, where it is -0.
      return Operand("(\(Conversion.sql(operand, to: .real)) * -1.0)", type)
    case .decimal:
      let shape = DecimalShape(of: operand).type
      let exact = "my_dec_sub('0',0,\(exactly(operand)),\(DecimalForm.unroundedCode))"
      guard operand.unrounded == nil else { return rounding(exact, shape) }
      var result =
        operand.isScaled
        ? Operand("(-\(operand.sql))", shape, value: negated(operand))
        : Operand("my_dec_sub('0',0,\(packed(operand)),\(form(shape)))", shape)
      if operand.exactDigits != nil { result.ownDigits = exact }
      return result
    case .integer: return negatedInteger(operand, folded)
    }
  }

  private static func negatedInteger(_ operand: Operand, _ folded: Int128?) -> Operand {
    if let folded, folded < 0 || folded > Int128(Int64.max),
      folded != Int128(Int64.min.magnitude) || operand.origin != .constant
    {
      return negatedDecimal(operand)
    }
    var type = MySQLType.bigint
    type.length = operand.origin == .constant ? operand.type.length : nil
    let text = Conversion.sql(operand, to: .integer)
    guard operand.type.isInteger, operand.type.integerBits < 64 || negated(operand) != nil else {
      return Operand("my_int_neg(\(text))", type, origin: origin(operand))
    }
    if operand.isBeyondSigned { return negatedDecimal(operand) }
    if operand.type.isUnsigned {
      return Operand("my_int_neg(\(text))", type, origin: origin(operand))
    }
    return Operand("(-\(text))", type, origin: origin(operand), value: negated(operand))
  }

  private static func negatedDecimal(_ operand: Operand) -> Operand {
    let shape = DecimalShape(of: operand).type
    return Operand("my_dec_sub('0',0,\(packed(operand)),\(form(shape)))", shape)
  }

  private static func origin(_ operand: Operand) -> Operand.Origin {
    operand.origin == .constant ? .constant : .expression
  }

  private static func negated(_ operand: Operand) -> Value? {
    guard case .integer(let number)? = operand.value, number != .min else { return nil }
    return .integer(-number)
  }

  // MARK: Bits

  /// BIGINT UNSIGNED, or a binary string where both sides are binary strings and not both literals;
  /// a shift looks at its left side alone.
  package static func bitwise(
    _ symbol: BinaryOperator,
    _ left: Operand,
    _ right: Operand
  ) -> Operand {
    let second = Conversion.sql(right, to: .integer)
    if symbol == .shiftLeft || symbol == .shiftRight {
      if left.isBinaryString {
        return Operand("my_blob_\(symbol.functionStem)(\(left.sql),\(second))", left.type)
      }
    } else if left.type.isBinary, right.type.isBinary, left.isBinaryString || right.isBinaryString {
      let length = max(left.type.textLength, right.type.textLength)
      return Operand(
        "my_blob_\(symbol.functionStem)(\(left.sql),\(right.sql))",
        .text(ofLength: length, .binary)
      )
    }
    let first = Conversion.sql(left, to: .integer)
    var chain = CallChain("my_\(symbol.functionStem)", first, second)
    if symbol != .shiftLeft, symbol != .shiftRight { chain = chain.continuing(left, second) }
    return Operand(chain, .unsignedBigint)
  }

  /// `~x`.
  package static func invert(_ operand: Operand) -> Operand {
    if operand.isBinaryString { return Operand("my_blob_not(\(operand.sql))", operand.type) }
    return Operand("my_bit_not(\(Conversion.sql(operand, to: .integer)))", .unsignedBigint)
  }
}

extension Operand {
  fileprivate init(_ chain: CallChain, _ type: MySQLType) {
    self.init(chain.text, type)
    self.chain = chain
  }

  /// Whether it is a literal whose negative no BIGINT can be.
  fileprivate var isBeyondSigned: Bool {
    guard type.isUnsigned, case .blob(let bytes)? = value else { return false }
    return bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } > Int64.min.magnitude
  }
}

extension BinaryOperator {
  /// What the names of the functions that compute it have in common.
  fileprivate var functionStem: String {
    switch self {
    case .add: "add"
    case .subtract: "sub"
    case .multiply: "mul"
    case .divide: "div"
    case .integerDivide: "idiv"
    case .bitAnd: "bit_and2"
    case .bitOr: "bit_or2"
    case .bitXor: "bit_xor2"
    case .shiftLeft: "shift_left"
    case .shiftRight: "shift_right"
    default: "mod"
    }
  }
}
