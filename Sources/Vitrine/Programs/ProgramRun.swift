import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One run of a stored program: its variables and cursors, the handlers that are in force, and how far
/// it has come.
///
/// Statements of SQL go the way that every statement of the session goes: through the plan cache and the
/// planner, to the shards that they need.
final class ProgramRun {
  /// Where a run goes after a step.
  enum Flow: Equatable {
    case next
    /// To the end of what has the label
    case leave(Int)
    /// To the beginning of the loop that has the label
    case iterate(Int)
    /// To the end of the block whose EXIT handler has run
    case exit(Int)
    case returned
  }

  /// The handlers of a block that is running.
  struct HandlerScope {
    var block: Int
    var handlers: [ProgramHandler]
  }

  private struct OpenCursor {
    var result: Result
    var next = 0
  }

  let session: Session
  let program: CompiledProgram
  let output: ProgramOutput
  let stop: StopSignal
  /// By slot.
  private(set) var values: [TypedValue]
  /// What a function returns.
  private(set) var returned: TypedValue?
  /// Blocks that run and have handlers, the innermost last.
  var scopes: [HandlerScope] = []
  /// The conditions whose handlers are running, the innermost last.
  var active: [(raised: RaisedCondition, area: [RaisedCondition])] = []
  private var cursors: [OpenCursor?]

  init(
    _ program: CompiledProgram,
    in session: Session,
    output: ProgramOutput,
    stop: StopSignal
  ) {
    self.program = program
    self.session = session
    self.output = output
    self.stop = stop
    values = program.variables.map { TypedValue(.null, $0.type ?? .null) }
    cursors = Array(repeating: nil, count: program.cursors.count)
  }

  /// Runs the program with arguments for its parameters; those of OUT parameters do not count.
  func run(arguments: [TypedValue]) throws(SQLError) {
    for (slot, (mode, value)) in zip(program.parameters, arguments).enumerated() where mode != .out
    {
      try assign(.local(slot), value)
    }
    _ = try run(program.body)
  }

  /// What a function has returned.
  func answer() throws(SQLError) -> TypedValue {
    guard let returned else {
      throw SQLError(
        .functionEndedWithoutReturn,
        "FUNCTION \(program.name) ended without RETURN"
      )
    }
    return returned
  }

  /// Gives a variable a value that is its type's already.
  func set(_ value: TypedValue, in slot: Int) {
    if values.indices.contains(slot) { values[slot] = value }
  }

  func run(_ steps: [ProgramStep]) throws(SQLError) -> Flow {
    for step in steps {
      let flow = try run(step)
      if flow != .next { return flow }
    }
    return .next
  }

  func run(_ step: ProgramStep) throws(SQLError) -> Flow {
    try stop.check()
    switch step {
    case .block(let block): return try run(block)
    case .branch(let branches, let otherwise): return try run(branches, otherwise)
    case .loop(let loop): return try run(loop)
    case .leave(let label): return .leave(label)
    case .iterate(let label): return .iterate(label)
    case .returns(let value):
      let flow = try attempt(step) { () throws(SQLError) in
        let value = try strictValue(of: value)
        returned = try converted(value, program.returns, program.name)
      }
      return flow ?? .returned
    default:
      return try attempt(step) { () throws(SQLError) in try perform(step) } ?? .next
    }
  }

  // MARK: Blocks, branches, loops

  private func run(_ block: ProgramBlock) throws(SQLError) -> Flow {
    let outer = scopes
    defer {
      scopes = outer
      for cursor in block.cursors { cursors[cursor] = nil }
    }
    var flow = try run(block.declarations)
    if flow == .next {
      if !block.handlers.isEmpty {
        scopes.append(HandlerScope(block: block.id, handlers: block.handlers))
      }
      flow = try run(block.steps)
    }
    switch flow {
    case .exit(let id) where id == block.id: return .next
    case .leave(let label) where label == block.label: return .next
    default: return flow
    }
  }

  /// What has become of a condition: it is true or not, or a handler has run in its stead.
  private enum Test {
    case decided(Bool)
    case handled(Flow)
  }

  private func test(_ condition: ProgramExpression) throws(SQLError) -> Test {
    var isTrue = false
    let flow = try attempt(nil) { () throws(SQLError) in
      isTrue = try value(of: condition).value == .integer(1)
    }
    return flow.map(Test.handled) ?? .decided(isTrue)
  }

  private func run(
    _ branches: [ProgramBranch],
    _ otherwise: [ProgramStep]
  ) throws(SQLError) -> Flow {
    for branch in branches {
      switch try test(branch.condition) {
      case .decided(true): return try run(branch.steps)
      case .decided(false): continue
      case .handled(let flow): return flow
      }
    }
    return try run(otherwise)
  }

