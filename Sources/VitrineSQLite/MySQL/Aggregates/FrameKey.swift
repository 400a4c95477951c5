import VitrineSQL
import VitrineSharding

/// A number by which the rows of a window are sorted, or a bound of it.
enum FrameKey: Comparable {
  case integer(Int64)
  case decimal(Decimal65)
  case real(Double)
  /// Greater than all: in comparisons MySQL takes a bound that is beyond the calendar for that.
  case unlimited

  /// Nil of NULL.
  init?(_ arguments: borrowing FunctionArguments, _ index: Int) {
    switch arguments.storageClass(at: index) {
    case .null: return nil
    case .integer: self = .integer(arguments.integer(at: index))
    case .real: self = .real(arguments.real(at: index))
    case .text, .blob: self = .decimal(arguments.decimal(at: index))
    }
  }

  private var exact: Decimal65? {
    switch self {
    case .integer(let number): Decimal65(number)
    case .decimal(let number): number
    case .real, .unlimited: nil
    }
  }

  private var real: Double {
    switch self {
    case .integer(let number): Double(number)
    case .decimal(let number): number.double
    case .real(let number): number
    case .unlimited: .infinity
    }
  }

  static func < (left: FrameKey, right: FrameKey) -> Bool {
    if case .integer(let mine) = left, case .integer(let other) = right { return mine < other }
    guard let mine = left.exact, let other = right.exact else { return left.real < right.real }
    return mine < other
  }

  static func == (left: FrameKey, right: FrameKey) -> Bool { !(left < right) && !(right < left) }

  static func + (left: FrameKey, right: FrameKey) -> FrameKey {
    guard let mine = left.exact, let other = right.exact else {
      return .real(left.real + right.real)
    }
    return .decimal(mine + other)
  }

  static func - (left: FrameKey, right: FrameKey) -> FrameKey {
    guard let mine = left.exact, let other = right.exact else {
      return .real(left.real - right.real)
    }
    return .decimal(mine - other)
  }
}
