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

  /// What MySQL stores into the column before it compares: a text's first digits, a DECIMAL rounded, a double cut.
  @Test(arguments: [
    ("24.0", ["2024"]), ("24e0", ["2024"]), ("'24.0'", ["2024"]), ("b'11000'", ["2024"]),
    ("0x18", ["2024"]), ("98.5", ["1999"]), ("99.9e0", ["1999"]), ("1999.1", ["1999"]),
    ("'1999.1'", ["1999"]), ("DATE '1999-05-06'", ["1999"]),
    ("TIMESTAMP '1999-05-06 10:00:00'", ["1999"]),
    ("0.0", ["0000"]), ("'0.0'", ["2000"]), ("1850.5", []), ("-1.5", []), ("3000.5", []),
  ])
  func numbersAndTextsAreYears(_ value: String, _ years: [String]) throws {
    try withYears { session throws in
      let found = try session.execute("SELECT y FROM years WHERE y = \(value)").textRows
      #expect(found.map { $0[0] } == years)
    }
  }

  @Test func decimalParametersAreYears() throws {
    try withYears { session throws in
      try session.execute("SET @a = 98.5, @b = 1999.1, @c = 1850.5")
      let rows = try session.execute(
        "SELECT y = @a, y = @b, y = @c, y >= 99.0 FROM years WHERE id IN (2, 4) ORDER BY id"
      ).textRows
      #expect(rows == [["1", "1", "0", "1"], ["0", "0", "0", "0"]])
      #expect(
        try session.execute("SELECT y FROM years WHERE y IN (24.0, 99.0) ORDER BY y").textRows
          == [["1999"], ["2024"]]
      )
    }
  }

  @Test func yearsHaveFourDigits() throws {
    try withYears { session throws in
      #expect(errorNumber(session, "CREATE TABLE short (id INT PRIMARY KEY, y YEAR(2))") == 1818)
      try session.execute("CREATE TABLE whole (id INT PRIMARY KEY, y YEAR(4))")
    }
  }

  @Test func nullifTakesYears() throws {
    try withYears { session throws in
      let rows = try session.execute(
        "SELECT NULLIF(y, 24), NULLIF(y, 99), NULLIF(y, '99') FROM years WHERE id < 3 ORDER BY id"
      ).textRows
      #expect(rows == [[nil, "2024", "2024"], ["1999", nil, nil]])
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

  @Test(
    arguments: [1, 3],
    [
      ("'0'", "2000"), ("'00'", "2000"), ("'17'", "2017"), ("' 1979aaa'", "1979"),
      ("'2155.9'", "2155"),
      ("'foo'", nil), ("''", nil), ("'-5'", nil), ("'2156'", nil), ("0", "0000"), ("95", "1995"),
      ("1944.5", "1945"), ("x'32'", "2050"),
      ("DATE '1900-01-01'", nil), ("DATE '0050-01-01'", nil), ("DATE '2001-05-05'", "2001"),
      ("JSON_EXTRACT('[1920]', '$[0]')", "1920"), ("JSON_EXTRACT('[\"1920\"]', '$[0]')", nil),
    ] as [(String, String?)]
  )
  func textsThatAreZeroAreTheYear2000(_ shards: Int, _ value: (String, String?)) throws {
    try withShop(shards) { (_, session) throws in
      let sql = "SELECT CAST(\(value.0) AS YEAR)"
      #expect(try session.execute(sql).text(row: 0, column: 0) == value.1, "\(sql)")
    }
  }

  @Test func yearsThatAreNoneAreWarnedOf() throws {
    try withShop { (_, session) throws in
      try session.execute("SELECT CAST('foo' AS YEAR), CAST('1979aaa' AS YEAR)")
      #expect(
        try session.execute("SHOW WARNINGS").textRows == [
          ["Warning", "1525", "Incorrect YEAR value: 'foo'"],
          ["Warning", "1292", "Truncated incorrect YEAR value: '1979aaa'"],
        ]
      )
    }
  }

  @Test func aTimeIsOfTheCurrentYear() throws {
    try withShop { (_, session) throws in
      let sql = "SELECT CAST(TIME '10:00:00' AS YEAR) = YEAR(CURDATE())"
      #expect(try session.execute(sql).textRows == [["1"]])
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
