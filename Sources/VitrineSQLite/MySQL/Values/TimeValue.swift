/// A TIME: signed microseconds, at most 838:59:59.
package enum TimeValue {
  static let maximum: Int64 = (838 * 3600 + 59 * 60 + 59) * 1_000_000

  static func clamped(_ microseconds: Int64) -> Int64 {
    min(max(microseconds, -maximum), maximum)
  }

  /// `-12:34:56.789`, with that many fractional digits.
  package static func text(_ microseconds: Int64, _ digits: Int) -> String {
    let size = Int(clamping: microseconds.magnitude)
    let seconds = size / 1_000_000
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60]
      .map { Fraction.padded($0, 2) }
      .joined(separator: ":")
    return (microseconds < 0 ? "-" : "") + clock + Fraction.text(size % 1_000_000, digits)
  }

  /// The number its digits spell: 123456 for 12:34:56.
  static func number(_ microseconds: Int64) -> Int64 {
    let seconds = Int64(clamping: microseconds.magnitude) / 1_000_000
    let digits = seconds / 3600 * 10_000 + seconds / 60 % 60 * 100 + seconds % 60
    return microseconds < 0 ? -digits : digits
  }

  static func rounded(_ microseconds: Int64, _ digits: Int) -> Int64 {
    let unit = Fraction.unit(digits)
    let half = microseconds < 0 ? -unit / 2 : unit / 2
    return (microseconds + half) / unit * unit
  }

  /// Reads `[-][d ]hh:mm[:ss[.fraction]]`, `hhmmss`, or the time of a date and time.
  ///
  /// What is too large is clamped; nil where it is no time.
  package static func parse(_ text: String) -> Int64? { read(text).map(clamped) }

  /// The same, not clamped.
  static func read(_ text: String) -> Int64? {
    let trimmed = text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    if trimmed.utf8.count >= 15, let instant = Instant(trimmed), !instant.isDate {
      return instant.timeMicroseconds
    }
    let isNegative = trimmed.hasPrefix("-")
    let body = isNegative ? trimmed.dropFirst() : trimmed[...]
    guard let size = parse(unsigned: body) else { return nil }
    return isNegative ? -size : size
  }

  private static func parse(unsigned body: Substring) -> Int64? {
    var days: Int64 = 0
    var clock = body
    if let space = body.firstIndex(of: " ") {
      guard let number = Int64(body[..<space]), number >= 0, number < 100_000 else { return nil }
      days = number
      clock = body[body.index(after: space)...]
    }
    let pieces = clock.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = pieces.first, let seconds = seconds(whole, hasDays: clock != body) else {
      return nil
    }
    var fraction: Int64 = 0
    if pieces.count == 2 {
      guard let read = microseconds(fraction: pieces[1]) else { return nil }
      fraction = read
    }
    return (days * 86_400 + seconds) * 1_000_000 + fraction
  }

  private static func seconds(_ clock: Substring, hasDays: Bool) -> Int64? {
    let parts = clock.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.allSatisfy(\.isNumber) ? Int64($0) : nil }
    guard numbers.count == parts.count, numbers.allSatisfy({ $0 < 10_000_000 }) else { return nil }
    switch numbers.count {
    case 3: return valid(numbers[0], numbers[1], numbers[2])
    case 2: return valid(numbers[0], numbers[1], 0)
    case 1 where hasDays: return valid(numbers[0], 0, 0)
    case 1: return valid(numbers[0] / 10_000, numbers[0] / 100 % 100, numbers[0] % 100)
    default: return nil
    }
  }

  private static func valid(_ hours: Int64, _ minutes: Int64, _ seconds: Int64) -> Int64? {
    minutes < 60 && seconds < 60 ? hours * 3600 + minutes * 60 + seconds : nil
  }

  private static func microseconds(fraction digits: Substring) -> Int64? {
    guard digits.utf8.allSatisfy(NumberScanner.isDigit) else { return nil }
    var result: Int64 = 0
    let bytes = Array(digits.utf8)
    for index in 0..<6 {
      result = result * 10 + (index < bytes.count ? Int64(bytes[index]) - 48 : 0)
    }
    return bytes.count > 6 && bytes[6] >= 53 ? result + 1 : result
  }
}
