import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One row of an INSERT and the rows that have its unique keys already, on whatever shard.
struct RowConflict {
  let plan: Primitive.Insert
  let writer: RowWriter
  let values: [Value]
  let homes: [ShardStore]
  /// The column whose value no other row has.
  let fresh: String?

  /// INSERT: fails where a row is in the way.
  func insert() throws(SQLError) -> Int {
    try writer.insert(values, fresh: fresh)
    return 1
  }

  /// REPLACE: the rows in the way go first.
  ///
  /// As in MySQL, a row that is in the way of the last unique key alone is updated in place where no
  /// foreign key refers to the table, and an equal row there is not counted as removed.
  func replace() throws(SQLError) -> Int {
    var removed = 0
    while let rival = try writer.rival(of: values, homes, fresh: fresh) {
      if rival.key.name == writer.uniqueKeys.last?.name, !writer.isReferenced {
        let changed = try writer.update(rival.row, to: values)
        return removed + (changed ? 2 : 1)
      }
      try writer.delete(rival.row)
      removed += 1
    }
    try writer.insert(values, fresh: fresh)
    return removed + 1
  }

  /// ON DUPLICATE KEY UPDATE: the first row in the way is changed instead.
  ///
  /// - Returns: 1 for a new row, 2 for a changed one, 0 where the row there has the values already.
  func insert(orUpdate update: Primitive.DuplicateUpdate) throws(SQLError) -> Int {
    guard let rival = try writer.rival(of: values, homes, fresh: fresh) else {
      return try insert()
    }
    let given = try newValues(update, rival.row)
    let storing = RowValues(execution: writer.execution, isIgnore: plan.isIgnore)
    var new = rival.row.values
    for (column, value) in zip(update.columns, given) {
      guard let position = writer.rows.position(of: column.name) else { continue }
      new[position] =
        value.isNull && !column.isNullable
        ? try storing.replacement(ofNullIn: column) : value
      if column.isAutoIncrement { try storing.skip(value, of: plan.table) }
    }
    return try writer.update(rival.row, to: new) ? 2 : 0
  }

  private func newValues(
    _ update: Primitive.DuplicateUpdate,
    _ row: StoredRow
  ) throws(SQLError) -> [Value] {
    guard let store = row.stores.first else { return [] }
    let execution = writer.execution
    let more = try update.query.parameters.mapTyped(execution.values.value(of:))
    let found = try execution.onWriter(store) { (connection) throws(SQLError) in
      try connection.rows(update.query.text, values + row.key + more)
    }
    return found.first ?? []
  }
}
