public import VitrineSharding

/// A test of a cluster, written down: keyspaces, tables, data, and statements with what they must give.
///
/// Scenarios are mostly read from YAML files; see <doc:Scenarios> for the form.
public struct Scenario: Sendable {
  /// What it is called in reports.
  public var name: String
  /// The file it was read from, for messages.
  public var path: String
  /// The cluster it runs on.
  public var layout: ClusterLayout
  /// The planner's strategy, where it says one.
  public var strategy: String?
  /// The seed of everything random, where it says one.
  public var seed: UInt64?
  /// `sql_mode` of its sessions, where it says one.
  public var sqlMode: String?
  /// Statements that fill the tables, run before the steps.
  public var data: [String]
  /// The statements under test, in order.
  public var steps: [ScenarioStep]

  /// A scenario without steps.
  public init(name: String, path: String = "", layout: ClusterLayout = ClusterLayout()) {
    self.name = name
    self.path = path
    self.layout = layout
    data = []
    steps = []
  }
}

/// One statement of a scenario and what is expected of it.
public struct ScenarioStep: Sendable {
  /// What it is called in reports; the statement's first line where it has no name.
  public var name: String?
  /// The statement.
  public var sql: String
  /// Values for its `?`.
  public var parameters: [Value]
  /// The session it runs in; sessions are made as they are named.
  public var session: String
  /// The line of the file where it stands.
  public var line: Int
  /// What must come of it; by default only that it does not fail.
  public var expectation: Expectation

  /// A step that must not fail.
  public init(_ sql: String, line: Int = 0) {
    self.sql = sql
    self.line = line
    parameters = []
    session = "main"
    expectation = Expectation()
  }

  /// What it is called in reports.
  public var title: String {
    if let name { return name }
    let line = sql.split(separator: "\n").joined(separator: " ")
    return line.count > 72 ? line.prefix(71) + "…" : line
  }
}
