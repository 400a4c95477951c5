import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// MARK: - Firing

extension Session {
  /// Runs a trigger for one row, in the transaction of the statement that has fired it.
  ///
  /// - Parameters:
  ///   - trigger: the trigger.
  ///   - keyspace: that of its table.
  ///   - row: the values of NEW and OLD.
  ///   - execution: the statement.
  /// - Returns: the values of the variables that stand for the columns of NEW and OLD, by slot.
  /// - Throws: what the body throws, which ends the statement.
  func fire(
    _ trigger: CompiledTrigger,
    of keyspace: String,
    row: (CompiledTrigger.RowVariable) throws(SQLError) -> TypedValue,
    in execution: PlanExecution
  ) throws(SQLError) -> [TypedValue] {
    let run = ProgramRun(
      trigger.program,
      in: self,
      output: ProgramOutput(),
      stop: StopSignal(parent: execution.stop)
    )
    for variable in trigger.row { run.set(try row(variable), in: variable.slot) }
    try perform(run, at: ProgramPlace(trigger.source, of: keyspace), [], in: execution)
    return run.values
  }

  /// Runs a program as a part of a statement: in its transaction, and at its time.
  func perform(
    _ run: ProgramRun,
    at place: ProgramPlace,
    _ arguments: [TypedValue],
    in execution: PlanExecution
  ) throws(SQLError) {
    let (facts, warnings, given) = (facts, warnings, givenInsertID.take())
    let (access, time) = (transaction, programs.statementTime)
    let locking = execution.access.locking
    execution.access.locking = nil
    programs.triggerDepth += 1
    programs.statementTime = time ?? execution.settings.now
    transaction = execution.access
    self.warnings = []
    defer {
      programs.triggerDepth -= 1
      programs.statementTime = time
      execution.access.locking = locking
      // One that is lost has been taken away.
      if access == nil { transaction = nil }
      self.facts = facts
      self.warnings = warnings
      _ = givenInsertID.take()
      if let given { givenInsertID.give(given) }
    }
    try within(place, run.stop) { () throws(SQLError) in try run.run(arguments: arguments) }
    guard access == nil || transaction != nil else {
      throw SQLError(
        .deadlock,
        "the transaction was rolled back while a stored program was running"
      )
    }
    execution.recorder.add(programWarnings: self.warnings)
    execution.recorder.add(run.output.trace)
  }

  /// Refuses in a trigger, and in what it calls, a statement that may not stand there.
  func checkMayRunInTrigger(_ statement: Statement) throws(SQLError) {
    guard programs.triggerDepth > 0 else { return }
    try ProgramCompiler.checkInFunction(statement)
    switch statement {
    case .savepoint, .rollbackToSavepoint, .releaseSavepoint:
      throw SQLError(
        .unsupported,
        "savepoints are not supported in triggers"
      )
    default: break
    }
  }

  /// Refuses to write to a table that a statement around the trigger uses.
  func checkNotInUse(_ tables: Set<TableAddress>) throws(SQLError) {
    for table in tables where programs.tablesInUse.contains(where: { $0.contains("\(table)") }) {
      throw SQLError(
        .tableInUse,
        "Can't update table '\(table.table)' in stored function/trigger because it is already used by "
          + "statement which invoked this stored function/trigger."
      )
    }
  }
}

// MARK: - CREATE and DROP

extension Session {
  /// CREATE TRIGGER.
  func create(_ node: CreateTrigger, text: String) throws(SQLError) -> Result {
    let (keyspace, trigger) = try made(node, text: text)
    if node.isIfNotExists, catalog.keyspaces[keyspace]?.trigger(named: trigger.name) != nil {
      warn("Trigger already exists", code: SQLError.Code.triggerExists.number)
      return Result()
    }
    try cluster.changeTriggers(of: keyspace) { (keyspace) throws(SQLError) in
      try keyspace.add(trigger)
    }
    return Result()
  }

