/// A prefix operator.
package enum UnaryOperator: String, Sendable, Hashable, CaseIterable {
  case not = "not"
  /// `!a`, which binds tighter than `NOT`
  case bang = "!"
  case minus = "-"
  case plus = "+"
  case bitNot = "~"
  /// `BINARY a`, MySQL's older spelling of a cast to binary
  case binary = "binary"
}

/// An infix operator.
///
/// The raw value is its text in printed SQL.
package enum BinaryOperator: String, Sendable, Hashable, CaseIterable {
  case or = "or"
  case xor = "xor"
  case and = "and"
  case equal = "="
  case nullSafeEqual = "<=>"
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case bitOr = "|"
  case bitAnd = "&"
  case shiftLeft = "<<"
  case shiftRight = ">>"
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case integerDivide = "div"
  case modulo = "%"
  case bitXor = "^"
  /// `||` under PIPES_AS_CONCAT; otherwise `||` is `or`
  case concatenate = "||"
  case jsonExtract = "->"
  case jsonUnquote = "->>"
}

extension BinaryOperator {
  /// `=`, `<=>`, `!=`, `<`, `<=`, `>`, `>=`.
  package var isComparison: Bool {
    switch self {
    case .equal, .nullSafeEqual, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }

  /// The comparison with its sides exchanged: `a < b` ⇒ `b > a`; others stay as they are.
  package var flipped: BinaryOperator {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    default: self
    }
  }
}

/// A unit of `INTERVAL`, `EXTRACT`, `TIMESTAMPADD` and `TIMESTAMPDIFF`.
package enum IntervalUnit: String, Sendable, Hashable, CaseIterable {
  case microsecond = "microsecond"
  case second = "second"
  case minute = "minute"
  case hour = "hour"
  case day = "day"
  case week = "week"
  case month = "month"
  case quarter = "quarter"
  case year = "year"
  case secondMicrosecond = "second_microsecond"
  case minuteMicrosecond = "minute_microsecond"
  case minuteSecond = "minute_second"
  case hourMicrosecond = "hour_microsecond"
  case hourSecond = "hour_second"
  case hourMinute = "hour_minute"
  case dayMicrosecond = "day_microsecond"
  case daySecond = "day_second"
  case dayMinute = "day_minute"
  case dayHour = "day_hour"
  case yearMonth = "year_month"
}
