extension String {
  /// The text that the bytes are in UTF-8.
  ///
  /// Throws `invalidCharacterString` with the line and the first bytes that are none; nothing is repaired,
  /// so that no text goes into a table that was never written.
  package init(validUTF8 bytes: some Collection<UInt8>) throws(SQLError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Self.invalidUTF8(in: bytes)
    }
    self = text
  }

  private static func invalidUTF8(in bytes: some Collection<UInt8>) -> SQLError {
    var rest = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var offset = 0
    var line = 1
    while case .valid(let scalar) = parser.parseScalar(from: &rest) {
      offset += scalar.count
      if scalar.first == UInt8(ascii: "\n") { line += 1 }
    }
    let shown = bytes.dropFirst(offset).prefix(6).map { "\\x" + $0.hexDigits }
    return SQLError(
      .invalidCharacterString,
      "Invalid utf8mb4 character string: '\(shown.joined())' in line \(line)",
      hint: "texts are UTF-8; other bytes are written X'FF'"
    )
  }
}

extension UInt8 {
  /// Two hexadecimal digits in upper case.
  package var hexDigits: String {
    let digits = String(self, radix: 16, uppercase: true)
    return self < 16 ? "0" + digits : digits
  }
}
