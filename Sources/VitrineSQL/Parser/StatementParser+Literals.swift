extension StatementParser {
  /// A literal, adjacent strings joined.
  mutating func literal(charset: String? = nil) throws(SQLError) -> Literal {
    let token = self.token
    switch token.kind {
    case .string, .nationalString: return stringLiteral(charset: charset)
    case .integerNumber: return take(token, .integer(rawText(of: token)), charset)
    case .decimalNumber: return take(token, .decimal(rawText(of: token)), charset)
    case .floatNumber: return take(token, .float(rawText(of: token).lowercased()), charset)
    case .hexString: return take(token, .hex(hexBytes(token, from: 2, to: 1)), charset)
    case .hexNumber: return take(token, .hex(hexBytes(token, from: 2, to: 0)), charset)
    case .bitString: return take(token, .bit(bitBytes(token, from: 2, to: 1)), charset)
    case .bitNumber: return take(token, .bit(bitBytes(token, from: 2, to: 0)), charset)
    default: throw unexpected()
    }
  }

  private mutating func take(
    _ token: Token,
    _ kind: LiteralKind,
    _ charset: String?
  ) -> Literal {
    guard let charset else {
      advance()
      return Literal(read: kind, ordinal: token.ordinal, span: token.span)
    }
    let start = Int(index > 0 ? tokens[index - 1].lower : token.lower)
    advance()
    let ordinal = Int(token.ordinal)
    return Literal(
      kind: kind,
      charset: charset,
      ordinals: ordinal..<ordinal + 1,
      span: span(from: start)
    )
  }

  private mutating func stringLiteral(charset: String?) -> Literal {
    let first = token
    if first.kind == .nationalString { note(.national) }
    let charset = first.kind == .nationalString ? "utf8mb3" : charset
    guard ahead().kind == .string || charset != nil else {
      return take(first, .string(stringText(of: first)), nil)
    }
    var content: [UInt8] = []
    let start =
      charset == nil || first.kind == .nationalString || index == 0
      ? Int(first.lower) : Int(tokens[index - 1].lower)
    repeat {
      content += stringBytes(of: token)
      advance()
    } while kind == .string
    let ordinals = Int(first.ordinal)..<Int(tokens[index - 1].ordinal) + 1
    return Literal(
      kind: .text(content),
      charset: charset,
      ordinals: ordinals,
      span: span(from: start)
    )
  }

  /// A string literal where the grammar asks for text.
  mutating func stringLiteral() throws(SQLError) -> Literal {
    guard kind == .string || kind == .nationalString else { throw unexpected() }
    var literal = try literal()
    if case .hex(let bytes) = literal.kind {
      literal.kind = .string(String(decoding: bytes, as: UTF8.self))
    }
    return literal
  }

  /// The digits of an integer literal where the grammar asks for a number.
  mutating func integerText() throws(SQLError) -> String {
    guard kind == .integerNumber else { throw unexpected() }
    let text = rawText(of: token)
    advance()
    return text
  }

  /// `DATE '…'`, `TIME '…'`, `TIMESTAMP '…'`.
  mutating func temporalLiteral() throws(SQLError) -> Literal {
    let start = self.start
    let type = keyword
    advance()
    var value = stringLiteral(charset: nil)
    if case .string(let text) = value.kind {
      switch type {
      case .date: value.kind = .date(text)
      case .time: value.kind = .time(text)
      default: value.kind = .timestamp(text)
      }
    }
    value.span = span(from: start)
    return value
  }

  /// The character set an introducer such as `_latin1` names; nil when it is an ordinary name.
  var introducer: String? {
    let name = String(foldedText(of: token).dropFirst())
    return CharacterSets.names.contains(name) ? name : nil
  }

  private func hexBytes(_ token: Token, from prefix: Int, to suffix: Int) -> [UInt8] {
    let digits = bytes[token.range].dropFirst(prefix).dropLast(suffix)
    var content: [UInt8] = []
    content.reserveCapacity(digits.count / 2 + 1)
    var isHigh = digits.count.isMultiple(of: 2)
    for digit in digits {
      if isHigh || content.isEmpty {
        content.append(isHigh ? digit.hexValue << 4 : digit.hexValue)
      } else {
        content[content.count - 1] |= digit.hexValue
      }
      isHigh.toggle()
    }
    return content
  }

  private func bitBytes(_ token: Token, from prefix: Int, to suffix: Int) -> [UInt8] {
    let digits = bytes[token.range].dropFirst(prefix).dropLast(suffix)
    var content = [UInt8](repeating: 0, count: (digits.count + 7) / 8)
    for (place, digit) in digits.reversed().enumerated() where digit == 0x31 {
      content[content.count - 1 - place / 8] |= 1 << UInt8(place % 8)
    }
    return content
  }
}

extension LiteralKind {
  /// A string of these bytes: text when they are valid UTF-8, else bytes.
  static func text(_ content: [UInt8]) -> LiteralKind {
    if let text = String(validating: content, as: UTF8.self) { return .string(text) }
    return .hex(content)
  }
}

/// The character sets of MySQL 8.0.
enum CharacterSets {
  static let names: Set<String> = Set(
    """
    armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms
    euckr gb18030 gb2312 gbk geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5
    latin7 macce macroman sjis swe7 tis620 ucs2 ujis utf16 utf16le utf32 utf8 utf8mb3 utf8mb4
    """.split(whereSeparator: \.isWhitespace).map(String.init)
  )
}
