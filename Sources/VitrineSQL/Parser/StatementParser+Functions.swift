// Calls, and the forms that look like calls.
extension StatementParser {
  /// A call; the current token is its name, the next the parenthesis.
  mutating func call() throws(SQLError) -> Expression {
    switch kind == .quotedIdentifier ? .other : keyword {
    case .cast: return try cast()
    case .extract: return try extract()
    case .trim: return try trim()
    case .position: return try position()
    case .substring, .substr, .mid: return try substring()
    case .weightString: return try weightString()
    case .jsonValue: return try jsonValue()
    case .groupConcat: return try groupConcat()
    case .timestampadd, .timestampdiff, .getFormat: return try keywordCall()
    default: return try genericCall(schema: nil)
    }
  }

  /// `db.f(…)`.
  mutating func qualifiedCall() throws(SQLError) -> Expression {
    let schema = try identifier()
    try expect(.dot)
    return try genericCall(schema: schema)
  }

  mutating func functionName() throws(SQLError) -> Identifier {
    let name = functionName(token)
    if name.text.isEmpty { throw failure("an empty name") }
    advance()
    return name
  }

  /// The name of a function, in lower case; a keyword's own text needs no copy.
  func functionName(_ token: Token) -> Identifier {
    let text = token.keyword == .other ? foldedText(of: token) : token.keyword.rawValue
    return Identifier(text: text, span: token.span)
  }

  /// `name([DISTINCT] arguments) [OVER …]`.
  mutating func genericCall(schema: Identifier?) throws(SQLError) -> Expression {
    let name = try functionName()
    try expect(.leftParenthesis)
    let isDistinct = try takeQuantifier(of: name)
    let isStar = kind == .star && ahead().kind == .rightParenthesis
    if isStar { advance() }
    let arguments = isStar || kind == .rightParenthesis ? [] : try self.arguments()
    let charset = take(.using) ? try charsetName() : nil
    try expect(.rightParenthesis)
    if arguments.isEmpty, name.text == "found_rows" { note(.foundRows) }
    let start = Int((schema ?? name).span.lower)
    let span = self.span(from: start)
    if schema == nil {
      try checkArgumentCount(of: name, arguments.count, isStar: isStar, at: span)
    }
    let call = FunctionCall(
      schema: schema,
      name: name,
      arguments: arguments,
      isStar: isStar,
      isDistinct: isDistinct,
      over: nil,
      span: span
    )
    guard charset != nil || isAtCallClause else { return .function(call) }
    var whole = call
    if charset != nil { whole.charset = charset }
    return try finished(&whole, start)
  }

  /// `DISTINCT` and `ALL`, which stand in few calls.
  @inline(__always)
  private mutating func takeQuantifier(of name: Identifier) throws(SQLError) -> Bool {
    switch keyword {
    case .distinct, .distinctrow:
      guard Self.distinctCalls.contains(name.text) else { throw unexpected() }
      advance()
      return true
    case .all:
      guard Self.distinctCalls.contains(name.text) || Self.otherSums.contains(name.text) else {
        throw unexpected()
      }
      advance()
      return false
    default: return false
    }
  }

  private static let distinctCalls: Set<String> = ["count", "sum", "avg", "min", "max"]
  private static let otherSums: Set<String> = [
    "std", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp", "bit_and",
    "bit_or", "bit_xor", "json_arrayagg", "json_objectagg",
  ]

  /// Whether what follows a call's parenthesis may belong to it.
  @inline(__always)
  private var isAtCallClause: Bool {
    switch keyword {
    case .from, .respect, .ignore, .over: true
    default: false
    }
  }

  private mutating func arguments() throws(SQLError) -> Few<Expression> {
    try few { parser throws(SQLError) in try parser.expression() }
  }

  /// What may follow the closing parenthesis, and a check of fixed argument counts.
  private mutating func finished(
    _ call: inout FunctionCall,
    _ start: Int
  ) throws(SQLError) -> Expression {
    if isAt(.from), ahead().keyword == .first || ahead().keyword == .last, ahead(2).endsCall {
      advance()
      call.isFromLast = isAt(.last)
      advance()
    }
    if (isAt(.respect) || isAt(.ignore)) && ahead().keyword == .nulls {
      call.nullTreatment = isAt(.respect) ? .respect : .ignore
      advance()
      advance()
    }
    if take(.over) { call.over = try windowReference() }
    call.span = span(from: start)
    return .function(call)
  }

