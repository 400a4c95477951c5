import VitrineSQL
import VitrineSharding

/// The chapter "Date and Time Functions": bodies.
enum TemporalBodies {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    clock(context) + dateParts(context) + timeParts() + weeks(context) + texts(context)
      + arithmetic(context)
      + times(context) + years(context) + epoch(context)
  }

  // MARK: Now

  private static func clock(_ context: StatementContext) -> [ScalarFunction] {
    [
      now("my_now") { context.localNow }, now("my_sysdate") { context.localSystemTime },
      now("my_utc_now") { context.utcNow },
      time("my_curtime") { context.localNow }, time("my_utc_time") { context.utcNow },
      ScalarFunction("my_curdate", arguments: 0, isDeterministic: false) { _, result in
        result.set(context.localNow.dateText)
      },
      ScalarFunction("my_utc_date", arguments: 0, isDeterministic: false) { _, result in
        result.set(context.utcNow.dateText)
      },
    ]
  }

  private static func now(
    _ name: String,
    _ moment: @escaping () -> Instant
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1, isDeterministic: false) { arguments, result in
      result.set(moment().text(Int(clamping: arguments.integer(at: 0))))
    }
  }

  private static func time(
    _ name: String,
    _ moment: @escaping () -> Instant
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1, isDeterministic: false) { arguments, result in
      let unit = Fraction.unit(Int(clamping: arguments.integer(at: 0)))
      result.set(moment().timeMicroseconds / unit * unit)
    }
  }

  // MARK: Parts

  private static func dateParts(_ context: StatementContext) -> [ScalarFunction] {
    [
      part("my_year") { $0.year }, part("my_month") { $0.month },
      part("my_quarter") { ($0.month + 2) / 3 }, part("my_day") { $0.day },
      whole("my_dayofyear") { Int64($0.dayOfYear) },
      whole("my_dayofweek") { Int64((Calendar.weekday(ofDay: $0.dayNumber) + 1) % 7 + 1) },
      whole("my_weekday") { Int64(Calendar.weekday(ofDay: $0.dayNumber)) },
      whole("my_weekofyear") { Int64(Week.number($0, mode: 3).week) },
      whole("my_to_days") { Int64($0.dayNumber + Calendar.toDaysOffset) },
      whole("my_to_seconds") {
        ($0.microseconds - Int64($0.microsecond)) / 1_000_000 + Int64(Calendar.toDaysOffset)
          * 86_400
      },
      named("my_dayname") { context.dateNames.day(Calendar.weekday(ofDay: $0.dayNumber)) },
      ScalarFunction("my_monthname", arguments: 1) { arguments, result in
        guard let month = arguments.instant(at: 0)?.month, month > 0 else { return }
        result.set(context.dateNames.month(month))
      },
      named("my_last_day") { instant in
        let days = Calendar.days(inMonth: instant.month, of: instant.year)
        return Instant(year: instant.year, month: instant.month, day: days).dateText
      },
    ]
  }

  private static func part(
    _ name: String,
    _ read: @escaping (Instant) -> Int
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      if let instant = arguments.instant(at: 0) { result.set(read(instant)) }
    }
  }

  /// NULL for dates with zero parts.
  private static func whole(
    _ name: String,
    _ read: @escaping (Instant) -> Int64
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      guard let instant = arguments.instant(at: 0), instant.isWholeDate else { return }
      result.set(read(instant))
    }
  }

  private static func named(
    _ name: String,
    _ read: @escaping (Instant) -> String
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      guard let instant = arguments.instant(at: 0), instant.isWholeDate else { return }
      result.set(read(instant))
    }
  }

  private static func timeParts() -> [ScalarFunction] {
    [
      timePart("my_hour") { $0 / 3_600_000_000 },
      timePart("my_minute") { $0 / 60_000_000 % 60 },
      timePart("my_second") { $0 / 1_000_000 % 60 },
      timePart("my_microsecond") { $0 % 1_000_000 },
      ScalarFunction("my_time_to_sec", arguments: 1) { arguments, result in
        result.set(arguments.integer(at: 0) / 1_000_000)
      },
    ]
  }

  private static func timePart(
    _ name: String,
    _ read: @escaping (Int64) -> Int64
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 1) { arguments, result in
      result.set(read(Int64(clamping: arguments.integer(at: 0).magnitude)))
    }
  }

  private static func weeks(_ context: StatementContext) -> [ScalarFunction] {
    [
      week("my_week", context) { instant, mode in
        Week.number(instant, mode: mode).week
      },
      week("my_yearweek", context) { instant, mode in
        let number = Week.number(instant, mode: mode | 2)
        return number.year * 100 + number.week
      },
    ]
  }

  private static func week(
    _ name: String,
    _ context: StatementContext,
    _ read: @escaping (Instant, Int) -> Int
  ) -> ScalarFunction {
    ScalarFunction(name, returnsNullOnNull: false) { arguments, result in
      guard let instant = arguments.instant(at: 0), instant.isWholeDate else { return }
      let asked = arguments.count > 1 ? Int(clamping: arguments.integer(at: 1)) : nil
      result.set(read(instant, (asked ?? context.defaultWeekFormat) & 7))
    }
  }

  // MARK: Texts

  private static func texts(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_date_format", arguments: 2) { arguments, result in
        let format = arguments.text(at: 1)
        guard !format.isEmpty, let instant = arguments.instant(at: 0),
          let text = DateFormat.text(instant, format, context.dateNames)
        else { return }
        result.set(text)
      },
      ScalarFunction("my_time_format", arguments: 2) { arguments, result in
        let time = arguments.integer(at: 0)
        var instant = Instant(year: 0, month: 0, day: 0)
        instant.setTime(microseconds: Int64(clamping: time.magnitude))
        guard let text = DateFormat.text(instant, arguments.text(at: 1), context.dateNames) else {
          return
        }
        result.set(time < 0 ? "-" + text : text)
      },
      ScalarFunction("my_str_to_date", arguments: 3) { arguments, result in
        guard let instant = read(arguments, context), context.mode.allowsZeros(of: instant) else {
          return context.warnFormat(arguments.text(at: 0))
        }
        let digits = Int(clamping: arguments.integer(at: 2))
        result.set(digits < 0 ? instant.dateText : instant.dateTime.text(digits))
      },
      ScalarFunction("my_str_to_time", arguments: 3) { arguments, result in
        guard let instant = read(arguments, context) else {
          return context.warnFormat(arguments.text(at: 0))
        }
        result.set(instant.timeMicroseconds)
      },
      ScalarFunction("my_get_format", arguments: 2) { arguments, result in
        let format = DateFormat.named(arguments.text(at: 0), arguments.text(at: 1))
        result.set(format.map(Value.text))
      },
    ]
  }

  /// What STR_TO_DATE reads; 1292 where something follows it.
  private static func read(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) -> Instant? {
    let text = arguments.text(at: 0)
    var reader = DateFormatReader(text)
    guard let instant = reader.read(arguments.text(at: 1)) else { return nil }
    if !reader.isAtEnd { context.warnTruncated(instant.isDate ? "date" : "datetime", text) }
    return instant
  }

  // MARK: Arithmetic

  private static func arithmetic(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_datediff", arguments: 2) { arguments, result in
        guard let left = arguments.instant(at: 0), let right = arguments.instant(at: 1),
          left.isWholeDate, right.isWholeDate
        else { return }
        result.set(left.dayNumber - right.dayNumber)
      },
      ScalarFunction("my_makedate", arguments: 2) { arguments, result in
        let year = Int(clamping: arguments.wide(at: 0))
        let day = Int(clamping: arguments.wide(at: 1))
        guard (0...9999).contains(year), day > 0, day < 4_000_000 else { return }
        let full = year < 100 ? InstantReader.fullYear(year) : year
        let date = Instant(dayNumber: Calendar.day(year: full, month: 1, day: 1) + day - 1)
        if date.year <= 9999 { result.set(date.dateText) }
      },
      ScalarFunction("my_from_days", arguments: 1) { arguments, result in
        let number = Int(clamping: arguments.integer(at: 0))
        guard number > 365, number < 3_652_500 else { return result.set("0000-00-00") }
        guard number <= 3_652_424 else {
          return context.warn(
            .datetimeOverflow,
            "Datetime function: from_days field overflow"
          )
        }
        result.set(Instant(dayNumber: number - Calendar.toDaysOffset).dateText)
      },
      ScalarFunction("my_period_add", arguments: 2) { arguments, result throws(SQLError) in
        let months = try months(arguments.integer(at: 0), "period_add")
        result.set(period(months &+ UInt64(truncatingIfNeeded: arguments.wide(at: 1))))
      },
      ScalarFunction("my_period_diff", arguments: 2) { arguments, result throws(SQLError) in
        let first = try months(arguments.integer(at: 0), "period_diff")
        let second = try months(arguments.integer(at: 1), "period_diff")
        result.set(Int64(bitPattern: first &- second))
      },
      ScalarFunction("my_timestamp", arguments: 2) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 1))
        result.set(arguments.instant(at: 0)?.dateTime.rounded(digits)?.text(digits).asValue)
      },
      ScalarFunction("my_timestamp_sum", arguments: 3) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 2))
        guard let start = arguments.instant(at: 0), start.isWholeDate else { return }
        let moved = Instant(microseconds: start.microseconds + arguments.integer(at: 1))
        result.set(moved?.rounded(digits)?.text(digits).asValue)
      },
      ScalarFunction("my_span", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        if TimeValue.instant(prefixOf: text) != nil { return }
        if let time = time(text, context) { result.set(context.clampedTime(time)) }
      },
      ScalarFunction("my_addtime", arguments: 3) { arguments, result in
        let digits = Int(clamping: arguments.integer(at: 2))
        let text = arguments.text(at: 0)
        if let (start, isWhole) = TimeValue.instant(prefixOf: text) {
          if !isWhole { context.warnTruncated("time", text) }
          let moved = Instant(microseconds: start.microseconds + arguments.integer(at: 1))
          return result.set(moved.map { $0.text(digits == -2 ? $0.shownDigits : digits).asValue })
        }
        guard let time = time(text, context) else { return }
        let sum = context.clampedTime(time + arguments.integer(at: 1))
        result.set(TimeValue.text(sum, sum % 1_000_000 == 0 ? 0 : 6))
      },
    ]
  }

  /// The time that a text begins with, with a warning of what follows it; nil where it begins with none.
  private static func time(_ text: String, _ context: StatementContext) -> Int64? {
    guard let (time, isWhole) = TimeValue.read(prefixOf: text) else {
      context.warnTruncated("time", text)
      return nil
    }
    if !isWhole { context.warnTruncated("time", text) }
    return TimeValue.clamped(time)
  }

  /// The months of a period `YYYYMM` or `YYMM` since year 0.
  private static func months(_ period: Int64, _ name: String) throws(SQLError) -> UInt64 {
    guard period > 0, (1...12).contains(period % 100) else {
      throw SQLError(.wrongArguments, "Incorrect arguments to \(name)")
    }
    return century(UInt64(period) / 100) &* 12 &+ UInt64(period) % 100 &- 1
  }

  /// The period of so many months since year 0, counted without a sign.
  private static func period(_ months: UInt64) -> Int64 {
    if months == 0 { return 0 }
    return Int64(bitPattern: century(months / 12) &* 100 &+ months % 12 &+ 1)
  }

  /// A year of the first hundred is one of this century or the last.
  private static func century(_ year: UInt64) -> UInt64 {
    year < 70 ? year + 2000 : year < 100 ? year + 1900 : year
  }

  private static func times(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_timediff", arguments: 2) { arguments, result in
        let left = arguments.text(at: 0)
        let right = arguments.text(at: 1)
        let start = TimeValue.instant(prefixOf: left)
        let end = TimeValue.instant(prefixOf: right)
        if let start, let end {
          if !start.isWhole { context.warnTruncated("time", left) }
          if !end.isWhole { context.warnTruncated("time", right) }
          let distance = start.instant.microseconds - end.instant.microseconds
          return result.set(context.clampedTime(distance))
        }
        guard start == nil, end == nil else { return }
        guard let mine = time(left, context), let other = time(right, context) else { return }
        result.set(context.clampedTime(mine - other))
      },
      ScalarFunction("my_instant_diff", arguments: 2) { arguments, result in
        guard let left = Instant(arguments.text(at: 0)), let right = Instant(arguments.text(at: 1)),
          left.isDate == right.isDate
        else { return }
        result.set(context.clampedTime(left.microseconds - right.microseconds))
      },
      ScalarFunction("my_maketime", arguments: 3) { arguments, result in
        let hour = arguments.wide(at: 0)
        let minute = arguments.wide(at: 1)
        let scaled = arguments.decimal(at: 2) * Decimal65(Int64(1_000_000))
        // Below a minute before it is rounded: 59.9999999 is one.
        guard (0..<60).contains(minute), let second = scaled.rounded(toScale: 0).integer,
          let whole = scaled.truncated(toScale: 0).integer, !scaled.isNegative,
          (0..<60_000_000).contains(whole)
        else { return }
        let size = Int64(clamping: min(hour.magnitude, 1000)) * 3600 + Int64(minute) * 60
        let time = size * 1_000_000 + second
        result.set(context.clampedTime(hour < 0 ? -time : time))
      },
      ScalarFunction("my_sec_to_time", arguments: 1) { arguments, result in
        let scaled = arguments.decimal(at: 0) * Decimal65(Int64(1_000_000))
        result.set(context.clampedTime(scaled.integer ?? (scaled.isNegative ? .min : .max)))
      },
      ScalarFunction("my_time_clamped", arguments: 1) { arguments, result in
        result.set(context.clampedTime(arguments.integer(at: 0)))
      },
    ]
  }

  // MARK: Years

  /// What CAST … AS YEAR makes of numbers, texts and dates.
  private static func years(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_year_value", arguments: 1) { arguments, result in
        result.set(shown(year: century(arguments.integer(at: 0)), context))
      },
      // Of a text zero is 2000.
      ScalarFunction("my_text_year", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        let digits = text.drop { $0 == " " || $0 == "\t" }.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty else {
          return context.warn(.wrongValue, "Incorrect YEAR value: '\(text)'")
        }
        if digits.endIndex != text.endIndex { context.warnTruncated("YEAR", text) }
        let number = century(Int64(digits) ?? .max)
        result.set(shown(year: number == 0 ? 2000 : number, context))
      },
      ScalarFunction("my_dated_year", arguments: 1) { arguments, result in
        result.set(shown(year: arguments.integer(at: 0), context))
      },
    ]
  }

  /// The year that one or two digits stand for.
  private static func century(_ year: Int64) -> Int64 {
    switch year {
    case 1...69: year + 2000
    case 70...99: year + 1900
    default: year
    }
  }

  /// The year, where a YEAR holds it; else NULL, and 1292.
  private static func shown(year: Int64, _ context: StatementContext) -> Value? {
    if year == 0 || (1901...2155).contains(year) { return .integer(year) }
    context.warnTruncated("YEAR", String(year))
    return nil
  }

  // MARK: Seconds since 1970

  private static func epoch(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_unix_now", arguments: 0, isDeterministic: false) { _, result in
        result.set(context.now / 1_000_000)
      },
      ScalarFunction("my_unix_timestamp", isDeterministic: false, returnsNullOnNull: false) {
        arguments,
        result in
        // What is no date is 0, unless it is NULL.
        if arguments.isNull(at: arguments.count > 2 ? 2 : 0) { return }
        guard let instant = arguments.instant(at: 0), instant.isWholeDate, instant.isValid else {
          return result.set(0)
        }
        let moment = context.timeZone.moment(ofLocal: instant.microseconds)
        guard moment >= 0, moment <= convertible.upperBound else { return result.set(0) }
        result.set(moment / Fraction.unit(Int(clamping: arguments.integer(at: 1))))
      },
      ScalarFunction("my_stored_unix_timestamp", arguments: 2) { arguments, result in
        guard let instant = arguments.instant(at: 0) else { return }
        guard instant.isWholeDate else { return result.set(0) }
        let unit = Fraction.unit(Int(clamping: arguments.integer(at: 1)))
        result.set(instant.microseconds / unit)
      },
      ScalarFunction("my_local_time", arguments: 1, isDeterministic: false) { arguments, result in
        guard !arguments.isNull(at: 0) else { return }
        let text = arguments.text(at: 0)
        guard let instant = Instant(iso: text), instant.isWholeDate else {
          return result.set(text)
        }
        let local = Instant(microseconds: context.timeZone.local(instant.microseconds))
        result.set(local?.text(max(text.utf8.count - 20, 0)).asValue)
      },
      ScalarFunction("my_from_unixtime", arguments: 2, isDeterministic: false) {
        arguments,
        result in
        let digits = Int(clamping: arguments.integer(at: 1))
        let scaled = arguments.decimal(at: 0) * Decimal65(Int64(1_000_000))
        guard let moment = scaled.integer, (0...convertible.upperBound).contains(moment) else {
          return
        }
        let instant = Instant(microseconds: context.timeZone.local(moment))
        result.set(instant?.rounded(digits)?.text(digits).asValue)
      },
      ScalarFunction("my_convert_tz", arguments: 4, isDeterministic: false) { arguments, result in
        guard let instant = arguments.instant(at: 0), instant.isWholeDate,
          let from = SessionTimeZone(arguments.text(at: 1)),
          let to = SessionTimeZone(arguments.text(at: 2))
        else { return }
        let digits = Int(clamping: arguments.integer(at: 3))
        let moment = from.moment(ofLocal: instant.microseconds)
        // Outside what a TIMESTAMP holds nothing is converted.
        let local = convertible.contains(moment) ? to.local(moment) : instant.microseconds
        result.set(Instant(microseconds: local)?.text(digits).asValue)
      },
    ]
  }

  /// From the first second of 1970 to the last of 3001-01-18, in UTC.
  private static let convertible: ClosedRange<Int64> = 1_000_000...32_536_771_199_999_999
}

extension Instant {
  /// Six fractional digits where there is any fraction.
  fileprivate var shownDigits: Int { microsecond == 0 ? 0 : 6 }
}

extension String {
  /// The text as a value.
  var asValue: Value { .text(self) }
}