  private func run(_ loop: ProgramLoop) throws(SQLError) -> Flow {
    while true {
      try stop.check()
      if case .while(let condition) = loop.kind, let end = try end(condition, at: false) {
        return end
      }
      switch try run(loop.steps) {
      case .next: break
      case .iterate(let label) where label == loop.label: continue
      case .leave(let label) where label == loop.label: return .next
      case let flow: return flow
      }
      if case .repeat(let condition) = loop.kind, let end = try end(condition, at: true) {
        return end
      }
    }
  }

  /// Where a loop goes on that ends when its condition has a value; nil while it goes on itself.
  private func end(_ condition: ProgramExpression, at value: Bool) throws(SQLError) -> Flow? {
    switch try test(condition) {
    case .decided(let isTrue): isTrue == value ? .next : nil
    case .handled(let flow): flow
    }
  }
}

// MARK: - Values

extension ProgramRun {
  func value(of expression: ProgramExpression) throws(SQLError) -> TypedValue {
    switch expression {
    case .constant(let value):
      return value.collated(session.variables.options.planner.literalCollation)
    case .variable(let slot): return values[slot].taken(fromLiteral: false)
    case .computed(let query):
      let facts = session.facts
      defer { session.facts.keepCounts(of: facts) }
      let result = try run(query, isInternal: true, keepsDigits: true)
      output.count(result)
      guard let value = result.rows.first?.first, let column = result.columns.first else {
        return .null
      }
      return TypedValue(value, column.type).taken(fromLiteral: false)
    }
  }

  /// The value that a target is to take: for a variable with a type computed strictly.
  func value(
    of expression: ProgramExpression,
    for target: ProgramTarget
  ) throws(SQLError) -> TypedValue {
    guard case .local = target else { return try value(of: expression) }
    return try strictValue(of: expression)
  }

  /// The value that a variable with a type takes, computed strictly but beside user variables, whose texts MySQL reads as
  /// numbers without a warning.
  func strictValue(of expression: ProgramExpression) throws(SQLError) -> TypedValue {
    if case .computed(let query) = expression, query.nature.readsUserVariables {
      return try value(of: expression)
    }
    return try strictly { () throws(SQLError) in try value(of: expression) }
  }

  /// Computes something; what it only warns of is an error where a strict write would fail for it.
  func strictly<Answer>(_ compute: () throws(SQLError) -> Answer) throws(SQLError) -> Answer {
    let before = session.warnings
    session.warnings = []
    defer { session.warnings = before + session.warnings }
    let answer = try compute()
    try session.refuseBadValues()
    return answer
  }

  func assign(_ target: ProgramTarget, _ value: TypedValue) throws(SQLError) {
    switch target {
    case .user(let name): session.variables.setUser(name, value)
    case .local(let slot):
      let variable = program.variables[slot]
      // What fails leaves NULL behind, as in MySQL.
      values[slot].value = .null
      values[slot] = try converted(value, variable.type, variable.name)
    }
  }

  /// The time of the statement as its zone shows it, in which variables are kept.
  private var localClock: TimestampClock {
    let zone = session.variables.options.statement.timeZone
    return TimestampClock(zone: .utc, now: zone.local(session.currentTime))
  }

  /// A value as a variable of the type takes it: as a column would.
  private func converted(
    _ value: TypedValue,
    _ type: MySQLType?,
    _ name: String
  ) throws(SQLError) -> TypedValue {
    guard let type else { return value }
    let source =
      value.type.kind == .unknown ? TypedValue(parameter: value.value).type : value.type
    let assignment = ColumnAssignment(
      column: name,
      type,
      from: source,
      mode: session.variables.options.statement.mode,
      clock: type.isTemporal ? localClock : .utc
    )
    let stored = try assignment.store(
      value.value,
      warn: {
        session.warnings.append(Warning(.warning, code: $0.code.number, message: $0.message))
      },
      note: { session.warnings.append(Warning(.note, code: $0.code.number, message: $0.message)) }
    )
    return TypedValue(stored, type)
  }

  private func run(
    _ query: ProgramQuery,
    isInternal: Bool,
    keepsDigits: Bool = false
  ) throws(SQLError) -> Result {
    var input = StatementInput(
      text: query.text,
      isInternal: isInternal,
      keepsDigits: keepsDigits
    )
    input.statement = query.statement
    input.parserMode = query.mode
    input.locals = zip(query.names, query.slots).map { ($0, values[$1]) }
    do throws(SQLError) {
      return try session.dispatch(input)
    } catch {
      // Places count in the program's text, which is not the one that the caller wrote.
      throw SQLError(error.code, error.message, hint: error.hint)
    }
  }
}

