import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One run of an INSERT or REPLACE: completes the rows, finds their shards, writes them in order.
final class InsertRun {
  private let plan: Primitive.Insert
  private let execution: PlanExecution
  private let node: Int
  private var outcome = WriteOutcome()
  private var duplicates = 0

  init(_ plan: Primitive.Insert, in execution: PlanExecution, node: Int) {
    self.plan = plan
    self.execution = execution
    self.node = node
  }

  func run() throws(SQLError) -> WriteOutcome {
    var rows: [[Value]] = []
    for (number, cells) in try givenRows().enumerated() {
      rows.append(try complete(cells, row: number + 1))
    }
    guard !rows.isEmpty else { return outcome }
    let keyspace = try execution.snapshot.shards(of: plan.table.keyspace.name)
    let shards = try rows.mapTyped { (row) throws(SQLError) in try self.shards(of: row, keyspace) }
    let stores = Set(shards.joined()).sorted().map { keyspace.stores[$0] }
    execution.recorder.recordRound(node, plan.query.text, stores)
    for store in stores { _ = try execution.access.writer(store) }
    let extra = try plan.query.parameters.mapTyped(execution.values.value(of:))
    for (row, positions) in zip(rows, shards) {
      try execution.stop.check()
      try write(row, extra, to: positions.map { keyspace.stores[$0] })
    }
    if rows.count > 1 {
      outcome.info = "Records: \(rows.count)  Duplicates: \(duplicates)  Warnings: 0"
    }
    return outcome
  }

  // MARK: Completing rows

  /// What the statement gives: a cell for each column written.
  private enum Cell {
    case value(TypedValue)
    case standard
  }

  private func givenRows() throws(SQLError) -> [[Cell]] {
    guard let source = plan.source else {
      return try plan.rows.mapTyped { (row) throws(SQLError) in
        try row.mapTyped { (cell) throws(SQLError) in try self.cell(cell) }
      }
    }
    let stream = try execution.open(source)
    var rows: [[Cell]] = []
    for values in try stream.collect() {
      var row = [Cell](repeating: .standard, count: plan.columns.count)
      for (offset, position) in plan.sourceColumns.enumerated()
      where values.indices.contains(offset) {
        let type = plan.sourceTypes.indices.contains(offset) ? plan.sourceTypes[offset] : .unknown
        row[position] = .value(TypedValue(values[offset], type))
      }
      rows.append(row)
    }
    return rows
  }

  private func cell(_ cell: Primitive.Insert.Cell) throws(SQLError) -> Cell {
    switch cell {
    case .value(let value): .value(try execution.values.scalar(value))
    case .default: .standard
    }
  }

  private func complete(_ cells: [Cell], row: Int) throws(SQLError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(plan.columns.count)
    for (column, cell) in zip(plan.columns, cells) {
      let value = try self.value(column, cell, row: row)
      values.append(column.isAutoIncrement ? try numbered(value, column) : value)
    }
    return values
  }

  private func value(
    _ column: Primitive.Insert.Column,
    _ cell: Cell,
    row: Int
  ) throws(SQLError) -> Value {
    let given: TypedValue
    switch cell {
    case .value(let value): given = value
    case .standard:
      if column.isAutoIncrement { return .null }
      guard let standard = column.defaultValue else {
        guard column.isNullable else {
          throw SQLError(.noDefault, "Field '\(column.name)' doesn't have a default value")
        }
        return .null
      }
      given = try execution.values.scalar(standard)
    }
    if case .null = given.value {
      guard column.isNullable || column.isAutoIncrement else {
        throw SQLError(.columnCannotBeNull, "Column '\(column.name)' cannot be null")
      }
      return .null
    }
    let assignment = ColumnAssignment(
      column: column.name,
      column.type,
      from: given.type,
      strict: execution.settings.isStrict && !plan.isIgnore
    )
    return try assignment.store(given.value, row: row) { change in
      execution.recorder.warn(change)
    }
  }

  // MARK: AUTO_INCREMENT

