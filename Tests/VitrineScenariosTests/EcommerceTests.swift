import Foundation
import Testing
import VitrineScenarios

/// The scenario of the commerce example, on every layout and with every strategy.
@Suite struct EcommerceTests {
  private static let file = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("scenarios/ecommerce/ecommerce.yaml").path

  @Test(arguments: [1, 2, 4, 7], ["gather", "pushdown"])
  func everyAnswerIsAsWritten(shards: Int, strategy: String) throws {
    let scenario = try Scenario(file: Self.file)
    var runner = ScenarioRunner()
    runner.shards = shards
    runner.strategy = strategy
    let report = runner.run(scenario)
    #expect(report.steps.count > 25)
    #expect(report.hasPassed, "\(ReportFormat.text.text(of: [report]))")
  }

  @Test func everyQueryIsMeasured() throws {
    let scenario = try Scenario(file: Self.file)
    var benchmark = ScenarioBenchmark()
    benchmark.runs = 1
    let measurements = try benchmark.measure(scenario, strategy: "pushdown", shards: 2)
    #expect(measurements.count == ScenarioBenchmark.queries(of: scenario).count)
    #expect(measurements.allSatisfy { $0.failure == nil })
  }
}
