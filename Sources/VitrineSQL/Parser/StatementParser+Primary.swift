// What operators stand between.
extension StatementParser {
  /// What a pair of parentheses held.
  enum Parenthesized {
    case query(QueryExpression)
    /// One expression, or the elements of a row or an IN list.
    case list([Expression])
  }

  @inline(__always)
  mutating func primary() throws(SQLError) -> Expression {
    switch kind {
    case .integerNumber, .decimalNumber, .floatNumber, .string, .nationalString, .hexString,
      .hexNumber, .bitString,
      .bitNumber:
      return .literal(try literal())
    case .identifier, .quotedIdentifier, .keyword:
      return try nameOrCall()
    case .reservedWord: return try reservedPrimary()
    case .leftParenthesis: return try parenthesizedPrimary()
    case .question, .namedParameter, .listParameter: return .parameter(parameter())
    case .userVariable: return try userVariableOrAssignment()
    case .doubleAt: return .systemVariable(try systemVariable())
    case .leftBrace: return try escapedByODBC()
    default: throw unexpected()
    }
  }

  private mutating func parenthesizedPrimary() throws(SQLError) -> Expression {
    let start = self.start
    switch try parenthesizedItem() {
    case .query(let query): return .subquery(Subquery(query: query, span: span(from: start)))
    case .list(let elements):
      if elements.count == 1, let only = elements.first { return only }
      return .row(RowConstructor(elements: elements, span: span(from: start)))
    }
  }

  /// A parenthesised query, expression or list.
  ///
  /// `((select 1) + 2)` and `((select 1) union select 2)` begin alike. The inner parentheses are read
  /// first; what follows them tells what they were, so nothing is read twice.
  mutating func parenthesizedItem() throws(SQLError) -> Parenthesized {
    try descend()
    defer { depth -= 1 }
    let start = self.start
    try expect(.leftParenthesis)
    if startsQuery {
      let query = try queryExpression()
      try expect(.rightParenthesis)
      return .query(query)
    }
    if kind == .leftParenthesis {
      let height = tallest
      tallest = 0
      let inner = self.start
      if case .query(let query)? = try innerItem(inner) {
        tallest = max(tallest, height)
        return .query(query)
      }
      heightPutAside = tallest + 1
      tallest = height
    }
    let elements = try list { parser throws(SQLError) in try parser.expression() }
    guard take(.rightParenthesis) else { throw unclosed(start) }
    return .list(elements)
  }

  /// Parentheses directly inside others: a query when all of it turns out to be one, else nil with
  /// the primary put aside.
  private mutating func innerItem(_ start: Int) throws(SQLError) -> Parenthesized? {
    switch try parenthesizedItem() {
    case .query(let query):
      if take(.rightParenthesis) { return .query(query) }
      if continuesQuery {
        let whole = try queryExpression(continuing: query, from: start)
        try expect(.rightParenthesis)
        return .query(whole)
      }
      putAside = .primary(.subquery(Subquery(query: query, span: span(from: start))))
    case .list(let elements):
      if elements.count == 1, let only = elements.first {
        putAside = .primary(only)
      } else {
        putAside = .primary(.row(RowConstructor(elements: elements, span: span(from: start))))
      }
    }
    return nil
  }

  /// The error of a token where `)` should be.
  private func unclosed(_ start: Int) -> SQLError {
    guard kind == .endOfText else { return unexpected() }
    return SQLError(
      .parseError,
      "syntax error: unexpected end of statement",
      at: Span(lower: start, upper: start + 1),
      hint: "this parenthesis is not closed"
    )
  }

  /// Whether a query expression starts at the current token.
  var startsQuery: Bool { token.startsQuery || isAt(.values, .row) }

  /// `(query)`.
  mutating func subquery() throws(SQLError) -> QueryExpression {
    guard kind == .leftParenthesis, case .query(let query) = try parenthesizedItem() else {
      throw unexpected(expecting: ["select"])
    }
    return query
  }
}

// MARK: Names, variables, parameters
extension StatementParser {
  @inline(__always)
  private mutating func nameOrCall() throws(SQLError) -> Expression {
    switch ahead().kind {
    case .leftParenthesis:
      let isPlain = depth < Parser.maximumDepth && isAtCallOfLeaf(.predicate)
      return isPlain ? callOfLeaf() : try call()
    case .string, .hexString, .hexNumber, .bitString, .bitNumber:
      if let literal = try introducedLiteral() { return .literal(literal) }
    case .dot:
      if ahead(3).kind == .leftParenthesis, ahead(2).kind.isWord { return try qualifiedCall() }
      let column = try columnName()
      guard kind == .arrow || kind == .doubleArrow else { return .column(column) }
      return try jsonAccess(column)
    case .arrow, .doubleArrow: return try jsonAccess(ColumnName(read: try identifier()))
    default: break
    }
    return .column(ColumnName(read: try identifier()))
  }