  /// The length of `json_objectagg`, the one name that the grammar itself wants two arguments of.
  static let shortestOfTwoArguments = 14

  /// The grammar itself fixes how many arguments these take.
  func checkArgumentCount(
    of name: Identifier,
    _ count: Int,
    isStar: Bool,
    at span: Span
  ) throws(SQLError) {
    if count == 1, !isStar, name.text.utf8.count < Self.shortestOfTwoArguments { return }
    let wanted: Int
    switch name.text {
    case "json_objectagg": wanted = 2
    case "json_arrayagg", "sum", "avg", "std", "stddev", "variance", "bit_and", "bit_or",
      "bit_xor":
      wanted = 1
    default: return
    }
    guard count != wanted || isStar else { return }
    throw SQLError(
      .parseError,
      "syntax error: '\(name.text)' takes \(wanted) argument(s)",
      at: span
    )
  }

  /// `TIMESTAMPADD(unit, n, t)`, `TIMESTAMPDIFF(unit, a, b)`, `GET_FORMAT(type, 'EUR')`.
  private mutating func keywordCall() throws(SQLError) -> Expression {
    var call = FunctionCall(name: try functionName())
    try expect(.leftParenthesis)
    guard kind.isWord, kind != .quotedIdentifier else { throw unexpected() }
    var word = foldedText(of: token)
    if word.hasPrefix("sql_tsi_") { word.removeFirst(8) }
    let isKnown =
      call.name.text == "get_format"
      ? ["date", "time", "datetime", "timestamp"].contains(word)
      : IntervalUnit(rawValue: word) != nil
    guard isKnown else { throw unexpected() }
    advance()
    call.leadingKeyword = word
    try expect(.comma)
    call.arguments = try arguments()
    try expect(.rightParenthesis)
    return try finished(&call, Int(call.name.span.lower))
  }

  private mutating func groupConcat() throws(SQLError) -> Expression {
    var call = FunctionCall(name: try functionName())
    try expect(.leftParenthesis)
    call.isDistinct = take(.distinct)
    call.arguments = try arguments()
    if take(.order, .by) { call.orderBy = try orderingTerms() }
    if take(.separator) { call.separator = try separator() }
    call.limit = try limitClause()
    try expect(.rightParenthesis)
    return try finished(&call, Int(call.name.span.lower))
  }

  /// A string, or bytes: `x'2c'`.
  private mutating func separator() throws(SQLError) -> Literal {
    switch kind {
    case .hexString, .hexNumber, .bitString, .bitNumber: try literal()
    default: try stringLiteral()
    }
  }

  /// `SUBSTRING(a, 2, 3)` and `SUBSTRING(a FROM 2 FOR 3)`.
  private mutating func substring() throws(SQLError) -> Expression {
    var call = FunctionCall(name: try functionName())
    try expect(.leftParenthesis)
    call.arguments = [try expression()]
    if take(.from) {
      call.arguments.append(try expression())
      if take(.for) { call.arguments.append(try expression()) }
    } else {
      while take(.comma) { call.arguments.append(try expression()) }
    }
    try expect(.rightParenthesis)
    return try finished(&call, Int(call.name.span.lower))
  }

  /// `POSITION(a IN b)`, which is `locate(a, b)`.
  private mutating func position() throws(SQLError) -> Expression {
    var name = try functionName()
    name.text = "locate"
    try expect(.leftParenthesis)
    let part = try expression(.bitOr)
    guard take(.in) || take(.comma) else { throw unexpected(expecting: ["in"]) }
    let whole = try expression()
    try expect(.rightParenthesis)
    let span = self.span(from: Int(name.span.lower))
    return .function(FunctionCall(name: name, arguments: [part, whole], span: span))
  }

