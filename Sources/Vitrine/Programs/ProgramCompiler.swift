import VitrineSQL
import VitrineSharding

/// Makes a stored program ready to run, and finds what is wrong with it before it ever runs.
///
///     SET x = x + (SELECT MAX(id) FROM t WHERE a = x)
///     ⇒ assign x, SELECT ?1 + (SELECT MAX(id) FROM t WHERE a = ?1)
///
/// A local variable comes before a column of its name, as in MySQL.
struct ProgramCompiler {
  /// The text in which the places of statements count.
  let text: String
  let mode: SQLMode
  /// That of variables which name none.
  let collation: Collation
  /// What NEW and OLD are, in a trigger.
  let rows: TriggerRows?
  var program: CompiledProgram
  var blockCount = 0
  var labelCount = 0
  var hasReturn = false

  private init(
    _ name: String,
    _ kind: ProgramKind,
    text: String,
    sqlMode: String,
    collation: Collation,
    rows: TriggerRows? = nil
  ) {
    self.text = text
    self.collation = collation
    self.rows = rows
    mode = SQLMode(sqlMode)
    program = CompiledProgram(name: name, kind: kind, body: .block(ProgramBlock(id: 0)))
  }

  var isFunction: Bool { program.kind == .function }

  /// Compiles a trigger on a table.
  ///
  /// - Throws: as for a function, and MySQL's errors for columns of NEW and OLD.
  static func compile(
    _ trigger: StoredTrigger,
    on table: TableDefinition
  ) throws(SQLError) -> CompiledTrigger {
    let rows = TriggerRows(trigger, on: table)
    var compiler = ProgramCompiler(
      trigger.name,
      .trigger,
      text: trigger.text,
      sqlMode: trigger.sqlMode,
      collation: trigger.collation,
      rows: rows
    )
    compiler.program.variables = rows.programVariables
    compiler.program.body = try compiler.step(
      trigger.definition.body,
      ProgramScope(inside: nil)
    )
    return CompiledTrigger(
      source: trigger,
      program: compiler.program,
      row: rows.variables,
      assigned: rows.assigned
    )
  }

  /// Compiles a procedure or function.
  ///
  /// - Throws: MySQL's errors for names that mean nothing and statements that may not stand there.
  static func compile(_ source: StoredProgram) throws(SQLError) -> CompiledProgram {
    var compiler = ProgramCompiler(
      source.name,
      source.kind,
      text: source.text,
      sqlMode: source.sqlMode,
      collation: source.collation
    )
    let scope = ProgramScope(inside: nil)
    for parameter in source.definition.parameters {
      try compiler.declare(parameter, in: scope)
    }
    if let returns = source.definition.returns {
      compiler.program.returns = try source.type(returns, of: source.name)
    }
    compiler.program.body = try compiler.step(source.definition.body, scope)
    if compiler.isFunction, !compiler.hasReturn {
      throw SQLError(.functionWithoutReturn, "No RETURN found in FUNCTION \(source.name)")
    }
    return compiler.program
  }

  private mutating func declare(
    _ parameter: RoutineParameter,
    in scope: ProgramScope
  ) throws(SQLError) {
    if isFunction, let mode = parameter.mode, mode != .in {
      throw SQLError(.parseError, "a function takes IN parameters alone", at: parameter.span)
    }
    let slot = try addVariable(parameter.name, parameter.type)
    try scope.declare(variable: parameter.name, slot: slot, isParameter: true)
    program.parameters.append(parameter.mode ?? .in)
  }

  private mutating func addVariable(
    _ name: Identifier,
    _ type: ColumnTypeSyntax
  ) throws(SQLError) -> Int {
    let type = try MySQLType(type, column: name.text, collation: collation)
    program.variables.append(CompiledProgram.Variable(name: name.text, type: type))
    return program.variables.count - 1
  }

  mutating func addHiddenVariable() -> Int {
    program.variables.append(CompiledProgram.Variable(name: "CASE", type: nil))
    return program.variables.count - 1
  }

  // MARK: Blocks

  mutating func block(
    _ node: BlockStatement,
    _ outer: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    let scope = ProgramScope(inside: outer)
    blockCount += 1
    var block = ProgramBlock(id: blockCount)
    if let label = node.label { block.label = try declare(label, in: scope, isLoop: false) }
    var rank = 0
    var body: [Statement] = []
    for statement in node.statements {
      guard case .compound(let compound) = statement, let next = compound.declarationRank else {
        body.append(statement)
        continue
      }
      try checkOrder(compound, next, after: rank, isInside: body.isEmpty, node.span)
      rank = max(rank, next)
      try declare(compound, &block, scope)
    }
    block.steps = try steps(body, scope)
    return .block(block)
  }

  mutating func declare(
    _ label: Identifier,
    in scope: ProgramScope,
    isLoop: Bool
  ) throws(SQLError) -> Int {
    labelCount += 1
    try scope.declare(label: label, labelCount, isLoop: isLoop)
    return labelCount
  }

