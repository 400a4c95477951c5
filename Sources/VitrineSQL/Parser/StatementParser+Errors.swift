extension StatementParser {
  /// The error of a token the grammar has no place for, with what is known about why.
  func unexpected(expecting words: [String] = []) -> SQLError {
    let token = self.token
    switch token.kind {
    case .endOfText:
      return SQLError(
        .parseError,
        "syntax error: unexpected end of statement",
        at: endSpan,
        hint: expectation(words)
      )
    case .unterminatedString:
      return lexicalError("a string has no closing quote")
    case .unterminatedIdentifier:
      return lexicalError("a quoted name has no closing quote")
    case .unterminatedComment:
      return lexicalError("a comment has no closing */")
    case .malformedNumber:
      return lexicalError("not a hexadecimal or bit literal")
    case .foreignLetter:
      return SQLError(
        .parseError,
        "syntax error near '\(excerpt(token))'",
        at: token.span,
        hint: "quote names that hold letters beyond ASCII: `\(excerpt(token))`"
      )
    default:
      return SQLError(
        .parseError,
        "syntax error near '\(excerpt(token))'",
        at: token.span,
        hint: hint(expecting: words)
      )
    }
  }

  /// An error at the current token in its own words.
  func failure(_ message: String, hint: String? = nil) -> SQLError {
    SQLError(.parseError, "syntax error: \(message)", at: token.span, hint: hint)
  }

  func tooDeep() -> SQLError {
    SQLError(
      .nestingTooDeep,
      "the statement nests more than \(Parser.maximumDepth) levels deep",
      at: token.span
    )
  }

  private func lexicalError(_ message: String) -> SQLError {
    SQLError(.parseError, "syntax error: \(message)", at: token.span)
  }

  /// The last byte of the text, so that there is a place to point at.
  private var endSpan: Span {
    let end = Int(token.upper)
    return Span(lower: max(0, end - 1), upper: end)
  }

  /// At most 32 characters of a token's text.
  private func excerpt(_ token: Token) -> String {
    let text = rawText(of: token)
    return text.count > 32 ? text.prefix(32) + "…" : text
  }

  private func expectation(_ words: [String]) -> String? {
    words.isEmpty ? nil : "expected \(words.map { $0.uppercased() }.joined(separator: " or "))"
  }

  /// A misspelled keyword here or just before, a reserved word used as a name, or what was expected.
  private func hint(expecting words: [String]) -> String? {
    if let word = misspelled(token, among: words) { return "did you mean '\(word)'?" }
    if index > 0, let word = misspelled(tokens[index - 1], among: []) {
      return "did you mean '\(word)' for '\(rawText(of: tokens[index - 1]))'?"
    }
    if isAt(.like), index > 0, tokens[index - 1].keyword == .sounds {
      return "write SOUNDEX(a) = SOUNDEX(b)"
    }
    if kind == .leftBrace { return "write the join without { OJ … }" }
    if kind == .reservedWord, index > 0, tokens[index - 1].leadsToName,
      !Self.frequentKeywords.contains(keyword.rawValue)
    {
      return "'\(rawText(of: token))' is a reserved word; quote it: `\(rawText(of: token))`"
    }
    return expectation(words)
  }

  private func misspelled(_ token: Token, among words: [String]) -> String? {
    guard token.kind == .identifier, token.upper - token.lower >= 3 else { return nil }
    let candidates = words + Self.frequentKeywords
    return nearest(to: rawText(of: token), in: candidates)?.uppercased()
  }

  /// The words a statement is built of, which are worth suggesting.
  private static let frequentKeywords = """
    select insert update delete replace from where group order having limit offset union into values
    join inner left right outer cross natural using between like exists distinct create alter drop
    table index view database keyspace truncate rename primary foreign references constraint unique
    default column begin commit rollback start transaction show explain describe vexplain case when
    then else with recursive window partition over interval set use and not null
    """.split(whereSeparator: \.isWhitespace).map(String.init)
}

extension Token {
  /// Whether a name is expected after it, as after `.`, `,` and operators.
  fileprivate var leadsToName: Bool {
    switch kind {
    case .dot, .comma, .leftParenthesis, .equal, .lessThan, .greaterThan, .plus, .minus: true
    case .reservedWord, .keyword: keyword != .other
    default: false
    }
  }
}
