import Foundation
import Synchronization
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The cluster's own file, `catalog.db`: what exists, and what is about to.
///
/// It is held exclusively from open to close, which is how a second process is kept out. Every
/// commit waits for the disk, unless the cluster is temporary.
///
/// `@unchecked Sendable`: the connection is touched only inside `exclusively`, under the lock.
final class CatalogStore: @unchecked Sendable {
  /// The format this version writes and reads.
  static let format = 1
  /// `Vitr` in ASCII, in the header of every file of a cluster.
  static let applicationID: Int64 = 0x5669_7472

  private let lock = Mutex<Void>(())
  private let connection: Connection

  private static let schema = """
    CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE keyspaces (
      name TEXT PRIMARY KEY, state TEXT NOT NULL, vschema TEXT NOT NULL, collation TEXT
    ) WITHOUT ROWID;
    CREATE TABLE shards (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, name TEXT NOT NULL,
      PRIMARY KEY (keyspace, name)) WITHOUT ROWID;
    CREATE TABLE tables (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, name TEXT NOT NULL,
      definition TEXT NOT NULL, client TEXT, connection TEXT, PRIMARY KEY (keyspace, name)) WITHOUT ROWID;
    CREATE TABLE sequences (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, name TEXT NOT NULL,
      next INTEGER NOT NULL, PRIMARY KEY (keyspace, name)) WITHOUT ROWID;
    CREATE TABLE pending (id INTEGER PRIMARY KEY, change TEXT NOT NULL);
    \(programs)
    """
  /// Clusters that were made before there were stored programs get it when they are opened.
  private static let programs = """
    CREATE TABLE IF NOT EXISTS programs (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, kind TEXT NOT NULL,
      name TEXT NOT NULL, definition TEXT NOT NULL, mode TEXT NOT NULL, created INTEGER NOT NULL,
      altered INTEGER, collation TEXT, client TEXT, connection TEXT, PRIMARY KEY (keyspace, kind, name)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS triggers (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, position INTEGER NOT NULL,
      "table" TEXT NOT NULL, definition TEXT NOT NULL, mode TEXT NOT NULL,
      created INTEGER NOT NULL, collation TEXT, client TEXT, connection TEXT,
      PRIMARY KEY (keyspace, position)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS events (
      keyspace TEXT NOT NULL REFERENCES keyspaces ON DELETE CASCADE, name TEXT NOT NULL,
      event TEXT NOT NULL, PRIMARY KEY (keyspace, name)) WITHOUT ROWID;
    """

  private init(_ connection: Connection) {
    self.connection = connection
  }

  /// Makes the catalog of a new cluster.
  static func create(at path: String, isTemporary: Bool) throws(SQLError) -> CatalogStore {
    let connection = try connect(to: path, .create, isTemporary: isTemporary)
    try connection.execute(
      """
      BEGIN; PRAGMA application_id = \(applicationID); PRAGMA user_version = \(format);
      \(schema) COMMIT
      """
    )
    return CatalogStore(connection)
  }

  /// Opens the catalog of a cluster and holds it.
  static func open(at path: String) throws(SQLError) -> CatalogStore {
    let connection = try connect(to: path, .readWrite, isTemporary: false)
    guard try connection.value("PRAGMA application_id") == .integer(applicationID) else {
      throw SQLError(.notACluster, "'\(path)' is not the catalog of a cluster")
    }
    guard case .integer(let found)? = try connection.value("PRAGMA user_version"),
      found <= format
    else {
      throw SQLError(
        .notACluster,
        "the cluster '\(path)' was made by a newer Vitrine",
        hint: "this one reads format \(format)"
      )
    }
    guard !connection.isReadOnly else {
      throw SQLError(.readOnly, "the file '\(path)' is read-only")
    }
    try connection.execute(programs)
    for (table, column, type) in laterColumns {
      let found = "SELECT 1 FROM pragma_table_info('\(table)') WHERE name = '\(column)'"
      if try connection.value(found) == nil {
        try connection.execute("ALTER TABLE \(table) ADD COLUMN \(column) \(type)")
      }
    }
    return CatalogStore(connection)
  }

  /// Columns that clusters of earlier versions get when they are opened, NULL in what is there already.
  private static let laterColumns = [
    ("programs", "altered", "INTEGER"), ("programs", "collation", "TEXT"),
    ("triggers", "collation", "TEXT"), ("keyspaces", "collation", "TEXT"),
    ("programs", "client", "TEXT"), ("programs", "connection", "TEXT"),
    ("triggers", "client", "TEXT"), ("triggers", "connection", "TEXT"),
    ("tables", "client", "TEXT"), ("tables", "connection", "TEXT"),
  ]

  private static func connect(
    to path: String,
    _ mode: Connection.Mode,
    isTemporary: Bool
  ) throws(SQLError) -> Connection {
    var options = Connection.Options()
    options.isExclusive = true
    options.busyTimeout = .zero
    options.synchronous = isTemporary ? .off : .full
    do throws(SQLError) {
      let connection = try Connection(path: path, mode: mode, options: options)
      if mode != .create { try connection.execute("BEGIN IMMEDIATE; COMMIT") }
      return connection
    } catch {
      throw explained(error, path)
    }
  }

  private static func explained(_ error: SQLError, _ path: String) -> SQLError {
    switch error.code {
    case .lockWaitTimeout:
      SQLError(
        .clusterInUse,
        "the cluster '\(path)' is in use by another process or Cluster",
        hint: "close the other one first"
      )
    case .shardCorrupt:
      SQLError(.notACluster, "'\(path)' is not the catalog of a cluster, or broken")
    default: error
    }
  }

  /// Checkpoints; the file itself closes with the last reference.
  func close() throws(SQLError) {
    try exclusively { connection throws(SQLError) in
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
  }

  /// Works on the file alone.
  func exclusively<Outcome>(
    _ body: (Connection) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    try lock.withLock { _ throws(SQLError) in try body(connection) }
  }

  /// Does everything the body does, or nothing of it.
  func transaction<Outcome>(
    _ body: (Connection) throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    try exclusively { connection throws(SQLError) in
      try connection.execute("BEGIN IMMEDIATE")
      do throws(SQLError) {
        let outcome = try body(connection)
        try connection.execute("COMMIT")
        return outcome
      } catch {
        if connection.isInTransaction { try? connection.execute("ROLLBACK") }
        throw error
      }
    }
  }
}
