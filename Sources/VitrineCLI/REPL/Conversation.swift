import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// What is typed, or piped in: dot commands are carried out, statements run as they end.
final class Conversation {
  private let cluster: Cluster
  private(set) var runner: StatementRunner
  private let stopsAtError: Bool
  private var splitter = StatementSplitter()
  /// Whether it was left by `.quit` or its like.
  private(set) var isOver = false

  init(cluster: Cluster, runner: StatementRunner, stopsAtError: Bool) {
    self.cluster = cluster
    self.runner = runner
    self.stopsAtError = stopsAtError
  }

  /// Whether a line begins something new.
  var isBetweenStatements: Bool { splitter.isEmpty }
  /// The quote or comment that is open.
  var openDelimiter: String? { splitter.openDelimiter }

  /// Drops what has been read of a statement.
  func reset() { splitter.reset() }

  /// Reads a line; gives whether all it ended went well.
  func read(_ line: String) -> Bool {
    if splitter.isEmpty, line.hasPrefix(".") { return run(DotCommand(line)) }
    if splitter.isEmpty, ["quit", "exit", "\\q"].contains(line.lowercased()) {
      isOver = true
      return true
    }
    return run(splitter.add(line))
  }

  /// Runs what has no end at the end of the input.
  func finish() -> Bool { run(splitter.finish().map { [$0] } ?? []) }

  private func run(_ statements: [StatementSplitter.Statement]) -> Bool {
    runner.run(statements, stopsAtError: stopsAtError) == 0
  }

  /// Carries out a dot command; false when that failed, which has been told then.
  private func run(_ command: DotCommand) -> Bool {
    do throws(SQLError) {
      switch command.name {
      case .help: runner.output.line(DotCommand.help)
      case .quit: isOver = true
      case .mode: return setMode(command.argument)
      case .timer: runner.isChatty = command.argument != "off"
      case .trace: runner.showsTrace = command.argument != "off"
      case .tables:
        return runner.run(
          StatementSplitter.Statement(text: "SHOW TABLES", isVertical: false, line: 1)
        )
      case .schema: try showSchema(command.argument)
      case .shards: showShards()
      case .explain: try explain(command.argument) { $0.tree($1) }
      case .route: try route(command.argument)
      case nil:
        runner.diagnostics.line("unknown command '\(command.word)'; \(command.suggestion)")
        return false
      }
      return true
    } catch {
      Failure.report(error, in: command.name == .schema ? nil : command.argument)
      return false
    }
  }

  private func setMode(_ name: String) -> Bool {
    guard let format = OutputFormat(rawValue: name) else {
      let names = OutputFormat.allCases.map(\.rawValue).joined(separator: " ")
      runner.diagnostics.line("the modes are: \(names)")
      return false
    }
    runner.format = format
    return true
  }

  /// The CREATE TABLE texts of one table, or of all tables of the current keyspace.
  private func showSchema(_ table: String) throws(SQLError) {
    if !table.isEmpty { return try showCreate(table) }
    let keyspace = runner.session.currentKeyspace ?? cluster.keyspaceNames.first ?? ""
    for name in cluster.catalog.keyspaces[keyspace]?.tables.keys.sorted() ?? [] {
      try showCreate("`\(keyspace)`.`\(name)`")
    }
  }

  private func showCreate(_ table: String) throws(SQLError) {
    let result = try runner.session.execute("SHOW CREATE TABLE \(table)")
    runner.output.line((result.text(row: 0, column: 1) ?? "") + ";")
  }

  private func showShards() {
    let rows = cluster.keyspaceNames.map { keyspace in
      [keyspace, ((try? cluster.shards(of: keyspace)) ?? []).joined(separator: " ")]
    }
    runner.output.write(runner.format.text(of: ResultTable(["keyspace", "shards"], rows)))
  }

  /// `.route TABLE VALUE…` tells of a row, `.route SQL` of a statement.
  private func route(_ argument: String) throws(SQLError) {
    guard let words = RouteSentence.words(argument) else {
      return try explain(argument) { RouteSentence.text(for: $0, $1) }
    }
    let route = try cluster.route(
      words[0],
      values: words.dropFirst().map { Value(word: $0) },
      keyspace: runner.session.currentKeyspace
    )
    runner.output.line(route.reason)
  }

  private func explain(_ sql: String, _ text: (Plan, PlanPrinting) -> String) throws(SQLError) {
    let sql = sql.hasSuffix(";") ? String(sql.dropLast()) : sql
    let plan = try runner.session.explain(sql)
    runner.output.line(text(plan, runner.session.printing(of: plan, sql: sql)))
  }
}
