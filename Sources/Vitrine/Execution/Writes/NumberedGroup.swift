import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The columns by whose values AUTO_INCREMENT numbers the rows of a table anew, as MyISAM does where its column is a
/// later one of a key.
///
/// A number is that after the greatest which a row of the group has when the next is written, so that rows are written
/// one after another, and those of all shards are held.
struct NumberedGroup {
  private let column: ColumnDefinition
  /// The group's columns, and where they stand among those that are written.
  private let parts: [(name: String, position: Int)]

  /// nil where the rows of the whole table are numbered, or a sequence of the VSchema numbers them.
  init?(_ plan: Primitive.Insert) {
    let table = plan.table.table
    guard plan.table.autoIncrement == nil, let column = table.autoIncrementColumn else {
      return nil
    }
    let names = table.numberedGroup
    guard !names.isEmpty else { return nil }
    self.column = column
    parts = names.compactMap { name in
      plan.columns.firstIndex { $0.name.isSameName(as: name) }.map { (name, $0) }
    }
  }

  /// The number of a row, the position of which in the statement begins at 1; past the column's last number that
  /// one again, with a warning.
  ///
  /// - Throws: 1264 past the last number in strict mode.
  func number(
    of row: [Value],
    at position: Int,
    of table: ResolvedTable,
    in execution: PlanExecution
  ) throws(SQLError) -> UInt64 {
    let values = parts.compactMap { row.indices.contains($0.position) ? row[$0.position] : nil }
    let stores = try execution.snapshot.shards(of: table.keyspace.name).stores
    let greatest = try stores.mapTyped { (store) throws(SQLError) -> Value in
      try execution.onWriter(store, of: table) { (connection) throws(SQLError) in
        try connection.value(text(table.table.name), values) ?? .null
      }
    }.filter { !$0.isNull }
    try execution.numberSpacing.check()
    let next = greatest.map(Renumbering.successor).max() ?? 1
    let number = execution.numberSpacing.first(from: next)
    // MyISAM counts on from a number below zero as if it had no sign.
    let isBelowZero =
      !greatest.isEmpty
      && greatest.allSatisfy { if case .integer(..<0) = $0 { true } else { false } }
    let last = column.type.lastNumber
    guard isBelowZero || number > last else { return number }
    let error = SQLError(
      .columnOutOfRange,
      "Out of range value for column '\(column.name)' at row \(position)"
    )
    guard !execution.settings.mode.isStrict else { throw error }
    execution.recorder.warn(error)
    return last
  }

  private func text(_ table: String) -> String {
    let conditions = parts.enumerated().map { "\(SQLiteName.quoted($1.name)) IS ?\($0 + 1)" }
    return "SELECT MAX(\(SQLiteName.quoted(column.name))) FROM \(SQLiteName.table(table)) WHERE "
      + conditions.joined(separator: " AND ")
  }
}
