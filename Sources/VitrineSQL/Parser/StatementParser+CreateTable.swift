extension StatementParser {
  /// `[TEMPORARY] TABLE …`, after CREATE.
  mutating func createTable(from start: Int) throws(SQLError) -> Statement {
    let isTemporary = take(.temporary)
    try expect(.table)
    let isIfNotExists = try takeIfNotExists()
    var table = CreateTable(
      name: try tableName(),
      isTemporary: isTemporary,
      isIfNotExists: isIfNotExists
    )
    if take(.like) {
      table.like = try tableName()
    } else {
      try createTableBody(&table)
    }
    table.span = span(from: start)
    return .createTable(table)
  }

  /// `IF NOT EXISTS`.
  mutating func takeIfNotExists() throws(SQLError) -> Bool {
    guard isAt(.if, .not) else { return false }
    advance()
    advance()
    try expect(.exists)
    return true
  }

  /// `IF EXISTS`.
  mutating func takeIfExists() throws(SQLError) -> Bool {
    guard take(.if) else { return false }
    try expect(.exists)
    return true
  }

  private mutating func createTableBody(_ table: inout CreateTable) throws(SQLError) {
    if kind == .leftParenthesis, ahead().keyword == .like {
      advance()
      advance()
      table.like = try tableName()
      try expect(.rightParenthesis)
      return
    }
    if kind == .leftParenthesis, !ahead().startsQuery, ahead().kind != .leftParenthesis {
      advance()
      try tableElement(&table)
      while take(.comma) { try tableElement(&table) }
      try expect(.rightParenthesis)
    }
    table.options = try tableOptions(separatedByComma: true)
    if isAt(.partition, .by) { table.partitioning = try partitioning() }
    if take(.replace) {
      table.duplicates = .replace
    } else if take(.ignore) {
      table.duplicates = .ignore
    }
    if take(.as) || startsQuery || kind == .leftParenthesis {
      table.query = try queryExpression()
    }
  }

  /// A column, an index or a constraint.
  private mutating func tableElement(_ table: inout CreateTable) throws(SQLError) {
    let start = self.start
    let isConstraint = isAt(.constraint)
    let name = try constraintName()
    if isAt(.foreign) {
      table.foreignKeys.append(try foreignKey(named: name, start))
    } else if isAt(.check) {
      table.checks.append(try checkConstraint(named: name, start))
    } else if let index = try indexDefinition(constraint: name, start) {
      table.indexes.append(index)
    } else if isConstraint {
      throw unexpected(expecting: ["primary key", "unique", "foreign key", "check"])
    } else {
      table.columns.append(try columnDefinition())
    }
  }
}

// MARK: Table options
extension StatementParser {
  mutating func tableOptions(separatedByComma: Bool) throws(SQLError) -> [TableOption] {
    var options: [TableOption] = []
    while let option = try tableOption() {
      options.append(option)
      if separatedByComma, kind == .comma, ahead().startsTableOption { advance() }
    }
    return options
  }

  /// `NAME [=] value`; nil when no option starts here.
  mutating func tableOption() throws(SQLError) -> TableOption? {
    let start = self.start
    guard token.startsTableOption else { return nil }
    if take(.default), !mayFollowDefault { throw unexpected() }
    if takeCharset() { return try option("charset", start, isCharset: true) }
    let name = keyword.rawValue
    switch keyword {
    case .collate:
      advance()
      return try option("collate", start, isCharset: true)
    case .data, .index:
      advance()
      try expect(.directory)
      return try option("\(name) directory", start)
    case .union:
      advance()
      _ = take(.equal)
      let tables = try unionTables()
      return TableOption(name: name, value: .list(tables), span: span(from: start))
    default:
      advance()
      return try option(name, start)
    }
  }

  /// Whether the option here is one of those that DEFAULT may stand before.
  private var mayFollowDefault: Bool {
    switch keyword {
    case .charset, .character, .char, .collate, .encryption: true
    default: false
    }
  }

  private mutating func unionTables() throws(SQLError) -> [TableName] {
    try expect(.leftParenthesis)
    if take(.rightParenthesis) { return [] }
    let tables = try list { parser throws(SQLError) in try parser.tableName() }
    try expect(.rightParenthesis)
    return tables
  }

  private mutating func option(
    _ name: String,
    _ start: Int,
    isCharset: Bool = false
  ) throws(SQLError) -> TableOption {
    _ = take(.equal)
    let value: OptionValue = isCharset ? .word(try charsetName()) : try optionValue()
    return TableOption(name: name, value: value, span: span(from: start))
  }

  /// A number, a string or a word.
  mutating func optionValue() throws(SQLError) -> OptionValue {
    switch kind {
    case .integerNumber, .decimalNumber, .floatNumber:
      let text = rawText(of: token)
      advance()
      return .number(text)
    case .string: return .string(try stringLiteral())
    default: return .word(try anyWord())
    }
  }
}

extension Token {
  /// Whether a table option starts here.
  var startsTableOption: Bool {
    switch keyword {
    case .engine, .autoIncrement, .avgRowLength, .checksum, .tableChecksum, .comment, .compression,
      .connection, .data, .index, .delayKeyWrite, .encryption, .engineAttribute, .insertMethod,
      .keyBlockSize, .maxRows, .minRows, .packKeys, .password, .rowFormat,
      .secondaryEngineAttribute, .statsAutoRecalc, .statsPersistent, .statsSamplePages,
      .tablespace, .union, .default, .charset, .character, .char, .collate, .storage,
      .autoextendSize, .secondaryEngine, .nodegroup:
      kind == .keyword || kind == .reservedWord
    default: false
    }
  }
}
