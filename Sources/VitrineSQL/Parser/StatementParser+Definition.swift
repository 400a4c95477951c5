// CREATE, ALTER, DROP, RENAME, TRUNCATE.
extension StatementParser {
  /// A statement on schema objects; nil when none starts here.
  mutating func definitionStatement(_ start: Int) throws(SQLError) -> Statement? {
    switch keyword {
    case .create: return try create(start)
    case .alter: return try alter(start)
    case .drop: return try drop(start)
    case .rename where ahead().keyword == .table || ahead().keyword == .tables:
      return try renameTables(start)
    case .truncate:
      advance()
      _ = take(.table)
      return .truncateTable(TruncateTable(name: try tableName(), span: span(from: start)))
    default: return nil
    }
  }

  private mutating func create(_ start: Int) throws(SQLError) -> Statement? {
    switch ahead().keyword {
    case .table, .temporary:
      advance()
      return try createTable(from: start)
    case .spatial where ahead(2).keyword == .reference,
      .or where ahead(3).keyword == .spatial:
      return try administration(start)
    case .unique, .fulltext, .spatial, .index:
      advance()
      return try createIndex(start)
    case .database, .schema, .keyspace:
      advance()
      return try createDatabase(start)
    case .view, .or, .algorithm, .definer, .sql, .procedure, .function, .trigger, .event,
      .aggregate:
      advance()
      return try createViewOrProgram(start)
    default: return try administrationOfObject(start)
    }
  }

  /// CREATE, ALTER or DROP of what is administration, or of something that is not known.
  private mutating func administrationOfObject(_ start: Int) throws(SQLError) -> Statement {
    if let statement = try administration(start) { return statement }
    advance()
    throw unexpected(expecting: ["table", "index", "view", "database", "keyspace", "user"])
  }

  /// `OR REPLACE`, `ALGORITHM`, `DEFINER` and `SQL SECURITY` before what they belong to.
  private mutating func createViewOrProgram(_ start: Int) throws(SQLError) -> Statement {
    let isOrReplace = take(.or, .replace)
    var view = try viewAttributes()
    view.isOrReplace = isOrReplace
    switch keyword {
    case .view:
      try readView(&view, start)
      return .createView(view)
    case .procedure, .function, .trigger, .event, .aggregate:
      return try createProgram(definer: view.definer, start)
    default:
      throw unexpected(expecting: ["view", "procedure", "function", "trigger", "event"])
    }
  }

  private mutating func viewAttributes() throws(SQLError) -> CreateView {
    var view = CreateView(
      name: TableName(name: ""),
      query: QueryExpression(body: .select(Select(items: [])))
    )
    if take(.algorithm) {
      try expect(.equal)
      guard isAt(.undefined) || isAt(.merge) || isAt(.temptable) else {
        throw unexpected(expecting: ["undefined", "merge", "temptable"])
      }
      view.algorithm = try anyWord().text.lowercased()
    }
    if take(.definer) {
      try expect(.equal)
      view.definer = try accountName()
    }
    if take(.sql) {
      try expect(.security)
      guard isAt(.definer) || isAt(.invoker) else {
        throw unexpected(expecting: ["definer", "invoker"])
      }
      view.security = try anyWord().text.lowercased()
    }
    return view
  }

  private mutating func readView(_ view: inout CreateView, _ start: Int) throws(SQLError) {
    try expect(.view)
    view.name = try tableName()
    if kind == .leftParenthesis { view.columns = try nameList() }
    try expect(.as)
    view.query = try queryExpression()
    if take(.with) {
      view.checkOption = isAt(.local) ? "local" : "cascaded"
      if !take(.local) { _ = take(.cascaded) }
      try expect(.check)
      try expect(.option)
    }
    view.span = span(from: start)
  }

  private mutating func alter(_ start: Int) throws(SQLError) -> Statement? {
    switch ahead().keyword {
    case .table, .ignore:
      advance()
      return try alterTable(from: start)
    case .database, .schema:
      advance()
      return try alterDatabase(start)
    case .view, .algorithm, .definer, .sql:
      advance()
      var view = try viewAttributes()
      if isAt(.event) { return try alterEvent(view.definer, start) }
      try readView(&view, start)
      return .alterView(view)
    case .event:
      advance()
      return try alterEvent(nil, start)
    case .procedure, .function:
      advance()
      return try alterRoutine(start)
    case .vschema, .vitessMigration: return nil
    default: return try administrationOfObject(start)
    }
  }

  private mutating func drop(_ start: Int) throws(SQLError) -> Statement? {
    switch ahead().keyword {
    case .table, .tables, .temporary:
      advance()
      return try dropTable(start)
    case .view:
      advance()
      return try dropView(start)
    case .index:
      advance()
      return try dropIndex(start)
    case .database, .schema, .keyspace:
      advance()
      return try dropDatabase(start)
    case .prepare:
      advance()
      advance()
      return .deallocate(try identifier())
    case .procedure, .function, .trigger, .event:
      advance()
      let kind = ProgramKind(rawValue: keyword.rawValue) ?? .procedure
      advance()
      let isIfExists = try takeIfExists()
      return .dropRoutine(
        DropProgram(
          kind: kind,
          name: try tableName(),
          isIfExists: isIfExists,
          span: span(from: start)
        )
      )
    default: return try administrationOfObject(start)
    }
  }
}

