// Vitess's additions.
extension StatementParser {
  /// One of Vitess's own statements; nil when none starts here.
  mutating func vitessStatement(_ start: Int) throws(SQLError) -> Statement? {
    switch keyword {
    case .alter where ahead().keyword == .vschema:
      advance()
      advance()
      let action = try vschemaAction()
      return .alterVSchema(AlterVSchema(action: action, span: span(from: start)))
    case .alter where ahead().keyword == .vitessMigration: return try alterMigration(start)
    case .revert:
      advance()
      try expect(.vitessMigration)
      return .revertMigration(
        RevertMigration(uuid: try stringLiteral(), span: span(from: start))
      )
    case .vexplain:
      advance()
      var kind: VExplainKind?
      if kind == nil, let word = VExplainKind(rawValue: keyword.rawValue) {
        kind = word
        advance()
      }
      return .vexplain(
        VExplain(kind: kind, statement: try statement(), span: span(from: start))
      )
    case .stream: return .stream(try stream(start))
    case .vstream: return .vstream(try stream(start))
    default: return nil
    }
  }

  private mutating func stream(_ start: Int) throws(SQLError) -> Stream {
    advance()
    let item: SelectItem
    if kind == .star {
      item = .star(StarItem(span: token.span))
      advance()
    } else {
      item = try selectItem()
    }
    try expect(.from)
    var stream = Stream(item: item, table: try tableName())
    if take(.where) { stream.where = try expression() }
    stream.limit = try limitClause()
    stream.span = span(from: start)
    return stream
  }
}

// MARK: ALTER VSCHEMA
extension StatementParser {
  private mutating func vschemaAction() throws(SQLError) -> AlterVSchemaAction {
    switch keyword {
    case .create:
      advance()
      try expect(.vindex)
      let name = try tableName()
      return .createVindex(name, try vindexSpecification())
    case .drop:
      advance()
      if take(.vindex) { return .dropVindex(try tableName()) }
      if take(.sequence) { return .dropSequence(try tableName()) }
      try expect(.table)
      return .dropTable(try tableName())
    case .add:
      advance()
      if take(.sequence) { return .addSequence(try tableName()) }
      try expect(.table)
      return .addTable(try tableName())
    case .on:
      advance()
      return try vschemaTableAction(try tableName())
    default: throw unexpected(expecting: ["create", "drop", "add", "on"])
    }
  }

  private mutating func vschemaTableAction(
    _ table: TableName
  ) throws(SQLError) -> AlterVSchemaAction {
    if take(.add) {
      if take(.autoIncrement) {
        let column = try identifier()
        try expect(.using)
        return .addAutoIncrement(table, column, try tableName())
      }
      return .addColumnVindex(try columnVindex(table))
    }
    try expect(.drop)
    if take(.autoIncrement) { return .dropAutoIncrement(table) }
    try expect(.vindex)
    return .dropColumnVindex(table, try identifier())
  }

  private mutating func columnVindex(
    _ table: TableName
  ) throws(SQLError) -> ColumnVindexSpecification {
    let start = self.start
    try expect(.vindex)
    let vindex = try identifier()
    let columns = try nameList()
    let specification = isAt(.using) ? try vindexSpecification() : nil
    return ColumnVindexSpecification(
      table: table,
      vindex: vindex,
      columns: columns,
      specification: specification,
      span: span(from: start)
    )
  }

  /// `USING type [WITH name=value, …]`.
  private mutating func vindexSpecification() throws(SQLError) -> VindexSpecification {
    let start = self.start
    try expect(.using)
    var specification = VindexSpecification(type: try identifier())
    if take(.with) {
      specification.parameters = try list { parser throws(SQLError) -> VindexParameter in
        let start = parser.start
        let name = try parser.anyWord()
        try parser.expect(.equal)
        let value = try parser.parameterText()
        return VindexParameter(name: name, value: value, span: parser.span(from: start))
      }
    }
    specification.span = span(from: start)
    return specification
  }

  /// A word, a string or a number, as text.
  private mutating func parameterText() throws(SQLError) -> String {
    switch kind {
    case .string:
      let text = stringText(of: token)
      advance()
      return text
    case .integerNumber, .decimalNumber, .floatNumber:
      let text = rawText(of: token)
      advance()
      return text
    default: return try anyWord().text
    }
  }
}

// MARK: Migrations
extension StatementParser {
  private mutating func alterMigration(_ start: Int) throws(SQLError) -> Statement {
    advance()
    advance()
    var migration = AlterMigration(action: "")
    if kind == .string { migration.uuid = try stringLiteral() }
    migration.action = try migrationAction()
    if migration.action == "set cutover_threshold" { migration.threshold = try stringLiteral() }
    if migration.uuid == nil { try expect(.all) }
    if take(.vitessShards) { migration.shards = try stringLiteral() }
    if take(.expire) { migration.expire = try stringLiteral() }
    if take(.ratio) { migration.ratio = try literal() }
    migration.span = span(from: start)
    return .alterMigration(migration)
  }

  private mutating func migrationAction() throws(SQLError) -> String {
    switch keyword {
    case .retry, .cleanup, .launch, .cancel, .complete, .throttle, .unthrottle, .forceCutover:
      return takeWord()
    case .postpone:
      advance()
      try expect(.complete)
      return "postpone complete"
    case .set:
      advance()
      guard isAt(word: "cutover_threshold") else { throw unexpected() }
      advance()
      return "set cutover_threshold"
    default:
      throw unexpected(expecting: [
        "retry", "cleanup", "launch", "cancel", "complete", "throttle", "unthrottle",
        "force_cutover", "postpone",
      ])
    }
  }
}
