import VitrineSQL
import VitrineSharding

/// The chapter "String Functions": definitions.
enum StringFunctions {
  static let definitions: [FunctionDefinition] = lengths + parts + builders + searches + codes

  private static let many = FunctionDefinition.many

  /// A length times a number, no longer than any text.
  private static func product(_ length: Int, _ count: Int) -> Int {
    let (product, overflows) = length.multipliedReportingOverflow(by: max(count, 0))
    return overflows ? Int(UInt32.max) : min(product, Int(UInt32.max))
  }

  private static func argument(_ operands: [Operand], _ position: Int) -> Int? {
    operands.indices.contains(position) ? operands[position].integerValue : nil
  }

  /// How long a part of the first argument may be, by the arguments that say where it begins and how long it is.
  private static func part(_ operands: [Operand], from start: Int? = nil, count: Int) -> Int {
    var length = operands.first?.type.textLength ?? 0
    if let start, let start = argument(operands, start) {
      length =
        start < 0
        ? min(length, Int(clamping: start.magnitude)) : length - min(max(start - 1, 0), length)
    }
    return argument(operands, count).map { min(length, max($0, 0)) } ?? length
  }

  // MARK: Lengths

  private static let lengths: [FunctionDefinition] = [
    FunctionDefinition(
      "CHAR_LENGTH",
      1...1,
      [.text],
      .integer,
      .template { arguments, operands, _ throws(SQLError) in
        operands[0].type.isBinary
          ? "my_length(\(Conversion.sql(operands[0], to: .binary)))"
          : "my_char_length(\(arguments[0]))"
      },
      aliases: ["CHARACTER_LENGTH"]
    ),
    FunctionDefinition(
      "LENGTH",
      1...1,
      [.binary],
      .integer,
      .call("length"),
      aliases: ["OCTET_LENGTH"]
    ),
    FunctionDefinition(
      "BIT_LENGTH",
      1...1,
      [.binary],
      .integer,
      .template { arguments, _, _ throws(SQLError) in "(8 * length(\(arguments[0])))" }
    ),
  ]

  // MARK: Parts

  private static let parts: [FunctionDefinition] = [
    text("LEFT", 2...2, [.text, .integer], .text { part($0, count: 1) }, "my_left"),
    text("RIGHT", 2...2, [.text, .integer], .text { part($0, count: 1) }, "my_right"),
    text(
      "SUBSTRING",
      2...3,
      [.text, .integer],
      .text { part($0, from: 1, count: 2) },
      "my_substring",
      aliases: ["SUBSTR", "MID"]
    ),
    text(
      "SUBSTRING_INDEX",
      3...3,
      [.text, .text, .integer],
      .textLike(0, isCompared: true),
      "my_substring_index"
    ),
    text("TRIM", 1...2, [.text], .textLike(0, isCompared: true), "my_trim"),
    text("LTRIM", 1...2, [.text], .textLike(0, isCompared: true), "my_ltrim"),
    text("RTRIM", 1...2, [.text], .textLike(0, isCompared: true), "my_rtrim"),
    letters("UPPER", "my_upper", "UCASE"), letters("LOWER", "my_lower", "LCASE"),
    text("REVERSE", 1...1, [.text], .textLike(0), "my_reverse"),
  ]

