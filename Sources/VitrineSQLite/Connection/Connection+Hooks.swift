import CSQLite
import VitrineSQL

/// A row that a statement has inserted, updated or deleted.
package struct RowChange: Sendable, Hashable {
  package let kind: ChangeKind
  /// The database within the connection: `main`, `temp`, or what it was attached as.
  package let database: String
  package let table: String
  package let rowID: Int64
}

/// Hooks run inside SQLite, on the connection's thread, and must not use the connection.
extension Connection {
  /// Calls `handler` about every `instructions` steps of SQLite's machine while statements run; the
  /// error it throws stops the statement and comes out of it.
  ///
  /// Nil takes it away.
  package func setProgressHandler(
    every instructions: Int = 1000,
    _ handler: ThrowingCallback?
  ) {
    callbacks.progress = handler
    guard handler != nil else {
      sqlite3_progress_handler(handle, 0, nil, nil)
      return
    }
    let interval = Int32(clamping: max(instructions, 1))
    sqlite3_progress_handler(
      handle,
      interval,
      { Callbacks.at($0)?.succeeds { $0.progress } ?? true ? 0 : 1 },
      callbacks.address
    )
  }

  /// Calls `handler` before each commit; the error it throws turns the commit into a rollback.
  package func setCommitHook(_ handler: ThrowingCallback?) {
    callbacks.commit = handler
    guard handler != nil else {
      sqlite3_commit_hook(handle, nil, nil)
      return
    }
    sqlite3_commit_hook(
      handle,
      { Callbacks.at($0)?.succeeds { $0.commit } ?? true ? 0 : 1 },
      callbacks.address
    )
  }

  package func setRollbackHook(_ handler: (() -> Void)?) {
    callbacks.rollback = handler
    guard handler != nil else {
      sqlite3_rollback_hook(handle, nil, nil)
      return
    }
    sqlite3_rollback_hook(handle, { Callbacks.at($0)?.rollback?() }, callbacks.address)
  }

  /// Calls `handler` for each row changed in a table with a rowid.
  package func setChangeHook(_ handler: ((RowChange) -> Void)?) {
    callbacks.change = handler
    guard handler != nil else {
      sqlite3_update_hook(handle, nil, nil)
      return
    }
    sqlite3_update_hook(
      handle,
      { data, operation, database, table, rowID in
        guard let database, let table else { return }
        Callbacks.at(data)?.change?(
          RowChange(
            kind: ChangeKind(operation: operation),
            database: String(cString: database),
            table: String(cString: table),
            rowID: rowID
          )
        )
      },
      callbacks.address
    )
  }

  /// Calls `handler` after each commit to the write-ahead log, with the database's name and the
  /// pages in the log.
  ///
  /// Takes the place of automatic checkpoints.
  package func setLogHook(_ handler: ((String, Int) -> Void)?) {
    callbacks.log = handler
    guard handler != nil else {
      sqlite3_wal_autocheckpoint(handle, Int32(clamping: options.automaticCheckpointPages))
      return
    }
    sqlite3_wal_hook(
      handle,
      { data, _, database, pages in
        if let database {
          Callbacks.at(data)?.log?(String(cString: database), Int(pages))
        }
        return SQLITE_OK
      },
      callbacks.address
    )
  }
}

extension Callbacks {
  /// Calls a closure that may throw; its error waits for the statement to fail.
  fileprivate func succeeds(_ closure: (Callbacks) -> Connection.ThrowingCallback?) -> Bool {
    do throws(SQLError) {
      try closure(self)?()
      return true
    } catch {
      errors.record(error)
      return false
    }
  }
}
