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
}