  /// The value itself, or the sequence's next number for NULL and 0.
  private func numbered(
    _ value: Value,
    _ column: Primitive.Insert.Column
  ) throws(SQLError) -> Value {
    let sequences = execution.cluster.sequences
    let start = plan.table.table.options.autoIncrementStart ?? 1
    switch value {
    case .null: break
    case .integer(0) where execution.setsAutoIncrementForZero: break
    case .integer(let number) where number < 0: return value
    default:
      try sequences.skip(value.unsignedBits, of: sequence, startingAt: start)
      return value
    }
    let number = try sequences.take(1, from: sequence, startingAt: start)
    outcome.firstGeneratedID = outcome.firstGeneratedID ?? number
    return .unsigned(number)
  }

  /// Where the table's numbers come from: the VSchema's sequence, or the table itself.
  private var sequence: TableAddress {
    plan.table.autoIncrement?.sequence ?? plan.table.address
  }

  // MARK: Finding shards

  private func shards(of row: [Value], _ keyspace: KeyspaceShards) throws(SQLError) -> [Int] {
    let shards = try placedShards(of: row, keyspace)
    guard let destination = plan.destination else { return shards }
    let router = execution.router(for: keyspace)
    let allowed = try router.shards(at: destination)
    guard shards.allSatisfy(allowed.contains) else {
      throw SQLError(
        .noKeyspaceID,
        "a row of '\(plan.table.table.name)' does not belong to the target's shards"
      )
    }
    return shards
  }

  private func placedShards(of row: [Value], _ keyspace: KeyspaceShards) throws(SQLError) -> [Int] {
    switch plan.table.placement {
    case .unsharded, .sequence: return [0]
    case .reference: return Array(keyspace.map.shards.indices)
    case .pinned(let id): return [keyspace.map.index(for: id)]
    case .sharded:
      guard let vindex = plan.table.placement.primaryVindex else {
        throw SQLError(.noVindexForTable, "table '\(plan.table.table.name)' has no primary vindex")
      }
      let tuple = try vindexValues(of: row, vindex)
      let destination = try vindex.vindex.map(tuple)
      guard case .keyspaceID(let id) = destination else {
        throw Self.unmapped(vindex, tuple)
      }
      return [keyspace.map.index(for: id)]
    }
  }

  private func vindexValues(
    of row: [Value],
    _ vindex: ColumnVindex
  ) throws(SQLError) -> [VindexValue] {
    try vindex.columns.mapTyped { (name) throws(SQLError) in
      guard let position = plan.columns.firstIndex(where: { $0.name.matches(name) }) else {
        throw SQLError(
          .missingVindexColumn,
          "the row gives no value for the vindex column '\(name)'"
        )
      }
      return VindexValue(stored: row[position], plan.columns[position].type)
    }
  }

  private static func unmapped(_ vindex: ColumnVindex, _ tuple: [VindexValue]) -> SQLError {
    let values = tuple.map { $0.isNull ? "NULL" : String(decoding: $0.bytes, as: UTF8.self) }
    return SQLError(
      .noKeyspaceID,
      "could not map [\(values.joined(separator: ", "))] to a unique keyspace id: DestinationNone",
      hint: "column '\(vindex.columns.joined(separator: ", "))' decides on which shard a row lives"
    )
  }

  // MARK: Writing

  private func write(
    _ row: [Value],
    _ extra: [Value],
    to stores: [ShardStore]
  ) throws(SQLError) {
    var affected = 0
    for store in stores {
      do throws(SQLError) {
        affected = try execution.onWriter(store) { (connection) throws(SQLError) in
          try write(row, extra, on: connection)
        }
      } catch {
        throw DuplicateEntry(plan).explained(error, row)
      }
    }
    outcome.affectedRows += affected
    if affected != 1 { duplicates += 1 }
  }

  private func write(
    _ row: [Value],
    _ extra: [Value],
    on connection: Connection
  ) throws(SQLError) -> Int {
    var removed = 0
    if plan.isReplace { removed = try Replacement(plan).removeRivals(of: row, on: connection) }
    guard plan.hasOnDuplicateKey else {
      return removed + (try connection.prepare(plan.query.text).run(row + extra))
    }
    // MySQL counts a row that was there and has changed twice.
    let counter = UpdateCounter()
    connection.setChangeHook { [counter] change in
      if change.kind == .update { counter.updates += 1 }
    }
    defer { connection.setChangeHook(nil) }
    return try connection.prepare(plan.query.text).run(row + extra) + counter.updates
  }
}

private final class UpdateCounter {
  var updates = 0
}
