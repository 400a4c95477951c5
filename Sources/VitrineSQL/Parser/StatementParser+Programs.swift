// Stored procedures, functions, triggers and events.
extension StatementParser {
  /// What follows CREATE and the definer: PROCEDURE, FUNCTION, TRIGGER or EVENT.
  mutating func createProgram(
    definer: AccountName?,
    _ start: Int
  ) throws(SQLError) -> Statement {
    if isAt(.aggregate) || isAt(.function) && isLoadableFunction {
      return try administration(named: "create function", fromToken: tokenIndex(at: start))
    }
    isInProgram = true
    defer { isInProgram = false }
    switch keyword {
    case .procedure, .function: return .createRoutine(try routine(definer, start))
    case .trigger: return .createTrigger(try trigger(definer, start))
    default: return .createEvent(try event(definer, start))
    }
  }

  /// `FUNCTION f RETURNS type SONAME 'library'`.
  private var isLoadableFunction: Bool {
    var distance = 1
    while ahead(distance).kind.isWord, distance < 12 {
      if ahead(distance).keyword == .soname { return true }
      distance += 1
    }
    return false
  }

  /// The token that starts at an offset of the text, at or before the current one.
  private func tokenIndex(at start: Int) -> Int {
    var first = index
    while first > 0, Int(tokens[first].lower) > start { first -= 1 }
    return first
  }

  private mutating func routine(
    _ definer: AccountName?,
    _ start: Int
  ) throws(SQLError) -> CreateRoutine {
    let isFunction = isAt(.function)
    advance()
    let isIfNotExists = try takeIfNotExists()
    var routine = CreateRoutine(
      name: try tableName(),
      isFunction: isFunction,
      definer: definer,
      isIfNotExists: isIfNotExists,
      body: .unlockTables
    )
    try expect(.leftParenthesis)
    if kind != .rightParenthesis {
      routine.parameters = try list { parser throws(SQLError) in try parser.routineParameter() }
    }
    try expect(.rightParenthesis)
    if isFunction {
      try expect(.returns)
      routine.returns = try columnType()
    }
    while let characteristic = try routineCharacteristic() {
      routine.characteristics.append(characteristic)
    }
    let bodyStart = self.start
    routine.body = try statement()
    routine.bodySpan = span(from: bodyStart)
    routine.span = span(from: start)
    return routine
  }

  private mutating func routineParameter() throws(SQLError) -> RoutineParameter {
    let start = self.start
    let mode = ParameterMode(rawValue: keyword.rawValue)
    if mode != nil { advance() }
    let name = try identifier()
    return RoutineParameter(
      mode: mode,
      name: name,
      type: try columnType(),
      span: span(from: start)
    )
  }

  private mutating func routineCharacteristic() throws(SQLError) -> String? {
    switch keyword {
    case .comment:
      advance()
      return "comment " + printed(try stringLiteral())
    case .language:
      advance()
      return "language \(takeWord())"
    case .deterministic: return takeWord()
    case .not where ahead().keyword == .deterministic:
      advance()
      return "not \(takeWord())"
    case .contains, .no:
      let word = takeWord()
      try expect(.sql)
      return "\(word) sql"
    case .reads, .modifies:
      let word = takeWord()
      try expect(.sql)
      try expect(.data)
      return "\(word) sql data"
    case .sql:
      advance()
      try expect(.security)
      guard isAt(.definer) || isAt(.invoker) else {
        throw unexpected(expecting: ["definer", "invoker"])
      }
      return "sql security \(takeWord())"
    default: return nil
    }
  }

