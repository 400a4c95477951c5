import VitrineSQL
import VitrineSharding

/// The schemas that describe the server itself: their tables are not kept on shards.
enum SystemSchema {
  private static let names: Set<String> = [
    "information_schema", "mysql", "performance_schema", "sys",
  ]

  /// A table of such a schema, its columns on trust; nil for any other table.
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
      columns: [],
      isColumnListComplete: false
    )
    return ResolvedTable(
      keyspace: keyspace,
      table: table,
      binding: TableBinding(placement: .unsharded)
    )
  }
}
