import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// EXPLAIN: the plan in the form that FORMAT names, a tree where it names none.
  ///
  /// - Throws: `unknownExplainFormat`; `unsupported` for statements without a plan.
  func explain(_ explain: Explain, _ input: StatementInput) throws(SQLError) -> Result {
    guard let statement = explain.statement else {
      throw SQLError(.unsupported, "EXPLAIN FOR CONNECTION is not supported", at: explain.span)
    }
    guard explain.into == nil else {
      throw SQLError(.unsupported, "EXPLAIN … INTO is not supported", at: explain.span)
    }
    try checkHasPlan(statement)
    let format = try ExplainFormat(of: explain)
    let (plan, text) = try plan(of: statement, input, isRun: explain.isAnalyze)
    if explain.isAnalyze {
      try checkMayRun(statement, "EXPLAIN ANALYZE")
      return try analyzed(plan, text, input, format)
    }
    return try format == .queries
      ? estimatedQueries(plan, text) : Self.told(plan, text, printing(of: plan, sql: text), format)
  }

  /// VEXPLAIN: Vitess's plan, the texts that shards are sent, what each step cost, or the columns that
  /// decide.
  func explain(_ explain: VExplain, _ input: StatementInput) throws(SQLError) -> Result {
    let statement = explain.statement
    try checkHasPlan(statement)
    let kind = explain.kind ?? .plan
    let isRun = [.queries, .all, .trace].contains(kind)
    if isRun {
      try checkMayRun(statement, "VEXPLAIN \(kind.rawValue.uppercased())")
    }
    let (plan, text) = try plan(of: statement, input, isRun: isRun)
    switch kind {
    case .plan: return Self.cell(plan.document(original: text, PlanPrinting()).pretty)
    case .queries: return try queries(plan, text, input, withPlans: false)
    case .all: return try queries(plan, text, input, withPlans: true)
    case .trace: return try analyzed(plan, text, input, .json)
    case .keys: return try keys(of: statement)
    }
  }

  private func checkHasPlan(_ statement: Statement) throws(SQLError) {
    guard !statement.isPlanned else { return }
    throw SQLError(.unsupported, "only SELECT, INSERT, UPDATE and DELETE have plans to explain")
  }

  /// What is explained by running it changes nothing unless the statement says that it may.
  private func checkMayRun(_ statement: Statement, _ name: String) throws(SQLError) {
    if case .query = statement { return }
    guard statement.directives["EXECUTE_DML_QUERIES"] == nil else { return }
    throw SQLError(
      .explainRunsWrite,
      "\(name) runs the statement; a statement that writes must say /*vt+ EXECUTE_DML_QUERIES */",
      hint: "VEXPLAIN PLAN and EXPLAIN FORMAT=QUERIES run nothing"
    )
  }

  /// VEXPLAIN KEYS: the columns by which the statement joins, filters and groups.
  private func keys(of statement: Statement) throws(SQLError) -> Result {
    let text = statement.printed()
    let usage = try planner(catalog, plannerOptions)
      .keyUsage(of: Parser.parse(text, mode: .default), text: text)
    return Result(
      columns: [ResultColumn(name: "ColumnUsage", type: .longtext)],
      rows: [[.text(usage.json.pretty)]]
    )
  }

  /// The plan of the explained statement and its text, with the types of the variables and parameters that it would
  /// run with; what is not run may ask every shard.
  private func plan(
    of statement: Statement,
    _ input: StatementInput,
    isRun: Bool
  ) throws(SQLError) -> (Plan, String) {
    var input = input
    input.text = (try expandingVindexes(of: statement, nil) ?? statement).printed()
    input.parserMode = .default
    let parsed = try Parser.parse(input.text, mode: .default)
    let plan = try readingPlan(of: parsed, input, snapshot.catalog, mayScatter: !isRun)
    return (plan, input.text)
  }

  private func run(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let literals =
      Normalizer.normalize(text, mode: .default)?.values(in: text, mode: .default) ?? []
    return try run(
      plan,
      StatementInput(text: text, parameters: input.parameters),
      literals: literals,
      snapshot,
      isDetailed: true
    )
  }

  /// Runs the statement and tells the texts that went to the shards, with SQLite's plan of each where
  /// that is wanted.
  private func queries(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput,
    withPlans: Bool
  ) throws(SQLError) -> Result {
    let ran = try run(plan, text, input)
    var result = Result(columns: [
      ResultColumn(name: "#", type: .bigint), ResultColumn(name: "keyspace", type: .varchar(64)),
      ResultColumn(name: "shard", type: .varchar(64)), ResultColumn(name: "query", type: .longtext),
    ])
    if withPlans { result.columns.append(ResultColumn(name: "query_plan", type: .longtext)) }
    let steps = plan.root.numbered
    let snapshot = self.snapshot
    for query in lastQueries {
      var row: [Value] = [
        .integer(Int64(query.round - 1)), .text(query.keyspace), .text(query.shard),
        .text(query.text),
      ]
      if withPlans {
        let step = steps.indices.contains(query.node) ? steps[query.node].step : nil
        let route = step?.routeItself
        let shards = try snapshot.shards(of: query.keyspace)
        let store = shards.stores.first { $0.name == query.shard }
        if let route, let store, step?.isRoute == true || route.query.text == query.text {
          row.append(try queryPlan(of: route, query.text, on: store))
        } else {
          row.append(.null)
        }
      }
      result.rows.append(row)
    }
    result.trace = ran.trace
    return result
  }

  /// Runs the statement and tells what each step cost, beside the plan.
  private func analyzed(
    _ plan: Plan,
    _ text: String,
    _ input: StatementInput,
    _ format: ExplainFormat
  ) throws(SQLError) -> Result {
    guard format != .queries, format != .rules else {
      throw SQLError(.unsupported, "EXPLAIN ANALYZE has no FORMAT=\(format.rawValue.uppercased())")
    }
    var printing = printing(of: plan, sql: text)
    let start = ContinuousClock.now
    var ran = try run(plan, text, input)
    ran.trace.elapsed = ContinuousClock.now - start
    for node in ran.trace.nodes { printing.costs[node.index] = StepCost(node) }
    var result = Self.told(plan, text, printing, format)
    if format == .tree {
      result.rows.append([
        .text(
          "\(ran.trace.shardCalls) shard calls in \(ran.trace.roundTrips) round trips, "
            + "\(ran.trace.rowsMoved) rows and \(ran.trace.bytesMoved) bytes moved"
        )
      ])
    }
    result.trace = ran.trace
    return result
  }

  private static func told(
    _ plan: Plan,
    _ text: String,
    _ printing: PlanPrinting,
    _ format: ExplainFormat
  ) -> Result {
    switch format {
    case .tree: return lines(plan.tree(printing).split(separator: "\n").map(String.init))
    case .json: return cell(plan.documentWithRules(original: text, printing).pretty)
    case .html: return cell(plan.html(printing))
    case .mermaid: return cell(plan.mermaid(printing))
    case .graphviz: return cell(plan.graphviz(printing))
    case .rules, .queries:
      return Result(
        columns: [
          ResultColumn(name: "rule", type: .varchar(64)),
          ResultColumn(name: "did", type: .longtext),
        ],
        rows: plan.firings.map { [.text($0.rule), .text($0.sentence)] }
      )
    }
  }

  private static func cell(_ text: String) -> Result { lines([text]) }

  private static func lines(_ lines: [String]) -> Result {
    Result(
      columns: [ResultColumn(name: "EXPLAIN", type: .longtext)],
      rows: lines.map { [.text($0)] }
    )
  }
}

