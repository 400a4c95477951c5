import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// One run of an INSERT or REPLACE: completes the rows, finds their shards, writes them in order.
final class InsertRun {
  let plan: Primitive.Insert
  let execution: PlanExecution
  let node: Int
  let placement: RowPlacement
  private let storing: RowValues
  private let triggers: RowTriggers?
  private let hasRowDefaults: Bool
  /// The position of the AUTO_INCREMENT column among those that are written.
  private let numberPosition: Int?
  private var outcome = WriteOutcome()
  /// The rows that were removed or changed for new ones, and the new ones that left a trace.
  private var (replaced, kept) = (0, 0)
  /// The number in the AUTO_INCREMENT column of the row that was last looked at.
  private var lastNumber: UInt64?
  /// Whether the row that was last looked at is a new one now.
  private var isInserted = false
  /// The numbers that AUTO_INCREMENT has drawn for rows, and that none has yet.
  private var numbers = RowNumbers()
  private var reservation: NumberReservation
  /// Numbers that rows came with, which are not given later once these rows are there.
  private var ownNumbers: [UInt64] = []
  /// What the rows are numbered within; nil where all are numbered.
  private let group: NumberedGroup?
  /// Whether 0 stands for a number that AUTO_INCREMENT has still to give the row.
  private var unnumbered = false

  /// A row as it is to be stored.
  private struct Row {
    var values: [Value]
    /// What its source gives beside it.
    var carried: [Value] = []
    /// The number that its AUTO_INCREMENT column was given just now.
    var number: UInt64?
    /// Whether the column had no room for the next number, so that the row has the last one again.
    var isLast = false
  }

  init(
    _ plan: Primitive.Insert,
    in execution: PlanExecution,
    node: Int
  ) throws(SQLError) {
    self.plan = plan
    self.execution = execution
    self.node = node
    placement = RowPlacement(
      execution: execution,
      table: plan.table,
      keyspace: try execution.snapshot.shards(of: plan.table.keyspace.name),
      columns: plan.columns.map { ($0.name, $0.type) }
    )
    storing = RowValues(execution: execution)
    numberPosition = plan.columns.firstIndex(where: \.isAutoIncrement)
    group = NumberedGroup(plan)
    reservation = NumberReservation(rowCount: plan.source == nil ? plan.rows.count : nil)
    hasRowDefaults = plan.columns.contains { $0.rowDefault != nil }
    var events: Set<TriggerEvent> = [.insert]
    if plan.duplicate != nil { events.insert(.update) }
    if plan.isReplace { events.insert(.delete) }
    triggers =
      plan.writesRows
      ? try RowTriggers(execution.rowWriter(for: plan.table), of: events, in: execution) : nil
  }

  func run() throws(SQLError) -> WriteOutcome {
    if let whole = plan.whole, let count = try write(whole: whole) {
      outcome.affectedRows = count
      kept = count
      if count > 0 { conclude(count, warnings: 0) }
      return outcome
    }
    let warned = execution.recorder.warnings.count
    if plan.partitionCondition != nil || plan.check != nil {
      let writer = try execution.rowWriter(for: plan.table)
      writer.partitionCondition = plan.partitionCondition
      writer.check = plan.check
    }
    if placesByLookup || runsByRow { try execution.hold([plan.table]) }
    if runsByRow { return try runByRow(warned) }
    let (rows, failure) = completedRows(try readRows())
    guard !rows.isEmpty else {
      if let failure { throw failure }
      return outcome
    }
    let shards = try rows.mapTyped { (row) throws(SQLError) in try self.shards(of: row.values) }
    try prepare(rows, Set(shards.joined()).sorted().map { placement.keyspace.stores[$0] })
    let extra = try plan.query.parameters.mapTyped(execution.values.value(of:))
    for (number, (var row, var positions)) in zip(rows, shards).enumerated() {
      try execution.stop.check()
      execution.row = number + 1
      if settleNumber(of: &row) { positions = try self.shards(of: row.values) }
      let stores = positions.map { placement.keyspace.stores[$0] }
      try execution.attempt(plan.isIgnore) { () throws(SQLError) in
        try write(row, extra, to: stores)
      }
      noteOutcome(of: row)
    }
    if let failure { throw failure }
    conclude(rows.count, warnings: execution.recorder.warnings.count - warned)
    return outcome
  }

  /// Whether a row may depend on what became of those before it: on what their triggers did, or on their numbers.
  private var runsByRow: Bool { triggers != nil || group != nil }

