// One statement: what its first words say it is.
extension StatementParser {
  /// The statement that is the whole text, with its directives.
  mutating func wholeStatement(_ ranges: DirectiveRanges) throws(SQLError) -> Statement {
    while take(.semicolon) {}
    guard kind != .endOfText else {
      throw SQLError(.emptyQuery, "the statement is empty")
    }
    let statement = try self.statement()
    _ = take(.semicolon)
    guard kind == .endOfText else { throw unexpected() }
    guard !ranges.ranges.isEmpty else { return statement }
    var directed = statement
    directed.setDirectives(ranges.directives(in: 0..<bytes.count))
    return directed
  }

  /// All statements up to the end, each with its bytes.
  mutating func script(
    _ ranges: DirectiveRanges
  ) throws(SQLError) -> [(statement: Statement, range: Range<Int>)] {
    var statements: [(statement: Statement, range: Range<Int>)] = []
    while true {
      while take(.semicolon) {}
      guard kind != .endOfText else { return statements }
      let start = self.start
      parameterCount = 0
      var statement = try self.statement()
      let range = span(from: start).range
      guard isAtEnd else { throw unexpected() }
      statement.setDirectives(ranges.directives(in: range))
      statements.append((statement, range))
    }
  }

  mutating func statement() throws(SQLError) -> Statement {
    try descend()
    defer { depth -= 1 }
    let start = self.start
    switch keyword {
    case .select, .values, .table: return .query(try queryExpression())
    case .with: return try withStatement(start)
    case .insert, .replace: return try insert()
    case .update: return try update(with: nil, from: start)
    case .delete: return try delete(with: nil, from: start)
    case .load where administrationWords == nil: return try loadData()
    case .call: return try callProcedure()
    case .do: return try doStatement()
    case .handler: return try handler()
    default: break
    }
    if kind == .leftParenthesis { return .query(try queryExpression()) }
    if let statement = try definitionStatement(start) { return statement }
    if let statement = try sessionStatement(start) { return statement }
    if let statement = try vitessStatement(start) { return statement }
    if let statement = try programStatement(start) { return statement }
    if let statement = try administration(start) { return statement }
    throw unexpected()
  }

  /// `WITH …` before SELECT, UPDATE or DELETE.
  private mutating func withStatement(_ start: Int) throws(SQLError) -> Statement {
    let with = try withClause()
    switch keyword {
    case .update: return try update(with: with, from: start)
    case .delete: return try delete(with: with, from: start)
    default:
      return .query(try queryExpression(with: with, from: start))
    }
  }
}
