extension StatementParser {
  /// A query with everything that may follow its body.
  mutating func queryExpression() throws(SQLError) -> QueryExpression {
    let start = self.start
    let with = isAt(.with) ? try withClause() : nil
    return try queryExpression(with: with, from: start)
  }

  /// The query behind a WITH clause that was read before.
  mutating func queryExpression(
    with: With?,
    from start: Int
  ) throws(SQLError) -> QueryExpression {
    try descend()
    defer { depth -= 1 }
    let outerInto = pendingInto
    pendingInto = nil
    queryLevel += 1
    defer {
      queryLevel -= 1
      pendingInto = outerInto
    }
    return try queryTail(with: with, body: try queryBody(), start)
  }

  /// The rest of a query whose first, parenthesised part was read before.
  mutating func queryExpression(
    continuing first: QueryExpression,
    from start: Int
  ) throws(SQLError) -> QueryExpression {
    queryLevel += 1
    defer { queryLevel -= 1 }
    let body = try setOperations(after: first.asOperand)
    return try queryTail(with: nil, body: body, start)
  }

  /// Whether the current token carries on a query that ended with a parenthesis.
  var continuesQuery: Bool {
    switch keyword {
    case .union, .intersect, .except, .order, .limit, .into: true
    case .for: ahead().keyword == .update || ahead().keyword == .share
    case .lock: ahead().keyword == .in
    default: false
    }
  }

  @inline(__always)
  private mutating func queryTail(
    with: __owned With?,
    body: __owned QueryBody,
    _ start: Int
  ) throws(SQLError) -> QueryExpression {
    var into = pendingInto
    pendingInto = nil
    if isAtEnd || kind == .rightParenthesis {
      if with == nil, into == nil {
        if case .nested(let inner) = body { return inner }
        return QueryExpression(read: body, span: span(from: start))
      }
      return QueryExpression(with: with, body: body, into: into, span: span(from: start))
    }
    let orderBy = try takeBy(.order) ? try orderingTerms() : []
    let limit = isAt(.limit) ? try limitClause() : nil
    if isAt(.into) { into = try selectInto() }
    var locking: [LockingClause] = []
    while isAt(.for) || isAt(.lock), let clause = try lockingClause() { locking.append(clause) }
    if isAt(.into), into == nil { into = try selectInto() }
    if case .nested(let inner) = body, orderBy.isEmpty, limit == nil, with == nil, into == nil,
      locking.isEmpty
    {
      return inner
    }
    if with == nil, into == nil, locking.isEmpty, !orderBy.isEmpty || limit != nil {
      return QueryExpression(read: body, orderBy: orderBy, limit: limit, span: span(from: start))
    }
    return QueryExpression(
      with: with,
      body: body,
      orderBy: orderBy,
      limit: limit,
      locking: locking,
      into: into,
      span: span(from: start)
    )
  }
}

// MARK: Bodies
extension StatementParser {
  @inline(__always)
  private mutating func queryBody() throws(SQLError) -> QueryBody {
    let first = isAt(.select) ? try select() : try bodyPrimary()
    return try isAtSetOperator ? setOperations(after: first) : first
  }

  @inline(__always)
  private var isAtSetOperator: Bool { isAt(.union) || isAt(.except) || isAt(.intersect) }

  /// UNION and EXCEPT from left to right; INTERSECT binds tighter.
  private mutating func setOperations(
    after first: __owned QueryBody
  ) throws(SQLError) -> QueryBody {
    guard isAtSetOperator else { return first }
    var left = try intersections(after: first)
    // How many operators, and how many of them follow another kind: those make what reads it recurse.
    var length = 0
    var turns = 0
    while isAt(.union) || isAt(.except) {
      guard pendingInto == nil else { throw unexpected() }
      let symbol: SetOperator = isAt(.union) ? .union : .except
      advance()
      let isAll = takeSetQuantifier()
      let right = try intersections(after: try bodyPrimary())
      if !left.ends(in: symbol, isAll: isAll) { turns += 1 }
      left = .setOperation(
        SetOperation(
          operator: symbol,
          isAll: isAll,
          left: left,
          right: right,
          span: left.span.union(right.span)
        )
      )
      length += 1
      if length > Parser.longestUnion || turns + depth > Parser.maximumDepth { throw tooDeep() }
    }
    tallest += turns
    return left
  }

  private mutating func intersections(
    after first: __owned QueryBody
  ) throws(SQLError) -> QueryBody {
    var left = first
    var length = 0
    while take(.intersect) {
      let isAll = takeSetQuantifier()
      let right = try bodyPrimary()
      left = .setOperation(
        SetOperation(
          operator: .intersect,
          isAll: isAll,
          left: left,
          right: right,
          span: left.span.union(right.span)
        )
      )
      length += 1
      if length + depth > Parser.maximumDepth { throw tooDeep() }
    }
    tallest += length
    return left
  }

