import ArgumentParser
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineScenarios

/// `vitrine plan`: how statements would be answered, without any data.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show how statements would be answered."
  )

  /// The forms of a plan.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case tree, json, html, mermaid
  }

  @Argument(help: "A file of statements; - for standard input, the default.")
  var file: String?

  @Option(name: [.customShort("e"), .customLong("execute")], help: "Statements to plan.")
  var statements: [String] = []

  @OptionGroup var files: SchemaOptions

  @Option(help: "The form of the plan.")
  var format: Format = .tree

  @Flag(help: "One line for each statement, and a count of each grade.")
  var summary = false

  @Option(help: "The planner's strategy: gather, pushdown.")
  var strategy: String?

  func run() throws {
    Interruption.install()
    let failures = try Failure.reporting { () throws(SQLError) -> Int in
      let layout = try files.layout()
      var configuration = ClusterConfiguration()
      if let strategy { configuration.strategy = strategy }
      let cluster = Clusters.track(
        try layout.makeCluster(at: nil, configuration: configuration)
      )
      defer { Clusters.close(cluster) }
      try files.runSchema(in: cluster, layout: layout)
      let session = try cluster.session(target: layout.defaultKeyspace)
      let script =
        try statements.isEmpty ? TextFile.read(file ?? "-") : statements.joined(separator: ";\n")
      let statements = StatementSplitter.statements(of: script)
      return summary
        ? PlanSummary.print(statements, in: session) : print(statements, in: session)
    }
    if failures > 0 { throw Failure.sql }
  }

  /// Prints the plans of statements; gives how many had none.
  private func print(_ statements: [StatementSplitter.Statement], in session: Session) -> Int {
    var failures = 0
    for (index, statement) in statements.enumerated() {
      do throws(SQLError) {
        let plan = try session.explain(statement.text)
        if index > 0 && format == .tree { Output.standard.line() }
        if statements.count > 1 && format == .tree { Output.standard.line(statement.text + ";") }
        Output.standard.line(text(of: plan, statement: statement.text))
      } catch {
        Failure.report(error, in: statement.text)
        failures += 1
      }
    }
    return failures
  }

  private func text(of plan: Plan, statement: String) -> String {
    switch format {
    case .tree: plan.tree()
    case .json: plan.document(original: statement).pretty
    case .html: plan.html()
    case .mermaid: plan.mermaid()
    }
  }
}
