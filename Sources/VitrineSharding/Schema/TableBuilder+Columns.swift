import VitrineSQL

extension TableBuilder {
  /// Adds a column, at the end or at a position; not yet its keys.
  mutating func addColumn(_ syntax: ColumnDefinitionSyntax, at position: Int?) throws(SQLError) {
    let column = try columnDefinition(syntax)
    guard table.position(of: column.name) == nil else {
      throw SQLError(
        .duplicateColumn,
        "Duplicate column name '\(column.name)'",
        at: syntax.name.span
      )
    }
    guard table.columns.count < TableDefinition.maximumColumns else {
      throw SQLError(.tooManyFields, "Too many columns", at: syntax.name.span)
    }
    if let position { table.columns.insert(column, at: position) } else { table.append(column) }
  }

  /// Adds the keys and constraints written on a column.
  mutating func addColumnKeys(_ syntax: ColumnDefinitionSyntax) throws(SQLError) {
    let part = IndexPart(column: syntax.name, span: syntax.name.span)
    switch syntax.key {
    case .primary, .key:
      try addIndex(IndexDefinitionSyntax(kind: .primary, parts: [part], span: syntax.name.span))
    case .unique:
      try addIndex(IndexDefinitionSyntax(kind: .unique, parts: [part], span: syntax.name.span))
    case nil: break
    }
  }

  /// Adds what CHECK says in columns and beside them, in the order in which it is written: so MySQL numbers what has no
  /// name.
  mutating func addChecks(
    of columns: [ColumnDefinitionSyntax],
    beside others: [CheckConstraint] = []
  ) throws(SQLError) {
    let own = columns.flatMap { column in
      column.checks.map { (syntax: $0, column: String?.some(column.name.text)) }
    }
    let all = own + others.map { (syntax: $0, column: nil) }
    for check in all.sorted(by: {
      $0.syntax.span.range.lowerBound < $1.syntax.span.range.lowerBound
    }) {
      try addCheck(check.syntax, of: check.column)
    }
  }

  /// The column a syntax describes.
  func columnDefinition(_ syntax: ColumnDefinitionSyntax) throws(SQLError) -> ColumnDefinition {
    let name = syntax.name.text
    guard name.count <= 64 else {
      throw SQLError(.tooLong, "Identifier name '\(name)' is too long", at: syntax.name.span)
    }
    guard isReadingBack || !name.hasSuffix(" ") else {
      throw SQLError(.wrongColumnName, "Incorrect column name '\(name)'", at: syntax.name.span)
    }
    guard !isSame(name, TableDefinition.hiddenKey) else {
      throw SQLError(
        .wrongFieldSpecifier,
        "the column name '\(name)' is reserved",
        at: syntax.name.span
      )
    }
    let type = try MySQLType(syntax.type, column: name, collation: table.options.collation)
    var column = ColumnDefinition(name: name, type: type, isNullable: syntax.isNullable ?? true)
    column.isAutoIncrement = syntax.isAutoIncrement
    column.spatial = try spatialAttributes(syntax, type)
    column.onUpdate = syntax.onUpdate?.detached
    column.isInvisible = syntax.isVisible == false
    column.comment = try comment(
      syntax.comment?.text ?? "",
      of: "field '\(name)'",
      limit: 1024,
      .tooLongFieldComment
    )
    column.generated = syntax.generated.map {
      ColumnGeneration(expression: $0.expression.detached, isStored: $0.isStored ?? false)
    }
    column.defaultExpression = try defaultExpression(syntax, of: column)?.detached
    try checkAttributes(column, syntax)
    for key in table.foreignKeys { try checkBase(of: column, key, at: syntax.span) }
    if column.isAutoIncrement { column.isNullable = false }
    return column
  }

  /// Of a column of a spatial type, and of no other.
  private func spatialAttributes(
    _ syntax: ColumnDefinitionSyntax,
    _ type: MySQLType
  ) throws(SQLError) -> SpatialAttributes? {
    guard type.kind == .geometry else {
      guard syntax.srid == nil else {
        throw SQLError(
          .wrongUsage,
          "Incorrect usage of SRID and non-geometry column",
          at: syntax.name.span
        )
      }
      return nil
    }
    let name = syntax.type.name == "geometrycollection" ? "geomcollection" : syntax.type.name
    let srid = try syntax.srid.map { (digits) throws(SQLError) in
      guard let number = UInt32(digits) else {
        throw SQLError(
          .outOfRange,
          "SRID value is out of range in 'SRID'",
          at: syntax.name.span
        )
      }
      return number
    }
    return SpatialAttributes(name: name, srid: srid)
  }