  private mutating func takeSetQuantifier() -> Bool {
    if take(.all) { return true }
    _ = take(.distinct)
    return false
  }

  private mutating func bodyPrimary() throws(SQLError) -> QueryBody {
    switch keyword {
    case .select: return try select()
    case .values: return .values(try valuesConstructor())
    case .table:
      advance()
      return .table(try tableName())
    default: break
    }
    guard kind == .leftParenthesis else { throw unexpected(expecting: ["select"]) }
    advance()
    queryLevel -= 1
    defer { queryLevel += 1 }
    let query = try queryExpression()
    try expect(.rightParenthesis)
    return query.asOperand
  }

  private mutating func valuesConstructor() throws(SQLError) -> ValuesConstructor {
    let start = self.start
    try expect(.values)
    let rows = try list { parser throws(SQLError) -> [Expression] in
      try parser.expect(.row)
      return try parser.rowValues()
    }
    return ValuesConstructor(rows: rows, span: span(from: start))
  }

  /// `(a, DEFAULT, b)`, which may be empty.
  mutating func rowValues() throws(SQLError) -> [Expression] {
    try expect(.leftParenthesis)
    if take(.rightParenthesis) { return [] }
    let values = try list { parser throws(SQLError) in try parser.expression() }
    try expect(.rightParenthesis)
    return values
  }

  private mutating func select() throws(SQLError) -> QueryBody {
    let start = self.start
    try expect(.select)
    var hints: [String] = []
    while kind == .optimizerHint { hints.append(hintText()) }
    let quantity = selectOptions()
    let items = try selectItems()
    if isAt(.into) { pendingInto = try selectInto() }
    let from = take(.from) ? try fromClause() : []
    let condition = take(.where) ? try condition() : nil
    var groupBy: [Expression] = []
    if try takeBy(.group) {
      groupBy = try list { parser throws(SQLError) in try parser.expression() }
    }
    let isRollup = !groupBy.isEmpty && take(.with, .rollup)
    let having = take(.having) ? try expression() : nil
    let windows = take(.window) ? try namedWindows() : []
    return .select(
      Select(
        hints: hints,
        isDistinct: quantity.isDistinct,
        isAll: quantity.isAll,
        options: quantity.options,
        items: items,
        from: from,
        where: condition,
        groupBy: groupBy,
        isRollup: isRollup,
        having: having,
        windows: windows,
        span: span(from: start)
      )
    )
  }

  /// What follows WHERE.
  @inline(__always)
  private mutating func condition() throws(SQLError) -> Expression {
    if let plain = plainCondition() { return .binary(plain) }
    return try expression()
  }

  /// The inside of an optimizer hint comment.
  mutating func hintText() -> String {
    let text = rawText(of: token).dropFirst(3).dropLast(2)
    advance()
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// The words between SELECT and its items.
  private mutating func selectOptions() -> (
    isDistinct: Bool, isAll: Bool, options: SelectOptions
  ) {
    var (isDistinct, isAll, options) = (false, false, SelectOptions())
    while true {
      switch keyword {
      case .distinct, .distinctrow: isDistinct = true
      case .all: isAll = true
      case .highPriority: options.insert(.highPriority)
      case .straightJoin: options.insert(.straightJoin)
      case .sqlSmallResult: options.insert(.smallResult)
      case .sqlBigResult: options.insert(.bigResult)
      case .sqlBufferResult: options.insert(.bufferResult)
      case .sqlNoCache:
        options.insert(.noCache)
        note(.noCache)
      case .sqlCache: options.insert(.cache)
      case .sqlCalcFoundRows:
        options.insert(.calculateFoundRows)
        note(.calculatedRows)
      default: return (isDistinct, isAll, options)
      }
      advance()
    }
  }
}

// MARK: Select lists
extension StatementParser {
  private mutating func selectItems() throws(SQLError) -> [SelectItem] {
    var items: [SelectItem] = []
    items.reserveCapacity(4)
    repeat {
      if kind == .star {
        guard items.isEmpty else { throw unexpected() }
        let span = token.span
        advance()
        items.append(.star(StarItem(span: span)))
        continue
      }
      let isLeaf = leafLength(0, .assignment) > 0 && !isAt(.next) && depth < Parser.maximumDepth
      if isLeaf {
        let start = self.start
        tallest = max(tallest, 1)
        let leaf = leaf()
        let span = span(from: start)
        let alias = kind == .comma || isAt(.from) ? nil : try alias(strings: true)
        items.append(.expression(ExpressionItem(expression: leaf, alias: alias, span: span)))
      } else {
        items.append(try selectItem())
      }
    } while take(.comma)
    return items
  }

  mutating func selectItem() throws(SQLError) -> SelectItem {
    if isAt(.next), let item = try nextValue() { return item }
    if ahead().kind == .dot, let star = try qualifiedStar() { return .star(star) }
    let start = self.start
    let expression = try self.expression()
    let span = self.span(from: start)
    let alias = try self.alias(strings: true)
    return .expression(ExpressionItem(expression: expression, alias: alias, span: span))
  }

