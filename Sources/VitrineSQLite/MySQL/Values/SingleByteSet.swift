package import VitrineSharding

/// The bytes of a character set that has one for each character, `latin1` or `ascii`.
///
/// Texts lie as UTF-8 whatever their set; here they become the set's own bytes, and bytes become texts.
package enum SingleByteSet: String, Sendable {
  /// Windows-1252, as MySQL's latin1 is.
  case latin1
  case ascii

  /// What stands for a character that the set lacks.
  static let replacement = UInt8(ascii: "?")

  /// The byte of a character; nil where the set lacks it.
  func byte(of scalar: Unicode.Scalar) -> UInt8? {
    if scalar.isASCII { return UInt8(scalar.value) }
    guard self == .latin1 else { return nil }
    if let byte = Self.windowsBytes[scalar.value] { return byte }
    guard let byte = UInt8(exactly: scalar.value) else { return nil }
    return Self.windows[byte] == nil ? byte : nil
  }

  /// The character of a byte; nil for one beyond ASCII in `ascii`.
  func scalar(of byte: UInt8) -> Unicode.Scalar? {
    if byte < 0x80 { return Unicode.Scalar(byte) }
    guard self == .latin1 else { return nil }
    return Self.windows[byte].flatMap(Unicode.Scalar.init) ?? Unicode.Scalar(byte)
  }

  /// The text's bytes, with `?` for what the set lacks.
  package func bytes(of text: String) -> [UInt8] {
    text.unicodeScalars.map { byte(of: $0) ?? Self.replacement }
  }

  /// The text of the bytes; nil where they are none.
  package func text(of bytes: [UInt8]) -> String? {
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      guard let scalar = scalar(of: byte) else { return nil }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  /// The text with `?` for what the set lacks.
  func fitted(_ text: String) -> String {
    guard lacks(text) != nil else { return text }
    let scalars = text.unicodeScalars.map { byte(of: $0) == nil ? "?" : $0 }
    return String(String.UnicodeScalarView(scalars))
  }

  /// The text from the first character that the set lacks; nil where there is none.
  func lacks(_ text: String) -> Substring.UnicodeScalarView? {
    let rest = text.unicodeScalars.drop { byte(of: $0) != nil }
    return rest.isEmpty ? nil : Substring.UnicodeScalarView(rest)
  }

  /// The text in upper or lower case, as far as the set's own table goes: not `š`, `ÿ` and `µ`.
  func cased(_ text: String, isUpper: Bool) -> String {
    let scalars = text.unicodeScalars.map { scalar in
      isUpper ? Self.upper(scalar) : Self.lower(scalar)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x61...0x7A, 0xE0...0xF6, 0xF8...0xFE: Unicode.Scalar(scalar.value - 32) ?? scalar
    default: scalar
    }
  }

  private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    switch scalar.value {
    case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE: Unicode.Scalar(scalar.value + 32) ?? scalar
    default: scalar
    }
  }

  /// Where Windows-1252 is not ISO 8859-1.
  private static let windows: [UInt8: UInt32] = [
    0x80: 0x20AC, 0x82: 0x201A, 0x83: 0x0192, 0x84: 0x201E, 0x85: 0x2026, 0x86: 0x2020,
    0x87: 0x2021, 0x88: 0x02C6, 0x89: 0x2030, 0x8A: 0x0160, 0x8B: 0x2039, 0x8C: 0x0152,
    0x8E: 0x017D, 0x91: 0x2018, 0x92: 0x2019, 0x93: 0x201C, 0x94: 0x201D, 0x95: 0x2022,
    0x96: 0x2013, 0x97: 0x2014, 0x98: 0x02DC, 0x99: 0x2122, 0x9A: 0x0161, 0x9B: 0x203A,
    0x9C: 0x0153, 0x9E: 0x017E, 0x9F: 0x0178,
  ]

  private static let windowsBytes: [UInt32: UInt8] = Dictionary(
    windows.map { ($0.value, $0.key) },
    uniquingKeysWith: { first, _ in first }
  )
}

extension Collation {
  /// The character set of its texts where that has one byte for each character.
  package var singleByteSet: SingleByteSet? { SingleByteSet(rawValue: characterSet) }
}

extension Collation {
  /// The text from the first character that its character set lacks; nil where there is none.
  package func lacks(_ text: String) -> Substring.UnicodeScalarView? {
    switch bytesPerCharacter {
    case 4: return nil
    case 3:
      let rest = text.unicodeScalars.drop { $0.value <= 0xFFFF }
      return rest.isEmpty ? nil : Substring.UnicodeScalarView(rest)
    default: return singleByteSet?.lacks(text)
    }
  }

  /// The text with `?` for what its character set lacks.
  func fitted(_ text: String) -> String {
    if let singleByteSet { return singleByteSet.fitted(text) }
    guard lacks(text) != nil else { return text }
    let scalars = text.unicodeScalars.map { $0.value > 0xFFFF ? "?" : $0 }
    return String(String.UnicodeScalarView(scalars))
  }
}

extension MySQLType {
  /// The character set of its texts where that has one byte for each character.
  package var singleByteSet: SingleByteSet? { hasText ? collation?.singleByteSet : nil }
}
