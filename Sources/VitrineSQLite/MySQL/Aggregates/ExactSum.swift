/// A sum of doubles without any rounding until it is asked for.
///
/// The sum is kept as an integer of 2⁻¹⁰⁷⁴ in limbs of 32 bits with room for carries, so it does not
/// depend on the order of its terms, nor on how they were split over shards: states merge exactly, and
/// a term can be taken out again.
struct ExactSum: Sendable, Hashable {
  /// 2¹⁰²⁴ / 2⁻¹⁰⁷⁴ and 64 bits for carries.
  private static let limbCount = 68
  private var limbs = [Int64](repeating: 0, count: limbCount)
  private var pending = 0
  /// The sum of the terms that are infinite or no number.
  private var special = 0.0
  private(set) var isEmpty = true

  mutating func add(_ term: Double, sign: Int64 = 1) {
    isEmpty = false
    guard term.isFinite else {
      special += term
      return
    }
    guard term != 0 else { return }
    // A finite double is ±significand × 2^(exponent - 1074) with a significand of 53 bits.
    let field = Int(term.exponentBitPattern)
    let significand =
      field == 0 ? term.significandBitPattern : term.significandBitPattern | (1 << 52)
    addShifted(significand, max(field - 1, 0), term.sign == .minus ? -sign : sign)
    pending += 1
    if pending > 1 << 28 { normalize() }
  }

  private mutating func addShifted(_ significand: UInt64, _ shift: Int, _ sign: Int64) {
    let wide = UInt128(significand) << UInt128(shift & 31)
    let start = shift >> 5
    limbs[start] += sign * Int64(UInt32(truncatingIfNeeded: wide))
    limbs[start + 1] += sign * Int64(UInt32(truncatingIfNeeded: wide >> 32))
    limbs[start + 2] += sign * Int64(UInt32(truncatingIfNeeded: wide >> 64))
  }

  mutating func merge(_ other: ExactSum) {
    isEmpty = isEmpty && other.isEmpty
    special += other.special
    normalize()
    var other = other
    other.normalize()
    for index in limbs.indices { limbs[index] += other.limbs[index] }
    normalize()
  }

  /// Carries into the next limb, so that every limb but the last is in 0..<2³².
  mutating func normalize() {
    pending = 0
    var carry: Int64 = 0
    for index in limbs.indices.dropLast() {
      let total = limbs[index] + carry
      limbs[index] = total & 0xffff_ffff
      carry = total >> 32
    }
    limbs[Self.limbCount - 1] += carry
  }

  /// The sum, rounded once to the nearest double.
  var value: Double {
    guard special == 0 else { return special }
    var copy = self
    copy.normalize()
    let isNegative = copy.limbs[Self.limbCount - 1] < 0
    if isNegative {
      for index in copy.limbs.indices { copy.limbs[index] = -copy.limbs[index] }
      copy.normalize()
    }
    let magnitude = copy.roundedMagnitude
    return isNegative ? -magnitude : magnitude
  }

  /// The leading 64 bits, with a sticky bit for what is below, scaled.
  private var roundedMagnitude: Double {
    guard let top = limbs.lastIndex(where: { $0 != 0 }) else { return 0 }
    var leading: UInt128 = 0
    for offset in 0..<3 {
      let limb = top - offset >= 0 ? UInt64(bitPattern: limbs[top - offset]) & 0xffff_ffff : 0
      leading = leading << 32 | UInt128(limb)
    }
    if top >= 3, limbs[..<(top - 2)].contains(where: { $0 != 0 }) { leading |= 1 }
    return Self.double(leading, exponent: 32 * (top - 2) - 1074)
  }

  /// `number × 2^exponent`, to nearest, also where the result is subnormal.
  private static func double(_ number: UInt128, exponent: Int) -> Double {
    let bits = 128 - number.leadingZeroBitCount
    let kept = min(53, bits + exponent + 1074)
    guard kept >= 0 else { return 0 }
    let drop = bits - kept
    guard drop > 0 else {
      return Double(sign: .plus, exponent: exponent, significand: Double(number))
    }
    var significand = drop >= 128 ? 0 : number >> UInt128(drop)
    let rest = drop >= 128 ? number : number & ((1 << UInt128(drop)) - 1)
    let half: UInt128 = drop > 128 ? .max : 1 << UInt128(drop - 1)
    if rest > half || (rest == half && significand & 1 == 1) { significand += 1 }
    return Double(sign: .plus, exponent: exponent + drop, significand: Double(significand))
  }
}

extension ExactSum {
  /// Eight bytes for the special terms, then each limb's position and value where it is not zero.
  var bytes: [UInt8] {
    var copy = self
    copy.normalize()
    var bytes = special.bitPattern.bigEndianBytes
    for (index, limb) in copy.limbs.enumerated() where limb != 0 {
      bytes.append(UInt8(index))
      bytes += UInt64(bitPattern: limb).bigEndianBytes
    }
    return bytes
  }

  init(bytes: some Collection<UInt8>) {
    let bytes = Array(bytes)
    guard bytes.count >= 8 else { return }
    isEmpty = false
    special = Double(bitPattern: Self.word(bytes[0..<8]))
    for start in stride(from: 8, to: bytes.count - 8, by: 9) where bytes[start] < Self.limbCount {
      limbs[Int(bytes[start])] = Int64(bitPattern: Self.word(bytes[(start + 1)..<(start + 9)]))
    }
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
