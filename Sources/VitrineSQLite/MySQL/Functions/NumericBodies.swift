import VitrineSQL
import VitrineSharding

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The chapter "Mathematical Functions": bodies.
enum NumericBodies {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    integers() + decimals() + reals() + powers(context) + bases(context)
  }

  // MARK: Integers

  private static func integers() -> [ScalarFunction] {
    [
      ScalarFunction("my_int_abs", arguments: 1) { arguments, result throws(SQLError) in
        let number = arguments.wide(at: 0)
        guard let positive = Int64(exactly: Int128(number.magnitude)) else {
          throw SQLError(.outOfRange, "BIGINT value is out of range in 'abs(\(number))'")
        }
        result.set(positive)
      },
      ScalarFunction("my_sign", arguments: 1) { arguments, result in
        let number = arguments.real(at: 0)
        result.set(number > 0 ? 1 : number < 0 ? -1 : 0)
      },
      rounded("my_int_round") { $0.rounded(toScale: $1) },
      rounded("my_int_truncate") { $0.truncated(toScale: $1) },
    ]
  }

  /// `f(number, digits, isUnsigned)`: only negative digits change an integer.
  private static func rounded(
    _ name: String,
    _ round: @escaping (Decimal65, Int) -> Decimal65
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 3) { arguments, result throws(SQLError) in
      let digits = max(arguments.count(at: 1), -100)
      guard digits < 0 else { return result.set(argument: 0, of: arguments) }
      let number = round(arguments.decimal(at: 0), digits)
      if let integer = number.integer { return result.set(integer) }
      let isUnsigned = arguments.integer(at: 2) != 0
      guard isUnsigned, let unsigned = number.unsigned else {
        let type = isUnsigned ? "BIGINT UNSIGNED" : "BIGINT"
        throw SQLError(.outOfRange, "\(type) value is out of range in 'round(\(number.text))'")
      }
      result.set(unsigned: unsigned)
    }
  }

  // MARK: Decimals

  private static func decimals() -> [ScalarFunction] {
    [
      decimal("my_dec_abs") { $0.isNegative ? $0.negated : $0 },
      decimal("my_dec_ceil") { $0.ceiling }, decimal("my_dec_floor") { $0.floor },
      digits("my_dec_round") { $0.rounded(toScale: $1) },
      digits("my_dec_truncate") { $0.truncated(toScale: $1) },
    ]
  }

  private static func decimal(
    _ name: String,
    _ compute: @escaping (Decimal65) -> Decimal65
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 3) { arguments, result throws(SQLError) in
      let number = ArithmeticFunctions.scaledDecimal(arguments, at: 0)
      try DecimalForm(arguments.integer(at: 2)).set(compute(number), &result)
    }
  }

  /// `f(value, scale, digits, form)`.
  private static func digits(
    _ name: String,
    _ compute: @escaping (Decimal65, Int) -> Decimal65
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 4) { arguments, result throws(SQLError) in
      let number = ArithmeticFunctions.scaledDecimal(arguments, at: 0)
      let digits = min(max(arguments.count(at: 2), -100), 30)
      try DecimalForm(arguments.integer(at: 3)).set(compute(number, digits), &result)
    }
  }

  // MARK: Doubles

  private static func reals() -> [ScalarFunction] {
    [
      real("my_real_ceil") { $0.rounded(.up) }, real("my_real_floor") { $0.rounded(.down) },
      ScalarFunction("my_real_round", arguments: 2) { arguments, result in
        let digits = arguments.count(at: 1)
        result.set(resized(arguments.real(at: 0), digits) { $0.rounded(.toNearestOrEven) })
      },
      ScalarFunction("my_real_truncate", arguments: 2) { arguments, result in
        let digits = arguments.count(at: 1)
        result.set(resized(arguments.real(at: 0), digits) { $0.rounded(.towardZero) })
      },
    ]
  }

  private static func real(
    _ name: String,
    _ compute: @escaping (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      result.set(compute(arguments.real(at: 0)))
    }
  }

  /// Rounds at a decimal place by scaling, as MySQL does.
  private static func resized(
    _ number: Double,
    _ digits: Int,
    _ round: (Double) -> Double
  ) -> Double {
    let power = pow(10.0, Double(abs(max(min(digits, 400), -400))))
    if digits < 0 { return power.isFinite ? round(number / power) * power : 0 }
    let scaled = number * power
    guard power.isFinite, scaled.isFinite else { return number }
    return round(scaled) / power
  }

  // MARK: Powers and angles

  private static func powers(_ context: StatementContext) -> [ScalarFunction] {
    [
      math("my_sqrt") { $0 < 0 ? nil : $0.squareRoot() }, math("my_exp") { exp($0) },
      logarithm("my_ln", context) { log($0) },
      logarithm("my_log2", context) { log($0) / log(2) },
      logarithm("my_log10", context) { log10($0) }, math("my_sin") { sin($0) },
      math("my_cos") { cos($0) }, math("my_tan") { tan($0) },
      math("my_cot") { 1 / tan($0) }, math("my_asin") { abs($0) > 1 ? nil : asin($0) },
      math("my_acos") { abs($0) > 1 ? nil : acos($0) },
      math("my_degrees") { $0 * (180 / .pi) }, math("my_radians") { $0 * (.pi / 180) },
      ScalarFunction("my_pow", arguments: 2) { arguments, result throws(SQLError) in
        let (base, exponent) = (arguments.real(at: 0), arguments.real(at: 1))
        try set(pow(base, exponent), call("pow", base, exponent), &result)
      },
      ScalarFunction("my_log") { arguments, result throws(SQLError) in
        let first = arguments.real(at: 0)
        let hasBase = arguments.count > 1
        let number = hasBase ? arguments.real(at: 1) : first
        guard first > 0, number > 0, !hasBase || first != 1 else {
          return context.warnLogarithm()
        }
        let quotient = hasBase ? log(number) / log(first) : log(first)
        try set(quotient, call("log", first, number), &result)
      },
      ScalarFunction("my_atan") { arguments, result in
        let first = arguments.real(at: 0)
        result.set(arguments.count > 1 ? atan2(first, arguments.real(at: 1)) : atan(first))
      },
      ScalarFunction("my_pi", arguments: 0) { _, result in result.set(Double.pi) },
      random(context),
    ]
  }

  private static func logarithm(
    _ name: String,
    _ context: StatementContext,
    _ compute: @escaping (Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      let number = arguments.real(at: 0)
      guard number > 0 else { return context.warnLogarithm() }
      result.set(compute(number))
    }
  }

  private static func math(
    _ name: String,
    _ compute: @escaping (Double) -> Double?
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result throws(SQLError) in
      let argument = arguments.real(at: 0)
      guard let number = compute(argument) else { return }
      try set(number, call(String(name.dropFirst(3)), argument), &result)
    }
  }

  /// A call as errors name it: `pow(10,400)`.
  private static func call(_ name: String, _ arguments: Double...) -> String {
    let values = arguments.map { NumericText.text($0) }
    return "\(name)(\(values.joined(separator: ",")))"
  }

  private static func set(
    _ number: Double,
    _ call: @autoclosure () -> String,
    _ result: inout ResultSlot
  ) throws(SQLError) {
    guard number.isFinite else {
      throw SQLError(.outOfRange, "DOUBLE value is out of range in '\(call())'")
    }
    result.set(number)
  }

  /// RAND() draws from the statement's generator; RAND(n) begins one of its own for the statement.
  private static func random(_ context: StatementContext) -> ScalarFunction {
    ScalarFunction("my_rand", isDeterministic: false, returnsNullOnNull: false) {
      arguments,
      result throws(SQLError) in
      guard arguments.count > 0 else { return result.set(context.random.next()) }
      let seed = UInt64(bitPattern: arguments.integer(at: 0))
      let source = try arguments.cached(at: 0) { () throws(SQLError) in SeededRandom(seed) }
      result.set(source.next())
    }
  }

  private final class SeededRandom {
    private var source: RandomSource
    init(_ seed: UInt64) { source = RandomSource(seed: seed) }
    func next() -> Double { source.next() }
  }

  // MARK: Bases and checks

  private static func bases(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_crc32", arguments: 1) { arguments, result in
        result.set(Int64(crc32(arguments.blob(at: 0))))
      },
      ScalarFunction("my_limit", arguments: 1, returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        let isBelowZero = arguments.storageClass(at: 0) == .integer && arguments.integer(at: 0) < 0
        if isBelowZero { throw SQLError(.wrongArguments, "Incorrect arguments to EXECUTE") }
        if arguments.isNull(at: 0) { return result.set(0) }
        // A BIGINT UNSIGNED beyond SQLite's integers.
        if arguments.storageClass(at: 0) == .blob { return result.set(Int64.max) }
        result.set(argument: 0, of: arguments)
      },
      // The rows of a limit and an offset together, at most as many as SQLite counts.
      ScalarFunction("my_limit_sum", arguments: 2) { arguments, result in
        let (sum, overflows) = arguments.integer(at: 0)
          .addingReportingOverflow(arguments.integer(at: 1))
        result.set(overflows ? Int64.max : sum)
      },
      ScalarFunction("my_conv", arguments: 3) { arguments, result in
        result.set(
          converted(arguments.text(at: 0), arguments.count(at: 1), arguments.count(at: 2))
            .map(Value.text)
        )
      },
    ]
  }

  private static let crcTable: [UInt32] = (UInt32(0)..<256).map { byte in
    (0..<8).reduce(byte) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xedb8_8320 : value >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    let table = crcTable
    return ~bytes.reduce(UInt32.max) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
  }

  /// CONV: the number that the text begins with in one base, written in another; a negative base
  /// means signed.
  private static func converted(_ text: String, _ from: Int, _ to: Int) -> String? {
    guard (2...36).contains(from.magnitude), (2...36).contains(to.magnitude) else { return nil }
    guard !text.isEmpty else { return nil }
    let trimmed = text.drop { $0 == " " }
    let isNegative = trimmed.hasPrefix("-")
    var size: UInt64? = 0
    for digit in trimmed.drop(while: { $0 == "-" || $0 == "+" }) {
      guard let value = digit.hexDigitOrLetter, value < UInt64(from.magnitude) else { break }
      guard let (product, overflow) = size?.multipliedReportingOverflow(by: UInt64(from.magnitude))
      else { break }
      let (sum, carried) = product.addingReportingOverflow(value)
      size = overflow || carried ? nil : sum
    }
    let number = bits(size, isNegative, isSigned: from < 0) { Decimal65(prefixOf: text).sign < 0 }
    if to < 0 {
      return String(Int64(bitPattern: number), radix: -to, uppercase: true)
    }
    return String(number, radix: to, uppercase: true)
  }

  /// The 64 bits that CONV computes with; `size` is nil past them.
  ///
  /// Too large a number becomes the last one: signed, the last of its sign; unsigned, 0 where its text is a
  /// negative decimal number, as CAST would make it.
  private static func bits(
    _ size: UInt64?,
    _ isNegative: Bool,
    isSigned: Bool,
    isBelowZero: () -> Bool
  ) -> UInt64 {
    let limit = isNegative ? Int64.min.magnitude : UInt64(Int64.max)
    guard let size, !isSigned || size <= limit else {
      if isSigned { return UInt64(bitPattern: isNegative ? .min : .max) }
      return isBelowZero() ? 0 : .max
    }
    return isNegative ? 0 &- size : size
  }
}

extension Character {
  /// 0 to 35 for `0` to `9` and `a` to `z`.
  fileprivate var hexDigitOrLetter: UInt64? {
    guard let byte = asciiValue else { return nil }
    switch byte {
    case 48...57: return UInt64(byte - 48)
    case 65...90: return UInt64(byte - 55)
    case 97...122: return UInt64(byte - 87)
    default: return nil
    }
  }
}
