// INSERT, REPLACE, UPDATE, DELETE.
extension StatementParser {
  mutating func insert() throws(SQLError) -> Statement {
    let start = self.start
    let isReplace = isAt(.replace)
    advance()
    var hints: [String] = []
    while kind == .optimizerHint { hints.append(hintText()) }
    let priority = writePriority()
    if priority == .delayed { note(isReplace ? .replaceDelayed : .insertDelayed) }
    let isIgnore = take(.ignore)
    _ = take(.into)
    var insert = Insert(
      isReplace: isReplace,
      priority: priority,
      isIgnore: isIgnore,
      table: try tableName(),
      source: .values([]),
      hints: hints
    )
    if take(.partition) { insert.partitions = try nameList() }
    try insertSource(&insert)
    if case .query = insert.source, isAt(.as) { throw unexpected() }
    if take(.as) {
      let name = try identifier()
      let columns = kind == .leftParenthesis ? try nameList() : []
      insert.rowAlias = RowAlias(name: name, columns: columns, span: name.span)
    }
    if !isReplace, take(.on) {
      try expect(.duplicate)
      try expect(.key)
      try expect(.update)
      insert.onDuplicate = try assignments()
    }
    insert.span = span(from: start)
    return .insert(insert)
  }

  private mutating func writePriority() -> WritePriority? {
    if take(.lowPriority) { return .low }
    if take(.delayed) { return .delayed }
    if take(.highPriority) { return .high }
    return nil
  }

  /// The columns and rows: `(a, b) VALUES …`, `SET a = 1`, a query.
  private mutating func insertSource(_ insert: inout Insert) throws(SQLError) {
    if take(.set) {
      let assigned = try assignments()
      insert.columns = assigned.map(\.column)
      insert.source = .values([assigned.map(\.value)])
      return
    }
    if kind == .leftParenthesis, !opensQuery {
      insert.columns = try insertColumns()
    }
    if isAt(.values) || isAt(.value) {
      insert.source = .values(try insertRows())
    } else {
      insert.source = .query(try queryExpression())
    }
  }

  /// Whether the parentheses here hold a query rather than columns.
  private var opensQuery: Bool {
    var distance = 0
    while ahead(distance).kind == .leftParenthesis { distance += 1 }
    return ahead(distance).startsQuery || ahead(distance).keyword == .values
  }

  private mutating func insertColumns() throws(SQLError) -> [ColumnName] {
    try expect(.leftParenthesis)
    if take(.rightParenthesis) { return [] }
    let columns = try list { parser throws(SQLError) in try parser.columnName() }
    try expect(.rightParenthesis)
    return columns
  }

  /// `VALUES (…), (…)` or `VALUES ROW(…), ROW(…)`, not mixed.
  private mutating func insertRows() throws(SQLError) -> [[Expression]] {
    advance()
    let isSpelledRow = isAt(.row)
    return try list { parser throws(SQLError) -> [Expression] in
      if isSpelledRow { try parser.expect(.row) }
      return try parser.rowValues()
    }
  }

  /// `a = 1, t.b = DEFAULT`.
  mutating func assignments() throws(SQLError) -> [Assignment] {
    try list { parser throws(SQLError) -> Assignment in
      let start = parser.start
      let column = try parser.columnName()
      guard parser.take(.equal) || parser.take(.assign) else {
        throw parser.unexpected(expecting: ["="])
      }
      let value = try parser.expression()
      return Assignment(column: column, value: value, span: parser.span(from: start))
    }
  }

  mutating func update(with: With?, from start: Int) throws(SQLError) -> Statement {
    try expect(.update)
    var update = Update(with: with, tables: [], assignments: [])
    while kind == .optimizerHint { update.hints.append(hintText()) }
    update.isLowPriority = take(.lowPriority)
    update.isIgnore = take(.ignore)
    update.tables = try list { parser throws(SQLError) in try parser.tableReference() }
    try expect(.set)
    update.assignments = try assignments()
    if take(.where) { update.where = try expression() }
    if try takeBy(.order) { update.orderBy = try orderingTerms() }
    update.limit = try limitClause()
    update.span = span(from: start)
    return .update(update)
  }

  mutating func delete(with: With?, from start: Int) throws(SQLError) -> Statement {
    try expect(.delete)
    var delete = Delete(with: with, tables: [])
    while kind == .optimizerHint { delete.hints.append(hintText()) }
    deleteOptions(&delete)
    if take(.from) {
      try deleteFrom(&delete)
    } else {
      delete.targets = try deleteTargets()
      try expect(.from)
      delete.tables = try list { parser throws(SQLError) in try parser.tableReference() }
    }
    if take(.where) { delete.where = try expression() }
    if try takeBy(.order) { delete.orderBy = try orderingTerms() }
    delete.limit = try limitClause()
    delete.span = span(from: start)
    return .delete(delete)
  }

