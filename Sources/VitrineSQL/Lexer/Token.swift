/// What a token is.
enum TokenKind: UInt8, Sendable {
  case endOfText
  // Words; `isName` counts on the first three.
  case identifier
  case keyword
  case quotedIdentifier
  case reservedWord
  case userVariable
  // Literals; `isLiteral` counts on their place.
  case integerNumber
  case decimalNumber
  case floatNumber
  case string
  case nationalString
  case hexString
  case hexNumber
  case bitString
  case bitNumber
  // Parameters
  case question
  case namedParameter
  case listParameter
  // Marks
  case comma
  case leftParenthesis
  case rightParenthesis
  case semicolon
  case dot
  case doubleAt
  case leftBrace
  case rightBrace
  case assign
  case colon
  case optimizerHint
  // Operators
  case plus
  case minus
  case star
  case slash
  case percent
  case equal
  case nullSafeEqual
  case notEqual
  case lessThan
  case lessOrEqual
  case greaterThan
  case greaterOrEqual
  case bang
  case doubleAmpersand
  case doublePipe
  case ampersand
  case pipe
  case caret
  case tilde
  case shiftLeft
  case shiftRight
  case arrow
  case doubleArrow
  // What is no token; the parser complains when it comes to it.
  case unterminatedString
  case unterminatedIdentifier
  case unterminatedComment
  case malformedNumber
  case unexpectedCharacter
  case foreignLetter

  /// Whether the token carries a constant and so has an ordinal.
  @inline(__always)
  var isLiteral: Bool {
    rawValue >= TokenKind.integerNumber.rawValue && rawValue <= TokenKind.bitNumber.rawValue
  }
}

/// A piece of the text: 16 bytes, no allocation; its text is read from the statement when needed.
struct Token: Sendable {
  var kind: TokenKind
  /// The word's meaning, for keywords and reserved words; `other` for everything else.
  var keyword: Keyword
  var lower: Int32
  var upper: Int32
  /// How many literal tokens stand before it: the ordinal of a literal.
  var ordinal: Int32

  @inline(__always)
  var range: Range<Int> { Int(lower)..<Int(upper) }
  @inline(__always)
  var span: Span { Span(lower, upper) }
}
