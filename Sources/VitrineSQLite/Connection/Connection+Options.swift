extension Connection {
  /// What may be done to the file.
  package enum Mode: Sendable, Hashable {
    /// The file must exist; writes fail with 1290.
    case readOnly
    /// The file must exist.
    case readWrite
    /// The file is made when it is missing.
    case create
  }

  /// `PRAGMA journal_mode`.
  package enum JournalMode: String, Sendable, Hashable {
    case wal = "WAL"
    case delete = "DELETE"
    case memory = "MEMORY"
    case off = "OFF"
  }

  /// `PRAGMA synchronous`: when a commit reaches the disk.
  package enum Synchronous: String, Sendable, Hashable {
    /// Never waited for.
    case off = "OFF"
    /// At checkpoints; a power cut may lose the latest commits, never the database.
    case normal = "NORMAL"
    /// At every commit.
    case full = "FULL"
  }

  /// How a connection is opened.
  ///
  /// The defaults are those of a shard's file.
  package struct Options: Sendable {
    /// Left as the file has it when nil, and always for read-only connections.
    package var journalMode: JournalMode? = .wal
    package var synchronous = Synchronous.normal
    package var enforcesForeignKeys = true
    /// How long a statement waits for another connection's lock before error 1205.
    package var busyTimeout = Duration.seconds(5)
    /// Keeps the file's locks between transactions: half the cost of a point query, and no other
    /// process may open the file.
    package var isExclusive = false
    /// Of the page cache; SQLite's default, 2000, when nil.
    package var cacheKilobytes: Int?
    /// Of a new file.
    package var pageSize: Int?
    /// Pages in the write-ahead log before a commit checkpoints it by itself; 0 leaves checkpoints
    /// to `checkpoint(_:)`.
    package var automaticCheckpointPages = 1000
    /// Prepared statements kept by their text.
    package var statementCacheCapacity = 256

    package init() {}
  }
}
