import Testing
import Vitrine
import VitrineSQL

/// Index hints, what EXPLAIN tells of triggers, and warnings of statements that answer nothing.
@Suite struct HintAndWarningTests {
  @Test func hintsNameIndexesThatAreThere() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE INDEX by_name ON users (name)")
      try session.execute("CREATE INDEX by_age ON users (age)")
      for sql in [
        "SELECT * FROM users FORCE INDEX (by_name)",
        "SELECT * FROM users USE INDEX (PRIMARY, BY_AGE)",
        "SELECT * FROM users IGNORE INDEX (by_n)", "SELECT * FROM users u USE INDEX ()",
        "UPDATE users FORCE INDEX (email) SET age = 1 WHERE email = 'x'",
      ] { try session.execute(sql) }
      for sql in [
        "SELECT * FROM users u FORCE INDEX (nope)", "SELECT * FROM users USE INDEX (by_)",
        "SELECT * FROM users IGNORE INDEX FOR JOIN (by_name, nope)",
        "UPDATE users USE INDEX (nope) SET age = 1",
      ] { #expect(errorNumber(session, sql) == 1176, "\(sql)") }
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT * FROM users u FORCE INDEX (nope)")
      }
      #expect(error?.message == "Key 'nope' doesn't exist in table 'u'")
      try session.execute("CREATE VIEW v AS SELECT id FROM users")
      #expect(errorNumber(session, "SELECT * FROM v USE INDEX (PRIMARY)") == 1176)
    }
  }

  @Test func plansNameTheTriggersThatFire() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TRIGGER first BEFORE INSERT ON users FOR EACH ROW SET NEW.age = 1;
        CREATE TRIGGER changed AFTER UPDATE ON users FOR EACH ROW SET @n = 1;
        CREATE TRIGGER gone AFTER DELETE ON users FOR EACH ROW SET @n = 1;
        """
      )
      func plan(_ sql: String) throws -> String { try session.explain(sql).tree() }
      #expect(try plan("INSERT INTO users (name) VALUES ('x')").contains("fires first"))
      #expect(
        try plan("REPLACE INTO users (id, name) VALUES (1, 'x')").contains("fires first, gone")
      )
      let upsert = "INSERT INTO users (id, name) VALUES (1, 'x') ON DUPLICATE KEY UPDATE age = 2"
      #expect(try plan(upsert).contains("fires first, changed"))
      #expect(try plan("UPDATE users SET age = 2").contains("fires changed"))
      #expect(try plan("DELETE FROM users WHERE id = 1").contains("fires gone"))
      #expect(try !plan("UPDATE orders SET total = 2").contains("fires"))
      let json = try session.execute("EXPLAIN FORMAT=JSON UPDATE users SET age = 2").textRows
      #expect(json.first?.first??.contains("\"Triggers\"") == true)
    }
  }

  @Test func numbersOfShowStatementsAreNumbers() throws {
    try withShop { (_, session) throws in
      try session.execute("DO 1/0")
      let warnings = try session.execute("SHOW WARNINGS WHERE Code > 1000")
      #expect(warnings.columns.map(\.type.isInteger) == [false, true, false])
      #expect(warnings.textRows.map { $0[1] } == ["1365"])
      let count = try session.execute("SELECT @@warning_count, @@session.error_count")
      #expect(count.textRows == [["1", "0"]])
      try session.execute("DO 1/0")
      #expect(try session.execute("SHOW COUNT(*) ERRORS").textRows == [["0"]])
      #expect(try session.execute("SHOW COUNT(*) WARNINGS").textRows == [["1"]])
      #expect(errorNumber(session, "SELECT nothing") == 1054)
      let errors = try session.execute("SHOW COUNT(*) ERRORS")
      #expect(errors.textRows == [["1"]])
      #expect(errors.columns.map(\.name) == ["@@session.error_count"])
      #expect(errorNumber(session, "SET @@warning_count = 1") == 1238)
      try session.execute("DO 1 / 0")
      try session.execute("SET @count = @@warning_count")
      #expect(try session.execute("SELECT @count").textRows == [["1"]])
      try session.execute("CREATE PROCEDURE counted() BEGIN DO 1 / 0; SELECT @@warning_count; END")
      #expect(errorNumber(session, "CALL counted()") == 1235)
      let index = try session.execute("SHOW INDEX FROM users WHERE Non_unique = 0")
      #expect(index.columns[3].type.isInteger)
      #expect(index.textRows.map { $0[3] } == ["1", "1"])
      let status = try session.execute("SHOW TABLE STATUS LIKE 'users'")
      #expect(status.columns[4].type == .unsignedBigint)
    }
  }

  @Test(arguments: [1, 3]) func castsThatCutWarn(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("CREATE TABLE n (id INT PRIMARY KEY, n VARCHAR(9))")
      try session.execute("SELECT CAST(12345 AS CHAR(2)), CAST('äöü' AS CHAR(2)), LEFT('abc', 2)")
      #expect(
        session.warnings.map(\.message) == [
          "Truncated incorrect CHAR(2) value: '12345'", "Truncated incorrect CHAR(4) value: 'äöü'",
        ]
      )
      try session.execute("SELECT CAST('aé' AS BINARY(2))")
      #expect(
        session.warnings.map(\.message) == ["Truncated incorrect BINARY(2) value: 'a\\xC3\\xA9'"]
      )
      #expect(errorNumber(session, "INSERT INTO n VALUES (1, CAST(12345 AS CHAR(2)))") == 1292)
      try session.execute("INSERT INTO n VALUES (1, CAST('ab' AS CHAR(2)))")
      #expect(errorNumber(session, "UPDATE n SET n = CAST(CONCAT(n, 'c') AS CHAR(2))") == 1292)
      try session.execute("INSERT IGNORE INTO n VALUES (2, CAST(12345 AS CHAR(2)))")
      #expect(try session.execute("SELECT n FROM n ORDER BY id").textRows == [["ab"], ["12"]])
    }
  }

  @Test(arguments: [1, 3]) func definitionsWarnOfWhatIsDeprecated(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      let columns =
        "id INT(11) PRIMARY KEY, b TINYINT(1), y YEAR(4), f FLOAT(7,2), d DECIMAL(5,2) UNSIGNED, z INT ZEROFILL"
      try session.execute("CREATE TABLE old (\(columns), KEY k (b), KEY l (b)) CHARSET=utf8")
      #expect(
        session.warnings.filter { $0.level == .warning }.map(\.code)
          == [1681, 1287, 1681, 1681, 1681, 3719, 1831]
      )
      #expect(
        session.warnings.map(\.message).contains {
          $0.hasPrefix("Duplicate index 'l' defined on the table '")
        }
      )
      try session.execute(
        "ALTER TABLE old ADD c INT(3), MODIFY b TINYINT(1) UNSIGNED, CONVERT TO CHARACTER SET utf8mb3"
      )
      #expect(session.warnings.map(\.code) == [1681, 1287])
      try session.execute("CREATE INDEX m ON old (b)")
      #expect(session.warnings.map(\.code) == [1831])
      try session.execute("CREATE TABLE new (id INT PRIMARY KEY, b BOOL, v VARCHAR(9), y YEAR)")
      #expect(session.warnings.allSatisfy { $0.level == .note })
    }
  }

  /// Forms that MySQL will give up are told of each time, also when the plan is known.
  @Test(arguments: [
    ("SELECT 1 && 0, 1 AND 1", ["'&&' is"]),
    ("SELECT 1 || 0 OR 1", ["'|| as a synonym for OR' is"]),
    ("SELECT !1, NOT 1, 1 != 2", ["'!' is"]),
    ("SELECT BINARY 'a', CAST('a' AS BINARY)", ["'BINARY expr' is"]),
    ("SELECT SQL_CALC_FOUND_ROWS id FROM users", ["SQL_CALC_FOUND_ROWS is"]),
    ("SELECT FOUND_ROWS()", ["FOUND_ROWS() is"]), ("SELECT SQL_NO_CACHE 1", ["'SQL_NO_CACHE' is"]),
    ("SELECT @n := 1", ["Setting user variables within expressions is"]),
    (
      "INSERT INTO users (id, name) VALUES (1, 'a') ON DUPLICATE KEY UPDATE name = VALUES(name)",
      ["'VALUES function' is"]
    ),
    ("UPDATE users SET age = 1 WHERE id = 1 && name = 'a' && 1", ["'&&' is", "'&&' is"]),
    ("DO 1 && 1", ["'&&' is"]), ("SET @a = 1 || 0", ["'|| as a synonym for OR' is"]),
    ("SELECT 1 AND 0 OR 1", []), ("SET @a := 1", []),
  ])
  func deprecatedFormsWarn(sql: String, beginnings: [String]) throws {
    try withShop { (_, session) throws in
      for _ in 0..<3 {
        try session.execute(sql)
        let texts = session.warnings.filter { $0.level == .warning }.map(\.message)
        #expect(texts.count == beginnings.count)
        #expect(
          zip(texts, beginnings).allSatisfy {
            $0.hasPrefix($1 + " deprecated and will be removed in a future release.")
          }
        )
      }
    }
  }

  /// Those in stored programs do not, so that no handler of warnings runs.
  @Test func programsDoNotWarnOfForms() throws {
    try withShop(1) { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE p() BEGIN
          DECLARE CONTINUE HANDLER FOR SQLWARNING SET @warned = 1;
          SELECT 1 && 1 INTO @a; SELECT 1 && 1 INTO @a; SET @b = 1 || 0;
        END
        """
      )
      #expect(session.warnings.map(\.code) == [1287, 1287, 1287])
      try session.execute("CALL p()")
      #expect(try session.execute("SELECT @a, @b, @warned").textRows == [["1", "1", nil]])
      try session.execute("SET sql_mode = 'PIPES_AS_CONCAT'")
      #expect(try session.execute("SELECT 'a' || 'b'").textRows == [["ab"]])
      #expect(session.warnings.isEmpty)
      try session.execute("INSERT DELAYED INTO users (id, name) VALUES (7, 'a')")
      #expect(session.warnings.map(\.code) == [3005])
      try session.execute("CREATE TABLE odd (id INT PRIMARY KEY) ENGINE=Nonsense")
      #expect(
        session.warnings.filter { $0.level == .warning }.map(\.message) == [
          "Unknown storage engine 'Nonsense'", "Using storage engine InnoDB for table 'odd'",
        ]
      )
      try session.execute("ALTER TABLE odd ENGINE=Nonsense")
      #expect(session.warnings.map(\.code) == [1286])
    }
  }

  @Test func messagesAreMySQLs() throws {
    try withShop(1) { (_, session) throws in
      try session.execute(
        "SELECT CAST('10:99' AS TIME), SPACE(100000000), LPAD('a', 100000000, 'b')"
      )
      #expect(
        session.warnings.map(\.message) == [
          "Truncated incorrect time value: '10:99'",
          "Result of space() was larger than max_allowed_packet (67108864) - truncated",
          "Result of lpad() was larger than max_allowed_packet (67108864) - truncated",
        ]
      )
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT JSON_CONTAINS('{}', 'x')")
      }
      let text =
        "Invalid JSON text in argument 2 to function json_contains: \"Invalid value.\" at position 0."
      #expect(error?.message == text)
      let many = Array(repeating: "'a'", count: 901).joined(separator: ",")
      #expect(errorNumber(session, "SELECT CONCAT(\(many))") == 1235)
    }
  }

  @Test func statementsWithoutAnswersWarn() throws {
    try withShop { (_, session) throws in
      try session.execute("DO 1/0, CAST('x' AS SIGNED)")
      #expect(try session.execute("SHOW WARNINGS").textRows.map { $0[1] } == ["1365", "1292"])
      try session.execute("SET @a = 1/0, @b = 2")
      #expect(session.warnings.map(\.code) == [1365])
      try session.execute("SET @b = 3")
      #expect(session.warnings.isEmpty)
      try session.execute("SELECT CAST('99999999999999999999' AS SIGNED)")
      let texts = session.warnings.map(\.message)
      #expect(texts == ["Truncated incorrect INTEGER value: '99999999999999999999'"])
    }
  }

  @Test func asManyConditionsAreKeptAsAreWanted() throws {
    try withShop { (_, session) throws in
      for (limit, kept) in [(0, 0), (1, 1), (2, 2), (64, 2)] {
        try session.execute("SET max_error_count = \(limit)")
        let result = try session.execute("SELECT CAST('x' AS SIGNED), CAST('y' AS SIGNED)")
        #expect(result.warnings.count == kept)
        #expect(try session.execute("SHOW WARNINGS").textRows.count == kept)
        #expect(try session.execute("SHOW COUNT(*) WARNINGS").textRows == [["2"]])
        #expect(try session.execute("SELECT @@warning_count").textRows == [["2"]])
      }
      try session.execute("SET max_error_count = 0")
      #expect(errorNumber(session, "SELECT * FROM nothing") == 1146)
      #expect(try session.execute("SHOW ERRORS").textRows.isEmpty)
      #expect(try session.execute("SHOW COUNT(*) ERRORS").textRows == [["1"]])
    }
  }

  /// Reading a statement warns also of one that then fails.
  @Test func statementsThatFailWarnOfTheirForms() throws {
    try withShop { (_, session) throws in
      func codes(_ sql: String) throws -> [String?] {
        #expect(throws: SQLError.self) { try session.execute(sql) }
        return try session.execute("SHOW WARNINGS").textRows.map { $0[1] }
      }
      #expect(try codes("SELECT 1 && nope") == ["1287", "1054"])
      #expect(
        try codes("SELECT SQL_CALC_FOUND_ROWS * FROM nope WHERE 1 || 0") == [
          "1287", "1287", "1146",
        ]
      )
      #expect(try codes("SELECT 1 && 1 FROM") == ["1287", "1064"])
      try session.execute("CREATE TABLE one (id INT PRIMARY KEY)")
      for _ in 0..<2 {
        #expect(try codes("INSERT INTO one SELECT 1 && 1 UNION ALL SELECT 1") == ["1287", "1062"])
      }
      #expect(try codes("SELECT nope") == ["1054"])
    }
  }

  @Test(arguments: [1, 3]) func aNameThatIsAColumnAndAnItemIsGroupedByTheColumn(shards: Int) throws
  {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    let warning = ["Warning", "1052", "Column 'age' in group statement is ambiguous"]
    for (query, count) in [
      ("SELECT age + 1 AS age FROM users GROUP BY age", 1),
      ("SELECT COUNT(*) AS age FROM users GROUP BY age", 1),
      ("SELECT age FROM users GROUP BY age", 0), ("SELECT age AS a FROM users GROUP BY a", 0),
      ("SELECT age + 1 AS age FROM users GROUP BY users.age", 0),
      ("WITH x AS (SELECT MAX(age) AS age FROM users GROUP BY age) SELECT 1 FROM x, x y", 2),
    ] {
      for _ in 0..<2 {
        try session.execute(query)
        let warnings = try session.execute("SHOW WARNINGS").textRows
        #expect(warnings == Array(repeating: warning, count: count), "\(query)")
      }
    }
  }

  /// MySQL looks among the items first, and there is one.
  @Test(arguments: [1, 3]) func anItemIsGroupedByWhereSeveralTablesHaveTheName(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name, age) VALUES (1, 'a', 5), (2, 'b', 5)")
    let tables = "FROM users x JOIN users y USING (name)"
    for item in ["x.age", "x.age + 1 AS age"] {
      let rows = try session.execute("SELECT \(item), COUNT(*) \(tables) GROUP BY age").textRows
      #expect(rows.map { $0[1] } == ["2"], "\(item)")
    }
    for item in ["x.age AS a", "MAX(x.age)", "x.age, y.age"] {
      #expect(errorNumber(session, "SELECT \(item) \(tables) GROUP BY age") == 1052)
    }
  }

  @Test(arguments: [
    ("SET NAMES utf8", [3719]), ("SET NAMES utf8mb3 COLLATE utf8_bin", [1287, 3778]),
    ("SET CHARACTER SET utf8", [3719]), ("SELECT CONVERT('a' USING utf8)", [3719]),
    ("SELECT _utf8'a'", [3719]), ("SELECT N'a'", [3720]), ("SELECT CAST(1 AS NCHAR(3))", [3720]),
    ("SELECT CAST(1 AS CHAR CHARACTER SET utf8)", [3719]),
    ("SELECT _utf8mb4'a' COLLATE utf8mb4_bin", []), ("SET NAMES utf8mb4", []),
    ("CREATE TABLE b1 (a VARCHAR(5) BINARY)", [1287]),
    ("CREATE TABLE b2 (a CHAR(5) CHARACTER SET latin1 BINARY)", [1287]),
  ])
  func formsThatMySQLWillGiveUpAreWarnedOf(statement: String, codes: [Int]) throws {
    try withShop { (_, session) throws in
      try session.execute(statement)
      let warnings = try session.execute("SHOW WARNINGS WHERE Level = 'Warning'").textRows
      #expect(warnings.map { $0[1] } == codes.map { "\($0)" })
    }
  }
}