  private func runByRow(_ warned: Int) throws(SQLError) -> WriteOutcome {
    let given = try readRows()
    let extra = try plan.query.parameters.mapTyped(execution.values.value(of:))
    var written: [ShardStore] = []
    for (number, cells) in given.enumerated() {
      try execution.stop.check()
      execution.row = number + 1
      var values = try complete(cells, row: number + 1).values
      if let triggers { values = try triggers.before(.insert, new: values) }
      var row = try numbered(values, carrying: cells.carried)
      _ = settleNumber(of: &row)
      let stores = try shards(of: row.values).map { placement.keyspace.stores[$0] }
      for store in stores where !written.contains(where: { $0 === store }) {
        written.append(store)
      }
      try execution.attempt(plan.isIgnore && triggers == nil) { () throws(SQLError) in
        try write(row, extra, to: stores)
      }
      noteOutcome(of: row)
    }
    if !written.isEmpty { execution.recorder.recordRound(node, plan.query.text, written) }
    conclude(given.count, warnings: execution.recorder.warnings.count - warned)
    return outcome
  }

  /// The row after its BEFORE triggers, with a number where AUTO_INCREMENT is to give one, and without
  /// NULLs where there may be none.
  private func numbered(_ values: [Value], carrying carried: [Value]) throws(SQLError) -> Row {
    var row = Row(values: values, carried: carried)
    for (index, column) in plan.columns.enumerated() where values.indices.contains(index) {
      if column.isAutoIncrement {
        let isOpen = values[index] == .integer(0) && unnumbered
        row.values[index] = try numbered(isOpen ? .null : values[index], column, &row)
      } else if values[index].isNull, !column.isNullable {
        guard !plan.refusesNull else {
          throw SQLError(.columnCannotBeNull, "Column '\(column.name)' cannot be null")
        }
        let definition = ColumnDefinition(name: column.name, type: column.type, isNullable: false)
        row.values[index] = try storing.replacement(ofNullIn: definition)
      }
    }
    return row
  }

  /// Whether a lookup table says where the rows belong.
  private var placesByLookup: Bool { plan.table.placement.primaryVindex?.lookup != nil }

  /// Takes the shards that are written to, and those that are looked at.
  private func prepare(_ rows: [Row], _ stores: [ShardStore]) throws(SQLError) {
    execution.recorder.recordRound(node, plan.query.text, stores)
    if plan.writesRows, try looksElsewhere(rows) {
      try execution.hold([plan.table])
    } else {
      for store in stores { _ = try execution.access.writer(store) }
    }
  }

  /// Whether other shards than the rows' own must be looked at: not for numbers that were made just now
  /// alone.
  private func looksElsewhere(_ rows: [Row]) throws(SQLError) -> Bool {
    let writer = try execution.rowWriter(for: plan.table)
    if execution.checksForeignKeys, writer.hasForeignKeys { return true }
    if try !writer.lookups().isEmpty { return true }
    return rows.contains { writer.probes(fresh: fresh($0)) }
  }

  private func fresh(_ row: Row) -> String? {
    row.number == nil || row.isLast || group != nil
      ? nil : plan.columns.first(where: \.isAutoIncrement)?.name
  }

  private func conclude(_ count: Int, warnings: Int) {
    // Where no number was made, the id is that of the last row, be it one that was changed or left out.
    if kept > 0 { outcome.lastGivenID = lastNumber }
    guard count > 1 || plan.source != nil else { return }
    let duplicates = plan.isIgnore ? count - kept : replaced
    outcome.info = "Records: \(count)  Duplicates: \(duplicates)  Warnings: \(warnings)"
  }

  // MARK: Completing rows

  /// What the statement gives: a cell for each column written.
  private enum Cell {
    case value(TypedValue)
    case standard
  }

  /// What it gives for a row.
  private struct Given {
    var cells: [Cell]
    /// What a source gives beside the row.
    var carried: [Value] = []
  }

  private func readRows() throws(SQLError) -> [Given] {
    let rows = try givenRows()
    try execution.checkFunctionsRead(before: rows.count)
    return rows
  }

  private func givenRows() throws(SQLError) -> [Given] {
    guard let source = plan.source else {
      return try plan.rows.mapTyped { (row) throws(SQLError) in
        Given(cells: try row.mapTyped { (cell) throws(SQLError) in try self.cell(cell) })
      }
    }
    let stream = try execution.open(source)
    var rows: [Given] = []
    for values in try stream.collect(execution.memory) {
      var row = [Cell](repeating: .standard, count: plan.columns.count)
      for (offset, position) in plan.sourceColumns.enumerated()
      where values.indices.contains(offset) {
        let type = plan.sourceTypes.indices.contains(offset) ? plan.sourceTypes[offset] : .unknown
        row[position] = .value(TypedValue(values[offset], type))
      }
      rows.append(Given(cells: row, carried: Array(values.dropFirst(plan.sourceColumns.count))))
    }
    return rows
  }

