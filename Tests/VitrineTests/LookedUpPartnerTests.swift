import Testing
import Vitrine
import VitrinePlanner

/// Outer joins, EXISTS and IN that ask the other side for the rows' keys give the answer of one database.
@Suite struct LookedUpPartnerTests {
  private static let statements = [
    // Conditions of an outer join beside the key: on the left side, on both, on none.
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.total DIV 4 AND o.status = 'new' ORDER BY 1",
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.id AND o.status < u.name ORDER BY 1",
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.id AND BINARY o.status = 'Paid' ORDER BY 1",
    "SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id = o.id AND o.note IS NULL ORDER BY 1",
    "SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id = o.id AND (o.note IS NULL OR u.age = 31) ORDER BY 1",
    "SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id = o.id AND 1 = 0 ORDER BY 1",
    "SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id = o.id AND @nobody ORDER BY 1",
    "SELECT a.id, b.id FROM users a LEFT JOIN orders b ON b.user_id = a.age - 29 AND a.id > b.id ORDER BY 1, 2",
    "SELECT a.id, b.id FROM users a LEFT JOIN orders b ON b.user_id = a.friend AND a.age < 32 ORDER BY 1, 2",
    "SELECT a.id, COUNT(b.id) FROM users a LEFT JOIN orders b ON b.user_id = a.friend AND a.name <> b.status GROUP BY a.id ORDER BY 1",
    """
    SELECT a.id, b.id, c.id FROM users a LEFT JOIN users b ON b.id = a.friend AND a.age > 30
    LEFT JOIN users c ON c.id = b.friend AND b.age <> a.age ORDER BY 1
    """,
    """
    SELECT a.id, b.id FROM (SELECT id, friend, age FROM users WHERE id > 77) a
    LEFT JOIN users b ON b.id = a.friend AND a.age > 30 ORDER BY 1
    """,
    // Subqueries in the condition of an outer join.
    """
    SELECT u.id, o.id FROM users u LEFT JOIN orders o ON o.user_id = u.id
    AND o.total = (SELECT MAX(p.total) FROM orders p WHERE p.user_id = u.id) ORDER BY 1, 2
    """,
    """
    SELECT u.id, o.id FROM users u LEFT JOIN orders o ON o.user_id = u.id
    AND NOT EXISTS (SELECT 1 FROM orders p WHERE p.user_id = o.user_id AND p.id < o.id) ORDER BY 1, 2
    """,
    """
    SELECT u.id, o.id FROM users u LEFT JOIN orders o ON o.user_id = u.id AND o.status IN (SELECT p.status
    FROM orders p WHERE p.user_id = u.friend) ORDER BY 1, 2
    """,
    """
    SELECT COUNT(*), SUM(n IS NULL) FROM (SELECT t.id, (SELECT MAX(o.total) FROM orders o WHERE o.user_id = t.id + 99) AS n
    FROM (SELECT id FROM users LIMIT 5) t) q
    """,
    "SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id IN (o.user_id) AND u.age > 31 ORDER BY 1",
    "SELECT id FROM users u WHERE (u.age, u.id) IN (SELECT x.age, x.friend FROM users x) ORDER BY 1",
    "SELECT id FROM orders o WHERE (o.id, o.user_id) NOT IN (SELECT x.friend, x.id FROM users x) ORDER BY 1",
    // Partners that must or must not be there.
    "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend) ORDER BY 1",
    "SELECT id FROM users u WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend) ORDER BY 1",
    """
    SELECT id FROM users u WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend AND o.total > u.id * 5)
    ORDER BY 1
    """,
    """
    SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend AND (u.age IS NULL OR o.status = 'new'))
    ORDER BY 1
    """,
    "SELECT id FROM orders o WHERE o.status IN (SELECT name FROM users u WHERE u.id = o.id) ORDER BY 1",
    "SELECT id FROM orders o WHERE o.status NOT IN (SELECT name FROM users u WHERE u.id = o.id) ORDER BY 1",
    "SELECT id FROM orders o WHERE o.id + 1 IN (SELECT u.id + 1 FROM users u WHERE u.id = o.id) ORDER BY 1",
    "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend AND 1 = 0) ORDER BY 1",
    "SELECT id FROM users u WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.friend AND @nobody) ORDER BY 1",
    """
    SELECT id FROM users u WHERE EXISTS (SELECT DISTINCT o.id FROM orders o JOIN users x ON x.id = o.user_id
    WHERE o.user_id = u.friend AND x.age <> u.age ORDER BY o.id) AND id > 1 ORDER BY 1
    """,
    """
    SELECT COUNT(*) FROM orders o WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = o.id)
    AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = o.id + 1)
    """,
    """
    SELECT u.id, o.id FROM users u JOIN orders o ON o.id = u.age
    WHERE EXISTS (SELECT 1 FROM orders p WHERE p.user_id = u.friend AND p.id < o.id) ORDER BY 1, 2
    """,
    // Values of the rows' partners.
    "SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend) FROM users u ORDER BY 1",
    "SELECT id, (SELECT COUNT(note) + 1 FROM orders o WHERE o.user_id = u.friend AND o.total > u.age) FROM users u ORDER BY 1",
    "SELECT id, (SELECT SUM(o.total * u.id) / u.age FROM orders o WHERE o.user_id = u.friend) FROM users u ORDER BY 1",
    "SELECT id, (SELECT AVG(o.total) FROM orders o WHERE o.user_id = u.friend) IS NULL FROM users u ORDER BY 1",
    "SELECT id FROM users u WHERE u.age * 10 > (SELECT SUM(total) FROM orders o WHERE o.user_id = u.friend) ORDER BY 1",
    "SELECT DISTINCT age FROM users u WHERE (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend) < 1 ORDER BY 1",
    """
    SELECT id, (SELECT CONCAT(MAX(o.status), COUNT(DISTINCT o.status)) FROM orders o WHERE o.user_id = u.friend + 1),
    (SELECT GROUP_CONCAT(o.id ORDER BY o.id DESC) FROM orders o WHERE o.user_id = u.friend) FROM users u ORDER BY 1
    """,
    "SELECT id, (SELECT v.name FROM users v WHERE v.id = u.friend) AS n FROM users u ORDER BY n IS NULL, n, id",
    "SELECT id, (SELECT 1 FROM users v WHERE v.id = u.friend AND v.age > u.age) FROM users u ORDER BY 1",
    "SELECT id, (SELECT COALESCE(v.age, u.id) FROM users v WHERE v.id = u.friend) FROM users u ORDER BY 1",
    "SELECT id, (SELECT o.total FROM orders o WHERE o.user_id = u.friend AND o.id < 8) FROM users u ORDER BY 1",
    "SELECT id, (SELECT o.status FROM orders o WHERE o.user_id = u.friend AND o.id BETWEEN 8 AND 14) = 'PAID' FROM users u ORDER BY 1",
    """
    SELECT id, IF(u.id = 0, (SELECT o.id FROM orders o WHERE o.user_id = u.friend), -1),
    CASE WHEN u.age IS NULL THEN 7 ELSE (SELECT MIN(o.id) FROM orders o WHERE o.user_id = u.friend) END FROM users u ORDER BY 1
    """,
    """
    SELECT u.id, (SELECT MAX(o.total) FROM orders o WHERE o.user_id = u.id) AS m, (SELECT v.name FROM users v WHERE v.id = u.friend) AS n,
    (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) + (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend) AS c
    FROM users u ORDER BY m DESC, 1
    """,
    """
    SELECT u.age, SUM((SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend)) AS s, COUNT(*) FROM users u
    GROUP BY u.age HAVING s > (SELECT COUNT(*) FROM orders p WHERE p.user_id = u.age - 30) ORDER BY 1
    """,
    "SELECT o.id, (SELECT u.name FROM users u WHERE u.id = o.total DIV 4) AS n FROM orders o WHERE o.user_id = 3 ORDER BY n, 1",
    "SELECT COUNT(*) FROM orders o WHERE (SELECT u.name FROM users u WHERE u.id = o.id) IS NULL",
    "SELECT u.id, x.n, x.s FROM users u JOIN LATERAL (SELECT COUNT(*) n, SUM(o.total) s FROM orders o WHERE o.user_id = u.friend) x ON x.n < 6 ORDER BY 1",
    "SELECT u.id, x.n + 1 FROM users u LEFT JOIN LATERAL (SELECT COUNT(*) * u.id n FROM orders o WHERE o.user_id = u.friend) x ON TRUE ORDER BY 1",
    "SELECT u.id, x.n FROM users u LEFT JOIN LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.friend) x ON x.n < 6 ORDER BY 1",
    """
    SELECT u.id, (SELECT (SELECT COUNT(*) FROM orders o WHERE o.user_id = v.friend) + v.id FROM users v WHERE v.id = u.friend) FROM users u
    ORDER BY 1
    """,
    "SELECT id, (SELECT MAX(o.id) FROM orders o WHERE o.user_id = u.friend HAVING COUNT(*) > 5) FROM users u ORDER BY 1",
    "SELECT id, (SELECT BIT_AND(o.id) FROM orders o WHERE o.user_id = u.friend) FROM users u ORDER BY 1",
    "SELECT id, (SELECT o.id FROM orders o WHERE o.user_id = u.friend ORDER BY o.id DESC LIMIT 1) FROM users u ORDER BY 1",
    "SELECT u.id, x.n FROM users u JOIN LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.friend HAVING n > 5) x ON x.n < 7 ORDER BY 1",
    "SELECT u.id, x.n FROM users u LEFT JOIN LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.friend HAVING n < 6) x ON u.id < 7 ORDER BY 1",
    "SELECT id, (SELECT CONCAT(o.status, u.id) FROM orders o WHERE o.user_id = u.friend AND o.id > u.age ORDER BY o.total * -1, o.id LIMIT 1) FROM users u ORDER BY 1",
    "SELECT id FROM users u WHERE u.id < (SELECT o.id FROM orders o WHERE o.user_id = u.friend ORDER BY o.status DESC, o.id DESC LIMIT 1) ORDER BY 1",
    "SELECT id, (SELECT 7 FROM orders o WHERE o.user_id = u.friend LIMIT 1), (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend LIMIT 1) FROM users u ORDER BY 1",
    "SELECT id, (SELECT x.i FROM (SELECT o.id + 1 i, o.user_id w FROM orders o) x WHERE x.w = u.friend ORDER BY x.i DESC LIMIT 1) FROM users u ORDER BY 1",
    "SELECT u.id FROM users u, LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.friend) x ORDER BY 1",
    // Right sides that keep to the values of few rows.
    "SELECT u.id, o.id FROM users u JOIN orders o ON o.id = u.age WHERE u.id = 3 ORDER BY 1, 2",
    "SELECT u.id, o.id, o.note FROM orders o JOIN users u ON u.friend = o.id AND u.name <> o.status WHERE u.id IN (2, 3, 4) ORDER BY 1, 2",
    "SELECT u.id, o.id FROM users u LEFT JOIN orders o ON o.status = u.name AND o.id > u.age WHERE u.id IN (1, 4, 99) ORDER BY 1, 2",
    "SELECT u.id, v.id FROM users u LEFT JOIN users v ON v.name = u.name AND v.id <> u.id WHERE u.id IN (1, 2, 5) ORDER BY 1, 2",
    "SELECT u.id, v.id FROM users u LEFT JOIN users v ON v.age = u.age WHERE u.email IN ('a@x.org', 'b@x.org') OR u.id = 7 ORDER BY 1, 2",
    "SELECT x.id, o.id FROM (SELECT id, name FROM users ORDER BY id LIMIT 5) x JOIN orders o ON o.status = x.name ORDER BY 1, 2",
    "SELECT x.m, o.id FROM (SELECT MAX(age) AS m, COUNT(*) n FROM users) x JOIN orders o ON o.id = x.m ORDER BY 1, 2",
    "SELECT n, o.id FROM (VALUES ROW('NEW'), ROW(NULL), ROW('paid')) v (n) LEFT JOIN orders o ON o.status = n ORDER BY 1, 2",
    "SELECT n, u.id FROM (VALUES ROW(2), ROW(NULL), ROW(99)) v (n) LEFT JOIN users u ON u.id = n ORDER BY 1, 2",
    "SELECT n, u.id FROM (SELECT 2 AS n UNION ALL SELECT 7 UNION ALL SELECT 2) v JOIN users u ON u.id = n ORDER BY 1, 2",
    "SELECT n, u.id FROM (SELECT 2 AS n UNION ALL SELECT 7.0 UNION ALL SELECT '3') v JOIN users u ON u.id = n ORDER BY 1, 2",
    "SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.status = u.name) AND u.id IN (1, 4) ORDER BY 1",
    "SELECT u.id FROM users u WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = u.friend AND o.total > u.age) AND u.id IN (1, 4, 8) ORDER BY 1",
    "SELECT u.id FROM users u WHERE u.name IN (SELECT o.status FROM orders o WHERE o.id > u.age) AND u.id IN (1, 4) ORDER BY 1",
    "SELECT u.id FROM users u WHERE u.name NOT IN (SELECT o.status FROM orders o WHERE o.id > u.age) AND u.id IN (1, 4) ORDER BY 1",
    "UPDATE orders o JOIN users u ON o.id = u.age SET o.note = u.name WHERE u.id = 3",
    "SELECT id, note FROM orders WHERE note IS NOT NULL ORDER BY 1",
    // Joins below a limit.
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.total DIV 4 ORDER BY o.id LIMIT 3",
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.total DIV 4 ORDER BY o.id DESC LIMIT 5 OFFSET 7",
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.total DIV 4 AND u.age > 30 ORDER BY o.status, o.id LIMIT 4 OFFSET 3",
    "SELECT a.id, b.id FROM users a LEFT JOIN orders b ON b.user_id = a.friend ORDER BY a.id, b.id LIMIT 9",
    "SELECT a.id, b.id FROM users a LEFT JOIN orders b ON b.status = a.name ORDER BY a.id, b.id LIMIT 3, 9",
    "SELECT x.id, x.n FROM (SELECT a.id, b.name n FROM users a LEFT JOIN users b ON b.id = a.friend ORDER BY a.id LIMIT 4) x ORDER BY 1 DESC",
    "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.total DIV 4 ORDER BY o.id LIMIT 6 OFFSET 2",
    "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.total DIV 4 WHERE u.age <> o.id ORDER BY o.status DESC, o.id LIMIT 6",
    "SELECT o.id, u.id, v.id FROM orders o JOIN users u ON u.id = o.total DIV 4 LEFT JOIN users v ON v.id = u.friend ORDER BY o.id LIMIT 30",
    "SELECT COUNT(*) FROM (SELECT o.id FROM orders o JOIN users u ON u.id = o.id LIMIT 5) x",
    "SELECT COUNT(*), COUNT(n) FROM (SELECT o.id, u.id n FROM orders o LEFT JOIN users u ON u.id = o.id LIMIT 7 OFFSET 2) x WHERE n < 0",
    "SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = o.id AND u.age IS NULL) ORDER BY id DESC LIMIT 2",
    "SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = o.id) ORDER BY status, id LIMIT 5 OFFSET 4",
    "SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.friend) FROM users u ORDER BY id DESC LIMIT 2 OFFSET 1",
    "SELECT id, (SELECT MAX(u.id) FROM users u WHERE u.name = o.status) n FROM orders o ORDER BY n, id LIMIT 9",
    "SELECT u.id, x.n FROM users u LEFT JOIN LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.friend) x ON x.n > 5 ORDER BY u.id LIMIT 3",
    // Conditions on partitions.
    """
    SELECT * FROM (SELECT id, status, ROW_NUMBER() OVER (PARTITION BY status ORDER BY id) AS r FROM orders) x
    WHERE status = 'paid' AND r < 4 ORDER BY id
    """,
    """
    SELECT * FROM (SELECT id, status, COUNT(*) OVER (PARTITION BY status) AS n FROM orders) x WHERE BINARY status = 'paid' ORDER BY id
    """,
    """
    SELECT * FROM (SELECT id, user_id, total, RANK() OVER (PARTITION BY user_id, status ORDER BY total) AS r, SUM(total) OVER (PARTITION BY user_id) AS s
    FROM orders) x WHERE user_id IN (2, 3) AND total > 9 ORDER BY id
    """,
    // Recursion whose rounds ask by their rows' keys.
    """
    WITH RECURSIVE f AS (SELECT id, friend, 1 AS depth FROM users UNION ALL
      SELECT u.id, u.friend, f.depth + 1 FROM users u JOIN f ON u.id = f.friend)
    SELECT id, friend, depth, COUNT(*) FROM f GROUP BY 1, 2, 3 ORDER BY 3, 1
    """,
    """
    WITH RECURSIVE f AS (SELECT id, friend FROM users WHERE id > 5 UNION DISTINCT
      SELECT u.id, u.friend FROM f JOIN users u ON u.id = f.friend WHERE f.id <> 3 AND u.age < 40)
    SELECT f.id, o.id FROM f JOIN orders o ON o.user_id = f.id WHERE o.id < 20 ORDER BY 1, 2
    """,
    """
    WITH RECURSIVE f AS (SELECT 7 AS id UNION DISTINCT SELECT u.friend % 7 FROM f LEFT JOIN users u ON u.id = f.id AND f.id <> 4)
    SELECT id FROM f ORDER BY id
    """,
    """
    WITH RECURSIVE f AS (SELECT 1 AS id UNION ALL SELECT f.id + 1 FROM f WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = f.id))
    SELECT MAX(id), COUNT(*) FROM f
    """,
    """
    WITH RECURSIVE f AS (SELECT 7 AS id, CAST('x' AS CHAR(99)) AS way UNION ALL
      SELECT u.friend, CONCAT(f.way, '-', u.name) FROM f JOIN users u ON u.id = f.id UNION ALL
      SELECT f.id - 3, CONCAT(f.way, '!') FROM f WHERE f.id > 5)
    SELECT id, way FROM f ORDER BY way, id
    """,
    """
    WITH RECURSIVE f AS (SELECT id, friend FROM users WHERE id = 77 UNION ALL
      SELECT u.id, u.friend FROM users u JOIN f ON u.id = f.friend) SELECT COUNT(*) FROM f
    """,
    """
    SELECT id FROM orders WHERE total IN (WITH RECURSIVE f AS (SELECT id, friend FROM users WHERE id = 7 UNION ALL
      SELECT u.id, u.friend FROM users u JOIN f ON u.id = f.friend) SELECT friend + 0.30 FROM f) ORDER BY 1
    """,
    """
    SELECT u.id, (WITH RECURSIVE f AS (SELECT u.id AS id UNION ALL
      SELECT v.friend FROM users v JOIN f ON v.id = f.id) SELECT COUNT(*) FROM f) FROM users u ORDER BY 1
    """,
  ]

