import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Brings a cluster's files into the state that its catalog promises, before any traffic.
///
/// Temporary tables are removed. Keyspaces that were being made or dropped are removed. A change of tables that some shard has made
/// is made on the others, as all of them had agreed to it; one that no shard has made is forgotten.
struct Recovery {
  let directory: ClusterDirectory
  let store: CatalogStore
  let configuration: ClusterConfiguration

  func run() throws(SQLError) -> ClusterSnapshot {
    try directory.removeTemporaryTables()
    for record in try store.keyspaces() where record.state != .ready {
      try directory.removeDirectory(ofKeyspace: record.name)
      try store.removeKeyspace(record.name)
    }
    try finishChanges()
    let loader = CatalogLoader(directory: directory, configuration: configuration)
    return try loader.snapshot(
      of: try store.keyspaces(),
      routingRules: try store.fact("routing_rules")
    )
  }

  private func finishChanges() throws(SQLError) {
    let records = try store.keyspaces()
    for change in try store.pendingChanges() {
      guard let record = records.first(where: { $0.name == change.keyspace }) else {
        try store.abandon(change.id)
        continue
      }
      try finish(change, shards: record.shards)
    }
  }

  private func finish(_ change: PendingChange, shards: [String]) throws(SQLError) {
    var behind: [Connection] = []
    for shard in shards {
      let path = directory.file(ofShard: shard, keyspace: change.keyspace)
      let connection = try ShardStore.open(path, .readWrite, configuration)
      if try connection.lastChange < change.id { behind.append(connection) }
    }
    guard behind.count < shards.count else { return try store.abandon(change.id) }
    for connection in behind {
      try MySQLLibrary.install(on: connection, context: StatementContext())
      try connection.make(change)
    }
    try store.finish(change)
  }
}

extension Connection {
  /// The number of the last schema change that the shard has made.
  var lastChange: Int {
    get throws(SQLError) {
      guard case .integer(let number)? = try value("PRAGMA user_version") else { return 0 }
      return Int(number)
    }
  }

  /// Makes a change of tables whole.
  func make(_ change: PendingChange) throws(SQLError) {
    try execute("BEGIN IMMEDIATE")
    do {
      try run(change)
      try execute("COMMIT")
    } catch {
      if isInTransaction { try? execute("ROLLBACK") }
      throw error
    }
  }

  /// Runs a change's statements and marks it as made, in the transaction that is open.
  func run(_ change: PendingChange) throws(SQLError) {
    for statement in change.statements { try execute(statement) }
    try execute("PRAGMA user_version = \(change.id)")
  }
}
