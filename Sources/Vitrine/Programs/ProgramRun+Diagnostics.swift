import VitrineSQL
import VitrineSQLite
import VitrineSharding

// SIGNAL, RESIGNAL and GET DIAGNOSTICS.
extension ProgramRun {
  func raise(_ signal: ProgramSignal) throws(SQLError) {
    let items = try signal.items.mapTyped { (item) throws(SQLError) in
      (item.name, try value(of: item.value))
    }
    try session.raise(signal, items, active: active.last)
  }

  func get(_ diagnostics: ProgramDiagnostics) throws(SQLError) {
    var conditions = session.keptWarnings.map(session.programs.condition)
    if diagnostics.isStacked {
      guard let stacked = active.last else {
        throw SQLError(
          .stackedDiagnosticsWithoutHandler,
          "GET STACKED DIAGNOSTICS when handler not active"
        )
      }
      conditions = stacked.area
    }
    let number = try diagnostics.condition.map { (value) throws(SQLError) in
      try self.value(of: value)
    }
    let area = DiagnosticsArea(conditions: conditions, rowCount: session.facts.rowCount)
    for item in diagnostics.items {
      try assign(item.target, try area.value(of: item.name, condition: number))
    }
  }
}

/// What GET DIAGNOSTICS reads: the conditions of a statement, and its count of rows.
struct DiagnosticsArea {
  var conditions: [RaisedCondition]
  var rowCount: Int64

  /// An item of the statement, or of a condition, which are numbered from 1.
  ///
  /// - Throws: `invalidConditionNumber`.
  func value(of name: String, condition number: TypedValue?) throws(SQLError) -> TypedValue {
    guard let number else {
      let count = name == "number" ? Int64(conditions.count) : rowCount
      return TypedValue(.integer(count), .bigint)
    }
    guard case .integer(let position) = number.value, position >= 1,
      position <= conditions.count
    else { throw SQLError(.invalidConditionNumber, "Invalid condition number") }
    let condition = conditions[Int(position) - 1]
    if name == "mysql_errno" {
      return TypedValue(.integer(Int64(condition.error.code.number)), .bigint)
    }
    return TypedValue(parameter: .text(condition.text(of: name)))
  }
}

extension RaisedCondition {
  fileprivate func text(of name: String) -> String {
    if let item = items[name] { return item }
    let state = error.code.state
    switch name {
    case "returned_sqlstate": return state
    case "message_text": return error.message
    case "class_origin": return state.isStandardClass ? "ISO 9075" : "MySQL"
    case "subclass_origin":
      return state.isStandardClass && state.hasSuffix("000") ? "ISO 9075" : "MySQL"
    default: return ""
    }
  }
}

extension String {
  /// Whether the class of an SQLSTATE is one that the standard has.
  fileprivate var isStandardClass: Bool {
    guard let first = utf8.first else { return false }
    return (0x30...0x34).contains(first) || (0x41...0x48).contains(first)
  }
}

// MARK: - Raising

extension Session {
  /// SIGNAL and RESIGNAL: an error is thrown, a warning is noted.
  ///
  /// - Parameters:
  ///   - signal: what is raised.
  ///   - items: the values of its items.
  ///   - active: the condition whose handler is running, and the others of its statement.
  /// - Throws: what is raised, and what is wrong with the items.
  func raise(
    _ signal: ProgramSignal,
    _ items: [(name: String, value: TypedValue)],
    active: (raised: RaisedCondition, area: [RaisedCondition])?
  ) throws(SQLError) {
    guard !signal.isResignal || active != nil else {
      throw SQLError(.resignalWithoutHandler, "RESIGNAL when handler not active")
    }
    var texts = signal.isResignal ? active?.raised.items ?? [:] : [:]
    for (name, value) in items { texts[name] = try Self.text(of: value, for: name) }
    let number = texts.removeValue(forKey: "mysql_errno").flatMap { Int($0) }
    let message = texts.removeValue(forKey: "message_text")
    var raised: RaisedCondition
    if let state = signal.state {
      let code = SQLError.Code.signalled(number: number, state: state)
      let error = SQLError(code, message ?? Self.standardMessage(of: state))
      raised = RaisedCondition(
        level: code.isWarning ? .warning : .error,
        error: error,
        items: texts
      )
      if signal.isResignal { raised.earlier = active?.area.map(\.warning) ?? [] }
    } else {
      guard var again = active?.raised else { return }
      if let number {
        again.error.code = .signalled(number: number, state: again.error.code.state)
      }
      if let message { again.error.message = message }
      again.items = texts
      raised = again
    }
    programs.note(raised)
    if raised.level == .error { throw raised.error }
    warnings.append(raised.warning)
  }

  private static func standardMessage(of state: String) -> String {
    switch state.prefix(2) {
    case "01": "Unhandled user-defined warning condition"
    case "02": "Unhandled user-defined not found condition"
    default: "Unhandled user-defined exception condition"
    }
  }

  private static func text(of value: TypedValue, for name: String) throws(SQLError) -> String {
    let text = MySQLText.text(of: value.value, type: value.type)
    if name == "mysql_errno" {
      guard let text, let number = Int(text), (1...65_535).contains(number) else {
        throw wrongValue(name, text)
      }
      return text
    }
    guard let text else { throw wrongValue(name, nil) }
    let limit = name == "message_text" ? 128 : 64
    guard text.unicodeScalars.count <= limit else {
      throw SQLError(
        .conditionItemTooLong,
        "Data too long for condition item '\(name.uppercased())'"
      )
    }
    return text
  }

  private static func wrongValue(_ name: String, _ text: String?) -> SQLError {
    SQLError(
      .wrongValueForVariable,
      "Variable '\(name.uppercased())' can't be set to the value of '\(text ?? "NULL")'"
    )
  }

  /// SIGNAL, RESIGNAL and GET DIAGNOSTICS outside stored programs.
  func perform(_ statement: CompoundStatement) throws(SQLError) -> Result {
    let steps: StoredProgram
    switch statement {
    case .signal, .getDiagnostics:
      let text = "CREATE PROCEDURE statement() \(Statement.compound(statement).printed())"
      steps = try StoredProgram(
        text: text,
        sqlMode: "",
        created: 0,
        collation: .standard
      )
    default:
      throw SQLError(.parseError, "this statement stands only in a stored program")
    }
    let program = try ProgramCompiler.compile(steps)
    let run = ProgramRun(
      program,
      in: self,
      output: ProgramOutput(),
      stop: StopSignal()
    )
    _ = try run.run(program.body)
    var result = Result()
    result.warnings = warnings
    return result
  }
}

extension SQLError.Code {
  /// Whether its state is that of a warning.
  fileprivate var isWarning: Bool { state.hasPrefix("01") }
}
