/// An exact sum of integers and decimals, and how many there were.
///
/// Scaled integers add up in 128 bits; what passes them, and decimal text, goes to a `Decimal65`.
struct DecimalSum: Sendable {
  private var small: Int128 = 0
  private var smallScale = 0
  private var large = Decimal65.zero
  private(set) var count: Int64 = 0

  mutating func add(_ number: Int64, scale: Int, sign: Int = 1) {
    count += Int64(sign)
    guard scale == smallScale || small == 0 else {
      return addLarge(Decimal65(number, scale: scale), sign)
    }
    smallScale = scale
    // 2⁶⁴ terms of 64 bits fit into 128.
    small += sign < 0 ? -Int128(number) : Int128(number)
  }

  mutating func add(_ number: Decimal65, sign: Int = 1) {
    count += Int64(sign)
    addLarge(number, sign)
  }

  private mutating func addLarge(_ number: Decimal65, _ sign: Int) {
    large = sign < 0 ? large - number : large + number
  }

  mutating func merge(sum: Decimal65, count: Int64) {
    self.count += count
    large = large + sum
  }

  var total: Decimal65 {
    let mine = Decimal65(
      isNegative: small < 0,
      magnitude: Magnitude(UInt128(small.magnitude)),
      scale: smallScale
    )
    return mine + large
  }
}
