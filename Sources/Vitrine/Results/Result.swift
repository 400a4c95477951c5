public import VitrinePlanner
public import VitrineSharding

/// The answer to one statement: rows, or what a write changed, and what it cost.
///
///     let result = try session.execute("SELECT id, name FROM users WHERE id = 1")
///     for row in result.rows { print(row[1]) }
///
/// Values lie as `MySQLType.representation` says; `text(row:column:)` gives what a MySQL client shows.
public struct Result: Sendable {
  /// The columns of the answer; empty for statements that answer with counts.
  public var columns: [ResultColumn]
  /// The rows, each as wide as `columns`.
  public var rows: [[Value]]
  /// Rows inserted, deleted, or changed by an update, as MySQL counts them.
  public var affectedRows: Int
  /// The first id that AUTO_INCREMENT gave to this statement's rows, else what LAST_INSERT_ID was given, else the
  /// value of the last row inserted with one; 0 for none.
  public var lastInsertID: UInt64
  /// Whether AUTO_INCREMENT gave it.
  var isGeneratedID = false
  /// What SHOW WARNINGS would list.
  public var warnings: [Warning]
  /// What it cost.
  public var trace: ExecutionTrace
  /// How it was answered; nil for statements that the session answers by itself.
  public var plan: Plan?
  /// MySQL's sentence on a write: `Rows matched: 1  Changed: 1  Warnings: 0`.
  public var info: String?
  /// Of a CALL: the answers after the first, each with its rows, in the order they were given.
  public var following: [Result] = []

  /// An answer; by default of no rows.
  public init(columns: [ResultColumn] = [], rows: [[Value]] = [], affectedRows: Int = 0) {
    self.columns = columns
    self.rows = rows
    self.affectedRows = affectedRows
    lastInsertID = 0
    warnings = []
    trace = ExecutionTrace()
  }

  /// Whether the statement answers with rows, were it none.
  public var hasRows: Bool { !columns.isEmpty }
}
