import ArgumentParser

/// `vitrine`: the root of the command line.
@main
struct VitrineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vitrine",
    abstract: "A sharded SQL engine in one process: MySQL's SQL over SQLite shards."
  )
}
