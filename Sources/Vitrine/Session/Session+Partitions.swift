import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// ALTER TABLE of partitions that are checked, analyzed or rebuilt: rows about each of them.
  ///
  /// Nil for any other statement.
  func maintainPartitions(_ statement: Statement) throws(SQLError) -> Result? {
    guard case .alterTable(let alter) = statement,
      case .partitionOperation(let operation, _)? = alter.actions.first
    else { return nil }
    switch operation {
    case .truncate: return nil
    case .discard, .import:
      throw SQLError(
        .unsupported,
        "ALTER TABLE … \(operation.rawValue.uppercased()) PARTITION TABLESPACE is not supported",
        at: alter.span
      )
    case .rebuild:
      for change in try changesByKeyspace(of: statement) { try check(change) }
      return Result()
    case .analyze, .check, .optimize, .repair:
      for change in try changesByKeyspace(of: statement) { try check(change) }
      guard let kind = MaintenanceKind(rawValue: operation.rawValue) else { return Result() }
      return try maintain(TableMaintenance(kind: kind, tables: [alter.name]))
    }
  }

  /// Does to the rows what ALTER TABLE does to their partitions, before the definition changes.
  ///
  /// Each step is a transaction of its own, as is the change of the definition after it.
  func changePartitionedRows(_ statement: Statement) throws(SQLError) {
    guard case .alterTable(let alter) = statement, let action = alter.actions.first else { return }
    switch action {
    case .dropPartitions(let names):
      try deleteRows(of: alter.name, names)
    case .partitionOperation(.truncate, .named(let names)):
      try deleteRows(of: alter.name, names)
    case .partitionOperation(.truncate, .all):
      try deleteRows(of: alter.name, [])
    case .exchangePartition(let name, let other, _):
      try exchange(name, of: alter.name, with: other)
    default: return
    }
  }

  private func deleteRows(of name: TableName, _ partitions: [Identifier]) throws(SQLError) {
    let table = try text(of: name)
    try runInside("DELETE FROM \(table)\(Self.clause(partitions))")
    try commit()
  }

  private static func clause(_ partitions: [Identifier]) -> String {
    guard !partitions.isEmpty else { return "" }
    return " PARTITION (\(partitions.map { $0.text.quotedName }.joined(separator: ", ")))"
  }

  func text(of name: TableName) throws(SQLError) -> String {
    "\(try keyspace(of: name).quotedName).\(name.name.text.quotedName)"
  }

  private func runInside(_ text: String) throws(SQLError) {
    do throws(SQLError) {
      _ = try dispatch(StatementInput(text: text, isInternal: true))
    } catch {
      rollback()
      // Places count in the text made here, not in the one the user wrote.
      throw SQLError(error.code, error.message, hint: error.hint)
    }
  }

  // MARK: EXCHANGE PARTITION

  /// Exchanges the rows of a partition with those of a table of the same columns.
  private func exchange(
    _ partition: Identifier,
    of name: TableName,
    with other: TableName
  ) throws(SQLError) {
    let table = try resolve(name)
    let exchanged = try resolve(other)
    try checkExchange(table.table, exchanged.table, at: other.span)
    let columns = table.table.userColumns.filter { $0.generated == nil }
      .map(\.name.quotedName).joined(separator: ", ")
    let first = try text(of: name)
    let second = try text(of: other)
    let keyspace = try self.keyspace(of: other)
    let passing = "vitrine exchange"
    let kept = "\(keyspace.quotedName).\(passing.quotedName)"
    let part = Self.clause([partition])
    try runInside("CREATE TABLE \(kept) LIKE \(second)")
    do throws(SQLError) {
      try begin(BeginTransaction())
      try move(columns, from: first + part, to: kept)
      try move(columns, from: second, to: first + part)
      try move(columns, from: kept, to: second)
      try commit()
    } catch {
      rollback()
      try runInside("DROP TABLE \(kept)")
      guard error.code == .rowOutsidePartitionSet else { throw error }
      throw SQLError(
        .rowOutsidePartition,
        "Found a row that does not match the partition",
        at: partition.span
      )
    }
    try runInside("DROP TABLE \(kept)")
  }

  private func move(
    _ columns: String,
    from source: String,
    to target: String
  ) throws(SQLError) {
    let rows = "SELECT \(columns) FROM \(source)"
    _ = try dispatch(
      StatementInput(text: "INSERT INTO \(target) (\(columns)) \(rows)", isInternal: true)
    )
    _ = try dispatch(StatementInput(text: "DELETE FROM \(source)", isInternal: true))
  }

  private func checkExchange(
    _ table: TableDefinition,
    _ other: TableDefinition,
    at span: Span
  ) throws(SQLError) {
    guard other.partitioning == nil else {
      throw SQLError(
        .exchangePartitioned,
        "Table to exchange with partition is partitioned: '\(other.name)'",
        at: span
      )
    }
    var bare = table
    bare.partitioning = nil
    bare.name = other.name
    bare.checks = []
    bare.options.autoIncrementStart = nil
    var same = other
    same.checks = []
    same.options.autoIncrementStart = nil
    guard bare == same else {
      throw SQLError(.exchangeDifferent, "Tables have different definitions", at: span)
    }
  }
}

extension Statement {
  /// Whether it is an ALTER TABLE that empties or exchanges partitions.
  var changesPartitionedRows: Bool {
    guard case .alterTable(let alter) = self else { return false }
    switch alter.actions.first {
    case .dropPartitions, .exchangePartition, .partitionOperation(.truncate, _): return true
    default: return false
    }
  }
}

extension String {
  /// As a name in backticks.
  var quotedName: String { "`" + replacing("`", with: "``") + "`" }
}
