import VitrinePlanner
import VitrineSQL
import VitrineSQLite

// What a row must meet by itself.
extension RowWriter {
  /// Refuses a row that breaks a CHECK constraint where the shard is not going to: as in MySQL these come before the
  /// unique keys.
  ///
  /// - Throws: `checkViolated`.
  func checkConstraints(of values: [Value]) throws(SQLError) {
    for check in try schema.checks(of: table.table)
    where try evaluate([check.condition], over: values) == [.integer(0)] {
      throw SQLError(.checkViolated, "Check constraint '\(check.name)' is violated.")
    }
  }
}
