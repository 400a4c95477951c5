extension StatementParser {
  mutating func vitessStatement(_ start: Int) throws(SQLError) -> Statement? { nil }
}
