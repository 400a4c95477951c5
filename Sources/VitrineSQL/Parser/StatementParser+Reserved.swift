// Primaries that start with a reserved word.
extension StatementParser {
  mutating func reservedPrimary() throws(SQLError) -> Expression {
    let isCall = ahead().kind == .leftParenthesis
    switch keyword {
    case .null: return constant(.null)
    case .true: return constant(.true)
    case .false: return constant(.false)
    case .case: return try caseExpression()
    case .exists: return try exists()
    case .interval: return try interval()
    case .match: return try match()
    case .default: return try defaultReference()
    case .row where isCall: return try row()
    case .convert where isCall: return try convert()
    case .values where isCall: return try insertedValue()
    default:
      if keyword.isBareCall { return try bareCall() }
      if isCall, keyword.isCallable { return try genericCall(schema: nil) }
      throw unexpected()
    }
  }

  private mutating func constant(_ kind: LiteralKind) -> Expression {
    let span = token.span
    advance()
    return .literal(Literal(kind: kind, span: span))
  }

  /// A function that may be called without parentheses.
  private mutating func bareCall() throws(SQLError) -> Expression {
    if ahead().kind == .leftParenthesis { return try genericCall(schema: nil) }
    let span = token.span
    let name = Identifier(text: foldedText(of: token), span: span)
    advance()
    return .function(FunctionCall(name: name, span: span))
  }

  private mutating func row() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    let elements = try parenthesized { parser throws(SQLError) in try parser.expression() }
    guard elements.count > 1 else { throw failure("ROW takes two values or more") }
    return .row(RowConstructor(elements: elements, span: span(from: start)))
  }

  private mutating func exists() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    let query = try subquery()
    return .exists(Exists(query: query, span: span(from: start)))
  }

  private mutating func insertedValue() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let column = try columnName()
    try expect(.rightParenthesis)
    note(.insertedValue)
    return .insertedValue(InsertedValue(column: column, span: span(from: start)))
  }

  private mutating func defaultReference() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    var column: ColumnName?
    if take(.leftParenthesis) {
      column = try columnName()
      try expect(.rightParenthesis)
    }
    return .defaultValue(DefaultValue(column: column, span: span(from: start)))
  }

  private mutating func caseExpression() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    let operand = isAt(.when) ? nil : try expression()
    var branches: [CaseBranch] = []
    while isAt(.when) {
      let start = self.start
      advance()
      let condition = try expression()
      try expect(.then)
      let result = try expression()
      branches.append(CaseBranch(condition: condition, result: result, span: span(from: start)))
    }
    guard !branches.isEmpty else { throw unexpected(expecting: ["when"]) }
    let otherwise = take(.else) ? try expression() : nil
    try expect(.end)
    return .caseWhen(
      CaseExpression(
        operand: operand,
        branches: branches,
        otherwise: otherwise,
        span: span(from: start)
      )
    )
  }

  /// `INTERVAL value unit`, or the function `INTERVAL(n, a, b, …)`.
  private mutating func interval() throws(SQLError) -> Expression {
    let start = self.start
    let name = Identifier(text: "interval", span: token.span)
    advance()
    if kind == .leftParenthesis {
      let inner = self.start
      let height = tallest
      tallest = 0
      switch try parenthesizedItem() {
      case .list(let elements) where elements.count > 1:
        tallest = max(tallest, height)
        return .function(
          FunctionCall(name: name, arguments: Few(elements), span: span(from: start))
        )
      case .list(let elements): putAside = elements.first.map { .primary($0) }
      case .query(let query):
        putAside = .primary(.subquery(Subquery(query: query, span: span(from: inner))))
      }
      heightPutAside = tallest + 1
      tallest = height
    }
    let value = try expression()
    let unit = try intervalUnit()
    return .interval(Interval(value: value, unit: unit, span: span(from: start)))
  }

  mutating func intervalUnit() throws(SQLError) -> IntervalUnit {
    guard kind.isWord, kind != .quotedIdentifier else { throw unexpected() }
    var word = foldedText(of: token)
    if word.hasPrefix("sql_tsi_") { word.removeFirst(8) }
    guard let unit = IntervalUnit(rawValue: word) else { throw unexpected() }
    advance()
    return unit
  }
}

extension Keyword {
  /// Reserved words that are also names of functions called in the ordinary way.
  var isCallable: Bool {
    switch self {
    case .if, .left, .right, .replace, .insert, .repeat, .mod, .database, .schema, .char,
      .grouping, .rank, .denseRank, .percentRank, .cumeDist, .ntile, .lead, .lag, .firstValue,
      .lastValue, .nthValue, .rowNumber:
      true
    default: false
    }
  }
}

extension Keyword {
  /// Reserved words that are functions even without parentheses.
  var isBareCall: Bool {
    switch self {
    case .currentDate, .currentTime, .currentTimestamp, .currentUser, .localtime, .localtimestamp,
      .utcDate, .utcTime, .utcTimestamp:
      true
    default: false
    }
  }
}
