import Testing
import Vitrine
import VitrinePlanner

/// LATERAL gives the answer of one database on every layout, wherever it stands among other joins.
@Suite struct LateralTests {
  private static let statements = [
    // What a lateral has from outside, in conditions of the joins that it stands in.
    """
    SELECT x.age, q.k, z.id FROM users x, LATERAL (SELECT x.id AS k) q JOIN orders z ON z.user_id = q.k
    ORDER BY 2, 3
    """,
    """
    SELECT x.age, q.k, z.id FROM users x, LATERAL (SELECT x.id AS k) q LEFT JOIN orders z ON z.id = q.k * 9
    ORDER BY 2, 3
    """,
    """
    SELECT x.id, q.k, z.id FROM users x JOIN (orders z JOIN LATERAL (SELECT x.id AS k) q ON z.user_id = q.k)
    ORDER BY 1, 3
    """,
    """
    SELECT x.id, q.k, z.id FROM users x LEFT JOIN (LATERAL (SELECT x.id AS k) q JOIN orders z ON z.user_id = q.k)
    ON x.age = 31 ORDER BY 1, 3
    """,
    """
    SELECT x.id, q.k, z.id FROM users x, (LATERAL (SELECT x.age + o.id AS k FROM orders o WHERE o.user_id = x.id) q
    JOIN orders z ON z.id = q.k) ORDER BY 1, 2
    """,
    // Laterals that read laterals.
    """
    SELECT x.id, q.k, r.j, z.id FROM users x, LATERAL (SELECT x.id AS k) q
    JOIN LATERAL (SELECT q.k + x.age AS j) r ON r.j > 1 JOIN orders z ON z.user_id = q.k AND z.id < r.j ORDER BY 1, 4
    """,
    "SELECT x.id, r.j FROM users x, LATERAL (SELECT x.id + 1 AS k) q JOIN LATERAL (SELECT q.k + x.age AS j) r ORDER BY 1",
    """
    SELECT x.id, r.j, z.id FROM users x, LATERAL (SELECT x.id + 1 AS k) q
    LEFT JOIN LATERAL (SELECT q.k + x.age AS j) r ON r.j > 34 LEFT JOIN orders z ON z.id = r.j ORDER BY 1
    """,
    "SELECT q.k, r.j FROM (SELECT 3 AS k) q LEFT JOIN LATERAL (SELECT q.k + 1 AS j) r ON r.j > 4",
    // Rows of values.
    """
    SELECT x.id, q.k, z.id FROM users x, LATERAL (VALUES ROW(x.id), ROW(x.age)) q(k) JOIN orders z ON z.id = q.k
    ORDER BY 1, 2
    """,
    """
    SELECT x.id, q.k FROM users x LEFT JOIN LATERAL (VALUES ROW(x.id, 1), ROW(x.age, 31)) q(k, l) ON q.k > q.l
    ORDER BY 1, 2
    """,
    "SELECT x.id, (SELECT SUM(k) FROM (VALUES ROW(x.id), ROW(x.age)) q(k)) FROM users x ORDER BY 1",
    // What a side without a partner has from outside is NULL.
    """
    SELECT x.id, COUNT(q.k) FROM users x, (orders z LEFT JOIN LATERAL (SELECT x.id AS k) q ON z.user_id = q.k)
    GROUP BY x.id ORDER BY 1
    """,
    """
    SELECT x.id, (SELECT COUNT(q.k) FROM orders z LEFT JOIN (SELECT x.name AS k FROM countries) q ON z.status = q.k)
    FROM users x ORDER BY 1
    """,
    """
    SELECT x.id, (SELECT COUNT(q.k) FROM orders z LEFT JOIN (SELECT x.id AS k, p.total FROM orders p
    WHERE p.user_id = x.id) q ON z.total = q.total) FROM users x ORDER BY 1
    """,
    // Values beside a table that every shard has, and one that none has whole.
    "SELECT u.id, c.code FROM (SELECT 5 AS k) t LEFT JOIN countries c ON c.code = 'DE' JOIN users u ORDER BY 1",
    "SELECT u.id, c.k FROM users u, (SELECT 'DE' AS k) t LEFT JOIN (SELECT MAX(code) AS k FROM countries) c ON c.k > t.k ORDER BY 1",
    // Aggregates of columns from outside.
    """
    SELECT x.id, t.n FROM users x, LATERAL (SELECT COUNT(q.k) AS n FROM (SELECT x.age + x.id AS k) q WHERE q.k > 34) t
    ORDER BY 1
    """,
    """
    SELECT x.id, t.n FROM users x, LATERAL (SELECT SUM(r.k) AS n FROM (VALUES ROW(1), ROW(2)) q(j),
    LATERAL (SELECT x.age AS k) r) t ORDER BY 1
    """,
    """
    SELECT x.id FROM users x, LATERAL (SELECT MAX(q.k) AS n FROM orders o, LATERAL (SELECT x.id AS k) q
    HAVING COUNT(q.k) > 3) t ORDER BY 1
    """,
    // A name that is written in backticks.
    """
    SELECT `order`.id, t.k, o.id FROM users `order` JOIN (LATERAL (SELECT `order`.id AS k FROM (VALUES ROW(1), ROW(2)) v(j)) t
    JOIN orders o ON t.k = o.user_id CROSS JOIN (SELECT MAX(age) AS m FROM users) q) ON o.total <> q.m ORDER BY 1, 2, 3
    """,
    // A column from outside beside an aggregate that nobody reads keeps its collation.
    """
    SELECT x.id, u.id FROM users x, LATERAL (SELECT UPPER(x.name) AS k FROM (SELECT MAX(code) AS m FROM countries) c) t
    LEFT JOIN users u ON t.k = u.name ORDER BY 1, 2
    """,
    """
    SELECT x.id, u.id FROM users x, LATERAL (SELECT q.name AS k FROM (SELECT MAX(c.code) AS m, x.name FROM countries c) q
    WHERE x.id > 2) t LEFT JOIN (SELECT id, UPPER(name) AS name FROM users) u ON t.k = u.name ORDER BY 1, 2
    """,
    // Joins in parentheses, which see no table beside them, over what reads the left side.
    """
    SELECT x.id, t.k, o.id FROM users x JOIN (LATERAL (SELECT x.id AS k FROM (VALUES ROW(1), ROW(2)) v(j)) t
    JOIN orders o ON t.k = o.user_id CROSS JOIN (SELECT MAX(age) AS m FROM users) q) ON o.total <> q.m ORDER BY 1, 2, 3
    """,
    """
    SELECT x.id, t.k FROM users x JOIN (LATERAL (SELECT x.age AS k FROM countries c) t JOIN (countries d
    RIGHT JOIN (VALUES ROW(1, 4), ROW(2, 4)) v(i, j) ON d.code > v.i) ON t.k > v.j)
    WHERE v.i < (SELECT MAX(w.k) FROM LATERAL (SELECT t.k AS k FROM orders o WHERE o.id <=> v.j + t.k) w)
    ORDER BY 1, 2
    """,
    // Subqueries inside.
    """
    SELECT x.id, t.c FROM users x, LATERAL (SELECT COUNT(*) c FROM orders b WHERE b.user_id = x.id
    AND b.status IN (SELECT status FROM orders m WHERE m.user_id = x.id AND m.id <> b.id)) t ORDER BY 1
    """,
    """
    SELECT x.id, t.c FROM users x LEFT JOIN LATERAL (SELECT b.id c FROM orders b WHERE b.user_id = x.id
    AND EXISTS (SELECT 1 FROM orders m WHERE m.user_id = x.age AND m.total < b.total)) t ON TRUE ORDER BY 1, 2
    """,
    """
    SELECT x.id, t.c FROM users x, LATERAL (SELECT (SELECT MAX(id) FROM orders) + COUNT(*) c FROM orders b
    WHERE b.user_id = x.id AND b.total > (SELECT MIN(total) FROM orders)) t ORDER BY 1
    """,
    """
    SELECT x.id, t.c FROM users x, LATERAL (SELECT s.c FROM orders b, LATERAL (SELECT COUNT(*) c FROM orders m
    WHERE m.user_id = x.id AND m.id >= b.id AND EXISTS (SELECT 1 FROM orders f WHERE f.user_id = x.id AND f.id <> b.id)) s
    WHERE b.user_id = x.id) t ORDER BY 1, 2
    """,
  ]

  @Test(arguments: Strategies.all.map(\.name)) func everyLayoutAgrees(strategy: String) throws {
    try expectLayoutsAgree(on: Self.statements, strategy: strategy)
  }

  @Test(arguments: ["gather", "pushdown"]) func aSideWithoutPartnerIsNull(strategy: String) throws {
    try withShop(1) { (_, session) throws in
      try fillShop(session)
      session.strategy = strategy
      let answer = try session.execute(
        """
        SELECT x.id, COUNT(*), COUNT(q.k) FROM users x, (orders z LEFT JOIN LATERAL (SELECT x.id AS k) q
        ON z.user_id = q.k) WHERE x.id = 3 GROUP BY x.id
        """
      )
      let partners = try session.execute("SELECT 3, 40, COUNT(*) FROM orders WHERE user_id = 3")
      #expect(answer.textRows == partners.textRows)
    }
  }
}
