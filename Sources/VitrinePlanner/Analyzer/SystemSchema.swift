package import VitrineSQL
package import VitrineSharding

/// The schemas that describe the server itself: their tables are not kept on shards.
enum SystemSchema {
  static let names: Set<String> = [
    "information_schema", "mysql", "performance_schema", "sys",
  ]

  /// A table of such a schema, its columns those of MySQL 8.0 or on trust; nil for any other table.
  static func table(_ name: TableName, default defaultKeyspace: String?) -> ResolvedTable? {
    guard let schema = (name.qualifier?.text ?? defaultKeyspace)?.lowercased(),
      names.contains(schema)
    else { return nil }
    let keyspace = Keyspace(
      name: schema,
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(),
      isPlanOnly: true
    )
    let table = TableDefinition(
      name: name.name.text.lowercased(),
      columns: SystemTables.columns(of: name.name.text.lowercased(), in: schema),
      isColumnListComplete: false
    )
    return ResolvedTable(
      keyspace: keyspace,
      table: table,
      binding: TableBinding(placement: .unsharded)
    )
  }
}

extension Planner {
  /// A table of `information_schema` and its kin; nil for any other.
  package static func systemTable(
    _ name: TableName,
    default keyspace: String?
  ) -> ResolvedTable? {
    SystemSchema.table(name, default: keyspace)
  }

  package static func isSystemSchema(_ name: String) -> Bool { SystemSchema.names.contains(name) }

  /// The rows of a table of `information_schema`, by column; those left out are NULL.
  ///
  /// `numbers` are those that AUTO_INCREMENT gives next.
  package static func systemRows(
    of table: String,
    in catalog: Catalog,
    numbers: [TableAddress: UInt64] = [:]
  ) -> [[String: Value]] {
    SystemRows(catalog, numbers: numbers).rows(of: table) ?? []
  }

  /// The rows that a table has in STATISTICS, whatever its keyspace.
  package static func systemIndexRows(of table: TableDefinition) -> [[String: Value]] {
    let keyspace = Keyspace(
      name: "",
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(),
      isPlanOnly: true
    )
    return SystemRows(Catalog()).statistics(keyspace, table)
  }

  /// The tables of such a schema whose columns are known, sorted.
  package static func systemTables(of schema: String) -> [String] { SystemTables.names(in: schema) }
}
