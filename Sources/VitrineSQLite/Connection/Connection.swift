import CSQLite
package import VitrineSQL

/// A connection to one SQLite database, used by one thread at a time.
///
/// It is not `Sendable`: SQLite is opened without its own mutex. Only `interruptHandle` may be used
/// from another thread. Statements keep their connection alive, so a statement never outlives it;
/// closures given to a connection (functions, hooks) must not hold it strongly, or it never closes.
///
///     let connection = try Connection(path: "shard.db", mode: .create)
///     try connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
///     let insert = try connection.prepare("INSERT INTO t VALUES (?1, ?2)")
///     try insert.run([.integer(1), .text("Ada")])
package final class Connection {
  /// A hook that can refuse: the error it throws comes out of the statement that ran it.
  package typealias ThrowingCallback = () throws(SQLError) -> Void

  /// Nil for a database in memory.
  package let path: String?
  package let mode: Mode
  package let options: Options
  /// Stops what the connection is doing, from any thread.
  package let interruptHandle: InterruptHandle

  let handle: OpaquePointer
  let errors: ErrorSlot
  let cache: StatementCache
  let callbacks: Callbacks
  let attachedTables = AttachedTables()
  var rowModule: RowModule?
  var fixedModule: RowModule?
  /// Hashes of registered collations by their lower-case name, for lookups in attached tables.
  var collationHashes: [String: CollatingSequence.Hash] = [:]
  /// The functions that stay where a statement has them when its expressions are too deep.
  var fixedFunctions = SplitText.FixedFunctions()

  /// Opens a file.
  ///
  /// Throws `fileError` when it cannot be opened, `shardCorrupt` when it is no database.
  package convenience init(
    path: String,
    mode: Mode = .readWrite,
    options: Options = Options()
  ) throws(SQLError) {
    try self.init(name: path, isMemory: false, mode: mode, options: options)
  }

  /// Opens a database of its own in memory, gone with the connection.
  package static func memory(options: Options = Options()) throws(SQLError) -> Connection {
    var options = options
    options.journalMode = nil
    return try Connection(name: ":memory:", isMemory: true, mode: .create, options: options)
  }

  /// Opens a database of its own that SQLite keeps on disk once it is large, gone with the connection.
  package static func passing(options: Options = Options()) throws(SQLError) -> Connection {
    var options = options
    options.journalMode = .off
    return try Connection(name: "", isMemory: true, mode: .create, options: options)
  }

  private init(name: String, isMemory: Bool, mode: Mode, options: Options) throws(SQLError) {
    handle = try Self.open(name, mode: mode, isMemory: isMemory)
    path = isMemory ? nil : name
    self.mode = mode
    self.options = options
    interruptHandle = InterruptHandle(handle)
    errors = ErrorSlot()
    callbacks = Callbacks(errors: errors)
    cache = StatementCache(capacity: options.statementCacheCapacity)
    sqlite3_extended_result_codes(handle, 1)
    _ = vitrine_sqlite_disable_double_quoted_strings(handle)
    _ = vitrine_sqlite_disable_faulty_optimizations(handle, 0)
    busyTimeout = options.busyTimeout
    try configure()
  }

  deinit {
    interruptHandle.invalidate()
    cache.removeAll()
    sqlite3_close_v2(handle)
    withExtendedLifetime((rowModule, fixedModule, callbacks, errors)) {}
  }

  private static func open(
    _ name: String,
    mode: Mode,
    isMemory: Bool
  ) throws(SQLError) -> OpaquePointer {
    guard Library.isReady else {
      throw SQLError(.internal, "SQLite could not be initialised")
    }
    if name.utf8.contains(0) {
      throw SQLError(.fileError, "a path cannot contain a NUL byte")
    }
    if name.isEmpty, !isMemory {
      throw SQLError(.fileError, "a path cannot be empty")
    }
    // A relative path may not begin like one of SQLite's own names.
    let path = isMemory || name.hasPrefix("/") ? name : "./" + name
    var handle: OpaquePointer?
    let code = sqlite3_open_v2(path, &handle, mode.flags | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let handle else {
      let error = SQLError(sqlite: code, handle: handle, file: name)
      sqlite3_close_v2(handle)
      throw error
    }
    return handle
  }

  private func configure() throws(SQLError) {
    if options.isExclusive {
      try execute("PRAGMA locking_mode = EXCLUSIVE")
    }
    if let pageSize = options.pageSize {
      try execute("PRAGMA page_size = \(pageSize)")
    }
    if mode != .readOnly, let journalMode = options.journalMode {
      try execute("PRAGMA journal_mode = \(journalMode.rawValue)")
    } else {
      // The first access to the file, so that what is no database says so here.
      try execute("PRAGMA schema_version")
    }
    try execute(
      """
      PRAGMA synchronous = \(options.synchronous.rawValue);
      PRAGMA foreign_keys = \(options.enforcesForeignKeys ? 1 : 0);
      PRAGMA wal_autocheckpoint = \(max(options.automaticCheckpointPages, 0));
      """
    )
    if let kilobytes = options.cacheKilobytes {
      try execute("PRAGMA cache_size = -\(max(kilobytes, 0))")
    }
  }
}

extension Connection.Mode {
  fileprivate var flags: Int32 {
    switch self {
    case .readOnly: SQLITE_OPEN_READONLY
    case .readWrite: SQLITE_OPEN_READWRITE
    case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    }
  }
}

extension Connection {
  /// Rows that the latest INSERT, UPDATE or DELETE changed by itself, without triggers.
  package var changes: Int { Int(sqlite3_changes64(handle)) }
  /// Rows changed since the connection opened, triggers and foreign-key actions included.
  package var totalChanges: Int { Int(sqlite3_total_changes64(handle)) }
  /// The rowid of the latest INSERT; 0 before the first.
  package var lastInsertRowID: Int64 { sqlite3_last_insert_rowid(handle) }
  /// Whether BEGIN has been given and neither COMMIT nor ROLLBACK has followed.
  package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
  /// Whether statements on the main database can only read.
  package var isReadOnly: Bool { sqlite3_db_readonly(handle, "main") != 0 }
  /// The version of SQLite, such as `3.40.1`.
  package static var libraryVersion: String { Library.version }

  /// The error of a failed call: the one thrown in a callback, or SQLite's own, mapped.
  func error(_ code: Int32, statement: String? = nil) -> SQLError {
    errors.take() ?? SQLError(sqlite: code, handle: handle, file: path, statement: statement)
  }

  func check(_ code: Int32) throws(SQLError) {
    guard code == SQLITE_OK else { throw error(code) }
  }
}
