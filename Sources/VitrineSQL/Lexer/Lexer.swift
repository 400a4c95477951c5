/// Cuts the bytes of a statement into tokens.
///
/// One pass, no String, no backtracking. What is no token at all becomes one of the `unterminated…`
/// kinds, so that an earlier error of the grammar is reported first. Comments vanish, except that the
/// text of `/*! … */` is read as if it stood there, `/*+ … */` after a verb is a token, and the places of
/// `/*vt+ … */` are collected.
struct Lexer {
  let bytes: UnsafeBufferPointer<UInt8>
  private let isTextLayoutKnown: Bool
  let mode: SQLMode
  private(set) var position = 0
  private(set) var literalCount: Int32 = 0
  /// The insides of `/*vt+ … */` comments.
  private(set) var directiveRanges: [Range<Int>] = []
  private var previous = Keyword.other
  private var isInVersionComment = false
  private let slots: UnsafeBufferPointer<KeywordTable.Slot>
  private let letters: UnsafeBufferPointer<UInt8>
  private let classes: UnsafeBufferPointer<UInt8>

  /// A lexer over `bytes`, borrowing the keyword table for as long as `body` runs.
  static func withLexer<Result, Failure: Error>(
    over bytes: UnsafeBufferPointer<UInt8>,
    mode: SQLMode,
    _ body: (inout Lexer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let table = KeywordTable.shared
    return try table.slots.withUnsafeBufferPointer { slots throws(Failure) -> Result in
      try table.letters.withUnsafeBufferPointer { letters throws(Failure) -> Result in
        try table.classes.withUnsafeBufferPointer { classes throws(Failure) -> Result in
          var lexer = Lexer(
            bytes: bytes,
            isTextLayoutKnown: table.isTextLayoutKnown,
            mode: mode,
            slots: slots,
            letters: letters,
            classes: classes
          )
          return try body(&lexer)
        }
      }
    }
  }

  private init(
    bytes: UnsafeBufferPointer<UInt8>,
    isTextLayoutKnown: Bool,
    mode: SQLMode,
    slots: UnsafeBufferPointer<KeywordTable.Slot>,
    letters: UnsafeBufferPointer<UInt8>,
    classes: UnsafeBufferPointer<UInt8>
  ) {
    self.bytes = bytes
    self.isTextLayoutKnown = isTextLayoutKnown
    self.mode = mode
    self.slots = slots
    self.letters = letters
    self.classes = classes
  }

  /// The bytes to read texts from.
  var source: StatementText {
    StatementText(bytes: bytes, isLayoutKnown: isTextLayoutKnown)
  }

  /// The byte at an offset from the position; 0 beyond the end.
  @inline(__always)
  private func peek(_ offset: Int = 0) -> UInt8 {
    let index = position + offset
    return index < bytes.count ? bytes[index] : 0
  }

  /// The next token; `end` when there is none, again and again.
  @inline(__always)
  mutating func next() -> Token {
    while true {
      skipBlanks()
      let start = position
      guard start < bytes.count else { return finish(start) }
      let byte = bytes[start]
      if byte.isLetter || byte == 0x5F || byte == 0x24 { return word(start) }
      if byte.isDigit { return number(start) }
      if let token = mark(byte, start) { return token }
    }
  }

  @inline(__always)
  private mutating func skipBlanks() {
    let bytes = self.bytes
    var index = position
    while index < bytes.count, bytes[index].isBlank { index += 1 }
    position = index
  }

  private mutating func finish(_ start: Int) -> Token {
    guard isInVersionComment else { return token(.endOfText, start) }
    isInVersionComment = false
    return token(.unterminatedComment, start)
  }

  @inline(__always)
  private mutating func token(
    _ kind: TokenKind,
    _ start: Int,
    keyword: Keyword = .other
  ) -> Token {
    previous = keyword
    let token = Token(
      kind: kind,
      keyword: keyword,
      lower: Int32(truncatingIfNeeded: start),
      upper: Int32(truncatingIfNeeded: position),
      ordinal: literalCount
    )
    if kind.isLiteral { literalCount += 1 }
    return token
  }

  /// A token of `length` bytes.
  @inline(__always)
  private mutating func take(_ length: Int, _ kind: TokenKind, _ start: Int) -> Token {
    position = start + length
    return token(kind, start)
  }
}

// MARK: Words and numbers
extension Lexer {
  private mutating func word(_ start: Int) -> Token {
    let first = bytes[start] | 0x20
    if bytes.count - start > 1, bytes[start + 1] == 0x27 {
      switch first {
      case 0x6E: return nationalString(start)
      case 0x78: return digitString(start, .hexString) { $0.isHexDigit }
      case 0x62: return digitString(start, .bitString) { $0 == 0x30 || $0 == 0x31 }
      default: break
      }
    }
    var hash: UInt32 = 0
    var index = start
    let (bytes, classes) = (self.bytes, self.classes)
    while index < bytes.count {
      let byte = bytes[index]
      guard classes[Int(byte)] != 0 else { break }
      hash = KeywordTable.hash(hash, byte | 0x20)
      index += 1
    }
    position = index
    return lookUp(start, hash)
  }

