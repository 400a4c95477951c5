/// One value as it lies in SQLite: the five storage classes and nothing else.
///
/// What a value *means* is said by the `MySQLType` beside it; `DECIMAL(12,2)` 1.50 is
/// `.integer(150)` (see `MySQLType.representation`). The gateway moves, compares and hashes values of
/// this type; it never evaluates SQL on them.
public enum Value: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// Whether it is NULL.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }
}

extension Value {
  /// What the value weighs: 8 bytes a number, the length of a text or blob, 1 for NULL.
  package var byteCount: Int {
    switch self {
    case .null: 1
    case .integer, .real: 8
    case .text(let text): text.utf8.count
    case .blob(let bytes): bytes.count
    }
  }
}
