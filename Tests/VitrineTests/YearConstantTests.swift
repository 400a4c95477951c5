import Testing
import Vitrine

/// Constants beside YEAR columns, and numbers whose form is easily lost.
@Suite struct YearConstantTests {
  @Test(arguments: [
    ("'24'", ["2024"]), ("'99'", ["1999"]), ("'0'", ["2000"]), ("'ab'", ["0000"]), ("24", ["2024"]),
    ("0", ["0000"]), ("1999", ["1999"]),
  ])
  func variablesAreWhatLiteralsAre(_ value: String, _ years: [String]) throws {
    try withYears { session throws in
      let literal = try session.execute("SELECT y FROM years WHERE y = \(value)").textRows
      try session.execute("SET @year = \(value)")
      let variable = try session.execute("SELECT y FROM years WHERE y = @year").textRows
      #expect(literal.map { $0[0] } == years)
      #expect(variable.map { $0[0] } == years)
    }
  }

  @Test func whatAnAggregateGivesIsNoColumn() throws {
    try withYears { session throws in
      let sql = "SELECT MAX(y) FROM years HAVING MAX(y) = 24"
      #expect(try session.execute(sql).textRows.isEmpty)
    }
  }

  @Test func zeroLosesItsSignByABS() throws {
    try withYears { session throws in
      #expect(try session.execute("SELECT CONCAT(ABS(-0e0))").textRows == [["0"]])
    }
  }

  @Test func hexadecimalLiteralsAreAddedAsNumbers() throws {
    try withYears { session throws in
      let row = try session.execute("SELECT SUM(0x31), AVG(0x31) FROM years").textRows
      #expect(row == [["196", "49"]])
    }
  }

  private func withYears(_ body: (Session) throws -> Void) throws {
    try withShop(2) { (_, session) throws in
      try session.execute("CREATE TABLE years (id BIGINT PRIMARY KEY, y YEAR)")
      try session.execute("INSERT INTO years VALUES (1, 2024), (2, 1999), (3, 2000), (4, 0)")
      try body(session)
    }
  }
}
