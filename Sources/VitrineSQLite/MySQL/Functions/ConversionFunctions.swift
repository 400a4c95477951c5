import VitrineSQL
import VitrineSharding

/// The bodies that `Conversion` writes calls of: numbers into numbers, numbers and text.
enum ConversionFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    toIntegers(context) + toReals(context) + toDecimals(context) + toTexts() + toMembers(context)
  }

  // MARK: Integers

  private static func toIntegers(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_scaled_int", arguments: 2) { arguments, result in
        result.set(ArithmeticFunctions.scaledDecimal(arguments, at: 0).integer ?? 0)
      },
      ScalarFunction("my_dec_int", arguments: 1) { arguments, result in
        result.set(clamped(arguments.decimal(at: 0)))
      },
      ScalarFunction("my_real_int", arguments: 1) { arguments, result in
        result.set(clamped(arguments.real(at: 0)))
      },
      ScalarFunction("my_text_int", arguments: 1) { arguments, result in
        setInteger(prefixOf: arguments.text(at: 0), context, &result)
      },
      ScalarFunction("my_int", arguments: 1) { arguments, result in
        switch arguments.storageClass(at: 0) {
        case .real: result.set(clamped(arguments.real(at: 0)))
        case .text: setInteger(prefixOf: arguments.text(at: 0), context, &result)
        default: result.set(argument: 0, of: arguments)
        }
      },
      ScalarFunction("my_unsigned", arguments: 1) { arguments, result in
        let number = arguments.decimal(at: 0)
        if let unsigned = number.unsigned { return result.set(unsigned: unsigned) }
        let wrapped = number.integer.map { UInt64(bitPattern: $0) }
        result.set(unsigned: wrapped ?? (number.isNegative ? UInt64(1) << 63 : .max))
      },
      ScalarFunction("my_cast_signed", arguments: 1) { arguments, result in
        result.set(Int64(bitPattern: ArithmeticFunctions.pattern(arguments, 0)))
      },
      ScalarFunction("my_cast_unsigned", arguments: 1) { arguments, result in
        result.set(unsigned: ArithmeticFunctions.pattern(arguments, 0))
      },
      ScalarFunction("my_dec_unsigned", arguments: 1) { arguments, result in
        let number = arguments.decimal(at: 0).rounded(toScale: 0)
        let isNegative = number.isNegative
        result.set(
          unsigned: isNegative
            ? UInt64(bitPattern: number.integer ?? .min) : number.unsigned ?? .max
        )
      },
      ScalarFunction("my_hex_number", arguments: 1) { arguments, result in
        let bytes = arguments.blob(at: 0).suffix(8)
        result.set(unsigned: bytes.reduce(0) { $0 << 8 | UInt64($1) })
      },
    ]
  }

  static func clamped(_ number: Double) -> Int64 {
    let rounded = number.rounded(.toNearestOrEven)
    if let exact = Int64(exactly: rounded) { return exact }
    return rounded < 0 ? .min : rounded > 0 ? .max : 0
  }

  private static func clamped(_ number: Decimal65) -> Int64 {
    number.integer ?? (number.isNegative ? .min : .max)
  }

  /// The integer a text begins with: digits after a point are cut, with a warning.
  private static func setInteger(
    prefixOf text: String,
    _ context: StatementContext,
    _ result: inout ResultSlot
  ) {
    if let exact = Int64(text) { return result.set(exact) }
    var scanner = NumberScanner(text.utf8)
    guard scanner.scan() else {
      context.warnTruncated("INTEGER", text)
      return result.set(0)
    }
    let whole = scanner.digits.dropLast(scanner.fractionDigits)
    let number = Decimal65(
      isNegative: scanner.isNegative,
      magnitude: Magnitude(digits: whole),
      scale: 0
    )
    let fits = number.unsigned != nil || number.integer != nil
    if !scanner.isWhole || !scanner.isInteger || !fits { context.warnTruncated("INTEGER", text) }
    if let unsigned = number.unsigned {
      result.set(unsigned: unsigned)
    } else if number.isNegative {
      result.set(clamped(number))
    } else {
      result.set(unsigned: .max)
    }
  }

  // MARK: Doubles

  private static func toReals(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_scaled_real", arguments: 2) { arguments, result in
        result.set(ArithmeticFunctions.scaledDecimal(arguments, at: 0).double)
      },
      ScalarFunction("my_real", arguments: 1) { arguments, result in
        result.set(real(arguments, 0, context))
      },
      ScalarFunction("my_truth", arguments: 1) { arguments, result in
        result.set(real(arguments, 0, context) != 0)
      },
      ScalarFunction("my_text_number", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        if let integer = Int64(text) { return result.set(integer) }
        if let integer = UInt64(text) { return result.set(unsigned: integer) }
        let number = real(arguments, 0, context)
        if abs(number) >= 0x1p53, let digits = wholeDigits(text) {
          if let integer = Int64(digits) { return result.set(integer) }
          if let integer = UInt64(digits) { return result.set(unsigned: integer) }
        }
        // Beside numbers that lie as BLOBs.
        guard number >= 0x1p63 else { return result.set(number) }
        result.set(blob: UInt64(exactly: number)?.bigEndianBytes ?? Array(repeating: 255, count: 9))
      },
      ScalarFunction("my_cast_float", arguments: 1) { arguments, result throws(SQLError) in
        let number = arguments.real(at: 0)
        guard abs(number) <= Double(Float.greatestFiniteMagnitude) else {
          let text = NumericText.text(number)
          throw SQLError(
            .outOfRange,
            "DOUBLE value is out of range in 'cast(\(text) as float)'"
          )
        }
        result.set(Double(Float(number)))
      },
      ScalarFunction("my_float", arguments: 1) { arguments, result in
        result.set(Double(Float(arguments.real(at: 0))))
      },
    ]
  }

  /// The digits of a text that spells an integer in some way: `12.0`, `1.2e1`.
  private static func wholeDigits(_ text: String) -> String? {
    var isWhole = false
    guard let number = Decimal65(scanning: text.utf8, isWhole: &isWhole), isWhole else {
      return nil
    }
    let whole = number.truncated(toScale: 0)
    return whole == number ? whole.text : nil
  }

  private static func real(
    _ arguments: borrowing FunctionArguments,
    _ index: Int,
    _ context: StatementContext
  ) -> Double {
    switch arguments.storageClass(at: index) {
    case .text:
      let text = arguments.text(at: index)
      let (value, isWhole, _) = NumericText.double(text)
      if !isWhole { context.warnTruncated("DOUBLE", text) }
      return value
    case .blob: return arguments.unsignedBlob(at: index).map { Double($0) } ?? 0
    default: return arguments.real(at: index)
    }
  }

  // MARK: Decimals

  private static func toDecimals(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_real_dec", arguments: 1) { arguments, result in
        result.set(Decimal65(double: arguments.real(at: 0)) ?? Decimal65.zero)
      },
      ScalarFunction("my_text_dec", arguments: 1) { arguments, result in
        guard arguments.storageClass(at: 0) == .text else {
          return result.set(arguments.decimal(at: 0))
        }
        let text = arguments.text(at: 0)
        var isWhole = false
        let number = Decimal65(scanning: text.utf8, isWhole: &isWhole)
        let isTooLarge = number.map { $0.fitted == nil } ?? false
        if !isWhole || isTooLarge { context.warnTruncated("DECIMAL", text) }
        result.set(number ?? Decimal65.zero)
      },
      ScalarFunction("my_scaled", arguments: 2) { arguments, result throws(SQLError) in
        let scale = Int(clamping: arguments.integer(at: 1))
        try DecimalForm(Int64(scale)).set(arguments.decimal(at: 0), &result)
      },
      ScalarFunction("my_dec_scale", arguments: 2) { arguments, result throws(SQLError) in
        let scale = arguments.integer(at: 1)
        try DecimalForm(-1 - scale).set(arguments.decimal(at: 0), &result)
      },
      ScalarFunction("my_cast_dec", arguments: 3) { arguments, result throws(SQLError) in
        try castDecimal(arguments, &result, context)
      },
    ]
  }

  /// `my_cast_dec(text, precision, form)`: out of range gives the largest number there is.
  private static func castDecimal(
    _ arguments: borrowing FunctionArguments,
    _ result: inout ResultSlot,
    _ context: StatementContext
  ) throws(SQLError) {
    let form = DecimalForm(arguments.integer(at: 2))
    let precision = Int(clamping: arguments.integer(at: 1))
    let number = arguments.decimal(at: 0).rounded(toScale: form.scale)
    guard number.magnitude.digitCount > precision else { return try form.set(number, &result) }
    context.warn(.columnOutOfRange, "Out of range value for column 'CAST' at row 1")
    let largest = Magnitude.power(ofTen: precision) - .one
    let limit = Decimal65(
      isNegative: number.isNegative,
      magnitude: largest,
      scale: form.scale
    )
    try form.set(limit, &result)
  }

  // MARK: Text

  private static func toTexts() -> [ScalarFunction] {
    [
      ScalarFunction("my_unsigned_text", arguments: 1) { arguments, result in
        result.set(arguments.decimal(at: 0))
      },
      ScalarFunction("my_scaled_text", arguments: 2) { arguments, result in
        result.set(ArithmeticFunctions.scaledDecimal(arguments, at: 0))
      },
      ScalarFunction("my_real_text", arguments: 1) { arguments, result in
        result.set(NumericText.text(arguments.real(at: 0)))
      },
      ScalarFunction("my_real_fixed", arguments: 2) { arguments, result in
        let decimals = Int(clamping: arguments.integer(at: 1))
        result.set(NumericText.text(arguments.real(at: 0), decimals: decimals))
      },
      ScalarFunction("my_zero_fill", arguments: 2) { arguments, result in
        let width = Int(clamping: arguments.integer(at: 1))
        let type = MySQLType(.bigint, zeroFill: width)
        result.set(type.zeroFilled(arguments.text(at: 0)))
      },
      ScalarFunction("my_float_text", arguments: 1) { arguments, result in
        result.set(NumericText.text(single: arguments.real(at: 0)))
      },
      ScalarFunction("my_text", arguments: 1) { arguments, result in
        switch arguments.storageClass(at: 0) {
        case .real: result.set(NumericText.text(arguments.real(at: 0)))
        case .blob where arguments.unsignedBlob(at: 0) != nil: result.set(arguments.decimal(at: 0))
        case .text, .blob: arguments.withBlobBytes(at: 0) { result.set(text: $0) }
        default: result.set(arguments.text(at: 0))
        }
      },
      ScalarFunction("my_bit_text", arguments: 2) { arguments, result in
        let count = (Int(clamping: arguments.integer(at: 1)) + 7) / 8
        let bytes = ArithmeticFunctions.pattern(arguments, 0).bigEndianBytes
        result.set(text: Array(bytes.suffix(max(count, 1))))
      },
    ]
  }

  // MARK: ENUM and SET

  private static func toMembers(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_set_text", arguments: 2) { arguments, result in
        let mask = ArithmeticFunctions.pattern(arguments, 0)
        let members = arguments.text(at: 1).split(separator: ",", omittingEmptySubsequences: false)
        let chosen = members.enumerated().filter { $0.offset < 64 && mask >> $0.offset & 1 == 1 }
        result.set(chosen.map(\.element).joined(separator: ","))
      },
      ScalarFunction("my_enum_index", arguments: 2) { arguments, result in
        let members = memberList(arguments.text(at: 1))
        result.set(EnumMembers.index(of: arguments.text(at: 0), in: members) ?? 0)
      },
      ScalarFunction("my_set_mask", arguments: 2) { arguments, result in
        let members = memberList(arguments.text(at: 1))
        let mask = EnumMembers.mask(of: arguments.text(at: 0), in: members).mask
        result.set(Int64(bitPattern: mask))
      },
    ]
  }

  private static func memberList(_ text: String) -> [String] {
    text.split(separator: "\u{1}", omittingEmptySubsequences: false).map(String.init)
  }
}

/// Finds the members of ENUM and SET by their names.
enum EnumMembers {
  /// The 1-based index of a member, compared without case and trailing spaces; a number counts as
  /// the index itself.
  static func index(of name: String, in members: [String]) -> Int? {
    let wanted = folded(name)
    if let position = members.firstIndex(where: { folded($0) == wanted }) { return position + 1 }
    guard let number = Int(name), members.indices.contains(number - 1) else { return nil }
    return number
  }

  /// The mask of a comma-separated list of members, and whether all of them were known.
  static func mask(of list: String, in members: [String]) -> (mask: UInt64, isKnown: Bool) {
    if list.isEmpty { return (0, true) }
    var mask: UInt64 = 0
    var isKnown = true
    let names = members.map(folded)
    for part in list.split(separator: ",", omittingEmptySubsequences: false) {
      if let position = names.firstIndex(of: folded(String(part))), position < 64 {
        mask |= 1 << UInt64(position)
      } else {
        isKnown = false
      }
    }
    if !isKnown, let number = UInt64(list), members.count >= 64 || number >> members.count == 0 {
      return (number, true)
    }
    return (mask, isKnown)
  }

  private static func folded(_ name: String) -> String {
    var text = name.lowercased()
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
