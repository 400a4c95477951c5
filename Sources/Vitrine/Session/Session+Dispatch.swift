import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// Runs a statement, from the plan cache where it can.
  func dispatch(_ input: StatementInput) throws(SQLError) -> Result {
    let snapshot = cluster.snapshot
    let options = plannerOptions(for: input)
    if let hit = cluster.plans.plan(text: input.text, options: options, version: snapshot.version) {
      return try run(hit.plan, input, literals: hit.literals, snapshot)
    }
    let (shape, literals) = normalized(input.text)
    if let shape, let hit = plan(like: shape, literals, input, options, snapshot) {
      return try run(hit.plan, input, literals: hit.literals, snapshot)
    }
    let statement: Statement
    if let known = input.statement {
      statement = known
    } else {
      statement = try Parser.parse(input.text, mode: parserMode)
    }
    guard statement.isPlanned else { return try runOwn(statement, input) }
    if input.text.lowercased().contains("processlist") {
      var options = options
      options.processRows = processRows
      let planner = Planner(
        catalog: snapshot.catalog,
        options: options,
        environment: cluster.plannerEnvironment
      )
      let plan = try planner.plan(statement, text: input.text)
      return try run(plan, input, literals: literals, snapshot)
    }
    if let (statement, input) = try evaluatingFunctions(
      of: statement,
      input,
      literals: literals,
      snapshot
    ) {
      return try runOnce(statement, input, literals: literals, snapshot)
    }
    let planner = Planner(
      catalog: snapshot.catalog,
      options: options,
      environment: cluster.plannerEnvironment
    )
    if let expanded = try expandingVindexes(of: statement, input.parameters) {
      let plan = try planner.plan(expanded, text: input.text)
      return try run(plan, input, literals: literals, snapshot)
    }
    let plan = try planner.plan(statement, text: input.text)
    if let shape {
      cluster.plans.insert(
        plan,
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
  private func runOnce(
    _ statement: Statement,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Result {
    let planner = Planner(
      catalog: snapshot.catalog,
      options: plannerOptions(for: input),
      environment: cluster.plannerEnvironment
    )
    let plan = try planner.plan(statement, text: input.text)
    return try run(plan, input, literals: literals, snapshot)
  }

  /// The text without its literals, and their values; nil where it holds what is no token.
  private func normalized(_ text: String) -> (NormalizedStatement?, [TypedValue]) {
    guard let shape = Normalizer.normalize(text, mode: parserMode) else { return (nil, []) }
    return (shape, shape.values(in: text, mode: parserMode))
  }

  /// The plan of a statement before that differed from this one in its literals alone.
  private func plan(
    like shape: NormalizedStatement,
    _ literals: [TypedValue],
    _ input: StatementInput,
    _ options: PlannerOptions,
    _ snapshot: ClusterSnapshot
  ) -> PlanCache.Hit? {
    cluster.plans.plan(
      shape: shape.key,
      literals: literals,
      text: input.text,
      options: options,
      version: snapshot.version
    )
  }

  /// Looks a statement's plan up in the cache, as running it does; for the benchmarks.
  ///
  /// - Returns: whether there is one.
  @_spi(Benchmarks) public func findsPlan(of sql: String) -> Bool {
    let snapshot = cluster.snapshot
    let input = StatementInput(text: sql)
    let options = plannerOptions(for: input)
    if cluster.plans.plan(text: sql, options: options, version: snapshot.version) != nil {
      return true
    }
    let (shape, literals) = normalized(sql)
    return shape.flatMap { plan(like: $0, literals, input, options, snapshot) } != nil
  }

  /// The statement with the rows of the vindexes that it reads as tables; nil when it reads none.
  ///
  /// Without parameters, as for a plan that is not run, any value stands for them.
  func expandingVindexes(
    of statement: Statement,
    _ parameters: [Value]?
  ) throws(SQLError) -> Statement? {
    var catalog = cluster.snapshot.catalog
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
      return TypedValue(parameter: parameters[position])
    }
    return try tables.expanded(statement)
  }

  /// Expressions are typed by the values that parameters and user variables have.
  func plannerOptions(for input: StatementInput) -> PlannerOptions {
    var options = plannerOptions
    options.readsSystemTables = true
    if !input.parameters.isEmpty {
      options.parameterTypes = input.parameters.map { TypedValue(parameter: $0).planningType }
    }
    if !input.locals.isEmpty {
      options.localVariables = input.locals.map(\.name)
      options.parameterTypes += input.locals.map(\.value.declaredType)
    }
    if variables.hasUserVariables, input.text.utf8.contains(UInt8(ascii: "@")) {
      options.variableTypes = variables.userTypes
    }
    return options
  }

  /// The statements that the session runs itself.
  private func runOwn(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    switch statement {
    case .show, .describe, .explain, .vexplain:
      let result = try answer(statement, input)
      facts.rowCount = -1
      return result
    case .compound(.getDiagnostics(let node)):
      // It tells of the statement before, and is none that others tell of.
      return try perform(.getDiagnostics(node))
    default:
      warnings = []
      let result = try perform(statement, input)
      facts.rowCount = Int64(result.affectedRows)
      return result
    }
  }

  private func answer(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    switch statement {
    case .show(let show): try self.show(show)
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
    case .setTransaction(let settings): return try set(settings)
    case .set(let set): return try self.set(set)
    case .use(let use): return try self.use(use)
    case .prepare(let prepare): return try self.prepare(prepare)
    case .execute(let execute): return try self.execute(prepared: execute)
    case .deallocate(let name): return try deallocate(name)
    case .do(let statement): return try self.do(statement)
    case .unlockTables, .flush, .lockTables: return Result()
    case .kill(let kill): return try self.kill(kill)
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
