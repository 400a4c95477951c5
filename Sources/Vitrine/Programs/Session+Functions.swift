import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// Stored functions that cannot be written into the statement, and whose arguments are the same for all rows, are
// run before it, once for each call.
extension Session {
  /// The statement with the values of such calls as parameters, which the input then has; nil where it
  /// makes none.
  ///
  /// Calls whose arguments are columns, and those of functions that do more than compute, stay where they are.
  func evaluatingFunctions(
    of statement: Statement,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> EvaluatedStatement? {
    let catalog = snapshot.catalog
    guard catalog.keyspaces.values.contains(where: { !$0.programs.isEmpty }),
      try !callsChangingFunction(statement, input, catalog),
      !statement.readsNoTable || statement.selectsCalls
    else { return nil }
    let (reads, isFirst) = (programs.readByFunctions, programs.runsFunctionsFirst)
    programs.readByFunctions = []
    programs.runsFunctionsFirst = true
    defer {
      programs.readByFunctions = reads
      programs.runsFunctionsFirst = isFirst
    }
    var input = input
    let count = input.locals.count
    let rewriter = LeafRewriter {
      [unowned self] (leaf) throws(SQLError) -> VitrineSQL.Expression? in
      guard case .function(let call) = leaf, let found = runFunction(call, catalog),
        !found.program.nature(in: catalog, of: found.keyspace).isVolatile, call.isOfNoRow
      else { return nil }
      let program = try cluster.programs.program(found.program)
      guard call.arguments.count == program.parameters.count else { return nil }
      let arguments = try call.arguments.mapTyped { (argument) throws(SQLError) in
        try value(ofConstant: argument, input, literals, snapshot)
      }
      let answer = try run(
        found.program,
        program,
        of: found.keyspace,
        arguments,
        within: timeout(of: statement)
      )
      input.locals.append(("\(program.name)()", answer))
      let position = input.parameters.count + input.locals.count - 1
      return .parameter(ParameterReference(parameter: .positional(position), span: call.span))
    }
    let rewritten = try rewriter.rewritten(statement)
    guard input.locals.count > count else { return nil }
    return EvaluatedStatement(statement: rewritten, input: input, read: programs.readByFunctions)
  }

  /// The plan of a statement; where it changes what functions written into it read, they are run for each row.
  func plan(
    _ statement: Statement,
    text: String,
    _ options: PlannerOptions,
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> Plan {
    let plan = try planner(snapshot.catalog, options).plan(statement, text: text)
    guard changesReadRows(plan, snapshot) else { return plan }
    var options = options
    options.runsReadingFunctions = true
    return try planner(snapshot.catalog, options).plan(statement, text: text)
  }

  /// Whether a plan changes rows, one after the other, that functions written into it read.
  func changesReadRows(_ plan: Plan, _ snapshot: ClusterSnapshot) -> Bool {
    guard !plan.tablesOfFunctions.isEmpty, plan.kind != .select, !plan.root.insertsOneRow else {
      return false
    }
    let changed = ProgramCalls.tables(changedBy: plan.root, snapshot)
    return mayFireTriggers(plan) || !changed.isDisjoint(with: plan.tablesOfFunctions)
  }

  /// The stored function that a call means, where it is one that has to be run.
  private func runFunction(
    _ call: FunctionCall,
    _ catalog: Catalog
  ) -> (keyspace: String, program: StoredProgram)? {
    guard let found = StoredProgram.find(call, in: catalog, default: target.keyspace),
      !found.program.isInlinable(plannerOptions)
    else { return nil }
    return found
  }

  /// Whether the statement calls a function that changes something, which what others give may depend on.
  private func callsChangingFunction(
    _ statement: Statement,
    _ input: StatementInput,
    _ catalog: Catalog
  ) throws(SQLError) -> Bool {
    var changing: FunctionCall?
    var reading: FunctionCall?
    let visitor = LeafRewriter { [unowned self] (leaf) throws(Never) -> VitrineSQL.Expression? in
      guard case .function(let call) = leaf, let found = runFunction(call, catalog) else {
        return nil
      }
      let nature = found.program.nature(in: catalog, of: found.keyspace)
      if nature.changes { changing = call }
      if nature.readsVariables { reading = call }
      return nil
    }
    _ = visitor.rewritten(statement)
    if input.text.contains(bytesOf: ":="), let call = changing ?? reading {
      throw Self.refusedBesideAssignment(call)
    }
    return changing != nil
  }

  private static func refusedBesideAssignment(_ call: FunctionCall) -> SQLError {
    SQLError(
      .unsupported,
      "the stored function \(call.name.text) reads or changes more than its own variables, and cannot be called "
        + "beside an assignment to a user variable",
      at: call.span
    )
  }

  /// The value of an argument: literals are those of the whole statement's text.
  private func value(
    ofConstant argument: VitrineSQL.Expression,
    _ input: StatementInput,
    _ literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> TypedValue {
    let (facts, warnings) = (facts, warnings)
    defer {
      self.facts = facts
      self.warnings = warnings
    }
    var inner = input
    inner.isInternal = true
    let select = Select(
      items: [.expression(ExpressionItem(expression: argument, alias: Identifier(text: "value")))]
    )
    let planner = planner(snapshot.catalog, plannerOptions(for: inner))
    let query = Statement.query(QueryExpression(body: .select(select)))
    let plan = try planner.plan(query, text: input.text)
    let result = try run(plan, inner, literals: literals, snapshot)
    guard let value = result.rows.first?.first, let column = result.columns.first else {
      return .null
    }
    return TypedValue(value, column.type).taken(fromLiteral: argument.isLiteral)
  }

  /// Runs a function; the counts and conditions of the session stay as they were.
  private func run(
    _ source: StoredProgram,
    _ program: CompiledProgram,
    of keyspace: String,
    _ arguments: [TypedValue],
    within timeout: Duration?
  ) throws(SQLError) -> TypedValue {
    let (facts, warnings) = (facts, warnings)
    defer {
      self.facts = facts
      self.warnings = warnings
    }
    let stop = StopSignal(deadline: timeout.map { .now + $0 })
    let run = ProgramRun(program, in: self, output: ProgramOutput(), stop: stop)
    try within(ProgramPlace(source, of: keyspace), stop) { () throws(SQLError) in
      try run.run(arguments: arguments)
    }
    return try run.answer()
  }
}

/// A statement whose functions have been run.
struct EvaluatedStatement {
  var statement: Statement
  var input: StatementInput
  /// The tables that the functions have read.
  var read: Set<String>

  /// Whether a plan of it changes what they have read: they are then to be run for each row.
  func isOverwritten(by plan: Plan, _ snapshot: ClusterSnapshot) -> Bool {
    guard !plan.root.insertsOneRow else { return false }
    return !ProgramCalls.tables(changedBy: plan.root, snapshot).isDisjoint(with: read)
  }
}

extension Primitive {
  /// Whether it writes one row, of values that are all computed before.
  fileprivate var insertsOneRow: Bool {
    switch self {
    case .insert(let step): step.source == nil && step.rows.count == 1
    case .pullout(let step): step.input.insertsOneRow
    default: false
    }
  }
}

extension Statement {
  /// Whether it is a SELECT of values alone, each of which is computed once.
  fileprivate var readsNoTable: Bool {
    guard case .query(let query) = self, query.with == nil,
      case .select(let select) = query.body, select.from.isEmpty
    else { return false }
    return select.items.allSatisfy {
      guard case .expression(let item) = $0 else { return false }
      return !item.expression.contains { $0.query != nil }
    }
  }
}

extension Statement {
  /// Whether all values of a SELECT are calls of constants and of such calls, each of which is reached: they
  /// may stand deeper in each other than SQLite reads.
  fileprivate var selectsCalls: Bool {
    guard case .query(let query) = self, case .select(let select) = query.body else { return false }
    return select.items.allSatisfy {
      guard case .expression(let item) = $0 else { return false }
      return item.expression.isCallOfConstants
    }
  }
}

extension VitrineSQL.Expression {
  fileprivate var isCallOfConstants: Bool {
    switch self {
    case .literal, .parameter: true
    case .function(let call):
      FunctionCatalog.find(call.name.text.uppercased()) == nil && !isAggregate
        && call.arguments.allSatisfy(\.isCallOfConstants)
    default: isSignedLiteral
    }
  }
}

extension FunctionCall {
  /// Whether its arguments are the same for all rows.
  fileprivate var isOfNoRow: Bool {
    !arguments.contains { argument in
      argument.contains { part in
        if case .column = part { return true }
        return part.query != nil || part.isAggregate
      }
    }
  }
}
