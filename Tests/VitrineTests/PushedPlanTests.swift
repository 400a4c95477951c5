import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL

/// Plans that push subqueries, joins and unions give the answer of one database on every layout.
@Suite struct PushedPlanTests {
  private static let statements = [
    // Rows of a subquery, fetched first and looked up.
    "SELECT id, name FROM users WHERE id IN (SELECT total DIV 10 FROM orders) ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT total DIV 10 FROM orders) ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT IF(id = 1, NULL, id) FROM orders) ORDER BY id",
    "SELECT id FROM users WHERE id IN (SELECT total DIV 10 FROM orders WHERE 1 = 0) ORDER BY id",
    "SELECT id FROM users WHERE id IN (SELECT total DIV 10 FROM orders) OR name = 'grace' ORDER BY 1",
    "SELECT id FROM users WHERE (id, age) IN (SELECT total DIV 1, 31 FROM orders) ORDER BY id",
    "SELECT id, id IN (SELECT total DIV 10 FROM orders) FROM users ORDER BY id",
    "SELECT id FROM users WHERE name IN (SELECT status FROM orders) ORDER BY id",
    "SELECT id FROM users WHERE id <= ALL (SELECT total FROM orders) ORDER BY id",
    "SELECT id FROM users WHERE id > ANY (SELECT age - 27 FROM users) ORDER BY id",
    "SELECT COUNT(*) FROM users WHERE id IN (SELECT user_id + 0 FROM orders WHERE status = 'new')",
    """
    SELECT u.id, o.id FROM users u JOIN orders o ON u.age = o.id
    WHERE o.id IN (SELECT age FROM users) ORDER BY u.id, o.id
    """,
    // A table that every shard has, beside rows of one.
    "SELECT c.code, u.id FROM countries c LEFT JOIN users u ON u.id = 3 ORDER BY c.code",
    "SELECT c.code, u.id FROM countries c LEFT JOIN users u ON u.id = 4 ORDER BY c.code",
    "SELECT c.code, u.id FROM countries c LEFT JOIN users u ON u.id = @nobody ORDER BY c.code",
    "SELECT c.code, u.id, o.id FROM countries c LEFT JOIN users u ON u.id = 5 LEFT JOIN orders o ON o.user_id = u.id ORDER BY 1, 3",
    "SELECT c.code, u.id FROM countries c LEFT JOIN users u ON u.id = 6 WHERE u.email IS NULL ORDER BY 1",
    "SELECT x.n, u.name FROM (SELECT 6 AS n) x LEFT JOIN users u ON u.id = x.n",
    "SELECT x.n, u.name FROM (SELECT 2 AS n) x JOIN users u ON u.id = x.n",
    "SELECT code FROM countries UNION ALL SELECT name FROM users WHERE id = 7 ORDER BY 1",
    "SELECT code FROM countries UNION ALL SELECT name FROM users WHERE id = @nobody ORDER BY 1",
    """
    SELECT n FROM (SELECT COUNT(*) AS n FROM users WHERE id = 3 UNION ALL
      SELECT COUNT(*) FROM orders WHERE user_id = 3) t WHERE n IN (SELECT id FROM orders) ORDER BY n
    """,
    "SELECT (SELECT COUNT(*) FROM orders WHERE user_id = 5), EXISTS (SELECT 1 FROM users WHERE id = 5)",
    "SELECT (SELECT COUNT(*) FROM orders WHERE user_id = @nobody), (SELECT MAX(id) FROM users WHERE id = 5)",
    "SELECT 1 FROM (SELECT 1 AS x) t WHERE NOT EXISTS (SELECT 1 FROM users WHERE id = 77)",
    "(SELECT id FROM users ORDER BY id DESC) LIMIT 3",
    "(SELECT id FROM users UNION SELECT id + 50 FROM users ORDER BY id DESC) LIMIT 3",
    """
    SELECT (SELECT age FROM users WHERE id = o.user_id) AS n, COUNT(*) FROM orders o GROUP BY n
    ORDER BY n
    """,
    // An aggregate of a column of the query around it.
    """
    SELECT u.id FROM users u WHERE u.id IN (SELECT COUNT(x.v) FROM orders o
      JOIN LATERAL (SELECT u.email AS v, o.id AS w) x ON 1 = 1 WHERE o.user_id = u.id GROUP BY o.status) ORDER BY 1
    """,
    """
    SELECT u.id, (SELECT MAX(x.v) FROM orders o JOIN LATERAL (SELECT u.age AS v) x ON 1 = 1
      WHERE o.user_id = u.id) AS m FROM users u ORDER BY 1
    """,
    // NOT and OR that hold equalities.
    "SELECT id, name FROM users WHERE NOT (id <> 5 OR age < 3)",
    "SELECT id FROM users WHERE NOT (age = 31 AND NOT (id > 3 AND name IS NOT NULL)) ORDER BY id",
    "SELECT id FROM users WHERE NOT (email = 'x' OR NOT id < 4) ORDER BY id",
    "SELECT id FROM users WHERE (id = 5 AND age = 31) OR (name = 'ada' AND id = 5)",
    "SELECT id FROM users WHERE id <=> 5",
    // Subqueries on the shard of the row.
    "SELECT id FROM users WHERE id IN (SELECT user_id FROM orders WHERE user_id IN (1, 2)) ORDER BY 1",
    "SELECT id FROM users WHERE id IN (SELECT MAX(user_id) FROM orders WHERE user_id = 5)",
    "SELECT id FROM users WHERE id IN (SELECT MAX(user_id) FROM orders WHERE user_id = 5 LIMIT 3)",
    "SELECT id FROM users WHERE id IN (SELECT COUNT(*) FROM orders WHERE user_id = 5)",
    "SELECT id FROM users WHERE id IN (SELECT MAX(user_id) FROM orders) ORDER BY id",
    """
    SELECT id FROM users WHERE id IN (SELECT user_id FROM orders WHERE user_id = 3) OR age = 31
    ORDER BY id
    """,
    "SELECT id FROM users WHERE id = 5 AND name IN (SELECT name FROM users WHERE id = 5)",
    "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders WHERE user_id = users.id AND user_id = 4)",
    "SELECT x.m, u.name FROM (SELECT MAX(user_id) AS m FROM orders WHERE user_id = 5) x JOIN users u ON x.m = u.id",
    "SELECT x.m, u.name FROM (SELECT MAX(user_id) AS m FROM orders WHERE user_id = 77) x LEFT JOIN users u ON x.m = u.id",
    "SELECT COUNT(*) FROM (SELECT age, MAX(id) AS m FROM users GROUP BY age) a JOIN users u ON u.id = a.m",
    "SELECT x.n, u.id FROM (SELECT COUNT(*) AS n FROM orders WHERE 1 = 0) x JOIN users u ORDER BY u.id",
    "SELECT x.m, u.id FROM (SELECT MIN(id) AS m FROM orders WHERE NULL) x LEFT JOIN users u ON u.id < 3",
    // The same where no row of it may equal, and of unions.
    "SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE status = 'new') ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders) AND id NOT IN (SELECT user_id FROM orders WHERE 1 = 0)",
    "SELECT id FROM users WHERE id NOT IN (SELECT MAX(user_id) FROM orders WHERE user_id = 5) ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE user_id IN (2, 77) LIMIT 1) ORDER BY id",
    "SELECT id FROM users WHERE id NOT IN (SELECT IF(total > 9, user_id, NULL) FROM orders) ORDER BY id",
    """
    SELECT o.id FROM orders o LEFT JOIN users u ON u.id = o.user_id AND u.age = 31
    WHERE u.id NOT IN (SELECT user_id FROM orders WHERE total > 37) ORDER BY 1
    """,
    """
    SELECT id FROM users u WHERE u.id NOT IN (SELECT v.id FROM orders o LEFT JOIN users v ON v.id = o.user_id AND v.age = 31)
    ORDER BY 1
    """,
    """
    SELECT id FROM users u WHERE EXISTS (SELECT id FROM orders o WHERE o.user_id = u.id AND o.total > 38
    UNION SELECT id FROM users v WHERE v.id = u.id AND v.age = 30) ORDER BY 1
    """,
    """
    SELECT id, (SELECT COUNT(*) FROM (SELECT status FROM orders o WHERE o.user_id = u.id
    UNION SELECT name FROM users v WHERE v.id = u.id) x) AS n FROM users u ORDER BY 1
    """,
    """
    SELECT id FROM users u WHERE u.id IN (SELECT user_id FROM orders WHERE total > 38 UNION ALL SELECT id FROM users WHERE age = 30)
    ORDER BY 1
    """,
    """
    SELECT t.n, COUNT(*), COUNT(u.id) FROM (SELECT id AS n FROM users UNION ALL SELECT user_id FROM orders
    UNION ALL SELECT id FROM users WHERE 1 = 0) t LEFT JOIN users u ON u.id = t.n GROUP BY t.n ORDER BY 1
    """,
    """
    SELECT t.n, COUNT(*) FROM (SELECT v.id AS n FROM orders o LEFT JOIN users v ON v.id = o.user_id AND v.age = 31
    UNION ALL SELECT user_id FROM orders) t GROUP BY t.n ORDER BY 1
    """,
    "SELECT t.n, COUNT(*) FROM (SELECT id AS n FROM users UNION ALL SELECT id FROM orders) t GROUP BY t.n HAVING COUNT(*) > 1 ORDER BY 1",
    // Joins whose first table is looked up from the second.
    "SELECT u.name, o.id FROM users u JOIN orders o ON u.id = o.id ORDER BY o.id",
    "SELECT u.name, x.n FROM users u JOIN (SELECT id AS n FROM orders ORDER BY id LIMIT 4) x ON u.id = x.n ORDER BY x.n",
    """
    SELECT a.name, b.name, c.name FROM users a JOIN (users b JOIN users c)
    WHERE b.id = a.age - 29 AND c.id = a.age - 28 ORDER BY a.id
    """,
    """
    SELECT a.name, b.name, c.id FROM users a JOIN (users b JOIN orders c)
    WHERE b.id = a.age - 29 AND c.user_id = b.id ORDER BY a.id, c.id
    """,
    "SELECT u.id uid, o.id oid FROM users u JOIN orders o HAVING uid = oid ORDER BY uid",
    "SELECT name FROM users WHERE (id, age) = (3, 32)",
    "SELECT name FROM users WHERE (id, age) = (3, NULL)",
    // Laterals whose outer joins read the left.
    // A side without rows says nothing of where the others lie.
    """
    SELECT u.id, t.id FROM users u JOIN LATERAL (SELECT o.id FROM orders o LEFT JOIN LATERAL
      (SELECT 1 AS x FROM users v JOIN orders w ON u.id = v.id WHERE NULL) n ON 1) t ON 1 ORDER BY 1, 2
    """,
    """
    SELECT u.id, t.id, t.uid FROM users u JOIN LATERAL
    (SELECT c.id, o.user_id AS uid FROM users c LEFT JOIN orders o ON u.id = o.user_id AND o.total < 9
    WHERE c.id < 3) t ON 1 = 1 ORDER BY 1, 2, 3
    """,
    """
    SELECT u.id, t.id FROM users u LEFT JOIN LATERAL
    (SELECT c.id FROM orders o RIGHT JOIN users c ON u.id = o.id) t ON t.id = u.id + 1 ORDER BY 1, 2
    """,
    // Laterals of the rows beside them.
    """
    SELECT u.id, t.n, t.top FROM users u, LATERAL
    (SELECT COUNT(*) AS n, MAX(o.total) AS top FROM orders o WHERE o.user_id = u.id AND o.total > 2) t ORDER BY u.id
    """,
    """
    SELECT u.id, t.id FROM users u LEFT JOIN LATERAL
    (SELECT o.id FROM orders o WHERE o.user_id = u.id ORDER BY o.id DESC LIMIT 1) t ON t.id > u.id ORDER BY 1, 2
    """,
    """
    SELECT u.id, t.id, o.status FROM users u JOIN LATERAL
    (SELECT p.id, p.user_id FROM orders p WHERE p.user_id = u.id UNION SELECT 0, u.id) t ON 1 = 1
    JOIN orders o ON o.user_id = t.user_id WHERE u.id < 5 ORDER BY 1, 2, 3, o.id
    """,
    """
    SELECT c.code, t.id FROM countries c LEFT JOIN LATERAL (SELECT u.id FROM users u WHERE u.id = LENGTH(c.code)) t
    ON 1 = 1 ORDER BY 1, 2
    """,
    "SELECT u.id, t.x FROM users u LEFT JOIN LATERAL (SELECT u.age + 1 AS x) t ON t.x > 32 ORDER BY 1",
    """
    SELECT u.id, t.id FROM users u JOIN LATERAL
    (SELECT o.id FROM orders o WHERE o.user_id = u.id AND o.id IN (SELECT age - 30 FROM users)) t ORDER BY 1, 2
    """,
    // Subqueries in subqueries that belong to rows farther out.
    """
    SELECT u.id, o.id FROM users u JOIN orders o ON o.user_id = u.id WHERE o.id > (SELECT COUNT(*) FROM orders p
    WHERE p.user_id = o.user_id AND u.name NOT IN (SELECT v.name FROM users v WHERE v.id = u.id + 1)) ORDER BY 1, 2
    """,
    """
    SELECT o.id FROM orders o WHERE o.user_id = 3 AND EXISTS (SELECT 1 FROM users u WHERE u.id = 3
    AND u.name = (SELECT MAX(v.name) FROM users v WHERE v.id = o.user_id)) ORDER BY 1
    """,
    """
    SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.id > u.id
    AND u.age IN (SELECT v.age FROM users v WHERE v.id = u.id)) ORDER BY 1
    """,
    """
    SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM countries c WHERE c.code > u.name
    OR EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id AND o.status < c.code)) ORDER BY 1
    """,
    """
    SELECT u.id, x.id FROM users u LEFT JOIN orders x ON x.user_id = u.id AND x.id > 3 WHERE EXISTS
    (SELECT 1 FROM users v WHERE v.id = u.id AND x.user_id NOT IN (SELECT id FROM users WHERE id > 5)) ORDER BY 1, 2
    """,
    // What is known of a derived table's rows below it.
    "SELECT o.id FROM (SELECT age - 0 AS x, id AS k FROM users) t JOIN orders o ON o.user_id = t.k WHERE t.k = 3 ORDER BY 1",
    "SELECT t.x, o.id FROM (SELECT id AS x FROM orders WHERE id = 4) t LEFT JOIN orders o ON o.user_id = t.x ORDER BY 1, 2",
    // Orders and groups of subqueries by what stands around them.
    """
    SELECT u.id, (SELECT o.id FROM orders o WHERE o.user_id = u.id ORDER BY o.total * u.age DESC, o.id LIMIT 1)
    FROM users u ORDER BY u.id
    """,
    "SELECT u.id FROM users u WHERE u.id IN (SELECT MIN(o.id) FROM orders o GROUP BY o.status, u.name) ORDER BY 1",
    """
    SELECT u.id, (SELECT COUNT(*) FROM (SELECT o.status FROM orders o GROUP BY CONCAT(o.status, u.name), o.status) t)
    FROM users u ORDER BY u.id
    """,
    """
    SELECT u.id FROM users u WHERE u.age IN (SELECT DISTINCT u.age FROM orders o WHERE o.user_id = u.id
    ORDER BY u.age LIMIT 1) ORDER BY 1
    """,
    // ANY_VALUE of single rows.
    "SELECT id FROM users WHERE ANY_VALUE(age) > 31 ORDER BY id",
    "SELECT ANY_VALUE(age) AS a, COUNT(*) FROM users GROUP BY a ORDER BY a",
    "SELECT ANY_VALUE(age) + 1 AS a, COUNT(*) FROM users GROUP BY 1 ORDER BY a",
    "SELECT MAX(ANY_VALUE(age)), ANY_VALUE(MAX(id)) FROM users",
    "SELECT u.id FROM users u JOIN orders o ON ANY_VALUE(u.id) = o.user_id ORDER BY u.id, o.id",
    // Conditions that never hold.
    "SELECT u.id, o.id FROM users u JOIN orders o ON 1 = 0",
    "SELECT u.id, o.id FROM users u JOIN orders o WHERE 1 = 0",
    "SELECT u.id, o.id FROM users u LEFT JOIN orders o ON 1 = 0 AND o.total = u.age ORDER BY 1",
    "SELECT u.id, t.n FROM users u LEFT JOIN (SELECT COUNT(*) AS n FROM orders WHERE 1 = 0) t ON 1 = 1 ORDER BY 1",
    "SELECT u.id, t.n FROM (SELECT COUNT(*) AS n FROM orders WHERE 1 = 0) t LEFT JOIN users u ON u.id = t.n",
    "SELECT u.id, t.n FROM (SELECT COUNT(*) AS n FROM orders WHERE user_id = NULL) t JOIN users u ORDER BY 1",
    """
    WITH RECURSIVE c AS (SELECT id, age FROM users WHERE id = 3 UNION ALL
    SELECT o.id, c.age FROM c JOIN orders o ON o.user_id = c.id AND 1 = 0) SELECT * FROM c
    """,
    // Queries of few shards beside one of all.
    "SELECT id FROM users UNION ALL SELECT user_id FROM orders WHERE user_id = 3 ORDER BY 1",
    "SELECT id FROM users WHERE id IN (2, 3) UNION ALL SELECT id FROM orders ORDER BY 1",
    "SELECT COUNT(*) FROM users WHERE id = 3 UNION ALL SELECT id FROM orders ORDER BY 1",
    "SELECT id FROM users WHERE id = 3 UNION SELECT user_id FROM orders ORDER BY 1",
    "(SELECT id FROM orders WHERE user_id = 3 ORDER BY id LIMIT 1) UNION ALL SELECT age FROM users ORDER BY 1",
    """
    SELECT t.id, u.name FROM (SELECT user_id AS id FROM orders UNION ALL SELECT id FROM users WHERE id = 2) t
    JOIN users u ON u.id = t.id ORDER BY 1
    """,
    "SELECT u.id FROM countries c LEFT JOIN users u ON u.id = 3 UNION ALL SELECT id FROM orders ORDER BY 1",
    // Equal values that are written differently, joined in the coordinator.
    """
    SELECT o.id, p.id FROM (SELECT total / 4 * user_id AS x FROM orders) s JOIN orders o ON o.total = s.x
    JOIN orders p ON o.id ORDER BY 1, 2
    """,
    "SELECT o.id, u.id, p.id FROM orders o JOIN users u ON o.status = u.name JOIN orders p ON u.name ORDER BY 1, 2, 3",
    // What one side of an equality between texts is compared with says nothing of the other under other rules.
    "SELECT a.id, b.id FROM users a JOIN users b ON a.name = b.name AND b.name = BINARY 'ada' ORDER BY 1, 2",
    "SELECT a.id, b.id FROM users a JOIN users b ON a.name = b.name AND b.name IN (BINARY 'ada', 'new') ORDER BY 1, 2",
    "SELECT a.id, b.id FROM users a JOIN users b ON a.name = b.name AND b.name = 'ada' COLLATE utf8mb4_bin ORDER BY 1, 2",
    "SELECT a.id, b.id FROM users a JOIN users b ON a.name = b.name AND b.name = 'ADA' ORDER BY 1, 2",
    "SELECT a.id, b.id FROM users a LEFT JOIN users b ON a.name = b.name WHERE a.name = x'616461' ORDER BY 1, 2",
    // Unions with several queries of one place.
    "SELECT name FROM users UNION SELECT 'x' UNION SELECT status FROM orders ORDER BY 1",
    "SELECT id FROM users UNION ALL SELECT 5 UNION ALL SELECT user_id FROM orders ORDER BY 1",
    // Recursion over shards.
    """
    WITH RECURSIVE chain AS (SELECT id, 1 AS depth FROM users WHERE id = 1
    UNION ALL SELECT u.id, c.depth + 1 FROM users u JOIN chain c ON u.id = c.id + 1)
    SELECT id, depth FROM chain ORDER BY id
    """,
    """
    WITH RECURSIVE chain AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM chain WHERE id < 4)
    SELECT c.id, u.name FROM chain c LEFT JOIN users u ON u.id = c.id ORDER BY c.id
    """,
    """
    WITH RECURSIVE chain AS (SELECT id FROM users UNION DISTINCT SELECT id - 1 FROM chain WHERE id > 0)
    SELECT id FROM chain ORDER BY id
    """,
  ]

