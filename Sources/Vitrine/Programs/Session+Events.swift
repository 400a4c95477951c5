import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// MARK: - CREATE, ALTER and DROP

extension Session {
  /// CREATE EVENT.
  func create(_ node: CreateEvent, text: String) throws(SQLError) -> Result {
    let (home, made) = try self.made(node, text: text)
    var event = made
    if node.isIfNotExists, catalog.keyspaces[home]?.event(named: event.name) != nil {
      let error = SQLError.eventExists(event.name)
      warn(error.message, code: error.code.number)
      return Result()
    }
    let isKept = try keepsPast(&event, isNew: true)
    try cluster.changeEvents(of: home) { (events) throws(SQLError) in
      guard !events.contains(where: { $0.name.isName(event.name) }) else {
        throw SQLError.eventExists(event.name).located(at: node.name.span)
      }
      if isKept { events.append(event) }
    }
    if !cluster.events.isOn {
      warn(
        "Event scheduler is switched off, use SET GLOBAL event_scheduler=ON to enable it.",
        code: 1105
      )
    }
    return Result()
  }

  /// What CREATE would store, and where; all that is wrong with it is found here.
  func made(
    _ node: CreateEvent,
    text: String
  ) throws(SQLError) -> (keyspace: String, event: StoredEvent) {
    let home = try catalog.keyspace(named: keyspace(of: node.name))
    try checkName(ofEvent: node.name)
    var event = StoredEvent(
      name: node.name.name.text,
      body: Self.body(of: node, in: text),
      sqlMode: variables.options.sqlMode,
      timeZone: variables.text("time_zone"),
      schedule: try schedule(of: node),
      created: thisSecond
    )
    event.collation = home.collation
    event.connection = variables.options.connection
    apply(node, to: &event)
    _ = try ProgramCompiler.compile(event.program)
    return (home.name, event)
  }

  private func checkName(ofEvent name: TableName) throws(SQLError) {
    guard (1...64).contains(name.name.text.count) else {
      throw SQLError(
        .tooLong,
        "Identifier name '\(name.name.text)' is too long or empty",
        at: name.span
      )
    }
  }

  private static func body(of node: CreateEvent, in text: String) -> String {
    let span = node.bodySpan.range
    return String(Substring(text.utf8.dropFirst(span.lowerBound).prefix(span.count)))
  }

  /// The parts that CREATE and ALTER have alike.
  private func apply(_ node: CreateEvent, to event: inout StoredEvent) {
    if let isPreserved = node.preserve { event.isPreserved = isPreserved }
    if let status = node.status { event.status = StoredEvent.Status(syntax: status) }
    if case .string(let comment)? = node.comment?.kind { event.comment = comment }
  }

  /// ALTER EVENT: what it does not say stays as it is.
  func alter(_ node: AlterEvent, text: String) throws(SQLError) -> Result {
    let (home, found) = try storedEvent(node.change.name)
    var event = found
    apply(node.change, to: &event)
    if node.hasSchedule {
      event.schedule = try schedule(of: node.change)
      event.timeZone = variables.text("time_zone")
    }
    if node.hasBody { event.body = Self.body(of: node.change, in: text) }
    event.sqlMode = variables.options.sqlMode
    event.connection = variables.options.connection
    event.altered = thisSecond
    let target = try newHome(node, home)
    event.collation = try catalog.keyspace(named: target).collation
    if let name = node.newName { event.name = name.name.text }
    _ = try ProgramCompiler.compile(event.program)
    if node.hasSchedule { _ = try keepsPast(&event, isNew: false) }
    let isMoved = target != home || !event.name.isName(found.name)
    if isMoved, catalog.keyspaces[target]?.event(named: event.name) != nil {
      throw SQLError.eventExists(event.name).located(at: node.newName?.span ?? node.change.span)
    }
    try cluster.changeEvents(of: target) {
      $0.replace(target == home ? found.name : nil, with: event)
    }
    if target != home { try cluster.changeEvents(of: home) { $0.replace(found.name, with: nil) } }
    return Result()
  }

  private func newHome(_ node: AlterEvent, _ home: String) throws(SQLError) -> String {
    guard let name = node.newName else { return home }
    try checkName(ofEvent: name)
    let target = try name.qualifier.map { (name) throws(SQLError) in
      try catalog.keyspace(named: name.text).name
    }
    if target ?? home == home, name.name.text.isName(node.change.name.name.text) {
      throw SQLError(.sameEventName, "Same old and new event name", at: name.span)
    }
    return target ?? home
  }

