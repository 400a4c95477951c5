import Synchronization
public import VitrinePlanner
public import VitrineSQL
import VitrineSQLite
public import VitrineSharding

/// A conversation with a cluster: its current keyspace, variables and transaction.
///
///     let session = try cluster.session(target: "commerce")
///     try session.execute("INSERT INTO users (name) VALUES (?)", parameters: [.text("Ada")])
///     let result = try session.execute("SELECT * FROM users ORDER BY name LIMIT 10")
///
/// Used by one thread at a time. A transaction that is open when the last reference goes is rolled
/// back.
public final class Session {
  let cluster: Cluster
  var variables: SessionVariables
  var target = SessionTarget()
  var facts = SessionFacts()
  var transaction: ShardAccess?
  /// Statements of PREPARE by lower-case name.
  var prepared: [String: PreparedText] = [:]
  /// The tables of HANDLER … OPEN, by lower-case name.
  var handlers: [String: TableHandler] = [:]
  /// Of the statement before.
  public internal(set) var warnings: [Warning] = []
  /// What the statement before has left, while one that leaves its own runs.
  var earlierWarnings: [Warning]?
  /// What a CALL has answered before it failed; empty after statements that succeeded.
  public internal(set) var answersBeforeError: [Result] = []
  /// What reading the statement that failed has warned of.
  var messagesBeforeError: [Warning] = []
  let id: Int64
  /// Whether the transaction that is open was begun READ ONLY.
  var isReadOnlyTransaction = false
  /// The XA transaction that the session is in; nil where the one that is open is its own.
  var xa: XABranch?
  /// Whether LOCK TABLES has been, and neither UNLOCK TABLES nor BEGIN since.
  var holdsTableLocks = false
  /// Whether SET TRANSACTION has said that the next transaction is READ ONLY; nil where it has said nothing.
  var isNextReadOnly: Bool?
  /// The texts that the statement before sent to shards, where they were asked for.
  var lastQueries: [TraceRecorder.SentQuery] = []
  /// The session's temporary tables; nil before the first.
  var temporaries: TemporaryTables?
  /// The catalog that SHOW and DDL look at while a plan is made; nil for the cluster's.
  var planningCatalog: Catalog?
  /// The stored programs that are running.
  var programs = ProgramState()
  /// Counts statements, so that each has random numbers of its own.
  private var statementNumber: UInt64 = 0
  private let firstSeed: UInt64
  /// Stops the statement that runs, from any thread.
  public let interrupter = Interrupter()
  /// What a statement says LAST_INSERT_ID() shall be.
  let givenInsertID = GivenInsertID()
  /// What other sessions may know of this one.
  let activity = SessionActivity()

  init(_ cluster: Cluster, target: String?) throws(SQLError) {
    self.cluster = cluster
    variables = SessionVariables(cluster.globalVariables.withLock { $0 })
    firstSeed = cluster.configuration.seed ?? .random(in: 0...UInt64.max)
    id = cluster.nextSessionID()
    cluster.sessions.add(interrupter, activity, id: id)
    facts.connectionID = id
    if let target {
      self.target = try SessionTarget(target, in: cluster.snapshot.catalog, after: self.target)
    }
    activity.end(self.target.keyspace)
  }

  deinit {
    transaction?.rollback()
    if let xa { cluster.preparedTransactions.forget(xa.id) }
    temporaries?.removeAll()
    cluster.sessions.remove(id: id)
    _ = cluster.userLocks.releaseAll(session: id)
  }

  /// The keyspace of tables without a qualifier; nil before USE.
  public var currentKeyspace: String? { target.keyspace }

  /// The planner's strategy, as in `SET vitrine_strategy = 'gather'`.
  public var strategy: String {
    get { variables.options.planner.strategy }
    set { variables.set("vitrine_strategy", TypedValue(parameter: .text(newValue))) }
  }

  /// Whether each statement is a transaction of its own.
  public var autocommit: Bool {
    get { variables.options.autocommit }
    set { variables.set("autocommit", TypedValue(.integer(newValue ? 1 : 0), .bigint)) }
  }

  /// Whether statements so far wait for COMMIT.
  public var isInTransaction: Bool { transaction != nil }

