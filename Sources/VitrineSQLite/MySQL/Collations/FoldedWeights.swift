import VitrineSharding

/// The older collations with one weight a character: `utf8mb4_general_ci`, `latin1_swedish_ci`,
/// `ascii_general_ci`.
///
/// A letter weighs what its base letter weighs in upper case; what is not a letter weighs itself.
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

  /// Two bytes a character, then a space that sorts the end as PAD SPACE does.
  static func sortKey(_ bytes: CollationRules.Bytes, _ collation: Collation) -> [UInt8] {
    var key: [UInt8] = []
    for weight in weights(bytes, collation) {
      key.append(UInt8(truncatingIfNeeded: weight >> 8))
      key.append(UInt8(truncatingIfNeeded: weight))
    }
    return key + [0, 32]
  }

  private static func weights(
    _ bytes: CollationRules.Bytes,
    _ collation: Collation
  ) -> [UInt16] {
    var weights: [UInt16] = []
    weights.reserveCapacity(bytes.count)
    UnicodeKey.forEachScalar(bytes) { weights.append(weight($0, collation)) }
    return weights
  }

  private static func weight(_ point: UInt32, _ collation: Collation) -> UInt16 {
    if point < 0x80 {
      let isLower = (0x61...0x7a).contains(point)
      return UInt16(isLower ? point - 32 : point)
    }
    if point > 0xffff { return 0xfffd }
    switch collation {
    case .latin1SwedishCi: return swedish[point] ?? UInt16(point)
    case .asciiGeneralCi: return UInt16(point)
    default: return general(point)
    }
  }

  private static func general(_ point: UInt32) -> UInt16 {
    if point == 0xdf { return 0x53 }
    guard let scalar = Unicode.Scalar(point), scalar.properties.isAlphabetic else {
      return UInt16(point)
    }
    let base = LetterBases.base(scalar)
    let upper = base.properties.uppercaseMapping.unicodeScalars
    guard upper.count == 1, let only = upper.first, only.value <= 0xffff else {
      return UInt16(truncatingIfNeeded: base.value)
    }
    return UInt16(only.value)
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

/// The letter under an accented one.
enum LetterBases {
  /// The letter that stands alone under the primary weight of this one: `A` for `Á`.
  ///
  /// Found through the collation table, for which an accented letter is its base and accents.
  static func base(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    bases[scalar.value].flatMap(Unicode.Scalar.init) ?? scalar
  }

  /// Of the Latin, Greek and Cyrillic blocks, where the older collations know accents.
  private static let bases: [UInt32: UInt32] = {
    var letters: [WeightTable.Element: UInt32] = [:]
    var accented: [(UInt32, WeightTable.Element)] = []
    for point in UInt32(0x41)...UInt32(0x1fff) {
      var elements: [WeightTable.Element] = []
      WeightTable.unicode900.forEach(point) { elements.append($0) }
      guard let first = elements.first, first.primary != 0 else { continue }
      if elements.count == 1 {
        if letters[first] == nil { letters[first] = point }
      } else if elements.dropFirst().allSatisfy({ $0.primary == 0 }) {
        accented.append((point, first))
      }
    }
    var bases: [UInt32: UInt32] = [:]
    for (point, first) in accented { bases[point] = letters[first] }
    return bases
  }()
}
