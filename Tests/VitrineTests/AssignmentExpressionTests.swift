import Testing
import Vitrine
import VitrineSQL

/// `@a := value` inside a statement.
@Suite struct AssignmentExpressionTests {
  @Test func variablesTakeTheValue() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    #expect(try session.execute("SELECT @a := 41 + 1, 7").textRows == [["42", "7"]])
    #expect(try session.execute("SELECT @a").textRows == [["42"]])
    #expect(try session.execute("SELECT @a := @a + 1").textRows == [["43"]])
    #expect(try session.execute("SELECT @b := 'x' UNION SELECT 1").rows.count == 2)
    try session.execute("INSERT INTO users (id, name) VALUES (@id := 99, @b)")
    #expect(
      try session.execute("SELECT @id, name FROM users WHERE id = @id").textRows == [["99", "x"]]
    )
    #expect(try session.execute("SELECT @n := NULL").textRows == [[nil]])
  }

  private func scores(_ shards: Int, _ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute(
      """
      INSERT INTO users (id, name, age) VALUES (1, 'a', 50), (2, 'b', 70), (3, 'c', 70), (4, 'd', 20),
        (5, 'e', NULL)
      """
    )
    try body(session)
  }

  /// The answers are those of MariaDB; where it leaves the order of a derived table aside, MySQL's.
  @Test(arguments: [1, 4]) func rowsAreCountedInTheirOrder(shards: Int) throws {
    try scores(shards) { (session) throws in
      for (sql, rows) in Self.running {
        let answer = try session.execute(sql).textRows
        let isSame = answer == rows
        #expect(isSame, "\(sql): \(answer)")
      }
      #expect(try session.execute("SELECT @c").textRows == [["abcde"]])
    }
  }

  private static let running: [(String, [[String?]])] = [
    ("SELECT @n := 0, @n + 1", [["0", "1"]]),
    (
      "SELECT @n := @n + 1 AS n, name FROM users ORDER BY age DESC, id",
      [["1", "b"], ["2", "c"], ["3", "a"], ["4", "d"], ["5", "e"]]
    ),
    (
      "SELECT @r := @r + 1 AS r, u.name FROM users u, (SELECT @r := 10) i ORDER BY name DESC LIMIT 2 OFFSET 1",
      [["11", "d"], ["12", "c"]]
    ),
    (
      "SELECT t.*, @k := @k + 1 FROM (SELECT name, age FROM users ORDER BY age DESC, id) t, (SELECT @k := 0) i",
      [
        ["b", "70", "1"], ["c", "70", "2"], ["a", "50", "3"], ["d", "20", "4"], ["e", nil, "5"],
      ]
    ),
    (
      "SELECT *, @k := @k + 1 FROM (SELECT name FROM users ORDER BY age, 1 LIMIT 2) t JOIN (SELECT @k := 5) i",
      [["e", "5", "6"], ["d", "5", "7"]]
    ),
    (
      """
      SELECT name, @m := IF(@p = age, @m + 1, 1) AS m, @p := age FROM users, (SELECT @m := 0, @p := 0) i
      WHERE age > 30 ORDER BY age, id
      """, [["a", "1", "50"], ["b", "1", "70"], ["c", "2", "70"]]
    ),
    (
      """
      SELECT name, CASE WHEN @q = age THEN @d WHEN @q := age THEN @d := @d + 1 END FROM users,
        (SELECT @d := 0, @q := NULL) i WHERE age IS NOT NULL ORDER BY age DESC, id
      """, [["b", "1"], ["c", "1"], ["a", "2"], ["d", "3"]]
    ),
    (
      """
      SELECT @e := @e + (@f <> (@f := age)) AS e, age FROM users, (SELECT @e := 0, @f := -1) i
      WHERE age IS NOT NULL ORDER BY age DESC, id
      """, [["1", "70"], ["1", "70"], ["2", "50"], ["3", "20"]]
    ),
    (
      "SELECT @c := CONCAT(@c, name) FROM users, (SELECT @c := '') i ORDER BY id",
      [["a"], ["ab"], ["abc"], ["abcd"], ["abcde"]]
    ),
    ("SELECT (@g := id * 2) + 1, @g FROM users WHERE id = 3 ORDER BY 1 + 1", [["7", "6"]]),
    ("SELECT @s := CONCAT(name, '''\\\\') FROM users WHERE id = 1", [["a'\\"]]),
    ("SELECT @h := id FROM users WHERE id > 100", []), ("SELECT @h", [[nil]]),
  ]

  /// What is assigned before a row fails is as it was before the statement.
  @Test func aFailedStatementAssignsNothing() throws {
    try scores(2) { (session) throws in
      try session.execute("SET @a = 1")
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT @a := @a + 9223372036854775800 FROM users ORDER BY id")
      }
      #expect(error?.code.number == 1690)
      #expect(try session.execute("SELECT @a").textRows == [["1"]])
    }
  }

  /// Each would depend on when MySQL evaluates what.
  @Test(arguments: [
    "SELECT DISTINCT @a := id FROM users", "SELECT @a := id FROM users GROUP BY id",
    "SELECT age, @a := @a + COUNT(*) FROM users GROUP BY age",
    "SELECT @a := COUNT(*), @a + MAX(id) FROM users",
    "SELECT @a := id AS n FROM users ORDER BY n", "SELECT @a := id FROM users ORDER BY 1",
    "SELECT id FROM users WHERE (@a := id) > 1 AND age > 1",
    "SELECT id FROM users WHERE (@a := id) > 1 ORDER BY name",
    "SELECT @a := u.id FROM users u JOIN orders o ON o.user_id = u.id ORDER BY o.id",
    "SELECT ELT(id, name, @a := id) FROM users", "SELECT NULL + (@a := id) FROM users",
    "SELECT IF(id = 1, @a := 1, CURRENT_DATE) FROM users",
    "SELECT @a := id FROM users HAVING @a > 1",
    "SELECT (SELECT @a := MAX(o.id) FROM orders o) FROM users",
    "SELECT * FROM (SELECT @a := id FROM users) x, (SELECT @a := id FROM users) y",
    "SELECT * FROM (SELECT @a := id FROM users) x, (SELECT @a AS n) y",
    "SELECT @a := id FROM users UNION ALL SELECT id FROM orders, (SELECT @a := 1) v",
    "DELETE FROM users WHERE (@a := id) > 1", "UPDATE users SET age = id, name = (@a := age)",
    "UPDATE users u JOIN orders o ON o.user_id = u.id SET u.age = (@a := o.id)",
    "INSERT INTO users (id, name) VALUES (1, 'b') ON DUPLICATE KEY UPDATE age = (@a := id)",
  ]) func refusesWhatDependsOnOrder(sql: String) throws {
    try scores(2) { (session) throws in
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == 1235, "\(String(describing: error))")
      #expect(try session.execute("SELECT @a").textRows == [[nil]])
    }
  }
}
