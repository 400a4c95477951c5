import CSQLite
package import VitrineSQL

/// Records what a connection changes, as SQLite's session extension sees it.
///
///     let recorder = try ChangesetRecorder(connection)
///     try connection.execute("UPDATE users SET name = 'Ada' WHERE id = 1")
///     let changeset = try recorder.changeset()
///
/// Only tables with a primary key are seen; rows whose key is NULL are not. Several changes of one
/// row are recorded as one, from what it was to what it is: a row inserted and deleted leaves
/// nothing. A rollback takes its changes out again. Virtual and temporary tables are not recorded.
package final class ChangesetRecorder {
  private let connection: Connection
  private let session: OpaquePointer

  /// Begins to record.
  ///
  /// - Parameters:
  ///   - connection: whose changes of `main` are recorded; the recorder keeps it alive.
  ///   - tables: the tables to record; all, also those made later, when nil.
  /// - Throws: `outOfMemory`.
  package init(_ connection: Connection, tables: [String]? = nil) throws(SQLError) {
    var session: OpaquePointer?
    let code = sqlite3session_create(connection.handle, "main", &session)
    guard code == SQLITE_OK, let session else { throw connection.error(code) }
    self.connection = connection
    self.session = session
    guard let tables else {
      try connection.check(sqlite3session_attach(session, nil))
      return
    }
    for table in tables {
      try connection.check(sqlite3session_attach(session, table))
    }
  }

  deinit {
    sqlite3session_delete(session)
  }

  /// Whether nothing has been recorded; a change undone since may still count as one.
  package var isEmpty: Bool { sqlite3session_isempty(session) != 0 }

  /// Whether changes are recorded now; a row changed before recording paused stays recorded.
  package var isRecording: Bool {
    get { sqlite3session_enable(session, -1) != 0 }
    set { sqlite3session_enable(session, newValue ? 1 : 0) }
  }

  /// All changes since recording began.
  package func changeset() throws(SQLError) -> Changeset {
    try Changeset(from: connection) { sqlite3session_changeset(session, $0, $1) }
  }
}
