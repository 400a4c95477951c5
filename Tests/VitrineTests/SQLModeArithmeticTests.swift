import Testing
import Vitrine
import VitrineSQL

/// SQL modes that change what arithmetic gives.
@Suite struct SQLModeArithmeticTests {
  private func session(_ mode: String, _ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET sql_mode = '\(mode)'")
    try body(session)
  }

  @Test func unsignedSubtraction() throws {
    let sql =
      "SELECT CAST(3 AS UNSIGNED) - 5, CAST(18446744073709551615 AS UNSIGNED) - 18446744073709551614"
    try session("NO_UNSIGNED_SUBTRACTION") { session in
      let result = try session.execute(sql)
      #expect(result.textRows == [["-2", "1"]])
      #expect(result.columns.map(\.type.isUnsigned) == [false, false])
    }
    try session("") { session in
      #expect(throws: SQLError.self) { _ = try session.execute(sql) }
    }
  }

  @Test func divisionByZero() throws {
    for (mode, warnings, isRefused) in [
      ("STRICT_TRANS_TABLES", 0, false), ("ERROR_FOR_DIVISION_BY_ZERO", 1, false),
      ("STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO", 1, true), ("TRADITIONAL", 1, true),
    ] {
      try session(mode) { session in
        let count = try session.execute("SELECT 1 / 0").warnings.count
        #expect(count == warnings, "\(mode)")
        var isError = false
        do {
          try session.execute("INSERT INTO users (name, age) VALUES ('x', 1 / 0)")
        } catch {
          isError = true
        }
        #expect(isError == isRefused, "\(mode)")
      }
    }
  }

  @Test(
    arguments: [
      ("1 / 3 = 0.3333", "0"), ("1 / 3 IN (0.3333, 5)", "0"), ("1 / 3 > 0.33333", "1"),
      ("1 / 3 BETWEEN 0.3333 AND 0.33333", "0"), ("NULLIF(1 / 3, 0.3333)", "0.3333"),
      ("NULLIF(1 / 3, 1) * 3", "1.0000"), ("ABS(-1 / 3) * 3", "1.0000"),
      ("CASE 1 / 30000 WHEN 0 THEN 'zero' ELSE 'more' END", "more"),
      ("0 AND 18446744073709551615 + 1", "0"),
      ("1 OR 18446744073709551615 + 1", "1"), ("NULL AND 0", "0"), ("NULL AND LENGTH('a')", nil),
      ("NULL OR LENGTH('a')", "1"), ("NULL OR LENGTH('')", nil),
      ("1 AND LENGTH('a') AND LENGTH('')", "0"),
      ("1e65 DIV 1.5e300", "1"), ("0 OR TIMESTAMP '9999-12-31 23:59:59.999999'", "1"),
      ("FORMAT(12332.2, 2, 'es_ES')", "12332,20"),
      ("HEX(FORMAT(12332.2, 1, 'bg_BG'))", "313200333332" + "2C32"),
      ("DATE_ADD('2020-01-01 10:00:00-x', INTERVAL 1 DAY)", nil),
      ("DATE_ADD('2020-01-01 10:00:00x', INTERVAL 1 DAY)", "2020-01-02 10:00:00"),
    ] as [(String, String?)]
  )
  func asMySQLComputes(_ expression: String, _ expected: String?) throws {
    try session("STRICT_TRANS_TABLES") { session in
      let rows = try session.execute("SELECT \(expression)").textRows
      #expect(rows == [[expected]])
    }
  }

  /// A column insists on its collation more than a literal does; of two literals the binary one wins.
  @Test func binaryLiteralsAndTexts() throws {
    try session("STRICT_TRANS_TABLES") { session in
      try session.execute("INSERT INTO users (name) VALUES ('Ada')")
      #expect(
        try session.execute(
          "SELECT name = x'616461', name IN (x'616461', 'q'), 'Ada' = x'616461' FROM users"
        ).textRows == [["1", "1", "0"]]
      )
    }
  }
}
