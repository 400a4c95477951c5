public import ArgumentParser
public import VitrineScenarios

extension ReportFormat: ExpressibleByArgument {}

/// `vitrine run FILE…`: runs scenarios and tells what came of them.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run scenario files."
  )

  @Argument(help: "Scenario files in YAML.")
  var files: [String]

  @Option(help: "The form of the report.")
  var format: ReportFormat = .text

  @Option(help: "The seed of everything random, in place of the scenarios'.")
  var seed: UInt64?

  @Option(help: "The number of shards of sharded keyspaces, in place of the scenarios'.")
  var shards: Int?

  @Option(help: "The planner's strategy, in place of the scenarios'.")
  var strategy: String?

  func run() throws {
    Interruption.install()
    var runner = ScenarioRunner()
    runner.seed = seed
    runner.shards = shards
    runner.strategy = strategy
    let scenarios = try files.map(Self.read)
    let reports = scenarios.map(runner.run)
    Output.standard.write(format.text(of: reports))
    if reports.contains(where: { !$0.hasPassed }) { throw Failure.sql }
  }

  static func read(_ file: String) throws -> Scenario {
    do throws(ScenarioError) {
      return try Scenario(file: file)
    } catch {
      Output.error.line(Palette(for: .error).red("error:") + " \(error)")
      throw Failure.file
    }
  }
}
