extension StatementParser {
  mutating func show(_ start: Int) throws(SQLError) -> Statement? {
    advance()
    return nil
  }
}
