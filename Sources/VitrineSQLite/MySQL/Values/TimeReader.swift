/// Reads times of day and durations in the forms that MySQL accepts.
struct TimeReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  /// Whether nothing but spaces is left.
  var isAtEnd: Bool { bytes[position...].allSatisfy(NumberScanner.isSpace) }

  /// The date and time, or the date alone, of which the time was read.
  private(set) var instant: Instant?

  /// Signed microseconds, however many; nil where there are no digits, or more than 59 minutes or seconds.
  mutating func read() -> Int64? {
    skipSpaces()
    let isNegative = skip("-")
    if remaining >= 12 {
      switch datedTime() {
      case .time(let time): return time
      case .wrong: return nil
      case .none: break
      }
    }
    guard let first = number() else { return nil }
    let afterFirst = position
    skipSpaces()
    let clock: Clock?
    if position > afterFirst, remaining > 1, isDigit(at: position) {
      clock = parts().map { Clock(days: first, parts: $0) }
    } else {
      position = afterFirst
      clock =
        isSeparator(at: position)
        ? parts(from: first).map { Clock(parts: $0) } : Clock(packed: first)
    }
    guard let clock, clock.isValid else { return nil }
    let time = clock.seconds * 1_000_000 + fraction()
    guard !isAtExponent else { return nil }
    return isNegative ? -time : time
  }

  private struct Clock {
    var days: Int64 = 0
    var hours: Int64
    var minutes: Int64
    var seconds0: Int64

    init(days: Int64 = 0, parts: [Int64]) {
      self.days = days
      hours = parts.first ?? 0
      minutes = parts.count > 1 ? parts[1] : 0
      seconds0 = parts.count > 2 ? parts[2] : 0
    }

    /// `hhmmss`.
    init(packed number: Int64) {
      (hours, minutes, seconds0) = (number / 10_000, number / 100 % 100, number % 100)
    }

    var isValid: Bool { minutes < 60 && seconds0 < 60 }

    /// Days and hours beyond any TIME are not told apart.
    var seconds: Int64 {
      let most: Int64 = 1_000_000
      return (min(days, most) * 24 + min(hours, most)) * 3600 + minutes * 60 + seconds0
    }
  }

  private var remaining: Int { bytes.count - position }

  private func isDigit(at index: Int) -> Bool {
    bytes.indices.contains(index) && NumberScanner.isDigit(bytes[index])
  }

  private func isSeparator(at index: Int) -> Bool {
    bytes.indices.contains(index) && bytes[index] == UInt8(ascii: ":") && isDigit(at: index + 1)
  }

  /// `1e3` is no time.
  private var isAtExponent: Bool {
    guard remaining > 1, bytes[position] | 32 == UInt8(ascii: "e") else { return false }
    let sign = bytes[position + 1]
    if sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { return isDigit(at: position + 2) }
    return isDigit(at: position + 1)
  }

  private mutating func skipSpaces() {
    while position < bytes.count, NumberScanner.isSpace(bytes[position]) { position += 1 }
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private enum Dated {
    case time(Int64)
    case wrong
    case none
  }

  /// The time of a date, after which only a space or a `T` stands before a time; wrong where the date is out of range, which no
  /// other reading mends.
  private mutating func datedTime() -> Dated {
    let text = String(decoding: bytes[position...], as: UTF8.self)
    var reader = InstantReader(text, isPrefix: true, isSpaced: true)
    guard let read = reader.read() else { return reader.isOutOfRange ? .wrong : .none }
    guard read.isValid else { return .wrong }
    instant = read
    if reader.isAtEnd { position = bytes.count }
    return .time(read.timeMicroseconds)
  }

  /// Digits of a number that fits 32 bits.
  private mutating func number() -> Int64? {
    let start = position
    var number: Int64 = 0
    while isDigit(at: position) {
      number = number * 10 + Int64(bytes[position] - 48)
      guard number <= Int64(UInt32.max) else { return nil }
      position += 1
    }
    return position > start ? number : nil
  }

  /// `hh[:mm[:ss]]`, of which the first may have been read.
  private mutating func parts(from first: Int64? = nil) -> [Int64]? {
    var parts: [Int64] = []
    if let first { parts.append(first) } else if let hours = number() { parts.append(hours) }
    while !parts.isEmpty, parts.count < 3, isSeparator(at: position) {
      position += 1
      guard let part = number() else { return nil }
      parts.append(part)
    }
    return parts.isEmpty ? nil : parts
  }

  /// The fraction, rounded to microseconds.
  private mutating func fraction() -> Int64 {
    guard skip(".") else { return 0 }
    var result: Int64 = 0
    var count = 0
    var carry: Int64 = 0
    while isDigit(at: position) {
      let digit = Int64(bytes[position] - 48)
      if count < 6 { result = result * 10 + digit } else if count == 6, digit > 4 { carry = 1 }
      count += 1
      position += 1
    }
    while count < 6 {
      result *= 10
      count += 1
    }
    return result + carry
  }
}
