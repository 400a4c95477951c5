/// Lifts the literals out of a statement's text, without parsing it: the plan cache's way in.
///
///     select name from user where id = 42 and rate > 1.50
///     ⇒ key      select name from user where id = ‹i› and rate > ‹d 3,2›
///       literals 42, 1.50
///
/// The key holds the bytes of the text as they stand, so two statements with equal keys differ in the values
/// of their literals alone; a literal's marker tells its type, so equal keys mean equal types. Letters keep
/// their case and blanks stay, because a result column without alias is named by them. Blanks,
/// comments and semicolons at the ends are dropped, except for directives.
///
/// What a plan may not assume: literals that steer the plan itself (`LIMIT`, `ORDER BY 1`, `VARCHAR(50)`) or
/// name a column (`SELECT 1+1`) have markers too. A plan that looked at the value of an ordinal must be kept
/// under that value as well.
package enum Normalizer {
  /// Fills `statement` from the text; false when the text holds what is no token, and so must go to the
  /// parser for its error.
  ///
  /// Buffers of `statement` are reused, so that a lookup allocates nothing once they have grown.
  package static func normalize(
    _ bytes: UnsafeBufferPointer<UInt8>,
    mode: SQLMode = .default,
    into statement: inout NormalizedStatement
  ) -> Bool {
    statement.removeAll()
    guard bytes.count < Int(Int32.max) else { return false }
    return Lexer.withLexer(over: bytes, mode: mode) { lexer in
      var copied = -1
      while true {
        let token = lexer.next()
        if token.kind == .endOfText { break }
        if token.kind.isMalformed { return false }
        if copied < 0 { copied = Int(token.lower) }
        if token.kind == .question { statement.parameterCount += 1 }
        guard let literal = LiteralToken(token) else {
          if token.kind != .semicolon { statement.end = Int(token.upper) }
          continue
        }
        statement.key.append(
          contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<literal.lower])
        )
        statement.append(literal, bytes)
        copied = literal.upper
        statement.end = copied
      }
      if copied >= 0, copied < statement.end {
        statement.key.append(
          contentsOf: UnsafeBufferPointer(rebasing: bytes[copied..<statement.end])
        )
      }
      for range in lexer.directiveRanges { statement.append(directives: bytes[range]) }
      return true
    }
  }

  /// The same for a String.
  package static func normalize(
    _ text: String,
    mode: SQLMode = .default
  ) -> NormalizedStatement? {
    var text = text
    return text.withUTF8 { bytes in
      var statement = NormalizedStatement()
      return normalize(bytes, mode: mode, into: &statement) ? statement : nil
    }
  }
}

/// A statement's text without its literals, and the literals by ordinal.
package struct NormalizedStatement: Sendable {
  /// The key of the plan cache.
  package fileprivate(set) var key: [UInt8] = []
  /// The literal tokens; their index is the ordinal of `Literal.ordinals`.
  package fileprivate(set) var literals: [LiteralToken] = []
  /// How many `?` the text holds.
  package fileprivate(set) var parameterCount = 0
  /// Where the last token that counts ends.
  fileprivate var end = 0

  package init() {}

  fileprivate mutating func removeAll() {
    key.removeAll(keepingCapacity: true)
    literals.removeAll(keepingCapacity: true)
    parameterCount = 0
    end = 0
  }

  /// Adds what a `/*vt+ … */` comment asks for, which may stand outside the text that is copied.
  fileprivate mutating func append(directives: Slice<UnsafeBufferPointer<UInt8>>) {
    key.append(0x02)
    key.append(contentsOf: directives)
  }

  /// Keeps a literal and puts its marker into the key.
  ///
  /// A marker starts with a byte that stands in no token, so it cannot be mistaken for text.
  fileprivate mutating func append(
    _ literal: LiteralToken,
    _ bytes: UnsafeBufferPointer<UInt8>
  ) {
    literals.append(literal)
    key.append(0x01)
    switch literal.kind {
    case .integer: key.append(IntegerWidth(bytes[literal.range]).mark)
    case .decimal:
      let digits = DecimalShape(bytes[literal.range])
      key += [0x64, digits.precision, digits.scale]
    case .float: key.append(Self.isFinite(bytes[literal.range]) ? 0x66 : 0x46)
    case .string: key.append(0x73)
    case .nationalString: key.append(0x6E)
    case .hex: key.append(0x78)
    case .bit: key.append(0x62)
    }
  }

  /// Whether the digits stand for a DOUBLE; the parser refuses others.
  private static func isFinite(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    guard digits.suffix(3).allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return true }
    return Double(String(decoding: digits, as: UTF8.self))?.isFinite ?? true
  }
}

