// Columns, and the pieces of tables that stand beside them.
extension StatementParser {
  /// `name type attributes`.
  mutating func columnDefinition() throws(SQLError) -> ColumnDefinitionSyntax {
    let start = self.start
    let name = try identifier()
    var column = ColumnDefinitionSyntax(name: name, type: ColumnTypeSyntax(name: ""))
    if isAt(.serial) {
      advance()
      column.type = ColumnTypeSyntax(name: "bigint", isUnsigned: true, span: span(from: start))
      column.isNullable = false
      column.isAutoIncrement = true
      column.key = .unique
    } else {
      column.type = try columnType()
    }
    while try columnAttribute(&column) {}
    column.span = span(from: start)
    return column
  }

  /// Reads one attribute; false when there is none.
  private mutating func columnAttribute(
    _ column: inout ColumnDefinitionSyntax
  ) throws(SQLError) -> Bool {
    switch keyword {
    case .null, .not: return try nullability(&column)
    case .default: try defaultAttribute(&column)
    case .on:
      try expect(.on)
      try expect(.update)
      column.onUpdate = try nowValue()
    case .autoIncrement:
      advance()
      column.isAutoIncrement = true
    case .unique:
      advance()
      _ = take(.key)
      column.key = .unique
    case .primary, .key:
      column.key = take(.primary) ? .primary : .key
      guard take(.key) else { throw unexpected(expecting: ["key"]) }
    case .serial:
      advance()
      try expect(.default)
      try expect(.value)
      column.isNullable = false
      column.isAutoIncrement = true
      column.key = .unique
    case .comment:
      advance()
      column.comment = try stringLiteral()
    case .generated, .as: column.generated = try generatedColumn()
    case .visible, .invisible:
      column.isVisible = isAt(.visible)
      advance()
    case .constraint, .check: column.checks.append(try checkConstraint())
    case .references: column.reference = try foreignKeyReference()
    case .collate:
      advance()
      column.type.collation = try charsetName().text
    default: return try storageAttribute(&column)
    }
    return true
  }

  private mutating func nullability(
    _ column: inout ColumnDefinitionSyntax
  ) throws(SQLError) -> Bool {
    if take(.not) {
      if take(.secondary) { return true }
      try expect(.null)
      column.isNullable = false
    } else {
      advance()
      column.isNullable = true
    }
    return true
  }

  private mutating func defaultAttribute(
    _ column: inout ColumnDefinitionSyntax
  ) throws(SQLError) {
    advance()
    column.isDefaultExpression = kind == .leftParenthesis
    column.defaultValue = try defaultValue()
  }

  /// What follows DEFAULT: a literal with its sign, NOW(), or an expression in parentheses.
  mutating func defaultValue() throws(SQLError) -> Expression {
    if kind == .leftParenthesis {
      advance()
      let value = try expression()
      try expect(.rightParenthesis)
      return value
    }
    return try expression(.bitOr)
  }

  /// `CURRENT_TIMESTAMP`, `NOW(6)` and their synonyms.
  private mutating func nowValue() throws(SQLError) -> Expression {
    let value = try primary()
    guard case .function = value else { throw unexpected(expecting: ["current_timestamp"]) }
    return value
  }

  /// `[GENERATED ALWAYS] AS (expression) [VIRTUAL | STORED]`.
  private mutating func generatedColumn() throws(SQLError) -> GeneratedColumn {
    let start = self.start
    if take(.generated) { try expect(.always) }
    try expect(.as)
    try expect(.leftParenthesis)
    var generated = GeneratedColumn(expression: try expression())
    try expect(.rightParenthesis)
    if take(.virtual) {
      generated.isStored = false
    } else if take(.stored) {
      generated.isStored = true
    }
    generated.span = span(from: start)
    return generated
  }

  private mutating func storageAttribute(
    _ column: inout ColumnDefinitionSyntax
  ) throws(SQLError) -> Bool {
    switch keyword {
    case .srid:
      advance()
      column.srid = try integerText()
    case .columnFormat:
      advance()
      column.columnFormat = try anyWord().text.lowercased()
    case .storage:
      advance()
      column.storage = try anyWord().text.lowercased()
    case .engineAttribute:
      advance()
      _ = take(.equal)
      column.engineAttribute = try stringLiteral()
    case .secondaryEngineAttribute:
      advance()
      _ = take(.equal)
      column.secondaryEngineAttribute = try stringLiteral()
    default: return false
    }
    return true
  }
}

// MARK: Constraints
extension StatementParser {
  /// `[CONSTRAINT [name]] CHECK (expression) [[NOT] ENFORCED]`.
  mutating func checkConstraint() throws(SQLError) -> CheckConstraint {
    let start = self.start
    let name = try constraintName()
    return try checkConstraint(named: name, start)
  }

  /// `[CONSTRAINT [name]]`.
  mutating func constraintName() throws(SQLError) -> Identifier? {
    guard take(.constraint), isAtName else { return nil }
    return try identifier()
  }

