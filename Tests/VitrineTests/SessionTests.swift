import Testing
import Vitrine
import VitrineSQL
import VitrineSharding

@Suite struct SessionTests {
  @Test func variables() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET @a = 1 + 2, @b = 'x'")
    #expect(try session.execute("SELECT @a, @b, @c").textRows == [["3", "x", nil]])
    try session.execute("SET SESSION sql_mode = 'ANSI_QUOTES'")
    #expect(try session.execute("SELECT @@sql_mode").textRows == [["ANSI_QUOTES"]])
    try session.execute("SET sql_mode = 'ANSI_QUOTES  '")
    #expect(try session.execute("SELECT @@sql_mode").textRows == [["ANSI_QUOTES"]])
    try session.execute("SET sql_mode = ' '")
    #expect(try session.execute("SELECT @@sql_mode").textRows == [[""]])
    let unknown = #expect(throws: SQLError.self) { try session.execute("SET autocomit = 1") }
    #expect(unknown?.code.number == 1193)
    #expect(unknown?.hint == "did you mean 'autocommit'?")
    let wrong = #expect(throws: SQLError.self) { try session.execute("SET autocommit = 7") }
    #expect(wrong?.code.number == 1231)
  }

  @Test func parameters() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute(
      "INSERT INTO users (name, age) VALUES (?, ?)",
      parameters: [.text("Ada"), .integer(36)]
    )
    let result = try session.execute(
      "SELECT name FROM users WHERE id = ?",
      parameters: [.integer(1)]
    )
    #expect(result.textRows == [["Ada"]])
    #expect(result.trace.shardCalls == 1)
    let missing = #expect(throws: SQLError.self) {
      try session.execute("SELECT name FROM users WHERE id = ?")
    }
    #expect(missing?.code.number == 1210)
  }

  /// A plan serves the next statement of the same shape, with its own literals.
  @Test func plansAreKept() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
    for (id, name) in [(1, "a"), (2, "b"), (3, "c"), (2, "b")] {
      let result = try session.execute("SELECT name FROM users WHERE id = \(id)")
      #expect(result.textRows == [[name]])
    }
    let status = try session.execute("SHOW STATUS LIKE 'Plan_cache_%_hits'").textRows
    #expect(status == [["Plan_cache_shape_hits", "2"], ["Plan_cache_text_hits", "1"]])
  }

  @Test func targets() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c'), ('d')")
    var total = 0
    for shard in ["-80", "80-"] {
      try session.execute("USE `shop:\(shard)`")
      let result = try session.execute("SELECT COUNT(*) FROM users")
      #expect(result.trace.shards == ["shop/\(shard)"])
      total += Int(result.text(row: 0, column: 0) ?? "") ?? 0
    }
    #expect(total == 4)
    let error = #expect(throws: SQLError.self) { try session.execute("USE `shop:-40`") }
    #expect(error?.hint == "its shards are -80, 80-")
  }

  @Test func lastInsertIDAndRowCount() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b')")
    #expect(try session.execute("SELECT ROW_COUNT(), LAST_INSERT_ID()").textRows == [["2", "1"]])
    try session.execute("UPDATE users SET age = 5")
    #expect(try session.execute("SELECT ROW_COUNT()").textRows == [["2"]])
    try session.execute("UPDATE users SET age = 5")
    #expect(try session.execute("SELECT ROW_COUNT()").textRows == [["0"]])
  }

  @Test func preparedStatements() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b')")
    try session.execute("PREPARE find FROM 'SELECT name FROM users WHERE id = ?'")
    try session.execute("SET @id = 2")
    #expect(try session.execute("EXECUTE find USING @id").textRows == [["b"]])
    try session.execute("DEALLOCATE PREPARE find")
    let error = #expect(throws: SQLError.self) { try session.execute("EXECUTE find USING @id") }
    #expect(error?.code.number == 1243)
  }

  @Test func preparedStatementsAreReadAsWhenTheyWerePrepared() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
        PREPARE s FROM 'SELECT "name" || ''!'' FROM users WHERE "id" = ?';
        PREPARE v FROM 'SELECT /*+ SET_VAR(sql_mode=''ANSI'') */ "id" || ? FROM users';
        SET sql_mode = '';
        INSERT INTO users (id, name) VALUES (7, 'Ada');
        SET @id = 7
        """
      )
      #expect(try session.execute("EXECUTE s USING @id").textRows == [["Ada!"]])
      #expect(try session.execute("EXECUTE v USING @id").textRows == [["77"]])
    }
  }

  @Test func preparedStatementsGetWhatVariablesAre() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("SET @total = 1.25, @ten = 10, @day = DATE '2024-02-29', @nothing = NULL")
    try session.execute("PREPARE give FROM 'SELECT ?, ? + ?, ? + INTERVAL 1 DAY, ?'")
    let given = try session.execute("EXECUTE give USING @total, @total, @ten, @day, @nothing")
    #expect(given.textRows == [["1.25", "11.25", "2024-03-01", nil]])
    try session.execute("PREPARE put FROM 'INSERT INTO orders (user_id, total) VALUES (?, ?)'")
    try session.execute("EXECUTE put USING @ten, @total")
    #expect(
      try session.execute("SELECT total FROM orders WHERE user_id = 10").textRows == [["1.25"]]
    )
    try session.execute("PREPARE make FROM 'CREATE TABLE made AS SELECT ? AS total'")
    try session.execute("EXECUTE make USING @total")
    #expect(try session.execute("SELECT total + 1 FROM made").textRows == [["2.25"]])
  }

  @Test(arguments: [1, 4]) func insertedIDIsTheLastRows(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      func id(_ sql: String) throws -> UInt64 { try session.execute(sql).lastInsertID }
      #expect(try id("INSERT INTO users (id, name) VALUES (500, 'a')") == 500)
      #expect(try id("INSERT INTO users (id, name) VALUES (510, 'a'), (507, 'b')") == 507)
      #expect(try id("INSERT INTO users (id, name) SELECT 700, 'c'") == 700)
      #expect(try id("REPLACE INTO users (id, name) VALUES (500, 'd')") == 500)
      #expect(try id("INSERT IGNORE INTO users (id, name) VALUES (500, 'd')") == 0)
      #expect(try id("INSERT INTO users (id, name) VALUES (-3, 'e')") == .max - 2)
      #expect(try id("INSERT IGNORE INTO users (id, name) VALUES (520, 'h'), (500, 'd')") == 500)
      func changed(_ rows: String, _ name: String) throws -> UInt64 {
        let update = "ON DUPLICATE KEY UPDATE name = '\(name)'"
        return try id("INSERT INTO users (id, name) VALUES \(rows) \(update)")
      }
      #expect(try changed("(500, 'i')", "j") == 500)
      #expect(try changed("(500, 'i')", "j") == 0)
      #expect(try changed("(530, 'i'), (500, 'k')", "l") == 500)
      #expect(try session.execute("SELECT LAST_INSERT_ID()").textRows == [["0"]])
      #expect(try id("INSERT INTO users (id, name) VALUES (900, 'f'), (NULL, 'g')") == 901)
      #expect(try session.execute("SELECT LAST_INSERT_ID()").textRows == [["901"]])
    }
  }

  @Test func lastInsertIDIsWhatItWasGiven() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    func last() throws -> String? { try session.execute("SELECT LAST_INSERT_ID()").textRows[0][0] }
    #expect(try session.execute("SELECT LAST_INSERT_ID(55)").textRows == [["55"]])
    #expect(try last() == "55")
    try session.execute("INSERT INTO orders (id, user_id, total) VALUES (1, 1, 5), (2, 2, 6)")
    let updated = try session.execute(
      "UPDATE orders SET id = LAST_INSERT_ID(id + 100) WHERE user_id = 1"
    )
    #expect(updated.lastInsertID == 101)
    #expect(try last() == "101")
    try session.execute("SELECT LAST_INSERT_ID(MAX(id)) FROM orders WHERE user_id = 2")
    #expect(try last() == "2")
    try session.execute("DO LAST_INSERT_ID(77)")
    #expect(try last() == "77")
    try session.execute("INSERT INTO countries VALUES ('DE', LAST_INSERT_ID(1234))")
    #expect(try last() == "1234")
    let twice = try session.execute(
      """
      INSERT INTO users (id, name) VALUES (5, 'a'), (5, 'b')
      ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), name = 'c'
      """
    )
    #expect(twice.lastInsertID == 5)
    #expect(try last() == "5")
    let made = try session.execute("INSERT INTO users (name, age) VALUES ('x', LAST_INSERT_ID(99))")
    #expect(made.lastInsertID == 6)
    #expect(try last() == "6")
    let deleted = try session.execute("DELETE FROM orders WHERE id = LAST_INSERT_ID(7)")
    #expect(deleted.lastInsertID == 0)
    #expect(try last() == "7")
    // Of several rows the last one of the answer counts, whichever shard had it.
    try session.execute(
      "INSERT INTO users (id, name) VALUES (11, 'a'), (12, 'b'), (13, 'c'), (14, 'd')"
    )
    for (sql, id) in [
      ("SELECT LAST_INSERT_ID(id) FROM users WHERE id > 10 ORDER BY id DESC LIMIT 1", "14"),
      ("SELECT id, LAST_INSERT_ID(id) FROM users WHERE id > 10 ORDER BY id DESC", "11"),
      ("SELECT LAST_INSERT_ID(id) FROM users WHERE id > 20", "11"),
    ] {
      try session.execute(sql)
      #expect(try last() == id, "\(sql)")
    }
    #expect(
      try session.execute("SELECT LAST_INSERT_ID(-1), LAST_INSERT_ID(7), LAST_INSERT_ID()").textRows
        == [["18446744073709551615", "7", "7"]]
    )
  }

  @Test func userVariablesKeepNumbersAndTexts() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("SET @day = DATE '2024-02-29', @clock = CAST('10:11:12' AS TIME)")
    let texts = try session.execute(
      "SELECT @day, @day + 0, @clock, @clock + 0, @day + INTERVAL 1 DAY"
    )
    #expect(texts.textRows == [["2024-02-29", "2024", "10:11:12", "10", "2024-03-01"]])
    try session.execute("CREATE TABLE sizes (id INT PRIMARY KEY, e ENUM('s', 'm', 'l'), j JSON)")
    try session.execute("INSERT INTO sizes VALUES (1, 'l', '{\"a\": 1}')")
    try session.execute("SELECT e, j INTO @e, @j FROM sizes")
    #expect(try session.execute("SELECT @e, @e + 0, @j").textRows == [["l", "0", "{\"a\": 1}"]])
    #expect(try session.execute("SELECT id FROM sizes WHERE e = @e").textRows == [["1"]])
    try session.execute("UPDATE sizes SET j = '[2.50, 1.0, 1e2, 7]'")
    let numbers = try session.execute("SELECT j, JSON_TYPE(JSON_EXTRACT(j, '$[0]')) FROM sizes")
    #expect(numbers.textRows == [["[2.5, 1.0, 100.0, 7]", "DOUBLE"]])
  }

  @Test func variablesOfOneSetDoNotSeeOneAnother() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("SET @a = 1")
    try session.execute("SET @a = 5, @b = @a + 1")
    #expect(try session.execute("SELECT @a, @b").textRows == [["5", "2"]])
    #expect(throws: SQLError.self) { try session.execute("SET @a = 7, no_such_variable = 1") }
    #expect(try session.execute("SELECT @a").textRows == [["5"]])
  }

  @Test(arguments: [
    ("SELEC 1", 1064), ("SELECT nmae FROM users", 1054), ("SELECT * FROM user", 1146),
    ("SELECT * FROM nowhere.users", 1049), ("SELECT nosuch(1)", 1305),
    ("INSERT INTO users (name) VALUES (NULL)", 1048),
    ("INSERT INTO users (age) VALUES (1)", 1364),
    ("INSERT INTO users (name) VALUES (1, 2)", 1136),
    ("SELECT (SELECT id FROM users)", 1242), ("CREATE TABLE users (id INT)", 1050),
    ("ROLLBACK TO nowhere", 1305), ("USE nowhere", 1049), ("", 1065),
    ("SHUTDOWN", 1235),
  ])
  func errors(sql: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == number, "\(String(describing: error))")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["3"]])
  }

  @Test func scriptsTellWhereTheyFail() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    var seen: [String] = []
    let error = #expect(throws: SQLError.self) {
      try session.executeScript("SELECT 1; SELECT nope FROM users; SELECT 2") { _, text in
        seen.append(text)
      }
    }
    #expect(seen == ["SELECT 1"])
    #expect(error?.span?.range == 17..<21)
  }

  @Test func explains() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let tree = try session.execute("EXPLAIN SELECT name FROM users WHERE id = 1").textRows
    #expect(tree.first?.first??.contains("EqualUnique") == true)
    let assigning = try session.execute("EXPLAIN SELECT @a := name FROM users WHERE id = 1")
      .textRows
    #expect(assigning.first?.first??.contains("EqualUnique") == true)
    let queries = try session.execute("VEXPLAIN QUERIES SELECT name FROM users").textRows
    #expect(queries.map { $0[2] } == ["-80", "80-"])
    let plan = try session.execute("VEXPLAIN PLAN SELECT name FROM users").text(row: 0, column: 0)
    #expect(plan?.contains("\"OperatorType\": \"Route\"") == true)
  }
}
