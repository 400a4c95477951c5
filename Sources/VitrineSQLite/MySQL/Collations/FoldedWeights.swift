import VitrineSharding

/// The older collations with one weight a character: `utf8mb4_general_ci`, `ascii_general_ci` and those of latin1.
///
/// Most letters weigh what their base letter weighs in upper case; what has no entry weighs itself.
/// `general_ci` gives all characters beyond U+FFFF one weight.
enum FoldedWeights {
  static func compare(
    _ left: CollationRules.Bytes,
    _ right: CollationRules.Bytes,
    _ collation: Collation
  ) -> Int {
    let mine = weights(left, collation)
    let other = weights(right, collation)
    for index in 0..<max(mine.count, other.count) {
      // PAD SPACE: the shorter text goes on in spaces.
      let first = index < mine.count ? mine[index] : 32
      let second = index < other.count ? other[index] : 32
      if first != second { return Int(first) - Int(second) }
    }
    return 0
  }

  /// Two bytes a character.
  static func key(_ bytes: CollationRules.Bytes, _ collation: Collation) -> [UInt8] {
    weights(bytes, collation).flatMap {
      [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)]
    }
  }

  /// As many bytes a character as its character set needs at least.
  static func weightString(_ bytes: CollationRules.Bytes, _ collation: Collation) -> [UInt8] {
    if collation == .utf8mb4GeneralCi { return key(bytes, collation) }
    return weights(bytes, collation).map { UInt8(truncatingIfNeeded: $0) }
  }

  private static func weights(
    _ bytes: CollationRules.Bytes,
    _ collation: Collation
  ) -> [UInt16] {
    var weights: [UInt16] = []
    weights.reserveCapacity(bytes.count)
    if let table = WeightTable.latin1(collation) {
      UnicodeKey.forEachScalar(bytes) { weights.append(table.first($0)?.primary ?? byte($0)) }
      return weights
    }
    UnicodeKey.forEachScalar(bytes) { weights.append(weight($0, collation)) }
    return weights
  }

  private static func weight(_ point: UInt32, _ collation: Collation) -> UInt16 {
    if collation == .latin1Bin { return byte(point) }
    if point < 0x80 {
      let isLower = (0x61...0x7a).contains(point)
      return UInt16(isLower ? point - 32 : point)
    }
    if point > 0xffff { return 0xfffd }
    switch collation {
    case .latin1SwedishCi: return swedish[point] ?? byte(point)
    case .asciiGeneralCi: return UInt16(point)
    default: return general(point)
    }
  }

  /// The byte of a character of latin1, by which it sorts.
  private static func byte(_ point: UInt32) -> UInt16 {
    let byte = Unicode.Scalar(point).flatMap(SingleByteSet.latin1.byte)
    return byte.map(UInt16.init) ?? UInt16(truncatingIfNeeded: min(point, 0xfffd))
  }

  private static func general(_ point: UInt32) -> UInt16 {
    WeightTable.general.first(point)?.primary ?? UInt16(point)
  }

  /// Latin 1's letters in the Swedish alphabet: Å Ä Ö after Z, Ü with Y, Æ with Ä.
  private static let swedish: [UInt32: UInt16] = {
    var weights: [UInt32: UInt16] = [:]
    let rows: [(String, Character)] = [
      ("ÀÁÂÃàáâã", "A"), ("Çç", "C"), ("ÈÉÊËèéêë", "E"), ("ÌÍÎÏìíîï", "I"), ("Ññ", "N"),
      ("ÒÓÔÕòóôõ", "O"), ("ÙÚÛùúû", "U"), ("ÜÝüý", "Y"), ("Ðð", "D"), ("Åå", "["), ("ÄÆäæ", "\\"),
      ("Öö", "]"), ("Øø", "Ø"), ("Þþ", "Þ"), ("ß", "ß"), ("ÿ", "ÿ"),
    ]
    for (letters, weight) in rows {
      guard let value = weight.unicodeScalars.first?.value else { continue }
      for letter in letters.unicodeScalars { weights[letter.value] = UInt16(value) }
    }
    return weights
  }()
}
