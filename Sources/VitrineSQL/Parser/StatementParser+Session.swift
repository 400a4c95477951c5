// Transactions, variables, prepared statements, and statements about statements.
extension StatementParser {
  /// A statement that concerns the session; nil when none starts here.
  mutating func sessionStatement(_ start: Int) throws(SQLError) -> Statement? {
    switch keyword {
    case .begin where !isInProgram:
      advance()
      _ = take(.work)
      return .begin(BeginTransaction(span: span(from: start)))
    case .start where ahead().keyword == .transaction: return try startTransaction(start)
    case .commit: return .commit(try endTransaction(start))
    case .rollback: return try rollback(start)
    case .savepoint:
      advance()
      return .savepoint(try identifier())
    case .release:
      advance()
      try expect(.savepoint)
      return .releaseSavepoint(try identifier())
    case .xa: return try xaTransaction(start)
    case .set: return try set(start)
    case .lock where ahead().keyword == .tables || ahead().keyword == .table:
      return try lockTables(start)
    case .unlock where ahead().keyword == .tables || ahead().keyword == .table:
      advance()
      advance()
      return .unlockTables
    case .prepare: return try prepare(start)
    case .execute: return try execute(start)
    case .deallocate:
      advance()
      try expect(.prepare)
      return .deallocate(try identifier())
    case .use: return try use(start)
    case .show: return try show(start)
    case .explain, .describe, .desc: return try explain(start)
    default: return try serverStatement(start)
    }
  }

  private mutating func startTransaction(_ start: Int) throws(SQLError) -> Statement {
    advance()
    advance()
    var begin = BeginTransaction(isStart: true)
    if isAt(.with) || isAt(.read) {
      repeat {
        if take(.with) {
          try expect(.consistent)
          try expect(.snapshot)
          begin.isConsistentSnapshot = true
        } else {
          begin.access = try transactionAccess()
        }
      } while take(.comma)
    }
    begin.span = span(from: start)
    return .begin(begin)
  }

  private mutating func transactionAccess() throws(SQLError) -> TransactionAccess {
    try expect(.read)
    if take(.only) { return .readOnly }
    try expect(.write)
    return .readWrite
  }

  /// `COMMIT | ROLLBACK [WORK] [AND [NO] CHAIN] [[NO] RELEASE]`.
  private mutating func endTransaction(_ start: Int) throws(SQLError) -> EndTransaction {
    advance()
    _ = take(.work)
    var end = EndTransaction()
    if take(.and) {
      end.chain = !take(.no)
      try expect(.chain)
    }
    if take(.release) {
      end.release = true
    } else if take(.no, .release) {
      end.release = false
    }
    end.span = span(from: start)
    return end
  }

  private mutating func rollback(_ start: Int) throws(SQLError) -> Statement {
    let end = try endTransaction(start)
    guard take(.to) else { return .rollback(end) }
    _ = take(.savepoint)
    return .rollbackToSavepoint(try identifier())
  }

  private mutating func lockTables(_ start: Int) throws(SQLError) -> Statement {
    advance()
    advance()
    let locks = try list { parser throws(SQLError) -> TableLock in
      let start = parser.start
      let table = try parser.tableName()
      let alias = try parser.alias(strings: false)
      let mode = try parser.lockMode()
      return TableLock(table: table, alias: alias, mode: mode, span: parser.span(from: start))
    }
    return .lockTables(LockTables(locks: locks, span: span(from: start)))
  }

  private mutating func lockMode() throws(SQLError) -> String {
    if take(.read) { return take(.local) ? "read local" : "read" }
    if take(.lowPriority) {
      try expect(.write)
      return "low_priority write"
    }
    guard take(.write) else { throw unexpected(expecting: ["read", "write"]) }
    return "write"
  }

  private mutating func prepare(_ start: Int) throws(SQLError) -> Statement {
    advance()
    let name = try identifier()
    try expect(.from)
    let source: Expression
    if kind == .userVariable {
      source = .userVariable(try userVariable())
    } else {
      source = .literal(try stringLiteral())
    }
    return .prepare(Prepare(name: name, source: source, span: span(from: start)))
  }

  private mutating func execute(_ start: Int) throws(SQLError) -> Statement {
    advance()
    let name = try identifier()
    var arguments: [UserVariable] = []
    if take(.using) {
      arguments = try list { parser throws(SQLError) in try parser.userVariable() }
    }
    return .execute(Execute(name: name, arguments: arguments, span: span(from: start)))
  }

  /// `USE ks`, `` USE `ks:-80@primary` ``, `USE ks@replica`, `USE @replica`.
  private mutating func use(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var target: String?
    if isAtName { target = try identifier().text }
    if kind == .userVariable {
      target = (target ?? "") + "@" + variableText(of: token)
      advance()
    }
    return .use(Use(target: target, span: span(from: start)))
  }
}

// MARK: SET
extension StatementParser {
  private mutating func set(_ start: Int) throws(SQLError) -> Statement? {
    switch ahead().keyword {
    case .transaction: return try setTransaction(start, scope: nil)
    case .session where ahead(2).keyword == .transaction,
      .local where ahead(2).keyword == .transaction,
      .global where ahead(2).keyword == .transaction:
      advance()
      let scope: VariableScope = isAt(.global) ? .global : .session
      return try setTransaction(start, scope: scope)
    case .password where !isPasswordVariable: return nil
    case .role, .resource: return nil
    case .default where ahead(2).keyword == .role: return nil
    default: break
    }
    advance()
    let items = try list { parser throws(SQLError) in try parser.setItem() }
    return .set(SetVariables(items: items, span: span(from: start)))
  }

