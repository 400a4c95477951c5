import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// SET: every value is computed before the first variable is set, so that none sees another's; all
  /// are set or none.
  func set(_ set: SetVariables, _ input: StatementInput) throws(SQLError) -> Result {
    let values = try set.items.mapTyped { (item) throws(SQLError) in try value(of: item, input) }
    let saved = variables
    let savedGlobals = cluster.globalVariables.withLock { $0 }
    do throws(SQLError) {
      // Last what may commit: by then nothing else can fail.
      let (others, committing) = Array(zip(set.items, values)).partitioned { !$0.0.setsAutocommit }
      for case (_, let value?) in committing {
        _ = try SystemVariableDefinition.all["autocommit"]?.accepted(value)
      }
      for (item, value) in others + committing { try assign(item, value) }
    } catch {
      variables = saved
      // Only these: another session may have set others meanwhile.
      cluster.globalVariables.withLock { $0.restore(set.globalNames, from: savedGlobals) }
      throw error
    }
    return Result()
  }

  /// What an item gives its variable; nil for DEFAULT, and for items that have no expression.
  private func value(of item: SetItem, _ input: StatementInput) throws(SQLError) -> TypedValue? {
    switch item {
    case .user(_, let expression): return try value(of: expression, input)
    case .system(_, .defaultValue): return nil
    // A bare word: ON, utf8mb4, pushdown.
    case .system(_, .column(let word)) where word.qualifier == nil:
      return TypedValue(parameter: .text(word.name.text))
    case .system(_, let expression): return try value(of: expression, input)
    case .names, .charset, .new: return nil
    }
  }

  private func assign(_ item: SetItem, _ value: TypedValue?) throws(SQLError) {
    switch item {
    case .user(let variable, _): variables.setUser(variable.name.text, value ?? .null)
    case .system(let variable, _): try assign(variable, value: value)
    case .names(let charset, let collation): try setNames(charset, collation)
    case .charset(let charset): try setCharacterSet(charset)
    case .new(let column, _):
      throw SQLError(
        .unknownVariable,
        "Unknown system variable '\(column.name.text)'",
        at: column.name.span
      )
    }
  }

  /// Sets a system variable; nil is its default.
  func assign(_ variable: SystemVariable, value: TypedValue?) throws(SQLError) {
    let name = variable.name.text.lowercased()
    var assigned = value
    do throws(SQLError) {
      try SystemVariableDefinition.all[name]?.checkMaySet(global: variable.scope.isGlobal)
    } catch {
      throw error.located(at: variable.span)
    }
    if name == "event_scheduler" { return try assignScheduler(variable, assigned) }
    if variable.scope.isGlobal { return try assignGlobal(variable, assigned) }
    // DEFAULT is what the server has; without a value there it is the standard one.
    assigned = assigned ?? cluster.globalVariables.withLock { $0.given(name) }
    if name == "autocommit" { return try setAutocommit(assigned) }
    // Vitess's word for no limit; MySQL would make 0 of it.
    if name == "sql_select_limit", case .integer(-1)? = assigned?.value { assigned = nil }
    do throws(SQLError) {
      if let current = databaseVariable(name) {
        return try checkDatabaseVariable(name, is: current, assigned)
      }
      try checkStrategy(name, assigned)
      try checkRange(of: name, assigned)
      try variables.assign(name, assigned)
    } catch {
      throw error.located(at: variable.span)
    }
    if name == "last_insert_id" || name == "identity" {
      facts.lastInsertID = assigned?.value.unsignedBits ?? 0
    }
  }

  /// SET GLOBAL: what sessions begin with that are made from now on.
  private func assignGlobal(
    _ variable: SystemVariable,
    _ value: TypedValue?
  ) throws(SQLError) {
    let name = variable.name.text
    do throws(SQLError) {
      try checkStrategy(name.lowercased(), value)
      try checkRange(of: name.lowercased(), value)
      try cluster.globalVariables.withLock { (globals) throws(SQLError) in
        try globals.assign(name, value)
      }
      if SystemVariableDefinition.belongsToServer(name) { try variables.assign(name, value) }
    } catch {
      throw error.located(at: variable.span)
    }
  }

  /// A number that is out of range is the nearest one that is not, with a warning; under STRICT_ALL_TABLES it
  /// is refused.
  private func checkRange(of name: String, _ value: TypedValue?) throws(SQLError) {
    if let value, let cut = try cutting(of: name, value) { warn(cut) }
  }

  /// The warning of a number that is out of range; nil where it is not.
  func cutting(of name: String, _ value: TypedValue) throws(SQLError) -> SQLError? {
    guard let definition = SystemVariableDefinition.all[name], definition.cuts(value) else {
      return nil
    }
    guard !variables.options.sqlMode.contains("STRICT_ALL_TABLES") else {
      throw definition.wrong(value)
    }
    let message = "Truncated incorrect \(name) value: '\(value.shown)'"
    return SQLError(.truncatedWrongValue, message)
  }

  /// Refuses a strategy of a name that nothing has.
  private func checkStrategy(_ name: String, _ value: TypedValue?) throws(SQLError) {
    guard name == "planner" || name == "vitrine_strategy", case .text(let text)? = value?.value
    else { return }
    _ = try cluster.plannerEnvironment.strategy(named: text)
  }

  /// Turning autocommit on commits what is open; where it was on, a transaction goes on.
  private func setAutocommit(_ value: TypedValue?) throws(SQLError) {
    let wasOn = autocommit
    try variables.assign("autocommit", value)
    if autocommit && !wasOn { try commit() }
  }

  /// SET NAMES: the character set of the client, of the answers and of the connection.
  func setNames(_ charset: String?, _ collation: String?) throws(SQLError) {
    let charset = charset ?? "utf8mb4"
    let name = try setClient(charset)
    _ = try Collation(characterSet: charset, collation: collation, default: .standard)
    try variables.assign("character_set_connection", name)
    guard let collation else { return }
    try variables.assign("collation_connection", TypedValue(parameter: .text(collation)))
  }

  /// SET CHARACTER SET: the connection has that of the database.
  func setCharacterSet(_ charset: String?) throws(SQLError) {
    _ = try setClient(charset ?? "utf8mb4")
    let collation = TypedValue(parameter: .text(databaseCollation.rawValue))
    try variables.assign("collation_connection", collation)
  }

  private func setClient(_ charset: String) throws(SQLError) -> TypedValue {
    guard
      ["utf8mb4", "utf8", "utf8mb3", "latin1", "ascii", "binary"].contains(charset.lowercased())
    else { throw SQLError(.unknownCharacterSet, "Unknown character set: '\(charset)'") }
    let name = TypedValue(parameter: .text(charset))
    for variable in ["character_set_client", "character_set_results"] {
      try variables.assign(variable, name)
    }
    return name
  }

  /// The value of an expression of SET, DO, EXECUTE or KILL: as SELECT would answer it, with its warnings.
  func value(of expression: Expression) throws(SQLError) -> TypedValue {
    if case .literal(let literal) = expression, let constant = TypedValue(constant: literal) {
      return constant.collated(variables.options.planner.literalCollation)
    }
    let text = "SELECT \(expression.printed())"
    let saved = warnings
    defer { warnings = saved + warnings }
    let result: Result
    do throws(SQLError) {
      result = try dispatch(StatementInput(printed: text, keepsDigits: true))
    } catch {
      // Places count in the text made here, not in the one the user wrote.
      throw SQLError(error.code, error.message, at: expression.span, hint: error.hint)
    }
    guard let row = result.rows.first, let value = row.first, let column = result.columns.first
    else { return .null }
    return TypedValue(value, column.type)
  }

  /// USE, which also commits nothing and keeps the transaction.
  func use(_ use: Use) throws(SQLError) -> Result {
    guard let text = use.target else {
      target = SessionTarget()
      return Result()
    }
    do throws(SQLError) {
      target = try SessionTarget(text, in: cluster.snapshot.catalog, after: target)
    } catch {
      throw error.located(at: use.span)
    }
    return Result()
  }

  /// DO evaluates and forgets.
  func `do`(_ statement: Do, _ input: StatementInput) throws(SQLError) -> Result {
    for expression in statement.expressions { _ = try value(of: expression, input) }
    return Result()
  }

  /// `KILL QUERY id` stops a session's statement, `KILL [CONNECTION] id` the session.
  func kill(_ kill: Kill, _ input: StatementInput) throws(SQLError) -> Result {
    guard case .integer(let id) = try value(of: kill.id, input).value,
      let interrupter = cluster.sessions.interrupter(of: id)
    else {
      throw SQLError(.noSuchSession, "Unknown thread id: \(kill.id.printed())", at: kill.span)
    }
    if kill.isQuery { interrupter.interrupt() } else { interrupter.kill() }
    return Result()
  }

  func prepare(_ prepare: Prepare) throws(SQLError) -> Result {
    let name = prepare.name.text.lowercased()
    // A statement of this name goes even where the new one is none.
    prepared[name] = nil
    guard case .text(let text) = try value(of: prepare.source).value else {
      throw SQLError(.parseError, "PREPARE needs the text of a statement", at: prepare.span)
    }
    let statement = try Parser.parse(text, mode: parserMode)
    guard statement.isPreparable else {
      let message = "This command is not supported in the prepared statement protocol yet"
      throw SQLError(.notPreparable, message, at: prepare.span)
    }
    try checkNames(in: statement, text)
    prepared[name] = PreparedText(
      text: text,
      mode: statement.isReadOnce ? parserMode : nil,
      literalCollation: variables.options.planner.literalCollation
    )
    return Result()
  }

  /// Columns and tables have to be there when a statement is prepared; whatever else is wrong with it shows
  /// when it is executed.
  private func checkNames(in statement: Statement, _ text: String) throws(SQLError) {
    guard statement.isPlanned else { return }
    do throws(SQLError) {
      _ = try plan(of: statement, text: text)
    } catch {
      let codes: [SQLError.Code] = [.unknownColumn, .unknownTable, .ambiguousColumn]
      guard codes.contains(error.code) else { return }
      throw SQLError(error.code, error.message, hint: error.hint)
    }
  }

  func execute(prepared execute: Execute) throws(SQLError) -> Result {
    let prepared = try preparedText(of: execute)
    let values = execute.arguments.map { argument in
      let value = variables.userValue(argument.name.text)
      return value.value.isNull ? .null : value.collated(prepared.literalCollation)
    }
    let wanted =
      Normalizer.normalize(prepared.text, mode: prepared.mode ?? parserMode)?.parameterCount
      ?? values.count
    guard values.count == wanted else {
      throw SQLError(
        .wrongArguments,
        "the statement has \(wanted) parameters, but \(values.count) values were given"
      )
    }
    var input = StatementInput(text: prepared.text, parameters: values)
    input.parserMode = prepared.mode
    input.literalCollation = prepared.literalCollation
    input.parameterVariables = execute.arguments.map(\.name.text)
    return try dispatch(input)
  }

  /// The text that PREPARE has given the name.
  func preparedText(of execute: Execute) throws(SQLError) -> PreparedText {
    if let prepared = prepared[execute.name.text.lowercased()] { return prepared }
    throw SQLError(
      .unknownPreparedStatement,
      "Unknown prepared statement handler (\(execute.name.text)) given to EXECUTE",
      at: execute.name.span
    )
  }

  func deallocate(_ name: Identifier) throws(SQLError) -> Result {
    guard prepared.removeValue(forKey: name.text.lowercased()) != nil else {
      throw SQLError(
        .unknownPreparedStatement,
        "Unknown prepared statement handler (\(name.text)) given to DEALLOCATE PREPARE",
        at: name.span
      )
    }
    return Result()
  }
}

