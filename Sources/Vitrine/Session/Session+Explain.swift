import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// EXPLAIN: the plan as a tree, one line a row; as Vitess's JSON under FORMAT = JSON or VTEXPLAIN.
  func explain(_ explain: Explain, _ input: StatementInput) throws(SQLError) -> Result {
    guard let statement = explain.statement else {
      throw SQLError(.unsupported, "EXPLAIN FOR CONNECTION is not supported", at: explain.span)
    }
    guard statement.isPlanned else {
      throw SQLError(.unsupported, "only SELECT, INSERT, UPDATE and DELETE have plans to explain")
    }
    let (plan, text) = try plan(of: statement)
    if explain.isAnalyze { return try trace(plan, text, input) }
    let printing = PlanPrinting(showsReasons: true)
    switch explain.format ?? "tree" {
    case "json", "vtexplain", "vitess":
      return Self.lines([plan.document(original: text, printing).pretty])
    default: return Self.lines(plan.tree(printing).split(separator: "\n").map(String.init))
    }
  }

  /// VEXPLAIN: Vitess's plan, the texts that shards are sent, or both.
  func explain(_ explain: VExplain, _ input: StatementInput) throws(SQLError) -> Result {
    guard explain.statement.isPlanned else {
      throw SQLError(.unsupported, "only SELECT, INSERT, UPDATE and DELETE have plans to explain")
    }
    let (plan, text) = try plan(of: explain.statement)
    switch explain.kind ?? .plan {
    case .plan: return Self.lines([plan.document(original: text, PlanPrinting()).pretty])
    case .queries, .all: return try queries(plan, text, input)
    case .trace: return try trace(plan, text, input)
    case .keys: return try keys(of: explain.statement)
    }
  }

  /// VEXPLAIN KEYS: the columns by which the statement joins, filters and groups.
  private func keys(of statement: Statement) throws(SQLError) -> Result {
    let text = statement.printed()
    let usage = try Planner(catalog: catalog, options: plannerOptions)
      .keyUsage(of: Parser.parse(text, mode: parserMode), text: text)
    return Result(
      columns: [ResultColumn(name: "ColumnUsage", type: .longtext)],
      rows: [[.text(usage.json.pretty)]]
    )
  }

  private func plan(of statement: Statement) throws(SQLError) -> (Plan, String) {
    let text = (try expandingVindexes(of: statement, nil) ?? statement).printed()
    let plan = try Planner(catalog: cluster.snapshot.catalog, options: plannerOptions)
      .plan(Parser.parse(text, mode: parserMode), text: text)
    return (plan, text)
  }

  private func run(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let literals =
      Normalizer.normalize(text, mode: parserMode)?.values(in: text, mode: parserMode) ?? []
    return try run(
      plan,
      StatementInput(text: text, parameters: input.parameters),
      literals: literals,
      cluster.snapshot,
      recordsQueries: true
    )
  }

  /// Runs the statement and tells the texts that went to the shards.
  private func queries(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let ran = try run(plan, text, input)
    var result = Result(columns: [
      ResultColumn(name: "#", type: .bigint), ResultColumn(name: "keyspace", type: .varchar(64)),
      ResultColumn(name: "shard", type: .varchar(64)), ResultColumn(name: "query", type: .longtext),
    ])
    result.rows = lastQueries.map { query in
      [
        .integer(Int64(query.round - 1)), .text(query.keyspace), .text(query.shard),
        .text(query.text),
      ]
    }
    result.trace = ran.trace
    return result
  }

  /// Runs the statement and tells what each step did, beside the plan.
  private func trace(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let ran = try run(plan, text, input)
    var lines = plan.tree(PlanPrinting()).split(separator: "\n").map(String.init)
    lines.append(
      "\(ran.trace.shardCalls) shard calls in \(ran.trace.roundTrips) round trips, "
        + "\(ran.trace.rowsMoved) rows and \(ran.trace.bytesMoved) bytes moved"
    )
    for node in ran.trace.nodes where node.shardCalls > 0 {
      lines.append("step \(node.index): \(node.shardCalls) calls, \(node.rows) rows")
    }
    var result = Self.lines(lines)
    result.trace = ran.trace
    return result
  }

  private static func lines(_ lines: [String]) -> Result {
    Result(
      columns: [ResultColumn(name: "EXPLAIN", type: .longtext)],
      rows: lines.map { [.text($0)] }
    )
  }
}
