import CSQLite
package import VitrineSQL

extension Connection {
  /// How hard a checkpoint tries to move the write-ahead log into the database.
  package enum CheckpointMode: Sendable, Hashable {
    /// What is possible without waiting for anybody.
    case passive
    /// Waits for writers, and for readers of older states.
    case full
    /// And until no reader uses the log, so that the next writer begins it anew.
    case restart
    /// And cuts the log's file to nothing.
    case truncate

    fileprivate var code: Int32 {
      switch self {
      case .passive: SQLITE_CHECKPOINT_PASSIVE
      case .full: SQLITE_CHECKPOINT_FULL
      case .restart: SQLITE_CHECKPOINT_RESTART
      case .truncate: SQLITE_CHECKPOINT_TRUNCATE
      }
    }
  }

  /// What a checkpoint found and did.
  package struct CheckpointResult: Sendable, Hashable {
    /// Pages in the log; 0 for a database without one.
    package let logPages: Int
    /// Of these, the pages now in the database too.
    package let checkpointedPages: Int
    package var isComplete: Bool { logPages == checkpointedPages }
  }

  /// Moves pages from the write-ahead log into the database.
  ///
  /// Throws `lockWaitTimeout` when somebody else keeps it from what the mode demands; `passive`
  /// never waits and only does less.
  @discardableResult
  package func checkpoint(_ mode: CheckpointMode = .passive) throws(SQLError) -> CheckpointResult {
    var logPages: Int32 = 0
    var checkpointedPages: Int32 = 0
    try check(
      sqlite3_wal_checkpoint_v2(handle, "main", mode.code, &logPages, &checkpointedPages)
    )
    return CheckpointResult(
      logPages: Int(max(logPages, 0)),
      checkpointedPages: Int(max(checkpointedPages, 0))
    )
  }
}
