import Synchronization
public import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Cluster {
  /// Makes a keyspace: its shards' files and its entry in the catalog, or nothing.
  ///
  /// - Parameters:
  ///   - name: the keyspace's name.
  ///   - shards: how many even key ranges; one is a whole keyspace named `-`.
  ///   - vschemaJSON: Vitess's keyspace VSchema. Without one a keyspace of several shards is sharded
  ///     and its tables are placed by their keys.
  /// - Throws: `databaseExists`, `invalidVSchema`, `fileError`.
  public func createKeyspace(
    _ name: String,
    shards: Int,
    vschemaJSON: String? = nil
  ) throws(SQLError) {
    var vschema = KeyspaceVSchema(sharded: shards > 1)
    if let vschemaJSON { vschema = try KeyspaceVSchema(json: vschemaJSON) }
    try createKeyspace(name, shards: shards, vschema: vschema)
  }

  func createKeyspace(
    _ name: String,
    shards: Int,
    vschema: KeyspaceVSchema,
    collation: Collation = .standard
  ) throws(SQLError) {
    guard (1...Self.mostShards).contains(shards) else {
      throw SQLError(
        .wrongArguments,
        "a keyspace has 1 to \(Self.mostShards) shards, not \(shards)"
      )
    }
    guard vschema.isSharded || shards == 1 else {
      throw SQLError(
        .invalidVSchema,
        "the VSchema of '\(name)' is unsharded, so it has one shard, not \(shards)",
        hint: "say \"sharded\": true"
      )
    }
    if let refusal = SystemSchemas.refusal(ofDatabase: name, isCreated: true) { throw refusal }
    guard !Keyspace.isTemporary(name), !name.hasSuffix(" ") else {
      throw SQLError(.wrongDatabaseName, "Incorrect database name '\(name)'")
    }
    guard !name.isEmpty, name.count <= 64 else {
      throw SQLError(.tooLong, "Identifier name '\(name)' is too long or empty")
    }
    try change { snapshot throws(SQLError) in
      guard snapshot.keyspaces[name] == nil else {
        throw SQLError(.databaseExists, "Can't create database '\(name)'; database exists")
      }
      var keyspace = Keyspace(
        name: name,
        shards: ShardMap(evenSplit: shards),
        vschema: vschema,
        registry: configuration.vindexes
      )
      keyspace.collation = collation
      return try add(keyspace, to: snapshot)
    }
  }

  private static let mostShards = 4096

  private func add(
    _ keyspace: Keyspace,
    to snapshot: ClusterSnapshot
  ) throws(SQLError) -> ClusterSnapshot {
    let name = keyspace.name
    try store.insert(
      KeyspaceRecord(
        name: name,
        state: .creating,
        vschema: keyspace.vschema.json,
        shards: keyspace.shards.shards.map(\.name.text),
        collation: keyspace.collation,
        definitions: [:]
      )
    )
    do {
      let shards = CatalogLoader(directory: directory, configuration: configuration)
        .keyspaceShards(name, keyspace.shards)
      try directory.createDirectory(ofKeyspace: name)
      for shard in shards.stores { try shard.createFile(configuration) }
      try store.setState(.ready, of: name)
      return snapshot.replacing(keyspace, shards)
    } catch {
      try? directory.removeDirectory(ofKeyspace: name)
      try? store.removeKeyspace(name)
      throw error
    }
  }

  /// Changes what later tables and stored programs of a keyspace take, in the catalog's file first.
  func setCollation(_ collation: Collation, of name: String) throws(SQLError) {
    try change { snapshot throws(SQLError) in
      var keyspace = try snapshot.catalog.keyspace(named: name)
      keyspace.collation = collation
      try store.setCollation(collation, of: name)
      return snapshot.replacing(keyspace, try snapshot.shards(of: name))
    }
  }

  /// Removes a keyspace with everything in it.
  ///
  /// - Throws: `databaseDropMissing`.
  public func dropKeyspace(_ name: String) throws(SQLError) {
    try change { snapshot throws(SQLError) in
      guard let shards = snapshot.keyspaces[name] else {
        if let refusal = SystemSchemas.refusal(ofDatabase: name) { throw refusal }
        throw SQLError(
          .databaseDropMissing,
          "Can't drop database '\(name)'; database doesn't exist"
        )
      }
      let writers = try holdWriters(of: shards)
      defer { writers.rollback() }
      try store.setState(.dropping, of: name)
      for table in snapshot.catalog.keyspaces[name]?.tables.keys.sorted() ?? [] {
        sequences.forget(TableAddress(keyspace: name, table: table))
      }
      shards.close()
      try directory.removeDirectory(ofKeyspace: name)
      try store.removeKeyspace(name)
      return snapshot.removing(name)
    }
  }

  /// Puts other rules in place of the routing rules, in Vitess's JSON.
  ///
  /// `{"rules": […]}` are rules for tables, as `vtctldclient ApplyRoutingRules` takes them; an object
  /// with `routing_rules`, `shard_routing_rules`, `keyspace_routing_rules` and `mirror_rules`, such as a
  /// whole `SrvVSchema`, gives all of them. Mirror rules are read and checked, not acted on.
  ///
  /// - Throws: `invalidVSchema`.
  public func setRoutingRules(_ json: String) throws(SQLError) {
    let rules = try RoutingRules(json: json)
    try change { snapshot throws(SQLError) in
      var catalog = snapshot.catalog
      catalog.set(rules)
      try store.setFact("routing_rules", rules.json)
      return ClusterSnapshot(catalog: catalog, keyspaces: snapshot.keyspaces)
    }
  }

  /// Changes what there is, one change at a time; what the body returns takes the place of the
  /// snapshot it was given.
  func change(
    waiting patience: Duration? = nil,
    _ body: (ClusterSnapshot) throws(SQLError) -> ClusterSnapshot
  ) throws(SQLError) {
    try checkOpen()
    try changeLock.withLock { _ throws(SQLError) in
      let before = snapshot
      let assessment = assessLookups(
        try body(before),
        routed: before.catalog.routedLookups,
        waiting: patience
      )
      replaceSnapshot(assessment.snapshot)
      for access in assessment.held { access.rollback() }
    }
  }

  /// Takes the writers of all shards, so that nobody is in the middle of a write.
  func holdWriters(
    of shards: KeyspaceShards,
    waiting patience: Duration? = nil
  ) throws(SQLError) -> ShardAccess {
    let access = ShardAccess(
      configuration: configuration,
      lockWaitTimeout: patience ?? configuration.lockWaitTimeout,
      keepsSnapshots: false
    )
    for store in shards.stores { _ = try access.writer(store) }
    return access
  }
}

