// Statements that stand only in stored programs.
extension StatementParser {
  /// A statement of a stored program; nil when none starts here.
  mutating func programStatement(_ start: Int) throws(SQLError) -> Statement? {
    switch keyword {
    case .signal, .resignal: return .compound(.signal(try signal(start)))
    case .get:
      return .compound(.getDiagnostics(try getDiagnostics(start)))
    default: break
    }
    guard isInProgram else { return nil }
    if let statement = try labelled(start) { return statement }
    switch keyword {
    case .begin, .loop, .while, .repeat:
      let word = keyword
      advance()
      return try blockOrLoop(word, label: nil, start)
    case .declare: return .compound(try declaration())
    case .if: return .compound(try conditional())
    case .case: return .compound(try choice())
    case .leave:
      advance()
      return .compound(.leave(try identifier()))
    case .iterate:
      advance()
      return .compound(.iterate(try identifier()))
    case .return:
      advance()
      return .compound(.returns(try expression()))
    case .open:
      advance()
      return .compound(.open(try identifier()))
    case .close:
      advance()
      return .compound(.close(try identifier()))
    case .fetch: return .compound(try fetch())
    default: return nil
    }
  }

  /// `label: BEGIN`, also without the blank, where the lexer sees a parameter.
  private mutating func labelled(_ start: Int) throws(SQLError) -> Statement? {
    guard isAtName else { return nil }
    let word: Keyword
    switch ahead().kind {
    case .colon: word = ahead(2).keyword
    case .namedParameter:
      word = Keyword(rawValue: rawText(of: ahead()).dropFirst().lowercased()) ?? .other
    default: return nil
    }
    guard word == .begin || word == .loop || word == .while || word == .repeat else { return nil }
    let label = try identifier()
    if take(.colon) {
      advance()
    } else {
      advance()
    }
    return try blockOrLoop(word, label: label, start)
  }

  private mutating func blockOrLoop(
    _ word: Keyword,
    label: Identifier?,
    _ start: Int
  ) throws(SQLError) -> Statement {
    let compound: CompoundStatement
    if word == .begin {
      let statements = try statements(until: [.end])
      try expect(.end)
      compound = .block(
        BlockStatement(label: label, statements: statements, span: span(from: start))
      )
    } else {
      compound = .loop(try loop(word, label: label, start))
    }
    if let label, isAtName {
      let closing = try identifier()
      guard closing.matches(label) else {
        throw SQLError(
          .endLabelMismatch,
          "End-label \(closing.text) without match",
          at: closing.span
        )
      }
    }
    return .compound(compound)
  }

  private mutating func loop(
    _ word: Keyword,
    label: Identifier?,
    _ start: Int
  ) throws(SQLError) -> LoopStatement {
    var loop = LoopStatement(label: label, kind: .loop, statements: [])
    if word == .while {
      loop.kind = .while(try expression())
      try expect(.do)
    }
    loop.statements = try statements(until: [.end, .until])
    if word == .repeat {
      try expect(.until)
      loop.kind = .repeat(try expression())
    }
    try expect(.end)
    try expect(word)
    loop.span = span(from: start)
    return loop
  }

  /// Statements, each with its semicolon, up to one of `words`.
  private mutating func statements(until words: [Keyword]) throws(SQLError) -> [Statement] {
    var statements: [Statement] = []
    while !words.contains(keyword) {
      statements.append(try statement())
      try expect(.semicolon)
    }
    return statements
  }
}

// MARK: Branches
extension StatementParser {
  private mutating func conditional() throws(SQLError) -> CompoundStatement {
    try expect(.if)
    var branches = [try branch(until: [.elseif, .else, .end])]
    while take(.elseif) { branches.append(try branch(until: [.elseif, .else, .end])) }
    let otherwise = take(.else) ? try statements(until: [.end]) : []
    try expect(.end)
    try expect(.if)
    return .conditional(branches, otherwise)
  }

