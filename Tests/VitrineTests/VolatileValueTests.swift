import Testing
import Vitrine
import VitrineSQL

/// What may be another value each time it is computed is computed once for a row, however often the statement
/// speaks of it.
@Suite struct VolatileValueTests {
  /// Two hundred rows.
  private func withRows(_ shards: Int, _ body: (Session) throws -> Void) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute(
        "CREATE TABLE t (id BIGINT PRIMARY KEY, a INT, b INT, c VARCHAR(40), d VARCHAR(40))"
      )
      let rows = (1...200).map { "(\($0))" }.joined(separator: ", ")
      try session.execute("INSERT INTO t (id) VALUES \(rows)")
      try body(session)
    }
  }

  private static let third = "FLOOR(RAND() * 3)"

  @Test(
    arguments: [1, 3],
    [
      "SELECT COUNT(*) - COUNT(DISTINCT r) FROM (SELECT \(third) r, COUNT(*) FROM t GROUP BY r) q",
      """
      SELECT COUNT(*) - COUNT(DISTINCT r)
      FROM (SELECT r, COUNT(*) FROM (SELECT \(third) r FROM t) p GROUP BY r) q
      """,
      """
      SELECT COUNT(*) - COUNT(DISTINCT r)
      FROM (SELECT r, COUNT(*) FROM (SELECT \(third) r FROM t a JOIN t b ON a.id = b.id + 1) p GROUP BY r) q
      """,
      "SELECT COUNT(*) FROM (SELECT \(third) r, COUNT(*) FROM t GROUP BY r HAVING r = 1) q WHERE r <> 1",
      """
      SELECT COUNT(*) - COUNT(DISTINCT COALESCE(r, -1))
      FROM (SELECT \(third) r, COUNT(*) FROM t GROUP BY r WITH ROLLUP) q
      """,
      "SELECT SUM(r <> s) FROM (SELECT r, r s FROM (SELECT RAND() r FROM t LIMIT 50) p) q",
      "SELECT COUNT(*) - COUNT(DISTINCT r) FROM (SELECT DISTINCT r, r s FROM (SELECT \(third) r FROM t) p) q",
      """
      SELECT COUNT(*) FROM (SELECT r, LAG(r) OVER (ORDER BY r) p FROM (SELECT RAND() r FROM t) q) z
      WHERE r < p
      """,
      """
      SELECT COUNT(*) FROM t
      WHERE CASE \(third) WHEN 0 THEN 0 WHEN '1' THEN 0 WHEN 2.0 THEN 0 ELSE 1 END
      """,
      """
      SELECT COUNT(*) FROM t
      WHERE CASE ELT(1 + \(third), 'a', 'b', 'C') WHEN 'A' THEN 0 WHEN 'b' THEN 0 WHEN 'c' THEN 0 ELSE 1 END
      """,
    ]
  )
  func aValueIsComputedOnce(shards: Int, query: String) throws {
    try withRows(shards) { (session) throws in
      #expect(try session.execute(query).textRows == [["0"]])
    }
  }

  @Test(arguments: [1, 3])
  func rowsAreSortedByWhatTheyShow(shards: Int) throws {
    try withRows(shards) { (session) throws in
      for query in [
        "SELECT FLOOR(RAND() * 100) r FROM t ORDER BY r",
        "SELECT FLOOR(RAND() * 100) r FROM t ORDER BY 1 LIMIT 150",
        "SELECT FLOOR(RAND() * 100) r FROM t ORDER BY FLOOR(RAND() * 100)",
        "SELECT r FROM (SELECT FLOOR(RAND() * 100) r FROM t) q ORDER BY r + 0",
        "SELECT DISTINCT FLOOR(RAND() * 100000) r FROM t ORDER BY r",
      ] {
        let values = try session.execute(query).textRows.compactMap { $0[0].flatMap(Int.init) }
        #expect(values.count >= 150 && values == values.sorted(), "\(query)")
      }
    }
  }

  @Test(arguments: [1, 3])
  func laterAssignmentsReadWhatWasSet(shards: Int) throws {
    try withRows(shards) { (session) throws in
      try session.execute(
        "UPDATE t SET a = FLOOR(RAND() * 1000), b = a + 1, c = UUID(), d = UPPER(c), a = a + 2"
      )
      let differing = "SELECT COUNT(*) FROM t WHERE a <> b + 1 OR NOT c <=> d OR c IS NULL"
      #expect(try session.execute(differing).textRows == [["0"]])
      try session.execute(
        "INSERT INTO t (id, a, b) SELECT id + 500, r, r FROM (SELECT id, FLOOR(RAND() * 1000) r FROM t) q"
      )
      let unlike = "SELECT COUNT(*) FROM t WHERE id > 500 AND a <> b"
      #expect(try session.execute(unlike).textRows == [["0"]])
    }
  }

  @Test(arguments: [1, 3])
  func aValueOfInsertReadsTheSubqueryBeforeIt(shards: Int) throws {
    try withRows(shards) { (session) throws in
      try session.execute("INSERT INTO t SET id = 900, a = (SELECT MAX(id) FROM t), b = a + 1")
      try session.execute(
        "INSERT INTO t (id, a, b) VALUES (901, (SELECT MIN(id) FROM t), a), (902, 3, a)"
      )
      let rows = try session.execute("SELECT a, b FROM t WHERE id >= 900 ORDER BY id").textRows
      #expect(rows == [["200", "201"], ["1", "1"], ["3", "3"]])
    }
  }

  @Test(arguments: [1, 3])
  func aValueOfInsertReadsWhatWasComputedBeforeIt(shards: Int) throws {
    try withRows(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE FUNCTION next(x INT) RETURNS INT NO SQL BEGIN SET @n = @n + x; RETURN @n; END;
        CREATE FUNCTION seen(x INT) RETURNS INT NO SQL RETURN @n + x;
        SET @n = 7;
        INSERT INTO t (id, a, b) VALUES (900, FLOOR(RAND() * 1000000), a + 1), (901, FLOOR(RAND() * 1000000), a + 1);
        INSERT INTO t SET id = 902, c = UUID(), d = c;
        INSERT INTO t SET id = 903, a = SLEEP(0), b = a + 1;
        INSERT INTO t SET id = 904, a = GET_LOCK('q', 0), b = a + 1;
        INSERT INTO t SET id = 905, a = RELEASE_LOCK('q'), b = a + 1;
        INSERT INTO t SET id = 906, a = seen(3), b = a + 1;
        INSERT INTO t SET id = 907, a = (SELECT FLOOR(RAND() * 1000000)), b = a + 1;
        INSERT INTO t (id) VALUES (908), (909);
        INSERT INTO t (id) VALUES (908) ON DUPLICATE KEY UPDATE a = FLOOR(RAND() * 1000000) + id, b = a + 1,
          c = UUID(), d = c
        """
      )
      #expect(try session.execute("SELECT COUNT(*) FROM t WHERE b = a + 1").textRows == [["8"]])
      #expect(try session.execute("SELECT COUNT(*) FROM t WHERE c = d").textRows == [["2"]])
      #expect(try session.execute("SELECT a FROM t WHERE id = 906").textRows == [["10"]])
      let values = "SELECT COUNT(DISTINCT a) FROM t WHERE id IN (900, 901, 907, 908)"
      #expect(try session.execute(values).textRows == [["4"]])
    }
  }

  @Test(arguments: [1, 3])
  func aRandomSubqueryOfAConditionIsComputedForEachRow(shards: Int) throws {
    try withRows(shards) { (session) throws in
      for statement in [
        "SELECT id FROM t WHERE (SELECT FLOOR(RAND() * 2)) = 0",
        "SELECT id FROM t WHERE 1 = (SELECT id FROM t ORDER BY RAND() LIMIT 1) % 2",
      ] {
        let count = try session.execute(statement).rows.count
        #expect(count > 20 && count < 180, "\(statement)")
      }
      for statement in [
        "UPDATE t SET a = 1 WHERE (SELECT FLOOR(RAND() * 2)) = 0",
        "DELETE FROM t WHERE (SELECT FLOOR(RAND() * 2)) = 0",
      ] {
        let count = try session.execute(statement).affectedRows
        #expect(count > 20 && count < 180, "\(statement)")
      }
    }
  }

  @Test func plansOfLikeShapesAreNotMixedUp() throws {
    try withRows(1) { (session) throws in
      try session.execute("SELECT FLOOR(RAND() * 9) r FROM t ORDER BY FLOOR(RAND() * 3), id")
      let rows = try session.execute(
        "SELECT FLOOR(RAND() * 9) r FROM t ORDER BY FLOOR(RAND() * 9), id"
      )
      let values = rows.textRows.compactMap { $0[0].flatMap(Int.init) }
      #expect(values == values.sorted())
    }
  }

  @Test func whatCannotBeComputedOnceIsRefused() throws {
    try withRows(2) { (session) throws in
      for statement in [
        "INSERT INTO t (id) VALUES (1), (2) ON DUPLICATE KEY UPDATE a = FLOOR(RAND() * 9), b = a",
        "INSERT INTO t (id) SELECT id FROM users ON DUPLICATE KEY UPDATE a = FLOOR(RAND() * 9), b = a",
        "SELECT CASE UUID() WHEN 'x' THEN 1 WHEN 2 THEN 3 END FROM t",
      ] {
        #expect(errorNumber(session, statement) == 1235)
      }
    }
  }

  @Test(arguments: [1, 3])
  func aRandomSubqueryIsComputedForEachRow(shards: Int) throws {
    try withRows(shards) { (session) throws in
      let random = "(SELECT id FROM users ORDER BY RAND() LIMIT 1)"
      for id in 1...20 {
        try session.execute("INSERT INTO users (id, name) VALUES (\(id), 'u\(id)')")
      }
      for query in [
        "SELECT COUNT(DISTINCT r) > 5 FROM (SELECT \(random) r FROM t) q",
        "SELECT COUNT(DISTINCT r) > 5 AND SUM(r <> s) = 0 FROM (SELECT r, r + 0 s FROM (SELECT \(random) + 1 r FROM t) p) q",
        "SELECT COUNT(DISTINCT r) > 5 FROM (SELECT id, (SELECT RAND()) r FROM t) q",
        "SELECT COUNT(DISTINCT r) > 5 FROM (SELECT (SELECT \(random)) r FROM t) q",
        "SELECT COUNT(DISTINCT r) > 5 FROM (SELECT (SELECT MAX(id) * RAND() FROM users) r FROM t) q",
        "SELECT COUNT(DISTINCT r) = 1 FROM (SELECT (SELECT MAX(id) FROM users) r FROM t) q",
      ] {
        #expect(try session.execute(query).textRows == [["1"]], "\(query)")
      }
      try session.execute("UPDATE t SET a = \(random), b = a")
      let set = try session.execute("SELECT COUNT(DISTINCT a) > 5, SUM(a <> b) FROM t").textRows
      #expect(set == [["1", "0"]])
    }
  }

  @Test func whatAProgramGivesIsComparedAsAnythingElseInCase() throws {
    try withShop { (_, session) throws in
      try session.execute("INSERT INTO users (id, name) VALUES (1, 'x')")
      try session.execute(
        """
        CREATE FUNCTION doc(x BIGINT) RETURNS JSON READS SQL DATA
        BEGIN DECLARE n VARCHAR(50); SELECT name INTO n FROM users WHERE id = x; RETURN JSON_OBJECT('a', n); END
        """
      )
      try session.execute(
        """
        CREATE FUNCTION steps(x INT) RETURNS INT NO SQL DETERMINISTIC
        BEGIN DECLARE i INT DEFAULT 0; WHILE i < x DO SET i = i + 1; END WHILE; RETURN i; END
        """
      )
      for (expression, value) in [
        (#"CASE JSON_EXTRACT(doc(id), '$.a') WHEN 'null' THEN 3 WHEN '"x"' THEN 1 END"#, "1"),
        (#"CASE doc(id) WHEN 1 THEN 2 WHEN CAST('{"a":"x"}' AS JSON) THEN 1 END"#, "1"),
        ("CASE steps(2) WHEN 1 THEN 'a' WHEN 2.0 THEN 'b' WHEN '3' THEN 'c' END", "b"),
        ("CASE FLOOR(RAND()) WHEN 0.0 THEN 'a' END", "a"),
        ("CASE (SELECT FLOOR(RAND() * 2)) WHEN 0 THEN 1 WHEN 1 THEN 1 ELSE 0 END", "1"),
      ] {
        #expect(
          try session.execute("SELECT \(expression) FROM users").textRows == [[value]],
          "\(expression)"
        )
      }
    }
  }
}
