import VitrineSQL
import VitrineSharding

/// The chapter "Mathematical Functions": definitions.
enum NumericFunctions {
  static let definitions: [FunctionDefinition] = rounding + powers + bases

  // MARK: Rounding

  private static let rounding: [FunctionDefinition] = [
    FunctionDefinition(
      "ABS",
      1...1,
      [.number],
      .numberLike,
      .template { arguments, operands, type throws(SQLError) in
        let isExact = type == Operand.unroundedType && operands[0].type != type
        if isExact, arguments[0] == operands[0].exactDigits {
          return "my_dec_abs(\(arguments[0]),0,\(DecimalForm.unroundedCode))"
        }
        return decimalCall("my_dec_abs", operands, type) ?? absolute(arguments[0], operands[0])
      },
      keepsDigits: true
    ),
    FunctionDefinition(
      "SIGNED DIFFERENCE",
      2...2,
      [.integer],
      .integer,
      .template { arguments, _, _ throws(SQLError) in
        "my_int_sub(\(arguments[0]),\(arguments[1]),0)"
      }
    ),
    FunctionDefinition("SIGN", 1...1, [.real], .integer, .call("my_sign")),
    digits("ROUND", 1...2, "round"), digits("TRUNCATE", 2...2, "truncate"),
    whole("CEILING", "ceil", ["CEIL"]), whole("FLOOR", "floor", []),
    FunctionDefinition(
      "MOD",
      2...2,
      [.asIs],
      ResultRule { operands throws(SQLError) in
        Operators.arithmetic(.modulo, operands[0], operands[1]).type
      },
      .template { _, operands, _ throws(SQLError) in
        Operators.arithmetic(.modulo, operands[0], operands[1]).sql
      }
    ),
  ]

  private static func absolute(_ argument: String, _ operand: Operand) -> String {
    if operand.isUnsignedInteger { return argument }
    // SQLite's leaves the sign of a negative zero, which adding zero takes.
    return NumericClass(of: operand) == .real
      ? "(abs(\(argument)) + 0.0)" : "my_int_abs(\(argument))"
  }

  /// A call over decimals `f(value, scale, form)`; nil where the argument is no decimal.
  private static func decimalCall(
    _ function: String,
    _ operands: [Operand],
    _ type: MySQLType
  ) -> String? {
    guard NumericClass(of: operands[0]) == .decimal else { return nil }
    let form = type.kind == .decimal ? Operators.form(type) : 0
    return "\(function)(\(Operators.packed(operands[0])),\(form))"
  }

