/// A table's name looked up in a catalog.
///
/// A class, since the trees of a plan hold it many times over and never change it.
package final class ResolvedTable: Sendable {
  package let keyspace: Keyspace
  package let table: TableDefinition
  package let placement: TablePlacement
  /// The column a VSchema sequence fills.
  package let autoIncrement: AutoIncrementBinding?
  /// The table this reference table copies.
  package let source: TableAddress?
  /// Where the same rows can also be read: the reference tables that copy this one.
  package let copies: [TableAddress]
  /// The shards that the statement names outright for it.
  package let destination: ShardDestination?
  package let address: TableAddress
  /// Whether the statement reads TIMESTAMP columns in a time zone other than UTC, in which they are stored.
  package let convertsTimestamps: Bool
  /// The vindexes by which no route of the statement is chosen, as it says with USE or IGNORE VINDEX.
  package let ignoredVindexes: Set<String>

  /// The columns of the definition, and their positions by lower-case names.
  package var columns: [ColumnDefinition] { table.list }
  package var positions: [String: Int] { table.positions }

  package init(
    keyspace: Keyspace,
    table: TableDefinition,
    binding: TableBinding,
    destination: ShardDestination? = nil
  ) {
    self.keyspace = keyspace
    self.table = table
    self.placement = binding.placement
    self.autoIncrement = binding.autoIncrement
    self.source = binding.source
    self.copies = binding.copies
    self.destination = destination
    self.address = TableAddress(keyspace: keyspace.name, table: table.name)
    self.convertsTimestamps = false
    self.ignoredVindexes = []
  }

  /// The same table, its TIMESTAMP columns read in the session's time zone; itself where it has none.
  package func convertingTimestamps() -> ResolvedTable {
    guard !convertsTimestamps, table.columns.contains(where: { $0.type.kind == .timestamp }) else {
      return self
    }
    return ResolvedTable(self, table, convertsTimestamps: true, ignoredVindexes)
  }

  /// The same table, no route to which is chosen by these vindexes.
  package func passing(over vindexes: Set<String>) -> ResolvedTable {
    guard !vindexes.isEmpty else { return self }
    return ResolvedTable(self, table, convertsTimestamps: convertsTimestamps, vindexes)
  }

  /// The same table with further columns, which the statement takes on trust.
  package convenience init(_ table: ResolvedTable, adding columns: [ColumnDefinition]) {
    var definition = table.table
    for column in columns { definition.append(column) }
    self.init(
      table,
      definition,
      convertsTimestamps: table.convertsTimestamps,
      table.ignoredVindexes
    )
  }

  private init(
    _ resolved: ResolvedTable,
    _ definition: TableDefinition,
    convertsTimestamps: Bool,
    _ ignoredVindexes: Set<String>
  ) {
    self.convertsTimestamps = convertsTimestamps
    self.ignoredVindexes = ignoredVindexes
    keyspace = resolved.keyspace
    table = definition
    placement = resolved.placement
    autoIncrement = resolved.autoIncrement
    source = resolved.source
    copies = resolved.copies
    destination = resolved.destination
    address = resolved.address
  }
}
