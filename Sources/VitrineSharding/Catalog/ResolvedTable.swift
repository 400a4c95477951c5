/// A table's name looked up in a catalog.
package struct ResolvedTable: Sendable {
  package var keyspace: Keyspace
  package var table: TableDefinition
  package var placement: TablePlacement
  /// The column a VSchema sequence fills.
  package var autoIncrement: AutoIncrementBinding?
  /// The table this reference table copies.
  package var source: TableAddress?
  /// Where the same rows can also be read: the reference tables that copy this one.
  package var copies: [TableAddress]
  /// The shards that the statement names outright for it.
  package var destination: ShardDestination?

  package init(keyspace: Keyspace, table: TableDefinition, binding: TableBinding) {
    self.keyspace = keyspace
    self.table = table
    self.placement = binding.placement
    self.autoIncrement = binding.autoIncrement
    self.source = binding.source
    self.copies = binding.copies
  }

  package var address: TableAddress { TableAddress(keyspace: keyspace.name, table: table.name) }
}