// MARK: Tables and indexes
extension StatementParser {
  private mutating func dropTable(_ start: Int) throws(SQLError) -> Statement {
    var drop = DropTable(tables: [], isTemporary: take(.temporary))
    guard take(.table) || take(.tables) else { throw unexpected(expecting: ["table"]) }
    drop.isIfExists = try takeIfExists()
    drop.tables = try list { parser throws(SQLError) in try parser.tableName() }
    drop.behavior = dropBehavior()
    drop.span = span(from: start)
    return .dropTable(drop)
  }

  private mutating func dropView(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var drop = DropView(views: [], isIfExists: try takeIfExists())
    drop.views = try list { parser throws(SQLError) in try parser.tableName() }
    drop.behavior = dropBehavior()
    drop.span = span(from: start)
    return .dropView(drop)
  }

  private mutating func dropBehavior() -> DropBehavior? {
    if take(.restrict) { return .restrict }
    return take(.cascade) ? .cascade : nil
  }

  private mutating func renameTables(_ start: Int) throws(SQLError) -> Statement {
    advance()
    advance()
    let renames = try list { parser throws(SQLError) -> TableRename in
      let start = parser.start
      let old = try parser.tableName()
      try parser.expect(.to)
      return TableRename(from: old, to: try parser.tableName(), span: parser.span(from: start))
    }
    return .renameTable(RenameTable(renames: renames, span: span(from: start)))
  }

  private mutating func createIndex(_ start: Int) throws(SQLError) -> Statement {
    var index = IndexDefinitionSyntax(kind: .index, parts: [])
    if take(.unique) {
      index.kind = .unique
    } else if take(.fulltext) {
      index.kind = .fulltext
    } else if take(.spatial) {
      index.kind = .spatial
    }
    try expect(.index)
    index.name = try identifier()
    if isAt(.using) || isAt(.type) { index.method = try indexMethod() }
    try expect(.on)
    let table = try tableName()
    index.parts = try indexParts()
    index.options = try indexOptions()
    index.span = span(from: start)
    var create = CreateIndex(table: table, index: index)
    (create.algorithm, create.lock) = try indexMethods()
    create.span = span(from: start)
    return .createIndex(create)
  }

  /// `ALGORITHM = …` and `LOCK = …`, in any order.
  private mutating func indexMethods() throws(SQLError) -> (algorithm: String?, lock: String?) {
    var algorithm: String?
    var lock: String?
    while isAt(.algorithm) || isAt(.lock) {
      if isAt(.lock) { lock = try methodValue() } else { algorithm = try methodValue() }
    }
    return (algorithm, lock)
  }

  private mutating func dropIndex(_ start: Int) throws(SQLError) -> Statement {
    advance()
    let name = try isAt(.primary) ? anyWord() : identifier()
    try expect(.on)
    let table = try tableName()
    let methods = try indexMethods()
    return .dropIndex(
      DropIndex(
        name: name,
        table: table,
        algorithm: methods.algorithm,
        lock: methods.lock,
        span: span(from: start)
      )
    )
  }
}

// MARK: Databases
extension StatementParser {
  private mutating func createDatabase(_ start: Int) throws(SQLError) -> Statement {
    let isKeyspace = isAt(.keyspace)
    advance()
    let isIfNotExists = try takeIfNotExists()
    let name = try identifier()
    let options = try databaseOptions(isKeyspace: isKeyspace)
    return .createDatabase(
      CreateDatabase(
        name: name,
        isKeyspace: isKeyspace,
        isIfNotExists: isIfNotExists,
        options: options,
        span: span(from: start)
      )
    )
  }

  private mutating func alterDatabase(_ start: Int) throws(SQLError) -> Statement {
    advance()
    var alter = AlterDatabase()
    if isAtName, !startsDatabaseOption { alter.name = try identifier() }
    if take(.upgrade) {
      try expect(.data)
      try expect(.directory)
      try expect(.name)
      alter.isUpgradeDataDirectory = true
    } else {
      alter.options = try databaseOptions(isKeyspace: false)
      guard !alter.options.isEmpty else { throw unexpected() }
    }
    alter.span = span(from: start)
    return .alterDatabase(alter)
  }

  /// Whether an option rather than the database's name stands here: `charset charset = 'x'` names
  /// the database `charset`.
  private var startsDatabaseOption: Bool {
    switch keyword {
    case .charset: ahead().kind != .reservedWord && ahead().keyword != .charset
    case .encryption: ahead().kind == .equal || ahead().kind == .string
    default: false
    }
  }

  private mutating func databaseOptions(isKeyspace: Bool) throws(SQLError) -> [TableOption] {
    var options: [TableOption] = []
    while true {
      let start = self.start
      _ = take(.default)
      var name: String
      if takeCharset() {
        name = "charset"
      } else if take(.collate) {
        name = "collate"
      } else if take(.encryption) {
        name = "encryption"
      } else if isAt(.read, .only) {
        advance()
        advance()
        name = "read only"
      } else if isKeyspace, isAt(word: "shards") || isAt(word: "durability") {
        name = foldedText(of: token)
        advance()
      } else {
        return options
      }
      _ = take(.equal)
      let value: OptionValue =
        name == "charset" || name == "collate" ? .word(try charsetName()) : try optionValue()
      options.append(TableOption(name: name, value: value, span: span(from: start)))
    }
  }

  private mutating func dropDatabase(_ start: Int) throws(SQLError) -> Statement {
    let isKeyspace = isAt(.keyspace)
    advance()
    let isIfExists = try takeIfExists()
    return .dropDatabase(
      DropDatabase(
        name: try identifier(),
        isKeyspace: isKeyspace,
        isIfExists: isIfExists,
        span: span(from: start)
      )
    )
  }
}
