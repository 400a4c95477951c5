import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// The plan of any statement: the planner's, or what the session would do itself.
  func plan(of statement: Statement, text: String) throws(SQLError) -> Plan {
    let catalog = snapshot.catalog.forPlanning
    if statement.isPlanned {
      let expanded = try expandingVindexes(of: statement, nil) ?? statement
      return try readingPlan(of: expanded, StatementInput(text: text), catalog)
    }
    planningCatalog = catalog
    defer { planningCatalog = nil }
    return try ownPlan(of: statement)
  }

  private func ownPlan(of statement: Statement) throws(SQLError) -> Plan {
    switch statement {
    case .show(let show): return Self.rows(.show, try self.show(show))
    case .describe(let describe): return Self.rows(.show, try self.describe(describe))
    case .maintenance(let maintenance):
      return Self.rows(.analyze, try maintain(maintenance, planning: true))
    case .explain(let explain): return try plan(of: explain)
    case .vexplain(let explain): return try plan(of: explain)
    case .set, .setTransaction: return try planAssignments(of: statement)
    case .use(let use): return try plan(of: use)
    case .prepare(let prepare): return try plan(of: prepare)
    case .execute(let execute): return try plan(of: execute)
    case .deallocate: return Plan(kind: .deallocate, .rows(of: [], count: 0))
    case .lockTables: return Plan(kind: .lockTables, .rows(of: [], count: 0))
    case .unlockTables: return Plan(kind: .unlockTables, .rows(of: [], count: 0))
    case .kill: return Plan(kind: .other, .rows(of: [], count: 0))
    case .flush: return Plan(kind: .flush, .rows(of: [], count: 0))
    case .begin, .commit, .rollback, .savepoint, .rollbackToSavepoint, .releaseSavepoint, .xa:
      return Plan(
        kind: .transaction,
        Primitive.SessionStep("Transaction", summary: statement.kindName)
      )
    case .do(let statement): return try plan(of: statement)
    case .call(let call): return try plan(of: call)
    case .loadData(let load): return try plan(of: load)
    case .stream(let stream): return try plan(of: stream, "MStream")
    case .vstream(let stream): return try plan(of: stream, "VStream")
    default: return try planSchemaChange(statement)
    }
  }

  /// Rows that the session makes of its catalog and of itself; no shard is asked.
  private static func rows(_ kind: Plan.StatementKind, _ result: Result) -> Plan {
    Plan(
      kind: kind,
      .rows(of: result.columns, count: result.rows.count),
      columns: result.columns
    )
  }

  // MARK: EXPLAIN

  private func plan(of explain: Explain) throws(SQLError) -> Plan {
    guard let statement = explain.statement, statement.isPlanned else {
      throw SQLError(.unsupported, "only SELECT, INSERT, UPDATE and DELETE have plans to explain")
    }
    let explained = try plan(of: statement, text: statement.printed())
    let columns = [ResultColumn(name: "EXPLAIN", type: .longtext)]
    guard explain.isAnalyze else {
      return Plan(
        kind: .explain,
        .rows(of: columns, count: 1),
        columns: columns,
        tables: explained.tables
      )
    }
    let step = Primitive.SessionStep("Explain", summary: "ANALYZE", inputs: [explained.root])
    return Plan(kind: .explain, step, columns: columns, tables: explained.tables)
  }

  /// QUERIES, ALL and TRACE run the statement; PLAN and KEYS only look at it.
  private func plan(of explain: VExplain) throws(SQLError) -> Plan {
    guard explain.statement.isPlanned else {
      throw SQLError(.unsupported, "only SELECT, INSERT, UPDATE and DELETE have plans to explain")
    }
    let explained = try plan(of: explain.statement, text: explain.statement.printed())
    let kind = explain.kind ?? .plan
    switch kind {
    case .plan, .keys:
      let column = ResultColumn(name: kind == .plan ? "JSON" : "ColumnUsage", type: .longtext)
      return Plan(
        kind: .explain,
        .rows(of: [column], count: 1),
        columns: [column],
        tables: explained.tables
      )
    case .all, .queries, .trace:
      let step = Primitive.SessionStep(
        "VEXPLAIN",
        summary: kind.rawValue,
        fields: [JSON.Member("Type", .string(kind.rawValue))],
        inputs: [explained.root]
      )
      return Plan(kind: .explain, step, tables: explained.tables)
    }
  }

  // MARK: The session's own state

  /// SET on a copy of the variables; what takes a query to compute is planned and not run.
  private func planAssignments(of statement: Statement) throws(SQLError) -> Plan {
    guard case .set(let set) = statement else {
      let step = Primitive.SessionStep("Set", summary: statement.printed())
      return Plan(kind: .set, step)
    }
    let saved = variables
    defer { variables = saved }
    var operations: [JSON] = []
    var inputs: [Primitive] = []
    for item in set.items {
      let (name, kind, expression) = try told(item)
      if let expression, let step = try planValue(of: expression) { inputs.append(step) }
      operations.append(
        .object([
          JSON.Member("Type", .string(kind)), JSON.Member("Name", .string(name)),
          JSON.Member("Expr", .string(expression.map { $0.printed() } ?? "default")),
        ])
      )
    }
    let step = Primitive.SessionStep(
      "Set",
      summary: statement.printed(),
      fields: [JSON.Member("Ops", .array(operations))],
      inputs: inputs
    )
    return Plan(kind: .set, step)
  }

  /// What an item of SET assigns; a system variable's constant value is tried.
  private func told(
    _ item: SetItem
  ) throws(SQLError) -> (name: String, kind: String, Expression?) {
    switch item {
    case .user(let variable, let expression):
      return (variable.name.text, "UserDefinedVariable", expression)
    case .system(let variable, let expression):
      try tryAssignment(to: variable, expression)
      return (variable.name.text.lowercased(), "SysVarAware", expression)
    case .names(let charset, let collation):
      try setNames(charset, collation)
      return ("names", "SysVarAware", nil)
    case .charset(let charset):
      try setCharacterSet(charset)
      return ("charset", "SysVarAware", nil)
    case .new(let column, _):
      throw SQLError(
        .unknownVariable,
        "Unknown system variable '\(column.name.text)'",
        at: column.name.span
      )
    }
  }

  private func tryAssignment(
    to variable: SystemVariable,
    _ expression: Expression
  ) throws(SQLError) {
    let name = variable.name.text.lowercased()
    do throws(SQLError) {
      switch expression {
      case .defaultValue: try variables.assign(name, nil)
      case .column(let word) where word.qualifier == nil:
        try variables.assign(name, TypedValue(parameter: .text(word.name.text)))
      case .literal(let literal): try variables.assign(name, TypedValue(literal.kind))
      default: _ = try variables.value(of: name)
      }
    } catch {
      throw error.located(at: variable.span)
    }
  }

  /// The plan of an expression that only a query can compute: one with a subquery.
  private func planValue(of expression: Expression) throws(SQLError) -> Primitive? {
    switch expression {
    case .defaultValue, .literal, .column: return nil
    default:
      let text = "SELECT \(expression.printed())"
      return try plan(of: Parser.parse(text, mode: .default), text: text).root
    }
  }

  private func plan(of use: Use) throws(SQLError) -> Plan {
    let target = use.target ?? ""
    do throws(SQLError) {
      _ = try ShardTarget(target)
    } catch {
      throw error.located(at: use.span)
    }
    let fields = [JSON.Member("target", .string(target))]
    return Plan(
      kind: .use,
      Primitive.SessionStep("UpdateTarget", summary: target, fields: fields)
    )
  }

  // MARK: Prepared statements

  /// PREPARE asks no shard, whatever the text; a variable that has none yet may have it when PREPARE runs.
  private func plan(of prepare: Prepare) throws(SQLError) -> Plan {
    let source = try value(of: prepare.source).value
    if case .userVariable = prepare.source, case .null = source {
      return Plan(kind: .prepare, .rows(of: [], count: 0))
    }
    guard case .text(let text) = source else {
      throw SQLError(.parseError, "PREPARE needs the text of a statement", at: prepare.span)
    }
    let statement = try Parser.parse(text, mode: parserMode)
    let tables = statement.isPlanned ? try plan(of: statement, text: text).tables : []
    return Plan(kind: .prepare, .rows(of: [], count: 0), tables: tables)
  }

  private func plan(of execute: Execute) throws(SQLError) -> Plan {
    let prepared = try preparedText(of: execute)
    let statement = try Parser.parse(prepared.text, mode: prepared.mode ?? parserMode)
    let plan = try plan(of: statement, text: prepared.text)
    let names = execute.arguments.map { JSON.string($0.name.text) }
    let step = Primitive.SessionStep(
      "EXECUTE",
      summary: execute.name.text,
      fields: [JSON.Member("Parameters", .array(names))],
      inputs: [plan.root]
    )
    return Plan(kind: .execute, step, columns: plan.columns, tables: plan.tables)
  }

  private func plan(of statement: Do) throws(SQLError) -> Plan {
    var inputs: [Primitive] = []
    for expression in statement.expressions {
      if let input = try planValue(of: expression) { inputs.append(input) }
    }
    return Plan(kind: .other, Primitive.SessionStep("Do", inputs: inputs))
  }
}
