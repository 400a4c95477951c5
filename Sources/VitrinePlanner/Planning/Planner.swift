package import VitrineSQL
package import VitrineSharding

/// Makes plans: analysis, rules, physical operators, executable steps.
///
/// A pure function of the statement, the catalog and the options; it reads nothing and runs nothing.
package struct Planner: Sendable {
  package let catalog: Catalog
  package let options: PlannerOptions
  package let environment: PlannerEnvironment
  /// How long statements may take that say nothing of it; their planning ends with that time.
  package var limits = TimeLimits()

  package init(
    catalog: Catalog,
    options: PlannerOptions,
    environment: PlannerEnvironment = PlannerEnvironment()
  ) {
    self.catalog = catalog
    self.options = options
    self.environment = environment
  }

  /// The plan of a SELECT, INSERT, REPLACE, UPDATE or DELETE.
  ///
  /// - Throws: MySQL's error for a statement that means nothing; `unsupported` for one that cannot be
  ///   answered exactly, and for other kinds of statements, which the session runs itself.
  package func plan(_ statement: Statement, text: String) throws(SQLError) -> Plan {
    let directives = statement.directives
    let own = TimeLimits(
      select: statement.timeoutMilliseconds.map { .milliseconds($0) },
      statement: statement.queryTimeoutMilliseconds.map { .milliseconds($0) }
    )
    let context = context(for: text, try strategy(of: statement, directives))
    context.time.deadline = limits.replaced(by: own).deadline(isSelect: statement.isQuery)
    var plan = try plan(statement, context)
    try complete(&plan, statement, context)
    plan.ignoresMemoryLimits = directives["IGNORE_MAX_MEMORY_ROWS"] == "1"
    plan.queryTimeout = own.statement
    plan.timeout = own.select
    try ScatterGuard.check(&plan, isAllowed: directives["ALLOW_SCATTER"] != nil, options)
    return plan
  }

  /// Adds what planning has found out about the whole statement.
  private func complete(
    _ plan: inout Plan,
    _ statement: Statement,
    _ context: PlanningContext
  ) throws(SQLError) {
    plan.warnings = context.warnings
    plan.locking = RowLocking(context.locking)
    plan.locksForUpdate = context.locking.contains { $0.strength == .update }
    plan.callsPrograms = context.callsPrograms
    plan.callsVolatile = context.callsVolatile
    plan.tablesOfFunctions = context.tablesOfFunctions
    try context.checkVariables()
    if plan.locking == .skipLocked, context.expansions == 0, case .query(let query) = statement,
      query.skipsShards
    {
      plan.locking = .skipShards
    }
  }

  /// What one statement of this text is planned in.
  func context(for text: String, _ strategy: any Strategy) -> PlanningContext {
    PlanningContext(
      catalog: catalog,
      options: options,
      text: text,
      strategy: strategy,
      costs: environment.costs,
      systemVariables: environment.systemVariables
    )
  }

  /// The strategy that the statement or the session names; a sequence gives its numbers in one way alone.
  private func strategy(
    of statement: Statement,
    _ directives: Directives
  ) throws(SQLError) -> any Strategy {
    if case .query(let query) = statement, query.isNextValue { return PushDown() }
    return try environment.strategy(named: directives["PLANNER"] ?? options.strategy)
  }

  private func plan(
    _ statement: Statement,
    _ context: PlanningContext
  ) throws(SQLError) -> Plan {
    switch statement {
    case .query(let query): return try QueryPlanning(context: context).plan(query)
    case .insert(let insert):
      return try InsertPlanning(context: context).plan(
        Analyzer(context: context).analyze(insert: insert)
      )
    case .update(let update):
      return try WritePlanning(context: context).plan(
        Analyzer(context: context).analyze(update: update)
      )
    case .delete(let delete):
      return try WritePlanning(context: context).plan(
        Analyzer(context: context).analyze(delete: delete)
      )
    default:
      throw SQLError(.unsupported, "this statement has no plan; the session runs it itself")
    }
  }
}

extension Statement {
  fileprivate var isQuery: Bool {
    if case .query = self { true } else { false }
  }
}