  /// `DATE '…'`, `_latin1'…'`: a literal that starts with a word; nil when the word is a name.
  private mutating func introducedLiteral() throws(SQLError) -> Literal? {
    guard kind != .quotedIdentifier else { return nil }
    if keyword == .date || keyword == .time || keyword == .timestamp, ahead().kind == .string {
      return try temporalLiteral()
    }
    guard kind == .identifier, bytes[Int(token.lower)] == 0x5F, let charset = introducer else {
      return nil
    }
    note(charset: charset)
    advance()
    return try literal(charset: charset)
  }

  /// `column->'$.path'`, `column->>'$.path'`.
  private mutating func jsonAccess(_ column: ColumnName) throws(SQLError) -> Expression {
    var left = Expression.column(column)
    while kind == .arrow || kind == .doubleArrow {
      let symbol = kind == .arrow ? BinaryOperator.jsonExtract : .jsonUnquote
      advance()
      guard kind == .string || kind.isParameter else { throw unexpected() }
      let path = try primary()
      left = .binary(
        BinaryOperation(
          operator: symbol,
          left: left,
          right: path,
          span: span(from: Int(column.span.lower))
        )
      )
    }
    return left
  }

  mutating func parameter() -> ParameterReference {
    let token = self.token
    advance()
    switch token.kind {
    case .question:
      parameterCount += 1
      return ParameterReference(parameter: .positional(parameterCount - 1), span: token.span)
    case .listParameter:
      return ParameterReference(
        parameter: .list(String(rawText(of: token).dropFirst(2))),
        span: token.span
      )
    default:
      return ParameterReference(
        parameter: .named(String(rawText(of: token).dropFirst())),
        span: token.span
      )
    }
  }

  mutating func userVariable() throws(SQLError) -> UserVariable {
    let token = self.token
    guard token.kind == .userVariable else { throw unexpected() }
    advance()
    let name = variableText(of: token)
    return UserVariable(name: Identifier(text: name, span: token.span), span: token.span)
  }

  /// The text behind `@`, without quotes.
  func variableText(of token: Token) -> String {
    let inside = token.range.dropFirst()
    guard let first = inside.first, first < token.range.upperBound else { return "" }
    switch bytes[first] {
    case 0x60: return unquoted(bytes[inside])
    case 0x27, 0x22:
      var string = token
      string.lower += 1
      string.kind = .string
      return stringText(of: string)
    default: return String(decoding: bytes[inside], as: UTF8.self)
    }
  }

  private mutating func userVariableOrAssignment() throws(SQLError) -> Expression {
    let variable = try userVariable()
    guard take(.assign) else { return .userVariable(variable) }
    note(.assignment)
    let value = try expression()
    return .assignment(
      VariableAssignment(
        variable: variable,
        value: value,
        span: span(from: Int(variable.span.lower))
      )
    )
  }

  /// `@@name`, `@@session.name`, `@@global.cache.name`.
  mutating func systemVariable() throws(SQLError) -> SystemVariable {
    let start = self.start
    try expect(.doubleAt)
    let scope = takeScope(before: .dot)
    if scope != nil { try expect(.dot) }
    let name = try dottedName()
    return SystemVariable(scope: scope, name: name, span: span(from: start))
  }

  /// A scope word, when a token of `kind` follows it.
  mutating func takeScope(before kind: TokenKind) -> VariableScope? {
    guard ahead().kind == kind, self.kind != .quotedIdentifier else { return nil }
    let scope = VariableScope(rawValue: foldedText(of: token))
    if scope != nil { advance() }
    return scope == .local ? .session : scope
  }

  /// A part of a variable's name, which holds no dot even in quotes.
  private mutating func variableWord() throws(SQLError) -> Identifier {
    guard kind != .quotedIdentifier || text(of: token).utf8.allSatisfy(\.isWordByte) else {
      throw unexpected()
    }
    return try anyWord()
  }

  /// `name` or `name.name`, as one identifier.
  mutating func dottedName() throws(SQLError) -> Identifier {
    var name = try variableWord()
    while take(.dot) {
      let next = try variableWord()
      name = Identifier(text: name.text + "." + next.text, span: name.span.union(next.span))
    }
    return name
  }

  /// `{d '2026-11-21'}`, `{t '…'}`, `{ts '…'}`: ODBC's spelling of temporal literals.
  ///
  /// Of `{fn NOW()}`, or any other name before an expression, it is the expression.
  private mutating func escapedByODBC() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    let word = foldedText(of: token)
    guard isAtName else { throw unexpected() }
    advance()
    guard kind == .string, ahead().kind == .rightBrace, ["d", "t", "ts"].contains(word) else {
      try descend()
      defer { depth -= 1 }
      let expression = try expression()
      try expect(.rightBrace)
      return expression
    }
    var value = try literal()
    if case .string(let text) = value.kind {
      switch word {
      case "d": value.kind = .date(text)
      case "t": value.kind = .time(text)
      default: value.kind = .timestamp(text)
      }
    }
    try expect(.rightBrace)
    value.span = span(from: start)
    return .literal(value)
  }
}

extension TokenKind {
  var isParameter: Bool {
    self == .question || self == .namedParameter || self == .listParameter
  }
}
