import ArgumentParser
import Vitrine
import VitrineSQL

/// `vitrine` without a subcommand: a conversation at a terminal, a script from anything else.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Talk to a cluster; the default.",
    discussion:
      "Without a directory the cluster is temporary. A script on stdin, dot commands included, is run until something fails."
  )

  @Argument(help: "The cluster's directory; none for a temporary cluster.")
  var directory: String?

  @OptionGroup var output: OutputOptions

  @Option(help: "Where statements go: KEYSPACE, KEYSPACE:SHARD or KEYSPACE[RANGE].")
  var target: String?

  @Flag(help: "Let LOAD DATA LOCAL read files, as SET GLOBAL local_infile = 1 does.")
  var localInfile = false

  func run() throws {
    Interruption.install()
    let (cluster, session) = try Failure.reporting { () throws(SQLError) in
      let cluster = Clusters.track(try openCluster())
      return (cluster, try cluster.session(at: target))
    }
    defer { Clusters.close(cluster) }
    let runner = StatementRunner(session: session, format: output.chosenFormat)
    if Terminal.isInteractive {
      REPL(cluster: cluster, runner: runner).run()
    } else {
      let conversation = Conversation(cluster: cluster, runner: runner, stopsAtError: true)
      let isDone = try Failure.reporting { () throws(SQLError) in
        try Self.run(LineSource(), in: conversation)
      }
      if !isDone { throw Failure.sql }
    }
  }

  /// Runs a script, dot commands too; false when something failed, where it stops.
  private static func run(
    _ lines: LineSource,
    in conversation: Conversation
  ) throws(SQLError) -> Bool {
    var lines = lines
    while !conversation.isOver, let line = try lines.next() {
      if !conversation.read(line) { return false }
    }
    return conversation.isOver || conversation.finish()
  }

  private func openCluster() throws(SQLError) -> Cluster {
    var configuration = ClusterConfiguration()
    configuration.allowsLocalFiles = localInfile
    guard let directory else { return try Cluster.create(at: nil, configuration: configuration) }
    return try Cluster.open(at: directory, configuration: configuration)
  }
}
