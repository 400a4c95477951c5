import ArgumentParser
import Vitrine
import VitrineSQL

/// `vitrine sql DIR`: runs statements in a cluster.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run statements in a cluster."
  )

  @Argument(help: "The cluster's directory.")
  var directory: String

  @Argument(help: "A file of statements; - for standard input, the default.")
  var file: String?

  @Option(name: [.customShort("e"), .customLong("execute")], help: "Statements to run.")
  var statements: [String] = []

  @OptionGroup var output: OutputOptions

  @Option(help: "Where statements go: KEYSPACE, KEYSPACE:SHARD or KEYSPACE[RANGE].")
  var target: String?

  @Option(help: "The planner's strategy: gather, pushdown or cost.")
  var strategy: String?

  @Flag(help: "Show each statement's plan instead of running it.")
  var explain = false

  @Flag(help: "After each statement, tell on stderr what it cost.")
  var trace = false

  @Flag(help: "Let LOAD DATA LOCAL read files, as SET GLOBAL local_infile = 1 does.")
  var localInfile = false

  @Flag(help: "Go on after a statement that failed.")
  var force = false

  func validate() throws {
    if file != nil && !statements.isEmpty {
      throw ValidationError("either -e or a file, not both")
    }
  }

  func run() throws {
    Interruption.install()
    let cluster = try Failure.reporting { () throws(SQLError) in
      try Cluster.open(at: directory, configuration: configuration)
    }
    defer { Clusters.close(Clusters.track(cluster)) }
    let session = try Failure.reporting { () throws(SQLError) in
      try cluster.session(at: target)
    }
    var runner = StatementRunner(session: session, format: output.chosenFormat)
    runner.showsTrace = trace
    runner.explains = explain
    try run(with: runner)
  }

  private var configuration: ClusterConfiguration {
    var configuration = ClusterConfiguration()
    if let strategy { configuration.strategy = strategy }
    configuration.allowsLocalFiles = localInfile
    return configuration
  }

  private func run(with runner: StatementRunner) throws {
    var failures = 0
    let readsStandardInput = statements.isEmpty && (file == nil || file == "-")
    if readsStandardInput {
      failures = try Failure.reporting { () throws(SQLError) in
        try runner.run(LineSource(), stopsAtError: !force)
      }
    } else {
      let script = try statements.isEmpty ? scriptText() : statements.joined(separator: ";\n")
      failures = runner.run(StatementSplitter.statements(of: script), stopsAtError: !force)
    }
    if failures > 0 { throw Failure.sql }
  }

  private func scriptText() throws -> String {
    try Failure.reporting { () throws(SQLError) in try TextFile.read(file ?? "-") }
  }
}