/// The forms of EXPLAIN.
enum ExplainFormat: String {
  case tree, json, html, mermaid, graphviz
  /// The texts for the shards, and SQLite's plans of them.
  case queries
  /// Every rule that fired.
  case rules

  /// The form that a statement names.
  ///
  /// MySQL's TRADITIONAL is the tree, Vitess's names are those of JSON.
  init(of explain: Explain) throws(SQLError) {
    switch explain.format ?? "tree" {
    case "tree", "traditional", "vitrine": self = .tree
    case "json", "vtexplain", "vitess": self = .json
    case "dot": self = .graphviz
    case let name:
      guard let format = ExplainFormat(rawValue: name) else {
        throw SQLError(
          .unknownExplainFormat,
          "Unknown EXPLAIN format name: '\(name)'",
          at: explain.span,
          hint: "the formats are tree, json, html, mermaid, graphviz, queries and rules"
        )
      }
      self = format
    }
  }
}

extension StepCost {
  init(_ node: ExecutionTrace.Node) {
    self.init(
      runs: node.runs,
      shardCalls: node.shardCalls,
      rows: node.rows,
      bytes: node.bytes,
      shards: node.shards.count,
      elapsed: node.elapsed,
      simulated: node.simulated
    )
  }
}

extension Primitive {
  /// Whether all texts that it sends are its own.
  fileprivate var isRoute: Bool { if case .route = self { true } else { false } }

  /// The route that the step's texts come from.
  fileprivate var routeItself: Route? {
    if case .lookupJoin(let step) = self { step.right } else { writtenOrReadRoute }
  }
}