  /// DROP EVENT; false where there is none.
  func dropEvent(_ name: TableName) throws(SQLError) -> Bool {
    guard let found = try? storedEvent(name) else { return false }
    try cluster.changeEvents(of: found.keyspace) { $0.replace(found.event.name, with: nil) }
    return true
  }

  func storedEvent(
    _ name: TableName
  ) throws(SQLError) -> (keyspace: String, event: StoredEvent) {
    let home = try catalog.keyspace(named: keyspace(of: name))
    if let event = home.event(named: name.name.text) { return (home.name, event) }
    throw SQLError(
      .unknownEvent,
      "Unknown event '\(name.name.text)'",
      at: name.span,
      hint: nearest(to: name.name.text, in: home.events.map(\.name)).map { "did you mean '\($0)'?" }
    )
  }

  /// ALTER PROCEDURE and ALTER FUNCTION.
  func alter(_ node: AlterRoutine) throws(SQLError) -> Result {
    let (home, program) = try storedProgram(node.name, node.kind)
    let altered = try program.altered(with: node.characteristics, at: thisSecond)
    try cluster.changePrograms(of: home) { $0[program.key] = altered }
    return Result()
  }
}

// MARK: - When it runs

extension Session {
  /// The clock's time, without the fraction of a second.
  var thisSecond: Int64 { cluster.configuration.clock.now / 1_000_000 * 1_000_000 }

  private func schedule(of node: CreateEvent) throws(SQLError) -> StoredEvent.Schedule {
    if let expression = node.at { return .once(at: try moment(expression, "AT")) }
    guard let every = node.every else {
      throw SQLError(.internal, "an event without a schedule", at: node.span)
    }
    guard !every.unit.rawValue.hasSuffix("microsecond") else {
      throw SQLError(
        .unsupported,
        "This version of MySQL doesn't yet support 'MICROSECOND'",
        at: every.span
      )
    }
    let amount = try amount(every)
    let starts = try node.starts.map { (value) throws(SQLError) in try moment(value, "STARTS") }
    let ends = try node.ends.map { (value) throws(SQLError) in try moment(value, "ENDS") }
    if let ends, ends <= starts ?? thisSecond {
      throw SQLError(
        .badEventEnd,
        "ENDS is either invalid or before STARTS",
        at: node.ends?.span
      )
    }
    return .every(
      value: amount,
      unit: every.unit.rawValue,
      starts: starts ?? thisSecond,
      ends: ends
    )
  }

  private func amount(_ every: Interval) throws(SQLError) -> String {
    let value = try value(of: every.value)
    var text = MySQLText.text(of: value.value, type: value.type) ?? ""
    if !every.unit.rawValue.contains("_") {
      text = Decimal65(prefixOf: text).rounded(toScale: 0).text
    }
    guard Recurrence(text, every.unit) != nil else {
      throw SQLError(
        .badEventInterval,
        "INTERVAL is either not positive or too big",
        at: every.span
      )
    }
    return text
  }

  /// The moment that an expression names, in the session's time zone.
  private func moment(_ expression: Expression, _ word: String) throws(SQLError) -> Int64 {
    let value = try value(of: expression)
    let zone = variables.options.statement.timeZone
    let assignment = ColumnAssignment(column: word, .datetime(), from: value.type, mode: .strict)
    if case .text(let text)? = try? assignment.store(value.value), let local = Instant(iso: text) {
      return zone.moment(ofLocal: local.microseconds)
    }
    let shown = MySQLText.text(of: value.value, type: value.type) ?? "NULL"
    throw SQLError(
      .incorrectEventTime,
      "Incorrect \(word) value: '\(shown)'",
      at: expression.span
    )
  }

  /// Whether the event is kept, though what it says may be past: then it no longer runs, or is gone.
  private func keepsPast(_ event: inout StoredEvent, isNew: Bool) throws(SQLError) -> Bool {
    let last: Int64? =
      switch event.schedule {
      case .once(let moment): moment
      case .every(_, _, _, let ends): ends
      }
    guard let last, last < thisSecond else { return true }
    if event.isPreserved {
      if event.status == .enabled {
        event.status = .disabled
        warn("Event execution time is in the past. Event has been disabled", code: 1544)
      }
      return true
    }
    let start = "Event execution time is in the past and ON COMPLETION NOT PRESERVE is set."
    guard isNew else {
      throw SQLError(
        .eventAlteredInPast,
        "\(start) The event was not changed. Specify a time in the future."
      )
    }
    warn("\(start) The event was dropped immediately after creation.", code: 1588)
    return false
  }
}

