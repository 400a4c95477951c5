extension StatementParser {
  /// A token's bytes as they stand.
  @inline(__always)
  func rawText(of token: Token) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[token.range]), as: UTF8.self)
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
  @inline(__always)
  func stringText(of token: Token) -> String {
    let prefix = token.kind == .nationalString ? 2 : 1
    let inside = bytes[token.range].dropFirst(prefix).dropLast()
    let text = UnsafeBufferPointer(rebasing: inside)
    if Self.isPlain(text) { return String(decoding: text, as: UTF8.self) }
    return String(decoding: stringBytes(of: token), as: UTF8.self)
  }

  /// Whether no byte of a string could be a quote or an escape.
  ///
  /// A plain loop, as literals of many megabytes should not be slow in a debug build either.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte == 0x5C || byte == 0x27 || byte == 0x22 { return false }
      index += 1
    }
    return true
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
