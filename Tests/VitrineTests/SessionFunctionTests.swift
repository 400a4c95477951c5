import Testing
import Vitrine
import VitrineSQL

@Suite("What a session can do besides rows") struct SessionFunctionTests {
  private func value(_ session: Session, _ expression: String) throws -> String? {
    try session.execute("SELECT \(expression)").text(row: 0, column: 0)
  }

  @Test func locksBelongToSessions() throws {
    let (cluster, first) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let second = try cluster.session(target: "shop")
    #expect(try value(first, "GET_LOCK('a', 1)") == "1")
    #expect(try value(first, "GET_LOCK('A', 1)") == "1")
    #expect(try value(second, "GET_LOCK('a', 0)") == "0")
    #expect(try value(second, "IS_FREE_LOCK('a')") == "0")
    #expect(try value(second, "IS_USED_LOCK('a')") == value(first, "CONNECTION_ID()"))
    #expect(try value(second, "RELEASE_LOCK('a')") == "0")
    #expect(try value(second, "RELEASE_LOCK('b')") == nil)
    #expect(try value(first, "RELEASE_LOCK('a')") == "1")
    #expect(try value(second, "GET_LOCK('a', 0)") == "0")
    #expect(try value(first, "RELEASE_ALL_LOCKS()") == "1")
    #expect(try value(second, "GET_LOCK('a', 0)") == "1")
    #expect(try value(first, "IS_FREE_LOCK('b')") == "1")
    let error = #expect(throws: SQLError.self) { try value(first, "GET_LOCK('', 1)") }
    #expect(error?.code.number == 3057)
  }

  @Test func aSessionIsItsOwnThread() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    #expect(try value(session, "CONNECTION_ID() = @@pseudo_thread_id") == "1")
    try session.execute("SET pseudo_thread_id = 77")
    #expect(try value(session, "@@pseudo_thread_id") == "77")
  }

  @Test(arguments: ["id ORDER BY 2", "5 ORDER BY 5", "id, status ORDER BY 0"])
  func concatenationsAreSortedByArgumentsAlone(_ arguments: String) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT GROUP_CONCAT(\(arguments)) FROM orders")
    }
    #expect(error?.code == .unknownColumn)
  }

  @Test func locksGoWithTheirSession() throws {
    let (cluster, first) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    do {
      let second = try cluster.session(target: "shop")
      #expect(try value(second, "GET_LOCK('a', 0)") == "1")
      #expect(try value(first, "IS_FREE_LOCK('a')") == "0")
    }
    #expect(try value(first, "IS_FREE_LOCK('a')") == "1")
  }

  @Test func zonesByName() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("SET timestamp = 1088683200, time_zone = 'Europe/Berlin'")
    #expect(try value(session, "NOW()") == "2004-07-01 14:00:00")
    #expect(try value(session, "FROM_UNIXTIME(1072958400)") == "2004-01-01 13:00:00")
    #expect(try value(session, "UNIX_TIMESTAMP('2004-07-01 14:00:00')") == "1088683200")
    #expect(try value(session, "UTC_TIMESTAMP()") == "2004-07-01 12:00:00")
    let error = #expect(throws: SQLError.self) {
      try session.execute("SET time_zone = 'Europe/Atlantis'")
    }
    #expect(error?.code.number == 1298)
  }

  @Test(arguments: [
    ("IS_IPV4_COMPAT(x'0000000000000000000000000A000509')", "1"),
    ("IS_IPV4_MAPPED(INET6_ATON('::ffff:10.0.5.9'))", "1"),
    ("IS_IPV4_MAPPED('::ffff:10.0.5.9')", "0"),
    ("INET6_NTOA(UNHEX('00010000000200030004000500060007'))", "1::2:3:4:5:6:7"),
    ("INET6_NTOA(INET6_ATON('::1.2.3.4'))", "::1.2.3.4"),
    ("INET6_NTOA(INET6_ATON('::ffff:1.2.3.4'))", "::ffff:1.2.3.4"),
    ("INET6_NTOA(INET6_ATON('::1'))", "::1"), ("INET6_NTOA(x'0A000509')", "10.0.5.9"),
    ("HEX(AES_ENCRYPT('text', 'password'))", "F6BD0FA8DCB7F8CD4A2FAABC54668044"),
    ("FORMAT_BYTES(18446744073709551615)", "16.00 EiB"), ("LENGTH(RANDOM_BYTES(16))", "16"),
    (#"REGEXP_REPLACE('a b c', '[a-z]', '\\$')"#, "$ $ $"),
    (#"REGEXP_LIKE('a\nb', 'a.b')"#, "0"), (#"REGEXP_LIKE('a\nb', 'a.b', 'n')"#, "1"),
    (#"REGEXP_LIKE('a\nb', '^b$', 'm')"#, "1"), (#"'a\nb' REGEXP '^b$'"#, "0"),
    ("'Michael!' RLIKE '.*'", "1"), ("BINARY 'abc' NOT REGEXP BINARY 'B'", "1"),
    ("HEX(WEIGHT_STRING('a' AS CHAR(2)))", "1C470209"),
    ("UNIX_TIMESTAMP('2015-11-13 10:20:19.012')", "1447410019.012"),
    ("UNIX_TIMESTAMP('2015-11-13 10:20:19')", "1447410019"),
    ("SQRT(18446744073709551615)", "4294967296"),
    ("9223372036854775808 + 0e0", "9.223372036854776e18"),
    ("BENCHMARK(10, MD5('a'))", "0"), ("CURRENT_ROLE()", "NONE"),
  ])
  func expressionGivesTheAnswer(expression: String, expected: String) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    #expect(try value(session, expression) == expected)
  }

  @Test func sleepWaitsAndIsInterrupted() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    #expect(try value(session, "SLEEP(0.01)") == "0")
    #expect(throws: SQLError.self) { try value(session, "SLEEP(-1)") }
    try session.execute("SET max_execution_time = 50")
    let start = ContinuousClock.now
    _ = try? value(session, "SLEEP(60)")
    #expect(ContinuousClock.now - start < .seconds(30))
  }

  @Test func functionsThatAreMissingAreNamed() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for name in ["STATEMENT_DIGEST('SELECT 1')", "ST_BUFFER(POINT(1, 1), 2)"] {
      let error = #expect(throws: SQLError.self) { try value(session, name) }
      #expect(error?.code.number == 1305)
    }
  }
}

