@_spi(Text) import VitrineSQL
import VitrineSQLite

/// The file of one shard: its one writer and its readers.
///
/// One connection does all writes and checkpoints, so writers queue fairly for it instead of meeting
/// SQLite's busy errors. Readers see what is committed and are never in its way.
final class ShardStore: Sendable {
  let keyspace: String
  let name: String
  let path: String
  /// A number that tells the shard from others, the same in every run.
  let lane: UInt64
  let writer: LendingPool<EngineConnection>
  let readers: LendingPool<EngineConnection>

  init(keyspace: String, name: String, path: String, configuration: ClusterConfiguration) {
    self.keyspace = keyspace
    self.name = name
    self.path = path
    let label = "\(keyspace)/\(name)"
    lane = label.utf8.reduce(into: FNVHash()) { $0.combine($1) }.value
    writer = LendingPool(
      capacity: 1,
      timeoutError: SQLError(
        .lockWaitTimeout,
        "Lock wait timeout exceeded; try restarting transaction",
        hint: "another transaction is writing to shard \(label)"
      )
    ) { () throws(SQLError) -> EngineConnection in
      try EngineConnection(Self.open(path, .readWrite, configuration))
    }
    readers = LendingPool(
      capacity: configuration.readersPerShard,
      timeoutError: SQLError(
        .tooManyConnections,
        "Too many connections",
        hint: "all \(configuration.readersPerShard) readers of shard \(label) are in use"
      )
    ) { () throws(SQLError) -> EngineConnection in
      try EngineConnection(Self.open(path, .readOnly, configuration))
    }
  }

  /// The shard as results and errors name it: `commerce/-40`.
  var label: String { "\(keyspace)/\(name)" }

  func close() {
    readers.close()
    writer.close()
  }

  /// Opens the shard's file as the configuration says.
  static func open(
    _ path: String,
    _ mode: Connection.Mode,
    _ configuration: ClusterConfiguration
  ) throws(SQLError) -> Connection {
    var options = Connection.Options()
    options.synchronous = configuration.isTemporary ? .off : configuration.durability.synchronous
    // The gateway keeps foreign keys: SQLite's do not cross shards and are not InnoDB's.
    options.enforcesForeignKeys = false
    options.cacheKilobytes = configuration.cacheKilobytesPerConnection
    let connection = try Connection(path: path, mode: mode, options: options)
    if mode != .readOnly, let pages = configuration.maximumPagesPerShard {
      try connection.execute("PRAGMA max_page_count = \(max(pages, 1))")
    }
    return connection
  }
}
