extension MySQLType {
  /// How values of a MySQL type lie in SQLite, in columns and in the results of expressions alike.
  ///
  /// The whole of the table "Storage" of the design: one representation for each type, so that a
  /// value never needs more than its type to be read.
  public enum Representation: Sendable, Hashable {
    /// INTEGER. Integers, BOOL, YEAR, BIT of up to 63 bits.
    case integer
    /// INTEGER up to 2⁶³−1, an 8-byte big-endian BLOB from there on. BIGINT UNSIGNED, BIT(64).
    case unsigned
    /// INTEGER scaled by ten to the power of the scale. DECIMAL of up to 18 digits.
    case scaled(Int)
    /// Canonical decimal TEXT with exactly the scale's digits. DECIMAL of more than 18 digits.
    case decimalText
    /// REAL.
    case real
    /// TEXT under a collation.
    case text(Collation)
    /// BLOB.
    case blob
    /// ISO TEXT of fixed width, `2026-11-21 01:02:03.000000`: DATE, DATETIME, TIMESTAMP.
    case temporalText
    /// INTEGER microseconds, signed. TIME.
    case microseconds
    /// INTEGER: the 1-based index of an ENUM's member, 0 for the error value.
    case enumIndex
    /// INTEGER: bit i for a SET's member i.
    case setMask
    /// TEXT in MySQL's normal form of JSON.
    case json
    /// Whatever it is: NULL, and columns whose type nobody has said.
    case any
  }

  /// How values of this type lie in SQLite.
  public var representation: Representation {
    switch kind {
    case .null, .unknown: .any
    case .tinyint, .smallint, .mediumint, .int, .year: .integer
    case .bigint: isUnsigned ? .unsigned : .integer
    case .bit: (length ?? 1) > 63 ? .unsigned : .integer
    case .decimal: (length ?? 10) <= 18 ? .scaled(scale ?? 0) : .decimalText
    case .float, .double: .real
    case .char, .varchar, .tinytext, .text, .mediumtext, .longtext: .text(collation ?? .standard)
    case .binary, .varbinary, .tinyblob, .blob, .mediumblob, .longblob, .geometry: .blob
    case .date, .datetime, .timestamp: .temporalText
    case .time: .microseconds
    case .json: .json
    case .enum: .enumIndex
    case .set: .setMask
    }
  }
}