// MARK: - Single steps

extension ProgramRun {
  private func perform(_ step: ProgramStep) throws(SQLError) {
    switch step {
    case .assign(let target, let value):
      do throws(SQLError) {
        try assign(target, try self.value(of: value, for: target))
      } catch {
        if case .local(let slot) = target { values[slot].value = .null }
        throw error
      }
    case .assignSystem(let variable, let value):
      try session.assign(variable, value: try self.value(of: value))
    case .open(let cursor): try open(cursor)
    case .fetch(let cursor, let targets): try fetch(cursor, targets)
    case .close(let cursor):
      guard cursors[cursor] != nil else { throw Self.notOpen }
      cursors[cursor] = nil
    case .signal(let signal): try raise(signal)
    case .diagnostics(let diagnostics): try get(diagnostics)
    case .select(let query, let targets): try select(query, into: targets)
    case .call(let call): try self.call(call)
    case .evaluate(let values): for value in values { _ = try self.value(of: value) }
    case .run(let query):
      if session.programs.triggerDepth > 0, case .query = query.statement {
        throw SQLError(
          .resultSetFromFunction,
          "Not allowed to return a result set from a trigger"
        )
      }
      output.take(try run(query, isInternal: false))
    case .caseNotFound:
      throw SQLError(.caseNotFound, "Case not found for CASE statement")
    case .block, .branch, .loop, .leave, .iterate, .returns:
      throw SQLError(.internal, "a step of a stored program is not a single one")
    }
  }

  private static let notOpen = SQLError(.cursorNotOpen, "Cursor is not open")

  private func open(_ cursor: Int) throws(SQLError) {
    guard cursors[cursor] == nil else {
      throw SQLError(.cursorAlreadyOpen, "Cursor is already open")
    }
    let result = try run(program.cursors[cursor].query, isInternal: true)
    output.count(result)
    cursors[cursor] = OpenCursor(result: result)
  }

  private func fetch(_ cursor: Int, _ targets: [ProgramTarget]) throws(SQLError) {
    guard let open = cursors[cursor] else { throw Self.notOpen }
    guard open.result.columns.count == targets.count else {
      throw SQLError(.wrongFetchCount, "Incorrect number of FETCH variables")
    }
    guard open.result.rows.indices.contains(open.next) else { throw Self.noData }
    cursors[cursor]?.next += 1
    try assign(open.result.rows[open.next], open.result.columns, to: targets)
  }

  private static let noData = SQLError(
    .noData,
    "No data - zero rows fetched, selected, or processed"
  )

  private func assign(
    _ row: [Value],
    _ columns: [ResultColumn],
    to targets: [ProgramTarget]
  ) throws(SQLError) {
    for (target, (value, column)) in zip(targets, zip(row, columns)) {
      try assign(target, TypedValue(value, column.type).taken(fromLiteral: false))
    }
  }

  /// SELECT … INTO: without a row a warning, with several an error once the first is taken.
  private func select(
    _ query: ProgramQuery,
    into targets: [ProgramTarget]
  ) throws(SQLError) {
    let isStrict =
      query.nature.computesItemsAlone
      && targets.contains { if case .local = $0 { true } else { false } }
    let read = { () throws(SQLError) in
      try self.run(query, isInternal: true, keepsDigits: true)
    }
    let result = try isStrict ? strictly(read) : read()
    output.count(result)
    guard result.columns.count == targets.count else {
      throw SQLError(
        .columnCountMismatch,
        "The used SELECT statements have a different number of columns"
      )
    }
    if let row = result.rows.first { try assign(row, result.columns, to: targets) }
    guard result.rows.count <= 1 else {
      throw SQLError(.tooManyRows, "Result consisted of more than one row")
    }
    session.facts.rowCount = Int64(result.rows.count)
    output.affectedRows = result.rows.count
    guard result.rows.isEmpty else { return }
    session.warn(Self.noData)
  }

  private func call(_ call: ProgramCall) throws(SQLError) {
    let arguments = try call.arguments.mapTyped { (argument) throws(SQLError) in
      SessionCall.Argument(
        value: try strictValue(of: argument.value),
        isVariable: argument.target != nil
      )
    }
    let results = try session.run(SessionCall(name: call.name, arguments: arguments), output, stop)
    for (argument, result) in zip(call.arguments, results) {
      guard let target = argument.target, let result else { continue }
      try assign(target, result)
    }
  }
}