  /// The keyword with these letters, or a plain name.
  @inline(__always)
  private mutating func lookUp(_ start: Int, _ hash: UInt32) -> Token {
    let length = position - start
    guard length <= KeywordTable.longestWord else { return token(.identifier, start) }
    var index = KeywordTable.slot(of: hash)
    while true {
      let slot = slots[index]
      if slot.length == 0 { return token(.identifier, start) }
      if Int(slot.length) == length, spells(Int(slot.offset), start, length) {
        return token(slot.isReserved ? .reservedWord : .keyword, start, keyword: slot.keyword)
      }
      index = (index + 1) & (KeywordTable.size - 1)
    }
  }

  @inline(__always)
  private func spells(_ offset: Int, _ start: Int, _ length: Int) -> Bool {
    let (bytes, letters) = (self.bytes, self.letters)
    var index = 0
    while index < length {
      if letters[offset + index] != bytes[start + index] | 0x20 { return false }
      index += 1
    }
    return true
  }

  private mutating func skipDigits() {
    while position < bytes.count, bytes[position].isDigit { position += 1 }
  }

  private mutating func skipWordBytes() {
    while position < bytes.count, bytes[position].isWordByte { position += 1 }
  }

  private mutating func number(_ start: Int) -> Token {
    if bytes[start] == 0x30, let token = prefixedNumber(start) { return token }
    skipDigits()
    if peek() == 0x2E { return fraction(start) }
    if let exponent = exponent(start) { return exponent }
    guard peek().isWordByte else { return token(.integerNumber, start) }
    skipWordBytes()
    return token(.identifier, start)
  }

  /// `0x4D`, `0b101`; anything else that begins so is a name or a number.
  private mutating func prefixedNumber(_ start: Int) -> Token? {
    let mark = peek(1)
    guard mark == 0x78 || mark == 0x62, peek(2).isHexDigit else { return nil }
    let isHex = mark == 0x78
    position += 2
    while isHex ? peek().isHexDigit : (peek() == 0x30 || peek() == 0x31) { position += 1 }
    if !peek().isWordByte, position > start + 2 {
      return token(isHex ? .hexNumber : .bitNumber, start)
    }
    skipWordBytes()
    return token(.identifier, start)
  }

  /// From the point of a number on.
  private mutating func fraction(_ start: Int) -> Token {
    position += 1
    skipDigits()
    return exponent(start) ?? token(.decimalNumber, start)
  }

  private mutating func exponent(_ start: Int) -> Token? {
    guard peek() | 0x20 == 0x65 else { return nil }
    let signed = peek(1) == 0x2B || peek(1) == 0x2D
    guard peek(signed ? 2 : 1).isDigit else { return nil }
    position += signed ? 2 : 1
    skipDigits()
    return token(.floatNumber, start)
  }
}

// MARK: Quotes
extension Lexer {
  private mutating func nationalString(_ start: Int) -> Token {
    position += 1
    return quoted(0x27, start, .nationalString)
  }

