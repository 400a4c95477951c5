import CSQLite
import VitrineSQL
package import VitrineSharding

/// Where a function, or a virtual table's column, puts its value: NULL until something is set.
///
/// Text and blobs are copied. The last value set counts.
package struct ResultSlot: ~Copyable {
  private let context: OpaquePointer

  init(_ context: OpaquePointer) {
    self.context = context
  }

  package mutating func setNull() { sqlite3_result_null(context) }
  package mutating func set(_ integer: Int64) { sqlite3_result_int64(context, integer) }
  package mutating func set(_ integer: Int) { sqlite3_result_int64(context, Int64(integer)) }
  package mutating func set(_ truth: Bool) { sqlite3_result_int64(context, truth ? 1 : 0) }
  /// NaN becomes NULL, as SQLite has none.
  package mutating func set(_ real: Double) { sqlite3_result_double(context, real) }

  package mutating func set(_ text: String) {
    var text = text
    text.withUTF8 { set(text: $0) }
  }

  package mutating func set(_ text: Substring) {
    var text = text
    text.withUTF8 { set(text: $0) }
  }

  /// Bytes that are UTF-8 already.
  package mutating func set(text bytes: UnsafeBufferPointer<UInt8>) {
    vitrine_sqlite_result_text(context, bytes.baseAddress, UInt64(bytes.count))
  }

  package mutating func set(text bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { set(text: $0) }
  }

  package mutating func set(blob bytes: UnsafeBufferPointer<UInt8>) {
    vitrine_sqlite_result_blob(context, bytes.baseAddress, UInt64(bytes.count))
  }

  package mutating func set(blob bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { set(blob: $0) }
  }

  /// NULL for nil.
  package mutating func set(_ value: Value?) {
    switch value {
    case .null, nil: setNull()
    case .integer(let integer): set(integer)
    case .real(let real): set(real)
    case .text(let text): set(text)
    case .blob(let bytes): set(blob: bytes)
    }
  }

  /// An argument as it stands, without decoding it; NULL outside the arguments.
  package mutating func set(argument index: Int, of arguments: borrowing FunctionArguments) {
    if let raw = arguments.raw(at: index) {
      sqlite3_result_value(context, raw.pointer)
    } else {
      setNull()
    }
  }

  /// The failure of the call: SQLite is told its text, the statement throws the error itself.
  mutating func fail(_ error: SQLError, in errors: ErrorSlot) {
    errors.record(error)
    var message = error.message
    message.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        sqlite3_result_error(context, characters.baseAddress, Int32(clamping: characters.count))
      }
    }
  }
}
