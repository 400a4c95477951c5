extension StatementParser {
  /// `SHOW …`: flags, the subject, what is shown, and a filter.
  mutating func show(_ start: Int) throws(SQLError) -> Statement {
    advance()
    if isAt(.vitessMigration) { return try showMigrationLogs() }
    var show = Show(subject: "")
    showFlags(&show)
    try showSubject(&show)
    if take(.like) {
      show.filter = .like(try stringLiteral())
    } else if take(.where) {
      show.filter = .where(try expression())
    }
    if show.limit == nil { show.limit = try limitClause() }
    show.span = span(from: start)
    return .show(show)
  }

  private mutating func showMigrationLogs() throws(SQLError) -> Statement {
    advance()
    let uuid = try stringLiteral()
    try expect(.logs)
    return .showMigrationLogs(uuid)
  }

  private mutating func showFlags(_ show: inout Show) {
    while true {
      switch keyword {
      case .full: show.isFull = true
      case .extended: show.isExtended = true
      case .global: show.scope = .global
      case .session, .local: show.scope = .session
      case .vitessMetadata: show.scope = .vitessMetadata
      default: return
      }
      advance()
    }
  }

  private mutating func showSubject(_ show: inout Show) throws(SQLError) {
    switch keyword {
    case .create: try showCreate(&show)
    case .columns, .fields, .index, .indexes, .keys:
      show.subject = takeWord()
      try expectFrom()
      show.name = try tableName()
      try showDatabase(&show)
    case .tables, .events, .triggers, .vitessMigrations, .gtidExecuted:
      show.subject = takeWord()
      try showDatabase(&show)
    case .table, .open:
      let isStatus = isAt(.table)
      advance()
      try expect(isStatus ? .status : .tables)
      show.subject = isStatus ? "table status" : "open tables"
      try showDatabase(&show)
    case .engine:
      show.subject = takeWord()
      show.name = try tableName()
      guard isAt(.status) || isAt(.mutex) || isAt(.logs) else {
        throw unexpected(expecting: ["status", "mutex", "logs"])
      }
      show.details = [takeWord()]
    case .grants: try showGrants(&show)
    case .function, .procedure: try showRoutines(&show)
    case .vschema: try showVSchema(&show)
    default: try showServer(&show)
    }
  }

  /// The current word in lower case, taken.
  mutating func takeWord() -> String {
    let word = foldedText(of: token)
    advance()
    return word
  }

  private mutating func expectFrom() throws(SQLError) {
    guard take(.from) || take(.in) else { throw unexpected(expecting: ["from", "in"]) }
  }

  private mutating func showDatabase(_ show: inout Show) throws(SQLError) {
    if take(.from) || take(.in) { show.database = try identifier() }
  }

  private mutating func showCreate(_ show: inout Show) throws(SQLError) {
    advance()
    switch keyword {
    case .database, .schema, .keyspace:
      let word = isAt(.keyspace) ? "keyspace" : "database"
      advance()
      show.subject = "create \(word)"
      if try takeIfNotExists() { show.subject += " if not exists" }
      show.name = try tableName()
    case .event, .function, .procedure, .table, .trigger, .view:
      show.subject = "create \(takeWord())"
      show.name = try tableName()
    case .user:
      advance()
      show.subject = "create user"
      show.account = try accountName()
    default:
      throw unexpected(expecting: ["table", "view", "database", "procedure", "function"])
    }
  }

  private mutating func showGrants(_ show: inout Show) throws(SQLError) {
    show.subject = takeWord()
    guard take(.for) else { return }
    show.account = try accountName()
    guard take(.using) else { return }
    let roles = try list { parser throws(SQLError) in try parser.accountName() }
    show.details = [
      "using " + roles.map { role in Printer.print { $0.write(role) } }.joined(separator: ", ")
    ]
  }

  private mutating func showRoutines(_ show: inout Show) throws(SQLError) {
    let word = takeWord()
    if take(.code) {
      show.subject = "\(word) code"
      show.name = try tableName()
    } else {
      try expect(.status)
      show.subject = "\(word) status"
    }
  }

  private mutating func showVSchema(_ show: inout Show) throws(SQLError) {
    advance()
    guard isAt(.tables) || isAt(.vindexes) || isAt(.keyspaces) else {
      throw unexpected(expecting: ["tables", "vindexes", "keyspaces"])
    }
    show.subject = "vschema \(takeWord())"
    if take(.from) || take(.on) || take(.in) { show.name = try tableName() }
  }
}