  /// Whether `SET password = …` sets a local variable rather than the user's password.
  private var isPasswordVariable: Bool {
    let value = ahead(3).kind
    return ahead(2).kind == .equal && value != .string && value != .leftParenthesis
  }

  private mutating func setTransaction(
    _ start: Int,
    scope: VariableScope?
  ) throws(SQLError) -> Statement {
    advance()
    try expect(.transaction)
    var set = SetTransaction(scope: scope)
    repeat {
      if take(.isolation) {
        try expect(.level)
        set.isolation = try isolationLevel()
      } else {
        set.access = try transactionAccess()
      }
    } while take(.comma)
    set.span = span(from: start)
    return .setTransaction(set)
  }

  private mutating func isolationLevel() throws(SQLError) -> IsolationLevel {
    if take(.repeatable) {
      try expect(.read)
      return .repeatableRead
    }
    if take(.serializable) { return .serializable }
    try expect(.read)
    if take(.committed) { return .readCommitted }
    try expect(.uncommitted)
    return .readUncommitted
  }

  private mutating func setItem() throws(SQLError) -> SetItem {
    if kind == .userVariable {
      let variable = try userVariable()
      try expectAssignment()
      return .user(variable, try expression())
    }
    if isAt(.names), ahead().kind != .equal { return try setNames() }
    if isAt(.charset) && ahead().kind != .equal || isAt(.character, .set) || isAt(.char, .set) {
      return try setCharset()
    }
    if isAt(.new), ahead().kind == .dot {
      let column = try columnName()
      try expectAssignment()
      return .new(column, try setValue())
    }
    let start = self.start
    let scope = try setScope()
    let name = try dottedName()
    try expectAssignment()
    let variable = SystemVariable(scope: scope, name: name, span: span(from: start))
    return .system(variable, try setValue())
  }

  private mutating func expectAssignment() throws(SQLError) {
    guard take(.equal) || take(.assign) else { throw unexpected(expecting: ["="]) }
  }

  /// `@@session.`, `@@`, `SESSION`, `GLOBAL`, `PERSIST`: nil when the variable is bare.
  private mutating func setScope() throws(SQLError) -> VariableScope? {
    if take(.doubleAt) {
      let scope = takeScope(before: .dot)
      if scope != nil { try expect(.dot) }
      return scope
    }
    guard ahead().kind.isWord, kind != .quotedIdentifier else { return nil }
    guard let scope = VariableScope(rawValue: foldedText(of: token)) else { return nil }
    advance()
    return scope == .local ? .session : scope
  }

  /// An expression, or one of the words that are values: `ON`, `DEFAULT`, `BINARY`, `ALL`, `ROW`.
  private mutating func setValue() throws(SQLError) -> Expression {
    let next = ahead().kind
    let isAlone = next == .comma || next == .endOfText || next == .semicolon
    guard kind == .reservedWord, isAlone else { return try expression() }
    switch keyword {
    case .on, .all, .binary, .row, .system, .both, .read:
      let word = try anyWord()
      return .column(ColumnName(name: word, span: word.span))
    default: return try expression()
    }
  }

  private mutating func setNames() throws(SQLError) -> SetItem {
    advance()
    if take(.default) { return .names(nil, nil) }
    let charset = try charsetName().text
    let collation = take(.collate) ? try charsetName().text : nil
    note(charset: charset, collation: collation)
    return .names(charset, collation)
  }

  private mutating func setCharset() throws(SQLError) -> SetItem {
    guard takeCharset() else { throw unexpected() }
    guard !take(.default) else { return .charset(nil) }
    let charset = try charsetName().text
    note(charset: charset)
    return .charset(charset)
  }
}

// MARK: EXPLAIN
extension StatementParser {
  private mutating func explain(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var explain = Explain()
    if isAt(.analyze), !(ahead().kind.isName && ahead().keyword != .format) || ahead().startsQuery {
      advance()
      explain.isAnalyze = true
    } else if isAt(.extended), ahead().startsExplained {
      advance()
      explain.isExtended = true
    } else if isAt(.partitions), ahead().startsExplained {
      advance()
      explain.isPartitions = true
    }
    if isAt(.format), ahead().kind == .equal {
      advance()
      advance()
      let format = try identifierOrString().text.lowercased()
      guard !format.isEmpty, format.utf8.allSatisfy(\.isWordByte) else {
        index -= 1
        throw failure("unknown EXPLAIN format name")
      }
      explain.format = format
    }
    if take(.into) { explain.into = try userVariable() }
    if take(.for) {
      if take(.connection) {
        explain.connection = try literal()
        explain.span = span(from: start)
        return .explain(explain)
      }
      guard take(.schema) || take(.database) else { throw unexpected() }
      _ = try identifier()
    }
    guard token.startsExplained || kind == .leftParenthesis else { return try describe(start) }
    explain.statement = try statement()
    explain.span = span(from: start)
    return .explain(explain)
  }

  private mutating func describe(_ start: Int) throws(SQLError) -> Statement {
    var describe = Describe(table: try tableName())
    if isAtName || kind == .string { describe.column = try identifierOrString().text }
    describe.span = span(from: start)
    return .describe(describe)
  }
}

extension Token {
  /// Whether a statement EXPLAIN can explain starts here.
  fileprivate var startsExplained: Bool {
    switch keyword {
    case .select, .table, .values, .with, .insert, .replace, .update, .delete: true
    default: false
    }
  }
}
