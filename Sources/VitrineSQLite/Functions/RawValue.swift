import CSQLite
import VitrineSharding

/// A value that SQLite lends for the length of a callback.
struct RawValue {
  let pointer: OpaquePointer

  var storageClass: StorageClass { StorageClass(code: sqlite3_value_type(pointer)) }
  var integer: Int64 { sqlite3_value_int64(pointer) }
  var real: Double { sqlite3_value_double(pointer) }
  var text: String { withTextBytes { String(decoding: $0, as: UTF8.self) } }
  var blob: [UInt8] { withBlobBytes { Array($0) } }

  func withTextBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = sqlite3_value_text(pointer)
    let count = start == nil ? 0 : Int(sqlite3_value_bytes(pointer))
    return try body(UnsafeBufferPointer(start: start, count: count))
  }

  func withBlobBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let start = sqlite3_value_blob(pointer)
    let count = start == nil ? 0 : Int(sqlite3_value_bytes(pointer))
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    return try body(bytes.assumingMemoryBound(to: UInt8.self))
  }

  var value: Value {
    switch storageClass {
    case .null: .null
    case .integer: .integer(integer)
    case .real: .real(real)
    case .text: .text(text)
    case .blob: .blob(blob)
    }
  }
}