/// What PREPARE has given a name: a statement, how its text is read, where that is not up to the session, and the
/// collation of its literals.
struct PreparedText {
  var text: String
  var mode: SQLMode?
  var literalCollation: Collation
}

extension Statement {
  /// Whether its text means what it did when it was prepared, whatever the sql_mode is when it runs.
  fileprivate var isReadOnce: Bool {
    switch self {
    case .set, .do, .call: true
    default: isPlanned
    }
  }

  /// Whether PREPARE takes it, as far as MySQL's manual leaves no doubt.
  fileprivate var isPreparable: Bool {
    switch self {
    case .prepare, .execute, .deallocate, .use, .lockTables, .unlockTables, .loadData,
      .createRoutine, .createTrigger, .createEvent:
      false
    default: true
    }
  }
}

extension SetItem {
  /// Whether it may commit what is open.
  fileprivate var setsAutocommit: Bool {
    guard case .system(let variable, _) = self else { return false }
    return variable.name.matches("autocommit")
  }
}

extension SetVariables {
  /// The variables of which it sets the values of sessions to come.
  fileprivate var globalNames: [String] {
    items.compactMap { item in
      guard case .system(let variable, _) = item, variable.scope.isGlobal else { return nil }
      return variable.name.text
    }
  }
}

extension VariableScope? {
  /// Whether SET means the values of sessions to come.
  fileprivate var isGlobal: Bool {
    switch self {
    case .global, .persist, .persistOnly: true
    case .session, .local, .vitessMetadata, nil: false
    }
  }
}
