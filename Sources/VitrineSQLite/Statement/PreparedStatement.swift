import CSQLite
package import VitrineSQL
package import VitrineSharding

/// One statement ready to run: bind, step, read the row, reset.
///
/// It belongs to whoever prepared it until the last reference is gone; then it is reset and goes
/// back to its connection's cache. Keeping a statement that stands on a row keeps its read
/// transaction open.
package final class PreparedStatement {
  package let connection: Connection
  let pointer: OpaquePointer
  private let compiled: CompiledStatement
  private var position = Position.start
  private var hasBindings = false
  private var isStepping = false

  private enum Position {
    case start
    case row
    case end
  }

  init(_ compiled: CompiledStatement, of connection: Connection) {
    self.compiled = compiled
    self.connection = connection
    pointer = compiled.pointer
  }

  deinit {
    reset()
    if hasBindings {
      sqlite3_clear_bindings(pointer)
    }
    connection.cache.checkIn(compiled)
  }

  /// The text it was prepared from.
  package var text: String {
    guard let text = sqlite3_sql(pointer) else { return "" }
    return String(cString: text)
  }

  /// Whether it leaves the database as it was.
  package var isReadOnly: Bool { sqlite3_stmt_readonly(pointer) != 0 }
  /// Whether it stands between its first row and its end.
  package var isRunning: Bool { position == .row }

  var isStarted: Bool { position != .start }

  /// Goes to the next row; false when there is none.
  ///
  /// After its end it stays there until `reset()`. An error thrown by a function, a virtual table
  /// or a progress handler comes out whole; after any error the statement is at its start again.
  package func step() throws(SQLError) -> Bool {
    if position == .end { return false }
    guard !isStepping else {
      throw SQLError(
        .internal,
        "a statement cannot be stepped by a function that it calls: \(text)"
      )
    }
    let waiting = connection.errors.isEmpty ? nil : connection.errors.take()
    isStepping = true
    let code = sqlite3_step(pointer)
    isStepping = false
    switch code {
    case SQLITE_ROW: position = .row
    case SQLITE_DONE: position = .end
    default: throw failure(code)
    }
    if let waiting {
      connection.errors.record(waiting)
    }
    return code == SQLITE_ROW
  }

  /// Binds these values, runs to the end and resets; gives the number of rows changed.
  @discardableResult
  package func run(_ values: [Value] = []) throws(SQLError) -> Int {
    reset()
    try bind(values)
    while try step() {}
    reset()
    return isReadOnly ? 0 : connection.changes
  }

  /// Back to the start; bindings stay, and nothing happens inside a function that it calls.
  ///
  /// Ends the read transaction of a half-read statement.
  package func reset() {
    guard !isStepping else { return }
    position = .start
    connection.errors.discardingErrors { _ = sqlite3_reset(pointer) }
  }

  /// All parameters to NULL.
  package func clearBindings() {
    sqlite3_clear_bindings(pointer)
    hasBindings = false
  }

  private func failure(_ code: Int32) -> SQLError {
    let error = connection.error(code, statement: text)
    reset()
    return error
  }

  func checkBinding(_ code: Int32, at index: Int) throws(SQLError) {
    guard code != SQLITE_OK else {
      hasBindings = true
      return
    }
    if code == SQLITE_RANGE {
      throw SQLError(
        .internal,
        "parameter \(index) is outside 0..<\(parameterCount) in: \(text)"
      )
    }
    throw connection.error(code, statement: text)
  }
}

extension PreparedStatement {
  /// The columns of its rows; 0 for a statement that gives none.
  package var columnCount: Int { Int(sqlite3_column_count(pointer)) }

  /// The name of a result column; empty outside `0..<columnCount`.
  package func columnName(at index: Int) -> String {
    guard let name = sqlite3_column_name(pointer, Int32(clamping: index)) else { return "" }
    return String(cString: name)
  }

  /// The declared type of the table column that a result column shows; nil for an expression.
  package func declaredType(at index: Int) -> String? {
    guard let type = sqlite3_column_decltype(pointer, Int32(clamping: index)) else { return nil }
    return String(cString: type)
  }

  package var columnNames: [String] { (0..<columnCount).map(columnName(at:)) }

  /// The row it stands on.
  package var row: RowView { RowView(self) }
}
