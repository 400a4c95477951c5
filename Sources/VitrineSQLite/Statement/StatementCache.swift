import CSQLite

/// A statement as SQLite compiled it, and its place in the cache.
final class CompiledStatement {
  let pointer: OpaquePointer
  let text: String
  /// Whether a `PreparedStatement` holds it.
  var isCheckedOut = true
  /// Whether it is in the cache's table; one that is not is finalised when it comes back.
  var isCached = false
  fileprivate var newer: CompiledStatement?
  fileprivate var older: CompiledStatement?

  init(_ pointer: OpaquePointer, text: String) {
    self.pointer = pointer
    self.text = text
  }

  /// Called once, by whoever drops the last reference.
  func finalize() {
    sqlite3_finalize(pointer)
  }
}

/// The compiled statements of a connection by their text, the least recently used dropped first.
///
/// A statement in use is never handed out twice: a second request for its text compiles another,
/// which the cache does not keep.
final class StatementCache {
  private let capacity: Int
  private var statements: [String: CompiledStatement] = [:]
  private var newest: CompiledStatement?
  private var oldest: CompiledStatement?

  init(capacity: Int) {
    self.capacity = max(capacity, 0)
  }

  var count: Int { statements.count }

  func checkOut(_ text: String) -> CompiledStatement? {
    guard let statement = statements[text], !statement.isCheckedOut else { return nil }
    statement.isCheckedOut = true
    if statement !== newest {
      unlink(statement)
      pushNewest(statement)
    }
    return statement
  }

  /// Keeps a statement that is checked out, unless its text is there already.
  func insert(_ statement: CompiledStatement) {
    guard capacity > 0, statements[statement.text] == nil else { return }
    if statements.count >= capacity, let oldest {
      remove(oldest)
    }
    statements[statement.text] = statement
    statement.isCached = true
    pushNewest(statement)
  }

  /// Takes back a statement that is reset and has no bindings.
  func checkIn(_ statement: CompiledStatement) {
    statement.isCheckedOut = false
    if !statement.isCached {
      statement.finalize()
    }
  }

  /// Drops every statement; those in use are finalised when they come back.
  func removeAll() {
    while let statement = oldest {
      remove(statement)
    }
  }

  private func remove(_ statement: CompiledStatement) {
    unlink(statement)
    statements[statement.text] = nil
    statement.isCached = false
    if !statement.isCheckedOut {
      statement.finalize()
    }
  }

  private func pushNewest(_ statement: CompiledStatement) {
    statement.older = newest
    statement.newer = nil
    newest?.newer = statement
    newest = statement
    if oldest == nil {
      oldest = statement
    }
  }

  private func unlink(_ statement: CompiledStatement) {
    if let newer = statement.newer {
      newer.older = statement.older
    } else {
      newest = statement.older
    }
    if let older = statement.older {
      older.newer = statement.newer
    } else {
      oldest = statement.newer
    }
    statement.newer = nil
    statement.older = nil
  }
}
