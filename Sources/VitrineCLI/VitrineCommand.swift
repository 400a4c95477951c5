import ArgumentParser
import Vitrine

/// `vitrine`: the root of the command line.
@main
struct VitrineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vitrine",
    abstract: "A sharded SQL engine in one process: MySQL's SQL over SQLite shards.",
    version: "\(Product.version) (SQLite \(Product.sqliteVersion))",
    subcommands: [
      DemoCommand.self, InitCommand.self, SQLCommand.self, PlanCommand.self, RunCommand.self,
      BenchCommand.self, RouteCommand.self, VSchemaCommand.self, PipeCommand.self, ReplCommand.self,
    ],
    defaultSubcommand: ReplCommand.self
  )
}
