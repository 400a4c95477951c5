extension StatementParser {
  /// What follows FROM; `DUAL` is nothing.
  @inline(__always)
  mutating func fromClause() throws(SQLError) -> Few<TableReference> {
    if take(.dual) { return Few() }
    if isAtPlainTable, !ahead(ahead().kind == .identifier ? 2 : 1).continuesFrom,
      depth < Parser.maximumDepth
    {
      return Few(only: plainTable())
    }
    return try few { parser throws(SQLError) in try parser.tableReference() }
  }

  /// A table and what is joined to it.
  ///
  /// A join waits on a stack until its ON or USING comes, which closes the innermost one. Joins left without a
  /// condition at the end are cross products; as MySQL does, they are turned to nest to the left, so that
  /// in `a JOIN b JOIN c ON …` the condition may speak of `a`.
  mutating func tableReference() throws(SQLError) -> TableReference {
    try descend()
    defer { depth -= 1 }
    let first = try tableFactor()
    return try keyword.continuesJoin ? joins(after: first) : first
  }

  private mutating func joins(
    after first: consuming TableReference
  ) throws(SQLError) -> TableReference {
    var waiting: [WaitingJoin] = []
    var current = JoinSpine(reference: first)
    while true {
      if isAt(.natural) {
        current = try naturalJoin(current)
      } else if let kind = try takeJoin() {
        let right = try tableFactor()
        if isAtJoinCondition {
          current = current.joined(kind, right, try joinCondition())
        } else {
          waiting.append(WaitingJoin(kind: kind, left: current))
          current = JoinSpine(reference: right)
        }
      } else if isAtJoinCondition, let join = waiting.popLast() {
        current = join.left.joined(join.kind, current.reference, try joinCondition())
      } else {
        break
      }
      if waiting.count + current.depth + depth > Parser.maximumDepth { throw tooDeep() }
    }
    while let join = waiting.popLast() {
      guard join.kind == .inner || join.kind == .straight else {
        throw unexpected(expecting: ["on", "using"])
      }
      current = join.prepended(to: current)
    }
    return current.reference
  }

  @inline(__always)
  private var isAtJoinCondition: Bool { isAt(.on) || isAt(.using) }

  private mutating func naturalJoin(_ left: __owned JoinSpine) throws(SQLError) -> JoinSpine {
    try expect(.natural)
    guard let kind = try takeJoin() else { throw unexpected(expecting: ["join"]) }
    guard kind != .straight else { throw unexpected() }
    return left.joined(kind, try tableFactor(), .natural)
  }

  /// `JOIN` with the words before it; nil when there is no join here.
  private mutating func takeJoin() throws(SQLError) -> JoinKind? {
    switch keyword {
    case .straightJoin:
      advance()
      return .straight
    case .join:
      advance()
      return .inner
    case .inner, .cross:
      advance()
      try expect(.join)
      return .inner
    case .left, .right:
      let kind = isAt(.left) ? JoinKind.left : .right
      advance()
      _ = take(.outer)
      try expect(.join)
      return kind
    default: return nil
    }
  }

  private mutating func joinCondition() throws(SQLError) -> JoinCondition {
    if take(.on) {
      if let plain = plainCondition() { return .on(.binary(plain)) }
      return .on(try expression())
    }
    try expect(.using)
    return .using(try nameList())
  }

  @inline(__always)
  private mutating func tableFactor() throws(SQLError) -> TableReference {
    isAtPlainTable ? plainTable() : try otherTable()
  }

  /// Whether nothing but `t` or `t a` stands here.
  @inline(__always)
  private var isAtPlainTable: Bool {
    mutating get {
      guard kind == .identifier, putAside == nil else { return false }
      return ahead(ahead().kind == .identifier ? 2 : 1).endsTable
    }
  }

  /// What is no plain table.
  private mutating func otherTable() throws(SQLError) -> TableReference {
    if case .reference(let reference)? = putAside {
      putAside = nil
      return reference
    }
    switch kind {
    case .leftParenthesis: return try parenthesizedReference()
    case .reservedWord where keyword == .lateral:
      let start = self.start
      advance()
      return try derivedTable(try subquery(), start, isLateral: true)
    case .reservedWord where keyword == .jsonTable: return .jsonTable(try jsonTable())
    default: return try namedTable()
    }
  }

  /// `t` or `t a`, and no more.
  @inline(__always)
  private mutating func plainTable() -> TableReference {
    let start = self.start
    let name = leafName()
    let alias = kind == .identifier ? leafName() : nil
    return .table(TableFactor(read: name, as: alias, span: span(from: start)))
  }

  mutating func namedTable() throws(SQLError) -> TableReference {
    let start = self.start
    let name = try tableName()
    var partitions: [Identifier] = []
    if isAt(.partition), ahead().kind == .leftParenthesis {
      advance()
      partitions = try nameList()
    }
    let alias = try alias(strings: true)
    var hints: [IndexHint] = []
    while let hint = try indexHint() { hints.append(hint) }
    return .table(
      TableFactor(
        name: name,
        partitions: partitions,
        alias: alias,
        hints: hints,
        span: span(from: start)
      )
    )
  }

  private mutating func derivedTable(
    _ query: QueryExpression,
    _ start: Int,
    isLateral: Bool
  ) throws(SQLError) -> TableReference {
    var table = DerivedTable(query: query, isLateral: isLateral)
    table.alias = try alias(strings: true)
    if table.alias != nil, kind == .leftParenthesis { table.columns = try nameList() }
    table.span = span(from: start)
    return .derived(table)
  }

  /// A derived table, or references in parentheses.
  ///
  /// `((select 1) union select 2) t` and `((select 1) t join u)` begin alike: see `parenthesizedItem`.
  private mutating func parenthesizedReference() throws(SQLError) -> TableReference {
    let start = self.start
    switch try parenthesizedTables() {
    case .query(let query): return try derivedTable(query, start, isLateral: false)
    case .reference(let reference): return reference
    }
  }

  private enum ParenthesizedTables {
    case query(QueryExpression)
    case reference(TableReference)
  }

  private mutating func parenthesizedTables() throws(SQLError) -> ParenthesizedTables {
    try descend()
    defer { depth -= 1 }
    try expect(.leftParenthesis)
    if startsQuery {
      let query = try queryExpression()
      try expect(.rightParenthesis)
      return .query(query)
    }
    if kind == .leftParenthesis {
      let start = self.start
      switch try parenthesizedTables() {
      case .query(let query):
        if take(.rightParenthesis) { return .query(query) }
        if continuesQuery {
          let whole = try queryExpression(continuing: query, from: start)
          try expect(.rightParenthesis)
          return .query(whole)
        }
        putAside = .reference(try derivedTable(query, start, isLateral: false))
      case .reference(let reference): putAside = .reference(reference)
      }
    }
    return .reference(try referencesInParentheses())
  }

  /// `t1, t2)` as a cross join.
  private mutating func referencesInParentheses() throws(SQLError) -> TableReference {
    var reference = try tableReference()
    var length = 0
    while take(.comma) {
      let next = try tableReference()
      reference = .join(Join(kind: .inner, left: reference, right: next))
      length += 1
      if length + depth > Parser.maximumDepth { throw tooDeep() }
    }
    try expect(.rightParenthesis)
    return reference
  }

  /// `USE | IGNORE | FORCE INDEX | KEY [FOR …] (names)`, and Vitess's `VINDEX`.
  private mutating func indexHint() throws(SQLError) -> IndexHint? {
    let start = self.start
    let kind: IndexHintKind
    switch keyword {
    case .use: kind = .use
    case .ignore: kind = .ignore
    case .force: kind = .force
    default: return nil
    }
    switch ahead().keyword {
    case .index, .key, .vindex: advance()
    default: return nil
    }
    var hint = IndexHint(kind: kind, isVindex: isAt(.vindex))
    advance()
    if take(.for) { hint.scope = try indexHintScope() }
    try expect(.leftParenthesis)
    if self.kind != .rightParenthesis {
      hint.indexes = try list { parser throws(SQLError) in
        try parser.isAt(.primary) ? parser.anyWord() : parser.identifier()
      }
    }
    try expect(.rightParenthesis)
    hint.span = span(from: start)
    return hint
  }

  private mutating func indexHintScope() throws(SQLError) -> IndexHintScope {
    if take(.join) { return .join }
    if take(.order, .by) { return .orderBy }
    if take(.group, .by) { return .groupBy }
    throw unexpected(expecting: ["join", "order by", "group by"])
  }
}

