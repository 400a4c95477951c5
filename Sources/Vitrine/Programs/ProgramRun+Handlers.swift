import VitrineSQL

/// Something that a statement of a stored program has come to: an error, a warning, no data.
struct RaisedCondition: Sendable {
  var level: Warning.Level
  /// Its number, state and message.
  var error: SQLError
  /// What SIGNAL has said of it besides, by the item's name in lower case.
  var items: [String: String] = [:]
  /// The warnings of conditions that RESIGNAL has left standing before it.
  var earlier: [Warning] = []

  var warning: Warning { Warning(level, code: error.code.number, message: error.message) }

  /// How closely a handler names it: the less, the more; nil where it does not.
  func rank(_ condition: ProgramCondition) -> Int? {
    let state = error.code.state
    switch condition {
    case .code(let number): return number == error.code.number ? 0 : nil
    case .state(let named): return named == state ? 1 : nil
    case .warning: return state.hasPrefix("01") || level == .warning ? 2 : nil
    case .notFound: return isNoData ? 2 : nil
    case .exception:
      let isException = !state.hasPrefix("00") && !state.hasPrefix("01") && !isNoData
      return level == .error && isException ? 2 : nil
    }
  }

  private var isNoData: Bool { error.code.state.hasPrefix("02") }
}

extension ProgramRun {
  /// Does something that may fail or warn; gives where to go on where a handler has taken that, nil where
  /// there was nothing to handle.
  ///
  /// - Throws: what no handler takes.
  func attempt(
    _ step: ProgramStep?,
    _ action: () throws(SQLError) -> Void
  ) throws(SQLError) -> Flow? {
    let before = session.warnings
    if step?.readsDiagnostics != true { session.warnings = [] }
    do throws(SQLError) {
      try action()
    } catch {
      try stop.check()
      guard error.canBeHandled else { throw error }
      let raised = session.programs.condition(error)
      guard let flow = try activateHandler(for: raised) else { throw error }
      return flow
    }
    if step?.readsDiagnostics == true { return nil }
    if session.warnings.isEmpty {
      if step?.keepsDiagnostics != false { session.warnings = before }
      return nil
    }
    return try handleWarnings()
  }

  /// The handler of the last of the warnings that has one runs.
  private func handleWarnings() throws(SQLError) -> Flow? {
    guard !scopes.isEmpty else { return nil }
    for warning in session.warnings.reversed() where warning.level != .error {
      let raised = session.programs.condition(warning)
      if let flow = try activateHandler(for: raised) { return flow }
    }
    return nil
  }

  /// Runs the handler for a condition; nil where there is none.
  ///
  /// That is the one of the innermost block that has any, and in a block the one that names the condition
  /// most closely.
  private func activateHandler(for raised: RaisedCondition) throws(SQLError) -> Flow? {
    for depth in scopes.indices.reversed() {
      guard let handler = Self.handler(for: raised, among: scopes[depth].handlers) else { continue }
      return try run(handler, ofBlockAt: depth, for: raised)
    }
    return nil
  }

  private static func handler(
    for raised: RaisedCondition,
    among handlers: [ProgramHandler]
  ) -> ProgramHandler? {
    var best: (rank: Int, handler: ProgramHandler)?
    for handler in handlers {
      for condition in handler.conditions {
        guard let rank = raised.rank(condition), rank < best?.rank ?? .max else { continue }
        best = (rank, handler)
      }
    }
    return best?.handler
  }

  /// The handlers of its own block are not in force while a handler runs.
  private func run(
    _ handler: ProgramHandler,
    ofBlockAt depth: Int,
    for raised: RaisedCondition
  ) throws(SQLError) -> Flow {
    let saved = scopes
    let block = saved[depth].block
    scopes = Array(saved.prefix(depth))
    let conditions = session.warnings.filter { $0.level != .error }
      .map(session.programs.condition).filter { $0.error != raised.error }
    let earlier = raised.earlier.map(session.programs.condition)
    let area = earlier + conditions + [raised]
    active.append((raised, area))
    session.warnings = area.map(\.warning)
    defer {
      scopes = saved
      active.removeLast()
    }
    let flow = try run(handler.body)
    session.warnings = []
    guard flow == .next else { return flow }
    return handler.isExit ? .exit(block) : .next
  }
}

extension SQLError {
  /// Whether a handler may take it: not where somebody wants the program to end, nor where the engine
  /// refuses to answer, which no handler should turn into an answer.
  fileprivate var canBeHandled: Bool {
    switch code {
    case .interrupted, .sessionKilled, .timeout: false
    default: code.category != .internal && code.category != .unsupported
    }
  }
}

extension ProgramStep {
  /// Whether it tells of the conditions of the statement before.
  fileprivate var readsDiagnostics: Bool {
    switch self {
    case .diagnostics: true
    case .signal(let signal): signal.isResignal
    case .run(let query): if case .show = query.statement { true } else { false }
    default: false
    }
  }

  /// Whether the conditions of the statement before stay where it has none of its own: unless it uses
  /// tables.
  fileprivate var keepsDiagnostics: Bool {
    switch self {
    case .assign, .assignSystem, .open, .fetch, .close, .evaluate: true
    case .run(let query): query.readsNoTable
    default: false
    }
  }
}

extension ProgramQuery {
  /// Whether it is a SELECT of values alone, or sets variables.
  fileprivate var readsNoTable: Bool {
    switch statement {
    case .query(let query):
      guard case .select(let select) = query.body, query.with == nil else { return false }
      return select.from.isEmpty
    case .set: return true
    default: return false
    }
  }
}
