/// The type of a column or an expression, by MySQL's rules.
public struct MySQLType: Sendable, Hashable, Codable {
  /// MySQL's type names, without length, sign and character set.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    /// The type of the literal NULL.
    case null
    /// Of a column that only a VSchema without column list knows, or a parameter not yet bound.
    case unknown
    case tinyint
    case smallint
    case mediumint
    case int
    case bigint
    case year
    case bit
    case decimal
    case float
    case double
    case char
    case varchar
    case tinytext
    case text
    case mediumtext
    case longtext
    case binary
    case varbinary
    case tinyblob
    case blob
    case mediumblob
    case longblob
    case date
    case datetime
    case timestamp
    case time
    case json
    case `enum`
    case set
    case geometry
  }

  /// The name without what follows it.
  public var kind: Kind
  /// Whether UNSIGNED was said.
  public var isUnsigned: Bool
  /// Characters of CHAR and VARCHAR, bytes of BINARY and VARBINARY, bits of BIT, digits of DECIMAL
  /// (its precision), display width of an integer where one was declared.
  public var length: Int?
  /// Digits after the point of DECIMAL; fractional seconds digits (0 to 6) of TIME, DATETIME and
  /// TIMESTAMP; nil where it was not declared (FLOAT, DOUBLE).
  public var scale: Int?
  /// Of text types, ENUM, SET and JSON.
  public var collation: Collation?
  /// The members of ENUM and SET, in order.
  public var members: [String]
  /// Of a column with ZEROFILL, how many characters its numbers have at least when they are shown.
  ///
  /// The missing ones are zeros. Nil without it, and of all that is computed from such a column.
  public var zeroFill: Int?

  /// What tells most types apart and costs little: a kind would be hashed as its name.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(isUnsigned)
    hasher.combine(length)
    hasher.combine(scale)
  }

  /// A type from its parts; those that do not apply stay nil.
  public init(
    _ kind: Kind,
    unsigned: Bool = false,
    length: Int? = nil,
    scale: Int? = nil,
    collation: Collation? = nil,
    members: [String] = [],
    zeroFill: Int? = nil
  ) {
    self.kind = kind
    self.isUnsigned = unsigned
    self.length = length
    self.scale = scale
    self.collation = collation
    self.members = members
    self.zeroFill = zeroFill
  }
}

extension MySQLType {
  /// The type of the literal NULL.
  public static let null = MySQLType(.null)
  /// The type of what nobody has said the type of.
  public static let unknown = MySQLType(.unknown)
  /// BIGINT.
  public static let bigint = MySQLType(.bigint)
  /// BIGINT UNSIGNED.
  public static let unsignedBigint = MySQLType(.bigint, unsigned: true)
  /// INT.
  public static let int = MySQLType(.int)
  /// What comparisons and logical operators give: a BIGINT of one digit.
  ///
  /// Its scale tells it from an integer literal, which JSON functions do not take for a truth value.
  public static let boolean = MySQLType(.bigint, length: 1, scale: 0)
  /// DOUBLE.
  public static let double = MySQLType(.double)
  /// DOUBLE shown with so many digits behind the point; nil for as many as it has.
  public static func double(decimals: Int?) -> MySQLType {
    MySQLType(.double, scale: decimals.flatMap { $0 < 31 ? $0 : nil })
  }
  /// DATE.
  public static let date = MySQLType(.date)
  /// JSON.
  public static let json = MySQLType(.json, collation: .utf8mb4Bin)
  /// LONGTEXT in the default collation.
  public static let longtext = MySQLType(.longtext, collation: .standard)
  /// LONGBLOB.
  public static let longblob = MySQLType(.longblob, collation: .binary)

  /// DATETIME with so many digits of fractional seconds.
  public static func datetime(_ digits: Int = 0) -> MySQLType {
    MySQLType(.datetime, scale: digits)
  }
  /// TIME with so many digits of fractional seconds.
  public static func time(_ digits: Int = 0) -> MySQLType { MySQLType(.time, scale: digits) }
  /// DECIMAL of so many digits, some of them after the point.
  public static func decimal(_ precision: Int, _ scale: Int) -> MySQLType {
    MySQLType(.decimal, length: precision, scale: scale)
  }
  /// VARCHAR of so many characters.
  public static func varchar(_ length: Int, _ collation: Collation = .standard) -> MySQLType {
    MySQLType(.varchar, length: length, collation: collation)
  }

  /// The integers and YEAR.
  public var isInteger: Bool {
    switch kind {
    case .tinyint, .smallint, .mediumint, .int, .bigint, .year: true
    default: false
    }
  }

  /// FLOAT and DOUBLE.
  public var isApproximate: Bool { kind == .float || kind == .double }
  /// Every type that holds numbers, BIT among them.
  public var isNumeric: Bool { isInteger || isApproximate || kind == .decimal || kind == .bit }

  /// The digits behind the point that its numbers are shown with; nil for as many as they have.
  public var shownDecimals: Int? {
    switch kind {
    case .decimal, .datetime, .timestamp, .time: scale ?? 0
    case .float, .double: scale
    case _ where isNumeric: 0
    case .null, .date: 0
    default: nil
    }
  }

  /// The type without ZEROFILL, which no expression but a column keeps.
  public var unfilled: MySQLType {
    guard zeroFill != nil else { return self }
    var type = self
    type.zeroFill = nil
    return type
  }

  /// The type of its numbers where they become a column's text: as they are, without zeros and fixed digits.
  ///
  /// A FLOAT is a DOUBLE there, with all its digits. Functions on texts take numbers as they are shown.
  public var plainNumber: MySQLType {
    isApproximate ? MySQLType(.double, unsigned: isUnsigned) : unfilled
  }

  /// The text of one of its numbers, with the zeros before it that ZEROFILL asks for.
  public func zeroFilled(_ text: String) -> String {
    guard let zeroFill, text.utf8.count < zeroFill else { return text }
    return String(repeating: "0", count: zeroFill - text.utf8.count) + text
  }

  /// CHAR, VARCHAR and the TEXT family, with a character set of their own.
  public var isText: Bool {
    switch kind {
    case .char, .varchar, .tinytext, .text, .mediumtext, .longtext: true
    default: false
    }
  }

  /// BINARY, VARBINARY and the BLOB family.
  public var isBinary: Bool {
    switch kind {
    case .binary, .varbinary, .tinyblob, .blob, .mediumblob, .longblob: true
    default: false
    }
  }

  /// Texts, binary strings, ENUM and SET.
  package var isString: Bool { isText || isBinary || kind == .enum || kind == .set }

  /// DATE, DATETIME, TIMESTAMP and TIME.
  public var isTemporal: Bool {
    switch kind {
    case .date, .datetime, .timestamp, .time: true
    default: false
    }
  }
}
