import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// Runs a plan, in the session's transaction or one of its own.
  func run(
    _ plan: Plan,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot,
    isDetailed: Bool = false
  ) throws(SQLError) -> Result {
    let given = input.parameters.count + input.locals.count
    let mayLeaveOut = input.isInternal || input.isPart
    guard given == plan.parameterCount || mayLeaveOut && given > plan.parameterCount else {
      throw SQLError(
        .wrongArguments,
        "the statement has \(plan.parameterCount) parameters, but \(given) values "
          + "were given"
      )
    }
    try checkMayWrite(plan)
    try checkMayReadInFunction(plan)
    let destination = try destination(of: plan)
    let recorder = TraceRecorder(costs: cluster.configuration.costs, isDetailed: isDetailed)
    try checkTransactionTime()
    let access = try statementAccess(for: plan)
    if !input.isInternal { isNextReadOnly = nil }
    let locking = access.locking
    if let own = plan.locking { access.locking = own }
    defer { access.locking = locking }
    access.writesOneShard = variables.options.writesOneShard
    let execution = execution(of: plan, input, literals, snapshot, access, recorder)
    interrupter.start(execution.stop)
    defer { interrupter.finish() }
    var found = 0
    var result = try finish(access, plan) { () throws(SQLError) in
      let result =
        plan.kind == .select
        ? try read(plan, execution, limit: rowLimit(of: plan, input))
        : try write(plan, execution, access)
      try execution.stop.checkDeadline()
      found = try self.found(result.rows.count, plan, execution) {
        self.execution(of: plan, input, literals, snapshot, access, recorder, stop: execution.stop)
      }
      return result
    }
    if let limit = plan.countedLimit { try apply(limit, to: &result, execution) }
    result.plan = plan
    result.trace = recorder.finished(elapsed: .zero)
    lastQueries = recorder.queries
    conclude(&result, plan, scatterWarnings(of: plan) + recorder.warnings, found: found)
    if !plan.variables.isEmpty { try assign(&result, to: plan.variables) }
    if let file = plan.file { try write(&result, to: file, at: destination) }
    return result
  }

  /// The values of a statement that is run or looked at.
  func values(
    of input: StatementInput,
    _ literals: [TypedValue],
    _ settings: StatementSettings
  ) -> StatementValues {
    let evaluator = Evaluator(coordinators) { settings.apply(to: $0) }
    return StatementValues(
      parameters: input.parameters + input.locals.map(\.value),
      literals: literals,
      evaluator: evaluator
    ) { [unowned self] (name) throws(SQLError) in
      try value(of: name)
    }
  }

  private func execution(
    of plan: Plan,
    _ input: StatementInput,
    _ literals: [TypedValue],
    _ snapshot: ClusterSnapshot,
    _ access: ShardAccess,
    _ recorder: TraceRecorder,
    stop: StopSignal? = nil
  ) -> PlanExecution {
    var settings = settings(isWriting: plan.kind != .select)
    settings.isIgnoring = plan.root.isIgnore
    if settings.isIgnoring { settings.mode.isStrict = false }
    let limits = plan.ignoresMemoryLimits ? MemoryAccount.Limits() : variables.options.memoryLimits
    settings.memoryLimit = limits.bytes
    if plan.callsPrograms { settings.programs = ProgramCalls() }
    let values = values(of: input, literals, settings)
    values.onWarnings = recorder.record
    values.onAssignment = { [unowned self] name, value in variables.setUser(name, value) }
    let execution = PlanExecution(
      cluster: cluster,
      snapshot: snapshot,
      access: access,
      values: values,
      settings: settings,
      recorder: recorder,
      stop: stop ?? stopSignal(for: plan, access),
      memory: MemoryAccount(limits),
      checksForeignKeys: variables.options.checksForeignKeys
    )
    execution.countsFoundRows = variables.options.countsFoundRows
    execution.numberSpacing = variables.options.numberSpacing
    execution.session = self
    execution.coordinators = coordinators
    settings.programs?.execution = execution
    return execution
  }

  private func read(
    _ plan: Plan,
    _ execution: PlanExecution,
    limit: Int
  ) throws(SQLError) -> Result {
    var result = Result(columns: plan.columns)
    guard limit > 0 else { return result }
    programs.tablesInUse.append(plan.callsPrograms ? Set(plan.tables) : [])
    defer { programs.tablesInUse.removeLast() }
    let stream = try execution.open(plan.root)
    defer { stream.cancel() }
    try stream.check(plan.columns.indices)
    while result.rows.count < limit, let batch = try stream.next() {
      try execution.memory.hold(batch)
      let count = min(batch.count, limit - result.rows.count)
      result.rows.reserveCapacity(result.rows.count + count)
      for row in 0..<count { result.rows.append(Array(batch.row(row))) }
    }
    return result
  }

  private func write(
    _ plan: Plan,
    _ execution: PlanExecution,
    _ access: ShardAccess
  ) throws(SQLError) -> Result {
    let written = plan.root.writtenTables
    try checkNotInUse(written)
    try checkNotReadByFunctions(written)
    programs.tablesInUse.append(Set(plan.tables).union(written.map(\.description)))
    defer { programs.tablesInUse.removeLast() }
    let reads = programs.readByFunctions
    execution.settings.programs?.noteTables(of: plan.root, execution.snapshot)
    defer { programs.readByFunctions = reads }
    try cluster.distrustLookups(over: written)
    let outcome = try execution.write(plan.root)
    try execution.refuseBadValues()
    try checkLookups(of: written, execution.snapshot)
    var result = Result(affectedRows: outcome.affectedRows)
    result.isGeneratedID = outcome.firstGeneratedID != nil
    result.lastInsertID = outcome.firstGeneratedID ?? outcome.lastGivenID ?? 0
    result.info = outcome.info
    return result
  }

  /// Refuses what was written without entries that a lookup vindex has come to need meanwhile.
  private func checkLookups(
    of tables: Set<TableAddress>,
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) {
    let current = self.snapshot
    guard current.version != snapshot.version else { return }
    let fresh = current.catalog.routedLookups.subtracting(snapshot.catalog.routedLookups)
    guard fresh.contains(where: { tables.contains($0.owner) }) else { return }
    throw SQLError(.deadlock, "a lookup vindex of the table has changed meanwhile; try again")
  }

  /// Under `warn_scatter`, one for each step that asks every shard.
  private func scatterWarnings(of plan: Plan) -> [Warning] {
    guard !plan.scatters.isEmpty, variables.options.warnsOfScatter else { return [] }
    return plan.scatters.map { reason in
      Warning(
        .warning,
        code: SQLError.Code.unsupported.number,
        message: "the statement asks every shard: \(reason)"
      )
    }
  }

  /// Brings what the session knows of itself up to date.
  private func conclude(
    _ result: inout Result,
    _ plan: Plan,
    _ warnings: [Warning],
    found: Int
  ) {
    self.warnings = told(warnings)
    result.warnings = self.warnings
    if !plan.warnings.isEmpty, tellsDeprecations { tell(plan.warnings, before: &result) }
    var given = givenInsertID.take()
    // Shards have computed it for rows that are not in the answer, and in any order.
    if let column = plan.insertIDColumn { given = result.rows.last?[column].unsignedBits }
    if let given { facts.lastInsertID = given }
    if plan.kind == .select {
      facts.rowCount = -1
      facts.foundRows = Int64(found)
    } else {
      facts.rowCount = Int64(result.affectedRows)
      if result.isGeneratedID {
        facts.lastInsertID = result.lastInsertID
      } else if let given, plan.kind != .delete {
        result.lastInsertID = given
      }
    }
  }
}