extension [StoredEvent] {
  /// Puts an event in place of another; nil for none.
  fileprivate mutating func replace(_ name: String?, with event: StoredEvent?) {
    if let name { removeAll { $0.name.isName(name) } }
    if let event { append(event) }
  }
}

extension SQLError {
  fileprivate static func eventExists(_ name: String) -> SQLError {
    SQLError(.eventExists, "Event '\(name)' already exists")
  }
}

extension Cluster {
  /// Changes the events of a keyspace, in the catalog's file first.
  func changeEvents(
    of name: String,
    _ body: (inout [StoredEvent]) throws(SQLError) -> Void
  ) throws(SQLError) {
    try change { snapshot throws(SQLError) in
      var keyspace = try snapshot.catalog.keyspace(named: name)
      try body(&keyspace.events)
      keyspace.events.sort { $0.name.lowercased() < $1.name.lowercased() }
      try store.setEvents(keyspace.events, of: keyspace.name)
      return snapshot.replacing(keyspace, try snapshot.shards(of: keyspace.name))
    }
    events.wake()
  }
}

// MARK: - SHOW

extension Session {
  /// SHOW EVENTS.
  func showEvents(_ show: Show) throws(SQLError) -> ShowTable {
    let keyspace = try shownKeyspace(show)
    return ShowTable(
      systemRows("events").filter { $0["EVENT_SCHEMA"] == .text(keyspace.name) },
      [
        ("Db", "EVENT_SCHEMA"), ("Name", "EVENT_NAME"), ("Definer", "DEFINER"),
        ("Time zone", "TIME_ZONE"), ("Type", "EVENT_TYPE"), ("Execute at", "EXECUTE_AT"),
        ("Interval value", "INTERVAL_VALUE"), ("Interval field", "INTERVAL_FIELD"),
        ("Starts", "STARTS"), ("Ends", "ENDS"), ("Status", "STATUS"),
        ("Originator", "ORIGINATOR"), ("character_set_client", "CHARACTER_SET_CLIENT"),
        ("collation_connection", "COLLATION_CONNECTION"),
        ("Database Collation", "DATABASE_COLLATION"),
      ],
      nameColumn: 1
    )
  }

  /// SHOW CREATE EVENT; a plan says what the answer would look like.
  func showCreateEvent(_ show: Show) throws(SQLError) -> ShowTable {
    var table = ShowTable([
      "Event", "sql_mode", "time_zone", "Create Event", "character_set_client",
      "collation_connection", "Database Collation",
    ])
    guard planningCatalog == nil, let name = show.name else { return table }
    let event = try storedEvent(name).event
    let connection = event.connection ?? ConnectionSettings()
    table.add(
      event.name,
      event.sqlMode,
      event.timeZone,
      event.shownText,
      connection.clientCharacterSet,
      connection.collation,
      (event.collation ?? .standard).rawValue
    )
    return table
  }
}

extension StoredEvent {
  /// The statement in MySQL's own shape, with the body as it was written.
  fileprivate var shownText: String {
    var text = "CREATE DEFINER=`root`@`localhost` EVENT \(name.quotedName) ON SCHEDULE "
    switch schedule {
    case .once(let moment): text += "AT '\(localText(of: moment))'"
    case .every(_, let unit, let starts, let ends):
      text += "EVERY \(shownInterval) \(unit.uppercased()) STARTS '\(localText(of: starts))'"
      if let ends { text += " ENDS '\(localText(of: ends))'" }
    }
    let state =
      switch status {
      case .enabled: "ENABLE"
      case .disabled: "DISABLE"
      case .elsewhere: "DISABLE ON SLAVE"
      }
    text += " ON COMPLETION \(isPreserved ? "" : "NOT ")PRESERVE \(state)"
    if !comment.isEmpty { text += " COMMENT \(comment.quotedForMySQL)" }
    return text + " DO \(body)"
  }
}
