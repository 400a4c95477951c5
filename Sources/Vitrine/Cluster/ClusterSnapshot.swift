import VitrineSQL
import VitrineSharding

/// What a statement finds when it begins: the catalog and the shards that go with it.
///
/// Immutable: DDL puts a new snapshot in place of the old one, and statements under way keep theirs.
final class ClusterSnapshot: Sendable {
  let catalog: Catalog
  let keyspaces: [String: KeyspaceShards]
  /// The foreign keys that refer to each table.
  let references: [TableAddress: [ReferringKey]]

  /// The foreign keys are sought in the catalog where they are not known.
  init(
    catalog: Catalog,
    keyspaces: [String: KeyspaceShards],
    references: [TableAddress: [ReferringKey]]? = nil
  ) {
    self.catalog = catalog
    self.references = references ?? catalog.references
    self.keyspaces = keyspaces
  }

  var version: Int { catalog.version }

  /// The shards of a keyspace.
  func shards(of keyspace: String) throws(SQLError) -> KeyspaceShards {
    if let shards = keyspaces[keyspace] { return shards }
    _ = try catalog.keyspace(named: keyspace)
    throw SQLError(.internal, "the keyspace '\(keyspace)' has no shards")
  }
}

/// The shards of a keyspace, by range, and their files.
final class KeyspaceShards: Sendable {
  let name: String
  let map: ShardMap
  /// In the order of the map.
  let stores: [ShardStore]

  init(name: String, map: ShardMap, stores: [ShardStore]) {
    self.name = name
    self.map = map
    self.stores = stores
  }

  /// The position of the shard with a name.
  func position(ofShard name: String) throws(SQLError) -> Int {
    if let position = map.index(named: name) { return position }
    let names = map.shards.map(\.name.text).joined(separator: ", ")
    throw SQLError(
      .noSuchShard,
      "keyspace '\(self.name)' has no shard '\(name)'",
      hint: "its shards are \(names)"
    )
  }

  func close() {
    for store in stores { store.close() }
  }
}
