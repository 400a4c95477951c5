import VitrineSQL

/// Reads a changeset's bytes through and says whether they are one, whole to the last byte.
///
/// SQLite (3.40) trusts more than it should: damaged changesets make it read past their end or never
/// return. So no bytes reach it that have not passed here.
///
///     table   'T', columns (varint), for each column 0 or its place in the key, name, NUL
///     change  18 | 9 | 23, 0 | 1 (indirect), the row before (9, 23), the row after (18, 23)
///     field   0 (unchanged) | 1 integer (8) | 2 real (8) | 3 text (varint, …) | 4 blob | 5 NULL
///
/// The format is described in the header of SQLite's session extension.
struct ChangesetFormat {
  private let bytes: [UInt8]
  private var position = 0
  /// For each column of the table at hand whether it belongs to the key; empty before the first.
  private var isKey: [Bool] = []

  private static let columnLimit = 32_767

  private enum Row {
    case whole
    case before
    case after
  }

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  static func validate(_ bytes: [UInt8]) throws(SQLError) {
    var format = ChangesetFormat(bytes)
    while format.position < bytes.count {
      guard format.readEntry() else {
        throw SQLError(.shardCorrupt, "the changeset is damaged near byte \(format.position)")
      }
    }
  }

  /// A table's header or a change; false where it is neither.
  private mutating func readEntry() -> Bool {
    switch readByte() {
    case UInt8(ascii: "T"):
      readTable()
    case 18:
      readIndirect() && readRow(.whole)
    case 9:
      readIndirect() && readRow(.whole)
    case 23:
      readIndirect() && readRow(.before) && readRow(.after)
    default:
      false
    }
  }

  private mutating func readTable() -> Bool {
    guard let count = readVarint(), count > 0, count <= Self.columnLimit,
      let places = read(count), places.contains(where: { $0 != 0 })
    else { return false }
    isKey = places.map { $0 != 0 }
    guard let end = bytes[position...].firstIndex(of: 0), end > position else { return false }
    position = end + 1
    return true
  }

  private mutating func readIndirect() -> Bool {
    guard let indirect = readByte() else { return false }
    return indirect <= 1
  }

  private mutating func readRow(_ row: Row) -> Bool {
    guard !isKey.isEmpty else { return false }
    for isKey in isKey {
      guard let type = readByte() else { return false }
      switch type {
      case 0 where row == .whole || (row == .before && isKey):
        return false
      case 0, 5:
        continue
      case 1, 2:
        if read(8) == nil { return false }
      case 3, 4:
        guard let count = readVarint(), read(count) != nil else { return false }
      default:
        return false
      }
    }
    return true
  }

  private mutating func readByte() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func read(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= bytes.count - position else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Seven bits a byte, the highest first; more than 31 bits cannot be a length.
  private mutating func readVarint() -> Int? {
    var value = 0
    while let byte = readByte() {
      value = value << 7 | Int(byte & 0x7f)
      if value > Int(Int32.max) { return nil }
      if byte < 0x80 { return value }
    }
    return nil
  }
}
