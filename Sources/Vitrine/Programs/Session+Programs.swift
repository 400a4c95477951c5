import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A CALL whose arguments have their values.
struct SessionCall {
  struct Argument {
    var value: TypedValue
    /// Whether it could take a value.
    var isVariable: Bool
  }

  var name: TableName
  var arguments: [Argument]
}

// MARK: - CALL

extension Session {
  /// CALL by a client: user variables take what OUT parameters give.
  func call(_ call: VitrineSQL.Call, _ input: StatementInput) throws(SQLError) -> Result {
    let arguments = try call.arguments.mapTyped { (argument) throws(SQLError) in
      SessionCall.Argument(
        value: try value(of: argument, input).taken(fromLiteral: argument.isLiteral),
        isVariable: Self.variable(argument, input) != nil
      )
    }
    try refuseBadValues()
    let output = ProgramOutput()
    let stop = StopSignal(deadline: cluster.configuration.statementTimeout.map { .now + $0 })
    let results: [TypedValue?]
    do throws(SQLError) {
      results = try run(SessionCall(name: call.name, arguments: arguments), output, stop)
    } catch {
      answersBeforeError = output.results
      throw error
    }
    for (argument, result) in zip(call.arguments, results) {
      guard let variable = Self.variable(argument, input), let result else { continue }
      variables.setUser(variable, result)
    }
    return output.result(warnings: warnings)
  }

  /// Fails in strict mode for what the computing of a value has only warned of, where a variable with a type takes it.
  func refuseBadValues() throws(SQLError) {
    guard variables.options.statement.mode.isStrict,
      let failure = SQLError(failingStrictly: warnings)
    else { return }
    warnings.removeAll { $0.code == failure.code.number && $0.message == failure.message }
    throw failure
  }

  /// The user variable that an argument is, or that EXECUTE has given for its placeholder.
  private static func variable(
    _ argument: VitrineSQL.Expression,
    _ input: StatementInput
  ) -> String? {
    switch argument {
    case .userVariable(let variable): return variable.name.text
    case .parameter(let reference):
      guard case .positional(let position) = reference.parameter,
        input.parameterVariables.indices.contains(position)
      else { return nil }
      return input.parameterVariables[position]
    default: return nil
    }
  }

  /// The value of an expression of a statement that was given parameters.
  func value(
    of expression: VitrineSQL.Expression,
    _ input: StatementInput
  ) throws(SQLError) -> TypedValue {
    var parameters: [TypedValue] = []
    try expression.walk { (part) throws(SQLError) in
      guard case .parameter(let reference) = part,
        case .positional(let position) = reference.parameter
      else { return }
      guard input.parameters.indices.contains(position) else {
        throw SQLError(.wrongArguments, "the parameter has no value", at: reference.span)
      }
      parameters.append(input.parameters[position])
    }
    if parameters.isEmpty { return try value(of: expression) }
    let text = "SELECT \(expression.printed())"
    let result = try dispatch(
      StatementInput(printed: text, parameters: parameters, keepsDigits: true)
    )
    guard let value = result.rows.first?.first, let column = result.columns.first else {
      return .null
    }
    return TypedValue(value, column.type)
  }

  /// Runs a procedure; gives the values of its OUT and INOUT parameters, by position.
  func run(
    _ call: SessionCall,
    _ output: ProgramOutput,
    _ outer: StopSignal
  ) throws(SQLError) -> [TypedValue?] {
    let (keyspace, stored) = try storedProgram(call.name, .procedure)
    let program = try cluster.programs.program(stored)
    try check(call, program, keyspace)
    let stop = StopSignal(parent: outer)
    let run = ProgramRun(program, in: self, output: output, stop: stop)
    try within(ProgramPlace(stored, of: keyspace), stop) { () throws(SQLError) in
      try run.run(arguments: call.arguments.map(\.value))
    }
    return zip(program.parameters, run.values).map { $0 == .in ? nil : $1 }
  }

  private func check(
    _ call: SessionCall,
    _ program: CompiledProgram,
    _ keyspace: String
  ) throws(SQLError) {
    guard call.arguments.count == program.parameters.count else {
      throw .wrongProgramArguments(
        of: "PROCEDURE \(keyspace).\(program.name)",
        expected: program.parameters.count,
        got: call.arguments.count,
        at: call.name.span
      )
    }
    for (index, argument) in call.arguments.enumerated()
    where program.parameters[index] != .in && !argument.isVariable {
      throw SQLError(
        .outArgumentNotVariable,
        "OUT or INOUT argument \(index + 1) for routine \(keyspace).\(program.name) is not a "
          + "variable or NEW pseudo-variable in BEFORE trigger",
        at: call.name.span
      )
    }
  }

  /// How many programs may run inside one another, whatever their names.
  static let deepestNesting = 256

  /// Runs the body in the keyspace, SQL mode and texts' collation of a program, and puts back those of the session.
  func within(
    _ place: ProgramPlace,
    _ stop: StopSignal,
    _ body: () throws(SQLError) -> Void
  ) throws(SQLError) {
    let (key, keyspace) = (place.key, place.keyspace)
    try checkDepth(of: place)
    let (target, mode, connection) = (
      target, variables.options.sqlMode, variables.options.connection
    )
    programs.depth += 1
    programs.running[key, default: 0] += 1
    interrupter.start(stop)
    defer {
      interrupter.finish()
      programs.running[key, default: 1] -= 1
      programs.depth -= 1
      self.target = target
      variables.take(sqlMode: mode, connection)
    }
    if target.keyspace != keyspace || target.isAssumed {
      var inside = SessionTarget()
      inside.keyspace = keyspace
      inside.tabletType = target.tabletType
      self.target = inside
    }
    variables.take(sqlMode: place.sqlMode, place.connection)
    if programs.depth.isMultiple(of: DeepStack.levels) {
      try DeepStack.run(body)
    } else {
      try body()
    }
  }