@Suite("Tables made of others") struct CreateTableAsTests {
  @Test(arguments: [1, 4]) func rowsOfAQuery(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name, age) VALUES ('Ada', 36), ('Grace', 85)")
    let result = try session.execute(
      """
      CREATE TABLE names (id BIGINT PRIMARY KEY, note VARCHAR(10) DEFAULT 'x')
      AS SELECT id, UPPER(name) AS big, age + 1 AS next FROM users
      """
    )
    #expect(result.affectedRows == 2)
    let rows = try session.execute("SELECT id, note, big, next FROM names ORDER BY id").textRows
    #expect(rows == [["1", "x", "ADA", "37"], ["2", "x", "GRACE", "86"]])
  }

  @Test func typesOfColumns() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute(
      "CREATE TABLE x AS SELECT 1 AS a, 1.5 AS b, 'xy' AS c, NULL AS d, id FROM users"
    )
    let types = try session.execute("DESCRIBE x").textRows.map { $0[1] }
    #expect(types == ["int", "decimal(2,1)", "varchar(2)", "binary(0)", "bigint"])
  }

  @Test(arguments: [
    ("CAST(i AS CHAR)", "varchar(11) DEFAULT NULL"),
    ("CAST(0.25 AS CHAR)", "varchar(5) DEFAULT NULL"),
    ("CAST(-0.25 AS CHAR)", "varchar(5) DEFAULT NULL"),
    ("CAST(v AS CHAR)", "varchar(20) DEFAULT NULL"),
    ("CAST(v AS BINARY)", "varbinary(80) DEFAULT NULL"), ("CAST(x AS CHAR)", "longtext"),
    ("CAST('é' AS CHAR(9))", "varchar(9) DEFAULT NULL"), ("GROUP_CONCAT(v)", "text"),
    ("LEFT(v, 3)", "varchar(3) DEFAULT NULL"), ("RIGHT(v, 30)", "varchar(20) DEFAULT NULL"),
    ("SUBSTRING(v, 5)", "varchar(16) DEFAULT NULL"), ("MID(v, 2, 4)", "varchar(4) DEFAULT NULL"),
    ("BINARY v", "varbinary(80) DEFAULT NULL"), ("SUBSTRING(v, -3)", "varchar(3) DEFAULT NULL"),
    ("REPEAT(v, 30)", "text"),
    ("MAX(e)", "enum('a','bcd') DEFAULT NULL"), ("MIN(s)", "set('x','y') DEFAULT NULL"),
    ("COUNT(*)", "bigint NOT NULL DEFAULT '0'"), ("7", "int NOT NULL DEFAULT '0'"),
    ("1.50", "decimal(3,2) NOT NULL DEFAULT '0.00'"), ("'ab'", "varchar(2) NOT NULL DEFAULT ''"),
    ("DATE '2020-01-01'", "date NOT NULL"), ("n", "int NOT NULL DEFAULT '4'"),
  ])
  func typesOfExpressions(expression: String, type: String) throws {
    try withShop(1) { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE p (i INT, v VARCHAR(20), x TEXT, e ENUM('a', 'bcd'), s SET('x', 'y'), n INT NOT NULL DEFAULT 4)
        """
      )
      try session.execute("INSERT INTO p VALUES (12, 'abc', 'x', 'bcd', 'x,y', 1)")
      for query in ["FROM p", "FROM (SELECT * FROM p) q"] {
        try session.execute("CREATE TABLE c AS SELECT \(expression) AS c \(query)")
        let shown = try session.execute("SHOW CREATE TABLE c").text(row: 0, column: 1) ?? ""
        #expect(shown.contains("`c` \(type)\n"), "\(shown)")
        let taken = try session.execute("SELECT * FROM c").textRows
        #expect(try session.execute("SELECT \(expression) \(query)").textRows == taken)
        try session.execute("DROP TABLE c")
      }
    }
  }

  @Test func parametersAreAsLongAsTheyAre() throws {
    try withShop(1) { (_, session) throws in
      try session.executeScript(
        "PREPARE s FROM 'CREATE TABLE c AS SELECT CAST(? AS CHAR) AS c'; SET @s = REPEAT('x', 700); EXECUTE s USING @s"
      )
      #expect(try session.execute("SELECT LENGTH(c) FROM c").textRows == [["700"]])
    }
  }

  @Test func failuresLeaveNoTable() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name, age) VALUES ('Ada', 36), ('Grace', 85)")
    let error = #expect(throws: SQLError.self) {
      try session.execute("CREATE TABLE one (k INT PRIMARY KEY) AS SELECT 1 AS k FROM users")
    }
    #expect(error?.code.number == 1062)
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM one") }
    let duplicate = #expect(throws: SQLError.self) {
      try session.execute("CREATE TABLE two AS SELECT 1 AS a, 2 AS A")
    }
    #expect(duplicate?.code.number == 1060)
    let taken = #expect(throws: SQLError.self) {
      try session.execute("CREATE TABLE users AS SELECT 1 AS a")
    }
    #expect(taken?.code.number == 1050)
    try session.execute("CREATE TABLE IF NOT EXISTS users AS SELECT 1 AS a")
    #expect(session.warnings.map(\.code) == [1050])
    try session.execute("CREATE TABLE one (k INT PRIMARY KEY) IGNORE AS SELECT 1 AS k FROM users")
    #expect(try session.execute("SELECT * FROM one").textRows == [["1"]])
  }

  @Test(arguments: [1, 4]) func likeAnother(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE people LIKE users")
    let columns = try session.execute("SHOW INDEX FROM people").textRows.map { $0[2] }
    #expect(columns == ["PRIMARY", "email"])
    try session.execute("INSERT INTO people (name) VALUES ('Ada')")
    #expect(try session.execute("SELECT id, name FROM people").textRows == [["1", "Ada"]])
  }

  @Test(arguments: [1, 4]) func views(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute(
      "INSERT INTO users (name, age) VALUES ('Ada', 36), ('Tim', 7), ('Grace', 85)"
    )
    try session.execute("CREATE VIEW adults (n) AS SELECT name FROM users WHERE age > 17")
    #expect(
      try session.execute("SELECT n FROM adults ORDER BY n").textRows == [["Ada"], ["Grace"]]
    )
    try session.execute("CREATE OR REPLACE VIEW adults AS SELECT name FROM users WHERE age > 40")
    #expect(try session.execute("SELECT COUNT(*) FROM adults").textRows == [["1"]])
    try session.execute("ALTER VIEW adults AS SELECT name FROM users WHERE age > 5")
    #expect(try session.execute("SELECT COUNT(*) FROM adults").textRows == [["3"]])
    let shown = try session.execute("SHOW CREATE VIEW adults")
    #expect(shown.columns.map(\.name).prefix(2) == ["View", "Create View"])
    try session.execute("DROP VIEW adults")
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM adults") }
  }
}
