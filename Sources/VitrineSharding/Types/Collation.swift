/// A collation of MySQL's that Vitrine knows; the raw value is MySQL's name and the name under which
/// it is registered on every SQLite connection.
public enum Collation: String, Sendable, Hashable, Codable, CaseIterable {
  case binary
  case utf8mb4Uca0900AiCi = "utf8mb4_0900_ai_ci"
  case utf8mb4Uca0900AsCi = "utf8mb4_0900_as_ci"
  case utf8mb4Uca0900AsCs = "utf8mb4_0900_as_cs"
  case utf8mb4Uca0900Bin = "utf8mb4_0900_bin"
  case utf8mb4Bin = "utf8mb4_bin"
  case utf8mb4GeneralCi = "utf8mb4_general_ci"
  case utf8mb4UnicodeCi = "utf8mb4_unicode_ci"
  case utf8mb4Unicode520Ci = "utf8mb4_unicode_520_ci"
  case utf8mb4IcelandicCi = "utf8mb4_icelandic_ci"
  case utf8mb4LatvianCi = "utf8mb4_latvian_ci"
  case utf8mb4RomanianCi = "utf8mb4_romanian_ci"
  case utf8mb4SlovenianCi = "utf8mb4_slovenian_ci"
  case utf8mb4PolishCi = "utf8mb4_polish_ci"
  case utf8mb4EstonianCi = "utf8mb4_estonian_ci"
  case utf8mb4SpanishCi = "utf8mb4_spanish_ci"
  case utf8mb4SwedishCi = "utf8mb4_swedish_ci"
  case utf8mb4RomanCi = "utf8mb4_roman_ci"
  case utf8mb4PersianCi = "utf8mb4_persian_ci"
  case utf8mb4EsperantoCi = "utf8mb4_esperanto_ci"
  case utf8mb4HungarianCi = "utf8mb4_hungarian_ci"
  case utf8mb4German2Ci = "utf8mb4_german2_ci"
  case utf8mb4VietnameseCi = "utf8mb4_vietnamese_ci"
  case utf8mb3Bin = "utf8mb3_bin"
  case utf8mb3GeneralCi = "utf8mb3_general_ci"
  case utf8mb3UnicodeCi = "utf8mb3_unicode_ci"
  case utf8mb3Unicode520Ci = "utf8mb3_unicode_520_ci"
  case utf8mb3IcelandicCi = "utf8mb3_icelandic_ci"
  case utf8mb3LatvianCi = "utf8mb3_latvian_ci"
  case utf8mb3RomanianCi = "utf8mb3_romanian_ci"
  case utf8mb3SlovenianCi = "utf8mb3_slovenian_ci"
  case utf8mb3PolishCi = "utf8mb3_polish_ci"
  case utf8mb3EstonianCi = "utf8mb3_estonian_ci"
  case utf8mb3SpanishCi = "utf8mb3_spanish_ci"
  case utf8mb3SwedishCi = "utf8mb3_swedish_ci"
  case utf8mb3RomanCi = "utf8mb3_roman_ci"
  case utf8mb3PersianCi = "utf8mb3_persian_ci"
  case utf8mb3EsperantoCi = "utf8mb3_esperanto_ci"
  case utf8mb3HungarianCi = "utf8mb3_hungarian_ci"
  case utf8mb3German2Ci = "utf8mb3_german2_ci"
  case utf8mb3VietnameseCi = "utf8mb3_vietnamese_ci"
  case latin1SwedishCi = "latin1_swedish_ci"
  case latin1GeneralCi = "latin1_general_ci"
  case latin1GeneralCs = "latin1_general_cs"
  case latin1German1Ci = "latin1_german1_ci"
  case latin1DanishCi = "latin1_danish_ci"
  case latin1SpanishCi = "latin1_spanish_ci"
  case latin1Bin = "latin1_bin"
  case asciiGeneralCi = "ascii_general_ci"
  case asciiBin = "ascii_bin"

  /// MySQL 8.0's default for text.
  public static let standard = Collation.utf8mb4Uca0900AiCi

  /// The character set whose text it orders, by MySQL's name.
  public var characterSet: String {
    self == .standard ? "utf8mb4" : Self.characterSets[self] ?? "utf8mb4"
  }

  /// What stands before the first underscore of each name.
  private static let characterSets: [Collation: String] = {
    var sets: [Collation: String] = [:]
    for collation in allCases {
      sets[collation] = String(collation.rawValue.prefix { $0 != "_" })
    }
    return sets
  }()

  /// The most bytes that a character has in its character set.
  package var bytesPerCharacter: Int {
    switch characterSet {
    case "binary", "latin1", "ascii": 1
    case "utf8mb3": 3
    default: 4
    }
  }

  /// The most characters of a VARCHAR.
  var longestVarchar: Int {
    switch bytesPerCharacter {
    case 4: 16_383
    case 3: 21_844
    default: 65_533
    }
  }

  /// Of a collation of utf8mb3 that of utf8mb4 which orders alike; any other itself.
  package var wide: Collation { self == .standard ? self : Self.wider[self] ?? self }

  private static let wider: [Collation: Collation] = {
    var wider: [Collation: Collation] = [:]
    for narrow in allCases where narrow.characterSet == "utf8mb3" {
      wider[narrow] = Collation(rawValue: "utf8mb4" + narrow.rawValue.dropFirst(7))
    }
    return wider
  }()

  /// Whether trailing spaces are ignored in comparisons, MySQL's `PAD SPACE`.
  public var padsSpaces: Bool {
    switch self {
    case .binary, .utf8mb4Uca0900AiCi, .utf8mb4Uca0900AsCi, .utf8mb4Uca0900AsCs,
      .utf8mb4Uca0900Bin:
      false
    default: true
    }
  }

  /// Whether it orders by the bytes of the text alone (after padding).
  public var isBytewise: Bool {
    switch self {
    case .binary, .utf8mb4Uca0900Bin, .utf8mb4Bin, .utf8mb3Bin, .latin1Bin, .asciiBin: true
    default: false
    }
  }

  /// Whether it tells upper from lower case, or is of bytes.
  package var isCaseSensitive: Bool { !rawValue.hasSuffix("_ci") }

  /// Whether equal texts are equal bytes and the order is that of the bytes.
  package var isPlainBytes: Bool { isBytewise && !padsSpaces }

  /// Whether texts that it finds equal have one key under the `unicode_loose` vindexes.
  ///
  /// Those follow the Unicode algorithm and drop trailing spaces. `utf8mb4_general_ci` finds `ß` equal to
  /// `s`, `latin1_swedish_ci` `ä` to `æ` and other languages others, which Unicode does not;
  /// `utf8mb4_unicode_ci` and its like find all characters equal that an old Unicode did not know.
  public var isCoveredByLooseKeys: Bool {
    switch self {
    case .binary, .utf8mb4Uca0900AiCi, .utf8mb4Uca0900AsCi, .utf8mb4Uca0900AsCs,
      .utf8mb4Uca0900Bin, .utf8mb4Bin, .utf8mb3Bin, .latin1Bin, .asciiGeneralCi, .asciiBin:
      true
    default: false
    }
  }
}
