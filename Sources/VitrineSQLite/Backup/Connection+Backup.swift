import CSQLite
package import VitrineSQL

extension Connection {
  /// How far a backup has come, in pages of the database.
  package struct BackupProgress: Sendable, Hashable {
    package let remainingPages: Int
    package let totalPages: Int
  }

  package typealias BackupObserver = (BackupProgress) throws(SQLError) -> Void

  /// Copies the database over another one while both stay open.
  ///
  /// - Parameters:
  ///   - target: overwritten; unchanged when the copy does not come to its end.
  ///   - pagesPerStep: copied between two reports; the source is locked against writers of other
  ///     connections only meanwhile, and a write of one of them begins the copy anew.
  ///   - observer: told after each step; the error it throws ends the backup.
  /// - Throws: `lockWaitTimeout` when a lock is not to be had within the target's busy timeout.
  package func backup(
    to target: Connection,
    pagesPerStep: Int = 256,
    observer: BackupObserver? = nil
  ) throws(SQLError) {
    guard let backup = sqlite3_backup_init(target.handle, "main", handle, "main") else {
      throw target.error(sqlite3_extended_errcode(target.handle))
    }
    do throws(SQLError) {
      try target.run(backup, step: Int32(clamping: max(pagesPerStep, 1)), observer)
    } catch {
      sqlite3_backup_finish(backup)
      throw error
    }
    try target.check(sqlite3_backup_finish(backup))
  }

  /// Copies the database into a file, made when it is missing.
  package func backup(
    to path: String,
    pagesPerStep: Int = 256,
    observer: BackupObserver? = nil
  ) throws(SQLError) {
    var options = Options()
    options.journalMode = nil
    let target = try Connection(path: path, mode: .create, options: options)
    try backup(to: target, pagesPerStep: pagesPerStep, observer: observer)
  }

  private func run(
    _ backup: OpaquePointer,
    step: Int32,
    _ observer: BackupObserver?
  ) throws(SQLError) {
    let deadline = ContinuousClock.now + busyTimeout
    while true {
      let code = sqlite3_backup_step(backup, step)
      switch code & 0xff {
      case SQLITE_DONE:
        try observer?(progress(of: backup))
        return
      case SQLITE_OK:
        try observer?(progress(of: backup))
      case SQLITE_BUSY, SQLITE_LOCKED:
        guard ContinuousClock.now < deadline else {
          throw SQLError(sqlite: code, handle: nil, file: path)
        }
        sqlite3_sleep(1)
      default:
        throw SQLError(sqlite: code, handle: nil, file: path)
      }
    }
  }

  private func progress(of backup: OpaquePointer) -> BackupProgress {
    BackupProgress(
      remainingPages: Int(sqlite3_backup_remaining(backup)),
      totalPages: Int(sqlite3_backup_pagecount(backup))
    )
  }
}
