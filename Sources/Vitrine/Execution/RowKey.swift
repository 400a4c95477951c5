import VitrineSQLite
import VitrineSharding

/// What rows that MySQL holds for equal have in common, for hashing: NULL equals NULL, texts that
/// their collation holds for equal are equal.
enum RowKey: Hashable, Sendable {
  /// The commonest key, one integer, needs no bytes.
  case integer(Int64)
  case bytes([UInt8])
}

/// Makes keys of some columns of rows.
struct RowKeyMaker: Sendable {
  private struct Part: Sendable {
    let column: Int
    let rule: TextRule
  }

  private let parts: [Part]

  init(_ columns: [(column: Int, type: MySQLType)]) {
    parts = columns.map { Part(column: $0.column, rule: TextRule($0.type)) }
  }

  /// The key of a row.
  func key(of row: ArraySlice<Value>) -> RowKey {
    if parts.count == 1, case .integer(let number) = row[row.startIndex + parts[0].column] {
      return .integer(number)
    }
    var bytes: [UInt8] = []
    for part in parts { append(row[row.startIndex + part.column], part, to: &bytes) }
    return .bytes(bytes)
  }

  /// Whether a key column is NULL, so that the row joins with nothing.
  func hasNull(_ row: ArraySlice<Value>) -> Bool {
    parts.contains { row[row.startIndex + $0.column].isNull }
  }

  private func append(_ value: Value, _ part: Part, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes.append(0)
    case .integer(let number): append(1, UInt64(bitPattern: number), to: &bytes)
    case .real(let number):
      if let whole = Int64(exactly: number) {
        append(1, UInt64(bitPattern: whole), to: &bytes)
      } else {
        append(2, number.bitPattern, to: &bytes)
      }
    case .text(let text):
      let key = part.rule.key(text)
      append(3, UInt64(key.count), to: &bytes)
      bytes += key
    case .blob(let blob):
      append(4, UInt64(blob.count), to: &bytes)
      bytes += blob
    }
  }

  private func append(_ tag: UInt8, _ number: UInt64, to bytes: inout [UInt8]) {
    bytes.append(tag)
    withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
  }
}
