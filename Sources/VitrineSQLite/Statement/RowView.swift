import CSQLite
package import VitrineSharding

/// The row a statement stands on, read in place: nothing is decoded that is not asked for.
///
/// It shows the current row, whichever that is when it is read. Off a row, and for columns outside
/// `0..<count`, everything is NULL.
///
///     while try statement.step() {
///       total += statement.row.integer(at: 0)
///     }
package struct RowView {
  private let statement: PreparedStatement

  init(_ statement: PreparedStatement) {
    self.statement = statement
  }

  package var count: Int { Int(sqlite3_data_count(statement.pointer)) }

  package func storageClass(at index: Int) -> StorageClass {
    StorageClass(code: sqlite3_column_type(statement.pointer, Int32(clamping: index)))
  }

  package func isNull(at index: Int) -> Bool { storageClass(at: index) == .null }

  /// The integer there; text and reals are converted by SQLite's rules, NULL is 0.
  package func integer(at index: Int) -> Int64 {
    sqlite3_column_int64(statement.pointer, Int32(clamping: index))
  }

  /// The real there; other classes are converted by SQLite's rules, NULL is 0.
  package func real(at index: Int) -> Double {
    sqlite3_column_double(statement.pointer, Int32(clamping: index))
  }

  /// The text there; numbers are written out, invalid UTF-8 is repaired with U+FFFD, NULL is empty.
  package func text(at index: Int) -> String {
    withTextBytes(at: index) { String(decoding: $0, as: UTF8.self) }
  }

  package func blob(at index: Int) -> [UInt8] {
    withBlobBytes(at: index) { Array($0) }
  }

  /// Lends the bytes of the text, valid until the closure returns; they may hold NUL bytes and need
  /// not be valid UTF-8.
  package func withTextBytes<Result, Failure: Error>(
    at index: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let pointer = statement.pointer
    let column = Int32(clamping: index)
    let start = sqlite3_column_text(pointer, column)
    let count = Int(sqlite3_column_bytes(pointer, column))
    return try body(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))
  }

  /// Lends the bytes of a blob or a text, valid until the closure returns.
  package func withBlobBytes<Result, Failure: Error>(
    at index: Int,
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let pointer = statement.pointer
    let column = Int32(clamping: index)
    let start = sqlite3_column_blob(pointer, column)
    let count = start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column))
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    return try body(bytes.assumingMemoryBound(to: UInt8.self))
  }

  package func value(at index: Int) -> Value {
    switch storageClass(at: index) {
    case .null: .null
    case .integer: .integer(integer(at: index))
    case .real: .real(real(at: index))
    case .text: .text(text(at: index))
    case .blob: .blob(blob(at: index))
    }
  }

  /// The whole row, in place of what `row` held.
  package func copyValues(into row: inout [Value]) {
    row.removeAll(keepingCapacity: true)
    for index in 0..<count {
      row.append(value(at: index))
    }
  }

  /// The whole row.
  package var values: [Value] {
    (0..<count).map { value(at: $0) }
  }
}
