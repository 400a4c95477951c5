import Foundation

/// Reads the number a text begins with, as MySQL does: spaces, a sign, digits, a point, an exponent.
struct NumberScanner {
  private let bytes: [UInt8]
  private var position = 0

  private(set) var isNegative = false
  /// All digits of the mantissa, the point left out.
  private(set) var digits: [UInt8] = []
  private(set) var fractionDigits = 0
  private(set) var exponent = 0
  /// Whether a point or an exponent was there.
  private(set) var isInteger = true
  /// Whether only spaces follow the number.
  private(set) var isWhole = false

  init(_ bytes: some Collection<UInt8>) { self.bytes = Array(bytes) }

  /// Whether the text begins with a number at all.
  mutating func scan() -> Bool {
    skipSpaces()
    scanSign()
    scanDigits()
    if peek() == UInt8(ascii: ".") { scanFraction() }
    guard !digits.isEmpty else { return false }
    scanExponent()
    skipSpaces()
    isWhole = position == bytes.count
    return true
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  private mutating func skipSpaces() {
    while let byte = peek(), Self.isSpace(byte) { position += 1 }
  }

  private mutating func scanSign() {
    guard let byte = peek(), byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") else { return }
    isNegative = byte == UInt8(ascii: "-")
    position += 1
  }

  private mutating func scanDigits() {
    while let byte = peek(), Self.isDigit(byte) {
      digits.append(byte)
      position += 1
    }
  }

  private mutating func scanFraction() {
    isInteger = false
    position += 1
    let count = digits.count
    scanDigits()
    fractionDigits = digits.count - count
  }

  private mutating func scanExponent() {
    guard let letter = peek(), letter | 32 == UInt8(ascii: "e") else { return }
    let isSigned = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
    guard let first = peek(isSigned ? 2 : 1), Self.isDigit(first) else { return }
    let isDown = peek(1) == UInt8(ascii: "-")
    position += isSigned ? 2 : 1
    var power = 0
    while let byte = peek(), Self.isDigit(byte) {
      power = min(power * 10 + Int(byte - 48), 100_000)
      position += 1
    }
    exponent = isDown ? -power : power
    isInteger = false
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }

  /// A space, a tab, the ends of a line and a page.
  static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

/// Numbers as MySQL reads them out of text and writes them into it.
package enum NumericText {
  /// The double a text begins with, whether that is the whole text, and whether the number is beyond every double.
  package static func double(_ text: String) -> (value: Double, isWhole: Bool, isTooLarge: Bool) {
    if let small = smallInteger(text) { return (Double(small), true, false) }
    var scanner = NumberScanner(text.utf8)
    guard scanner.scan() else { return (0, false, false) }
    let mantissa = String(decoding: scanner.digits, as: UTF8.self)
    let power = scanner.exponent - scanner.fractionDigits
    let value = Double("\(mantissa)e\(power)") ?? 0
    let clamped = value.isFinite ? value : Double.greatestFiniteMagnitude
    let isWhole = scanner.isWhole && value.isFinite
    return (scanner.isNegative ? -clamped : clamped, isWhole, !value.isFinite)
  }

  /// The integer whose digits a text begins with, as C's `strtoll` reads it, and whether that is the whole text.
  package static func wholeNumber(_ text: String) -> (value: Int64, isWhole: Bool) {
    let given = text.utf8.drop(while: NumberScanner.isSpace)
    let isNegative = given.first == UInt8(ascii: "-")
    let unsigned = isNegative || given.first == UInt8(ascii: "+") ? given.dropFirst() : given
    let digits = unsigned.prefix(while: NumberScanner.isDigit)
    guard !digits.isEmpty else { return (0, false) }
    let isWhole = unsigned.dropFirst(digits.count).allSatisfy { $0 == 32 }
    let number = Int64((isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self))
    return (number ?? (isNegative ? .min : .max), isWhole && number != nil)
  }

  /// The integer a text of at most 15 plain digits is.
  private static func smallInteger(_ text: String) -> Int64? {
    let bytes = text.utf8
    guard !bytes.isEmpty, bytes.count <= 15 else { return nil }
    var number: Int64 = 0
    for byte in bytes {
      guard NumberScanner.isDigit(byte) else { return nil }
      number = number * 10 + Int64(byte - 48)
    }
    return number
  }

  /// A double as MySQL shows it: the shortest digits that read back to it.
  ///
  /// An exponent is written from 1e15 up and below 1e-15.
  package static func text(_ number: Double) -> String {
    guard number.isFinite else {
      return number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    }
    return formatted(shortest: "\(number)", isZero: number == 0)
  }

  /// A double with that many digits behind the point, as MySQL shows one whose decimals are known.
  package static func text(_ number: Double, decimals: Int) -> String {
    guard number.isFinite else { return text(number) }
    if let shortest = Decimal65("\(abs(number))"), shortest.scale <= decimals || number == 0 {
      return (number.sign == .minus ? "-" : "") + shortest.rounded(toScale: decimals).text
    }
    return String(format: "%.\(min(max(decimals, 0), 30))f", number)
  }

  /// A FLOAT as MySQL shows it: six significant digits.
  package static func text(single number: Double) -> String {
    guard number.isFinite else { return text(number) }
    let rounded = significant(number, 6)
    return formatted(shortest: "\(rounded)", isZero: rounded == 0)
  }

  /// The double nearest to the number with that many significant digits.
  private static func significant(_ number: Double, _ count: Int) -> Double {
    guard let exact = Decimal65("\(number)") else { return number }
    let digits = exact.magnitude.digitCount
    guard digits > count else { return number }
    return exact.rounded(toScale: exact.scale - (digits - count)).double
  }

  /// Swift's shortest digits in MySQL's layout.
  private static func formatted(shortest: String, isZero: Bool) -> String {
    if isZero { return shortest.hasPrefix("-") ? "-0" : "0" }
    var scanner = NumberScanner(shortest.utf8)
    guard scanner.scan() else { return shortest }
    var digits = Array(scanner.digits.drop { $0 == 48 })
    var exponent = scanner.exponent - scanner.fractionDigits
    while digits.last == 48 {
      digits.removeLast()
      exponent += 1
    }
    let mantissa = String(decoding: digits, as: UTF8.self)
    return (scanner.isNegative ? "-" : "") + layout(mantissa, exponent)
  }

  /// `digits × 10^exponent`, with the point inside where that is not too long.
  private static func layout(_ digits: String, _ exponent: Int) -> String {
    let point = digits.utf8.count + exponent
    if point > 15 || point < -14 {
      let rest = digits.dropFirst()
      return digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "e\(point - 1)"
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if exponent >= 0 { return digits + String(repeating: "0", count: exponent) }
    return digits.prefix(point) + "." + digits.dropFirst(point)
  }
}
