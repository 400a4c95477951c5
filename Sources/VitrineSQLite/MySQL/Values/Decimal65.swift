/// An exact decimal number as MySQL's DECIMAL computes with: up to 65 digits and 30 of them behind
/// the point.
///
/// The scale is part of the value: `1.50` and `1.5` are equal and print differently. Results are kept
/// exact, however many digits they have, and cut to MySQL's limits by `rounded(toScale:)`.
package struct Decimal65: Sendable {
  var isNegative: Bool
  var magnitude: Magnitude
  /// Digits behind the point.
  package var scale: Int

  init(isNegative: Bool, magnitude: Magnitude, scale: Int) {
    self.isNegative = isNegative && !magnitude.isZero
    self.magnitude = magnitude
    self.scale = scale
  }

  package init(_ number: Int64, scale: Int = 0) {
    self.init(isNegative: number < 0, magnitude: Magnitude(number.magnitude), scale: scale)
  }

  package init(unsigned number: UInt64) {
    self.init(isNegative: false, magnitude: Magnitude(number), scale: 0)
  }

  package static let zero = Decimal65(Int64(0))

  package var isZero: Bool { magnitude.isZero }
  package var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// Digits before the point, without leading zeros.
  package var integerDigits: Int { max(0, magnitude.digitCount - scale) }
}

// MARK: - Text

extension Decimal65 {
  /// Canonical text: no leading zeros but one before the point, exactly `scale` digits behind it.
  package var text: String {
    let digits = magnitude.digits(atLeast: scale + 1)
    let sign = isNegative ? "-" : ""
    guard scale > 0 else { return sign + digits }
    return sign + digits.dropLast(scale) + "." + digits.suffix(scale)
  }

  /// The number a text begins with; nil where it begins with none.
  ///
  /// `isWhole` tells whether nothing but spaces follows.
  package init?(scanning bytes: some Collection<UInt8>, isWhole: inout Bool) {
    var scanner = NumberScanner(bytes)
    guard scanner.scan() else {
      isWhole = false
      return nil
    }
    isWhole = scanner.isWhole
    let fraction = scanner.fractionDigits
    var magnitude = Magnitude(digits: scanner.digits)
    var scale = fraction - scanner.exponent
    if scale < 0 {
      // However large it is, it is larger than every DECIMAL.
      magnitude = magnitude * .power(ofTen: min(-scale, 400))
      scale = 0
    }
    self.init(isNegative: scanner.isNegative, magnitude: magnitude, scale: min(scale, 2_000))
    if self.scale > Self.parsingScale { self = rounded(toScale: Self.parsingScale) }
  }

  private static let parsingScale = 72

  /// The number that a whole text spells; nil for anything else.
  package init?(_ text: String) {
    var isWhole = false
    guard let number = Decimal65(scanning: text.utf8, isWhole: &isWhole), isWhole else {
      return nil
    }
    self = number
  }

  /// The number a text begins with, 0 where it begins with none.
  package init(prefixOf text: String) {
    var isWhole = false
    self = Decimal65(scanning: text.utf8, isWhole: &isWhole) ?? Decimal65(0)
  }
}

// MARK: - Other numbers

extension Decimal65 {
  /// The nearest double: correctly rounded, for the text is exact.
  package var double: Double { Double(text) ?? 0 }

  /// Rounded half away from zero, nil where it passes 64 bits.
  package var integer: Int64? {
    let whole = rounded(toScale: 0)
    guard let magnitude = whole.magnitude.exact else { return nil }
    if whole.isNegative {
      return magnitude <= Int64.min.magnitude ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil
    }
    return Int64(exactly: magnitude)
  }

  package var unsigned: UInt64? {
    let whole = rounded(toScale: 0)
    return whole.isNegative ? nil : whole.magnitude.exact
  }

  /// The integer it is when multiplied by ten to the power of the scale.
  package func scaled(_ scale: Int) -> Int64? {
    var copy = rounded(toScale: scale)
    copy.scale = 0
    return copy.integer
  }

  /// The double's shortest text read as a decimal: what MySQL makes of a double in a DECIMAL.
  package init?(double number: Double) {
    guard number.isFinite else { return nil }
    self.init("\(number)")
  }
}

// MARK: - Arithmetic

extension Decimal65 {
  package func rounded(toScale target: Int) -> Decimal65 {
    resized(toScale: target, roundsHalfUp: true)
  }

  package func truncated(toScale target: Int) -> Decimal65 {
    resized(toScale: target, roundsHalfUp: false)
  }

  private func resized(toScale target: Int, roundsHalfUp: Bool) -> Decimal65 {
    if target == scale { return self }
    if target > scale { return widened(toScale: target) }
    let divisor = Magnitude.power(ofTen: scale - target)
    guard let (quotient, rest) = magnitude.quotientAndRemainder(dividingBy: divisor) else {
      return self
    }
    let isUp = roundsHalfUp && rest + rest >= divisor
    let kept = isUp ? quotient + .one : quotient
    let shown = max(target, 0)
    let digits = target < 0 ? kept * .power(ofTen: -target) : kept
    return Decimal65(isNegative: isNegative, magnitude: digits, scale: shown)
  }

