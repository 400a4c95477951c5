import Foundation
import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Runs the scripts in `Cases`, one for each rule.
///
/// A case says with `expect=RULE` that the rule fires, or with `expect-not=RULE` that it does not, and
/// shows the plan:
///
///     plan expect=push-limit
///     SELECT id FROM users ORDER BY id LIMIT 10
///     ----
///     Limit 10
///     └─ …
///     rules: route-table, push-limit
///
/// `VITRINE_REWRITE=1` records the plans and fails.
@Suite struct PlanCaseTests {
  static let rules: [String] = {
    let phases = Strategies.all.flatMap { strategy in
      [strategy.normalization, strategy.routing, strategy.ordering, strategy.joining]
    }
    return Set(phases.flatMap { $0.rules.map(\.name) }).sorted()
  }()

  /// A script is named after the rule that it shows, and a rule is in a strategy.
  @Test func everyScriptIsOfARule() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
    let scripts = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(scripts) == Set(Self.rules.map { "\($0).test" }))
  }

  @Test(arguments: rules) func rule(named rule: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Cases/\(rule).test")
    let text = try String(contentsOf: file, encoding: .utf8)
    let cases = text.components(separatedBy: "\n\n").map(PlanCase.init)
    #expect(cases.contains { $0.rule == rule && $0.fires }, "no case in which \(rule) fires")
    #expect(
      cases.contains { $0.rule == rule && !$0.fires },
      "no case in which \(rule) does not fire"
    )
    let catalog = try PlanFixture.catalog()
    var recorded: [String] = []
    for test in cases {
      let (tree, fired) = test.run(catalog)
      recorded.append("\(test.header)\n\(test.statement)\n----\n\(tree)")
      #expect(fired.contains(test.rule) == test.fires, "\(test.statement) fired \(fired)")
      if !PlanCase.isRecording { #expect(tree == test.expected, "\(test.statement)") }
    }
    if PlanCase.isRecording {
      try (recorded.joined(separator: "\n\n") + "\n").write(
        to: file,
        atomically: true,
        encoding: .utf8
      )
      Issue.record("recorded \(rule)")
    }
  }
}

/// One case of a script.
private struct PlanCase {
  static let isRecording = ProcessInfo.processInfo.environment["VITRINE_REWRITE"] == "1"

  let header: String
  let rule: String
  let fires: Bool
  let statement: String
  let expected: String

  init(_ block: String) {
    let lines = block.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
    header = lines.first ?? ""
    let word = header.split(separator: " ").last ?? ""
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    fires = parts.first == "expect"
    rule = parts.last ?? ""
    let divider = lines.firstIndex(of: "----") ?? lines.endIndex
    statement = lines[1..<max(1, divider)].joined(separator: "\n")
    expected = lines[min(divider + 1, lines.endIndex)...].joined(separator: "\n")
  }

  func run(_ catalog: Catalog) -> (tree: String, fired: Set<String>) {
    let strategy = rule.hasPrefix("cost-") ? "cost" : "pushdown"
    let options = PlannerOptions(strategy: strategy, defaultKeyspace: "shop")
    let planner = Planner(catalog: catalog, options: options)
    do {
      let plan = try planner.plan(try Parser.parse(statement), text: statement)
      var names: [String] = []
      for firing in plan.firings where !names.contains(firing.rule) { names.append(firing.rule) }
      return (plan.tree() + "\nrules: \(names.joined(separator: ", "))", Set(names))
    } catch {
      return (error.report(in: statement), [])
    }
  }
}
