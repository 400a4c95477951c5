import VitrineSQL
import VitrineSharding

/// The bodies that `Conversion` and `Comparison` write calls of for dates and times.
enum TemporalConversions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    instants(context) + times(context) + numbers()
  }

  // MARK: Dates and times of day together

  private static func instants(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_datetime", arguments: 1) { arguments, result in
        guard let instant = read(arguments.text(at: 0), context) else { return }
        result.set(instant.shortestText)
      },
      ScalarFunction("my_datetime", arguments: 2) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 1))
        guard let instant = read(arguments.text(at: 0), context)?.dateTime.rounded(digits) else {
          return
        }
        result.set(instant.text(digits))
      },
      ScalarFunction("my_date", arguments: 1) { arguments, result in
        guard let instant = read(arguments.text(at: 0), context) else { return }
        result.set(instant.dateText)
      },
      ScalarFunction("my_instant", arguments: 2) { arguments, result in
        guard let instant = read(arguments.text(at: 0), context) else { return }
        result.set(comparable(instant, Int(clamping: arguments.integer(at: 1))))
      },
      ScalarFunction("my_cast_datetime", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let instant = Instant(text) ?? prefix(of: text, context) else {
          return context.warnIncorrect("datetime", text)
        }
        guard instant.isWholeDate || !context.isStrict else {
          return context.warnIncorrect("datetime", text)
        }
        result.set(instant.shortestText)
      },
      ScalarFunction("my_constant_instant", arguments: 2) { arguments, result throws(SQLError) in
        let digits = Int(clamping: arguments.integer(at: 1))
        let text = arguments.text(at: 0)
        guard let instant = Instant(text) else {
          let type = digits < 0 ? "DATE" : "DATETIME"
          throw SQLError(.wrongValue, "Incorrect \(type) value: '\(text)'")
        }
        result.set(comparable(instant, digits))
      },
      ScalarFunction("my_time_datetime", arguments: 2, isDeterministic: false) {
        arguments,
        result in
        let today = Int64(context.localNow.dayNumber) * Calendar.dayMicroseconds
        guard let instant = Instant(microseconds: today + arguments.integer(at: 0)) else { return }
        result.set(instant.text(Int(clamping: arguments.integer(at: 1))))
      },
    ]
  }

  /// The date that a text begins with, where something else follows; 1292 says so.
  private static func prefix(of text: String, _ context: StatementContext) -> Instant? {
    let kept = text.unicodeScalars.prefix { $0.isASCII && !$0.properties.isAlphabetic || $0 == "T" }
    guard kept.count < text.unicodeScalars.count, let instant = Instant(String(kept)) else {
      return nil
    }
    context.warnTruncated("datetime", text)
    return instant
  }

  static func read(_ text: String, _ context: StatementContext) -> Instant? {
    if let instant = Instant(text) { return instant }
    context.warnIncorrect("DATETIME", text)
    return nil
  }

  /// The text that compares with texts of the width `digits` (-1 for dates): of that width where it
  /// loses nothing, else longer.
  private static func comparable(_ instant: Instant, _ digits: Int) -> String {
    if digits < 0 {
      return instant.timeMicroseconds == 0 ? instant.dateText : instant.dateTime.shortestText
    }
    let isExact = Int64(instant.microsecond) % Fraction.unit(digits) == 0
    return isExact ? instant.dateTime.text(digits) : instant.dateTime.shortestText
  }

  // MARK: Times

  private static func times(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_time", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let time = TimeValue.read(text) else { return context.warnTruncated("TIME", text) }
        result.set(context.clampedTime(time))
      },
      ScalarFunction("my_datetime_time", arguments: 1) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        result.set(instant.timeMicroseconds)
      },
      ScalarFunction("my_time_round", arguments: 2) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 1))
        result.set(TimeValue.rounded(arguments.integer(at: 0), digits))
      },
      ScalarFunction("my_time_text", arguments: 2) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 1))
        result.set(TimeValue.text(arguments.integer(at: 0), digits))
      },
    ]
  }

  // MARK: As numbers

  private static func numbers() -> [ScalarFunction] {
    [
      ScalarFunction("my_temporal_int", arguments: 1) { arguments, result in
        guard let instant = arguments.instant(at: 0)?.rounded(0) else { return }
        result.set(instant.number)
      },
      ScalarFunction("my_temporal_real", arguments: 1) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        result.set(Double(instant.number) + Double(instant.microsecond) / 1_000_000)
      },
      ScalarFunction("my_temporal_dec", arguments: 1) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        let text = arguments.text(at: 0)
        let fraction = text.utf8.count > 19 ? String(text.dropFirst(19)) : ""
        result.set("\(instant.number)" + fraction)
      },
      ScalarFunction("my_time_int", arguments: 1) { arguments, result in
        result.set(TimeValue.number(TimeValue.rounded(arguments.integer(at: 0), 0)))
      },
      ScalarFunction("my_time_real", arguments: 1) { arguments, result in
        let time = arguments.integer(at: 0)
        result.set(Double(TimeValue.number(time)) + Double(time % 1_000_000) / 1_000_000)
      },
      ScalarFunction("my_time_dec", arguments: 2) { arguments, result in
        let time = arguments.integer(at: 0)
        let digits = Int(clamping: arguments.integer(at: 1))
        let sign = time < 0 && time > -1_000_000 ? "-" : ""
        let fraction = Fraction.text(Int(time.magnitude % 1_000_000), digits)
        result.set(sign + "\(TimeValue.number(time))" + fraction)
      },
    ]
  }
}