  private mutating func branch(until words: [Keyword]) throws(SQLError) -> ConditionalBranch {
    let start = self.start
    let condition = try expression()
    try expect(.then)
    let statements = try statements(until: words)
    return ConditionalBranch(
      condition: condition,
      statements: statements,
      span: span(from: start)
    )
  }

  private mutating func choice() throws(SQLError) -> CompoundStatement {
    try expect(.case)
    let operand = isAt(.when) ? nil : try expression()
    var branches: [ConditionalBranch] = []
    while take(.when) { branches.append(try branch(until: [.when, .else, .end])) }
    guard !branches.isEmpty else { throw unexpected(expecting: ["when"]) }
    let otherwise = take(.else) ? try statements(until: [.end]) : nil
    try expect(.end)
    try expect(.case)
    return .choice(operand, branches, otherwise)
  }

  private mutating func fetch() throws(SQLError) -> CompoundStatement {
    try expect(.fetch)
    if take(.next) {
      try expect(.from)
    } else {
      _ = take(.from)
    }
    let cursor = try identifier()
    try expect(.into)
    return .fetch(cursor, try list { parser throws(SQLError) in try parser.identifier() })
  }
}

// MARK: DECLARE, SIGNAL
extension StatementParser {
  private mutating func declaration() throws(SQLError) -> CompoundStatement {
    try expect(.declare)
    if isAt(.continue) || isAt(.exit) || isAt(.undo), ahead().keyword == .handler {
      let action = takeWord()
      advance()
      try expect(.for)
      let conditions = try list { parser throws(SQLError) in try parser.handlerCondition() }
      return .declareHandler(action, conditions, try statement())
    }
    let name = try identifier()
    if take(.condition) {
      try expect(.for)
      return .declareCondition(name, try handlerCondition())
    }
    if take(.cursor) {
      try expect(.for)
      return .declareCursor(name, try queryExpression())
    }
    var names = [name]
    while take(.comma) { names.append(try identifier()) }
    let type = try columnType()
    return .declareVariables(names, type, take(.default) ? try expression() : nil)
  }

  private mutating func handlerCondition() throws(SQLError) -> HandlerCondition {
    if kind == .integerNumber { return .errorCode(try integerText()) }
    if take(.sqlstate) {
      _ = take(.value)
      let state = try stringLiteral()
      guard case .string(let text) = state.kind else {
        throw SQLError(.parseError, "syntax error: not an SQLSTATE", at: state.span)
      }
      guard text.utf8.count == 5, text.utf8.allSatisfy(\.isWordByte) else {
        throw SQLError(.badSQLState, "Bad SQLSTATE: '\(text)'", at: state.span)
      }
      return .sqlState(state)
    }
    if take(.sqlwarning) { return .sqlWarning }
    if take(.sqlexception) { return .sqlException }
    if take(.not) {
      try expect(.found)
      return .notFound
    }
    return .named(try identifier())
  }

  private mutating func signal(_ start: Int) throws(SQLError) -> SignalStatement {
    var signal = SignalStatement(isResignal: isAt(.resignal))
    advance()
    if isAt(.sqlstate) || isAtName {
      signal.condition = try handlerCondition()
    } else if !signal.isResignal {
      throw unexpected(expecting: ["sqlstate"])
    }
    if take(.set) {
      signal.items = try list { parser throws(SQLError) -> SignalItem in
        let start = parser.start
        let name = try parser.identifier().text.lowercased()
        guard SignalItem.names.contains(name) else {
          throw SQLError(
            .parseError,
            "syntax error: '\(name)' is no item of SIGNAL",
            at: parser.span(from: start)
          )
        }
        try parser.expect(.equal)
        return SignalItem(
          name: name,
          value: try parser.expression(),
          span: parser.span(from: start)
        )
      }
    }
    signal.span = span(from: start)
    return signal
  }
}
