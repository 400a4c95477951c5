import CSQLite
package import VitrineSharding

/// What is done to a row.
package enum ChangeKind: Sendable, Hashable {
  case insert
  case update
  case delete

  init(operation: Int32) {
    switch operation {
    case SQLITE_INSERT: self = .insert
    case SQLITE_DELETE: self = .delete
    default: self = .update
    }
  }
}

/// One row's change, as a changeset holds it.
package struct Change: Sendable, Hashable {
  package let table: String
  package let kind: ChangeKind
  /// Whether a trigger or a foreign-key action made it.
  package let isIndirect: Bool
  /// For each column whether it belongs to the primary key.
  package let isKey: [Bool]
  /// The row before; empty for an insert.
  ///
  /// An update has the key and what it changed, and nil for the rest.
  package let old: [Value?]
  /// The row after; empty for a delete.
  ///
  /// An update has what it changed, and nil for the rest.
  package let new: [Value?]

  /// The values of the primary key, by which the row is found.
  package var key: [Value] {
    let row = kind == .insert ? new : old
    return zip(row, isKey).compactMap { value, isKey in isKey ? value : nil }
  }

  /// The change an iterator of SQLite's stands on; nil when it cannot be read.
  init?(_ iterator: OpaquePointer) {
    var name: UnsafePointer<CChar>?
    var count: Int32 = 0
    var operation: Int32 = 0
    var indirect: Int32 = 0
    guard sqlite3changeset_op(iterator, &name, &count, &operation, &indirect) == SQLITE_OK,
      let name
    else { return nil }
    table = String(cString: name)
    kind = ChangeKind(operation: operation)
    isIndirect = indirect != 0
    isKey = Self.keyColumns(iterator)
    old = kind == .insert ? [] : Self.row(iterator, count, sqlite3changeset_old)
    new = kind == .delete ? [] : Self.row(iterator, count, sqlite3changeset_new)
  }

  static func keyColumns(_ iterator: OpaquePointer) -> [Bool] {
    var flags: UnsafeMutablePointer<UInt8>?
    var count: Int32 = 0
    guard sqlite3changeset_pk(iterator, &flags, &count) == SQLITE_OK else { return [] }
    return UnsafeBufferPointer(start: flags, count: Int(count)).map { $0 != 0 }
  }

  static func table(_ iterator: OpaquePointer) -> String {
    var name: UnsafePointer<CChar>?
    var count: Int32 = 0
    var operation: Int32 = 0
    sqlite3changeset_op(iterator, &name, &count, &operation, nil)
    return name.map { String(cString: $0) } ?? ""
  }

  static func row(
    _ iterator: OpaquePointer,
    _ count: Int32,
    _ read: (OpaquePointer?, Int32, UnsafeMutablePointer<OpaquePointer?>?) -> Int32
  ) -> [Value?] {
    (0..<max(count, 0)).map { column in
      var pointer: OpaquePointer?
      guard read(iterator, column, &pointer) == SQLITE_OK, let pointer else { return nil }
      return RawValue(pointer: pointer).value
    }
  }
}
