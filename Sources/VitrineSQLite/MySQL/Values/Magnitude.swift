/// A natural number of any size, in limbs of nine decimal digits, the least first.
///
/// Base 10⁹ makes what decimals do most (parsing, printing, moving the point) cheap. The last limb is
/// never zero; zero has no limbs.
struct Magnitude: Sendable, Hashable {
  static let base: UInt64 = 1_000_000_000
  private(set) var limbs: [UInt32]

  static let zero = Magnitude(limbs: [])
  static let one = Magnitude(limbs: [1])

  init(limbs: [UInt32]) {
    self.limbs = limbs
    while self.limbs.last == 0 { self.limbs.removeLast() }
  }

  init(_ number: some UnsignedInteger) {
    limbs = []
    var rest = UInt128(number)
    while rest > 0 {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: UInt128(Self.base))
      limbs.append(UInt32(truncatingIfNeeded: remainder))
      rest = quotient
    }
  }

  /// The number that ASCII digits spell; other bytes count as zero.
  init(digits: some BidirectionalCollection<UInt8>) {
    limbs = []
    var rest = digits[...]
    while !rest.isEmpty {
      var limb: UInt32 = 0
      for digit in rest.suffix(9) { limb = limb * 10 + UInt32(digit &- 48) % 10 }
      limbs.append(limb)
      rest = rest.dropLast(9)
    }
    while limbs.last == 0 { limbs.removeLast() }
  }

  var isZero: Bool { limbs.isEmpty }

  /// The number where it fits.
  var exact: UInt64? {
    var number: UInt64 = 0
    for limb in limbs.reversed() {
      let (product, overflow) = number.multipliedReportingOverflow(by: Self.base)
      let (sum, carried) = product.addingReportingOverflow(UInt64(limb))
      if overflow || carried { return nil }
      number = sum
    }
    return number
  }

  /// The count of decimal digits; 0 for zero.
  var digitCount: Int {
    guard let top = limbs.last else { return 0 }
    return (limbs.count - 1) * 9 + String(top).utf8.count
  }

  /// Its decimal digits, at least `count` of them.
  func digits(atLeast count: Int = 1) -> String {
    guard let top = limbs.last else { return String(repeating: "0", count: count) }
    var text = String(top)
    for limb in limbs.dropLast().reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.utf8.count) + part
    }
    return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
  }
}

extension Magnitude: Comparable {
  static func < (left: Magnitude, right: Magnitude) -> Bool {
    if left.limbs.count != right.limbs.count { return left.limbs.count < right.limbs.count }
    for (mine, other) in zip(left.limbs.reversed(), right.limbs.reversed()) where mine != other {
      return mine < other
    }
    return false
  }
}

extension Magnitude {
  static func + (left: Magnitude, right: Magnitude) -> Magnitude {
    var sum: [UInt32] = []
    sum.reserveCapacity(max(left.limbs.count, right.limbs.count) + 1)
    var carry: UInt64 = 0
    for index in 0..<max(left.limbs.count, right.limbs.count) {
      let total = left.limb(index) + right.limb(index) + carry
      sum.append(UInt32(total % base))
      carry = total / base
    }
    if carry > 0 { sum.append(UInt32(carry)) }
    return Magnitude(limbs: sum)
  }

  /// The difference; `right` must not be larger.
  static func - (left: Magnitude, right: Magnitude) -> Magnitude {
    var difference: [UInt32] = []
    difference.reserveCapacity(left.limbs.count)
    var borrow: UInt64 = 0
    for index in left.limbs.indices {
      let taken = right.limb(index) + borrow
      let mine = left.limb(index)
      borrow = mine < taken ? 1 : 0
      difference.append(UInt32(mine + borrow * base - taken))
    }
    return Magnitude(limbs: difference)
  }

  static func * (left: Magnitude, right: Magnitude) -> Magnitude {
    guard !left.isZero, !right.isZero else { return zero }
    var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
    for (offset, mine) in left.limbs.enumerated() {
      var carry: UInt64 = 0
      for (step, other) in right.limbs.enumerated() {
        let total = UInt64(mine) * UInt64(other) + UInt64(product[offset + step]) + carry
        product[offset + step] = UInt32(total % base)
        carry = total / base
      }
      product[offset + right.limbs.count] = UInt32(carry)
    }
    return Magnitude(limbs: product)
  }

  private func limb(_ index: Int) -> UInt64 {
    index < limbs.count ? UInt64(limbs[index]) : 0
  }

  static func power(ofTen exponent: Int) -> Magnitude {
    guard exponent > 0 else { return one }
    var limbs = [UInt32](repeating: 0, count: exponent / 9)
    var top: UInt32 = 1
    for _ in 0..<(exponent % 9) { top *= 10 }
    limbs.append(top)
    return Magnitude(limbs: limbs)
  }
}

extension Magnitude {
  /// Long division; nil by zero.
  func quotientAndRemainder(dividingBy divisor: Magnitude) -> (Magnitude, Magnitude)? {
    guard !divisor.isZero else { return nil }
    if self < divisor { return (.zero, self) }
    if divisor.limbs.count == 1 { return divided(bySmall: UInt64(divisor.limbs[0])) }
    var quotient = [UInt32](repeating: 0, count: limbs.count)
    var rest = Magnitude.zero
    for index in limbs.indices.reversed() {
      rest = rest.shifted(bringing: limbs[index])
      let digit = rest.digit(of: divisor)
      quotient[index] = digit
      if digit > 0 { rest = rest - divisor * Magnitude(UInt64(digit)) }
    }
    return (Magnitude(limbs: quotient), rest)
  }

  private func divided(bySmall divisor: UInt64) -> (Magnitude, Magnitude) {
    var quotient = limbs
    var rest: UInt64 = 0
    for index in limbs.indices.reversed() {
      let current = rest * Self.base + UInt64(limbs[index])
      quotient[index] = UInt32(current / divisor)
      rest = current % divisor
    }
    return (Magnitude(limbs: quotient), Magnitude(rest))
  }

  private func shifted(bringing limb: UInt32) -> Magnitude {
    Magnitude(limbs: [limb] + limbs)
  }

  /// The largest limb whose product with the divisor is not larger: guessed from the leading limbs,
  /// then found by halving what the guess leaves open.
  private func digit(of divisor: Magnitude) -> UInt32 {
    guard self >= divisor else { return 0 }
    let top = leading(divisor.limbs.count - 1)
    let other = divisor.leading(divisor.limbs.count - 1)
    var high = min(top / other, UInt128(Self.base - 1))
    var low = top / (other + 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if divisor * Magnitude(middle) <= self { low = middle } else { high = middle - 1 }
    }
    return UInt32(low)
  }

  /// The number that the limbs from two below `index` upward spell.
  private func leading(_ index: Int) -> UInt128 {
    var number: UInt128 = 0
    for position in stride(from: limbs.count - 1, through: max(index - 1, 0), by: -1) {
      number = number * UInt128(Self.base) + UInt128(limbs[position])
    }
    return number
  }
}
