package import VitrineSQL

extension JSONDocument {
  /// The document a text spells.
  ///
  /// - Throws: 3141 with the byte at which the text stops being JSON.
  package init(parsing text: String) throws(SQLError) {
    var parser = JSONParser(text, isStored: false)
    self = try parser.document()
  }

  /// The document that a stored text spells, in normal form with marks.
  ///
  /// Digits that no double would show are those of a decimal, also without a mark: `1.50`.
  init(normalForm text: String) throws(SQLError) {
    var parser = JSONParser(text, isStored: true)
    self = try parser.document()
  }

  /// A binary string stands where the text of a document or a path must.
  static var binaryText: SQLError {
    SQLError(
      .invalidJSONCharset,
      "Cannot create a JSON value from a string with CHARACTER SET 'binary'."
    )
  }

  /// The document that a stored text spells, nil where it is none.
  static func stored(_ text: String) -> JSONDocument? {
    do throws(SQLError) {
      return try JSONDocument(normalForm: text)
    } catch {
      return nil
    }
  }

  /// The document a text spells, nil where it is none.
  init?(_ text: String) {
    do throws(SQLError) {
      try self.init(parsing: text)
    } catch {
      return nil
    }
  }
}

/// Reads JSON as RFC 8259 defines it; nesting ends at MySQL's limit.
private struct JSONParser {
  private static let maximumDepth = 100
  private let bytes: [UInt8]
  private let isStored: Bool
  private var position = 0

  init(_ text: String, isStored: Bool) {
    bytes = Array(text.utf8)
    self.isStored = isStored
  }

  mutating func document() throws(SQLError) -> JSONDocument {
    if bytes.isEmpty { throw failure("The document is empty.") }
    let value = try value(depth: 1)
    skipSpaces()
    guard position == bytes.count else {
      throw failure("The document root must not be followed by other values.")
    }
    return value
  }

  private func failure(_ reason: String) -> SQLError {
    SQLError(
      .invalidJSONTextInParameter,
      "Invalid JSON text in argument to a function: \"\(reason)\" at position \(position)."
    )
  }

  private mutating func skipSpaces() {
    while position < bytes.count, [32, 9, 10, 13].contains(bytes[position]) { position += 1 }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func value(depth: Int) throws(SQLError) -> JSONDocument {
    guard depth <= Self.maximumDepth else {
      throw SQLError(.jsonTooDeep, "The JSON document exceeds the maximum depth.")
    }
    skipSpaces()
    switch next {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try array(depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case let mark? where isStored && mark <= JSONDocument.Mark.last: return try marked(mark)
    default: return try number()
    }
  }

  /// A value whose kind the mark before it tells.
  private mutating func marked(_ mark: UInt8) throws(SQLError) -> JSONDocument {
    position += 1
    if let kind = JSONDocument.SQLKind(rawValue: mark) {
      guard next == UInt8(ascii: "\"") else { throw failure("Invalid value.") }
      return .typed(kind, try string())
    }
    let start = position
    let value = try number()
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if mark == JSONDocument.Mark.unsigned { return UInt64(text).map { .unsigned($0) } ?? value }
    return Decimal65(text).map { .decimal($0) } ?? value
  }

  private mutating func word(
    _ word: String,
    _ value: JSONDocument
  ) throws(SQLError) -> JSONDocument {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("Invalid value.") }
    position += word.utf8.count
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpaces()
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func object(_ depth: Int) throws(SQLError) -> JSONDocument {
    position += 1
    var members: [JSONDocument.Member] = []
    if take(UInt8(ascii: "}")) { return .object([]) }
    repeat {
      skipSpaces()
      guard next == UInt8(ascii: "\"") else { throw failure("Missing a name for object member.") }
      let key = try string()
      guard take(UInt8(ascii: ":")) else {
        throw failure("Missing a colon after a name of object member.")
      }
      members.append(JSONDocument.Member(key, try value(depth: depth + 1)))
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else {
      throw failure("Missing a comma or '}' after an object member.")
    }
    return .normalized(members)
  }

  private mutating func array(_ depth: Int) throws(SQLError) -> JSONDocument {
    position += 1
    var elements: [JSONDocument] = []
    if take(UInt8(ascii: "]")) { return .array([]) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else {
      throw failure("Missing a comma or ']' after an array element.")
    }
    return .array(elements)
  }

  private mutating func string() throws(SQLError) -> String {
    position += 1
    var result: [UInt8] = []
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: result, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(&result)
      case 0..<0x20: throw failure("Invalid encoding in string.")
      default: result.append(byte)
      }
    }
    throw failure("Missing a closing quotation mark in string.")
  }

  private mutating func escape(_ result: inout [UInt8]) throws(SQLError) {
    guard let code = next else { throw failure("Invalid escape character in string.") }
    position += 1
    switch code {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(code)
    case UInt8(ascii: "b"): result.append(8)
    case UInt8(ascii: "f"): result.append(12)
    case UInt8(ascii: "n"): result.append(10)
    case UInt8(ascii: "r"): result.append(13)
    case UInt8(ascii: "t"): result.append(9)
    case UInt8(ascii: "u"): result += Array(String(try unicodeEscape()).utf8)
    default: throw failure("Invalid escape character in string.")
    }
  }

  private mutating func unicodeEscape() throws(SQLError) -> Unicode.Scalar {
    var point = try hexDigits()
    if (0xd800..<0xdc00).contains(point), next == UInt8(ascii: "\\") {
      position += 1
      guard next == UInt8(ascii: "u") else { throw failure("The surrogate pair is invalid.") }
      position += 1
      let low = try hexDigits()
      guard (0xdc00..<0xe000).contains(low) else {
        throw failure("The surrogate pair in string is invalid.")
      }
      point = 0x10000 + (point - 0xd800) << 10 + (low - 0xdc00)
    }
    guard let scalar = Unicode.Scalar(point) else {
      throw failure("The surrogate pair in string is invalid.")
    }
    return scalar
  }

  private mutating func hexDigits() throws(SQLError) -> UInt32 {
    let digits = String(decoding: bytes[position..<min(position + 4, bytes.count)], as: UTF8.self)
    guard digits.utf8.count == 4, let point = UInt32(digits, radix: 16) else {
      throw failure("Incorrect hex digit after \\u escape in string.")
    }
    position += 4
    return point
  }

  private mutating func number() throws(SQLError) -> JSONDocument {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let first = position
    skipDigits()
    let isLong = position - first > 1
    guard position > first, !(isLong && bytes[first] == 48) else { throw invalid(at: start) }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() else { throw failure("Missing fraction part in number.") }
    }
    if let letter = next, letter | 32 == UInt8(ascii: "e") {
      isInteger = false
      position += 1
      if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { position += 1 }
      guard skipDigits() else { throw failure("Missing exponent in number.") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger {
      if let number = Int64(text) { return .integer(number) }
      if let number = UInt64(text) { return .unsigned(number) }
    }
    guard let number = Double(text), number.isFinite else {
      throw failure("Number too big to be stored in double.")
    }
    if isStored, JSONDocument.text(number) != text, let exact = Decimal65(text) {
      return .decimal(exact)
    }
    return .real(number)
  }

  private mutating func invalid(at start: Int) -> SQLError {
    position = start
    return failure("Invalid value.")
  }

  @discardableResult
  private mutating func skipDigits() -> Bool {
    let start = position
    while let byte = next, NumberScanner.isDigit(byte) { position += 1 }
    return position > start
  }
}