  private func cell(_ cell: Primitive.Insert.Cell) throws(SQLError) -> Cell {
    switch cell {
    case .value(let value): .value(try execution.values.scalar(value).stored(from: value))
    case .default: .standard
    }
  }

  /// The rows up to the first that cannot be stored, and why that one cannot: the rows before it come
  /// first, also with their errors.
  private func completedRows(_ given: [Given]) -> (rows: [Row], failure: SQLError?) {
    var rows: [Row] = []
    rows.reserveCapacity(given.count)
    for (number, cells) in given.enumerated() {
      do throws(SQLError) {
        rows.append(try complete(cells, row: number + 1))
      } catch {
        return (rows, error)
      }
    }
    return (rows, nil)
  }

  private func complete(_ given: Given, row: Int) throws(SQLError) -> Row {
    let cells = given.cells
    var result = Row(values: [], carried: given.carried)
    result.values.reserveCapacity(plan.columns.count)
    for (column, cell) in zip(plan.columns, cells) {
      if case .standard = cell, column.rowDefault != nil {
        result.values.append(.null)
        continue
      }
      let value = try self.value(column, cell, row: row)
      if runsByRow, column.isAutoIncrement {
        // The number comes last, after the triggers, which see 0 in its place.
        unnumbered = value.isNull || execution.settings.setsAutoIncrementForZero
        result.values.append(value.isNull ? .integer(0) : value)
        continue
      }
      result.values.append(
        column.isAutoIncrement ? try numbered(value, column, &result) : value
      )
    }
    if hasRowDefaults { try computeDefaults(cells, of: &result) }
    return result
  }

  /// Defaults that depend on other columns of the row, in the columns' order.
  private func computeDefaults(_ cells: [Cell], of row: inout Row) throws(SQLError) {
    for (position, column) in plan.columns.enumerated() {
      guard let text = column.rowDefault, case .standard = cells[position] else { continue }
      let value = try execution.values.value(of: text, in: row.values)
      guard value.isNull, !column.isNullable else {
        row.values[position] = value
        continue
      }
      let definition = ColumnDefinition(name: column.name, type: column.type, isNullable: false)
      row.values[position] = try storing.replacement(ofNullIn: definition)
    }
  }

  private func value(
    _ column: Primitive.Insert.Column,
    _ cell: Cell,
    row: Int
  ) throws(SQLError) -> Value {
    let definition = ColumnDefinition(
      name: column.name,
      type: column.type,
      isNullable: column.isNullable || column.isAutoIncrement
        || triggers?.has(.insert, before: true) == true
    )
    switch cell {
    case .value(let given):
      if given.value.isNull, !definition.isNullable, plan.refusesNull {
        throw SQLError(.columnCannotBeNull, "Column '\(column.name)' cannot be null")
      }
      return try storing.stored(given, in: definition, of: plan.table.table, row: row)
    case .standard:
      if column.isAutoIncrement { return .null }
      if let standard = column.defaultValue {
        let value = try execution.values.scalar(standard)
        return try storing.stored(value, in: definition, of: plan.table.table, row: row)
      }
      // What the triggers may set is NULL until they do.
      if column.isNullable { return .null }
      if triggers?.sets(column.name, before: .insert) == true { return .null }
      return try storing.replacement(ofMissing: definition)
    }
  }

  // MARK: AUTO_INCREMENT

  /// The value itself, or the sequence's next number for NULL and 0.
  ///
  /// Past the column's last number every row gets that one, as in InnoDB: where the column is a key it is
  /// there already.
  private func numbered(
    _ value: Value,
    _ column: Primitive.Insert.Column,
    _ row: inout Row
  ) throws(SQLError) -> Value {
    defer { reservation.noteRow() }
    switch value {
    case .null: break
    case .integer(0) where execution.settings.setsAutoIncrementForZero: break
    case .integer(let number) where number < 0: return value
    default:
      try note(own: value.unsignedBits)
      return value
    }
    if let group {
      let number = try group.number(
        of: row.values,
        at: execution.row,
        of: plan.table,
        in: execution
      )
      row.number = number
      return .unsigned(number)
    }
    let last = column.type.lastNumber
    let number = try drawNumber(through: last)
    row.number = min(number, last)
    row.isLast = number > last
    if givesNumbersBack, !row.isLast { numbers.draw(number) }
    return .unsigned(min(number, last))
  }

  /// The next number of those that are reserved, or of more.
  private func drawNumber(through last: UInt64) throws(SQLError) -> UInt64 {
    let step = execution.numberSpacing.step
    if let number = reservation.draw(step) { return number }
    for number in ownNumbers { try execution.skipNumber(number, of: plan.table) }
    ownNumbers = []
    let (first, count) = try execution.takeNumbers(
      reservation.wanted,
      of: plan.table,
      through: last
    )
    reservation.reserve(first, count: count)
    return reservation.draw(step) ?? first
  }

