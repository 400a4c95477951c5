import VitrineSQL
import VitrineSQLite
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
    if kind == .datetime, context.options.convertsTimestamps, Self.saysOffset(text) {
      throw SQLError(
        .unsupported,
        "a TIMESTAMP literal with an offset is not supported where the session's time zone is not UTC",
        at: span,
        hint: "write the text without TIMESTAMP before it"
      )
    }
    guard let bound, kind == .time || allows(text) else {
      let name = kind.rawValue.uppercased()
      throw SQLError(.wrongValue, "Incorrect \(name) value: '\(text)'", at: span)
    }
    return bound
  }

  /// Whether the session's mode has the date, by its day and its zeros.
  private func allows(_ text: String) -> Bool {
    guard let instant = Instant(anyDay: text) else { return false }
    var mode = AssignmentMode.strict
    mode.refusesZeroDates = context.options.refusesZeroDates
    mode.refusesZeroInDates = context.options.refusesZeroInDates
    mode.allowsInvalidDates = context.options.allowsInvalidDates
    return mode.allows(instant)
  }

  private static func date(_ text: String) -> BoundLiteral? {
    guard let instant = Instant(anyDay: text), instant.isDate else { return nil }
    return BoundLiteral(.text(instant.dateText), .date)
  }

  private static func dateTime(_ text: String) -> BoundLiteral? {
    guard let instant = Instant(anyDay: text), !instant.isDate else { return nil }
    let digits = fractionDigits(text)
    return BoundLiteral(.text(instant.text(digits)), .datetime(digits))
  }

  private static func time(_ text: String) -> BoundLiteral? {
    guard TimeValue.isTime(text), let time = TimeValue.parse(text) else { return nil }
    return BoundLiteral(.integer(time), .time(fractionDigits(text)))
  }

  /// Whether an offset from UTC stands at the end: `+02:00`.
  private static func saysOffset(_ text: String) -> Bool {
    guard let space = text.lastIndex(where: { $0 == " " || $0 == "T" }) else { return false }
    return text[space...].contains { $0 == "+" || $0 == "-" }
  }

  /// The digits behind the point, at most six.
  private static func fractionDigits(_ text: String) -> Int {
    guard let point = text.lastIndex(of: ".") else { return 0 }
    let digits = text[text.index(after: point)...].prefix { $0.isASCII && $0.isNumber }
    let isFraction = text[..<point].contains(":") || !text.contains("-")
    return isFraction ? min(digits.count, 6) : 0
  }
}