// MARK: The server
extension StatementParser {
  private mutating func showServer(_ show: inout Show) throws(SQLError) {
    switch keyword {
    case .charset, .character, .char:
      guard takeCharset() else { throw unexpected(expecting: ["character set"]) }
      show.subject = "charset"
    case .databases, .schemas:
      advance()
      show.subject = "databases"
    case .keyspaces, .vitessKeyspaces, .vitessShards, .vitessTablets, .vitessTarget,
      .vitessReplicationStatus, .vitessThrottledApps, .collation, .privileges, .plugins,
      .processlist, .profiles, .variables, .status, .engines, .replicas, .errors, .warnings:
      show.subject = takeWord()
    case .vitessThrottler: try showWords(&show, .vitessThrottler, .status)
    case .storage: try showWords(&show, .storage, .engines)
    case .count: try showCount(&show)
    case .binlog: try showLogEvents(&show, .binlog)
    case .relaylog: try showLogEvents(&show, .relaylog)
    case .binary: try showBinaryLogs(&show)
    case .master:
      advance()
      guard isAt(.logs) || isAt(.status) else { throw unexpected(expecting: ["logs", "status"]) }
      show.subject = "master \(takeWord())"
    case .slave where ahead().keyword == .hosts: try showWords(&show, .slave, .hosts)
    case .slave, .replica:
      try showWords(&show, keyword, .status)
      try showChannel(&show)
    case .profile: try showProfile(&show)
    case .transaction: try showTransactions(&show)
    default: try showOther(&show)
    }
  }

  private mutating func showWords(
    _ show: inout Show,
    _ first: Keyword,
    _ second: Keyword
  ) throws(SQLError) {
    try expect(first)
    try expect(second)
    show.subject = "\(first.rawValue) \(second.rawValue)"
  }

  /// `SHOW COUNT(*) WARNINGS`.
  private mutating func showCount(_ show: inout Show) throws(SQLError) {
    advance()
    try expect(.leftParenthesis)
    try expect(.star)
    try expect(.rightParenthesis)
    guard isAt(.warnings) || isAt(.errors) else {
      throw unexpected(expecting: ["warnings", "errors"])
    }
    show.subject = "count(*) \(takeWord())"
  }

  private mutating func showBinaryLogs(_ show: inout Show) throws(SQLError) {
    advance()
    if take(.logs) {
      show.subject = "binary logs"
    } else {
      try expect(.log)
      try expect(.status)
      show.subject = "binary log status"
    }
  }

  private mutating func showLogEvents(
    _ show: inout Show,
    _ log: Keyword
  ) throws(SQLError) {
    try showWords(&show, log, .events)
    if take(.in) { show.details.append("in " + printed(try stringLiteral())) }
    if take(.from) { show.details.append("from " + (try integerText())) }
    show.limit = try limitClause()
    try showChannel(&show)
  }

  private mutating func showChannel(_ show: inout Show) throws(SQLError) {
    guard take(.for) else { return }
    try expect(.channel)
    show.details.append("for channel " + printed(try stringLiteral()))
  }

  private mutating func showProfile(_ show: inout Show) throws(SQLError) {
    show.subject = takeWord()
    var types: [String] = []
    if !isAtEnd, !isAt(.for), !isAt(.limit) {
      repeat { types.append(try profileType()) } while take(.comma)
    }
    if !types.isEmpty { show.details.append(types.joined(separator: ", ")) }
    if take(.for) {
      try expect(.query)
      show.details.append("for query " + (try integerText()))
    }
  }

  /// What SHOW PROFILE is to tell: one or two words.
  private mutating func profileType() throws(SQLError) -> String {
    switch keyword {
    case .all, .cpu, .ipc, .memory, .source, .swaps: return takeWord()
    case .block where ahead().keyword == .io: return takeWord() + " " + takeWord()
    case .context where ahead().keyword == .switches: return takeWord() + " " + takeWord()
    case .page where ahead().keyword == .faults: return takeWord() + " " + takeWord()
    default:
      throw unexpected(expecting: [
        "all", "block io", "context switches", "cpu", "ipc", "memory", "page faults", "source",
        "swaps",
      ])
    }
  }

  private mutating func showTransactions(_ show: inout Show) throws(SQLError) {
    advance()
    try expect(.status)
    show.subject = "transaction status"
    _ = take(.for)
    if kind == .string { show.details = [printed(try stringLiteral())] }
  }

  /// Vitess's words that are no keywords: `vgtid_executed`, `unresolved transactions`.
  private mutating func showOther(_ show: inout Show) throws(SQLError) {
    if isAt(word: "vgtid_executed") {
      show.subject = takeWord()
      try showDatabase(&show)
    } else if isAt(word: "unresolved") {
      advance()
      guard isAt(word: "transactions") else { throw unexpected() }
      advance()
      show.subject = "unresolved transactions"
      if take(.for) || take(.from) || take(.in) { show.database = try identifier() }
    } else if isAt(word: "processlist") || isAt(word: "plugins") {
      show.subject = takeWord()
    } else {
      throw unexpected(expecting: [
        "databases", "tables", "columns", "index", "variables", "status", "warnings", "errors",
        "engines", "processlist", "grants", "keyspaces", "create",
      ])
    }
  }

  /// A literal as it is printed.
  func printed(_ literal: Literal) -> String { Printer.print { $0.write(literal) } }
}