  private func widened(toScale target: Int) -> Decimal65 {
    let digits = magnitude * .power(ofTen: target - scale)
    return Decimal65(isNegative: isNegative, magnitude: digits, scale: target)
  }

  /// The smallest integer not below it.
  package var ceiling: Decimal65 {
    let whole = truncated(toScale: 0)
    return whole < self ? whole + Decimal65(1) : whole
  }

  /// The largest integer not above it.
  package var floor: Decimal65 {
    let whole = truncated(toScale: 0)
    return self < whole ? whole - Decimal65(1) : whole
  }

  package var negated: Decimal65 {
    Decimal65(isNegative: !isNegative, magnitude: magnitude, scale: scale)
  }

  package static func + (left: Decimal65, right: Decimal65) -> Decimal65 {
    let scale = max(left.scale, right.scale)
    let mine = left.widenedMagnitude(scale)
    let other = right.widenedMagnitude(scale)
    if left.isNegative == right.isNegative {
      return Decimal65(isNegative: left.isNegative, magnitude: mine + other, scale: scale)
    }
    if mine < other {
      return Decimal65(isNegative: right.isNegative, magnitude: other - mine, scale: scale)
    }
    return Decimal65(isNegative: left.isNegative, magnitude: mine - other, scale: scale)
  }

  private func widenedMagnitude(_ target: Int) -> Magnitude {
    target == scale ? magnitude : magnitude * .power(ofTen: target - scale)
  }

  package static func - (left: Decimal65, right: Decimal65) -> Decimal65 { left + right.negated }

  package static func * (left: Decimal65, right: Decimal65) -> Decimal65 {
    Decimal65(
      isNegative: left.isNegative != right.isNegative,
      magnitude: left.magnitude * right.magnitude,
      scale: left.scale + right.scale
    )
  }

  /// The number in MySQL's nine words of nine digits: digits behind the point that have no room are cut;
  /// nil where those before it have none.
  package var fitted: Decimal65? {
    let whole = Self.wholeWords(integerDigits)
    let room = 81 - whole
    guard room >= 0 else { return nil }
    return scale > room ? truncated(toScale: room) : self
  }

  /// The quotient with the asked digits behind the point, rounded half away from zero; nil by zero.
  package func divided(by divisor: Decimal65, scale: Int) -> Decimal65? {
    guard let exact = quotient(by: divisor, scale: scale + 1) else { return nil }
    return exact.rounded(toScale: scale)
  }

  /// The quotient cut after the asked digits.
  private func quotient(by divisor: Decimal65, scale: Int) -> Decimal65? {
    let shift = scale + divisor.scale - self.scale
    let mine = shift > 0 ? magnitude * .power(ofTen: shift) : magnitude
    let other = shift < 0 ? divisor.magnitude * .power(ofTen: -shift) : divisor.magnitude
    guard let (quotient, _) = mine.quotientAndRemainder(dividingBy: other) else { return nil }
    return Decimal65(
      isNegative: isNegative != divisor.isNegative,
      magnitude: quotient,
      scale: scale
    )
  }

  /// The quotient as MySQL computes it: with `increment` digits more than the dividend has, filled up to
  /// words of nine digits and cut there; nil by zero.
  package func quotient(by divisor: Decimal65, increment: Int = 4) -> Decimal65? {
    let mine = Self.wholeWords(scale)
    let other = Self.wholeWords(divisor.scale)
    let missing = max(0, increment - (mine - scale) - (other - divisor.scale))
    return quotient(by: divisor, scale: Self.wholeWords(mine + other + missing))
  }

  private static func wholeWords(_ digits: Int) -> Int { wordCount(digits) * wordDigits }

  /// The integer part of the quotient; nil by zero.
  package func wholeQuotient(by divisor: Decimal65) -> Decimal65? {
    quotient(by: divisor, scale: 0)
  }

  /// What is left of a division by `divisor`, with the sign of the dividend; nil by zero.
  package func remainder(by divisor: Decimal65) -> Decimal65? {
    let scale = max(scale, divisor.scale)
    let mine = widenedMagnitude(scale)
    let other = divisor.widenedMagnitude(scale)
    guard let (_, rest) = mine.quotientAndRemainder(dividingBy: other) else { return nil }
    return Decimal65(isNegative: isNegative, magnitude: rest, scale: scale)
  }
}

extension Decimal65: Comparable {
  package static func == (left: Decimal65, right: Decimal65) -> Bool {
    !(left < right) && !(right < left)
  }

  package static func < (left: Decimal65, right: Decimal65) -> Bool {
    if left.sign != right.sign { return left.sign < right.sign }
    let scale = max(left.scale, right.scale)
    let mine = left.widenedMagnitude(scale)
    let other = right.widenedMagnitude(scale)
    return left.isNegative ? other < mine : mine < other
  }
}