  /// ROUND and TRUNCATE: a literal number of digits becomes the result's scale.
  private static func digits(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ function: String
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      arity,
      [.number, .integer],
      ResultRule { operands throws(SQLError) in roundedType(operands) },
      .template { arguments, operands, type throws(SQLError) in
        let count = arguments.count > 1 ? arguments[1] : "0"
        switch NumericClass.ofArithmetic(operands[0]) {
        case .real: return "my_real_\(function)(\(arguments[0]),\(count))"
        case .integer:
          let sign = operands[0].type.countsAsUnsigned ? 1 : 0
          return "my_int_\(function)(\(arguments[0]),\(count),\(sign))"
        case .decimal:
          let form = Operators.form(type)
          let shown = operands[0].unrounded == nil ? count : "min(\(count),\(type.scale ?? 0))"
          return "my_dec_\(function)(\(Operators.packed(operands[0])),\(shown),\(form))"
        }
      },
      typingParameters: [1]
    )
  }

  private static func roundedType(_ operands: [Operand]) -> MySQLType {
    guard let first = operands.first else { return .double }
    switch NumericClass.ofArithmetic(first) {
    case .real: return .double
    case .integer: return first.isUnsignedInteger ? .unsignedBigint : .bigint
    case .decimal:
      let shape = DecimalShape(of: first)
      let asked = operands.count > 1 ? operands[1].integerValue ?? shape.scale : 0
      let scale = min(max(asked, 0), shape.scale)
      let carry = scale < shape.scale || asked < 0 ? 1 : 0
      return DecimalShape(shape.integerDigits + scale + carry, scale)
        .type(unsigned: first.isUnsignedInteger)
    }
  }

  /// CEILING and FLOOR: BIGINT where the digits fit into one, else DECIMAL without a fraction.
  private static func whole(
    _ name: String,
    _ function: String,
    _ aliases: [String]
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      1...1,
      [.number],
      ResultRule { operands throws(SQLError) in
        guard let first = operands.first else { return .double }
        switch NumericClass.ofArithmetic(first) {
        case .real: return .double
        case .integer: return first.isUnsignedInteger ? .unsignedBigint : .bigint
        case .decimal:
          let shape = DecimalShape(of: first)
          let digits = shape.integerDigits + (shape.scale > 0 ? 1 : 0)
          let isUnsigned = first.isUnsignedInteger
          guard digits <= 18 else { return DecimalShape(digits, 0).type(unsigned: isUnsigned) }
          return isUnsigned ? .unsignedBigint : .bigint
        }
      },
      .template { arguments, operands, type throws(SQLError) in
        if let call = decimalCall("my_dec_\(function)", operands, type) { return call }
        return NumericClass(of: operands[0]) == .integer
          ? arguments[0] : "my_real_\(function)(\(arguments[0]))"
      },
      aliases: aliases
    )
  }

  // MARK: Powers and angles

  private static let powers: [FunctionDefinition] =
    [
      "SQRT", "EXP", "LN", "LOG2", "LOG10", "SIN", "COS", "TAN", "COT", "ASIN", "ACOS", "DEGREES",
      "RADIANS",
    ].map { real($0, 1...1) }
    + [
      real("POW", 2...2, ["POWER"]), real("LOG", 1...2), real("ATAN", 1...2, ["ATAN2"]),
      FunctionDefinition("PI", 0...0, [], .fixed(.double(decimals: 6)), .call("my_pi")),
      FunctionDefinition(
        "RAND",
        0...1,
        [.integer],
        .double,
        .call("my_rand"),
        stability: .volatile
      ),
    ]

  private static func real(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ aliases: [String] = []
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      arity,
      [.real],
      .double,
      .call("my_\(name.lowercased())"),
      aliases: aliases
    )
  }

  // MARK: Bases and checks

  /// The digits that CONV and its kin read: those of the number of a BIT, whose text is its bytes.
  private static func digits(_ arguments: [String], _ operands: [Operand]) -> String {
    operands[0].type.kind == .bit ? Conversion.sql(operands[0], to: .decimal) : arguments[0]
  }

  private static let bases: [FunctionDefinition] = [
    FunctionDefinition("CRC32", 1...1, [.binary], .unsigned, .call("my_crc32")),
    FunctionDefinition(
      "CONV",
      3...3,
      [.text, .integer, .integer],
      .plainText(64),
      .template { arguments, operands, _ throws(SQLError) in
        guard operands[0].type.kind == .bit else {
          return "my_conv(\(arguments.joined(separator: ",")))"
        }
        // The number of a BIT has its base already.
        let base = "iif(abs(\(arguments[1])) BETWEEN 2 AND 36,10,0)"
        return "my_conv(\(digits(arguments, operands)),\(base),\(arguments[2]))"
      }
    ),
    FunctionDefinition(
      "BIN",
      1...1,
      [.text],
      .plainText(64),
      .template { arguments, operands, _ throws(SQLError) in
        "my_conv(\(digits(arguments, operands)),10,2)"
      }
    ),
    FunctionDefinition(
      "OCT",
      1...1,
      [.text],
      .plainText(64),
      .template { arguments, operands, _ throws(SQLError) in
        "my_conv(\(digits(arguments, operands)),10,8)"
      }
    ),
    FunctionDefinition(
      "BIT_COUNT",
      1...1,
      [.asIs],
      .integer,
      .template { _, operands, _ throws(SQLError) in
        operands[0].isBinaryString
          ? "my_blob_count(\(operands[0].sql))"
          : "my_bit_count(\(Conversion.sql(operands[0], to: .integer)))"
      }
    ),
  ]
}
