public import Vitrine
public import VitrineSQL

/// Runs scenarios, each on a temporary cluster of its own.
public struct ScenarioRunner: Sendable {
  /// The number of shards of sharded keyspaces, in place of the scenario's.
  public var shards: Int?
  /// The planner's strategy, in place of the scenario's.
  public var strategy: String?
  /// The seed, in place of the scenario's.
  public var seed: UInt64?

  /// Runs scenarios as they are written.
  public init() {}

  /// Runs a scenario to its end; a step that fails does not keep the next from running.
  public func run(_ scenario: Scenario) -> ScenarioReport {
    var report = ScenarioReport(name: scenario.name, path: scenario.path, steps: [])
    do throws(SQLError) {
      let cluster = try makeCluster(for: scenario)
      defer { try? cluster.close() }
      report.steps = try run(scenario.steps, of: scenario, on: cluster)
    } catch {
      report.setupFailure = error.summary + (error.hint.map { "\nhint: \($0)" } ?? "")
    }
    return report
  }

  /// A temporary cluster with the scenario's keyspaces, tables and data.
  public func makeCluster(for scenario: Scenario) throws(SQLError) -> Cluster {
    var configuration = ClusterConfiguration()
    configuration.strategy = strategy ?? scenario.strategy ?? configuration.strategy
    configuration.seed = seed ?? scenario.seed
    configuration.sqlMode = scenario.sqlMode
    if let shards { configuration.shardCount = shards }
    let cluster = try layout(of: scenario).makeCluster(at: nil, configuration: configuration)
    do throws(SQLError) {
      let session = try cluster.session(target: scenario.layout.defaultKeyspace)
      for block in scenario.data { try Script.run(block, in: session) }
    } catch {
      try? cluster.close()
      throw error
    }
    return cluster
  }

  private func layout(of scenario: Scenario) -> ClusterLayout {
    guard let shards else { return scenario.layout }
    var layout = scenario.layout
    for index in layout.keyspaces.indices {
      let isSharded = layout.keyspaces[index].shardCount(standard: 2) > 1
      layout.keyspaces[index].shards = isSharded ? shards : 1
    }
    return layout
  }

  private func run(
    _ steps: [ScenarioStep],
    of scenario: Scenario,
    on cluster: Cluster
  ) throws(SQLError) -> [ScenarioReport.Step] {
    var sessions: [String: Session] = [:]
    var reports: [ScenarioReport.Step] = []
    for step in steps {
      let session: Session
      if let known = sessions[step.session] {
        session = known
      } else {
        session = try cluster.session(target: scenario.layout.defaultKeyspace)
      }
      sessions[step.session] = session
      reports.append(run(step, in: session))
    }
    return reports
  }

  private func run(_ step: ScenarioStep, in session: Session) -> ScenarioReport.Step {
    let clock = ContinuousClock()
    let start = clock.now
    var verdict = Verdict(step.expectation)
    var trace: ExecutionTrace?
    do throws(SQLError) {
      let result = try session.execute(step.sql, parameters: step.parameters)
      trace = result.trace
      verdict.judge(result, sql: step.sql, in: session)
    } catch {
      verdict.judge(error, sql: step.sql)
    }
    return ScenarioReport.Step(
      title: step.title,
      sql: step.sql,
      line: step.line,
      mismatches: verdict.mismatches,
      trace: trace,
      elapsed: start.duration(to: clock.now)
    )
  }
}