  private mutating func deleteOptions(_ delete: inout Delete) {
    while true {
      if take(.lowPriority) {
        delete.isLowPriority = true
      } else if take(.quick) {
        delete.isQuick = true
      } else if take(.ignore) {
        delete.isIgnore = true
      } else {
        return
      }
    }
  }

  /// `FROM t …` of one table, or `FROM a, b USING …`.
  private mutating func deleteFrom(_ delete: inout Delete) throws(SQLError) {
    let first = index
    if let targets = try? deleteTargets(), take(.using) {
      delete.targets = targets
      delete.tables = try list { parser throws(SQLError) in try parser.tableReference() }
      return
    }
    index = first
    delete.tables = [try namedTable()]
  }

  /// `a.*, b`: the tables rows are deleted from.
  private mutating func deleteTargets() throws(SQLError) -> [TableName] {
    try list { parser throws(SQLError) -> TableName in
      let first = try parser.identifier()
      var name = TableName(name: first, span: first.span)
      while parser.take(.dot) {
        if parser.take(.star) { return name }
        let next = try parser.anyWord()
        name = TableName(qualifier: name.name, name: next, span: name.span.union(next.span))
      }
      return name
    }
  }
}

// MARK: Other statements on data
extension StatementParser {
  mutating func loadData() throws(SQLError) -> Statement {
    let start = self.start
    try expect(.load)
    let isXML = isAt(.xml)
    guard take(.data) || take(.xml) else { throw unexpected(expecting: ["data", "xml"]) }
    var load = LoadData(
      isXML: isXML,
      path: Literal(kind: .null),
      table: TableName(name: Identifier(text: ""))
    )
    if isAt(.lowPriority) || isAt(.concurrent) {
      load.priority = keyword.rawValue
      advance()
    }
    load.isLocal = take(.local)
    try expect(.infile)
    load.path = try stringLiteral()
    if take(.replace) {
      load.policy = .replace
    } else if take(.ignore) {
      load.policy = .ignore
    }
    try expect(.into)
    try expect(.table)
    load.table = try tableName()
    if take(.partition) { load.partitions = try nameList() }
    if takeCharset() { load.charset = try charsetName() }
    load.fields = try fieldsFormat()
    load.lines = try linesFormat()
    if take(.rows) {
      try expect(.identified)
      try expect(.by)
      load.rowTag = try stringLiteral()
    }
    try loadTargets(&load)
    load.span = span(from: start)
    return .loadData(load)
  }

  private mutating func loadTargets(_ load: inout LoadData) throws(SQLError) {
    if take(.ignore) {
      load.ignoredLines = try integerText()
      guard take(.lines) || take(.rows) else { throw unexpected(expecting: ["lines"]) }
    }
    if take(.leftParenthesis) {
      if kind != .rightParenthesis {
        load.targets = try list { parser throws(SQLError) -> Expression in
          if parser.kind == .userVariable { return .userVariable(try parser.userVariable()) }
          return .column(try parser.columnName())
        }
      }
      try expect(.rightParenthesis)
    }
    if take(.set) { load.assignments = try assignments() }
  }

  mutating func callProcedure() throws(SQLError) -> Statement {
    let start = self.start
    try expect(.call)
    let name = try tableName()
    var arguments: [Expression] = []
    if take(.leftParenthesis) {
      if kind != .rightParenthesis {
        arguments = try list { parser throws(SQLError) in try parser.expression() }
      }
      try expect(.rightParenthesis)
    }
    return .call(Call(name: name, arguments: arguments, span: span(from: start)))
  }

  mutating func doStatement() throws(SQLError) -> Statement {
    let start = self.start
    try expect(.do)
    let expressions = try list { parser throws(SQLError) in try parser.expression() }
    return .do(Do(expressions: expressions, span: span(from: start)))
  }

  mutating func handler() throws(SQLError) -> Statement {
    let start = self.start
    try expect(.handler)
    let table = try tableName()
    let action: HandlerAction
    if take(.open) {
      action = .open(try alias(strings: false))
    } else if take(.close) {
      action = .close
    } else {
      try expect(.read)
      action = .read(try handlerRead())
    }
    return .handler(Handler(table: table, action: action, span: span(from: start)))
  }

  private mutating func handlerRead() throws(SQLError) -> HandlerRead {
    let start = self.start
    let positions: [Keyword] = [.first, .next, .prev, .last]
    var read = HandlerRead(position: "")
    if !positions.contains(keyword) || ahead().kind.isWord && positions.contains(ahead().keyword) {
      read.index = try isAt(.primary) ? anyWord() : identifier()
    }
    if positions.contains(keyword) {
      read.position = keyword.rawValue
      advance()
    } else {
      read.position = rawText(of: token)
      guard ["=", "<", "<=", ">", ">="].contains(read.position) else { throw unexpected() }
      advance()
      read.key = try parenthesized { parser throws(SQLError) in try parser.expression() }
    }
    if take(.where) { read.where = try expression() }
    read.limit = try limitClause()
    read.span = span(from: start)
    return read
  }
}
