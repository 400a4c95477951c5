import CSQLite

/// SQLite as a process-wide library: configured once, before the first connection.
package enum Library {
  /// Whether SQLite is configured and initialised; reading it makes it so.
  ///
  /// Memory statistics are off because their mutex serialises the allocations of every thread. When
  /// somebody else in the process has initialised SQLite already the setting is refused, and
  /// everything works as before, only slower.
  static let isReady: Bool = {
    _ = vitrine_sqlite_disable_memory_status()
    return sqlite3_initialize() == SQLITE_OK
  }()

  /// The version of the library in use, such as `3.40.1`.
  package static var version: String { String(cString: sqlite3_libversion()) }
}