// MARK: JSON_TABLE
extension StatementParser {
  private mutating func jsonTable() throws(SQLError) -> JSONTable {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let document = try expression()
    try expect(.comma)
    let path = try expression()
    let columns = try jsonColumns()
    try expect(.rightParenthesis)
    let alias = try alias(strings: true)
    return JSONTable(
      document: document,
      path: path,
      columns: columns,
      alias: alias,
      span: span(from: start)
    )
  }

  private mutating func jsonColumns() throws(SQLError) -> [JSONTableColumn] {
    try descend()
    defer { depth -= 1 }
    try expect(.columns)
    return try parenthesized { parser throws(SQLError) in try parser.jsonColumn() }
  }

  private mutating func jsonColumn() throws(SQLError) -> JSONTableColumn {
    let start = self.start
    if isAt(.nested), ahead().keyword == .path || ahead().kind == .string {
      advance()
      _ = take(.path)
      let path = try stringLiteral()
      let columns = try jsonColumns()
      return .nested(
        JSONTableNestedColumns(path: path, columns: columns, span: span(from: start))
      )
    }
    let name = try identifier()
    if take(.for) {
      try expect(.ordinality)
      return .ordinality(name)
    }
    let type = try columnType()
    let isExists = take(.exists)
    try expect(.path)
    let path = try stringLiteral()
    let responses = try jsonResponses(inAnyOrder: true)
    return .path(
      JSONTablePathColumn(
        name: name,
        type: type,
        isExists: isExists,
        path: path,
        onEmpty: responses.onEmpty,
        onError: responses.onError,
        span: span(from: start)
      )
    )
  }
}

