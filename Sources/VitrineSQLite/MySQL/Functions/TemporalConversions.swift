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
        guard let instant = arguments.instant(at: 0)?.dateTime.rounded(digits) else { return }
        result.set(instant.text(digits))
      },
      ScalarFunction("my_date", arguments: 1) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        result.set(instant.dateText)
      },
      ScalarFunction("my_instant", arguments: 2) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        result.set(comparable(instant, Int(clamping: arguments.integer(at: 1))))
      },
      ScalarFunction("my_cast_datetime", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let instant = read(text, context, "datetime") else { return }
        guard isAllowed(instant, context) else { return context.warnIncorrect("datetime", text) }
        result.set(instant.shortestText)
      },
      ScalarFunction("my_text_instant", arguments: 3) { arguments, result throws(SQLError) in
        let digits = Int(clamping: arguments.integer(at: 1))
        if let instant = read(arguments.text(at: 0), context), isAllowed(instant, context) {
          return result.set(comparable(instant, digits))
        }
        guard arguments.integer(at: 2) == 0 else {
          let kind = digits < 0 ? "DATE" : "DATETIME"
          throw SQLError(.wrongValue, "Incorrect \(kind) value: '\(arguments.text(at: 0))'")
        }
        result.set(comparable(Instant(year: 0, month: 0, day: 0), digits))
      },
      ScalarFunction("my_number_datetime", arguments: 1) { arguments, result in
        let number = arguments.decimal(at: 0)
        guard let instant = Instant(number: number), isAllowed(instant, context) else {
          return context.warnIncorrect("datetime", number.text)
        }
        result.set(instant.shortestText)
      },
      ScalarFunction("my_number_datetime", arguments: 2) { arguments, result in
        let number = arguments.decimal(at: 0)
        guard let instant = Instant(number: number) ?? Instant(fractionOfZero: number) else {
          return context.warnIncorrect("datetime", number.text)
        }
        result.set(instant.shortestText)
      },
      ScalarFunction("my_number_instant", arguments: 2) { arguments, result in
        let number = arguments.decimal(at: 0)
        let digits = Int(clamping: arguments.integer(at: 1))
        guard let instant = Instant(number: number) else {
          return result.set(spelled(number, digits))
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

  /// The date and time that a text begins with; 1292 where it is none that the session's modes allow, or something else follows.
  static func read(
    _ text: String,
    _ context: StatementContext,
    _ kind: String = "datetime"
  ) -> Instant? {
    var isWhole = true
    guard let instant = Instant(anyDayPrefixOf: text, isWhole: &isWhole),
      instant.isValid || context.mode.allowsInvalidDates,
      !instant.isZero || !context.mode.refusesZeroDates
    else {
      context.warnIncorrect(kind, text)
      return nil
    }
    if !isWhole { context.warnTruncated("datetime", text) }
    return instant.shown(in: context.timeZone, asReadFrom: text)
  }

  static func isAllowed(_ instant: Instant, _ context: StatementContext) -> Bool {
    context.mode.allows(instant)
  }

  /// A number that is no date, among texts of dates: before or after those whose digits spell smaller or larger
  /// numbers.
  private static func spelled(_ number: Decimal65, _ digits: Int) -> String {
    guard !number.isNegative else { return "" }
    let width = digits < 0 ? 8 : 14
    let text = number.text
    let whole = text.prefix { $0 != "." }
    guard whole.utf8.count <= width else { return "~" }
    var result = ""
    for (index, digit) in Fraction.padded(Int(whole) ?? 0, width).enumerated() {
      if let separator = [4: "-", 6: "-", 8: " ", 10: ":", 12: ":"][index] { result += separator }
      result.append(digit)
    }
    return result + text.dropFirst(whole.utf8.count)
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
        guard let (time, isWhole) = TimeValue.read(prefixOf: text) else {
          return context.warnTruncated("time", text)
        }
        if !isWhole { context.warnTruncated("time", text) }
        if context.timeZone != .utc, TimeZoneOffset.ends(text), let instant = Instant(text) {
          return result.set(instant.shown(in: context.timeZone, asReadFrom: text).timeMicroseconds)
        }
        result.set(context.clampedTime(time))
      },
      ScalarFunction("my_time_beside", arguments: 3) { arguments, result in
        let isTime = TimeValue.isTime(arguments.text(at: 1))
        result.set(argument: isTime ? 0 : 2, of: arguments)
      },
      ScalarFunction("my_time_or_text", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard TimeValue.isTime(text), let time = TimeValue.parse(text) else {
          return result.set(text)
        }
        result.set(time)
      },
      ScalarFunction("my_number_time", arguments: 1) { arguments, result in
        let number = arguments.decimal(at: 0)
        if number.integerDigits <= 7, let time = TimeValue.parse(number.text),
          abs(time) < TimeValue.maximum || number.integer?.magnitude == 8_385_959
        {
          return result.set(time)
        }
        guard number.integerDigits > 10, let instant = Instant(number: number) else {
          return context.warnTruncated("time", number.text)
        }
        result.set(instant.timeMicroseconds)
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
      ScalarFunction("my_temporal_dec") { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        let text = arguments.text(at: 0)
        let isWhole = arguments.count > 1 && instant.microsecond == 0
        let fraction = text.utf8.count > 19 && !isWhole ? String(text.dropFirst(19)) : ""
        result.set("\(instant.number)" + fraction)
      },
      ScalarFunction("my_seconds_dec", arguments: 2) { arguments, result in
        var number = arguments.decimal(at: 0)
        number.scale = Int(clamping: arguments.integer(at: 1))
        let whole = number.truncated(toScale: 0)
        result.set(whole == number ? whole : number.rounded(toScale: 6))
      },
      ScalarFunction("my_time_int", arguments: 1) { arguments, result in
        result.set(TimeValue.number(TimeValue.rounded(arguments.integer(at: 0), 0)))
      },
      ScalarFunction("my_time_real", arguments: 1) { arguments, result in
        let time = arguments.integer(at: 0)
        result.set(Double(TimeValue.number(time)) + Double(time % 1_000_000) / 1_000_000)
      },
      ScalarFunction("my_time_dec") { arguments, result in
        let time = arguments.integer(at: 0)
        let isWhole = arguments.count > 2 && time % 1_000_000 == 0
        let digits = isWhole ? 0 : Int(clamping: arguments.integer(at: 1))
        result.set(TimeValue.numberText(time, digits))
      },
    ]
  }
}