  private func checkDepth(of place: ProgramPlace) throws(SQLError) {
    let (key, limit) = (place.key, variables.integer("max_sp_recursion_depth"))
    if place.kind != .procedure, programs.running[key, default: 0] > 0 {
      throw SQLError(
        .recursiveFunction,
        "Recursive stored functions and triggers are not allowed."
      )
    }
    if let count = programs.running[key], count > 0, count > Int(limit) {
      throw SQLError(
        .recursionLimit,
        "Recursive limit \(limit) (as set by the max_sp_recursion_depth variable) was exceeded for "
          + "routine \(place.name)"
      )
    }
    guard programs.depth < Self.deepestNesting else {
      throw SQLError(
        .nestingTooDeep,
        "stored programs call one another more than \(Self.deepestNesting) levels deep"
      )
    }
  }
}

/// Where a stored program runs, and how.
struct ProgramPlace {
  let name: String
  let kind: ProgramKind
  let keyspace: String
  let sqlMode: String
  let connection: ConnectionSettings

  init(_ program: StoredProgram, of keyspace: String) {
    self.keyspace = keyspace
    name = program.name
    kind = program.kind
    sqlMode = program.sqlMode
    connection = program.connection
  }

  init(_ trigger: StoredTrigger, of keyspace: String) {
    self.keyspace = keyspace
    name = trigger.name
    kind = .trigger
    sqlMode = trigger.sqlMode
    connection = trigger.connection
  }

  /// What tells it from all others.
  var key: String { "\(keyspace)/\(kind.rawValue)/\(name.lowercased())" }
}

// MARK: - CREATE and DROP

extension Session {
  /// The program of a name, and the keyspace it is in.
  func storedProgram(
    _ name: TableName,
    _ kind: ProgramKind
  ) throws(SQLError) -> (keyspace: String, program: StoredProgram) {
    let keyspace = try keyspace(of: name)
    let home = try? catalog.keyspace(named: keyspace)
    if let home, let program = home.programs[StoredProgram.Key(kind, name.name.text)] {
      return (home.name, program)
    }
    let names = home?.programs.values.filter { $0.kind == kind }.map(\.name) ?? []
    throw SQLError(
      .unknownFunction,
      "\(kind.rawValue.uppercased()) \(keyspace).\(name.name.text) does not exist",
      at: name.span,
      hint: nearest(to: name.name.text, in: names).map { "did you mean '\($0)'?" }
    )
  }

  /// CREATE PROCEDURE and CREATE FUNCTION.
  func create(_ node: CreateRoutine, text: String) throws(SQLError) -> Result {
    let (keyspace, program) = try compiled(node, text: text)
    if node.isIfNotExists, catalog.keyspaces[keyspace]?.programs[program.key] != nil {
      warn(Self.exists(program).message, code: Self.exists(program).code.number)
      return Result()
    }
    try cluster.changePrograms(of: keyspace) { (programs) throws(SQLError) in
      guard programs[program.key] == nil else {
        throw Self.exists(program).located(at: node.name.span)
      }
      programs[program.key] = program
    }
    return Result()
  }

  private static func exists(_ program: StoredProgram) -> SQLError {
    SQLError(
      .programExists,
      "\(program.kind.rawValue.uppercased()) \(program.name) already exists"
    )
  }

  /// What CREATE would store, and where; all that is wrong with it is found here.
  func compiled(
    _ node: CreateRoutine,
    text: String
  ) throws(SQLError) -> (keyspace: String, program: StoredProgram) {
    let home = try catalog.keyspace(named: keyspace(of: node.name))
    guard (1...64).contains(node.name.name.text.count) else {
      throw SQLError(
        .tooLong,
        "Identifier name '\(node.name.name.text)' is too long or empty",
        at: node.name.span
      )
    }
    let program = try StoredProgram(
      text: text,
      sqlMode: variables.options.sqlMode,
      connection: variables.options.connection,
      created: thisSecond,
      collation: home.collation
    )
    _ = try ProgramCompiler.compile(program)
    return (home.name, program)
  }

  /// DROP PROCEDURE and DROP FUNCTION; false where there is none.
  func drop(_ drop: DropProgram) throws(SQLError) -> Bool {
    if drop.kind == .trigger { return try dropTrigger(drop.name) }
    if drop.kind == .event { return try dropEvent(drop.name) }
    guard let found = try? storedProgram(drop.name, drop.kind)
    else { return false }
    try cluster.changePrograms(of: found.keyspace) { (programs) throws(SQLError) in
      programs[found.program.key] = nil
    }
    return true
  }
}

extension Cluster {
  /// Changes the stored programs of a keyspace, in the catalog's file first.
  func changePrograms(
    of name: String,
    _ body: (inout [StoredProgram.Key: StoredProgram]) throws(SQLError) -> Void
  ) throws(SQLError) {
    try change { snapshot throws(SQLError) in
      var keyspace = try snapshot.catalog.keyspace(named: name)
      try body(&keyspace.programs)
      try store.setPrograms(Array(keyspace.programs.values), of: keyspace.name)
      return snapshot.replacing(keyspace, try snapshot.shards(of: keyspace.name))
    }
  }
}
