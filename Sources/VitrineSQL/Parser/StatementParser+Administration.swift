// Statements that are recognised by name and kept as text: see `Administration`.
extension StatementParser {
  /// A statement of server administration; nil when none starts here.
  mutating func administration(_ start: Int) throws(SQLError) -> Statement? {
    guard let count = administrationWords else { return nil }
    for distance in 0..<count {
      let kind = ahead(distance).kind
      guard kind.isWord, kind != .quotedIdentifier else { throw unexpected() }
    }
    let name = (0..<count).map { foldedText(of: ahead($0)) }.joined(separator: " ")
    return try administration(named: name)
  }

  private mutating func administration(named name: String) throws(SQLError) -> Statement {
    let start = self.start
    let first = index
    let text = try remainingText()
    guard index > first + 1 || name == "shutdown" || name == "restart" else { throw unexpected() }
    return .administration(Administration(name: name, text: text, span: span(from: start)))
  }

  /// From the first word of the statement again, after attributes that were read ahead.
  mutating func administration(
    named name: String,
    fromToken first: Int
  ) throws(SQLError) -> Statement {
    index = first
    return try administration(named: name)
  }

  /// How many words name the administrative statement here; nil when it is none.
  var administrationWords: Int? {
    let second = ahead().keyword
    switch keyword {
    case .grant, .revoke, .help, .shutdown, .restart, .binlog, .clone: return 1
    case .create, .alter, .drop:
      switch second {
      case .user, .role, .server, .tablespace, .instance, .event, .function, .procedure: return 2
      case .resource, .logfile, .undo, .spatial, .or: return 3
      default: return nil
      }
    case .rename: return second == .user ? 2 : nil
    case .set:
      switch second {
      case .password, .role: return 2
      case .default, .resource: return 3
      default: return nil
      }
    case .install, .uninstall: return second == .plugin || second == .component ? 2 : nil
    case .purge: return second == .binary || second == .master ? 2 : nil
    case .start, .stop:
      return second == .slave || second == .replica || second == .groupReplication ? 2 : nil
    case .reset, .change: return ahead().kind.isWord ? 2 : nil
    case .cache: return second == .index ? 2 : nil
    case .load:
      return second == .index || (ahead().kind.isWord && ahead(2).keyword == .from) ? 2 : nil
    case .import: return second == .table ? 2 : nil
    case .lock, .unlock: return second == .instance ? 2 : nil
    default: return nil
    }
  }
}

// MARK: Text in normal form
extension StatementParser {
  /// The tokens up to the end of the statement, as text with one blank between words.
  mutating func remainingText() throws(SQLError) -> String {
    var text = ""
    var previous: Token?
    var level = 0
    while !isAtEnd {
      if kind == .leftParenthesis { level += 1 }
      if kind == .rightParenthesis { level -= 1 }
      guard !kind.isMalformed, level >= 0 else { throw unexpected() }
      if let previous, needsBlank(between: previous, token) { text += " " }
      text += printed(token)
      previous = token
      advance()
    }
    guard level == 0 else { throw unexpected() }
    return text
  }

  /// Whether a blank stands between two tokens in normal form.
  private func needsBlank(between previous: Token, _ next: Token) -> Bool {
    switch (previous.kind, next.kind) {
    case (.dot, _): bytes[Int(next.lower)].isDigit
    case (_, .dot): !previous.kind.isWord && previous.kind != .string && previous.kind != .star
    default: next.kind.needsBlank(after: previous.kind)
    }
  }

  /// A token as it is written in normal form.
  private func printed(_ token: Token) -> String {
    switch token.kind {
    case .keyword, .reservedWord: foldedText(of: token)
    case .identifier: rawText(of: token)
    case .quotedIdentifier: "`" + rawQuotedName(of: token) + "`"
    case .string: Printer.quoted(stringText(of: token))
    case .nationalString: "N" + Printer.quoted(stringText(of: token))
    case .userVariable:
      "@" + Identifier(text: variableText(of: token)).asVariable
    default: rawText(of: token)
    }
  }

  private func rawQuotedName(of token: Token) -> String {
    text(of: token).split(separator: "`", omittingEmptySubsequences: false).joined(separator: "``")
  }

  /// A name as it is printed.
  func printedName(_ identifier: Identifier) -> String { identifier.quotedIfNeeded }
}

extension Identifier {
  /// Whether it may stand behind `@` without quotes.
  private var isPlainVariable: Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0.isWordByte || $0 == 0x2E }
  }

  /// The name behind `@`, in backticks unless it is plain.
  var asVariable: String {
    isPlainVariable ? text : quotedIfNeeded
  }
}

extension TokenKind {
  /// Whether it is no token of SQL at all.
  var isMalformed: Bool {
    rawValue >= TokenKind.unterminatedString.rawValue
  }

  /// Whether a blank stands between `previous` and this token in normal form.
  fileprivate func needsBlank(after previous: TokenKind) -> Bool {
    switch (previous, self) {
    case (_, .comma), (_, .rightParenthesis), (.leftParenthesis, _): false
    case (.identifier, .userVariable), (.quotedIdentifier, .userVariable),
      (.string, .userVariable), (.keyword, .userVariable), (.doubleAt, _):
      false
    default: true
    }
  }
}
