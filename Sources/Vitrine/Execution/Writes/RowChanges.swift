import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension RowWriter {
  /// A key as it is stored, of one that was read in the session's time zone.
  fileprivate func storedKey(
    _ key: ArraySlice<Value>,
    of names: [String]
  ) throws(SQLError) -> [Value] {
    var stored = Array(key)
    for (position, name) in names.enumerated() where stored.indices.contains(position) {
      guard let type = table.table.column(named: name)?.type, type.kind == .timestamp,
        case .text(let text) = stored[position]
      else { continue }
      stored[position] = try storedTimestamp(text, type, by: execution.settings.clock)
    }
    return stored
  }
}

/// One run of an UPDATE or DELETE whose rows the gateway writes one by one.
///
/// All rows are read before the first is changed: a change must not be seen by its own query. The
/// shards are held for writing before they are read, so that nobody changes the rows in between.
struct RowChanges {
  let execution: PlanExecution
  let targets: [Primitive.RowTarget]
  let route: Primitive.Route
  let isIgnore: Bool
  let node: Int

  private struct Target {
    var plan: Primitive.RowTarget
    var writer: RowWriter
    let triggers: RowTriggers?
    var seen: Set<[Value]> = []

    init(_ plan: Primitive.RowTarget, in execution: PlanExecution) throws(SQLError) {
      self.plan = plan
      writer = try execution.rowWriter(for: plan.table)
      let event: TriggerEvent = plan.assignments.isEmpty ? .delete : .update
      triggers = try RowTriggers(writer, of: [event], in: execution)
      writer.partitionCondition = plan.partitionCondition
      writer.check = plan.check
    }

    /// The row's primary key and vindex columns; nil for a row that an outer join has made up, or
    /// that has come already.
    mutating func key(in values: [Value]) throws(SQLError) -> ArraySlice<Value>? {
      let width = plan.table.table.primaryKey.count
      let names =
        plan.table.table.primaryKey + (plan.table.placement.primaryVindex?.columns ?? [])
      var key = values.dropFirst(plan.keyOffset).prefix(names.count)
      if plan.table.convertsTimestamps {
        key = try writer.storedKey(key, of: names)[...]
      }
      guard !key.prefix(width).contains(where: \.isNull), seen.insert(Array(key)).inserted else {
        return nil
      }
      return key
    }

    func row(_ key: ArraySlice<Value>) throws(SQLError) -> StoredRow? {
      let width = plan.table.table.primaryKey.count
      let stores = try writer.placement.stores(vindexValues: key.dropFirst(width))
      return try writer.row(withKey: Array(key.prefix(width)), on: stores)
    }
  }

  func update(_ source: Primitive) throws(SQLError) -> WriteOutcome {
    var matched = 0
    var changed = 0
    let warned = execution.recorder.warnings.count
    try forEachRow(of: source) { (target, row, values, number) throws(SQLError) in
      var isChanged = false
      matched += 1
      try update(target, row, values, number, &isChanged)
      if isChanged { changed += 1 }
      return true
    }
    let warnings = execution.recorder.warnings.count - warned
    return WriteOutcome(
      affectedRows: execution.countsFoundRows ? matched : changed,
      info: "Rows matched: \(matched)  Changed: \(changed)  Warnings: \(warnings)"
    )
  }

  /// Writes one row, with its triggers.
  private func update(
    _ target: Target,
    _ row: StoredRow,
    _ values: [Value],
    _ number: Int,
    _ isChanged: inout Bool
  ) throws(SQLError) {
    guard let triggers = target.triggers, triggers.has(.update) else {
      try execution.attempt(isIgnore) { () throws(SQLError) in
        let new = try newValues(target, row, values, number)
        isChanged = try target.writer.update(row, to: new)
      }
      return
    }
    let storing = RowValues(execution: execution)
    let given = try triggers.before(
      .update,
      old: row.values,
      new: newValues(target, row, values, number)
    )
    let new = try storing.complete(given, target.writer.rows.columns)
    let hasSucceeded = try execution.attempt(isIgnore) { () throws(SQLError) in
      isChanged = try target.writer.update(row, to: new)
    }
    if hasSucceeded { try triggers.after(.update, old: row.values, new: new) }
  }

  func delete(_ source: Primitive, limit: Int) throws(SQLError) -> WriteOutcome {
    var removed = 0
    guard limit > 0 else { return WriteOutcome(affectedRows: 0) }
    try forEachRow(of: source) { (target, row, _, _) throws(SQLError) in
      try target.triggers?.before(deleting: row.values)
      var isRemoved = false
      try execution.attempt(isIgnore) { () throws(SQLError) in
        isRemoved = try target.writer.delete(row)
      }
      guard isRemoved else { return true }
      removed += 1
      try target.triggers?.after(.delete, old: row.values)
      return removed < limit
    }
    return WriteOutcome(affectedRows: removed)
  }

  /// Each row of each target once, as it is now, for as long as the body gives true; rows that have gone meanwhile are
  /// left out.
  private func forEachRow(
    of source: Primitive,
    _ body: (Target, StoredRow, [Value], Int) throws(SQLError) -> Bool
  ) throws(SQLError) {
    var targets = try self.targets.mapTyped { (target) throws(SQLError) in
      try Target(target, in: execution)
    }
    try execution.hold(targets.map(\.writer.table), reading: source)
    let rows = try execution.open(source).collect(execution.memory)
    try execution.checkFunctionsRead(before: rows.count)
    var asked: [ShardStore] = []
    for index in targets.indices {
      for (number, values) in rows.enumerated() {
        try execution.stop.check()
        execution.row = number + 1
        guard let key = try targets[index].key(in: values),
          let row = try targets[index].row(key)
        else { continue }
        for store in row.stores where !asked.contains(where: { $0 === store }) {
          asked.append(store)
        }
        let goesOn = try body(targets[index], row, values, number + 1)
        try execution.access.noteRows(of: targets[index].plan.table, on: row.stores)
        if !goesOn { break }
      }
    }
    if !asked.isEmpty { execution.recorder.recordRound(node, route.query.text, asked) }
  }

  /// The row's values with those that the statement sets, as the columns store them.
  private func newValues(
    _ target: Target,
    _ row: StoredRow,
    _ values: [Value],
    _ number: Int
  ) throws(SQLError) -> [Value] {
    let (plan, writer) = (target.plan, target.writer)
    var new = row.values
    let storing = RowValues(execution: execution)
    let defersNull = target.triggers?.has(.update, before: true) ?? false
    for assignment in plan.assignments {
      guard let position = writer.rows.position(of: assignment.column.name),
        values.indices.contains(assignment.offset)
      else { continue }
      let given = TypedValue(values[assignment.offset], assignment.type)
      var column = assignment.column
      if defersNull { column.isNullable = true }
      new[position] = try storing.stored(given, in: column, of: plan.table.table, row: number)
      if assignment.column.isAutoIncrement { try storing.skip(new[position], of: plan.table) }
    }
    return new
  }
}
