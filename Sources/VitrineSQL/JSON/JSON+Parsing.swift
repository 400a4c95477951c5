extension JSON {
  /// How deeply arrays and objects may nest: more is refused rather than risking the stack.
  package static let nestingLimit = 200

  /// Reads one document; white space may surround it, nothing else.
  ///
  /// `\ud83d` alone, half a surrogate pair, stands for U+FFFD unless it is refused.
  ///
  /// - Throws: `invalidJSONText` with the place, in bytes, where the text stops being JSON.
  package init(parsing text: String, refusesHalfPairs: Bool = false) throws(SQLError) {
    var text = text
    let outcome = text.withUTF8 { bytes -> Result<JSON, SQLError> in
      var parser = JSONParser(bytes: bytes, refusesHalfPairs: refusesHalfPairs)
      do throws(SQLError) {
        return .success(try parser.document())
      } catch {
        return .failure(error)
      }
    }
    self = try outcome.get()
  }
}

/// A recursive-descent reader of JSON over UTF-8 bytes (RFC 8259).
private struct JSONParser {
  let bytes: UnsafeBufferPointer<UInt8>
  let refusesHalfPairs: Bool
  var position = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>, refusesHalfPairs: Bool) {
    self.bytes = bytes
    self.refusesHalfPairs = refusesHalfPairs
  }

  /// The byte at the position, 0 at the end: a NUL is no JSON anywhere outside a string.
  var current: UInt8 { position < bytes.count ? bytes[position] : 0 }

  mutating func document() throws(SQLError) -> JSON {
    let value = try value()
    skipSpace()
    guard position == bytes.count else { throw failure("text after the end of the document") }
    return value
  }

  func failure(_ problem: String) -> SQLError {
    SQLError(
      .invalidJSONText,
      "Invalid JSON text: \"\(problem)\" at position \(position)",
      at: Span(lower: position, upper: min(position + 1, bytes.count))
    )
  }

  mutating func skipSpace() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(current), position < bytes.count { position += 1 }
  }

  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte, position < bytes.count else { return false }
    position += 1
    return true
  }

  mutating func value() throws(SQLError) -> JSON {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try nested { (parser) throws(SQLError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(SQLError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw failure(position < bytes.count ? "unexpected character" : "unexpected end")
    }
  }

  mutating func nested(_ body: (inout JSONParser) throws(SQLError) -> JSON) throws(SQLError) -> JSON
  {
    depth += 1
    guard depth <= JSON.nestingLimit else { throw failure("nested too deeply") }
    defer { depth -= 1 }
    position += 1
    return try body(&self)
  }

  mutating func object() throws(SQLError) -> JSON {
    var members: [JSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    repeat {
      skipSpace()
      let key = try string()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("missing ':' after a key") }
      members.append(JSON.Member(key, try value()))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw failure("missing ',' or '}'") }
    return .object(members)
  }

  mutating func array() throws(SQLError) -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      elements.append(try value())
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw failure("missing ',' or ']'") }
    return .array(elements)
  }

  mutating func word(_ word: StaticString, _ value: JSON) throws(SQLError) -> JSON {
    let length = word.utf8CodeUnitCount
    let isThere = word.withUTF8Buffer { bytes.dropFirst(position).prefix(length).elementsEqual($0) }
    guard isThere else { throw failure("unexpected character") }
    position += length
    return value
  }

  mutating func number() throws(SQLError) -> JSON {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  mutating func digits() throws(SQLError) {
    let start = position
    while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(current) { position += 1 }
    guard position > start else { throw failure("missing digit") }
  }
}

extension JSONParser {
  mutating func string() throws(SQLError) -> String {
    guard take(UInt8(ascii: "\"")) else { throw failure("missing '\"'") }
    var text: [UInt8] = []
    var start = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        text.append(contentsOf: bytes[start..<position])
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[start..<position])
        position += 1
        text.append(contentsOf: String(try escape()).utf8)
        start = position
      case 0..<0x20: throw failure("control character in a string")
      default: position += 1
      }
    }
    throw failure("missing '\"' at the end of a string")
  }

  mutating func escape() throws(SQLError) -> Unicode.Scalar {
    let byte = current
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      position -= 1
      throw failure("invalid escape in a string")
    }
  }

  /// A `\uXXXX`, or two that make a surrogate pair.
  mutating func unicodeEscape() throws(SQLError) -> Unicode.Scalar {
    let first = try fourHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    let mark = position
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      return try halfPair(endingAt: mark)
    }
    let second = try fourHexDigits()
    guard (0xDC00..<0xE000).contains(second) else { return try halfPair(endingAt: mark) }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) ?? "\u{FFFD}"
  }

  private mutating func halfPair(endingAt end: Int) throws(SQLError) -> Unicode.Scalar {
    position = end
    guard !refusesHalfPairs else { throw failure("half a surrogate pair") }
    return "\u{FFFD}"
  }

  mutating func fourHexDigits() throws(SQLError) -> UInt32 {
    var number: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(current)).hexDigitValue, current < 0x80 else {
        throw failure("invalid \\u escape")
      }
      number = number << 4 | UInt32(digit)
      position += 1
    }
    return number
  }
}
