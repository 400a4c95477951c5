import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// Stored functions that cannot be written into the statement are run before it, once for each call.
extension Session {
  /// The statement with the values of such calls as parameters, which the input then has; nil where it
  /// makes none.
  ///
  /// - Throws: `unsupported` for calls whose arguments are columns, and for functions that would do more
  ///   than compute.
  func evaluatingFunctions(
    of statement: Statement,
    _ input: StatementInput,
    literals: [TypedValue],
    _ snapshot: ClusterSnapshot
  ) throws(SQLError) -> (statement: Statement, input: StatementInput)? {
    let catalog = snapshot.catalog
    guard catalog.keyspaces.values.contains(where: { !$0.programs.isEmpty }) else { return nil }
    var input = input
    let count = input.locals.count
    let rewriter = LeafRewriter {
      [unowned self] (leaf) throws(SQLError) -> VitrineSQL.Expression? in
      guard case .function(let call) = leaf,
        let found = StoredProgram.find(call, in: catalog, default: target.keyspace),
        !found.program.isInlinable(isStrict: plannerOptions.isStrict)
      else { return nil }
      let program = try cluster.programs.program(found.program)
      try check(call, program, isOnce: statement.readsNoTable, found.program)
      let arguments = try call.arguments.mapTyped { (argument) throws(SQLError) in
        try value(ofConstant: argument, input, literals, snapshot)
      }
      let answer = try run(found.program, program, of: found.keyspace, arguments)
      input.locals.append(("\(program.name)()", answer))
      let position = input.parameters.count + input.locals.count - 1
      return .parameter(ParameterReference(parameter: .positional(position), span: call.span))
    }
    let rewritten = try rewriter.rewritten(statement)
    return input.locals.count > count ? (rewritten, input) : nil
  }

  private func check(
    _ call: FunctionCall,
    _ program: CompiledProgram,
    isOnce: Bool,
    _ source: StoredProgram
  ) throws(SQLError) {
    guard call.arguments.count == program.parameters.count else {
      throw .wrongProgramArguments(
        of: "FUNCTION \(program.name)",
        expected: program.parameters.count,
        got: call.arguments.count,
        at: call.span
      )
    }
    func refuse(_ reason: String) -> SQLError {
      SQLError(
        .unsupported,
        "the stored function \(program.name) cannot be called here: \(reason)",
        at: call.span
      )
    }
    if program.body.hasEffects { throw refuse("it changes more than its own variables") }
    if !isOnce, source.isVolatile || source.readsSession {
      throw refuse("it may give another value for each row")
    }
    let isOfRows = call.arguments.contains { argument in
      argument.contains { part in
        if case .column = part { return true }
        return part.query != nil || part.isAggregate
      }
    }
    if isOfRows {
      throw refuse(
        "it has statements that no expression can stand for, so its arguments cannot be columns"
      )
    }
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
    let planner = cluster.planner(snapshot.catalog, plannerOptions(for: inner))
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
    _ arguments: [TypedValue]
  ) throws(SQLError) -> TypedValue {
    let (facts, warnings) = (facts, warnings)
    defer {
      self.facts = facts
      self.warnings = warnings
    }
    let stop = StopSignal(deadline: cluster.configuration.statementTimeout.map { .now + $0 })
    let run = ProgramRun(program, in: self, output: ProgramOutput(), stop: stop)
    try within(ProgramPlace(source, of: keyspace), stop) { () throws(SQLError) in
      try run.run(arguments: arguments)
    }
    guard let value = run.returned else {
      throw SQLError(
        .functionEndedWithoutReturn,
        "FUNCTION \(program.name) ended without RETURN"
      )
    }
    return value
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

extension VitrineSQL.Expression {
  var isAggregate: Bool {
    guard case .function(let call) = self else { return false }
    return call.over != nil || Self.aggregates.contains(call.name.folded)
  }

  private static let aggregates: Set<String> = [
    "any_value", "avg", "bit_and", "bit_or", "bit_xor", "count", "group_concat", "grouping",
    "json_arrayagg", "json_objectagg", "max", "min", "std", "stddev", "stddev_pop", "stddev_samp",
    "sum", "var_pop", "var_samp", "variance",
  ]
}

extension ProgramStep {
  /// Whether it changes anything but the program's own variables.
  var hasEffects: Bool {
    switch self {
    case .block(let block):
      return (block.declarations + block.steps + block.handlers.map(\.body))
        .contains(where: \.hasEffects)
    case .branch(let branches, let otherwise):
      return (branches.flatMap(\.steps) + otherwise).contains(where: \.hasEffects)
    case .loop(let loop): return loop.steps.contains(where: \.hasEffects)
    case .assign(let target, _): return target.isShared
    case .fetch(_, let targets), .select(_, let targets): return targets.contains(where: \.isShared)
    case .diagnostics(let diagnostics): return diagnostics.items.contains { $0.target.isShared }
    case .assignSystem, .call, .run: return true
    case .leave, .iterate, .returns, .open, .close, .signal, .evaluate, .caseNotFound: return false
    }
  }
}

extension ProgramTarget {
  fileprivate var isShared: Bool { if case .user = self { true } else { false } }
}
