import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The temporary tables of one session.
///
/// Each is a keyspace of its own, with one file, which only the session's snapshot has: nobody else sees it,
/// the cluster's catalog does not know it, and a change of one is no part of a transaction that has
/// written to another. The files go with the session; those that a crash leaves go when the cluster is
/// opened.
final class TemporaryTables {
  private struct Entry {
    let number: Int
    var keyspace: Keyspace
    let shards: KeyspaceShards
  }

  private unowned let cluster: Cluster
  private let session: Int64
  private let activity: SessionActivity
  private var number = 0
  /// By the name that statements read them under.
  private var entries: [TableAddress: Entry] = [:]
  private var overlay: (base: ClusterSnapshot, snapshot: ClusterSnapshot)?
  /// Plans that know the tables, as no other session may have them.
  private(set) var plans: PlanCache

  init(_ cluster: Cluster, session: Int64, _ activity: SessionActivity) {
    self.cluster = cluster
    self.session = session
    self.activity = activity
    plans = PlanCache(capacity: cluster.configuration.planCacheCapacity)
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The cluster's snapshot with the temporary tables.
  func snapshot(over base: ClusterSnapshot) -> ClusterSnapshot {
    if let overlay, overlay.base === base { return overlay.snapshot }
    var (catalog, keyspaces) = (base.catalog, base.keyspaces)
    for (address, entry) in entries {
      catalog.set(entry.keyspace, temporary: address)
      keyspaces[entry.keyspace.name] = entry.shards
    }
    let snapshot = ClusterSnapshot(catalog: catalog, keyspaces: keyspaces)
    overlay = (base, snapshot)
    return snapshot
  }

  private func changed() {
    overlay = nil
    plans = PlanCache(capacity: cluster.configuration.planCacheCapacity)
    activity.note(
      entries.values.map { entry in
        let columns = entry.keyspace.tables.values.flatMap(\.columns)
        return SessionActivity.TemporaryTable(
          number: entry.number,
          columns: columns.count { $0.name != TableDefinition.hiddenKey }
        )
      }
    )
  }

  // MARK: Changing

  /// The keyspace of the table that a name is read under.
  func keyspace(at address: TableAddress) -> Keyspace? { entries[address]?.keyspace }

  func shards(at address: TableAddress) -> KeyspaceShards? { entries[address]?.shards }

  /// Makes a table, which statements then read under the name of its own keyspace.
  ///
  /// - Parameters:
  ///   - collation: that of its keyspace.
  ///   - settings: what the statement's functions see.
  ///   - body: creates the one table.
  /// - Returns: the address until `name(_:_:)` gives it another, and the notes.
  /// - Throws: what is wrong with the definition, and what InnoDB refuses in a temporary table.
  func create(
    _ collation: Collation,
    settings: StatementSettings,
    _ body: (inout SchemaBuilder) throws(SQLError) -> Void
  ) throws(SQLError) -> (address: TableAddress, notes: [String]) {
    number += 1
    var keyspace = Keyspace(
      name: Keyspace.temporaryName(session: session, number: number),
      shards: ShardMap(evenSplit: 1),
      vschema: KeyspaceVSchema(),
      registry: cluster.configuration.vindexes
    )
    keyspace.collation = collation
    var builder = SchemaBuilder(keyspace: keyspace)
    try body(&builder)
    guard let table = builder.keyspace.tables.values.first else {
      throw SQLError(.internal, "a temporary table that was not made")
    }
    try Self.check(table)
    let shards = try makeShards(keyspace)
    do throws(SQLError) {
      _ = try run(builder, before: keyspace, on: shards, settings)
    } catch {
      remove(shards)
      throw error
    }
    let address = TableAddress(keyspace: keyspace.name, table: table.name)
    entries[address] = Entry(number: number, keyspace: builder.keyspace, shards: shards)
    changed()
    return (address, builder.notes)
  }

  private func makeShards(_ keyspace: Keyspace) throws(SQLError) -> KeyspaceShards {
    var configuration = cluster.configuration
    configuration.isTemporary = true
    let store = ShardStore(
      keyspace: keyspace.name,
      name: keyspace.shards.shards.first?.name.text ?? "-",
      path: try cluster.directory.file(ofTemporary: "\(session).\(number)"),
      configuration: configuration
    )
    try store.createFile(configuration)
    return KeyspaceShards(name: keyspace.name, map: keyspace.shards, stores: [store])
  }

  /// Lets statements read a table under another name.
  func name(_ old: TableAddress, _ new: TableAddress) {
    guard let entry = entries.removeValue(forKey: old) else { return }
    entries[new] = entry
    changed()
  }

  /// ALTER TABLE, CREATE INDEX or DROP INDEX; gives the notes.
  func alter(
    _ address: TableAddress,
    settings: StatementSettings,
    onWarnings: ([Warning]) -> Void,
    _ body: (inout SchemaBuilder) throws(SQLError) -> Void
  ) throws(SQLError) -> [String] {
    guard let entry = entries[address] else {
      throw SQLError(.internal, "no temporary table '\(address)'")
    }
    var builder = SchemaBuilder(keyspace: entry.keyspace)
    try body(&builder)
    guard let table = builder.keyspace.tables.values.first else {
      throw SQLError(.internal, "a temporary table that is no more")
    }
    try Self.check(table)
    let new = TableAddress(keyspace: address.keyspace, table: table.name)
    guard new == address || entries[new] == nil else {
      throw SQLError(.tableExists, "Table '\(table.name)' already exists")
    }
    let numbers = try run(builder, before: entry.keyspace, on: entry.shards, settings, onWarnings)
    if new != address { try keepNumbers(of: entry.keyspace.name, address.table, as: table) }
    try numbers.apply(to: cluster.sequences, in: builder.keyspace)
    entries[address] = nil
    entries[new] = Entry(
      number: entry.number,
      keyspace: builder.keyspace,
      shards: entry.shards
    )
    changed()
    return builder.notes
  }

  /// AUTO_INCREMENT goes on where it was under the new name.
  private func keepNumbers(
    of keyspace: String,
    _ old: String,
    as table: TableDefinition
  ) throws(SQLError) {
    let former = TableAddress(keyspace: keyspace, table: old)
    let start = table.options.autoIncrementStart ?? 1
    let next = try cluster.sequences.next(of: former, startingAt: start)
    try cluster.sequences.restart(TableAddress(keyspace: keyspace, table: table.name), at: next)
    cluster.sequences.forget(former)
  }

  /// Removes a table, which no transaction may hold.
  func drop(_ address: TableAddress) {
    guard let entry = entries.removeValue(forKey: address) else { return }
    remove(entry.shards)
    for table in entry.keyspace.tables.keys {
      cluster.sequences.forget(TableAddress(keyspace: entry.keyspace.name, table: table))
    }
    changed()
  }

  /// Removes all tables, at the end of the session.
  func removeAll() {
    for address in Array(entries.keys) { drop(address) }
  }

  private func remove(_ shards: KeyspaceShards) {
    shards.close()
    for store in shards.stores { cluster.directory.removeDatabase(store.path) }
  }

  /// Runs a change on the table's file, whatever transaction the session is in.
  ///
  /// - Returns: from where AUTO_INCREMENT goes on.
  private func run(
    _ builder: SchemaBuilder,
    before: Keyspace,
    on shards: KeyspaceShards,
    _ settings: StatementSettings,
    _ onWarnings: ([Warning]) -> Void = { _ in }
  ) throws(SQLError) -> Renumbering {
    var numbers = Renumbering(builder.changes)
    guard !builder.changes.isEmpty else { return numbers }
    var catalog = cluster.snapshot.catalog
    for name in builder.keyspace.tables.keys {
      let address = TableAddress(keyspace: before.name, table: name)
      catalog.set(builder.keyspace, temporary: address)
    }
    let schema = Cluster.schema(builder.keyspace, in: catalog, settings)
    let change = try Cluster.pendingChange(builder, before: before, schema)
    let unique = try UniqueKeyCheck(builder.changes, schema)
    let access = try cluster.holdWriters(of: shards)
    for store in shards.stores {
      try access.writer(store).exclusively { (connection, context) throws(SQLError) in
        settings.apply(to: context)
        defer { onWarnings(context.takeWarnings()) }
        try unique.run(change, on: connection)
        try numbers.read(connection)
      }
    }
    try access.commit()
    return numbers
  }

  /// What InnoDB does not do for a temporary table.
  private static func check(_ table: TableDefinition) throws(SQLError) {
    guard table.foreignKeys.isEmpty else {
      throw SQLError(.cannotAddForeignKey, "Cannot add foreign key constraint")
    }
    guard table.partitioning == nil else {
      throw SQLError(
        .temporaryPartitions,
        "Cannot create temporary table with partitions"
      )
    }
    guard !table.indexes.contains(where: { $0.kind == .fulltext }) else {
      throw SQLError(
        .temporaryFullText,
        "Cannot create FULLTEXT index on temporary InnoDB table"
      )
    }
  }
}
