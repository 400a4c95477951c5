package import VitrineSQL

/// An INTERVAL: months and microseconds, which move dates by different rules.
package struct IntervalValue: Sendable, Hashable {
  package var months: Int64 = 0
  package var microseconds: Int64 = 0
  /// Whether its unit is of months, so that even none of them leave the day alone.
  private(set) var isOfMonths: Bool
  /// Whether its unit is of days or months, so that what a date becomes is one.
  private(set) var isOfDays: Bool

  /// Reads an amount: a number for a plain unit, numbers with anything between for a composite one.
  ///
  /// Numbers that are missing on the left count as zero: `'1:30'` as DAY_SECOND is a minute and a half. The last of
  /// microseconds is a fraction: `'1.5'` as SECOND_MICROSECOND is a second and a half.
  /// Nil where it is too large for any date, or has more numbers than its unit.
  package init?(_ text: String, _ unit: IntervalUnit) {
    let isNegative = text.drop { $0 == " " }.hasPrefix("-")
    let parts = unit.parts
    isOfMonths = unit.isOfMonths
    isOfDays = unit.isWholeDays
    if parts.count == 1 {
      guard let number = Decimal65.firstNumber(text) else { return }
      guard add(number, parts[0]) else { return nil }
      return
    }
    var numbers = Self.numbers(text)
    guard numbers.count <= parts.count else { return nil }
    if parts.last == .microsecond, let last = numbers.last {
      let zeros = String(repeating: "0", count: max(0, 6 - last.utf8.count))
      numbers[numbers.count - 1] = last + zeros
    }
    for (part, digits) in zip(parts.suffix(numbers.count), numbers) {
      guard add(Decimal65(prefixOf: digits), part) else { return nil }
    }
    if isNegative { negate() }
  }

  /// Whether an amount has no more numbers than its unit.
  static func isReadable(_ text: String, _ unit: IntervalUnit) -> Bool {
    unit.parts.count == 1 || numbers(text).count <= unit.parts.count
  }

  private static func numbers(_ text: String) -> [String] {
    text.split { !$0.isASCII || !$0.isNumber }.map(String.init)
  }

  mutating func negate() {
    months = -months
    microseconds = -microseconds
  }

  /// Whether it still fits.
  private mutating func add(_ number: Decimal65, _ unit: IntervalUnit) -> Bool {
    if let factor = unit.monthsEach {
      guard let count = number.integer, count.magnitude < 1_000_000 else { return false }
      months += count * factor
      return true
    }
    // What is behind the microseconds of a second is cut, not rounded.
    let scaled = unit == .second ? number : number.rounded(toScale: 0)
    let exact = scaled * Decimal65(unit.microsecondsEach)
    guard let count = exact.truncated(toScale: 0).integer,
      count.magnitude < UInt64(Int64.max / 4)
    else { return false }
    microseconds += count
    return true
  }
}

extension Decimal65 {
  /// The number a text begins with; nil where there is none.
  fileprivate static func firstNumber(_ text: String) -> Decimal65? {
    var isWhole = false
    return Decimal65(scanning: text.utf8, isWhole: &isWhole)
  }
}

extension IntervalUnit {
  /// The unit under MySQL's name in any case, `SQL_TSI_` allowed before it.
  package init?(named name: String) {
    var word = name.lowercased()
    if word.hasPrefix("sql_tsi_") { word.removeFirst(8) }
    if word == "frac_second" { word = "microsecond" }
    self.init(rawValue: word)
  }

  /// Whether it is of months, which are not equally long.
  package var isOfMonths: Bool { parts.last?.monthsEach != nil }

  /// The plain units of a composite one, the largest first.
  fileprivate var parts: [IntervalUnit] {
    let all: [IntervalUnit] = [.day, .hour, .minute, .second, .microsecond]
    let names = rawValue.split(separator: "_").map(String.init)
    guard names.count == 2 else { return [self] }
    if self == .yearMonth { return [.year, .month] }
    guard let first = all.firstIndex(where: { $0.rawValue == names[0] }),
      let last = all.firstIndex(where: { $0.rawValue == names[1] })
    else { return [self] }
    return Array(all[first...last])
  }

  fileprivate var monthsEach: Int64? {
    switch self {
    case .month: 1
    case .quarter: 3
    case .year: 12
    default: nil
    }
  }

  fileprivate var microsecondsEach: Int64 {
    switch self {
    case .microsecond: 1
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .week: 7 * Calendar.dayMicroseconds
    default: Calendar.dayMicroseconds
    }
  }
}

extension Instant {
  /// The zero date in place of a day of the year 0, none of which MySQL reckons back from its number.
  private var withoutDaysOfYearZero: Instant {
    guard year == 0 else { return self }
    var zero = self
    (zero.month, zero.day) = (0, 0)
    return zero
  }

  /// The instant moved: a day past the end of the new month becomes its last.
  ///
  /// Nil outside the years 0 to 9999.
  func moved(by interval: IntervalValue) -> Instant? {
    var moved = self
    if interval.months != 0 {
      let total = Int64(year * 12 + month - 1) + interval.months
      guard total >= 0, total < 120_000 else { return nil }
      moved.year = Int(total / 12)
      moved.month = Int(total % 12) + 1
      moved.day = min(day, Calendar.days(inMonth: moved.month, of: moved.year))
    }
    if interval.isOfMonths { return moved }
    moved.isDate = isDate && interval.isOfDays
    guard interval.microseconds != 0 else { return moved.withoutDaysOfYearZero }
    let (sum, overflow) = moved.microseconds.addingReportingOverflow(interval.microseconds)
    guard !overflow else { return nil }
    return Instant(microseconds: sum, isDate: moved.isDate)?.withoutDaysOfYearZero
  }
}