  private func checkAttributes(
    _ column: ColumnDefinition,
    _ syntax: ColumnDefinitionSyntax
  )
    throws(SQLError)
  {
    let takesNumbers = column.type.isInteger || column.type.isApproximate
    let takesNow = column.type.kind == .timestamp || column.type.kind == .datetime
    guard !column.isAutoIncrement || takesNumbers else {
      throw SQLError(
        .wrongFieldSpecifier,
        "Incorrect column specifier for column '\(column.name)'",
        at: syntax.name.span
      )
    }
    let fitsNow =
      isReadingBack || column.onUpdate.map { $0.nowDigits == column.type.scale ?? 0 } ?? true
    guard column.onUpdate == nil || (takesNow && fitsNow) else {
      throw SQLError(
        .invalidOnUpdate,
        "Invalid ON UPDATE clause for '\(column.name)' column",
        at: syntax.name.span
      )
    }
    guard !(column.isAutoIncrement && syntax.defaultValue != nil) else {
      throw invalidDefault(syntax)
    }
    guard column.generated == nil || (syntax.defaultValue == nil && !column.isAutoIncrement) else {
      throw SQLError(
        .parseError,
        "a generated column has neither DEFAULT nor AUTO_INCREMENT",
        at: syntax.defaultValue?.span ?? syntax.name.span
      )
    }
  }

  // MARK: Defaults

  /// The default as it is kept: a literal in the column's own form, or the expression.
  ///
  /// `DEFAULT NULL` is kept as no default; MySQL treats both alike.
  func defaultExpression(
    _ syntax: ColumnDefinitionSyntax,
    of column: ColumnDefinition
  ) throws(SQLError) -> Expression? {
    guard let value = syntax.defaultValue else { return nil }
    if case .literal(let literal) = value, literal.kind == .null {
      guard syntax.isNullable != false, syntax.key != .primary else { throw invalidDefault(syntax) }
      return nil
    }
    if value.isCurrentTimestamp { return try checkedNow(value, syntax, column) }
    if syntax.isDefaultExpression {
      guard !column.type.refusesLiteralDefault, value.normalizedDefault(for: column.type) != nil
      else { return value }
    }
    guard syntax.isDefaultExpression || !column.type.refusesLiteralDefault else {
      throw SQLError(
        .blobCannotHaveDefault,
        "BLOB, TEXT, GEOMETRY or JSON column '\(column.name)' can't have a default value",
        at: value.span,
        hint: "an expression in parentheses may be one"
      )
    }
    var stored: Expression? = value
    if let fitsDefault { stored = try fitsDefault(value, column) }
    guard let literal = stored?.normalizedDefault(for: column.type) else {
      throw invalidDefault(syntax)
    }
    return literal
  }

  private func checkedNow(
    _ value: Expression,
    _ syntax: ColumnDefinitionSyntax,
    _ column: ColumnDefinition
  ) throws(SQLError) -> Expression {
    let takesNow = column.type.kind == .timestamp || column.type.kind == .datetime
    let fits = takesNow && (isReadingBack || value.nowDigits == column.type.scale ?? 0)
    guard fits || syntax.isDefaultExpression else { throw invalidDefault(syntax) }
    return value
  }

  private func invalidDefault(_ syntax: ColumnDefinitionSyntax) -> SQLError {
    SQLError(
      .invalidDefault,
      "Invalid default value for '\(syntax.name.text)'",
      at: syntax.defaultValue?.span ?? syntax.name.span
    )
  }
}

extension MySQLType {
  /// Whether a literal cannot be a column's default.
  package var refusesLiteralDefault: Bool {
    switch kind {
    case .tinytext, .text, .mediumtext, .longtext, .tinyblob, .blob, .mediumblob, .longblob, .json,
      .geometry:
      true
    default: false
    }
  }
}

