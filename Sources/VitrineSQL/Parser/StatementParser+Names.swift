extension StatementParser {
  /// A name: any word that is not reserved, or a quoted one.
  mutating func identifier() throws(SQLError) -> Identifier {
    let token = self.token
    guard token.kind.isName else { throw unexpected() }
    if mode.contains(.ignoreSpace), ahead().kind == .leftParenthesis,
      Self.spacedFunctions.contains(foldedText(of: token)), token.kind != .quotedIdentifier
    {
      throw unexpected()
    }
    return try take(name: token)
  }

  /// The functions whose names IGNORE_SPACE reserves before a parenthesis.
  private static let spacedFunctions: Set<String> = [
    "adddate", "bit_and", "bit_or", "bit_xor", "cast", "count", "curdate", "curtime", "date_add",
    "date_sub", "extract", "group_concat", "max", "mid", "min", "now", "position", "session_user",
    "std", "stddev", "stddev_pop", "stddev_samp", "subdate", "substr", "substring", "sum",
    "sysdate", "system_user", "trim", "variance", "var_pop", "var_samp",
  ]

  /// A name where reserved words are welcome too, as after a dot.
  mutating func anyWord() throws(SQLError) -> Identifier {
    let token = self.token
    guard token.kind.isWord else { throw unexpected() }
    return try take(name: token)
  }

  @inline(__always)
  private mutating func take(name token: Token) throws(SQLError) -> Identifier {
    let text = self.text(of: token)
    if token.kind == .quotedIdentifier, text.isEmpty { throw failure("an empty name") }
    advance()
    return Identifier(text: text, span: token.span)
  }

  /// A name, or a string in its place: aliases, and names of charsets and collations.
  mutating func identifierOrString() throws(SQLError) -> Identifier {
    guard kind == .string else { return try identifier() }
    let literal = try self.literal()
    guard case .string(let text) = literal.kind else { throw unexpected() }
    return Identifier(text: text, span: literal.span)
  }

  /// The name of a character set or a collation.
  mutating func charsetName() throws(SQLError) -> Identifier {
    if isAt(.binary) || isAt(.default) { return try anyWord() }
    return try identifierOrString()
  }

  /// `t` or `ks.t`.
  mutating func tableName() throws(SQLError) -> TableName {
    let first = try identifier()
    guard take(.dot) else { return TableName(read: first) }
    let name = try anyWord()
    return TableName(qualifier: first, name: name, span: first.span.union(name.span))
  }

  /// `c`, `t.c` or `ks.t.c`.
  @inline(__always)
  mutating func columnName() throws(SQLError) -> ColumnName {
    let first = try identifier()
    guard take(.dot) else { return ColumnName(read: first) }
    let second = try anyWord()
    guard take(.dot) else { return ColumnName(read: second, of: first) }
    let third = try anyWord()
    let table = TableName(qualifier: first, name: second, span: first.span.union(second.span))
    return ColumnName(qualifier: table, name: third, span: first.span.union(third.span))
  }

  /// `(a, b)`, names in parentheses.
  mutating func nameList() throws(SQLError) -> [Identifier] {
    try parenthesized { parser throws(SQLError) in try parser.identifier() }
  }

  /// `AS alias`, `alias`, with a string allowed where `strings` says so.
  mutating func alias(strings: Bool) throws(SQLError) -> Identifier? {
    guard take(.as) || isAtName || (strings && kind == .string) else { return nil }
    return strings ? try identifierOrString() : try identifier()
  }

  /// `'user'@'host'`, `user`, `CURRENT_USER`.
  mutating func accountName() throws(SQLError) -> AccountName {
    let start = self.start
    if take(.currentUser) {
      if take(.leftParenthesis) { try expect(.rightParenthesis) }
      return AccountName(span: span(from: start))
    }
    let user = try identifierOrString()
    var host: String?
    if kind == .userVariable {
      host = variableText(of: token)
      advance()
    }
    return AccountName(user: user.text, host: host, span: span(from: start))
  }
}
