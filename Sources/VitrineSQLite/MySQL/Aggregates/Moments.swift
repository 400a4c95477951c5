/// What variance and standard deviation need: the count, the exact sum, and the exact sum of squares.
struct Moments: Sendable {
  private(set) var count: Int64 = 0
  private var sum = ExactSum()
  private var squares = ExactSum()

  mutating func add(_ number: Double, sign: Int64 = 1) {
    count += sign
    sum.add(number, sign: sign)
    Self.addProduct(number, number, to: &squares, sign: sign)
  }

  mutating func merge(_ other: Moments) {
    count += other.count
    sum.merge(other.sum)
    squares.merge(other.squares)
  }

  /// Adds a product without rounding: the rounded product and what the rounding lost.
  private static func addProduct(
    _ left: Double,
    _ right: Double,
    to total: inout ExactSum,
    sign: Int64 = 1
  ) {
    let product = left * right
    total.add(product, sign: sign)
    total.add((-product).addingProduct(left, right), sign: sign)
  }

  /// The sum of the squared distances from the mean.
  private var squaredDistances: Double {
    let mean = sum.value / Double(count)
    var total = squares
    // Σ(x-m)² = Σx² - 2mΣx + nm², with Σx as two doubles.
    let high = sum.value
    var rest = sum
    rest.add(-high)
    Self.addProduct(-2 * mean, high, to: &total)
    Self.addProduct(-2 * mean, rest.value, to: &total)
    let square = mean * mean
    Self.addProduct(Double(count), square, to: &total)
    Self.addProduct(Double(count), (-square).addingProduct(mean, mean), to: &total)
    return max(0, total.value)
  }

  /// Nil where there are too few rows.
  func variance(isSample: Bool) -> Double? {
    let divisor = isSample ? count - 1 : count
    return divisor > 0 ? squaredDistances / Double(divisor) : nil
  }

  var bytes: [UInt8] {
    let first = sum.bytes
    return UInt64(bitPattern: count).bigEndianBytes + UInt64(first.count).bigEndianBytes + first
      + squares.bytes
  }

  init() {}

  init(bytes: [UInt8]) {
    guard bytes.count >= 16 else { return }
    let length = bytes[8..<16].reduce(0) { $0 << 8 | Int($1) }
    guard length >= 0, length <= bytes.count - 16 else { return }
    count = bytes[0..<8].reduce(0) { $0 << 8 | Int64($1) }
    sum = ExactSum(bytes: bytes[16..<(16 + length)])
    squares = ExactSum(bytes: bytes[(16 + length)...])
  }
}
