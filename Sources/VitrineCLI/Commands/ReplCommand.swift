import ArgumentParser
import Vitrine
import VitrineSQL

/// `vitrine` without a subcommand: a conversation at a terminal, a script from anything else.
struct ReplCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Talk to a cluster; the default.",
    discussion:
      "Without a directory the cluster is temporary. A script on stdin is run and answered."
  )

  @Argument(help: "The cluster's directory; none for a temporary cluster.")
  var directory: String?

  @OptionGroup var output: OutputOptions

  @Option(help: "Where statements go: KEYSPACE, KEYSPACE:SHARD or KEYSPACE[RANGE].")
  var target: String?

  func run() throws {
    Interruption.install()
    let (cluster, session) = try Failure.reporting { () throws(SQLError) in
      let cluster = Clusters.track(try openCluster())
      return (cluster, try cluster.session(at: target))
    }
    defer { Clusters.close(cluster) }
    let isConversation = Terminal.isInteractive
    if isConversation {
      REPL(cluster: cluster, session: session, format: output.chosenFormat).run()
    } else {
      let runner = StatementRunner(session: session, format: output.chosenFormat)
      if runner.run(LineSource(), stopsAtError: true) > 0 { throw Failure.sql }
    }
  }

  private func openCluster() throws(SQLError) -> Cluster {
    guard let directory else { return try Cluster.create(at: nil) }
    return try Cluster.open(at: directory)
  }
}