  /// Runs one statement to its end.
  ///
  /// - Parameters:
  ///   - sql: the statement; a semicolon may follow it.
  ///   - parameters: values for its `?`, in order.
  /// - Returns: the whole answer.
  /// - Throws: MySQL's error, with its place in the text. A failed statement has changed nothing; a
  ///   transaction it stood in goes on.
  @discardableResult
  public func execute(_ sql: String, parameters: [Value] = []) throws(SQLError) -> Result {
    let start = ContinuousClock.now
    answersBeforeError = []
    messagesBeforeError = []
    activity.begin(sql, at: start)
    defer { activity.end(target.keyspace) }
    do throws(SQLError) {
      try cluster.checkOpen()
      try interrupter.check()
      var result = try dispatch(
        StatementInput(text: sql, parameters: try TypedValue.given(parameters))
      )
      result.trace.elapsed = ContinuousClock.now - start
      if result.warnings.count > variables.options.conditionLimit { result.warnings = keptWarnings }
      return result
    } catch {
      facts.rowCount = -1
      let condition = programs.condition(error)
      warnings = messagesBeforeError + condition.earlier + [condition.warning]
      throw error
    }
  }

  /// Runs the statements of a script, one after another, up to the first error.
  ///
  /// - Parameters:
  ///   - sql: statements, each but the last with a semicolon.
  ///   - each: called with each answer and the statement's text.
  /// - Throws: the error, its place counted from the start of the script.
  public func executeScript(
    _ sql: String,
    each: (Result, String) throws(SQLError) -> Void = { _, _ in }
  ) throws(SQLError) {
    let bytes = Array(sql.utf8)
    for (_, range) in try Parser.parseScript(sql, mode: parserMode) {
      let text = String(decoding: bytes[range], as: UTF8.self)
      do throws(SQLError) {
        try each(try execute(text), text)
      } catch {
        throw error.moved(by: range.lowerBound)
      }
    }
  }

  /// Whether a text is several statements with semicolons between them.
  package func isScript(_ sql: String) -> Bool {
    guard let statements = try? Parser.parseScript(sql, mode: parserMode) else { return false }
    return statements.count > 1
  }

  /// The plan of a statement, which is not run.
  ///
  /// Of a statement that the session runs itself (SET, SHOW, DDL) it tells what the session would do.
  ///
  /// - Throws: what running it would throw before it reads a row.
  public func explain(_ sql: String) throws(SQLError) -> Plan {
    try plan(of: Parser.parse(sql, mode: parserMode), text: sql)
  }
}

extension Session {
  /// The catalog as this session sees it.
  var catalog: Catalog { planningCatalog ?? snapshot.catalog }

  var parserMode: SQLMode { variables.options.planner.sqlMode }

  var plannerOptions: PlannerOptions {
    var options = variables.options.planner
    options.aim(at: target)
    return options
  }

  /// What MySQL's functions see of the session while the next statement runs.
  func settings(isWriting: Bool) -> StatementSettings {
    statementNumber &+= 1
    if let id = givenInsertID.take() { facts.lastInsertID = id }
    var settings = variables.options.statement
    settings.givenInsertID = givenInsertID
    settings.now = currentTime
    settings.systemClock = cluster.configuration.clock
    settings.locks = cluster.userLocks
    settings.facts = facts
    settings.facts.database = target.keyspace
    settings.isWriting = isWriting
    settings.seed = seed
    return settings
  }

  var currentTime: Int64 {
    if let time = programs.statementTime { return time }
    return variables.options.fixedTime ?? cluster.configuration.clock.now
  }

  private var seed: UInt64 {
    firstSeed &+ UInt64(bitPattern: id) &* 1_000_003 &+ statementNumber &* 7919
  }

  /// Whether rows that are written fire triggers.
  var firesTriggers: Bool { !programs.firesNoTriggers }

  /// The conditions that the statement before has left and `max_error_count` keeps.
  var keptWarnings: [Warning] { Array(warnings.prefix(variables.options.conditionLimit)) }

  /// What `@@warning_count` and `@@error_count` count: what the statement before has left.
  private func messages(for name: SessionVariableName) throws(SQLError) -> [Warning] {
    guard programs.depth == 0 else {
      throw SQLError(
        .unsupported,
        "@@\(name.name.lowercased()) in a stored program is not supported",
        hint: "GET DIAGNOSTICS @n = NUMBER counts the conditions"
      )
    }
    return earlierWarnings ?? warnings
  }

  /// The value of a variable that a statement reads.
  func value(of name: SessionVariableName) throws(SQLError) -> TypedValue {
    if name.prefix == "@" { return variables.userValue(name.name) }
    let definition = SystemVariableDefinition.all[name.name.lowercased()]
    if let isGlobal = name.isGlobal { try definition?.checkMayRead(global: isGlobal) }
    switch name.name.lowercased() {
    case "last_insert_id", "identity":
      return TypedValue(.unsigned(facts.lastInsertID), .unsignedBigint)
    case "warning_count":
      return TypedValue(.integer(Int64(try messages(for: name).count)), .unsignedBigint)
    case "error_count":
      return TypedValue(.integer(Int64(try messages(for: name).errorCount)), .unsignedBigint)
    case "event_scheduler":
      return TypedValue(parameter: .text(cluster.events.isOn ? "ON" : "OFF"))
    case "timestamp": return TypedValue(.real(Double(currentTime) / 1_000_000), .double)
    case "pseudo_thread_id":
      // The session's own id, until it is given one.
      let given = try variables.value(of: name.name)
      return given.value == .integer(0) ? TypedValue(.integer(id), given.type) : given
    case _ where name.isGlobal == true || definition?.scope == .global:
      return try cluster.globalVariables.withLock { (variables) throws(SQLError) in
        try variables.value(of: name.name)
      }
    case let own:
      if let text = databaseVariable(own) { return TypedValue(parameter: .text(text)) }
      return try variables.value(of: own)
    }
  }
}

