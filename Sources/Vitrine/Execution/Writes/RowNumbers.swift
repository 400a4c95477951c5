/// The numbers that AUTO_INCREMENT draws for the rows of one INSERT.
///
/// They are drawn for all rows at first; that of a row which is not inserted is the next one's, as in MySQL's
/// `handler::restore_auto_increment`.
struct RowNumbers {
  private var drawn: ArraySlice<UInt64> = []
  private var returned: UInt64?

  mutating func draw(_ number: UInt64) { drawn.append(number) }

  /// The first number that no row has.
  mutating func take() -> UInt64? {
    defer { returned = nil }
    return returned ?? drawn.popFirst()
  }

  mutating func giveBack(_ number: UInt64) { returned = number }

  /// Leaves out the numbers up to that of a row which came with its own.
  mutating func pass(_ number: UInt64) {
    if let returned, returned <= number { self.returned = nil }
    while let next = drawn.first, next <= number { drawn.removeFirst() }
  }
}

/// The numbers that InnoDB reserves for an INSERT, more than its rows may take: for VALUES at first one for each row, for a
/// SELECT one, two, four and so on.
struct NumberReservation {
  /// The rows of VALUES; nil of a SELECT.
  private let rowCount: Int?
  private var rowsLeft = 0
  private var taken = 0
  private var next: UInt64 = 0
  private var left = 0

  /// InnoDB's `AUTO_INC_DEFAULT_NB_MAX`.
  private static let most = 65_535

  init(rowCount: Int?) { self.rowCount = rowCount }

  /// How many numbers are to be reserved once none is left.
  var wanted: Int {
    guard let rowCount else { return taken < 16 ? min(1 << taken, Self.most) : Self.most }
    return taken == 0 ? rowCount : max(rowsLeft, 1)
  }

  mutating func reserve(_ first: UInt64, count: Int) {
    if taken == 0 { rowsLeft = rowCount ?? 0 }
    taken += 1
    next = first
    left = count
  }

  mutating func noteRow() { rowsLeft -= 1 }

  /// The next of those that are reserved.
  mutating func draw(_ step: UInt64) -> UInt64? {
    guard left > 0 else { return nil }
    left -= 1
    defer { next &+= step }
    return next
  }

  /// Leaves out those up to a number that a row came with.
  mutating func pass(_ number: UInt64, _ step: UInt64) {
    guard left > 0, number >= next else { return }
    let passed = (number - next) / max(step, 1)
    guard passed < UInt64(left - 1) else {
      left = 0
      return
    }
    left -= Int(passed) + 1
    next += (passed + 1) * step
  }
}