  /// What CREATE would store, and where; all that is wrong with it is found here.
  func made(
    _ node: CreateTrigger,
    text: String
  ) throws(SQLError) -> (keyspace: String, trigger: StoredTrigger) {
    guard (1...64).contains(node.name.name.text.count) else {
      throw SQLError(
        .tooLong,
        "Identifier name '\(node.name.name.text)' is too long or empty",
        at: node.name.span
      )
    }
    var named = node.table
    named.qualifier = named.qualifier ?? node.name.qualifier
    let table = try resolve(named)
    let home = table.keyspace.isTemporary ? try keyspace(of: named) : table.keyspace.name
    if let written = node.name.qualifier, try catalog.keyspace(named: written.text).name != home {
      throw SQLError(.triggerInWrongSchema, "Trigger in wrong schema", at: node.name.span)
    }
    guard !table.keyspace.isTemporary else {
      throw SQLError(
        .triggerOfTemporary,
        "Trigger's '\(table.table.name)' is view or temporary table",
        at: node.table.span
      )
    }
    guard table.table.view == nil else {
      throw SQLError(
        .wrongObject,
        "'\(table.address)' is not BASE TABLE",
        at: node.table.span
      )
    }
    let now = cluster.configuration.clock.now / 10_000 * 10_000
    let trigger = try StoredTrigger(
      text: text,
      sqlMode: variables.options.sqlMode,
      connection: variables.options.connection,
      created: now,
      collation: table.keyspace.collation,
      table: table.table.name
    )
    _ = try ProgramCompiler.compile(trigger, on: table.table)
    return (home, trigger)
  }

  /// DROP TRIGGER; false where there is none.
  func dropTrigger(_ name: TableName) throws(SQLError) -> Bool {
    guard let home = name.qualifier?.text ?? target.keyspace ?? catalog.onlyKeyspace else {
      throw SQLError(.noDatabase, "No database selected", at: name.span)
    }
    guard let keyspace = try? catalog.keyspace(named: home),
      let trigger = keyspace.trigger(named: name.name.text)
    else { return false }
    try cluster.changeTriggers(of: keyspace.name) { (keyspace) throws(SQLError) in
      keyspace.triggers.removeAll { $0.name == trigger.name }
    }
    return true
  }
}

extension Catalog {
  fileprivate var onlyKeyspace: String? { keyspaces.count == 1 ? keyspaces.first?.key : nil }
}

extension Cluster {
  /// Changes the triggers of a keyspace, in the catalog's file first.
  func changeTriggers(
    of name: String,
    _ body: (inout Keyspace) throws(SQLError) -> Void
  ) throws(SQLError) {
    try change { snapshot throws(SQLError) in
      var keyspace = try snapshot.catalog.keyspace(named: name)
      try body(&keyspace)
      try store.setTriggers(keyspace.triggers.map(TriggerRecord.init), of: keyspace.name)
      return snapshot.replacing(keyspace, try snapshot.shards(of: keyspace.name))
    }
  }
}

// MARK: - SHOW

extension Session {
  /// SHOW TRIGGERS; its LIKE is about tables.
  func showTriggers(_ show: Show) throws(SQLError) -> ShowTable {
    let keyspace = try shownKeyspace(show)
    return ShowTable(
      systemRows("triggers").filter { $0["TRIGGER_SCHEMA"] == .text(keyspace.name) },
      [
        ("Trigger", "TRIGGER_NAME"), ("Event", "EVENT_MANIPULATION"),
        ("Table", "EVENT_OBJECT_TABLE"), ("Statement", "ACTION_STATEMENT"),
        ("Timing", "ACTION_TIMING"), ("Created", "CREATED"), ("sql_mode", "SQL_MODE"),
        ("Definer", "DEFINER"), ("character_set_client", "CHARACTER_SET_CLIENT"),
        ("collation_connection", "COLLATION_CONNECTION"),
        ("Database Collation", "DATABASE_COLLATION"),
      ],
      nameColumn: 2
    )
  }

  /// SHOW CREATE TRIGGER; a plan says what the answer would look like.
  func showCreateTrigger(_ show: Show) throws(SQLError) -> ShowTable {
    var table = ShowTable([
      "Trigger", "sql_mode", "SQL Original Statement", "character_set_client",
      "collation_connection", "Database Collation", "Created",
    ])
    guard planningCatalog == nil, let name = show.name else { return table }
    let home = try catalog.keyspace(named: keyspace(of: name))
    guard let trigger = home.trigger(named: name.name.text) else {
      throw SQLError(
        .unknownTrigger,
        "Trigger does not exist",
        at: show.span,
        hint: nearest(to: name.name.text, in: home.triggers.map(\.name)).map {
          "did you mean '\($0)'?"
        }
      )
    }
    table.add(
      trigger.name,
      trigger.sqlMode,
      trigger.shownText,
      trigger.connection.clientCharacterSet,
      trigger.connection.collation,
      trigger.collation.rawValue,
      trigger.createdText
    )
    return table
  }
}

extension StoredTrigger {
  /// The statement in MySQL's own shape, with the body as it was written.
  fileprivate var shownText: String {
    "CREATE DEFINER=`root`@`localhost` TRIGGER \(name.quotedName) \(isBefore ? "BEFORE" : "AFTER") "
      + "\(event.rawValue.uppercased()) ON \(table.quotedName) FOR EACH ROW \(bodyText)"
  }
}
