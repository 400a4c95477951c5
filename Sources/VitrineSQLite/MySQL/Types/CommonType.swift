package import VitrineSharding

/// The type that holds the values of several expressions: of UNION, CASE, IF, COALESCE, IFNULL,
/// GREATEST, LEAST.
package enum CommonType {
  /// Joins types from left to right, as MySQL aggregates the columns of a UNION.
  package static func of(_ types: [MySQLType]) -> MySQLType {
    var result = MySQLType.null
    for type in types { result = joined(result, type) }
    return result.unfilled
  }

  /// The same of operands: an integer constant has the digits that it is written with where it becomes a DECIMAL.
  static func of(_ operands: [Operand]) -> MySQLType {
    let type = of(operands.map(\.type))
    return type.kind == .decimal ? of(operands.map(\.typeBesideDecimals)) : type
  }

  package static func joined(_ left: MySQLType, _ right: MySQLType) -> MySQLType {
    // Of two ENUMs, and of two SETs, MySQL makes a text, though they have the same members.
    if left == right, left.kind != .enum, left.kind != .set { return left }
    if left.kind == .null { return right }
    if right.kind == .null { return left }
    if left.kind == .unknown || right.kind == .unknown { return .unknown }
    if left.isNumeric && right.isNumeric { return joinedNumbers(left, right) }
    if left.isTemporal && right.isTemporal { return joinedTemporal(left, right) }
    if left.kind == .json && right.kind == .json { return .json }
    return joinedTexts(left, right)
  }

  private static func joinedNumbers(_ left: MySQLType, _ right: MySQLType) -> MySQLType {
    if left.isApproximate || right.isApproximate {
      let kind = left.isFloat(beside: right) ? MySQLType.Kind.float : .double
      guard let first = left.shownDecimals, let second = right.shownDecimals else {
        return MySQLType(kind)
      }
      return MySQLType(kind, scale: max(first, second))
    }
    if left.kind == .decimal || right.kind == .decimal {
      return DecimalShape(of: left).union(DecimalShape(of: right))
        .type(unsigned: left.countsAsUnsigned && right.countsAsUnsigned)
    }
    if left.kind == .bit && right.kind == .bit {
      return MySQLType(.bit, length: max(left.length ?? 1, right.length ?? 1))
    }
    return joinedIntegers(left, right)
  }

  private static let integerLadder: [MySQLType.Kind] = [.tinyint, .smallint, .mediumint, .int]

  /// The wider of two; where only one is unsigned the next wider signed one, and a DECIMAL once
  /// there is none.
  private static func joinedIntegers(_ left: MySQLType, _ right: MySQLType) -> MySQLType {
    if left.kind == .year && right.kind == .year { return left }
    let leftUnsigned = left.isUnsigned || left.kind == .bit || left.kind == .year
    let rightUnsigned = right.isUnsigned || right.kind == .bit || right.kind == .year
    let wider = left.integerBits >= right.integerBits ? left : right
    if leftUnsigned == rightUnsigned {
      return ofBits(wider.integerBits, unsigned: leftUnsigned)
    }
    let unsignedBits = leftUnsigned ? left.integerBits : right.integerBits
    let signedBits = leftUnsigned ? right.integerBits : left.integerBits
    if signedBits > unsignedBits { return ofBits(signedBits, unsigned: false) }
    if unsignedBits >= 64 { return .decimal(20, 0) }
    return ofBits(unsignedBits == 32 ? 64 : unsignedBits + 8, unsigned: false)
  }

  private static func ofBits(_ bits: Int, unsigned: Bool) -> MySQLType {
    let step = bits / 8 - 1
    let kind = integerLadder.indices.contains(step) ? integerLadder[step] : .bigint
    return MySQLType(kind, unsigned: unsigned)
  }

  private static func joinedTemporal(_ left: MySQLType, _ right: MySQLType) -> MySQLType {
    let digits = max(left.scale ?? 0, right.scale ?? 0)
    if left.kind == right.kind { return MySQLType(left.kind, scale: digits) }
    return .datetime(digits)
  }

  private static func joinedTexts(_ left: MySQLType, _ right: MySQLType) -> MySQLType {
    let length = max(left.textLength, right.textLength)
    if left.isBinary || right.isBinary || left.kind == .bit || right.kind == .bit {
      return length > 65_535 ? .longblob : MySQLType(.varbinary, length: length, collation: .binary)
    }
    let collation = joinedCollation(left, right)
    if isLong(left) || isLong(right) || length > 21_844 {
      return MySQLType(.longtext, collation: collation)
    }
    if left.kind == .char && right.kind == .char {
      return MySQLType(.char, length: length, collation: collation)
    }
    return .varchar(length, collation)
  }

  private static func isLong(_ type: MySQLType) -> Bool {
    switch type.kind {
    case .tinytext, .text, .mediumtext, .longtext, .json: true
    default: false
    }
  }

  /// Text decides over what is not text; among texts a `_bin` collation, then the first.
  private static func joinedCollation(_ left: MySQLType, _ right: MySQLType) -> Collation {
    guard left.hasText, let mine = left.collation else { return right.collation ?? .standard }
    guard right.hasText, let other = right.collation, mine != other else { return mine }
    if mine.characterSet != other.characterSet {
      return mine.holdsCharacters(of: other) ? mine : other
    }
    return other.isBytewise ? other : mine
  }
}

