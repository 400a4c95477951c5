import Vitrine
import VitrinePlanner
import VitrineSQL

/// Tells the commerce example: each statement with its answer, its plan and what it cost.
struct Demo {
  var directory: String?
  var shards: Int
  var rows: Int
  /// Rows shown of an answer; the rest is counted.
  let shownRows = 8

  private let output = Output.standard
  private let palette = Palette(for: .standard)
  private let clock = ContinuousClock()

  init(directory: String?, shards: Int, rows: Int) {
    self.directory = directory
    self.shards = shards
    self.rows = rows
  }

  func run() throws {
    let start = clock.now
    let cluster = Clusters.track(try Failure.reporting(makeCluster))
    defer { Clusters.close(cluster) }
    let session = try Failure.reporting { () throws(SQLError) in
      try makeKeyspace(in: cluster, since: start)
    }
    for statement in DemoStatements.schema { try show(statement, in: session) }
    try Failure.reporting { () throws(SQLError) in try load(in: session) }
    for statement in DemoStatements.queries + DemoStatements.writes {
      try show(statement, in: session)
    }
    finish(since: start)
  }

  private func makeCluster() throws(SQLError) -> Cluster {
    var configuration = ClusterConfiguration()
    configuration.shardCount = shards
    return try Cluster.create(at: directory, configuration: configuration)
  }

  /// The time told is that of an empty cluster: its directory, its catalog and its shards' files.
  private func makeKeyspace(
    in cluster: Cluster,
    since start: ContinuousClock.Instant
  ) throws(SQLError) -> Session {
    output.line(palette.bold(DemoStatements.createKeyspace))
    let session = try cluster.session()
    _ = try session.execute(DemoStatements.createKeyspace)
    let time = start.duration(to: clock.now).readable
    let names = try cluster.shards(of: "ecommerce")
    output.line(
      "an empty cluster of \(names.count) shards (\(names.joined(separator: " "))) in \(time)"
    )
    output.line()
    try cluster.applyVSchema(keyspace: "ecommerce", json: DemoStatements.vschema)
    _ = try session.execute("USE ecommerce")
    return session
  }

  private func load(in session: Session) throws(SQLError) {
    var data = DemoData(orders: rows)
    let start = clock.now
    _ = try session.execute("BEGIN")
    for statement in data.statements() { _ = try session.execute(statement) }
    _ = try session.execute("COMMIT")
    let time = start.duration(to: clock.now).readable
    output.line("loaded \(data.userCount) users and \(data.orderCount) orders in \(time)")
    output.line()
  }

  private func show(_ statement: DemoStatements.Statement, in session: Session) throws {
    if !statement.title.isEmpty { output.line(palette.dim("-- " + statement.title)) }
    output.line(palette.bold(statement.sql))
    do throws(SQLError) {
      show(try session.execute(statement.sql))
    } catch {
      Failure.report(error, in: statement.sql)
      throw Failure.code(for: error)
    }
    output.line()
  }

  private func show(_ result: Vitrine.Result) {
    if result.hasRows {
      var table = ResultTable(result)
      let hidden = table.rows.count - shownRows
      table.rows = Array(table.rows.prefix(shownRows))
      output.write(OutputFormat.table.text(of: table))
      if hidden > 0 { output.line("… and \(hidden) more rows") }
    }
    if let plan = result.plan { output.line(palette.cyan(plan.tree())) }
    let count = result.hasRows ? "" : "\(result.affectedRows) rows affected; "
    output.line(palette.dim(count + StatementRunner.cost(of: result.trace)))
  }

  private func finish(since start: ContinuousClock.Instant) {
    output.line("the whole demo took \(start.duration(to: clock.now).readable)")
    if let directory {
      output.line("the cluster is kept: vitrine repl \(directory) --target ecommerce")
    }
  }
}
