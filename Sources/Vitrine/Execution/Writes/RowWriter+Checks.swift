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
    if checks == nil { checks = try schema.checks(of: table.table) }
    for check in checks ?? []
    where try evaluate([check.condition], over: values) == [.integer(0)] {
      throw SQLError(.checkViolated, "Check constraint '\(check.name)' is violated.")
    }
  }
}
