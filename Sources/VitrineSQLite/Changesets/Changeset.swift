import CSQLite
package import VitrineSQL

/// Changes of rows in the format of SQLite's session extension, before and after included.
///
/// A value: it can be stored, sent, inverted, joined with others, read and applied.
package struct Changeset: Sendable, Hashable {
  package let bytes: [UInt8]

  /// Bytes that an earlier `changeset()` gave; they are checked when they are used.
  package init(bytes: [UInt8] = []) {
    self.bytes = bytes
  }

  package var isEmpty: Bool { bytes.isEmpty }

  /// The changes that undo these.
  package func inverted() throws(SQLError) -> Changeset {
    try validate()
    return try Changeset { count, output in
      withInput { sqlite3changeset_invert($0, $1, count, output) }
    }
  }

  /// These changes and then the others, changes of one row made into one.
  package func followed(by other: Changeset) throws(SQLError) -> Changeset {
    try validate()
    try other.validate()
    return try Changeset { count, output in
      withInput { first, firstBytes in
        other.withInput { second, secondBytes in
          sqlite3changeset_concat(first, firstBytes, second, secondBytes, count, output)
        }
      }
    }
  }

  /// The changes in order, one after the other.
  ///
  /// Throws `shardCorrupt` where the bytes are no changeset.
  package func forEachChange(
    _ body: (Change) throws(SQLError) -> Void
  ) throws(SQLError) {
    try iterate { iterator throws(SQLError) in
      guard let change = Change(iterator) else { throw Self.error(SQLITE_CORRUPT) }
      try body(change)
    }
  }

  private func validate() throws(SQLError) {
    try ChangesetFormat.validate(bytes)
  }

  /// Puts an iterator of SQLite's on each change.
  func iterate(_ body: (OpaquePointer) throws(SQLError) -> Void) throws(SQLError) {
    try validate()
    var failure: SQLError?
    let code = withInput { count, input in
      var iterator: OpaquePointer?
      let started = sqlite3changeset_start(&iterator, count, input)
      guard started == SQLITE_OK, let iterator else { return started }
      do throws(SQLError) {
        while sqlite3changeset_next(iterator) == SQLITE_ROW {
          try body(iterator)
        }
      } catch {
        failure = error
      }
      return sqlite3changeset_finalize(iterator)
    }
    if let failure { throw failure }
    guard code == SQLITE_OK else { throw Self.error(code) }
  }

  package func changes() throws(SQLError) -> [Change] {
    var changes: [Change] = []
    try forEachChange { changes.append($0) }
    return changes
  }

  /// Takes over what a function of the session extension has allocated.
  init(
    from connection: Connection? = nil,
    _ make: (UnsafeMutablePointer<Int32>, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> Int32
  ) throws(SQLError) {
    var count: Int32 = 0
    var output: UnsafeMutableRawPointer?
    let code = make(&count, &output)
    defer { sqlite3_free(output) }
    guard code == SQLITE_OK else { throw connection?.error(code) ?? Self.error(code) }
    bytes = Array(UnsafeRawBufferPointer(start: output, count: output == nil ? 0 : Int(count)))
  }

  /// Lends the bytes to C, which takes them by a pointer that it only reads through.
  func withInput(_ body: (Int32, UnsafeMutableRawPointer?) -> Int32) -> Int32 {
    guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
    return bytes.withUnsafeBytes { buffer in
      body(count, UnsafeMutableRawPointer(mutating: buffer.baseAddress))
    }
  }

  static func error(_ code: Int32) -> SQLError {
    code & 0xff == SQLITE_CORRUPT
      ? SQLError(.shardCorrupt, "the changeset is damaged")
      : SQLError(sqlite: code, handle: nil, file: nil)
  }
}
