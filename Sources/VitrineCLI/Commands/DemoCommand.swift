import ArgumentParser

/// `vitrine demo`: the commerce example from the first statement to the last.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "The commerce example: creates, loads, queries, explains."
  )

  @Option(help: "Make the cluster in a directory, and leave it there.")
  var keep: String?

  @Option(help: "The number of shards.")
  var shards: Int = 4

  @Option(help: "The number of orders; users are a tenth of them.")
  var rows: Int = 20_000

  func validate() throws {
    guard (1...1024).contains(shards) else {
      throw ValidationError("--shards must be between 1 and 1024")
    }
    guard (1...10_000_000).contains(rows) else {
      throw ValidationError("--rows must be between 1 and 10000000")
    }
  }

  func run() throws {
    Interruption.install()
    try Demo(directory: keep, shards: shards, rows: rows).run()
  }
}