  /// `t.*`, `ks.t.*`.
  private mutating func qualifiedStar() throws(SQLError) -> StarItem? {
    guard isAtName, ahead().kind == .dot else { return nil }
    let isShort = ahead(2).kind == .star
    guard isShort || (ahead(3).kind == .dot && ahead(4).kind == .star) else { return nil }
    let start = self.start
    let first = try identifier()
    try expect(.dot)
    var table = TableName(name: first, span: first.span)
    if !isShort {
      let second = try anyWord()
      table = TableName(qualifier: first, name: second, span: first.span.union(second.span))
      try expect(.dot)
    }
    try expect(.star)
    return StarItem(qualifier: table, span: span(from: start))
  }

  /// `NEXT VALUE`, `NEXT n VALUES` of a Vitess sequence; nil when `next` is an ordinary name.
  private mutating func nextValue() throws(SQLError) -> SelectItem? {
    let start = self.start
    let next = ahead()
    var count = Expression.literal(Literal(kind: .integer("1")))
    if next.keyword == .value {
      advance()
      advance()
    } else if next.kind == .integerNumber || next.kind.isParameter {
      advance()
      count = try primary()
      guard take(.values) || take(.value) else { throw unexpected(expecting: ["values"]) }
    } else if next.kind == .identifier {
      advance()
      throw failure("NEXT must be followed by VALUE or n VALUES")
    } else {
      return nil
    }
    return .nextValue(NextValueItem(count: count, span: span(from: start)))
  }
}

// MARK: Clauses
extension StatementParser {
  /// `ORDER BY`, `GROUP BY`, `PARTITION BY`.
  mutating func takeBy(_ word: Keyword) throws(SQLError) -> Bool {
    guard take(word) else { return false }
    try expect(.by)
    return true
  }

  mutating func orderingTerms() throws(SQLError) -> Few<OrderingTerm> {
    try few { parser throws(SQLError) -> OrderingTerm in
      let start = parser.start
      let expression = try parser.expression()
      let isDescending = parser.take(.desc)
      if !isDescending { _ = parser.take(.asc) }
      return OrderingTerm(
        expression: expression,
        direction: isDescending ? .descending : .ascending,
        span: parser.span(from: start)
      )
    }
  }

  /// `LIMIT count`, `LIMIT offset, count`, `LIMIT count OFFSET offset`.
  mutating func limitClause() throws(SQLError) -> Limit? {
    let start = self.start
    guard take(.limit) else { return nil }
    let first = try expression()
    if take(.comma) {
      let count = try expression()
      return Limit(count: count, offset: first, span: span(from: start))
    }
    let offset = take(.offset) ? try expression() : nil
    return Limit(count: first, offset: offset, span: span(from: start))
  }

  private mutating func lockingClause() throws(SQLError) -> LockingClause? {
    let start = self.start
    if isAt(.lock, .in) {
      advance()
      advance()
      try expect(.share)
      try expect(.mode)
      return LockingClause(strength: .shareMode, span: span(from: start))
    }
    guard isAt(.for), ahead().keyword == .update || ahead().keyword == .share else { return nil }
    advance()
    var clause = LockingClause(strength: isAt(.update) ? .update : .share)
    advance()
    if take(.of) { clause.tables = try list { parser throws(SQLError) in try parser.tableName() } }
    if take(.nowait) {
      clause.waiting = .noWait
    } else if take(.skip) {
      try expect(.locked)
      clause.waiting = .skipLocked
    }
    clause.span = span(from: start)
    return clause
  }

  mutating func withClause() throws(SQLError) -> With {
    let start = self.start
    try expect(.with)
    let isRecursive = take(.recursive)
    let tables = try list { parser throws(SQLError) -> CommonTable in
      let start = parser.start
      let name = try parser.identifier()
      let columns = parser.kind == .leftParenthesis ? try parser.nameList() : []
      try parser.expect(.as)
      let query = try parser.subquery()
      return CommonTable(name: name, columns: columns, query: query, span: parser.span(from: start))
    }
    return With(isRecursive: isRecursive, tables: tables, span: span(from: start))
  }
}

extension QueryExpression {
  /// As an operand of a set operation: the body when it has no clauses of its own.
  var asOperand: QueryBody { isBare ? body : .nested(self) }
}

extension QueryBody {
  /// Where the body was read.
  package var span: Span {
    switch self {
    case .select(let node): node.span
    case .setOperation(let node): node.span
    case .values(let node): node.span
    case .table(let name): name.span
    case .nested(let query): query.span
    }
  }
}

extension QueryBody {
  /// Whether its last set operator is this one.
  fileprivate func ends(in symbol: SetOperator, isAll: Bool) -> Bool {
    guard case .setOperation(let operation) = self else { return false }
    return operation.operator == symbol && operation.isAll == isAll
  }
}
