public import Vitrine
public import VitrineSQL

/// Measures the queries of a scenario under strategies and layouts.
public struct ScenarioBenchmark: Sendable {
  /// What one query cost in one setting.
  public struct Measurement: Sendable {
    /// The query's place among the scenario's queries.
    public var query: Int
    /// The strategy.
    public var strategy: String
    /// The number of shards of the sharded keyspaces.
    public var shards: Int
    /// What the last run cost; nil when the query failed.
    public var trace: ExecutionTrace?
    /// The median of the times.
    public var median: Duration
    /// Why the query failed, if it did.
    public var failure: String?
  }

  /// How often each query runs; the median is told.
  public var runs = 5

  /// A benchmark of five runs.
  public init() {}

  /// The steps that are measured: those that only read.
  public static func queries(of scenario: Scenario) -> [ScenarioStep] {
    scenario.steps.filter { isQuery($0.sql) && $0.expectation.failure == nil }
  }

  /// Measures in one setting; the steps that are no queries run once, in their places.
  public func measure(
    _ scenario: Scenario,
    strategy: String,
    shards: Int
  ) throws(SQLError) -> [Measurement] {
    var runner = ScenarioRunner()
    runner.strategy = strategy
    runner.shards = shards
    let cluster = try runner.makeCluster(for: scenario)
    defer { try? cluster.close() }
    let session = try cluster.session(target: scenario.layout.defaultKeyspace)
    var measurements: [Measurement] = []
    for step in scenario.steps where step.expectation.failure == nil {
      guard Self.isQuery(step.sql) else {
        _ = try session.execute(step.sql, parameters: step.parameters)
        continue
      }
      var measurement = measure(step, in: session)
      measurement.query = measurements.count
      measurement.strategy = strategy
      measurement.shards = shards
      measurements.append(measurement)
    }
    return measurements
  }

  private func measure(_ step: ScenarioStep, in session: Session) -> Measurement {
    var measurement = Measurement(query: 0, strategy: "", shards: 0, trace: nil, median: .zero)
    var times: [Duration] = []
    do throws(SQLError) {
      for _ in 0..<max(1, runs) {
        let result = try session.execute(step.sql, parameters: step.parameters)
        times.append(result.trace.elapsed)
        measurement.trace = result.trace
      }
    } catch {
      measurement.trace = nil
      measurement.failure = error.summary
    }
    measurement.median = times.sorted().dropFirst(times.count / 2).first ?? .zero
    return measurement
  }

  private static func isQuery(_ sql: String) -> Bool {
    let word = sql.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
    return ["SELECT", "WITH", "TABLE", "VALUES"].contains(word)
  }
}
