/// Reads one statement from tokens by recursive descent.
///
/// The whole statement is lexed before it is parsed, so any token ahead can be looked at; the parser never
/// goes back, which keeps it linear. Extensions hold the grammar, one file for each kind of statement.
struct StatementParser: ~Copyable {
  let source: StatementText
  /// Ends with an `end` token, so there is always a current one.
  let tokens: UnsafeBufferPointer<Token>
  let mode: SQLMode
  var index = 0
  /// How many levels of the grammar are open.
  var depth = 0
  /// The greatest height of the children read so far for the node being read.
  var tallest = 0
  var parameterCount = 0
  /// Whether a leaf or a call was read that holds memory: a text that is not short, or a box.
  var holdsMemory = false
  /// How many queries are open; INTO belongs to the outermost alone.
  var queryLevel = 0
  /// INTO between the select list and FROM, waiting for its query.
  var pendingInto: SelectInto?
  /// What was read inside parentheses before it was known what it is, waiting for who asks for it.
  var putAside: PutAside?
  /// The height of the primary in `putAside`.
  var heightPutAside = 0
  /// Warnings of the forms that MySQL will give up, in the order of the text.
  var deprecations: [Warning] = []
  /// Whether statements of stored programs are allowed here.
  var isInProgram = false

  init(
    source: StatementText,
    tokens: UnsafeBufferPointer<Token>,
    mode: SQLMode
  ) {
    self.source = source
    self.tokens = tokens
    self.mode = mode
  }

  /// A box, as it is rare: the parser itself stays small.
  indirect enum PutAside {
    case primary(Expression)
    case reference(TableReference)
  }
}

// MARK: Looking
extension StatementParser {
  @inline(__always)
  var bytes: UnsafeBufferPointer<UInt8> { source.bytes }
  @inline(__always)
  var token: Token { tokens[index] }
  @inline(__always)
  var kind: TokenKind { tokens[index].kind }
  @inline(__always)
  var keyword: Keyword { tokens[index].keyword }
  @inline(__always)
  var isAtEnd: Bool { kind == .endOfText || kind == .semicolon }

  /// The token `distance` places ahead, the last one beyond the end.
  @inline(__always)
  func ahead(_ distance: Int = 1) -> Token {
    tokens[min(index + distance, tokens.count - 1)]
  }

  @inline(__always)
  func isAt(_ keyword: Keyword) -> Bool { tokens[index].keyword == keyword }

  func isAt(_ first: Keyword, _ second: Keyword) -> Bool {
    isAt(first) && ahead().keyword == second
  }

  /// Whether the current token may be a name: unquoted, quoted or a word that is not reserved.
  @inline(__always)
  var isAtName: Bool { kind.isName }

  /// Where the current token starts, for `span(from:)`.
  @inline(__always)
  var start: Int { Int(tokens[index].lower) }

  /// From `start` to the end of the last token that was taken.
  @inline(__always)
  func span(from start: Int) -> Span {
    let lower = Int32(truncatingIfNeeded: start)
    return Span(lower, index > 0 ? tokens[index - 1].upper : lower)
  }

  /// Whether the current token is this word, for words that are no keywords.
  func isAt(word: String) -> Bool {
    isAtName && kind != .quotedIdentifier && text(of: token).lowercased() == word
  }
}

// MARK: Taking
extension StatementParser {
  @inline(__always)
  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  @inline(__always)
  mutating func take(_ keyword: Keyword) -> Bool {
    guard isAt(keyword) else { return false }
    advance()
    return true
  }

  mutating func take(_ first: Keyword, _ second: Keyword) -> Bool {
    guard isAt(first, second) else { return false }
    advance()
    advance()
    return true
  }

  @inline(__always)
  mutating func take(_ kind: TokenKind) -> Bool {
    guard self.kind == kind else { return false }
    advance()
    return true
  }

  mutating func take(word: String) -> Bool {
    guard isAt(word: word) else { return false }
    advance()
    return true
  }

  mutating func expect(_ keyword: Keyword) throws(SQLError) {
    guard take(keyword) else { throw unexpected(expecting: [keyword.rawValue]) }
  }

  @inline(__always)
  mutating func expect(_ kind: TokenKind) throws(SQLError) {
    guard take(kind) else { throw unexpected() }
  }

  /// The first of `keywords` that is here, taken.
  mutating func takeAny(_ keywords: Keyword...) -> Keyword? {
    for keyword in keywords where take(keyword) { return keyword }
    return nil
  }

  /// Elements separated by commas, one at least.
  @inline(__always)
  mutating func list<Element>(
    _ element: (inout StatementParser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    let first = try element(&self)
    guard kind == .comma else { return [first] }
    return try list(after: first, element)
  }

  /// The same where one element is what there mostly is.
  @inline(__always)
  mutating func few<Element>(
    _ element: (inout StatementParser) throws(SQLError) -> Element
  ) throws(SQLError) -> Few<Element> {
    let first = try element(&self)
    guard kind == .comma else { return Few(only: first) }
    return Few(try list(after: first, element))
  }

  private mutating func list<Element>(
    after first: __owned Element,
    _ element: (inout StatementParser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    advance()
    let second = try element(&self)
    guard kind == .comma else { return [first, second] }
    var elements: [Element] = []
    elements.reserveCapacity(4)
    elements.append(first)
    elements.append(second)
    while take(.comma) { elements.append(try element(&self)) }
    return elements
  }

  /// `(element, element)`.
  mutating func parenthesized<Element>(
    _ element: (inout StatementParser) throws(SQLError) -> Element
  ) throws(SQLError) -> [Element] {
    try expect(.leftParenthesis)
    let elements = try list(element)
    try expect(.rightParenthesis)
    return elements
  }

  /// Runs `body` one level deeper, within the limit on nesting.
  mutating func nested<Result>(
    _ body: (inout StatementParser) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    try descend()
    defer { depth -= 1 }
    return try body(&self)
  }

  @inline(__always)
  mutating func descend() throws(SQLError) {
    depth += 1
    if depth > Parser.maximumDepth { throw tooDeep() }
  }
}

extension TokenKind {
  /// Whether a token of this kind may be a name.
  @inline(__always)
  var isName: Bool {
    rawValue >= TokenKind.identifier.rawValue && rawValue <= TokenKind.quotedIdentifier.rawValue
  }

  /// Whether it is a word, reserved ones included.
  var isWord: Bool { isName || self == .reservedWord }
}
