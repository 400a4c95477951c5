import CSQLite
package import VitrineSQL
package import VitrineSharding

/// Parameters are counted from 0: `?1` is parameter 0. Text and blobs are copied.
///
/// Binding a statement that has been stepped resets it first, as SQLite would refuse otherwise.
extension PreparedStatement {
  /// The parameters of the statement: the highest number of a `?N`.
  package var parameterCount: Int { Int(sqlite3_bind_parameter_count(pointer)) }

  /// The place of a parameter written `:name`, `@name` or `$name`, its sign included.
  package func parameterIndex(named name: String) -> Int? {
    let index = sqlite3_bind_parameter_index(pointer, name)
    return index == 0 ? nil : Int(index) - 1
  }

  /// Binds the first parameters, one value each.
  package func bind(_ values: [Value]) throws(SQLError) {
    for (index, value) in values.enumerated() {
      try bind(value, at: index)
    }
  }

  package func bind(_ value: Value, at index: Int) throws(SQLError) {
    switch value {
    case .null: try bindNull(at: index)
    case .integer(let integer): try bind(integer, at: index)
    case .real(let real): try bind(real, at: index)
    case .text(let text): try bind(text, at: index)
    case .blob(let bytes): try bind(blob: bytes, at: index)
    }
  }

  package func bindNull(at index: Int) throws(SQLError) {
    try checkBinding(sqlite3_bind_null(pointer, parameter(index)), at: index)
  }

  package func bind(_ integer: Int64, at index: Int) throws(SQLError) {
    try checkBinding(sqlite3_bind_int64(pointer, parameter(index), integer), at: index)
  }

  package func bind(_ integer: Int, at index: Int) throws(SQLError) {
    try bind(Int64(integer), at: index)
  }

  /// NaN becomes NULL, as SQLite has none.
  package func bind(_ real: Double, at index: Int) throws(SQLError) {
    try checkBinding(sqlite3_bind_double(pointer, parameter(index), real), at: index)
  }

  package func bind(_ text: String, at index: Int) throws(SQLError) {
    var text = text
    let code = text.withUTF8 { bytes in
      vitrine_sqlite_bind_text(pointer, parameter(index), bytes.baseAddress, UInt64(bytes.count))
    }
    try checkBinding(code, at: index)
  }

  /// Binds bytes that are UTF-8 already.
  package func bind(text bytes: UnsafeBufferPointer<UInt8>, at index: Int) throws(SQLError) {
    let code = vitrine_sqlite_bind_text(
      pointer,
      parameter(index),
      bytes.baseAddress,
      UInt64(bytes.count)
    )
    try checkBinding(code, at: index)
  }

  package func bind(blob bytes: [UInt8], at index: Int) throws(SQLError) {
    let code = bytes.withUnsafeBufferPointer { bytes in
      vitrine_sqlite_bind_blob(pointer, parameter(index), bytes.baseAddress, UInt64(bytes.count))
    }
    try checkBinding(code, at: index)
  }

  package func bind(blob bytes: UnsafeBufferPointer<UInt8>, at index: Int) throws(SQLError) {
    let code = vitrine_sqlite_bind_blob(
      pointer,
      parameter(index),
      bytes.baseAddress,
      UInt64(bytes.count)
    )
    try checkBinding(code, at: index)
  }

  /// SQLite's number of a parameter; 0, which it refuses, for one that cannot be.
  private func parameter(_ index: Int) -> Int32 {
    if isStarted { reset() }
    guard index >= 0, let number = Int32(exactly: index), number < .max else { return 0 }
    return number + 1
  }
}
