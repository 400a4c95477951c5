/// How many of the values of a group have each bit set: what BIT_AND, BIT_OR and BIT_XOR need to know of values that
/// come and, in a moving frame, go again.
struct BitCounts {
  private var rows = 0
  private var counts = [Int](repeating: 0, count: UInt64.bitWidth)

  mutating func add(_ value: UInt64) {
    rows += 1
    count(value, 1)
  }

  mutating func remove(_ value: UInt64) {
    rows -= 1
    count(value, -1)
  }

  /// The bits that all values have; all bits where there are no values.
  var commonBits: UInt64 { bits { $0 == rows } }
  var anyBits: UInt64 { bits { $0 > 0 } }
  /// The bits that an odd number of values have.
  var oddBits: UInt64 { bits { $0 % 2 != 0 } }

  private mutating func count(_ value: UInt64, _ change: Int) {
    var rest = value
    while rest != 0 {
      counts[rest.trailingZeroBitCount] += change
      rest &= rest - 1
    }
  }

  private func bits(_ isSet: (Int) -> Bool) -> UInt64 {
    counts.indices.reduce(0) { isSet(counts[$1]) ? $0 | 1 << UInt64($1) : $0 }
  }
}
