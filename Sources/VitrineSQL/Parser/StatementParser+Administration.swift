extension StatementParser {
  mutating func administration(_ start: Int) throws(SQLError) -> Statement? { nil }
  mutating func administrationAgain(_ start: Int) throws(SQLError) -> Statement {
    throw unexpected()
  }
  mutating func remainingText() throws(SQLError) -> String { throw unexpected() }
  func printedName(_ identifier: Identifier) -> String { identifier.text }
}