extension Collation {
  /// Whether its character set has all characters of another's, as MySQL has it: Unicode has all.
  package func holdsCharacters(of other: Collation) -> Bool {
    switch characterSet {
    case "utf8mb4": true
    case "utf8mb3": other.characterSet != "utf8mb4"
    default: characterSet == other.characterSet || other.characterSet == "ascii"
    }
  }
}

extension MySQLType {
  /// FLOAT stays one beside every integer but INT.
  fileprivate func isFloat(beside other: MySQLType) -> Bool {
    if other.kind != .float {
      return kind != .float ? false : other.isInteger && other.kind != .int
    }
    return kind == .float || isInteger && kind != .int
  }

  /// Whether values of it are text to MySQL, wherever they lie: the text types, ENUM and SET.
  package var hasText: Bool { isText || kind == .enum || kind == .set }

  /// The longest text a value of the type may have, in characters.
  package var textLength: Int {
    max(zeroFill ?? 0, unfilledLength)
  }

  private var unfilledLength: Int {
    switch kind {
    case .tinyint: isUnsigned ? 3 : 4
    case .smallint: isUnsigned ? 5 : 6
    case .mediumint: isUnsigned ? 8 : 9
    case .int: isUnsigned ? 10 : 11
    case .bigint: 20
    case .year: 4
    case .bit: ((length ?? 1) + 7) / 8
    case .decimal: (length ?? 10) + ((scale ?? 0) > 0 ? 2 : 1)
    case .float: length ?? 12
    case .double: length ?? 22
    case .char, .binary: length ?? 1
    case .varchar, .varbinary: length ?? 255
    case .tinytext, .tinyblob: 255
    case .text, .blob: 65_535
    case .mediumtext, .mediumblob: 16_777_215
    case .longtext, .longblob, .json, .geometry: 4_294_967_295
    case .date: 10
    case .datetime, .timestamp: 19 + fractionLength
    case .time: 10 + fractionLength
    case .enum: members.map(\.count).max() ?? 0
    case .set: members.map(\.count).reduce(0, +) + max(members.count - 1, 0)
    case .null: 0
    case .unknown: 255
    }
  }

  private var fractionLength: Int {
    guard let scale, scale > 0 else { return 0 }
    return scale + 1
  }

  /// A text type of at least this many characters: VARCHAR as long as it may be one.
  package static func text(ofLength length: Int, _ collation: Collation) -> MySQLType {
    let length = min(max(length, 0), Int(UInt32.max))
    if collation == .binary {
      return length > 65_535
        ? .longblob : MySQLType(.varbinary, length: length, collation: .binary)
    }
    return length > 16_383
      ? MySQLType(.longtext, collation: collation) : .varchar(length, collation)
  }
}
