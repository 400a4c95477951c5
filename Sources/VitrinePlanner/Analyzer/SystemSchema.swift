package import VitrineSQL
package import VitrineSharding

/// The tables of the schemas that describe the server itself.
enum SystemSchema {
  /// A table of such a schema, its columns those of MySQL 8.0 or on trust; nil for any other table.
  static func table(_ name: TableName, default defaultKeyspace: String?) -> ResolvedTable? {
    guard let schema = (name.qualifier?.text ?? defaultKeyspace)?.lowercased(),
      SystemSchemas.names.contains(schema)
    else { return nil }
    let key = name.name.text.lowercased()
    var table =
      SystemTables.definition(of: key, in: schema) ?? TableDefinition(name: key, columns: [])
    table.name = key
    table.isColumnListComplete = false
    return ResolvedTable(
      keyspace: keyspace(schema),
      table: table,
      binding: TableBinding(placement: .unsharded)
    )
  }

  /// An empty keyspace of which the name and the collation count.
  static func keyspace(_ name: String) -> Keyspace {
    var keyspace = Keyspace(
      name: name,
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(),
      isPlanOnly: true
    )
    if name == "information_schema" { keyspace.collation = .utf8mb3GeneralCi }
    return keyspace
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

  package static func isSystemSchema(_ name: String) -> Bool { SystemSchemas.names.contains(name) }

  /// A schema that describes the server itself, without its tables; nil for any other name.
  package static func systemSchema(_ name: String) -> Keyspace? {
    isSystemSchema(name) ? SystemSchema.keyspace(name) : nil
  }

  /// The rows of a table of `information_schema`, by column; those left out are NULL.
  ///
  package static func systemRows(
    of table: String,
    in catalog: Catalog,
    facts: [TableAddress: TableFacts] = [:]
  ) -> [[String: Value]] {
    SystemRows(catalog, facts: facts).rows(of: table) ?? []
  }

  /// The rows that a table has in STATISTICS, whatever its keyspace.
  package static func systemIndexRows(
    of table: TableDefinition,
    _ facts: TableFacts?
  ) -> [[String: Value]] {
    let keyspace = SystemSchema.keyspace("")
    let address = TableAddress(keyspace: keyspace.name, table: table.name)
    return SystemRows(Catalog(), facts: facts.map { [address: $0] } ?? [:])
      .statistics(keyspace, table)
  }

  /// The tables of such a schema, sorted, and of which kind they are.
  package static func systemTables(of schema: String) -> [(name: String, kind: String)] {
    SystemTables.all(in: schema).map { ($0.name, SystemRows.kind(of: $0, in: schema)) }
  }
}
