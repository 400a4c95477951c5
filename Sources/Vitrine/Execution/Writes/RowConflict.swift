import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One row of an INSERT and the rows that have its unique keys already, on whatever shard.
struct RowConflict {
  let plan: Primitive.Insert
  let writer: RowWriter
  let values: [Value]
  /// What INSERT … SELECT gives beside the row.
  let carried: [Value]
  let homes: [ShardStore]
  /// The column whose value no other row has.
  let fresh: String?
  var triggers: RowTriggers?

  /// INSERT: fails where a row is in the way.
  ///
  /// - Returns: 1, or 0 where IGNORE has made a warning of that.
  func insert() throws(SQLError) -> Int {
    let hasSucceeded = try attempt { () throws(SQLError) in
      try writer.insert(values, fresh: fresh)
    }
    guard hasSucceeded else { return 0 }
    try triggers?.after(.insert, new: values)
    return 1
  }

  /// What IGNORE is about, where triggers fire: the row alone, and not what they have done.
  private func attempt(_ body: () throws(SQLError) -> Void) throws(SQLError) -> Bool {
    try writer.execution.attempt(plan.isIgnore && triggers != nil, body)
  }

  /// REPLACE: the rows in the way go first.
  ///
  /// As in MySQL, a row that is in the way of the last unique key alone is updated in place where no
  /// foreign key refers to the table and no trigger waits for the end of its rows, and an equal row there
  /// is not counted as removed.
  func replace() throws(SQLError) -> Int {
    var removed = 0
    while let rival = try writer.rival(of: values, homes, fresh: fresh) {
      if rival.key.name == writer.uniqueKeys.last?.name, !writer.isReferenced,
        triggers?.has(.delete) != true
      {
        let changed = try writer.update(rival.row, to: values)
        try triggers?.after(.insert, new: values)
        return removed + (changed ? 2 : 1)
      }
      try triggers?.before(deleting: rival.row.values)
      try writer.delete(rival.row)
      try triggers?.after(.delete, old: rival.row.values)
      removed += 1
    }
    return removed + (try insert())
  }

  /// ON DUPLICATE KEY UPDATE: the first row in the way is changed instead.
  ///
  /// - Returns: 1 for a new row, 2 for a changed one, 0 where the row there has the values already; and the row
  ///   that was in the way as it is now.
  func insert(
    orUpdate update: Primitive.DuplicateUpdate
  ) throws(SQLError) -> (affected: Int, changed: [Value]?) {
    guard let rival = try writer.rival(of: values, homes, fresh: fresh) else {
      return (try insert(), nil)
    }
    try writer.checkConstraints(of: values)
    let given = try newValues(update, rival.row)
    let storing = RowValues(execution: writer.execution)
    let defersNull = triggers?.has(.update, before: true) ?? false
    var new = rival.row.values
    for (column, value) in zip(update.columns, given) {
      guard let position = writer.rows.position(of: column.name) else { continue }
      new[position] = value
      if value.isNull, !column.isNullable, !defersNull {
        guard !plan.refusesNull else {
          throw SQLError(.columnCannotBeNull, "Column '\(column.name)' cannot be null")
        }
        new[position] = try storing.replacement(ofNullIn: column)
      }
      if column.isAutoIncrement { try storing.skip(value, of: plan.table) }
    }
    guard let triggers, triggers.has(.update) else {
      return (try writer.update(rival.row, to: new) ? 2 : 0, new)
    }
    new = try triggers.before(.update, old: rival.row.values, new: new)
    new = try storing.complete(new, writer.rows.columns)
    var isChanged = false
    let hasSucceeded = try attempt { () throws(SQLError) in
      isChanged = try writer.update(rival.row, to: new)
    }
    if hasSucceeded { try triggers.after(.update, old: rival.row.values, new: new) }
    return (isChanged ? 2 : 0, new)
  }

  private func newValues(
    _ update: Primitive.DuplicateUpdate,
    _ row: StoredRow
  ) throws(SQLError) -> [Value] {
    guard let store = row.stores.first else { return [] }
    let execution = writer.execution
    let query = try execution.values.bound(update.query)
    let given = carried.prefix(update.carriedCount)
    let found = try execution.onWriter(store) { (connection) throws(SQLError) in
      try query.attached(to: connection) { () throws(SQLError) in
        try connection.rows(query.text, values + row.key + given + query.parameters)
      }
    }
    return found.first ?? []
  }
}

extension Primitive.Insert {
  /// Whether NULL is an error in every mode where there may be none: for the only row of VALUES; in one of many it is made
  /// to fit where the mode is not strict.
  var refusesNull: Bool { !isIgnore && source == nil && rows.count == 1 }
}
