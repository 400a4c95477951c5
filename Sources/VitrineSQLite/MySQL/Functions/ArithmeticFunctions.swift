import VitrineSQL
import VitrineSharding

/// The bodies of MySQL's arithmetic operators, where SQLite's own differ.
enum ArithmeticFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    integers(context) + decimals(context) + reals(context) + bits() + BinaryStringFunctions.bodies()
  }

  // MARK: Integers

  /// `my_int_add(a, b, …, isUnsigned)` and its kin, from left to right: checked, 1690 where a result leaves 64 bits,
  /// also before a NULL.
  private static func integers(_ context: StatementContext) -> [ScalarFunction] {
    [
      integer("my_int_add", "+") { $0 + $1 },
      integer("my_int_sub", "-") { $0 - $1 },
      integer("my_int_mul", "*") { left, right in
        let (product, overflows) = left.multipliedReportingOverflow(by: right)
        return overflows ? Int128.max : product
      },
      integer("my_int_idiv", "DIV", context) { $0 / $1 },
      integer("my_int_mod", "%", context) { $0 % $1 },
      ScalarFunction("my_int_neg", arguments: 1) { arguments, result throws(SQLError) in
        let number = -arguments.wide(at: 0)
        try check(number, false) { "-(\(arguments.wide(at: 0)))" }
        set(number, false, &result)
      },
    ]
  }

  /// With a `divisions` context the right side must not be zero, else the result is NULL.
  private static func integer(
    _ name: String,
    _ symbol: String,
    _ divisions: StatementContext? = nil,
    _ compute: @escaping (Int128, Int128) -> Int128
  ) -> ScalarFunction {
    ScalarFunction(name, returnsNullOnNull: false) { arguments, result throws(SQLError) in
      let last = arguments.count - 1
      let isUnsigned = arguments.integer(at: last) != 0
      if arguments.isNull(at: 0) { return }
      var left = arguments.wide(at: 0)
      for index in stride(from: 1, to: last, by: 1) {
        if arguments.isNull(at: index) { return }
        let right = arguments.wide(at: index)
        if let divisions, right == 0 { return try divisions.divisionByZero() }
        let number = compute(left, right)
        try check(number, isUnsigned) { "(\(left) \(symbol) \(right))" }
        left = number
      }
      set(left, isUnsigned, &result)
    }
  }

  private static func set(_ number: Int128, _ isUnsigned: Bool, _ result: inout ResultSlot) {
    if isUnsigned {
      result.set(unsigned: UInt64(clamping: number))
    } else {
      result.set(Int64(clamping: number))
    }
  }

  private static func check(
    _ number: Int128,
    _ isUnsigned: Bool,
    _ text: () -> String
  ) throws(SQLError) {
    if isUnsigned ? UInt64(exactly: number) != nil : Int64(exactly: number) != nil { return }
    let type = isUnsigned ? "BIGINT UNSIGNED" : "BIGINT"
    throw SQLError(.outOfRange, "\(type) value is out of range in '\(text())'")
  }

  // MARK: Decimals

  /// `my_dec_add(a, scaleOfA, b, scaleOfB, …, form)`, from left to right; see `Operators.form`.
  private static func decimals(_ context: StatementContext) -> [ScalarFunction] {
    [
      decimal("my_dec_add") { left, right in left.adding(right) },
      decimal("my_dec_sub") { left, right in left.subtracting(right) },
      decimal("my_dec_mul") { left, right in left.multiplied(by: right) },
      decimal("my_dec_div", context) { left, right in left.quotient(by: right) },
      division(context),
      ScalarFunction("my_dec_fit", arguments: 2) { arguments, result throws(SQLError) in
        try DecimalForm(arguments.integer(at: 1)).set(arguments.decimal(at: 0), &result)
      },
      ScalarFunction("my_dec_clamp", arguments: 2) { arguments, result in
        let scale = Int(clamping: arguments.integer(at: 1))
        let number = arguments.decimal(at: 0)
        guard number.integerDigits > DecimalShape.maximumPrecision - scale else {
          return result.set(argument: 0, of: arguments)
        }
        let digits = Magnitude(digits: [UInt8](repeating: 57, count: 65))
        result.set(Decimal65(isNegative: number.isNegative, magnitude: digits, scale: scale))
      },
      decimal("my_dec_mod", context) { left, right in left.remainder(by: right) },
      wholeDivision(context),
    ]
  }

  private static func decimal(
    _ name: String,
    _ divisions: StatementContext? = nil,
    _ compute: @escaping (Decimal65, Decimal65) -> Decimal65?
  ) -> ScalarFunction {
    ScalarFunction(name, returnsNullOnNull: false) { arguments, result throws(SQLError) in
      let last = arguments.count - 1
      if arguments.isNull(at: 0) { return }
      var left = scaledDecimal(arguments, at: 0)
      for index in stride(from: 2, to: last, by: 2) {
        if arguments.isNull(at: index) { return }
        guard let number = compute(left, scaledDecimal(arguments, at: index)) else {
          try divisions?.divisionByZero()
          return
        }
        left = number
      }
      try DecimalForm(arguments.integer(at: last)).set(left, &result)
    }
  }

  /// `my_dec_div(a, scaleOfA, b, scaleOfB, form, increment)`.
  private static func division(_ context: StatementContext) -> ScalarFunction {
    ScalarFunction("my_dec_div", arguments: 6) { arguments, result throws(SQLError) in
      let increment = Int(clamping: arguments.integer(at: 5))
      let dividend = scaledDecimal(arguments, at: 0)
      guard
        let number = dividend.quotient(by: scaledDecimal(arguments, at: 2), increment: increment)
      else { return try context.divisionByZero() }
      try DecimalForm(arguments.integer(at: 4)).set(number, &result)
    }
  }

  /// The argument at `index`, whose scale is the argument after it where it is an INTEGER.
  static func scaledDecimal(_ arguments: borrowing FunctionArguments, at index: Int) -> Decimal65 {
    var number = arguments.decimal(at: index)
    if arguments.storageClass(at: index) == .integer {
      number.scale = Int(clamping: arguments.integer(at: index + 1))
    }
    return number
  }

  /// What a DOUBLE beyond all DECIMALs becomes: the largest of them.
  private static func largest(_ number: Decimal65) -> Decimal65 {
    guard number.integerDigits > 65 else { return number }
    let nines = Decimal65(String(repeating: "9", count: 65)) ?? number
    return number.isNegative ? nines.negated : nines
  }

  private static func wholeDivision(_ context: StatementContext) -> ScalarFunction {
    ScalarFunction("my_dec_idiv", arguments: 3) { arguments, result throws(SQLError) in
      let left = largest(arguments.decimal(at: 0))
      let right = largest(arguments.decimal(at: 1))
      guard let quotient = left.wholeQuotient(by: right) else {
        return try context.divisionByZero()
      }
      let isUnsigned = arguments.integer(at: 2) != 0
      if isUnsigned, let unsigned = quotient.unsigned { return result.set(unsigned: unsigned) }
      guard !isUnsigned, let integer = quotient.integer else {
        let type = isUnsigned ? "BIGINT UNSIGNED" : "BIGINT"
        throw SQLError(
          .outOfRange,
          "\(type) value is out of range in '(\(left.text) DIV \(right.text))'"
        )
      }
      result.set(integer)
    }
  }

  // MARK: Doubles

  private static func reals(_ context: StatementContext) -> [ScalarFunction] {
    [
      real("my_real_add", "+") { $0 + $1 },
      real("my_real_sub", "-") { $0 - $1 },
      real("my_real_mul", "*") { $0 * $1 },
      real("my_real_div", "/", context) { $0 / $1 },
      real("my_real_mod", "%", context) { $0.truncatingRemainder(dividingBy: $1) },
    ]
  }

  private static func real(
    _ name: String,
    _ symbol: String,
    _ divisions: StatementContext? = nil,
    _ compute: @escaping (Double, Double) -> Double
  ) -> ScalarFunction {
    ScalarFunction(name, returnsNullOnNull: false) { arguments, result throws(SQLError) in
      if arguments.isNull(at: 0) { return }
      var left = arguments.real(at: 0)
      for index in stride(from: 1, to: arguments.count, by: 1) {
        if arguments.isNull(at: index) { return }
        let right = arguments.real(at: index)
        if let divisions, right == 0 { return try divisions.divisionByZero() }
        let number = compute(left, right)
        guard number.isFinite else {
          let text = "(\(NumericText.text(left)) \(symbol) \(NumericText.text(right)))"
          throw SQLError(.outOfRange, "DOUBLE value is out of range in '\(text)'")
        }
        left = number
      }
      result.set(left)
    }
  }

  // MARK: Bits

  private static func bits() -> [ScalarFunction] {
    [
      bit("my_bit_and2") { $0 & $1 },
      bit("my_bit_or2") { $0 | $1 },
      bit("my_bit_xor2") { $0 ^ $1 },
      bit("my_shift_left") { $1 > 63 ? 0 : $0 << $1 },
      bit("my_shift_right") { $1 > 63 ? 0 : $0 >> $1 },
      ScalarFunction("my_bit_not", arguments: 1) { arguments, result in
        result.set(unsigned: ~pattern(arguments, 0))
      },
      ScalarFunction("my_bit_count", arguments: 1) { arguments, result in
        result.set(pattern(arguments, 0).nonzeroBitCount)
      },
    ]
  }

  private static func bit(
    _ name: String,
    _ compute: @escaping (UInt64, UInt64) -> UInt64
  ) -> ScalarFunction {
    ScalarFunction(name) { arguments, result in
      var left = pattern(arguments, 0)
      for index in stride(from: 1, to: arguments.count, by: 1) {
        left = compute(left, pattern(arguments, index))
      }
      result.set(unsigned: left)
    }
  }

  /// The 64 bits of an integer; a negative one in two's complement.
  static func pattern(_ arguments: borrowing FunctionArguments, _ index: Int) -> UInt64 {
    arguments.unsignedBlob(at: index) ?? UInt64(bitPattern: arguments.integer(at: index))
  }
}

/// How a decimal result is to lie: as a scaled integer, or as text.
struct DecimalForm {
  let scale: Int
  let isText: Bool
  /// Whether every digit is kept, as text: for numbers that are computed on with.
  let isUnrounded: Bool

  /// The form of numbers that are not rounded.
  static let unroundedCode = -1000

  init(_ code: Int64) {
    isUnrounded = code == Self.unroundedCode
    isText = code < 0
    scale = Int(clamping: code < 0 ? -1 - code : code)
  }

  /// Rounds to the scale and puts the number into the result; 1690 where it has no room.
  func set(_ number: Decimal65, _ result: inout ResultSlot) throws(SQLError) {
    guard let fitted = number.fitted else {
      throw SQLError(.outOfRange, "DECIMAL value is out of range in '\(number.text)'")
    }
    if isUnrounded { return result.set(fitted) }
    let rounded = fitted.rounded(toScale: scale)
    // More zeros at the end than there is room for are no digits either.
    if isText { return result.set(rounded.fitted ?? rounded) }
    guard let scaled = rounded.scaled(scale) else {
      throw SQLError(.outOfRange, "DECIMAL value is out of range in '\(rounded.text)'")
    }
    result.set(scaled)
  }
}
