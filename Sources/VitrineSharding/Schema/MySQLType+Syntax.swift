package import VitrineSQL

extension MySQLType {
  /// The type a column is declared with.
  ///
  /// Lengths that were not written get MySQL's defaults; `TEXT(n)` and `BLOB(n)` become the smallest
  /// type that holds so many; text of the character set `binary` becomes binary.
  ///
  /// - Parameters:
  ///   - syntax: The type as written.
  ///   - column: The column's name, for messages.
  ///   - collation: The collation of the table, for text that names none.
  /// - Throws: MySQL's errors for lengths and members that cannot be; `parseError` for a name that is
  ///   no type; `unsupported` for character sets and collations Vitrine does not have.
  package init(
    _ syntax: ColumnTypeSyntax,
    column: String,
    collation: Collation = .standard
  )
    throws(SQLError)
  {
    var reader = TypeReader(syntax: syntax, column: column, tableCollation: collation)
    do throws(SQLError) {
      self = try reader.type()
      if syntax.isZerofill { zeroFill = reader.fillWidth(of: self) }
    } catch {
      throw error.located(at: syntax.span)
    }
  }
}

/// Reads one type, case by case.
private struct TypeReader {
  let syntax: ColumnTypeSyntax
  let column: String
  let tableCollation: Collation

  mutating func type() throws(SQLError) -> MySQLType {
    switch syntax.name {
    case "tinyint", "smallint", "mediumint", "int", "bigint": return try integer()
    case "bit": return MySQLType(.bit, length: try bits())
    case "decimal": return try decimal()
    case "float", "double": return try approximate()
    case "char", "varchar", "tinytext", "text", "mediumtext", "longtext": return try text()
    case "binary", "varbinary": return try binary()
    case "tinyblob", "mediumblob", "longblob":
      return MySQLType(Self.kind(syntax.name), collation: .binary)
    case "blob": return try sized([.tinyblob, .blob, .mediumblob, .longblob], collation: .binary)
    case "date": return .date
    case "year": return try year()
    case "datetime", "timestamp", "time":
      return MySQLType(Self.kind(syntax.name), scale: try fraction())
    case "json": return .json
    case "enum", "set": return try members()
    case let name where Self.geometries.contains(name): return MySQLType(.geometry)
    default:
      throw SQLError(
        .parseError,
        "'\(syntax.name)' is not a type",
        hint: Catalog.hint(syntax.name, among: MySQLType.Kind.allCases.map(\.rawValue))
      )
    }
  }

  private func year() throws(SQLError) -> MySQLType {
    guard syntax.length == nil || syntax.length == "4" else {
      throw SQLError(.invalidYearLength, "Supports only YEAR or YEAR(4) column.")
    }
    return MySQLType(.year, unsigned: true)
  }

  private static let geometries: Set<String> = [
    "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
    "geometrycollection",
  ]

  private static func kind(_ name: String) -> MySQLType.Kind {
    MySQLType.Kind(rawValue: name) ?? .unknown
  }

  // MARK: Numbers

  /// The display width is kept where it means something: `TINYINT(1)`, and with ZEROFILL as its width.
  private func integer() throws(SQLError) -> MySQLType {
    var type = MySQLType(
      Self.kind(syntax.name),
      unsigned: syntax.isUnsigned || syntax.isZerofill
    )
    guard let width = number(syntax.length) else { return type }
    guard width <= 255 else {
      throw SQLError(
        .tooBigDisplayWidth,
        "Display width out of range for column '\(column)' (max = 255)"
      )
    }
    if type.kind == .tinyint && width == 1 && !syntax.isZerofill { type.length = width }
    return type
  }

  /// To how many characters ZEROFILL fills numbers up: the width that was written, else the type's own.
  func fillWidth(of type: MySQLType) -> Int? {
    switch type.kind {
    case .tinyint: number(syntax.length) ?? 3
    case .smallint: number(syntax.length) ?? 5
    case .mediumint: number(syntax.length) ?? 8
    case .int: number(syntax.length) ?? 10
    case .bigint: number(syntax.length) ?? 20
    case .decimal: (type.length ?? 10) + ((type.scale ?? 0) > 0 ? 1 : 0)
    case .float: type.length ?? 12
    case .double: type.length ?? 22
    default: nil
    }
  }

  private func decimal() throws(SQLError) -> MySQLType {
    let precision = number(syntax.length).map { $0 == 0 ? 10 : $0 } ?? 10
    let scale = number(syntax.scale) ?? 0
    guard precision <= 65 else {
      throw SQLError(
        .tooBigPrecision,
        "Too-big precision \(precision) specified for '\(column)'. Maximum is 65."
      )
    }
    try checkScaleLimit(scale)
    try checkScale(scale, precision)
    return MySQLType(
      .decimal,
      unsigned: syntax.isUnsigned || syntax.isZerofill,
      length: precision,
      scale: scale
    )
  }

  /// `FLOAT(25)` and more digits are a DOUBLE; `FLOAT(7,2)` rounds to its digits.
  private func approximate() throws(SQLError) -> MySQLType {
    var kind = Self.kind(syntax.name)
    let isUnsigned = syntax.isUnsigned || syntax.isZerofill
    guard let precision = number(syntax.length) else {
      return MySQLType(kind, unsigned: isUnsigned)
    }
    guard let scale = number(syntax.scale) else {
      guard precision <= 53 else {
        throw SQLError(.wrongFieldSpecifier, "Incorrect column specifier for column '\(column)'")
      }
      if precision > 24 { kind = .double }
      return MySQLType(kind, unsigned: isUnsigned)
    }
    guard precision <= 255 else {
      throw SQLError(
        .tooBigDisplayWidth,
        "Display width out of range for column '\(column)' (max = 255)"
      )
    }
    try checkScaleLimit(scale)
    try checkScale(scale, precision)
    return MySQLType(kind, unsigned: isUnsigned, length: precision, scale: scale)
  }

