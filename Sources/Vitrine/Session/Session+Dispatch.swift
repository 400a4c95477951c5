import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// Runs a statement under the session's settings, from the plan cache where it can.
  func dispatchAsSet(_ input: StatementInput) throws(SQLError) -> Result {
    if let xa { try checkMayRun(input, in: xa) }
    let snapshot = self.snapshot
    let options = plannerOptions(for: input)
    let known = lookUp(input, options, snapshot)
    if let hit = known.hit {
      return try beginning(with: hit.plan.warnings) { () throws(SQLError) in
        try run(hit.plan, input, literals: hit.literals, snapshot)
      }
    }
    if let statement = input.statement {
      return try run(statement, input, options, known, snapshot, warnings: [])
    }
    var messages: [Warning] = []
    let mode = input.parserMode ?? parserMode
    let statement: Statement
    do throws(SQLError) {
      statement = try Parser.parse(input.text, mode: mode, warnings: &messages)
    } catch {
      throw failing(error, after: messages)
    }
    if input.isInternal || !tellsDeprecations { messages = [] }
    var result = try beginning(with: messages) { () throws(SQLError) in
      try run(statement, input, options, known, snapshot, warnings: messages)
    }
    if !messages.isEmpty { tell(messages, before: &result) }
    return result
  }

  /// Runs a statement of which reading it has warned; where it fails, the warnings stand before the error.
  private func beginning(
    with messages: [Warning],
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    do throws(SQLError) {
      return try body()
    } catch {
      throw failing(error, after: messages)
    }
  }

  private func failing(_ error: SQLError, after messages: [Warning]) -> SQLError {
    if tellsDeprecations { messagesBeforeError = messages + messagesBeforeError }
    return error
  }

  /// Runs a statement that no plan was known of; later runs of its plan warn of what reading it does.
  private func run(
    _ statement: Statement,
    _ input: StatementInput,
    _ options: PlannerOptions,
    _ known: Lookup,
    _ snapshot: ClusterSnapshot,
    warnings: [Warning]
  ) throws(SQLError) -> Result {
    let literals = known.literals
    var options = options
    guard statement.isPlanned else { return try runOwn(statement, input) }
    let folded = input.text.lowercased()
    let sessionRows = sessionRows(readBy: folded)
    if !sessionRows.isEmpty {
      var options = options
      options.sessionRows = sessionRows
      return try runOnce(statement, input, options, literals: literals, snapshot)
    }
    options.tableFacts = try tableFacts(readBy: folded, of: statement, options)
    if let evaluated = try evaluatingFunctions(
      of: statement,
      input,
      literals: literals,
      snapshot
    ) {
      var own = plannerOptions(for: evaluated.input)
      own.tableFacts = options.tableFacts
      if let result = try run(evaluated, own, literals: literals, snapshot) { return result }
    }
    if let result = try runningAssignments(statement, input, literals: literals, snapshot) {
      return result
    }
    if let expanded = try expandingVindexes(of: statement, input.parameters) {
      return try runOnce(expanded, input, options, literals: literals, snapshot)
    }
    let plan = try plan(statement, text: input.text, options, snapshot)
    if let shape = known.shape, options.tableFacts.isEmpty {
      var kept = plan
      kept.warnings = warnings + plan.warnings
      plans.insert(
        kept,
        shape: shape.key,
        literals: literals,
        text: input.text,
        options: options,
        version: snapshot.version
      )
    }
    return try run(plan, input, literals: literals, snapshot)
  }

  /// Runs a statement that is another one each time, so that its plan is not kept.
  func runOnce(
    _ statement: Statement,
    _ input: StatementInput,
    _ options: PlannerOptions,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result {
    let plan = try plan(statement, text: input.text, options, snapshot)
    return try run(plan, input, literals: literals, snapshot)
  }

  /// Runs a statement whose functions have been run; nil where it changes what these have read.
  private func run(
    _ evaluated: EvaluatedStatement,
    _ options: PlannerOptions,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result? {
    let input = evaluated.input
    let plan = try plan(evaluated.statement, text: input.text, options, snapshot)
    if evaluated.isOverwritten(by: plan, snapshot) { return nil }
    let reads = programs.readByFunctions
    programs.readByFunctions.formUnion(evaluated.read)
    defer { programs.readByFunctions = reads }
    return try run(plan, input, literals: literals, snapshot)
  }

  /// What the plan cache knows of a statement.
  private struct Lookup {
    var hit: PlanCache.Hit?
    /// The text without its literals; nil where it holds what is no token, and where it need not be known.
    var shape: NormalizedStatement?
    var literals: [TypedValue] = []
  }

  /// Looks for the plan of this text, then for that of one which differs in its literals alone.
  private func lookUp(
    _ input: StatementInput,
    _ options: PlannerOptions,
    _ snapshot: ClusterSnapshot
  ) -> Lookup {
    let (text, version) = (input.text, snapshot.version)
    if let hit = plans.plan(text: text, options: options, version: version) {
      return Lookup(hit: hit)
    }
    let mode = input.parserMode ?? parserMode
    guard let shape = Normalizer.normalize(text, mode: mode) else { return Lookup() }
    let literals = shape.values(in: text, mode: mode)
    let hit = plans.plan(
      shape: shape.key,
      literals: literals,
      text: text,
      options: options,
      version: version
    )
    return Lookup(hit: hit, shape: shape, literals: literals)
  }

  /// Whether statements warn of the forms that MySQL will give up: those of programs do when the program is made.
  var tellsDeprecations: Bool { programs.depth == 0 && programs.triggerDepth == 0 }

  /// Puts what reading a statement warns of before what running it has warned of.
  func tell(_ messages: [Warning], before result: inout Result) {
    warnings = told(messages + warnings)
    result.warnings = warnings
    guard let info = result.info, let space = info.lastIndex(of: " "),
      let count = Int(info[info.index(after: space)...])
    else { return }
    result.info = "\(info[..<space]) \(count + messages.count)"
  }

  /// Looks a statement's plan up in the cache, as running it does; for the benchmarks.
  ///
  /// - Returns: whether there is one.
  @_spi(Benchmarks) public func findsPlan(of sql: String) -> Bool {
    let input = StatementInput(text: sql)
    return lookUp(input, plannerOptions(for: input), snapshot).hit != nil
  }

  /// The statement with the rows of the vindexes that it reads as tables; nil when it reads none.
  ///
  /// Without parameters, as for a plan that is not run, any value stands for them.
  func expandingVindexes(
    of statement: Statement,
    _ parameters: [TypedValue]?
  ) throws(SQLError) -> Statement? {
    var catalog = snapshot.catalog
    if parameters == nil { catalog = catalog.forPlanning }
    let tables = VindexTables(catalog: catalog, target: target) {
      [unowned self] (expression) throws(SQLError) in
      guard case .parameter(let reference) = expression else { return try value(of: expression) }
      guard let parameters else { return TypedValue(parameter: .integer(1)) }
      guard case .positional(let position) = reference.parameter,
        parameters.indices.contains(position)
      else {
        throw SQLError(.wrongArguments, "the parameter has no value", at: reference.span)
      }
      return parameters[position]
    }
    return try tables.expanded(statement)
  }

  /// Expressions are typed by the values that parameters and user variables have.
  func plannerOptions(for input: StatementInput) -> PlannerOptions {
    var options = plannerOptions
    complete(&options, for: input)
    return options
  }

  private func complete(_ options: inout PlannerOptions, for input: StatementInput) {
    options.readsSystemTables = true
    options.keepsDigits = input.keepsDigits
    if !input.givenRows.isEmpty { options.givenRows = input.givenRows }
    if let mode = input.parserMode { options.sqlMode = options.sqlMode.read(as: mode) }
    if let collation = input.literalCollation { options.literalCollation = collation }
    if !input.parameters.isEmpty {
      options.parameterTypes = input.parameters.map(\.parameterType)
    }
    if !input.locals.isEmpty {
      options.localVariables = input.locals.map(\.name)
      options.parameterTypes += input.locals.map(\.value.type)
    }
    if variables.hasUserVariables, input.text.utf8.contains(UInt8(ascii: "@")) {
      options.variableTypes = variables.userTypes
    }
  }

  /// The statements that the session runs itself.
  private func runOwn(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    try checkMayRunInTrigger(statement)
    switch statement {
    case .show, .describe, .explain, .vexplain:
      if !statement.tellsOfMessages { warnings = [] }
      let result = try answer(statement, input)
      facts.rowCount = -1
      return result
    case .compound(.getDiagnostics(let node)):
      // It tells of the statement before, and is none that others tell of.
      return try perform(.getDiagnostics(node))
    default:
      earlierWarnings = warnings
      defer { earlierWarnings = nil }
      warnings = []
      let result = try perform(statement, input)
      facts.rowCount = Int64(result.affectedRows)
      return result
    }
  }

  private func answer(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    switch statement {
    case .show(let show): try self.show(show, input.parameters)
    case .describe(let describe): try self.describe(describe)
    case .explain(let explain): try self.explain(explain, input)
    case .vexplain(let explain): try self.explain(explain, input)
    default: throw SQLError(.internal, "not a statement that asks")
    }
  }

  private func perform(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    switch statement {
    case .begin, .commit, .rollback, .savepoint, .rollbackToSavepoint, .releaseSavepoint:
      return try control(statement)
    case .xa(let statement): return try run(statement)
    case .setTransaction(let settings): return try set(settings)
    case .set(let set): return try self.set(set, input)
    case .use(let use): return try self.use(use)
    case .prepare(let prepare): return try self.prepare(prepare)
    case .execute(let execute): return try self.execute(prepared: execute)
    case .deallocate(let name): return try deallocate(name)
    case .do(let statement): return try self.do(statement, input)
    case .unlockTables, .flush, .lockTables:
      try commit(before: statement)
      return Result()
    case .handler(let statement): return try handle(statement, input)
    case .administration(let statement): return try administer(statement)
    case .kill(let kill): return try self.kill(kill, input)
    case .alterVSchema(let statement): return try alter(statement)
    case .loadData(let load): return try self.load(load)
    case .maintenance(let maintenance): return try maintain(maintenance)
    case .call(let call): return try self.call(call, input)
    case .compound(let compound): return try perform(compound)
    default: return try changeSchema(statement, input)
    }
  }
}

extension Statement {
  /// Whether the planner makes a plan of it.
  var isPlanned: Bool {
    switch self {
    case .query, .insert, .update, .delete: true
    default: false
    }
  }
}

extension NormalizedStatement {
  /// The values of the literal tokens, by ordinal.
  func values(in text: String, mode: SQLMode) -> [TypedValue] {
    var text = text
    return text.withUTF8 { bytes in
      literals.map { token in
        if let number = token.smallInteger(in: bytes) {
          return TypedValue(.integer(number), .bigint)
        }
        return TypedValue(token.value(in: bytes, mode: mode))
      }
    }
  }
}

extension Statement {
  /// Whether it is SHOW WARNINGS or one of its kin, which leave the messages that they tell of.
  fileprivate var tellsOfMessages: Bool {
    guard case .show(let show) = self else { return false }
    return ["warnings", "errors", "count(*) warnings", "count(*) errors"].contains(show.subject)
  }
}