  /// Variables and conditions come first, then cursors, then handlers, then statements.
  private func checkOrder(
    _ declaration: CompoundStatement,
    _ rank: Int,
    after former: Int,
    isInside: Bool,
    _ span: Span
  ) throws(SQLError) {
    guard isInside else {
      throw SQLError(.parseError, "DECLARE stands only at the beginning of a block", at: span)
    }
    guard rank < former else { return }
    if rank == 1 {
      throw SQLError(
        .variableAfterCursor,
        "Variable or condition declaration after cursor or handler declaration",
        at: span
      )
    }
    throw SQLError(
      .cursorAfterHandler,
      "Cursor declaration after handler declaration",
      at: span
    )
  }

  private mutating func declare(
    _ declaration: CompoundStatement,
    _ block: inout ProgramBlock,
    _ scope: ProgramScope
  ) throws(SQLError) {
    switch declaration {
    case .declareVariables(let names, let type, let value):
      // A default sees the variables before it, and not those it is for.
      let value = try value.map { (value) throws(SQLError) in try expression(value, scope) }
      for name in names {
        let slot = try addVariable(name, type)
        try scope.declare(variable: name, slot: slot)
        block.declarations.append(.assign(.local(slot), value ?? .constant(.null)))
      }
    case .declareCondition(let name, let condition):
      try check(condition)
      try scope.declare(condition: name, condition)
    case .declareCursor(let name, let query):
      guard query.into == nil else {
        throw SQLError(.cursorSelectInto, "Cursor SELECT must not have INTO", at: query.span)
      }
      let compiled = try self.query(.query(query), scope)
      program.cursors.append(CompiledProgram.Cursor(name: name.text, query: compiled))
      block.cursors.append(program.cursors.count - 1)
      try scope.declare(cursor: name, program.cursors.count - 1)
    case .declareHandler(let action, let conditions, let body):
      block.handlers.append(try handler(action, conditions, body, scope))
    default: break
    }
  }

  private mutating func handler(
    _ action: String,
    _ conditions: [HandlerCondition],
    _ body: Statement,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramHandler {
    guard action != "undo" else {
      throw SQLError(.unsupported, "UNDO handlers are not supported")
    }
    var found: [ProgramCondition] = []
    for condition in conditions {
      let meant = try self.condition(condition, scope)
      guard scope.handled.insert(meant).inserted else {
        throw SQLError(.duplicateHandler, "Duplicate handler declared in the same block")
      }
      found.append(meant)
    }
    let inner = ProgramScope(inside: scope, isHandler: true)
    return ProgramHandler(
      isExit: action == "exit",
      conditions: found,
      body: try step(body, inner)
    )
  }
}

// MARK: - Conditions

extension ProgramCompiler {
  func condition(
    _ condition: HandlerCondition,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramCondition {
    try check(condition)
    switch condition {
    case .errorCode(let digits): return .code(Int(digits) ?? 0)
    case .sqlState(let literal): return .state(literal.textOfState)
    case .named(let name): return try self.condition(scope.condition(name), scope)
    case .sqlWarning: return .warning
    case .notFound: return .notFound
    case .sqlException: return .exception
    }
  }

  /// The state of success is no condition, nor is error number 0.
  private func check(_ condition: HandlerCondition) throws(SQLError) {
    switch condition {
    case .sqlState(let literal) where literal.textOfState.hasPrefix("00"):
      throw SQLError(
        .badSQLState,
        "Bad SQLSTATE: '\(literal.textOfState)'",
        at: literal.span
      )
    case .errorCode(let digits) where Int(digits) == 0:
      throw SQLError(.wrongValueForVariable, "Incorrect CONDITION value: '0'")
    default: break
    }
  }

  mutating func signal(
    _ node: SignalStatement,
    _ scope: ProgramScope
  ) throws(SQLError) -> ProgramStep {
    var signal = ProgramSignal(isResignal: node.isResignal, state: nil, items: [])
    if let condition = node.condition {
      guard case .state(let state) = try self.condition(condition, scope) else {
        throw SQLError(
          .badSignalCondition,
          "SIGNAL/RESIGNAL can only use a CONDITION defined with SQLSTATE",
          at: node.span
        )
      }
      signal.state = state
    }
    for item in node.items {
      guard !signal.items.contains(where: { $0.name == item.name }) else {
        throw SQLError(
          .duplicateSignalItem,
          "Duplicate condition information item '\(item.name.uppercased())'",
          at: item.span
        )
      }
      signal.items.append((item.name, try expression(item.value, scope)))
    }
    return .signal(signal)
  }
}

extension Literal {
  /// The five characters of an SQLSTATE.
  fileprivate var textOfState: String {
    if case .string(let text) = kind { text } else { "" }
  }
}

extension CompoundStatement {
  /// The place among a block's declarations; nil for what declares nothing.
  var declarationRank: Int? {
    switch self {
    case .declareVariables, .declareCondition: 1
    case .declareCursor: 2
    case .declareHandler: 3
    default: nil
    }
  }
}