  private func checkScaleLimit(_ scale: Int) throws(SQLError) {
    guard scale <= 30 else {
      throw SQLError(
        .tooBigScale,
        "Too big scale \(scale) specified for column '\(column)'. Maximum is 30."
      )
    }
  }

  private func checkScale(_ scale: Int, _ precision: Int) throws(SQLError) {
    guard scale <= precision else {
      throw SQLError(
        .scaleAbovePrecision,
        "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '\(column)')."
      )
    }
  }

  // MARK: Text and bytes

  private func text() throws(SQLError) -> MySQLType {
    var collation = try Collation(
      characterSet: syntax.charset,
      collation: syntax.collation,
      default: tableCollation
    )
    if syntax.isBinary, syntax.collation == nil { collation = collation.bytewise }
    if collation == .binary { return try binaryInsteadOfText() }
    switch syntax.name {
    case "char":
      return MySQLType(.char, length: try length(default: 1, limit: 255), collation: collation)
    case "varchar":
      let length = try length(limit: collation.longestVarchar)
      return MySQLType(.varchar, length: length, collation: collation)
    case "text":
      return try sized([.tinytext, .text, .mediumtext, .longtext], collation: collation)
    default: return MySQLType(Self.kind(syntax.name), collation: collation)
    }
  }

  private func binaryInsteadOfText() throws(SQLError) -> MySQLType {
    switch syntax.name {
    case "char":
      return MySQLType(.binary, length: try length(default: 1, limit: 255), collation: .binary)
    case "varchar":
      return MySQLType(.varbinary, length: try length(limit: 65_533), collation: .binary)
    case "tinytext": return MySQLType(.tinyblob, collation: .binary)
    case "mediumtext": return MySQLType(.mediumblob, collation: .binary)
    case "longtext": return MySQLType(.longblob, collation: .binary)
    default: return try sized([.tinyblob, .blob, .mediumblob, .longblob], collation: .binary)
    }
  }

  private func binary() throws(SQLError) -> MySQLType {
    syntax.name == "binary"
      ? MySQLType(.binary, length: try length(default: 1, limit: 255), collation: .binary)
      : MySQLType(.varbinary, length: try length(limit: 65_533), collation: .binary)
  }

  /// The smallest of four types that holds the length written; the second where there is none.
  private func sized(_ kinds: [MySQLType.Kind], collation: Collation) throws(SQLError) -> MySQLType
  {
    guard let length = number(syntax.length) else {
      return MySQLType(kinds[1], collation: collation)
    }
    let (bytes, isTooLong) = length.multipliedReportingOverflow(
      by: collation.bytesPerCharacter
    )
    let limits = [255, 65_535, 16_777_215, 4_294_967_295]
    let kind = zip(limits, kinds).first { bytes <= $0.0 }?.1
    guard let kind, !isTooLong else {
      throw SQLError(
        .tooBigDisplayWidth,
        "Display width out of range for column '\(column)' (max = 4294967295)"
      )
    }
    return MySQLType(kind, collation: collation)
  }

  private func members() throws(SQLError) -> MySQLType {
    var collation = try Collation(
      characterSet: syntax.charset,
      collation: syntax.collation,
      default: tableCollation
    )
    if syntax.isBinary { collation = collation.bytewise }
    let members = syntax.members.map { text in
      String(text.reversed().drop { $0 == " " }.reversed())
    }
    var seen: Set<String> = []
    for member in members
    where !seen.insert(collation.isBytewise ? member : member.lowercased()).inserted {
      throw SQLError(
        .duplicateMember,
        "Column '\(column)' has duplicated value '\(member)' in \(syntax.name.uppercased())"
      )
    }
    if syntax.name == "set", let member = members.first(where: { $0.contains(",") }) {
      throw SQLError(.illegalValue, "Illegal set '\(member)' value found during parsing")
    }
    guard syntax.name == "enum" || members.count <= 64 else {
      throw SQLError(.tooManySetMembers, "Too many strings for column \(column) and SET")
    }
    return MySQLType(
      Self.kind(syntax.name),
      collation: collation,
      members: members
    )
  }

  // MARK: Lengths

  private func fraction() throws(SQLError) -> Int {
    let digits = number(syntax.length) ?? 0
    guard digits <= 6 else {
      throw SQLError(
        .tooBigPrecision,
        "Too-big precision \(digits) specified for '\(column)'. Maximum is 6."
      )
    }
    return digits
  }

  private func bits() throws(SQLError) -> Int {
    let bits = number(syntax.length) ?? 1
    guard bits > 0 else {
      throw SQLError(.invalidFieldSize, "Invalid size for column '\(column)'.")
    }
    guard bits <= 64 else {
      throw SQLError(
        .tooBigDisplayWidth,
        "Display width out of range for column '\(column)' (max = 64)"
      )
    }
    return bits
  }

  private func length(default standard: Int? = nil, limit: Int) throws(SQLError) -> Int {
    guard let length = number(syntax.length) ?? standard else {
      throw SQLError(
        .parseError,
        "\(syntax.name.uppercased()) needs a length",
        hint: "write \(syntax.name.uppercased())(255)"
      )
    }
    guard length <= limit else {
      throw SQLError(
        .tooBigFieldLength,
        "Column length too big for column '\(column)' (max = \(limit)); use BLOB or TEXT instead"
      )
    }
    return length
  }

  private func number(_ digits: String?) -> Int? { digits.map { Int($0) ?? .max } }
}