  mutating func checkConstraint(
    named name: Identifier?,
    _ start: Int
  ) throws(SQLError) -> CheckConstraint {
    try expect(.check)
    try expect(.leftParenthesis)
    var check = CheckConstraint(name: name, expression: try expression())
    try expect(.rightParenthesis)
    if take(.not, .enforced) {
      check.isEnforced = false
    } else if take(.enforced) {
      check.isEnforced = true
    }
    check.span = span(from: start)
    return check
  }

  /// `FOREIGN KEY [index] (columns) REFERENCES …`.
  mutating func foreignKey(
    named name: Identifier?,
    _ start: Int
  ) throws(SQLError) -> ForeignKeyDefinition {
    try expect(.foreign)
    try expect(.key)
    let index = isAtName ? try identifier() : nil
    let columns = try nameList()
    let reference = try foreignKeyReference()
    return ForeignKeyDefinition(
      name: name,
      index: index,
      columns: columns,
      reference: reference,
      span: span(from: start)
    )
  }

  /// `REFERENCES t (columns) [MATCH …] [ON DELETE …] [ON UPDATE …]`.
  mutating func foreignKeyReference() throws(SQLError) -> ForeignKeyReference {
    let start = self.start
    try expect(.references)
    var reference = ForeignKeyReference(table: try tableName())
    if kind == .leftParenthesis { reference.columns = try nameList() }
    if take(.match) {
      guard let match = MatchKind(rawValue: keyword.rawValue) else { throw unexpected() }
      reference.match = match
      advance()
    }
    while isAt(.on), ahead().keyword == .delete || ahead().keyword == .update {
      advance()
      let isDelete = isAt(.delete)
      advance()
      let action = try referentialAction()
      if isDelete { reference.onDelete = action } else { reference.onUpdate = action }
    }
    reference.span = span(from: start)
    return reference
  }

  private mutating func referentialAction() throws(SQLError) -> ReferentialAction {
    if take(.restrict) { return .restrict }
    if take(.cascade) { return .cascade }
    if take(.no, .action) { return .noAction }
    if take(.set, .null) { return .setNull }
    if take(.set, .default) { return .setDefault }
    throw unexpected(expecting: ["restrict", "cascade", "set null", "no action"])
  }
}

// MARK: Indexes
extension StatementParser {
  /// An index of CREATE TABLE or ALTER TABLE; nil when none starts here.
  mutating func indexDefinition(
    constraint: Identifier?,
    _ start: Int
  ) throws(SQLError) -> IndexDefinitionSyntax? {
    var index = IndexDefinitionSyntax(kind: .index, constraint: constraint, parts: [])
    switch keyword {
    case .primary:
      advance()
      try expect(.key)
      index.kind = .primary
    case .unique, .fulltext, .spatial:
      index.kind = isAt(.unique) ? .unique : isAt(.fulltext) ? .fulltext : .spatial
      advance()
      if !take(.index) { _ = take(.key) }
    case .index, .key: advance()
    default: return nil
    }
    if isAtName, !isAt(.using) { index.name = try identifier() }
    if isAt(.using) || isAt(.type) { index.method = try indexMethod() }
    index.parts = try indexParts()
    index.options = try indexOptions()
    index.span = span(from: start)
    return index
  }

  /// `USING BTREE`.
  mutating func indexMethod() throws(SQLError) -> String {
    advance()
    return try anyWord().text.lowercased()
  }

  mutating func indexParts() throws(SQLError) -> [IndexPart] {
    try parenthesized { parser throws(SQLError) -> IndexPart in
      let start = parser.start
      var part = IndexPart()
      if parser.take(.leftParenthesis) {
        part.expression = try parser.expression()
        try parser.expect(.rightParenthesis)
      } else {
        part.column = try parser.identifier()
        if parser.take(.leftParenthesis) {
          part.length = try parser.integerText()
          try parser.expect(.rightParenthesis)
        }
      }
      if parser.take(.asc) {
        part.direction = .ascending
      } else if parser.take(.desc) {
        part.direction = .descending
      }
      part.span = parser.span(from: start)
      return part
    }
  }

  mutating func indexOptions() throws(SQLError) -> [IndexOption] {
    var options: [IndexOption] = []
    while let option = try indexOption() { options.append(option) }
    return options
  }

  private mutating func indexOption() throws(SQLError) -> IndexOption? {
    let start = self.start
    var option = IndexOption(name: keyword.rawValue)
    switch keyword {
    case .keyBlockSize:
      advance()
      _ = take(.equal)
      option.value = .number(try integerText())
    case .using, .type:
      option = IndexOption(name: "using")
      option.value = .word(Identifier(text: try indexMethod()))
    case .with where ahead().keyword == .parser:
      advance()
      advance()
      option = IndexOption(name: "parser", value: .word(try identifier()))
    case .comment:
      advance()
      option.value = .string(try stringLiteral())
    case .visible, .invisible: advance()
    case .engineAttribute, .secondaryEngineAttribute:
      advance()
      _ = take(.equal)
      option.value = .string(try stringLiteral())
    default: return nil
    }
    option.span = span(from: start)
    return option
  }
}