  private mutating func trigger(
    _ definer: AccountName?,
    _ start: Int
  ) throws(SQLError) -> CreateTrigger {
    advance()
    let isIfNotExists = try takeIfNotExists()
    let name = try tableName()
    let isBefore = take(.before)
    if !isBefore { try expect(.after) }
    guard isAt(.insert) || isAt(.update) || isAt(.delete) else {
      throw unexpected(expecting: ["insert", "update", "delete"])
    }
    let event = takeWord()
    try expect(.on)
    let table = try tableName()
    try expect(.for)
    try expect(.each)
    try expect(.row)
    var neighbour: TriggerNeighbour?
    if isAt(.follows) || isAt(.precedes) {
      let isFollowed = takeWord() == "follows"
      neighbour = TriggerNeighbour(isFollowed: isFollowed, name: try identifier())
    }
    let bodyStart = self.start
    var trigger = CreateTrigger(
      name: name,
      definer: definer,
      isIfNotExists: isIfNotExists,
      isBefore: isBefore,
      event: event,
      table: table,
      neighbour: neighbour,
      body: try statement()
    )
    trigger.bodySpan = span(from: bodyStart)
    trigger.span = span(from: start)
    return trigger
  }

  private mutating func event(
    _ definer: AccountName?,
    _ start: Int
  ) throws(SQLError) -> CreateEvent {
    try expect(.event)
    let isIfNotExists = try takeIfNotExists()
    var event = CreateEvent(
      name: try tableName(),
      definer: definer,
      isIfNotExists: isIfNotExists,
      body: .unlockTables
    )
    try expect(.on)
    try expect(.schedule)
    try schedule(&event)
    if take(.on) {
      try expect(.completion)
      event.preserve = !take(.not)
      try expect(.preserve)
    }
    event.status = try eventStatus()
    if take(.comment) { event.comment = try stringLiteral() }
    try expect(.do)
    let bodyStart = self.start
    event.body = try statement()
    event.bodySpan = span(from: bodyStart)
    event.span = span(from: start)
    return event
  }

  /// What follows ALTER and the definer of an event; one part at least must be there.
  mutating func alterEvent(_ definer: AccountName?, _ start: Int) throws(SQLError) -> Statement {
    isInProgram = true
    defer { isInProgram = false }
    try expect(.event)
    let name = try tableName()
    var alter = AlterEvent(change: CreateEvent(name: name, definer: definer, body: .unlockTables))
    let first = index
    if isAt(.on), ahead().keyword == .schedule {
      advance()
      advance()
      try schedule(&alter.change)
    }
    if take(.on) {
      try expect(.completion)
      alter.change.preserve = !take(.not)
      try expect(.preserve)
    }
    if take(.rename) {
      try expect(.to)
      alter.newName = try tableName()
    }
    alter.change.status = try eventStatus()
    if take(.comment) { alter.change.comment = try stringLiteral() }
    if take(.do) {
      let bodyStart = self.start
      alter.change.body = try statement()
      alter.change.bodySpan = span(from: bodyStart)
      alter.hasBody = true
    }
    guard index > first else {
      throw unexpected(expecting: ["on", "rename", "enable", "disable", "comment", "do"])
    }
    alter.change.span = span(from: start)
    return .alterEvent(alter)
  }

  /// `ALTER PROCEDURE p COMMENT 'x' SQL SECURITY INVOKER`.
  mutating func alterRoutine(_ start: Int) throws(SQLError) -> Statement {
    let kind = ProgramKind(rawValue: keyword.rawValue) ?? .procedure
    advance()
    var alter = AlterRoutine(kind: kind, name: try tableName())
    while !isAt(.deterministic), !(isAt(.not) && ahead().keyword == .deterministic),
      let characteristic = try routineCharacteristic()
    {
      alter.characteristics.append(characteristic)
    }
    alter.span = span(from: start)
    return .alterRoutine(alter)
  }

  private mutating func schedule(_ event: inout CreateEvent) throws(SQLError) {
    if take(.at) {
      event.at = try expression()
      return
    }
    let start = self.start
    try expect(.every)
    let value = try expression()
    let unit = try intervalUnit()
    event.every = Interval(value: value, unit: unit, span: span(from: start))
    if take(.starts) { event.starts = try expression() }
    if take(.ends) { event.ends = try expression() }
  }

  private mutating func eventStatus() throws(SQLError) -> String? {
    if take(.enable) { return "enable" }
    guard take(.disable) else { return nil }
    guard take(.on) else { return "disable" }
    guard isAt(.slave) || isAt(.replica) else { throw unexpected(expecting: ["slave", "replica"]) }
    return "disable on \(takeWord())"
  }
}
