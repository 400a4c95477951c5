public import Vitrine

/// What came of a scenario.
public struct ScenarioReport: Sendable {
  /// Something that is not as expected.
  public struct Mismatch: Sendable, Hashable {
    /// What was looked at: `rows`, `error`, `plan`.
    public var subject: String
    /// The difference, over as many lines as it takes.
    public var detail: String

    /// A mismatch.
    public init(_ subject: String, _ detail: String) {
      self.subject = subject
      self.detail = detail
    }
  }

  /// What came of one step.
  public struct Step: Sendable {
    /// What the step is called.
    public var title: String
    /// Its statement.
    public var sql: String
    /// The line of the file where it stands.
    public var line: Int
    /// What was not as expected; empty when all was.
    public var mismatches: [Mismatch]
    /// What the statement cost; nil when it failed.
    public var trace: ExecutionTrace?
    /// How long it took.
    public var elapsed: Duration

    /// Whether all was as expected.
    public var hasPassed: Bool { mismatches.isEmpty }
  }

  /// The scenario's name.
  public var name: String
  /// Its file.
  public var path: String
  /// Why the cluster could not be made or filled; the steps have not run then.
  public var setupFailure: String?
  /// The steps in order.
  public var steps: [Step]

  /// Whether everything was as expected.
  public var hasPassed: Bool { setupFailure == nil && steps.allSatisfy(\.hasPassed) }
}
