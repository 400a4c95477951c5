import VitrineSQL
import VitrineSharding

/// The bodies of date arithmetic: `+ INTERVAL`, EXTRACT, TIMESTAMPDIFF.
enum IntervalFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    moves(context) + extracts(context) + [timestampDifference()]
  }

  /// `my_date_move(date, amount, unit, sign, digits)`: digits -1 gives a date, -2 the shortest text.
  private static func moves(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_date_move", arguments: 5) { arguments, result in
        guard let start = arguments.instant(at: 0), start.isWholeDate, isReadable(arguments) else {
          return
        }
        guard let interval = interval(arguments), let moved = start.moved(by: interval) else {
          return context.warn(.datetimeOverflow, "Datetime function: datetime field overflow")
        }
        let digits = Int(clamping: arguments.integer(at: 4))
        switch digits {
        case -2: result.set(shortest(moved, from: start))
        case -1: result.set(moved.dateText)
        default: result.set(moved.dateTime.text(digits))
        }
      },
      ScalarFunction("my_time_move", arguments: 4) { arguments, result in
        guard let interval = interval(arguments) else { return }
        let moved = arguments.integer(at: 0).addingReportingOverflow(interval.microseconds)
        guard interval.months == 0, !moved.overflow,
          TimeValue.clamped(moved.partialValue) == moved.partialValue
        else {
          return context.warn(.datetimeOverflow, "Datetime function: time field overflow")
        }
        result.set(moved.partialValue)
      },
    ]
  }

  /// Six digits where there is any fraction: the form of MySQL for text.
  private static func shortest(_ instant: Instant, from start: Instant) -> String {
    instant.text(instant.microsecond == 0 ? 0 : 6)
  }

  private static func interval(_ arguments: borrowing FunctionArguments) -> IntervalValue? {
    guard let unit = IntervalUnit(named: arguments.text(at: 2)),
      var interval = IntervalValue(amount(arguments), unit)
    else { return nil }
    if arguments.integer(at: 3) < 0 { interval.negate() }
    return interval
  }

  private static func amount(_ arguments: borrowing FunctionArguments) -> String {
    arguments.unsignedBlob(at: 1) == nil ? arguments.text(at: 1) : arguments.decimal(at: 1).text
  }

  private static func isReadable(_ arguments: borrowing FunctionArguments) -> Bool {
    IntervalUnit(named: arguments.text(at: 2)).map {
      IntervalValue.isReadable(amount(arguments), $0)
    } ?? false
  }

  // MARK: EXTRACT

  private static func extracts(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_extract", arguments: 2) { arguments, result in
        guard let unit = IntervalUnit(named: arguments.text(at: 1)),
          let instant = arguments.instant(at: 0)
        else { return }
        result.set(extract(unit, instant))
      },
      ScalarFunction("my_extract_text", arguments: 2) { arguments, result in
        let text = arguments.text(at: 0)
        guard let unit = IntervalUnit(named: arguments.text(at: 1)) else { return }
        if let (instant, isWhole) = TimeValue.instant(prefixOf: text) {
          if !isWhole { context.warnTruncated("time", text) }
          return result.set(extract(unit, instant))
        }
        guard let (time, isWhole) = TimeValue.read(prefixOf: text) else {
          return context.warnIncorrect("datetime", text)
        }
        if !isWhole { context.warnTruncated("time", text) }
        result.set(extract(unit, context.clampedTime(time)))
      },
      ScalarFunction("my_extract_time", arguments: 2) { arguments, result in
        guard let unit = IntervalUnit(named: arguments.text(at: 1)) else { return }
        result.set(extract(unit, arguments.integer(at: 0)))
      },
    ]
  }

  private static func extract(_ unit: IntervalUnit, _ time: Int64) -> Int64 {
    var instant = Instant(year: 0, month: 0, day: 0)
    instant.setTime(microseconds: Int64(clamping: time.magnitude))
    let number = extract(unit, instant)
    return time < 0 ? -number : number
  }

  private static func extract(_ unit: IntervalUnit, _ instant: Instant) -> Int64 {
    let day = Int64(instant.day)
    let clock = Int64(instant.hour * 10_000 + instant.minute * 100 + instant.second)
    let fraction = Int64(instant.microsecond)
    switch unit {
    case .microsecond: return fraction
    case .second: return Int64(instant.second)
    case .minute: return Int64(instant.minute)
    case .hour: return Int64(instant.hour)
    case .day: return day
    case .week: return Int64(Week.number(instant, mode: 0).week)
    case .month: return Int64(instant.month)
    case .quarter: return Int64((instant.month + 2) / 3)
    case .year: return Int64(instant.year)
    case .secondMicrosecond: return Int64(instant.second) * 1_000_000 + fraction
    case .minuteMicrosecond: return clock % 10_000 * 1_000_000 + fraction
    case .minuteSecond: return clock % 10_000
    case .hourMicrosecond: return clock * 1_000_000 + fraction
    case .hourSecond: return clock
    case .hourMinute: return clock / 100
    case .dayMicrosecond: return (day * 1_000_000 + clock) * 1_000_000 + fraction
    case .daySecond: return day * 1_000_000 + clock
    case .dayMinute: return day * 10_000 + clock / 100
    case .dayHour: return day * 100 + Int64(instant.hour)
    case .yearMonth: return Int64(instant.year * 100 + instant.month)
    }
  }

  // MARK: TIMESTAMPDIFF

  private static func timestampDifference() -> ScalarFunction {
    ScalarFunction("my_timestampdiff", arguments: 3) { arguments, result in
      guard let unit = IntervalUnit(named: arguments.text(at: 0)),
        let start = arguments.instant(at: 1), let end = arguments.instant(at: 2),
        start.isWholeDate, end.isWholeDate
      else { return }
      let distance = end.microseconds - start.microseconds
      switch unit {
      case .microsecond: result.set(distance)
      case .second: result.set(distance / 1_000_000)
      case .minute: result.set(distance / 60_000_000)
      case .hour: result.set(distance / 3_600_000_000)
      case .day: result.set(distance / Calendar.dayMicroseconds)
      case .week: result.set(distance / (7 * Calendar.dayMicroseconds))
      case .month: result.set(wholeMonths(start, end))
      case .quarter: result.set(wholeMonths(start, end) / 3)
      default: result.set(wholeMonths(start, end) / 12)
      }
    }
  }

  private static func wholeMonths(_ start: Instant, _ end: Instant) -> Int64 {
    if end.microseconds < start.microseconds { return -wholeMonths(end, start) }
    let months = (end.year - start.year) * 12 + end.month - start.month
    let isShort =
      end.day < start.day
      || (end.day == start.day && end.timeMicroseconds < start.timeMicroseconds)
    return Int64(isShort ? months - 1 : months)
  }
}