  /// `x'4D'` and `b'101'`.
  private mutating func digitString(
    _ start: Int,
    _ kind: TokenKind,
    where isDigit: (UInt8) -> Bool
  ) -> Token {
    position += 2
    while position < bytes.count, isDigit(bytes[position]) { position += 1 }
    let digits = position - start - 2
    guard peek() == 0x27, kind == .bitString || digits.isMultiple(of: 2) else {
      position = start + 1
      let string = quoted(0x27, start, .malformedNumber)
      return string
    }
    position += 1
    return token(kind, start)
  }

  /// A string or a quoted name, from its opening quote on; a doubled quote stands for one.
  private mutating func quoted(_ quote: UInt8, _ start: Int, _ kind: TokenKind) -> Token {
    let escapes = quote != 0x60 && !mode.contains(.noBackslashEscapes)
    let bytes = self.bytes
    var index = position + 1
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == 0x5C, escapes {
        index = min(index + 1, bytes.count)
      } else if byte == quote {
        guard index < bytes.count, bytes[index] == quote else {
          position = index
          return token(kind, start)
        }
        index += 1
      }
    }
    position = index
    let isName = kind == .quotedIdentifier
    return token(isName ? .unterminatedIdentifier : .unterminatedString, start)
  }

  /// `@name`, `@'name'`, `` @`name` ``, `@@`.
  private mutating func variable(_ start: Int) -> Token {
    position += 1
    switch peek() {
    case 0x40: return take(2, .doubleAt, start)
    case 0x27, 0x22, 0x60:
      let quote = peek()
      var result = quoted(quote, start, .userVariable)
      if result.kind != .userVariable { result.kind = .unterminatedString }
      return result
    default:
      while peek().isWordByte || peek() == 0x2E { position += 1 }
      return token(position > start + 1 ? .userVariable : .unexpectedCharacter, start)
    }
  }

  /// `:name`, `::name`, `:=`.
  private mutating func colon(_ start: Int) -> Token {
    if peek(1) == 0x3D { return take(2, .assign, start) }
    let isList = peek(1) == 0x3A
    let width = isList ? 2 : 1
    guard peek(width).isLetter || peek(width) == 0x5F || (!isList && peek(width).isDigit) else {
      return take(width, isList ? .unexpectedCharacter : .colon, start)
    }
    position += width
    while peek().isWordByte || (peek() == 0x2E && peek(1).isWordByte) { position += 1 }
    return token(isList ? .listParameter : .namedParameter, start)
  }
}

// MARK: Comments
extension Lexer {
  private mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A { position += 1 }
  }

  /// Moves behind the next `*/`; false when there is none.
  private mutating func skipToCommentEnd() -> Bool {
    while position < bytes.count {
      if bytes[position] == 0x2A, peek(1) == 0x2F {
        position += 2
        return true
      }
      position += 1
    }
    return false
  }

  /// A comment that starts at `/*`: nil when it is skipped.
  private mutating func comment(_ start: Int) -> Token? {
    position += 2
    if peek() == 0x21, opensVersionComment() { return nil }
    let isHint = peek() == 0x2B && previous.takesOptimizerHints
    let isDirective = peek() == 0x76 && peek(1) == 0x74 && peek(2) == 0x2B
    guard skipToCommentEnd() else { return token(.unterminatedComment, start) }
    if isDirective { directiveRanges.append(start + 5..<position - 2) }
    return isHint ? token(.optimizerHint, start) : nil
  }

  /// Whether `/*!80013 text */` is for this server, so that its text counts.
  private mutating func opensVersionComment() -> Bool {
    let start = position
    position += 1
    var version = 0
    var digits = 0
    while peek().isDigit, digits < 6 {
      version = version * 10 + Int(peek() - 0x30)
      position += 1
      digits += 1
    }
    if digits < 5 { position = start + 1 }
    if digits < 5 || version <= Self.emulatedVersion {
      isInVersionComment = true
      return true
    }
    return false
  }

  /// The version of MySQL whose `/*!nnnnn … */` comments are read.
  static let emulatedVersion = 80040
}

