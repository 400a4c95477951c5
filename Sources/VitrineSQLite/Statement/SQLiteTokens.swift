/// The tokens of a text in SQLite's language, as far as the nesting of its expressions depends on them.
struct SQLiteTokens {
  enum Token: Equatable {
    case open
    case close
    case comma
    /// A keyword or a name.
    case word(String)
    /// A number, a string, a parameter.
    case value
    /// An operator, with its precedence: that of OR is 1.
    case symbol(Int)
    case end
  }

  private let bytes: [UInt8]
  private var start = 0
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The latest token with the spaces before it.
  var taken: ArraySlice<UInt8> { bytes[start..<position] }

  mutating func next() -> Token {
    start = position
    while peek == 0x20 || peek == 0x0A { position += 1 }
    guard position < bytes.count else { return .end }
    let byte = peek
    switch byte {
    case UInt8(ascii: "("): return sign(.open)
    case UInt8(ascii: ")"): return sign(.close)
    case UInt8(ascii: ","): return sign(.comma)
    case UInt8(ascii: "'"): return quoted(byte, .value)
    case UInt8(ascii: "\""), UInt8(ascii: "`"): return quoted(byte, .word("\""))
    case UInt8(ascii: "?"):
      position += 1
      return number()
    case UInt8(ascii: "."): return number()
    default:
      if byte &- 0x30 < 10 { return number() }
      return Self.isWord(byte) ? word() : symbol()
    }
  }

  /// Whether a comma comes before the end of the parentheses that were opened last.
  var hasSeveralArguments: Bool {
    var ahead = self
    var depth = 0
    while true {
      switch ahead.next() {
      case .open: depth += 1
      case .close where depth == 0: return false
      case .close: depth -= 1
      case .comma where depth == 0: return true
      case .end: return false
      default: break
      }
    }
  }

  /// Whether a parenthesis follows at once, as it does the name of a function.
  var isAtParenthesis: Bool { peek == UInt8(ascii: "(") }

  private var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private mutating func sign(_ token: Token) -> Token {
    position += 1
    return token
  }

  private mutating func word() -> Token {
    let first = position
    while Self.isWord(peek) { position += 1 }
    if position == first + 1, peek == UInt8(ascii: "'") { return quoted(peek, .value) }
    return .word(String(decoding: bytes[first..<position], as: UTF8.self))
  }

  /// A doubled quote begins another run, which comes to the same.
  private mutating func quoted(_ quote: UInt8, _ token: Token) -> Token {
    repeat {
      position += 1
      while position < bytes.count, bytes[position] != quote { position += 1 }
      position = min(position + 1, bytes.count)
    } while peek == quote
    return token
  }

  private mutating func number() -> Token {
    repeat {
      let isExponent = peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E")
      position += 1
      if isExponent, peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
    } while Self.isWord(peek) || peek == UInt8(ascii: ".")
    return .value
  }

  private mutating func symbol() -> Token {
    let first = position
    while position < bytes.count, position < first + 3, Self.signs.contains(bytes[position]),
      position == first || Self.isPair(bytes[position - 1], bytes[position])
    {
      position += 1
    }
    if position == first { position += 1 }
    return .symbol(Self.precedence(of: bytes[first], length: position - first))
  }

  private static let signs = Set("|&<>=!+-*/%~".utf8)

  /// Whether two signs are one operator: `||`, `<=`, `->`.
  private static func isPair(_ left: UInt8, _ right: UInt8) -> Bool {
    switch (left, right) {
    case (UInt8(ascii: "|"), UInt8(ascii: "|")), (UInt8(ascii: "<"), UInt8(ascii: "<")),
      (UInt8(ascii: "<"), UInt8(ascii: ">")), (UInt8(ascii: "-"), UInt8(ascii: ">")),
      (UInt8(ascii: ">"), UInt8(ascii: ">")), (_, UInt8(ascii: "=")):
      true
    default: false
    }
  }

  private static func precedence(of first: UInt8, length: Int) -> Int {
    switch (first, length) {
    case (UInt8(ascii: "="), _), (UInt8(ascii: "!"), _), (UInt8(ascii: "<"), 2): 4
    case (UInt8(ascii: "<"), 1), (UInt8(ascii: ">"), 1): 5
    case (UInt8(ascii: "&"), _), (UInt8(ascii: "|"), 1), (UInt8(ascii: ">"), 2): 7
    case (UInt8(ascii: "+"), _), (UInt8(ascii: "-"), 1): 8
    case (UInt8(ascii: "*"), _), (UInt8(ascii: "/"), _), (UInt8(ascii: "%"), _): 9
    default: 10
    }
  }
}