  private mutating func extract() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let unit = try intervalUnit()
    try expect(.from)
    let operand = try expression()
    try expect(.rightParenthesis)
    return .extract(Extract(unit: unit, operand: operand, span: span(from: start)))
  }

  /// `TRIM([BOTH | LEADING | TRAILING] [removed] [FROM] operand)`.
  private mutating func trim() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    var side: TrimSide?
    switch keyword {
    case .both: side = .both
    case .leading: side = .leading
    case .trailing: side = .trailing
    default: break
    }
    if side != nil { advance() }
    var removed: Expression?
    var operand: Expression
    if take(.from) {
      operand = try expression()
    } else {
      operand = try expression()
      if take(.from) {
        removed = operand
        operand = try expression()
      } else if side != nil {
        throw unexpected(expecting: ["from"])
      }
    }
    try expect(.rightParenthesis)
    return .trim(Trim(side: side, removed: removed, operand: operand, span: span(from: start)))
  }

  mutating func cast() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let operand = try expression()
    var zone: Literal?
    if isAt(word: "at") || keyword == .at {
      advance()
      try expect(.time)
      try expect(.zone)
      _ = take(.interval)
      zone = try stringLiteral()
    }
    try expect(.as)
    let type = try castType()
    let isArray = take(.array)
    try expect(.rightParenthesis)
    return .cast(
      Cast(
        operand: operand,
        type: type,
        isArray: isArray,
        timeZone: zone,
        span: span(from: start)
      )
    )
  }

  /// `CONVERT(a, type)` and `CONVERT(a USING charset)`.
  mutating func convert() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let operand = try expression()
    if take(.using) {
      let charset = try charsetName()
      note(charset: charset.text)
      try expect(.rightParenthesis)
      return .convertUsing(
        ConvertUsing(operand: operand, charset: charset, span: span(from: start))
      )
    }
    try expect(.comma)
    let type = try castType()
    try expect(.rightParenthesis)
    return .cast(Cast(operand: operand, type: type, span: span(from: start)))
  }

  private mutating func weightString() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let operand = try expression()
    let type = take(.as) ? try castType() : nil
    try expect(.rightParenthesis)
    return .weightString(WeightString(operand: operand, type: type, span: span(from: start)))
  }

  private mutating func jsonValue() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    try expect(.leftParenthesis)
    let document = try expression()
    try expect(.comma)
    let path = try expression()
    let returning = take(.returning) ? try castType() : nil
    let responses = try jsonResponses()
    try expect(.rightParenthesis)
    return .jsonValue(
      JSONValue(
        document: document,
        path: path,
        returning: returning,
        onEmpty: responses.onEmpty,
        onError: responses.onError,
        span: span(from: start)
      )
    )
  }

  /// `{NULL | ERROR | DEFAULT value} ON EMPTY`, then the same `ON ERROR`; in JSON_TABLE in any order.
  mutating func jsonResponses(
    inAnyOrder: Bool = false
  ) throws(SQLError) -> (onEmpty: JSONResponse?, onError: JSONResponse?) {
    var onEmpty: JSONResponse?
    var onError: JSONResponse?
    while let response = try jsonResponse() {
      try expect(.on)
      if take(.empty), onEmpty == nil, onError == nil || inAnyOrder {
        onEmpty = response
      } else if take(.error), onError == nil {
        onError = response
      } else {
        throw unexpected(expecting: ["empty", "error"])
      }
    }
    return (onEmpty, onError)
  }

  private mutating func jsonResponse() throws(SQLError) -> JSONResponse? {
    if take(.null) { return .null }
    if take(.error) { return .error }
    if take(.default) { return .value(try expression(.bitOr)) }
    return nil
  }

  /// `MATCH (a, b) AGAINST (pattern …)`; the parentheses around the columns may be missing.
  mutating func match() throws(SQLError) -> Expression {
    let start = self.start
    advance()
    let isParenthesized = take(.leftParenthesis)
    let columns = try list { parser throws(SQLError) in try parser.columnName() }
    if isParenthesized { try expect(.rightParenthesis) }
    try expect(.against)
    try expect(.leftParenthesis)
    let pattern = try expression(.bitOr)
    let modifier = try matchModifier()
    try expect(.rightParenthesis)
    return .match(
      MatchAgainst(
        columns: columns,
        pattern: pattern,
        modifier: modifier,
        span: span(from: start)
      )
    )
  }

  private mutating func matchModifier() throws(SQLError) -> MatchModifier? {
    if take(.in) {
      if take(.boolean) {
        try expect(.mode)
        return .boolean
      }
      try expect(.natural)
      try expect(.language)
      try expect(.mode)
      return try takeExpansion() ? .naturalLanguageWithExpansion : .naturalLanguage
    }
    return try takeExpansion() ? .withExpansion : nil
  }

  private mutating func takeExpansion() throws(SQLError) -> Bool {
    guard take(.with) else { return false }
    try expect(.query)
    try expect(.expansion)
    return true
  }
}

extension Token {
  /// Whether it may follow FROM FIRST and FROM LAST of NTH_VALUE, which tables may be called as well.
  fileprivate var endsCall: Bool {
    switch keyword {
    case .over, .respect, .ignore: true
    default: false
    }
  }
}