extension Expression {
  /// Whether it is CURRENT_TIMESTAMP or a synonym of it.
  package var isCurrentTimestamp: Bool {
    guard case .function(let call) = self else { return false }
    return ["current_timestamp", "now", "localtime", "localtimestamp"].contains(call.name.folded)
  }

  /// The digits of fractional seconds that CURRENT_TIMESTAMP is asked for.
  var nowDigits: Int {
    guard case .function(let call) = self, let digits = call.arguments.first?.integerValue else {
      return 0
    }
    return Int(clamping: digits)
  }

  /// Whether its value depends on a row.
  package var namesColumns: Bool {
    var isFound = false
    walk { if case .column = $0 { isFound = true } }
    return isFound
  }

  /// A literal default in the form in which columns of a type keep theirs: numbers as numbers, all
  /// else as strings, so that the printed table reads back to an equal one.
  func normalizedDefault(for type: MySQLType) -> Expression? {
    switch self {
    case .unary(let node) where node.operator == .minus || node.operator == .plus:
      guard type.isNumeric else {
        return node.operand.literalText.map { .string(node.operator.rawValue + $0) }
      }
      guard let operand = node.operand.normalizedDefault(for: type) else { return nil }
      return node.operator == .plus
        ? operand : .unary(UnaryOperation(operator: .minus, operand: operand))
    case .literal(let literal): return literal.normalizedDefault(for: type)
    default: return nil
    }
  }

  private var literalText: String? {
    if case .literal(let literal) = self { literal.numberText } else { nil }
  }

  /// A string literal that no text stands behind.
  static func string(_ text: String) -> Expression { .literal(Literal(kind: .string(text))) }
}

extension Literal {
  fileprivate var numberText: String? {
    switch kind {
    case .integer(let digits), .decimal(let digits), .float(let digits): digits
    case .true: "1"
    case .false: "0"
    default: nil
    }
  }

  fileprivate func normalizedDefault(for type: MySQLType) -> Expression? {
    switch kind {
    case .hex(let bytes), .bit(let bytes):
      guard type.kind == .bit else { return .literal(Literal(kind: kind)) }
      let number = bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return .literal(Literal(kind: .integer(String(number))))
    case .string(let text), .date(let text), .time(let text), .timestamp(let text):
      return type.isNumeric && type.kind != .bit ? Self.number(text, type) : .string(text)
    default:
      guard let digits = numberText else { return nil }
      return type.isNumeric ? Self.number(digits, type) : .string(digits)
    }
  }

  /// The literal expression for the text of a number; nil when it is none.
  private static func number(_ text: String, _ type: MySQLType) -> Expression? {
    if text.hasPrefix("-") {
      return number(String(text.dropFirst()), type).map {
        .unary(UnaryOperation(operator: .minus, operand: $0))
      }
    }
    guard !text.isEmpty, Double(text) != nil, text.utf8.allSatisfy({ isNumberByte($0) }) else {
      return nil
    }
    if text.lowercased().contains("e") { return .literal(Literal(kind: .float(text))) }
    let digits = padded(text, type)
    return .literal(Literal(kind: digits.contains(".") ? .decimal(digits) : .integer(digits)))
  }

  /// The digits as a column of the type shows them: without zeros before them, and where it has a fixed
  /// number of digits behind the point with all of those.
  private static func padded(_ text: String, _ type: MySQLType) -> String {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count > 1 ? parts[1] : ""
    let whole = parts[0].drop { $0 == "0" || $0 == "+" }
    let start = whole.isEmpty ? "0" : String(whole)
    let scale = type.isInteger || type.kind == .bit ? nil : type.scale
    let zeros = String(repeating: "0", count: max(0, (scale ?? 0) - fraction.utf8.count))
    return fraction.isEmpty && zeros.isEmpty ? start : "\(start).\(fraction)\(zeros)"
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }
}

extension ColumnDefinition {
  /// Whether its default is computed for each row.
  package var hasComputedDefault: Bool {
    guard let defaultExpression, !defaultExpression.isCurrentTimestamp else { return false }
    if case .literal = defaultExpression { return false }
    return true
  }
}