/// A table reference with the number of joins on its left edge that no parentheses protect.
private struct JoinSpine {
  var reference: TableReference
  var depth = 0

  /// A join that adds `right` on the right.
  __consuming func joined(
    _ kind: JoinKind,
    _ right: __owned TableReference,
    _ condition: __owned JoinCondition?
  ) -> JoinSpine {
    let span = reference.span.union(right.span)
    let join = Join(kind: kind, left: reference, right: right, condition: condition, span: span)
    return JoinSpine(reference: .join(join), depth: depth + 1)
  }
}

/// A join whose condition has not come yet.
private struct WaitingJoin {
  var kind: JoinKind
  var left: JoinSpine

  /// The cross product of `left` and the leftmost table of `right`, under the joins of `right`.
  func prepended(to right: JoinSpine) -> JoinSpine {
    JoinSpine(
      reference: prepended(to: right.reference, right.depth),
      depth: left.depth + right.depth + 1
    )
  }

  private func prepended(to right: TableReference, _ depth: Int) -> TableReference {
    guard depth > 0, case .join(var join) = right else {
      return left.joined(kind, right, nil).reference
    }
    join.left = prepended(to: join.left, depth - 1)
    return .join(join)
  }
}

extension TableReference {
  /// Where the reference was read.
  package var span: Span {
    switch self {
    case .table(let node): node.span
    case .derived(let node): node.span
    case .jsonTable(let node): node.span
    case .join(let node): node.span
    }
  }
}

extension Token {
  /// Whether more of FROM may follow a table before it: another one, or a join.
  fileprivate var continuesFrom: Bool {
    switch kind {
    case .comma: true
    case .reservedWord: keyword.continuesJoin
    default: false
    }
  }

  /// Whether nothing that belongs to a table can begin here.
  fileprivate var endsTable: Bool {
    switch kind {
    case .comma, .rightParenthesis, .endOfText, .semicolon: true
    case .reservedWord: keyword.endsTable
    default: false
    }
  }
}

extension Keyword {
  /// Whether a join may begin with it.
  fileprivate var continuesJoin: Bool {
    switch self {
    case .natural, .straightJoin, .join, .inner, .cross, .left, .right: true
    default: false
    }
  }

  fileprivate var endsTable: Bool {
    switch self {
    case .group, .inner, .join, .left, .limit, .on, .order, .where: true
    default: false
    }
  }
}
