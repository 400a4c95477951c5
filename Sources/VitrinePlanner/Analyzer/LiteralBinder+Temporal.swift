import VitrineSQL
import VitrineSharding

extension LiteralBinder {
  /// `DATE '…'`, `TIME '…'`, `TIMESTAMP '…'`; the digits of the fraction make the type's.
  func temporal(
    _ text: String,
    _ kind: MySQLType.Kind,
    _ span: Span
  ) throws(SQLError) -> BoundLiteral {
    let bound =
      switch kind {
      case .date: Self.date(text)
      case .time: Self.time(text)
      default: Self.dateTime(text)
      }
    guard let bound else {
      let name = kind.rawValue.uppercased()
      throw SQLError(.wrongValue, "Incorrect \(name) value: '\(text)'", at: span)
    }
    return bound
  }

  private static func date(_ text: String) -> BoundLiteral? {
    calendarDate(text[...]).map { BoundLiteral(.text($0), .date) }
  }

  private static func dateTime(_ text: String) -> BoundLiteral? {
    guard let separator = text.firstIndex(where: { $0 == " " || $0 == "T" }),
      let date = calendarDate(text[..<separator]),
      let clock = Clock(text[text.index(after: separator)...]), clock.hours < 24
    else { return nil }
    return BoundLiteral(.text("\(date) \(clock.written)"), .datetime(clock.digits))
  }

  private static func time(_ text: String) -> BoundLiteral? {
    let isNegative = text.hasPrefix("-")
    guard let clock = Clock(isNegative ? text.dropFirst() : text[...]), clock.hours <= 838 else {
      return nil
    }
    return BoundLiteral(
      .integer(isNegative ? -clock.microseconds : clock.microseconds),
      .time(clock.digits)
    )
  }

  /// `2026-1-2` in full width, where there is such a day.
  private static func calendarDate(_ text: Substring) -> String? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      (0...9999).contains(year), (0...12).contains(month), day >= 0,
      day <= daysInMonth(month, year)
    else { return nil }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  private static func daysInMonth(_ month: Int, _ year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// `hh:mm[:ss[.ffffff]]`.
  private struct Clock {
    var hours: Int
    var minutes: Int
    var seconds: Int
    var fraction: String
    var digits: Int { fraction.count }

    init?(_ text: Substring) {
      let halves = text.split(separator: ".", omittingEmptySubsequences: false)
      let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
      guard (2...3).contains(parts.count), halves.count <= 2, let hours = parts[0],
        let minutes = parts[1], let seconds = parts.count > 2 ? parts[2] : 0,
        hours >= 0, (0..<60).contains(minutes), (0..<60).contains(seconds)
      else { return nil }
      (self.hours, self.minutes, self.seconds) = (hours, minutes, seconds)
      fraction = halves.count > 1 ? String(halves[1].prefix(6)) : ""
      guard fraction.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    }

    var written: String {
      let whole = "\(padded(hours, 2)):\(padded(minutes, 2)):\(padded(seconds, 2))"
      return fraction.isEmpty ? whole : "\(whole).\(fraction)"
    }

    var microseconds: Int64 {
      let whole = Int64((hours * 60 + minutes) * 60 + seconds) * 1_000_000
      let parts = fraction + String(repeating: "0", count: 6 - fraction.count)
      return whole + (Int64(parts) ?? 0)
    }
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