  /// UPPER and LOWER, which leave binary strings alone.
  private static func letters(
    _ name: String,
    _ function: String,
    _ alias: String
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      1...1,
      [.text],
      .textLike(0),
      .template { arguments, operands, type throws(SQLError) in
        if type.isBinary { return operands[0].sql }
        guard let set = type.singleByteSet else { return "\(function)(\(arguments[0]))" }
        return "\(function)(\(arguments[0]),'\(set.rawValue)')"
      },
      aliases: [alias]
    )
  }

  /// A text function whose result is cast back where its arguments are binary.
  private static func text(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [ParameterKind],
    _ result: ResultRule,
    _ function: String,
    aliases: [String] = []
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      arity,
      parameters,
      result,
      .template { arguments, operands, type throws(SQLError) in
        guard type.isBinary else { return "\(function)(\(arguments.joined(separator: ",")))" }
        let bytes = operands.indices.map { index in
          parameters[min(index, parameters.count - 1)] == .text
            ? "my_bytes_text(\(Conversion.sql(operands[index], to: .binary)))" : arguments[index]
        }
        return "my_text_bytes(\(function)(\(bytes.joined(separator: ","))))"
      },
      aliases: aliases
    )
  }

  private static func padding(_ name: String, _ function: String) -> FunctionDefinition {
    let length = ResultRule.text(of: [0, 2]) { argument($0, 1) ?? 65_535 }
    return text(name, 3...3, [.text, .integer, .text], length, function)
  }

  // MARK: Builders

  private static let builders: [FunctionDefinition] = [
    FunctionDefinition(
      "CONCAT",
      1...FunctionDefinition.any,
      [.text],
      .text(joinsNumbers: true) { $0.map(\.type.textLength).reduce(0, +) },
      .template { arguments, operands, type throws(SQLError) in
        guard !type.isBinary else {
          return "CAST((\(arguments.joined(separator: " || "))) AS BLOB)"
        }
        // Bytes beside texts that decide become text, and what is none becomes NULL.
        let texts = zip(arguments, operands)
          .map { $1.type.isBinary ? "my_well_formed(\($1.sql))" : $0 }
        return "(\(texts.joined(separator: " || ")))"
      }
    ),
    text(
      "CONCAT_WS",
      2...many,
      [.text],
      .text(joinsNumbers: true) { operands in
        let separators = (operands.first?.type.textLength ?? 0) * max(operands.count - 2, 0)
        return operands.dropFirst().map(\.type.textLength).reduce(separators, +)
      },
      "my_concat_ws"
    ),
    text(
      "REPEAT",
      2...2,
      [.text, .integer],
      .text { product($0.first?.type.textLength ?? 0, argument($0, 1) ?? 1000) },
      "my_repeat"
    ),
    text("SPACE", 1...1, [.integer], .text { argument($0, 0) ?? 65_535 }, "my_space"),
    padding("LPAD", "my_lpad"),
    padding("RPAD", "my_rpad"),
    text(
      "REPLACE",
      3...3,
      [.text],
      .text(isCompared: true) { operands in
        let lengths = operands.map(\.type.textLength)
        return lengths.count == 3 ? product(lengths[0], max(lengths[2], 1)) : 0
      },
      "my_replace"
    ),
    text(
      "INSERT",
      4...4,
      [.text, .integer, .integer, .text],
      .text { ($0.first?.type.textLength ?? 0) + ($0.last?.type.textLength ?? 0) },
      "my_insert"
    ),
    FunctionDefinition(
      "ELT",
      2...FunctionDefinition.any,
      [.integer, .text],
      .text { $0.dropFirst().map(\.type.textLength).max() ?? 0 },
      .template { arguments, operands, type throws(SQLError) in
        guard let number = arguments.first else { return "NULL" }
        let values = type.isBinary ? operands.map { Conversion.sql($0, to: .binary) } : arguments
        let texts = values.dropFirst().enumerated().map { "WHEN \($0 + 1) THEN \($1)" }
        return "(CASE \(number) \(texts.joined(separator: " ")) END)"
      }
    ),
    text("QUOTE", 1...1, [.text], .text { ($0.first?.type.textLength ?? 0) * 2 + 2 }, "my_quote"),
    FunctionDefinition(
      "FORMAT",
      2...3,
      [.decimal, .integer, .text],
      .plainText(120),
      .template { arguments, operands, _ throws(SQLError) in
        var arguments = arguments
        if NumericClass.ofArithmetic(operands[0]) == .real {
          // MySQL rounds doubles as doubles: half to even.
          let number = Conversion.sql(operands[0], to: .real)
          arguments[0] = "my_real_dec(my_real_round(\(number),max(\(arguments[1]),0)))"
        }
        return "my_format(\(arguments.joined(separator: ",")))"
      }
    ),
    text("MAKE_SET", 2...many, [.integer, .text], .longText, "my_make_set"),
    text(
      "EXPORT_SET",
      3...5,
      [.integer, .text, .text, .text, .integer],
      .longText,
      "my_export_set"
    ),
  ]

  // MARK: Searches

  /// A function that compares under the collation its texts agree on, named by an argument more.
  private static func collated(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [ParameterKind],
    _ function: String,
    _ result: ResultRule = .integer,
    aliases: [String] = []
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      arity,
      parameters,
      result,
      .template { arguments, operands, _ throws(SQLError) in
        try collatedCall(function, arguments, operands)
      },
      aliases: aliases
    )
  }

  /// A regular expression function whose last argument may be the match type.
  private static func expression(
    _ name: String,
    _ arity: ClosedRange<Int>,
    _ parameters: [ParameterKind],
    _ result: ResultRule,
    _ function: String
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      arity,
      parameters,
      result,
      .template { arguments, operands, _ throws(SQLError) in
        try Operators.checkCharacters(operands[0], operands[1], of: name.lowercased())
        return "\(function)(\(try expression(arguments, operands, arity.upperBound - 1)))"
      }
    )
  }

  private static let searches: [FunctionDefinition] = [
    collated("INSTR", 2...2, [.text], "my_instr"),
    collated("LOCATE", 2...3, [.text, .text, .integer], "my_locate", aliases: ["POSITION"]),
    FunctionDefinition(
      "FIELD",
      2...FunctionDefinition.any,
      [.asIs],
      .integer,
      .template { _, operands, _ throws(SQLError) in try field(operands) }
    ),
    FunctionDefinition(
      "FIND_IN_SET",
      2...2,
      [.text],
      .integer,
      .template { arguments, operands, _ throws(SQLError) in try place(arguments, operands) }
    ),
    collated("STRCMP", 2...2, [.text], "my_strcmp"),
    expression("REGEXP_LIKE", 2...3, [.text], .boolean, "my_regexp_like"),
    expression(
      "REGEXP_REPLACE",
      3...6,
      [.text, .text, .text, .integer, .integer, .text],
      .longText,
      "my_regexp_replace"
    ),
    expression(
      "REGEXP_SUBSTR",
      2...5,
      [.text, .text, .integer, .integer, .text],
      .textLike(0),
      "my_regexp_substr"
    ),
    expression(
      "REGEXP_INSTR",
      2...6,
      [.text, .text, .integer, .integer, .integer, .text],
      .integer,
      "my_regexp_instr"
    ),
  ]

  /// `CASE WHEN x = a THEN 1 WHEN x = b THEN 2 ELSE 0 END`: all compare as text, dates too, as the 64 bits of
  /// integers, as decimals, or as doubles.
  private static func field(_ operands: [Operand]) throws(SQLError) -> String {
    let types = operands.map(\.type).filter { $0.kind != .null }
    let kind: ParameterKind =
      if types.allSatisfy({ !$0.isNumeric }) { .text } else if types.allSatisfy(\.isInteger) {
        .integer
      } else if types.allSatisfy({ $0.isInteger || $0.kind == .decimal }) {
        .decimal
      } else { .real }
    let collation: String? =
      switch kind {
      case .text: try CollationChoice.compared(operands).collation.sqliteName
      case .decimal: "my_decimal"
      default: nil
      }
    let hasBothSigns = Set(types.map(\.isUnsigned)).count > 1
    let texts = operands.map { operand in
      kind == .integer && hasBothSigns && operand.type.isUnsigned && operand.type.kind == .bigint
        ? Operators.cast(operand, to: .bigint).sql : Conversion.sql(operand, to: kind)
    }
    // What is sought is computed once, the others up to the first that it is equal to.
    let subject = collation.map { "\(texts[0]) COLLATE \($0)" } ?? texts[0]
    let branches = texts.dropFirst().enumerated().map { "WHEN \($1) THEN \($0 + 1)" }
    return "(CASE \(subject) \(branches.joined(separator: " ")) ELSE 0 END)"
  }

  /// The arguments of a regular expression function with the collation's match type as a first one,
  /// which an explicit match type at `position` comes after.
  private static func expression(
    _ arguments: [String],
    _ operands: [Operand],
    _ position: Int
  ) throws(SQLError) -> String {
    let chosen = try CollationChoice.compared(Array(operands.prefix(2)))
    let base = chosen.collation.isCaseSensitive ? "c" : "i"
    var list = Array(arguments.prefix(position))
    if arguments.indices.contains(position) {
      list.append("('\(base)' || \(arguments[position]))")
    } else {
      list.append("'\(base)'")
    }
    return list.joined(separator: ",")
  }

  // MARK: Codes

  private static let codes: [FunctionDefinition] = [
    FunctionDefinition("ASCII", 1...1, [.binary], .integer, .call("my_ascii")),
    FunctionDefinition(
      "ORD",
      1...1,
      [.binary],
      .integer,
      .template { arguments, operands, _ throws(SQLError) in
        let hasLongCharacters = !operands[0].type.isBinary && operands[0].type.singleByteSet == nil
        return "\(hasLongCharacters ? "my_ord" : "my_ascii")(\(arguments[0]))"
      }
    ),
    FunctionDefinition(
      "CHAR",
      1...many,
      [.integer],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        MySQLType(.varbinary, length: operands.count * 4, collation: .binary)
      },
      .call("my_char")
    ),
    FunctionDefinition(
      "CHAR OF BYTES",
      1...1,
      [.asIs],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        operands.first?.type ?? .null
      },
      .template { arguments, _, _ throws(SQLError) in arguments[0] }
    ),
    wideCharacters("CHAR OF UTF16", unit: 2),
    wideCharacters("CHAR OF UTF32", unit: 4),
    FunctionDefinition(
      "CHAR USING",
      1...1,
      [.binary],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        .text(ofLength: operands.first?.type.textLength ?? 0, .standard)
      },
      .call("my_well_formed")
    ),
    FunctionDefinition(
      "HEX",
      1...1,
      [.asIs],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        .text(ofLength: product(operands.first?.type.textLength ?? 0, 8), .standard)
      },
      .template { _, operands, _ throws(SQLError) in
        let operand = operands[0]
        if operand.type.kind == .null { return "NULL" }
        guard operand.type.isNumeric, !operand.isHexLiteral else {
          return "my_hex(\(Conversion.sql(operand, to: .binary)))"
        }
        return operand.type.isApproximate || operand.type.kind == .decimal
          ? "my_hex_real(\(Conversion.sql(operand, to: .real)))"
          : "my_hex_integer(\(Conversion.sql(operand, to: .integer)))"
      }
    ),
    FunctionDefinition(
      "UNHEX",
      1...1,
      [.text],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        .text(ofLength: ((operands.first?.type.textLength ?? 0) + 1) / 2, .binary)
      },
      .call("my_unhex")
    ),
    FunctionDefinition(
      "TO_BASE64",
      1...1,
      [.binary],
      .plainText(Int(UInt32.max)),
      .call("my_to_base64")
    ),
    FunctionDefinition("FROM_BASE64", 1...1, [.text], .fixed(.longblob), .call("my_from_base64")),
    FunctionDefinition(
      "SOUNDEX",
      1...1,
      [.text],
      .text { max($0.first?.type.textLength ?? 0, 4) },
      .template { arguments, operands, _ throws(SQLError) in
        let name = operands[0].type.isBinary ? "my_soundex_of_bytes" : "my_soundex"
        return "\(name)(\(arguments[0]))"
      }
    ),
    FunctionDefinition(
      "WEIGHT_STRING",
      1...1,
      [.asIs],
      .fixed(.longblob),
      .template { _, operands, _ throws(SQLError) in
        let name = quotedForSQLite((operands[0].type.collation ?? .standard).rawValue)
        let isDocument = operands[0].type.kind == .json
        let text = isDocument ? Conversion.sql(operands[0], to: .text) : operands[0].sql
        return "my_weight_string(\(text),\(name))"
      }
    ),
  ]

  /// The characters of big-endian units, the first filled up with zeros.
  private static func wideCharacters(_ name: String, unit: Int) -> FunctionDefinition {
    FunctionDefinition(
      name,
      1...1,
      [.binary],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        .text(ofLength: operands.first?.type.textLength ?? 0, .utf8mb4GeneralCi)
      },
      .template { arguments, _, _ throws(SQLError) in "my_wide_text(\(arguments[0]),\(unit))" }
    )
  }
}
