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
  case utf8mb3Bin = "utf8mb3_bin"
  case utf8mb3GeneralCi = "utf8mb3_general_ci"
  case utf8mb3UnicodeCi = "utf8mb3_unicode_ci"
  case utf8mb3Unicode520Ci = "utf8mb3_unicode_520_ci"
  case latin1SwedishCi = "latin1_swedish_ci"
  case latin1Bin = "latin1_bin"
  case asciiGeneralCi = "ascii_general_ci"
  case asciiBin = "ascii_bin"

  /// MySQL 8.0's default for text.
  public static let standard = Collation.utf8mb4Uca0900AiCi

  /// The character set whose text it orders, by MySQL's name.
  public var characterSet: String {
    switch self {
    case .binary: "binary"
    case .latin1SwedishCi, .latin1Bin: "latin1"
    case .asciiGeneralCi, .asciiBin: "ascii"
    case .utf8mb3Bin, .utf8mb3GeneralCi, .utf8mb3UnicodeCi, .utf8mb3Unicode520Ci: "utf8mb3"
    default: "utf8mb4"
    }
  }

  /// The most bytes that a character has in its character set.
  package var bytesPerCharacter: Int {
    switch self {
    case .binary, .latin1SwedishCi, .latin1Bin, .asciiGeneralCi, .asciiBin: 1
    case .utf8mb3Bin, .utf8mb3GeneralCi, .utf8mb3UnicodeCi, .utf8mb3Unicode520Ci: 3
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
  package var wide: Collation {
    switch self {
    case .utf8mb3Bin: .utf8mb4Bin
    case .utf8mb3GeneralCi: .utf8mb4GeneralCi
    case .utf8mb3UnicodeCi: .utf8mb4UnicodeCi
    case .utf8mb3Unicode520Ci: .utf8mb4Unicode520Ci
    default: self
    }
  }

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
  /// `s` and `latin1_swedish_ci` `ä` to `æ`, which Unicode does not; `utf8mb4_unicode_ci` and its like find
  /// all characters equal that an old Unicode did not know.
  public var isCoveredByLooseKeys: Bool {
    switch wide {
    case .utf8mb4GeneralCi, .latin1SwedishCi, .utf8mb4UnicodeCi, .utf8mb4Unicode520Ci: false
    default: true
    }
  }
}
