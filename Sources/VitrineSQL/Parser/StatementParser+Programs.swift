extension StatementParser {
  mutating func programStatement(_ start: Int) throws(SQLError) -> Statement? { nil }
  mutating func createProgram(definer: AccountName?, _ start: Int) throws(SQLError) -> Statement {
    throw unexpected()
  }
}