// MARK: Marks and operators
extension Lexer {
  /// The token of a mark or an operator, nil when a comment was skipped.
  private mutating func mark(_ byte: UInt8, _ start: Int) -> Token? {
    switch byte {
    case 0x2C: return take(1, .comma, start)
    case 0x28: return take(1, .leftParenthesis, start)
    case 0x29: return take(1, .rightParenthesis, start)
    case 0x27: return quoted(0x27, start, .string)
    case 0x60: return quoted(0x60, start, .quotedIdentifier)
    case 0x22:
      return quoted(0x22, start, mode.contains(.ansiQuotes) ? .quotedIdentifier : .string)
    case 0x2E:
      return peek(1).isDigit ? fraction(start) : take(1, .dot, start)
    case 0x40: return variable(start)
    case 0x3A: return colon(start)
    case 0x3F: return take(1, .question, start)
    case 0x3B: return take(1, .semicolon, start)
    case 0x7B: return take(1, .leftBrace, start)
    case 0x7D: return take(1, .rightBrace, start)
    case 0x2D, 0x2F, 0x2A, 0x23: return commentOrOperator(byte, start)
    default: return operatorToken(byte, start)
    }
  }

  private mutating func commentOrOperator(_ byte: UInt8, _ start: Int) -> Token? {
    switch (byte, peek(1)) {
    case (0x23, _), (0x2F, 0x2F):
      skipLine()
      return nil
    case (0x2D, 0x2D) where start + 2 >= bytes.count || bytes[start + 2] <= 0x20:
      skipLine()
      return nil
    case (0x2D, 0x3E):
      return peek(2) == 0x3E ? take(3, .doubleArrow, start) : take(2, .arrow, start)
    case (0x2D, _): return take(1, .minus, start)
    case (0x2F, 0x2A): return comment(start)
    case (0x2F, _): return take(1, .slash, start)
    case (0x2A, 0x2F) where isInVersionComment:
      isInVersionComment = false
      position += 2
      return nil
    default: return take(1, .star, start)
    }
  }

  private mutating func operatorToken(_ byte: UInt8, _ start: Int) -> Token {
    switch (byte, peek(1)) {
    case (0x3D, _): take(1, .equal, start)
    case (0x3C, 0x3D):
      peek(2) == 0x3E ? take(3, .nullSafeEqual, start) : take(2, .lessOrEqual, start)
    case (0x3C, 0x3E): take(2, .notEqual, start)
    case (0x3C, 0x3C): take(2, .shiftLeft, start)
    case (0x3C, _): take(1, .lessThan, start)
    case (0x3E, 0x3D): take(2, .greaterOrEqual, start)
    case (0x3E, 0x3E): take(2, .shiftRight, start)
    case (0x3E, _): take(1, .greaterThan, start)
    case (0x21, 0x3D): take(2, .notEqual, start)
    case (0x21, _): take(1, .bang, start)
    case (0x26, 0x26): take(2, .doubleAmpersand, start)
    case (0x26, _): take(1, .ampersand, start)
    case (0x7C, 0x7C): take(2, .doublePipe, start)
    case (0x7C, _): take(1, .pipe, start)
    case (0x2B, _): take(1, .plus, start)
    case (0x25, _): take(1, .percent, start)
    case (0x5E, _): take(1, .caret, start)
    case (0x7E, _): take(1, .tilde, start)
    case (0x5C, 0x4E): null(start)
    default: unexpected(byte, start)
    }
  }

  /// `\N`, which is NULL.
  private mutating func null(_ start: Int) -> Token {
    position = start + 2
    return token(.reservedWord, start, keyword: .null)
  }

  /// A byte no token starts with; letters beyond ASCII are taken together.
  private mutating func unexpected(_ byte: UInt8, _ start: Int) -> Token {
    guard byte >= 0x80 else { return take(1, .unexpectedCharacter, start) }
    while peek() >= 0x80 || peek().isWordByte { position += 1 }
    return token(.foreignLetter, start)
  }
}

extension Keyword {
  /// The verbs after which `/*+ … */` holds optimizer hints.
  var takesOptimizerHints: Bool {
    switch self {
    case .select, .insert, .replace, .update, .delete: true
    default: false
    }
  }
}
