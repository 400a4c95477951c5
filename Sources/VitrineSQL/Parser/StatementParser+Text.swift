extension StatementParser {
  /// A token's bytes as they stand.
  @inline(__always)
  func rawText(of token: Token) -> String {
    source[token.range]
  }

  /// The same of some bytes, remembering whether it holds memory.
  mutating func takeText(_ range: Range<Int>) -> String {
    if let text = source.short(range) { return text }
    holdsMemory = true
    return source.decoded(range)
  }

  /// A name without its quotes.
  @inline(__always)
  func text(of token: Token) -> String {
    guard token.kind == .quotedIdentifier else { return rawText(of: token) }
    return unquoted(bytes[token.range])
  }

  /// A word's text in lower case.
  func foldedText(of token: Token) -> String {
    token.kind == .quotedIdentifier ? text(of: token).lowercased() : folded(token.range)
  }

  private func folded(_ range: Range<Int>) -> String {
    String(unsafeUninitializedCapacity: range.count) { buffer in
      for offset in 0..<range.count {
        let byte = bytes[range.lowerBound + offset]
        buffer[offset] = byte &- 0x41 < 26 ? byte | 0x20 : byte
      }
      return range.count
    }
  }

  /// What stands between the quotes, doubled quotes made single; backslashes are left alone.
  func unquoted(_ slice: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    guard let quote = slice.first else { return "" }
    let inside = slice.dropFirst().dropLast()
    guard inside.contains(quote) else { return String(decoding: inside, as: UTF8.self) }
    var content: [UInt8] = []
    var followsQuote = false
    for byte in inside {
      followsQuote = byte == quote && !followsQuote
      if followsQuote || byte != quote { content.append(byte) }
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// The bytes a string token stands for.
  func stringBytes(of token: Token) -> [UInt8] {
    let prefix = token.kind == .nationalString ? 1 : 0
    let slice = bytes[token.range].dropFirst(prefix)
    guard let quote = slice.first else { return [] }
    let inside = slice.dropFirst().dropLast()
    var content: [UInt8] = []
    content.reserveCapacity(inside.count)
    var position = inside.startIndex
    while position < inside.endIndex {
      let byte = inside[position]
      position += 1
      if byte == 0x5C, !mode.contains(.noBackslashEscapes), position < inside.endIndex {
        StringEscape.append(inside[position], to: &content)
        position += 1
      } else {
        content.append(byte)
        if byte == quote { position += 1 }
      }
    }
    return content
  }

  /// The text of a string token, invalid UTF-8 repaired.
  func stringText(of token: Token) -> String {
    plainRange(of: token).map { source[$0] }
      ?? String(decoding: stringBytes(of: token), as: UTF8.self)
  }

  /// What stands between the quotes of a string without quotes and escapes in it.
  @inline(__always)
  private func plainRange(of token: Token) -> Range<Int>? {
    let quote = Int(token.lower) + (token.kind == .nationalString ? 1 : 0)
    let inside = quote + 1..<max(quote + 1, Int(token.upper) - 1)
    return source.isPlain(inside) ? inside : nil
  }

  /// The text of the current token, a string, which is taken.
  @inline(__always)
  mutating func takeStringText() -> String {
    let token = self.token
    advance()
    if let range = plainRange(of: token) { return takeText(range) }
    return takeEscapedText(of: token)
  }

  private mutating func takeEscapedText(of token: Token) -> String {
    holdsMemory = true
    return String(decoding: stringBytes(of: token), as: UTF8.self)
  }
}

/// MySQL's backslash escapes in strings.
enum StringEscape {
  /// Appends what `\byte` stands for; `\%` and `\_` keep their backslash for LIKE.
  static func append(_ byte: UInt8, to content: inout [UInt8]) {
    switch byte {
    case 0x30: content.append(0)
    case 0x62: content.append(0x08)
    case 0x6E: content.append(0x0A)
    case 0x72: content.append(0x0D)
    case 0x74: content.append(0x09)
    case 0x5A: content.append(0x1A)
    case 0x25, 0x5F: content += [0x5C, byte]
    default: content.append(byte)
    }
  }
}
