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
    case tree, json, html, mermaid, graphviz
  }

  @Argument(help: "A file of statements; - for standard input, the default.")
  var file: String?

  @Option(name: [.customShort("e"), .customLong("execute")], help: "Statements to plan.")
  var statements: [String] = []

  @OptionGroup var files: SchemaOptions

  @Option(help: "The form of the plan.")
  var format: Format = .tree

  @Flag(help: "After each tree, every rule that fired and what it did; json has them always.")
  var rules = false

  @Flag(help: "One line for each statement, and a count of each grade.")
  var summary = false

  @Option(help: "The planner's strategy: gather, pushdown or cost.")
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

  func validate() throws {
    if rules && (summary || format != .tree && format != .json) {
      throw ValidationError("--rules goes with the formats tree and json")
    }
  }

  /// Prints the plans of statements; gives how many had none.
  private func print(_ statements: [StatementSplitter.Statement], in session: Session) -> Int {
    var failures = 0
    var documents: [JSON] = []
    if format == .html { Output.standard.line(Self.pageStart) }
    for (index, statement) in statements.enumerated() {
      do throws(SQLError) {
        let plan = try session.explain(statement.text)
        if index > 0 && format == .tree { Output.standard.line() }
        if statements.count > 1 && format == .tree { Output.standard.line(statement.text + ";") }
        let printing = session.printing(of: plan, sql: statement.text)
        if format == .json {
          documents.append(plan.documentWithRules(original: statement.text, printing))
          continue
        }
        Output.standard.line(text(of: plan, statement: statement.text, printing))
      } catch {
        Failure.report(error, in: statement.text)
        failures += 1
      }
    }
    if format == .html { Output.standard.line(Self.pageEnd) }
    if format == .json, let text = Self.text(of: documents, of: statements.count) {
      Output.standard.line(text)
    }
    return failures
  }

  private func text(of plan: Plan, statement: String, _ printing: PlanPrinting) -> String {
    switch format {
    case .tree: ([plan.tree(printing)] + firings(of: plan)).joined(separator: "\n")
    case .json: plan.documentWithRules(original: statement, printing).pretty
    case .html: plan.htmlSection(of: statement, printing)
    case .mermaid: plan.mermaid(printing)
    case .graphviz: plan.graphviz(printing)
    }
  }

  /// One document: a plan, or the list of those of several statements.
  static func text(of plans: [JSON], of count: Int) -> String? {
    count > 1 ? JSON.array(plans).pretty : plans.first?.pretty
  }

  private func firings(of plan: Plan) -> [String] {
    rules ? plan.firings.map { "  \($0.rule): \($0.sentence)" } : []
  }

  private static let pageStart = """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>Plans</title></head>
    <body>
    """

  private static let pageEnd = "</body>\n</html>"
}