extension ClusterSnapshot {
  func replacing(_ keyspace: Keyspace, _ shards: KeyspaceShards) -> ClusterSnapshot {
    var (catalog, keyspaces) = (catalog, keyspaces)
    catalog.set(keyspace)
    keyspaces[keyspace.name] = shards
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces)
  }

  /// The snapshot with others for these tables of a keyspace.
  func replacing(
    _ names: Set<String>,
    in keyspace: Keyspace,
    _ shards: KeyspaceShards
  ) -> ClusterSnapshot {
    var (catalog, keyspaces, references) = (catalog, keyspaces, references)
    let before = catalog.keyspaces[keyspace.name]?.tables ?? [:]
    for name in names {
      references.replace(
        before[name],
        with: keyspace.tables[name],
        at: TableAddress(keyspace: keyspace.name, table: name)
      )
    }
    catalog.set(keyspace)
    keyspaces[keyspace.name] = shards
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces, references: references)
  }

  func removing(_ keyspace: String) -> ClusterSnapshot {
    var (catalog, keyspaces) = (catalog, keyspaces)
    catalog.remove(keyspace: keyspace)
    keyspaces[keyspace] = nil
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces)
  }
}

extension ShardStore {
  /// What a shard's file is marked with: its keyspace and name, hashed, so that the file of another
  /// shard is not taken for it.
  var mark: Int64 {
    var hash = UInt32(truncatingIfNeeded: CatalogStore.applicationID)
    for byte in "\(keyspace)/\(name)".utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return Int64(Int32(bitPattern: hash))
  }

  /// Makes the shard's file, empty but for its mark.
  func createFile(_ configuration: ClusterConfiguration) throws(SQLError) {
    let connection = try Self.open(path, .create, configuration)
    try connection.execute(
      "BEGIN; PRAGMA application_id = \(mark); COMMIT"
    )
  }
}
