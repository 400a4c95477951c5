import VitrineSQL

extension MySQLType {
  /// Whether a foreign key may lead from a column of this type to one of the other.
  ///
  /// As InnoDB sees it (`cmp_cols_are_equal`): texts of one collation, bytes of any length, integers of one
  /// size and sign. ENUM, SET and DATE lie there as integers; decimals, times and BIT as bytes.
  func canRefer(to other: MySQLType) -> Bool {
    switch (keyKind, other.keyKind) {
    case (.text, .text): (collation ?? .standard) == (other.collation ?? .standard)
    case (let own, let other): own == other
    }
  }

  private enum KeyKind: Hashable {
    case text
    case bytes
    case integer(bytes: Int, isUnsigned: Bool)
    case other(Kind)
  }

  private var keyKind: KeyKind {
    switch kind {
    case _ where isText: .text
    case _ where isBinary: .bytes
    case .decimal, .datetime, .timestamp, .time, .bit: .bytes
    case .tinyint: .integer(bytes: 1, isUnsigned: isUnsigned)
    case .smallint: .integer(bytes: 2, isUnsigned: isUnsigned)
    case .mediumint: .integer(bytes: 3, isUnsigned: isUnsigned)
    case .int: .integer(bytes: 4, isUnsigned: isUnsigned)
    case .bigint: .integer(bytes: 8, isUnsigned: isUnsigned)
    case .year: .integer(bytes: 1, isUnsigned: true)
    case .date: .integer(bytes: 3, isUnsigned: false)
    case .enum: .integer(bytes: members.count > 255 ? 2 : 1, isUnsigned: true)
    case .set: .integer(bytes: members.count > 32 ? 8 : (members.count + 7) / 8, isUnsigned: true)
    default: .other(kind)
    }
  }
}