/// A literal in the text: its kind and where it stands.
///
/// Its value is read when it is asked for.
package struct LiteralToken: Sendable, Hashable {
  /// The kinds of literal tokens.
  package enum Kind: UInt8, Sendable {
    case integer
    case decimal
    case float
    case string
    case nationalString
    case hex
    case bit
  }

  package var kind: Kind
  private var first: Int32
  private var last: Int32
  private let tokenKind: TokenKind

  init?(_ token: Token) {
    switch token.kind {
    case .integerNumber: kind = .integer
    case .decimalNumber: kind = .decimal
    case .floatNumber: kind = .float
    case .string: kind = .string
    case .nationalString: kind = .nationalString
    case .hexString, .hexNumber: kind = .hex
    case .bitString, .bitNumber: kind = .bit
    default: return nil
    }
    first = token.lower
    last = token.upper
    tokenKind = token.kind
  }

  package var lower: Int { Int(first) }
  package var upper: Int { Int(last) }
  package var range: Range<Int> { lower..<upper }

  /// What the literal stands for, read from the bytes it was found in.
  package func value(
    in bytes: UnsafeBufferPointer<UInt8>,
    mode: SQLMode = .default
  ) -> LiteralKind {
    let token = Token(kind: tokenKind, keyword: .other, lower: first, upper: last, ordinal: 0)
    let tokens: [Token] = [
      token, Token(kind: .endOfText, keyword: .other, lower: last, upper: last, ordinal: 1),
    ]
    return tokens.withUnsafeBufferPointer { tokens in
      var parser = StatementParser(source: StatementText(bytes), tokens: tokens, mode: mode)
      return (try? parser.literal().kind) ?? .null
    }
  }

  /// The value of an integer literal of up to 18 digits; nil for anything else.
  ///
  /// The fast path of a point query: no text is made.
  package func smallInteger(in bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
    guard kind == .integer, upper - lower <= 18 else { return nil }
    return bytes[range].reduce(Int64(0)) { $0 * 10 + Int64($1 &- 0x30) }
  }
}

/// Whether an integer literal fits BIGINT, BIGINT UNSIGNED or only DECIMAL.
private struct IntegerWidth {
  let mark: UInt8

  init(_ digits: Slice<UnsafeBufferPointer<UInt8>>) {
    let significant = digits.drop { $0 == 0x30 }
    switch significant.count {
    case ..<19: mark = 0x69
    case 19...20: mark = Self.mark(of: significant)
    default: mark = 0x7F &+ UInt8(clamping: min(significant.count, 120))
    }
  }

  private static func mark(of digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt8 {
    var value: UInt64 = 0
    for digit in digits {
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, carries) = product.addingReportingOverflow(UInt64(digit &- 0x30))
      if overflows || carries { return 0x7F &+ UInt8(clamping: digits.count) }
      value = sum
    }
    return value <= UInt64(Int64.max) ? 0x69 : 0x75
  }
}

/// The digits of a decimal literal before and after its point.
private struct DecimalShape {
  let precision: UInt8
  let scale: UInt8

  init(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
    let point = text.firstIndex(of: 0x2E) ?? text.endIndex
    let whole = text[..<point].drop { $0 == 0x30 }.count
    let fraction = max(0, text.distance(from: point, to: text.endIndex) - 1)
    precision = UInt8(clamping: max(1, whole + fraction))
    scale = UInt8(clamping: fraction)
  }
}
