import Testing
import Vitrine
import VitrineSQL

/// What becomes of a SELECT's rows besides being sent to the client.
@Suite struct SelectIntoTests {
  private func shop(_ shards: Int) throws -> (Cluster, Session) {
    let (cluster, session) = try makeShop(shards: shards)
    for number in 1...12 {
      try session.execute("INSERT INTO users (name, age) VALUES ('u\(number)', \(number % 3))")
    }
    return (cluster, session)
  }

  @Test(arguments: [1, 4]) func variablesTakeTheOneRow(shards: Int) throws {
    let (cluster, session) = try shop(shards)
    defer { try? cluster.close() }
    let result = try session.execute("SELECT COUNT(*), MAX(name) INTO @n, @last FROM users")
    #expect(result.columns.isEmpty && result.rows.isEmpty && result.affectedRows == 1)
    #expect(try session.execute("SELECT @n + 1, @last").textRows == [["13", "u9"]])
    try session.execute("SELECT id FROM users WHERE id = 4711 INTO @n")
    #expect(session.warnings.map(\.code) == [1329])
    #expect(try session.execute("SELECT @n").textRows == [["12"]])
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT id FROM users INTO @n")
    }
    #expect(error?.code.number == 1172)
    let width = #expect(throws: SQLError.self) { try session.execute("SELECT 1, 2 INTO @n") }
    #expect(width?.code.number == 1222)
  }

  @Test func namesThatNothingDeclaresAreToldFirst() throws {
    let (cluster, session) = try shop(1)
    defer { try? cluster.close() }
    for sql in [
      "SELECT COUNT(*) INTO n FROM users", "SELECT nosuch INTO n FROM users WHERE id = other",
      "SELECT id, name FROM nosuch INTO @a, n", "SELECT 1, 2 INTO n",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == 1327 && error?.message == "Undeclared variable: n", "\(sql)")
    }
  }

  @Test(arguments: [1, 4]) func theLastPartOfAUnionMaySayWhereItGoes(shards: Int) throws {
    let (cluster, session) = try shop(shards)
    defer { try? cluster.close() }
    try session.execute("(SELECT 12) UNION (SELECT COUNT(*) FROM users INTO @n)")
    #expect(try session.execute("SELECT @n").textRows == [["12"]])
    for (sql, number) in [
      ("(SELECT 1) UNION (SELECT 2 INTO @n)", 1172), ("(SELECT 1 INTO @n) UNION SELECT 2", 3954),
      ("WITH c AS (SELECT 1 INTO @n) SELECT * FROM c", 3954),
      ("INSERT INTO users (name) SELECT 'a' INTO @n", 3954),
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error.map { Int($0.code.number) } == number, "\(sql)")
    }
  }

  @Test func filesAreRefusedWhenTheyWouldBeWritten() throws {
    let (cluster, session) = try shop(2)
    defer { try? cluster.close() }
    let sql = "SELECT * FROM users INTO OUTFILE '/tmp/users'"
    #expect(try session.explain(sql).tree().contains("Route Scatter"))
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == 1290)
  }

  @Test(arguments: [1, 4]) func foundRowsCountsWithoutTheLimit(shards: Int) throws {
    let (cluster, session) = try shop(shards)
    defer { try? cluster.close() }
    for (sql, rows, found) in [
      ("SELECT SQL_CALC_FOUND_ROWS id FROM users ORDER BY id LIMIT 2", 2, "12"),
      ("SELECT SQL_CALC_FOUND_ROWS id FROM users WHERE age = 1 LIMIT 1, 2", 2, "4"),
      ("SELECT SQL_CALC_FOUND_ROWS age FROM users GROUP BY age LIMIT 1", 1, "3"),
      ("SELECT SQL_CALC_FOUND_ROWS id FROM users LIMIT 0", 0, "12"),
      ("SELECT SQL_CALC_FOUND_ROWS id FROM users UNION ALL SELECT 1 LIMIT 3", 3, "13"),
      ("SELECT SQL_CALC_FOUND_ROWS DISTINCT age FROM users", 3, "3"),
      ("SELECT id FROM users LIMIT 5", 5, "5"),
    ] {
      #expect(try session.execute(sql).rows.count == rows, "\(sql)")
      #expect(try session.execute("SELECT FOUND_ROWS()").textRows == [[found]], "\(sql)")
    }
  }

  @Test func foundRowsRunsNothingAgainThatDoesSomething() throws {
    let (cluster, session) = try shop(1)
    defer { try? cluster.close() }
    for (sql, found) in [
      ("SELECT id FROM users LIMIT 5 OFFSET 100", "12"),
      ("SELECT GET_LOCK('passed', 0) FROM users LIMIT 5 OFFSET 100", "0"),
    ] {
      #expect(try session.execute(sql).rows.isEmpty)
      #expect(try session.execute("SELECT FOUND_ROWS()").textRows == [[found]], "\(sql)")
    }
    #expect(try session.execute("SELECT IS_FREE_LOCK('passed')").textRows == [["1"]])
  }
}
