/// Arithmetic in MySQL's nine words of nine digits, which cut what the operands have behind the point before they
/// compute, where the result has no room for it.
///
/// Digits before the point count from the first that is not zero.
///
/// Source: MySQL 8.0, strings/decimal.cc: do_add, do_sub, decimal_mul, remove_leading_zeroes and FIX_INTG_FRAC_ERROR.
extension Decimal65 {
  static let wordDigits = 9
  static let words = 9

  /// How many words so many digits take.
  static func wordCount(_ digits: Int) -> Int { (max(digits, 0) + wordDigits - 1) / wordDigits }

  private var wholeWordCount: Int { Self.wordCount(integerDigits) }
  private var fractionWordCount: Int { Self.wordCount(scale) }

  /// The sum, of operands that are cut where the result has more than nine words.
  package func adding(_ other: Decimal65) -> Decimal65 {
    let whole = max(wholeWordCount, other.wholeWordCount)
    let fraction = max(fractionWordCount, other.fractionWordCount)
    guard whole + fraction >= Self.words else { return self + other }
    let isCarrying = isNegative == other.isNegative && hasCarry(beside: other, words: whole)
    let room = max(0, Self.words - whole - (isCarrying ? 1 : 0))
    guard fraction > room else { return self + other }
    return cut(toWords: room) + other.cut(toWords: room)
  }

  /// The difference, of operands that are cut where the result has more than nine words.
  package func subtracting(_ other: Decimal65) -> Decimal65 { adding(other.negated) }

  /// The product, of operands that are cut where the result has more than nine words: both by as many words, though
  /// one of them may have none behind the point.
  package func multiplied(by other: Decimal65) -> Decimal65 {
    let whole = Self.wordCount(integerDigits + other.integerDigits)
    let (mine, others) = (fractionWordCount, other.fractionWordCount)
    let room = Self.words - whole
    let missing = mine + others - room
    guard room >= 0, missing > 0 else { return self * other }
    let half = missing / 2
    let isMineShorter = mine <= others
    let product =
      cut(toWords: mine - (isMineShorter ? half : missing - half))
      * other.cut(toWords: others - (isMineShorter ? missing - half : half))
    let shown = min(scale + other.scale, room * Self.wordDigits)
    return product.scale > shown ? product.truncated(toScale: shown) : product
  }

  /// Without what stands behind so many words after the point; before it, where there are fewer than none.
  private func cut(toWords words: Int) -> Decimal65 {
    let kept = words * Self.wordDigits
    return scale > kept ? truncated(toScale: kept) : self
  }

  /// Whether the first words of two numbers may add up to one more.
  private func hasCarry(beside other: Decimal65, words: Int) -> Bool {
    let first = leadingWord(words) + other.leadingWord(words)
    return first > 999_999_998
  }

  /// What stands in the word that is so many words before the point; 0 of a shorter number.
  private func leadingWord(_ words: Int) -> UInt64 {
    guard words > 0, wholeWordCount == words else { return 0 }
    let unit = Magnitude.power(ofTen: scale + (words - 1) * Self.wordDigits)
    return magnitude.quotientAndRemainder(dividingBy: unit)?.0.exact ?? 0
  }
}
