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
