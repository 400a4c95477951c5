import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Builds the catalog and the shards' stores from what the catalog's file says.
struct CatalogLoader {
  let directory: ClusterDirectory
  let configuration: ClusterConfiguration

  func snapshot(
    of records: [KeyspaceRecord],
    routingRules: String?
  ) throws(SQLError) -> ClusterSnapshot {
    var catalog = Catalog()
    var keyspaces: [String: KeyspaceShards] = [:]
    for record in records {
      let map = try shardMap(record.shards)
      var keyspace = Keyspace(
        name: record.name,
        shards: map,
        vschema: try KeyspaceVSchema(json: record.vschema),
        registry: configuration.vindexes
      )
      keyspace.collation = record.collation
      keyspace.tables = try tables(of: record, in: keyspace)
      for program in record.programs { keyspace.programs[program.key] = program }
      keyspace.triggers = try record.triggers.mapTyped { (record) throws(SQLError) in
        try record.trigger
      }
      keyspace.events = record.events
      catalog.set(keyspace)
      let shards = keyspaceShards(record.name, map)
      for store in shards.stores { try check(store) }
      keyspaces[record.name] = shards
    }
    if let routingRules { catalog.set(try RoutingRules(json: routingRules)) }
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces)
  }

  func keyspaceShards(_ name: String, _ map: ShardMap) -> KeyspaceShards {
    let stores = map.shards.map { shard in
      ShardStore(
        keyspace: name,
        name: shard.name.text,
        path: directory.file(ofShard: shard.name.text, keyspace: name),
        configuration: configuration
      )
    }
    return KeyspaceShards(name: name, map: map, stores: stores)
  }

  private func shardMap(_ names: [String]) throws(SQLError) -> ShardMap {
    try ShardMap(
      names.mapTyped { (name) throws(SQLError) in Shard(try ShardName(name)) }
    )
  }

  private func tables(
    of record: KeyspaceRecord,
    in keyspace: Keyspace
  ) throws(SQLError) -> [String: TableDefinition] {
    var tables: [String: TableDefinition] = [:]
    for (name, definition) in record.definitions {
      let connection = record.viewConnections[name] ?? ConnectionSettings()
      tables[name] = try table(definition, made: connection, in: keyspace)
    }
    return tables
  }

  private func table(
    _ text: String,
    made connection: ConnectionSettings,
    in keyspace: Keyspace
  ) throws(SQLError) -> TableDefinition {
    guard case .createView(let view) = try Parser.parse(text) else {
      return try TableDefinition(createText: text, keyspace: keyspace.name)
    }
    var builder = SchemaBuilder(keyspace: keyspace)
    let columns = view.columns.map { ColumnDefinition(name: $0.text, type: .unknown) }
    try builder.create(view: view, columns: columns, connection: connection)
    guard case .created(let table)? = builder.changes.last else {
      throw SQLError(.internal, "a view of the catalog makes nothing: \(text)")
    }
    return table
  }

  /// Refuses a shard whose file is missing, no database, or that of another shard.
  private func check(_ store: ShardStore) throws(SQLError) {
    guard directory.exists(store.path) else {
      throw SQLError(
        .shardFailed,
        "the file of shard \(store.label) is missing: '\(store.path)'",
        hint: "put it back from a backup"
      )
    }
    do throws(SQLError) {
      let connection = try ShardStore.open(store.path, .readWrite, configuration)
      guard try connection.value("PRAGMA application_id") == .integer(store.mark)
      else { throw SQLError(.shardCorrupt, "the file '\(store.path)' is not this shard's") }
    } catch {
      guard error.code == .shardCorrupt else { throw error }
      throw SQLError(
        .shardCorrupt,
        "shard \(store.label) is corrupt: \(error.message)",
        hint: "put '\(store.path)' back from a backup"
      )
    }
  }
}