  @Test(arguments: Strategies.all.map(\.name)) func everyLayoutAgrees(strategy: String) throws {
    try expectLayoutsAgree(on: Self.statements, strategy: strategy) { session throws in
      try session.execute("ALTER TABLE users ADD COLUMN friend BIGINT")
      try session.execute("ALTER TABLE orders ADD COLUMN note VARCHAR(10)")
      try session.execute("UPDATE users SET friend = NULLIF(id * 3 % 5, 2)")
      try session.execute("UPDATE orders SET note = NULLIF(status, 'paid')")
      try session.execute("UPDATE users SET age = NULL WHERE id IN (2, 5)")
    }
  }

  @Test func roundsEndAtTheLimit() throws {
    for shards in [1, 4] {
      try withShop(shards) { (_, session) throws in
        try fillShop(session)
        let endless =
          "WITH RECURSIVE f AS (SELECT 3 AS id UNION ALL SELECT u.id FROM users u JOIN f ON u.id = f.id) SELECT"
        #expect(errorNumber(session, "\(endless) COUNT(*) FROM f") == 3636)
        #expect(try session.execute("\(endless) id FROM f LIMIT 4").textRows.count == 4)
      }
    }
  }

  @Test func roundsAskByKeys() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      let sql =
        "WITH RECURSIVE f AS (SELECT id, age FROM users WHERE id = 5 UNION ALL SELECT u.id, u.age FROM f JOIN users u ON u.id = f.age - 29) SELECT f.id FROM f LIMIT 3"
      let result = try session.execute(sql)
      #expect(result.trace.shardCalls == 3)
      let tree = try session.explain(sql).tree()
      #expect(tree.contains("RecurseCTE UNION ALL") && !tree.contains("Scatter"), "\(tree)")
      let joined = try session.execute(
        "EXPLAIN ANALYZE \(sql.dropLast(8)) LEFT JOIN users x ON x.id = f.age LIMIT 3"
      )
      #expect(!joined.textRows.isEmpty)
    }
  }

  @Test func partnersAreAskedByTheirKeys() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      let one = try session.execute(
        "SELECT id FROM orders o WHERE user_id = 3 AND id = 9 AND NOT EXISTS (SELECT 1 FROM users u WHERE u.id = o.id - 8)"
      )
      #expect(one.trace.shardCalls <= 2)
      let outer = try session.execute(
        "SELECT u.id FROM orders o LEFT JOIN users u ON u.id = o.id - 8 AND o.total > 1 WHERE o.user_id = 3 AND o.id = 9"
      )
      #expect(outer.trace.shardCalls == 2)
    }
  }

  @Test func valuesAreAskedForByKeys() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      let count = "(SELECT COUNT(*) FROM orders o WHERE o.user_id = u.age - 29)"
      let name = "(SELECT v.name FROM users v WHERE v.id = u.age - 29)"
      let own = "(SELECT MAX(o.id) FROM orders o WHERE o.user_id = u.id)"
      for items in [count, name, "\(own), \(name)"] {
        let result = try session.execute("SELECT \(items) FROM users u WHERE u.id = 2")
        #expect(result.trace.shardCalls == 2, "\(items)")
      }
      let lateral =
        "SELECT x.n FROM users u, LATERAL (SELECT COUNT(*) n FROM orders o WHERE o.user_id = u.age - 29) x"
      #expect(try session.execute("\(lateral) WHERE u.id = 2").trace.shardCalls == 2)
    }
  }

  @Test func limitsStopJoins() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      for start in stride(from: 100, to: 1100, by: 100) {
        let rows = (start..<start + 100).map { "(\($0), \($0 % 7), \($0), 'x')" }
        try session.execute("INSERT INTO orders VALUES \(rows.joined(separator: ", "))")
      }
      let join = "JOIN users u ON u.id = o.id % 8 + 1"
      let statements = [
        "LEFT \(join) ORDER BY o.id LIMIT 3": 16, "LEFT \(join) LIMIT 3": 16,
        "\(join) LIMIT 3": 140,
        "\(join) ORDER BY o.id LIMIT 3": 400,
        "\(join) WHERE u.age > 0 ORDER BY o.id DESC LIMIT 2 OFFSET 1": 400,
      ]
      for (statement, most) in statements {
        let result = try session.execute("SELECT o.id, u.name FROM orders o \(statement)")
        #expect(result.textRows.count == (statement.contains("OFFSET") ? 2 : 3))
        #expect(result.trace.shardCalls <= 4 + 3, "\(statement)")
        #expect(result.trace.rowsMoved <= most, "\(statement): \(result.trace.rowsMoved)")
      }
    }
  }

  /// An error where the value of two rows is needed, and nowhere else.
  @Test(arguments: [1, 4]) func valuesOfTwoRows(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try fillShop(session)
      let value = "(SELECT o.id FROM orders o WHERE o.user_id = u.age - 29)"
      #expect(errorNumber(session, "SELECT \(value) FROM users u") == 1242)
      #expect(errorNumber(session, "SELECT 1 FROM users u WHERE \(value) > 5") == 1242)
      let unread = "SELECT COUNT(*) FROM users u WHERE IF(u.id > 0, 1, \(value)) = 1"
      #expect(try session.execute(unread).textRows == [["8"]])
      let absent =
        "SELECT (SELECT o.id FROM orders o WHERE o.user_id = u.age) FROM users u WHERE u.id = 1"
      #expect(try session.execute(absent).textRows == [[nil]])
    }
  }
}