// MARK: - The transaction around a statement

extension Session {
  /// A read-only transaction refuses to write.
  private func checkMayWrite(_ plan: Plan) throws(SQLError) {
    guard plan.kind != .select else {
      if plan.locksForUpdate { try refuseInReadOnlyTransaction() }
      return
    }
    guard !target.isReadOnly else { throw ShardTarget.readOnly(target.text) }
    guard refusesWrites,
      !plan.root.writtenTables.allSatisfy({ Keyspace.isTemporary($0.keyspace) })
    else { return }
    try refuseInReadOnlyTransaction()
  }

  /// Whether the transaction that is open, or would begin with the next statement, is READ ONLY.
  private var refusesWrites: Bool { isInTransaction ? isReadOnlyTransaction : nextIsReadOnly }

  func refuseInReadOnlyTransaction() throws(SQLError) {
    guard refusesWrites else { return }
    throw SQLError(
      .readOnlyTransaction,
      "Cannot execute statement in a READ ONLY transaction."
    )
  }

  /// The connections for a statement: those of the transaction, which begins here when autocommit is
  /// off, or some of its own.
  private func statementAccess(for plan: Plan) throws(SQLError) -> ShardAccess {
    if let transaction { return transaction }
    isReadOnlyTransaction = nextIsReadOnly
    if autocommit {
      let runsPrograms = plan.callsPrograms || mayFireTriggers(plan)
      return newAccess(keepsSnapshots: plan.root.asksShardsOften || runsPrograms)
    }
    return openTransaction()
  }

  /// Whether triggers may run inside the statement, which see what it has seen.
  func mayFireTriggers(_ plan: Plan) -> Bool {
    plan.root.writtenTables.contains { catalog.keyspaces[$0.keyspace]?.triggers.isEmpty == false }
  }

  func newAccess(keepsSnapshots: Bool) -> ShardAccess {
    ShardAccess(
      configuration: cluster.configuration,
      lockWaitTimeout: variables.options.lockWaitTimeout,
      keepsSnapshots: keepsSnapshots
    )
  }

  /// Runs the statement; what it has done is kept if it succeeds, and undone if not.
  private func finish(
    _ access: ShardAccess,
    _ plan: Plan,
    _ body: () throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    guard transaction === access else {
      let result: Result
      do throws(SQLError) {
        result = try body()
      } catch {
        access.rollback()
        throw error
      }
      try access.commit()
      return result
    }
    do throws(SQLError) {
      if plan.kind == .select, !plan.callsPrograms { return try body() }
      return try access.asOneStatement(body) { transaction = nil }
    } catch {
      if access.isLate || error.code == .multiShardTransaction { rollback() }
      throw error
    }
  }
}

extension ShardAccess {
  /// Undoes what the body has done if it throws, and nothing else of the transaction.
  ///
  /// Where SQLite had to give up the whole transaction, as on a full disk, all of it is rolled back and
  /// `onLoss` is called.
  fileprivate func asOneStatement(
    _ body: () throws(SQLError) -> Result,
    onLoss: () -> Void
  ) throws(SQLError) -> Result {
    let savepoint = try setOwnSavepoint("vitrine statement")
    let result: Result
    do throws(SQLError) {
      result = try body()
    } catch {
      do throws(SQLError) {
        try rollback(to: savepoint)
        try release(savepoint)
      } catch {
        rollback()
        onLoss()
      }
      throw error
    }
    try release(savepoint)
    return result
  }
}

extension Primitive {
  /// Whether several texts may run on one shard, so that they need one snapshot of it.
  var asksShardsOften: Bool { routeCount > 1 }

  private var routeCount: Int {
    switch self {
    case .route: 1
    case .lookupJoin(let step): step.left.routeCount + 2
    default: inputs.reduce(0) { $0 + $1.routeCount }
    }
  }
}
