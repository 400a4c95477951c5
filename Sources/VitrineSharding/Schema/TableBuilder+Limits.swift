import VitrineSQL

/// What a definition may have at most, as in InnoDB.
extension TableBuilder {
  private static let longestKey = 3072
  private static let longestRow = 65_535
  private static let mostKeys = 64
  static let mostKeyParts = 16

  /// Checks the whole against what a table of InnoDB has room for; `measuresRows` is false for columns of a query,
  /// whose longer texts MySQL makes a TEXT.
  mutating func checkLimits(measuresRows: Bool = true) throws(SQLError) {
    guard !isReadingBack else { return }
    guard table.userColumns.contains(where: { !$0.isInvisible }) else {
      throw SQLError(.noVisibleColumn, "A table must have at least one visible column.")
    }
    let keys = table.indexes.count + (table.hasHiddenKey ? 0 : 1)
    guard keys <= Self.mostKeys else {
      throw SQLError(
        .tooManyKeys,
        "Too many keys specified; max \(Self.mostKeys) keys allowed"
      )
    }
    try checkKeyLengths()
    guard measuresRows, rowLength > Self.longestRow else { return }
    throw SQLError(
      .tooBigRow,
      "Row size too large. The maximum row size for the used table type, not counting BLOBs, is "
        + "\(Self.longestRow). This includes storage overhead, check the manual. You have to change "
        + "some columns to TEXT or BLOBs"
    )
  }

  // MARK: Keys

  /// Outside of strict mode a longer column has a prefix in an index that is not unique.
  private mutating func checkKeyLengths() throws(SQLError) {
    for name in table.primaryKey { try checkHasLength(.init(.column(name, length: nil))) }
    let primary = table.primaryKey.compactMap { table.column(named: $0)?.type.keyBytes }
    guard primary.reduce(0, +) <= Self.longestKey else { throw Self.tooLongKey }
    for index in table.indexes.indices {
      let kind = table.indexes[index].kind
      guard kind != .fulltext, kind != .spatial else { continue }
      for part in table.indexes[index].parts { try checkHasLength(part) }
      for part in table.indexes[index].parts.indices
      where bytes(of: table.indexes[index].parts[part]) > Self.longestKey {
        guard !isStrict, kind == .plain,
          case .column(let name, _) = table.indexes[index].parts[part].key
        else { throw Self.tooLongKey }
        let width = table.column(named: name)?.type.bytesPerCharacter ?? 1
        table.indexes[index].parts[part].key = .column(name, length: Self.longestKey / width)
      }
      let total = table.indexes[index].parts.reduce(0) { $0 + bytes(of: $1) }
      guard total <= Self.longestKey else { throw Self.tooLongKey }
    }
  }

  /// Of a TEXT or BLOB, which a column may have become, there is a prefix alone.
  private func checkHasLength(_ part: IndexDefinition.Part) throws(SQLError) {
    guard case .column(let name, nil) = part.key, let column = table.column(named: name),
      column.type.isText || column.type.isBinary, column.type.refusesLiteralDefault
    else { return }
    throw blobKeyWithoutLength(column)
  }

  private static let tooLongKey = SQLError(
    .tooLongKey,
    "Specified key was too long; max key length is \(longestKey) bytes"
  )

  private func bytes(of part: IndexDefinition.Part) -> Int {
    guard case .column(let name, let length) = part.key, let type = table.column(named: name)?.type
    else { return 0 }
    guard let length else { return type.refusesLiteralDefault ? 0 : type.keyBytes }
    let (bytes, isTooLong) = length.multipliedReportingOverflow(by: type.bytesPerCharacter)
    return isTooLong ? .max / 64 : min(bytes, .max / 64)
  }

  // MARK: Rows

  /// The bytes of a row but for what lies outside of it, and a bit for each column that may be NULL.
  private var rowLength: Int {
    let columns = table.userColumns
    let nulls = columns.count { $0.isNullable }
    return columns.reduce((nulls + 7) / 8) { $0 + $1.type.rowBytes }
  }

  // MARK: Comments

  /// A comment; outside of strict mode as much of it as there is room for.
  func comment(
    _ text: String,
    of owner: String,
    limit: Int,
    _ code: SQLError.Code
  ) throws(SQLError) -> String {
    guard text.unicodeScalars.count > limit, !isReadingBack else { return text }
    guard !isStrict else {
      throw SQLError(code, "Comment for \(owner) is too long (max = \(limit))")
    }
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
  }
}

extension MySQLType {
  fileprivate var bytesPerCharacter: Int { collation?.bytesPerCharacter ?? 1 }

  /// The bytes that a value has in a key.
  fileprivate var keyBytes: Int {
    switch kind {
    case .varchar, .varbinary: (length ?? 0) * bytesPerCharacter
    default: rowBytes
    }
  }

  /// The bytes that a column takes in a row, MySQL's `Field::pack_length`.
  fileprivate var rowBytes: Int {
    let fraction = ((scale ?? 0) + 1) / 2
    switch kind {
    case .tinyint, .year: return 1
    case .smallint: return 2
    case .mediumint: return 3
    case .int, .float: return 4
    case .bigint, .double: return 8
    case .bit: return ((length ?? 1) + 7) / 8
    case .decimal: return decimalBytes
    case .char, .binary: return (length ?? 1) * bytesPerCharacter
    case .varchar, .varbinary:
      let bytes = (length ?? 0) * bytesPerCharacter
      return bytes + (bytes < 256 ? 1 : 2)
    case .date: return 3
    case .time: return 3 + fraction
    case .timestamp: return 4 + fraction
    case .datetime: return 5 + fraction
    case .tinytext, .tinyblob: return 9
    case .text, .blob: return 10
    case .mediumtext, .mediumblob: return 11
    case .longtext, .longblob, .json, .geometry: return 12
    case .enum: return members.count < 256 ? 1 : 2
    case .set: return members.count > 32 ? 8 : min((members.count + 7) / 8, 4)
    case .null, .unknown: return 0
    }
  }

  /// Nine digits take four bytes, fewer as many as they need.
  private var decimalBytes: Int {
    let rest = [0, 1, 1, 2, 2, 3, 3, 4, 4]
    func bytes(_ digits: Int) -> Int { max(digits, 0) / 9 * 4 + rest[max(digits, 0) % 9] }
    return bytes((length ?? 10) - (scale ?? 0)) + bytes(scale ?? 0)
  }
}
