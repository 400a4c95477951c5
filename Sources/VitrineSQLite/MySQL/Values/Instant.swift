/// A DATE, DATETIME or TIMESTAMP as MySQL computes with it.
///
/// Zero parts (`2026-00-00`) are kept: they are values to MySQL, though most functions answer NULL.
package struct Instant: Sendable, Hashable {
  var year: Int
  var month: Int
  var day: Int
  var hour = 0
  var minute = 0
  var second = 0
  var microsecond = 0
  /// Whether it has no time of day: a DATE.
  package var isDate: Bool

  init(year: Int, month: Int, day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
    isDate = true
  }

  /// The instant that many microseconds after 1970-01-01 00:00:00; nil outside the years 0 to 9999.
  package init?(microseconds: Int64, isDate: Bool = false) {
    let (dayNumber, rest) = Self.floorDivision(microseconds, Calendar.dayMicroseconds)
    self.init(dayNumber: Int(dayNumber))
    guard year >= 0, year <= 9999 else { return nil }
    setTime(microseconds: rest)
    self.isDate = isDate
  }

  init(dayNumber: Int) {
    let date = Calendar.date(ofDay: dayNumber)
    self.init(year: date.year, month: date.month, day: date.day)
  }

  private static func floorDivision(_ number: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
  }

  mutating func setTime(microseconds: Int64) {
    isDate = false
    microsecond = Int(microseconds % 1_000_000)
    let seconds = Int(microseconds / 1_000_000)
    (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
  }

  var dayNumber: Int { Calendar.day(year: year, month: month, day: day) }

  /// The time of day.
  var timeMicroseconds: Int64 {
    Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + Int64(microsecond)
  }

  package var microseconds: Int64 {
    Int64(dayNumber) * Calendar.dayMicroseconds + timeMicroseconds
  }

  /// Whether year, month and day are all there, so that it can be computed with.
  package var isWholeDate: Bool { month > 0 && day > 0 }
  package var isZero: Bool { year == 0 && month == 0 && day == 0 && timeMicroseconds == 0 }

  /// Whether each part is in range, whatever the others are.
  var hasValidParts: Bool {
    (0...9999).contains(year) && (0...12).contains(month) && (0...31).contains(day)
      && (0...23).contains(hour) && (0...59).contains(minute) && (0...59).contains(second)
  }

  /// Whether the parts are in range and the day exists in its month.
  var isValid: Bool {
    guard hasValidParts else { return false }
    return month == 0 || day <= Calendar.days(inMonth: month, of: year == 0 ? 2000 : year)
  }

  var date: Instant { Instant(year: year, month: month, day: day) }

  /// The same moment, as a DATETIME.
  var dateTime: Instant {
    var copy = self
    copy.isDate = false
    return copy
  }

  /// Rounded half up to that many fractional digits; a carry may pass into the next year.
  func rounded(_ digits: Int) -> Instant? {
    guard digits < 6, microsecond > 0 else { return self }
    let unit = Fraction.unit(digits)
    let rounded = (Int64(microsecond) + unit / 2) / unit * unit
    if rounded < 1_000_000 {
      var copy = self
      copy.microsecond = Int(rounded)
      return copy
    }
    guard isWholeDate else { return nil }
    return Instant(microseconds: microseconds - Int64(microsecond) + rounded)
  }
}

/// Fractional seconds.
enum Fraction {
  /// The microseconds of one unit in the last of `digits` digits.
  static func unit(_ digits: Int) -> Int64 {
    var unit: Int64 = 1
    for _ in 0..<max(0, 6 - digits) { unit *= 10 }
    return unit
  }

  /// `.250` for 250000 and three digits, nothing for none.
  static func text(_ microseconds: Int, _ digits: Int) -> String {
    guard digits > 0 else { return "" }
    return "." + padded(microseconds, 6).prefix(digits)
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    let missing = width - text.utf8.count
    return missing > 0 ? String(repeating: "0", count: missing) + text : text
  }
}

// MARK: - Text

extension Instant {
  package var dateText: String {
    "\(Fraction.padded(year, 4))-\(Fraction.padded(month, 2))-\(Fraction.padded(day, 2))"
  }

  var timeText: String {
    "\(Fraction.padded(hour, 2)):\(Fraction.padded(minute, 2)):\(Fraction.padded(second, 2))"
  }

  /// ISO text of fixed width; a DATE has its date alone.
  package func text(_ digits: Int) -> String {
    isDate ? dateText : dateText + " " + timeText + Fraction.text(microsecond, digits)
  }

  /// As long as it must be: fractional digits only where they are not zero.
  var shortestText: String {
    guard !isDate, microsecond > 0 else { return text(0) }
    var result = text(6)
    while result.utf8.last == UInt8(ascii: "0") { result.removeLast() }
    return result
  }

  /// The number its digits spell: 20261121, or 20261121010203.
  var number: Int64 {
    let date = Int64(year * 10_000 + month * 100 + day)
    return isDate ? date : date * 1_000_000 + Int64(hour * 10_000 + minute * 100 + second)
  }
}

// MARK: - Reading

extension Instant {
  /// Reads ISO text, as it lies in columns and as most literals are written, without allocating.
  package init?(iso text: String) {
    var text = text
    guard let instant = text.withUTF8({ Instant(isoBytes: $0) }) else { return nil }
    self = instant
  }

  private init?(isoBytes bytes: UnsafeBufferPointer<UInt8>) {
    func number(_ start: Int, _ count: Int) -> Int? {
      var result = 0
      for index in start..<(start + count) {
        guard NumberScanner.isDigit(bytes[index]) else { return nil }
        result = result * 10 + Int(bytes[index] - 48)
      }
      return result
    }
    guard bytes.count >= 10, bytes[4] == 45, bytes[7] == 45,
      let year = number(0, 4), let month = number(5, 2), let day = number(8, 2)
    else { return nil }
    self.init(year: year, month: month, day: day)
    if bytes.count == 10 { return }
    guard bytes.count >= 19, bytes[10] == 32, bytes[13] == 58, bytes[16] == 58,
      let hour = number(11, 2), let minute = number(14, 2), let second = number(17, 2)
    else { return nil }
    (self.hour, self.minute, self.second, isDate) = (hour, minute, second, false)
    if bytes.count == 19 { return }
    guard bytes[19] == 46, bytes.count > 20, bytes.count <= 26,
      let fraction = number(20, bytes.count - 20)
    else { return nil }
    microsecond = fraction * Int(Fraction.unit(bytes.count - 20))
  }

  /// Reads what MySQL takes for a date or a date and time: any punctuation, short years, digits alone.
  ///
  /// - Returns: nil where it is none, or a day that does not exist.
  package init?(_ text: String) {
    self.init(anyDay: text)
    guard isValid else { return nil }
  }

  /// The same with days that their months have not, which ALLOW_INVALID_DATES lets into columns: `2026-02-31`.
  package init?(anyDay text: String) {
    if let instant = Instant(iso: text) {
      guard instant.hasValidParts else { return nil }
      self = instant
      return
    }
    var reader = InstantReader(text)
    guard let instant = reader.read() else { return nil }
    self = instant
  }

  /// The same of a text that begins with one; what follows is passed over.
  init?(anyDayPrefixOf text: String, isWhole: inout Bool) {
    isWhole = true
    if let instant = Instant(anyDay: text) {
      self = instant
      return
    }
    var reader = InstantReader(text, isPrefix: true)
    guard let instant = reader.read() else { return nil }
    isWhole = reader.isAtEnd
    self = instant
  }

  /// What the digits of a number spell: 20261121, 261121010203.5; nil where they spell no date.
  init?(number: Decimal65) {
    self.init(anyDay: number)
    guard isValid else { return nil }
  }

  /// The zero date of a number below 1, whose digits behind the point are those of its seconds.
  init?(fractionOfZero number: Decimal65) {
    let microseconds = (number * Decimal65(Int64(1_000_000))).truncated(toScale: 0)
    guard !number.isNegative || microseconds.sign == 0, number.truncated(toScale: 0).sign == 0,
      let fraction = microseconds.integer
    else { return nil }
    self.init(year: 0, month: 0, day: 0)
    microsecond = Int(fraction)
    isDate = false
  }

  /// The same with days that their months have not.
  init?(anyDay number: Decimal65) {
    guard !number.isNegative, let whole = number.truncated(toScale: 0).integer else { return nil }
    let digits: Int64
    switch whole {
    case 101...691_231: digits = whole + 20_000_000
    case 700_101...991_231: digits = whole + 19_000_000
    case 10_000_101...99_991_231: digits = whole
    case 101_000_000...691_231_235_959: digits = whole + 20_000_000_000_000
    case 700_101_000_000...991_231_235_959: digits = whole + 19_000_000_000_000
    // Of thirteen digits three are those of the year.
    case 991_231_235_960...99_991_231_235_959: digits = whole
    default: return nil
    }
    let hasTime = digits >= 100_000_000
    let fraction = hasTime ? String(number.text.drop { $0 != "." }) : ""
    let zero = hasTime && digits < 10_000_000_000_000 ? "0" : ""
    self.init(anyDay: zero + "\(digits)" + fraction)
  }
}