  /// Takes note of a number that a row came with: InnoDB leaves it out later once the row is there, of REPLACE and INSERT
  /// … SELECT in any case.
  private func note(own number: UInt64) throws(SQLError) {
    guard group == nil else { return }
    reservation.pass(number, execution.numberSpacing.step)
    guard plan.source == nil, !plan.isReplace, plan.table.autoIncrement == nil else {
      return try execution.skipNumber(number, of: plan.table)
    }
    ownNumbers.append(number)
  }

  /// Whether a number may be drawn for a row that is then not inserted.
  private var givesNumbersBack: Bool { group == nil && (plan.isIgnore || plan.duplicate != nil) }

  /// Gives a row the first number that none before it has kept; gives whether it is another than its own.
  private func settleNumber(of row: inout Row) -> Bool {
    guard givesNumbersBack, let position = numberPosition, row.values.indices.contains(position),
      !row.isLast, let own = row.number, let number = numbers.take(), number != own
    else { return false }
    row.number = number
    row.values[position] = .unsigned(number)
    return true
  }

  private func skipOwnNumber(of row: Row) throws(SQLError) {
    guard !ownNumbers.isEmpty, row.number == nil, let position = numberPosition,
      row.values.indices.contains(position)
    else { return }
    try storing.skip(row.values[position], of: plan.table)
  }

  private func noteOutcome(of row: Row) {
    guard givesNumbersBack, let position = numberPosition, !row.isLast else { return }
    if !isInserted {
      if let number = row.number { numbers.giveBack(number) }
    } else if row.number == nil, row.values.indices.contains(position) {
      if case .integer(let own) = row.values[position], own < 0 { return }
      numbers.pass(row.values[position].unsignedBits)
    }
  }

  // MARK: Finding shards

  private func shards(of row: [Value]) throws(SQLError) -> [Int] {
    let shards = try placement.shards(of: row)
    guard let destination = plan.destination else { return shards }
    let router = execution.router(for: placement.keyspace, node)
    let allowed = try router.shards(at: destination)
    guard shards.allSatisfy(allowed.contains) else {
      throw SQLError(
        .noKeyspaceID,
        "a row of '\(plan.table.table.name)' does not belong to the target's shards"
      )
    }
    return shards
  }

  // MARK: Writing

  private func write(
    _ row: Row,
    _ extra: [Value],
    to stores: [ShardStore]
  ) throws(SQLError) {
    noteNumber(of: row.values, numberPosition)
    isInserted = false
    let affected =
      plan.writesRows
      ? try writeRow(row, stores) : try writeOnShards(row.values, extra, stores)
    try execution.access.noteRows(of: plan.table, on: stores)
    let isFound = affected == 0 && plan.duplicate != nil && execution.countsFoundRows
    outcome.affectedRows += isFound ? 1 : affected
    replaced += max(affected - 1, 0)
    if affected > 0 { kept += 1 }
    isInserted = affected == 1 || plan.isReplace
    if isInserted { try skipOwnNumber(of: row) }
    if isInserted, outcome.firstGeneratedID == nil {
      outcome.firstGeneratedID = row.number
    }
  }

  private func noteNumber(of values: [Value], _ position: Int?) {
    guard let position, values.indices.contains(position) else { return }
    lastNumber = values[position].unsignedBits
  }

  /// Through the gateway's hands.
  private func writeRow(_ row: Row, _ stores: [ShardStore]) throws(SQLError) -> Int {
    let conflict = RowConflict(
      plan: plan,
      writer: try execution.rowWriter(for: plan.table),
      values: row.values,
      carried: row.carried,
      homes: stores,
      fresh: fresh(row),
      triggers: triggers
    )
    if plan.isReplace { return try conflict.replace() }
    guard let duplicate = plan.duplicate else { return try conflict.insert() }
    let (affected, changed) = try conflict.insert(orUpdate: duplicate)
    if let changed {
      let columns = plan.table.table.columns
      noteNumber(of: changed, columns.firstIndex(where: \.isAutoIncrement))
    }
    return affected
  }

  /// By the shard's text alone.
  private func writeOnShards(
    _ row: [Value],
    _ extra: [Value],
    _ stores: [ShardStore]
  ) throws(SQLError) -> Int {
    var affected = 0
    for store in stores {
      do throws(SQLError) {
        affected = try execution.onWriter(store, of: plan.table) { (connection) throws(SQLError) in
          try connection.prepare(plan.query.text).run(row + extra)
        }
      } catch {
        throw try execution.rowWriter(for: plan.table).explained(error, row, stores)
      }
    }
    return affected
  }
}