  @Test(arguments: Strategies.all.map(\.name)) func everyLayoutAgrees(strategy: String) throws {
    try expectLayoutsAgree(on: Self.statements, strategy: strategy)
  }

  @Test func rowsOfASubqueryChooseTheShards() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try fillShop(session)
    let looked = try session.execute(
      "SELECT name FROM users WHERE id IN (SELECT age - 29 FROM users WHERE id = 1)"
    )
    #expect(looked.textRows.count == 1 && looked.trace.shardCalls == 2)
    let none = try session.execute(
      "SELECT name FROM users WHERE id IN (SELECT age FROM users WHERE id = 4711)"
    )
    #expect(none.rows.isEmpty && none.trace.shardCalls == 1)
  }

  /// What a lateral side has from the left is NULL, too, where nothing matches.
  @Test(arguments: [1, 4], ["gather", "pushdown", "cost"])
  func outerLateralColumnsAreNull(shards: Int, strategy: String) throws {
    try withShop(shards) { (_, session) throws in
      try fillShop(session)
      session.strategy = strategy
      for body in [
        "SELECT u.id AS c FROM countries WHERE code = 'XX'",
        "SELECT c FROM (SELECT u.id AS c, code FROM countries) AS x WHERE code = 'XX'",
        "SELECT u.id AS c FROM orders WHERE orders.id = u.id + 1000",
      ] {
        let sql =
          "SELECT u.id, l.c FROM users AS u LEFT JOIN LATERAL (\(body)) AS l ON 1 WHERE u.id < 3 ORDER BY 1"
        #expect(try session.execute(sql).textRows == [["1", nil], ["2", nil]], "\(sql)")
      }
    }
  }
}
