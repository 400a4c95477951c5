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

  /// The same number with the digits behind its point: `-1.25` for -00:00:01.25.
  static func numberText(_ microseconds: Int64, _ digits: Int) -> String {
    let sign = microseconds < 0 && microseconds > -1_000_000 ? "-" : ""
    let fraction = Fraction.text(Int(microseconds.magnitude % 1_000_000), digits)
    return sign + "\(number(microseconds))" + fraction
  }

  static func rounded(_ microseconds: Int64, _ digits: Int) -> Int64 {
    let unit = Fraction.unit(digits)
    let half = microseconds < 0 ? -unit / 2 : unit / 2
    return (microseconds + half) / unit * unit
  }

  /// Reads `[-][d ]hh:mm[:ss[.fraction]]`, `hhmmss`, or the time of a date and time.
  ///
  /// What is too large is clamped; nil where the text is no time from its start to its end.
  package static func parse(_ text: String) -> Int64? {
    guard let (time, isWhole) = read(prefixOf: text), isWhole else { return nil }
    return clamped(time)
  }

  /// Whether a text is a time from its start to its end, and no larger than a TIME may be.
  package static func isTime(_ text: String) -> Bool {
    guard let (time, isWhole) = read(prefixOf: text) else { return false }
    return isWhole && time.magnitude <= maximum.magnitude
  }

  /// The date and time of which only the time is read here, and whether nothing but spaces follows; nil where a text begins with
  /// none.
  static func instant(prefixOf text: String) -> (instant: Instant, isWhole: Bool)? {
    var reader = TimeReader(text)
    guard reader.read() != nil else { return nil }
    return reader.instant.map { ($0, reader.isAtEnd) }
  }

  /// The time that a text begins with, not clamped, and whether nothing but spaces follows; nil where it begins with none.
  static func read(prefixOf text: String) -> (microseconds: Int64, isWhole: Bool)? {
    var reader = TimeReader(text)
    return reader.read().map { ($0, reader.isAtEnd) }
  }
}