/// A statement as it comes to a session.
struct StatementInput {
  var text: String
  var parameters: [TypedValue] = []
  /// Whether the session asks for itself, so that settings for the client's rows do not matter.
  var isInternal = false
  /// Whether a variable takes the value, and with it every digit of a quotient.
  var keepsDigits = false
  /// Whether the statement runs under settings of its own.
  var hasOwnSettings = false
  /// How the text is read, where that is not the session's: PREPARE has read it, or settings of its own say nothing of that.
  var parserMode: SQLMode?
  /// The collation of its texts, where that is not the session's: PREPARE has decided it.
  var literalCollation: Collation?
  /// What the text says, where it has been parsed before.
  var statement: Statement?
  /// The local variables of a stored program that the statement reads: its parameters, in order.
  var locals: [(name: String, value: TypedValue)] = []
  /// Whether the statement is a part of the one that has the parameters, and may leave some out.
  var isPart = false
  /// The user variables that EXECUTE has taken the parameters from.
  var parameterVariables: [String] = []
  /// Rows that the statement reads by name.
  var givenRows: [String: GivenRows] = [:]
}

extension StatementInput {
  /// A part of a statement as it is printed, which the session's sql_mode says nothing of.
  init(printed text: String, parameters: [TypedValue] = [], keepsDigits: Bool = false) {
    self.init(
      text: text,
      parameters: parameters,
      isInternal: true,
      keepsDigits: keepsDigits,
      parserMode: .default
    )
  }
}

extension [Warning] {
  /// How many of them are errors.
  var errorCount: Int { count { $0.level == .error } }
}

extension SQLError {
  /// The same error in a longer text, of which this statement begins at an offset.
  func moved(by offset: Int) -> SQLError {
    guard let span else { return self }
    var copy = self
    copy.span = Span(lower: span.range.lowerBound + offset, upper: span.range.upperBound + offset)
    return copy
  }
}

extension Cluster {
  /// A new session.
  ///
  /// - Parameter target: what USE would take: a keyspace, or shards of one as `ks:-80`.
  /// - Returns: a session outside any transaction.
  /// - Throws: `unknownDatabase`, `noSuchShard`.
  public func session(target: String? = nil) throws(SQLError) -> Session {
    try checkOpen()
    return try Session(self, target: target)
  }

  /// A new session whose queries and writes look for a table in a keyspace first and, where it has none of the name, in
  /// the others: what Vitess does where no keyspace is selected, with a preference.
  ///
  /// - Parameter keyspace: the keyspace, or shards of one as `ks:-80`. It is what `DATABASE()` says and where CREATE
  ///   TABLE makes a table. After USE the keyspace that it names is the only one.
  /// - Returns: a session outside any transaction.
  /// - Throws: `unknownDatabase`, `noSuchShard`.
  public func session(preferring keyspace: String) throws(SQLError) -> Session {
    let session = try session(target: keyspace)
    session.target.isAssumed = true
    return session
  }

  /// The plan of a statement, without running it or reading a shard.
  ///
  /// - Parameters:
  ///   - sql: a SELECT, INSERT, UPDATE or DELETE.
  ///   - keyspace: of tables without a qualifier.
  ///   - strategy: the planner's; nil for the configuration's.
  /// - Returns: the plan.
  /// - Throws: what is wrong with the statement.
  public func plan(
    _ sql: String,
    keyspace: String? = nil,
    strategy: String? = nil
  ) throws(SQLError) -> Plan {
    let options = PlannerOptions(
      strategy: strategy ?? configuration.strategy,
      defaultKeyspace: keyspace
    )
    return try planner(catalog.forPlanning, options).plan(Parser.parse(sql), text: sql)
  }

  /// What plans statements over a catalog.
  func planner(_ catalog: Catalog, _ options: PlannerOptions) -> Planner {
    Planner(catalog: catalog, options: options, environment: plannerEnvironment)
  }
}

extension PlannerOptions {
  fileprivate mutating func aim(at target: SessionTarget) {
    defaultKeyspace = target.keyspace
    looksElsewhere = target.isAssumed
    destination = target.destination
    tabletType = target.tabletType
  }
}
