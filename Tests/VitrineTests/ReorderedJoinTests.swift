import Foundation
import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL

/// Outer joins in another order, and conditions by what they come down to, give the answer of one database.
@Suite struct ReorderedJoinTests {
  private static let statements = [
    // An inner join beside the left side of an outer one.
    """
    SELECT u.id, o.id, v.id FROM users v, orders o LEFT JOIN users u ON u.age = o.id WHERE v.id = o.user_id
    ORDER BY 1, 2, 3
    """,
    """
    SELECT o.id, v.name, u.id FROM orders o LEFT JOIN users u ON u.age = o.id JOIN users v ON v.id = o.user_id
    ORDER BY 1, 2, 3
    """,
    """
    SELECT o.id, v.name, u.id FROM orders o LEFT JOIN users u ON u.age = o.id JOIN users v ON v.id = o.user_id
    AND v.age < COALESCE(u.id, 32) WHERE u.id IS NULL OR u.id > 1 ORDER BY 1, 2, 3
    """,
    """
    SELECT o.id, v.name, u.id, w.id FROM orders o LEFT JOIN users u ON u.age = o.id LEFT JOIN users w ON w.age = o.id + 1
    JOIN users v ON v.id = o.user_id ORDER BY 1, 2, 3, 4
    """,
    // Outer joins one after another, of which the last lies beside the first.
    """
    SELECT o.id, u.id, v.name FROM orders o LEFT JOIN users u ON u.age = o.id LEFT JOIN users v ON v.id = o.user_id
    AND v.age > 30 ORDER BY 1, 2, 3
    """,
    """
    SELECT o.id, u.id, v.id FROM orders o LEFT JOIN users u ON u.age = o.id LEFT JOIN users v ON v.id = o.user_id
    AND v.age = u.age ORDER BY 1, 2, 3
    """,
    // Of which the last lies beside the one before it, or would.
    """
    SELECT u.id, o.id, v.id FROM users u LEFT JOIN orders o ON o.id = u.age LEFT JOIN users v ON v.id = o.user_id
    ORDER BY 1, 2, 3
    """,
    """
    SELECT u.id, o.id, v.id FROM users u LEFT JOIN orders o ON o.id = u.age + 5 LEFT JOIN users v
    ON COALESCE(o.user_id, 3) = v.id ORDER BY 1, 2, 3
    """,
    """
    SELECT u.id, o.id, v.id FROM users u JOIN orders o ON o.id = u.age LEFT JOIN users v ON v.id = o.user_id AND v.age = 31
    ORDER BY 1, 2, 3
    """,
    // Whose right side is an outer join.
    """
    SELECT u.id, o.id, v.id FROM users u LEFT JOIN (orders o LEFT JOIN users v ON v.age = o.id) ON o.user_id = u.id
    ORDER BY 1, 2, 3
    """,
    """
    SELECT u.id, o.id, v.id FROM users u LEFT JOIN (orders o LEFT JOIN users v ON v.age - 20 = COALESCE(o.id, 11))
    ON o.user_id = u.id AND o.total > 20 ORDER BY 1, 2, 3
    """,
    """
    SELECT u.id, o.id, v.id FROM users u LEFT JOIN (orders o JOIN users v ON v.age = o.id) ON o.user_id = u.id
    ORDER BY 1, 2, 3
    """,
    // Grouped, limited and judged by subqueries.
    """
    SELECT v.age, COUNT(*), COUNT(u.id) FROM orders o LEFT JOIN users u ON u.age = o.id JOIN users v ON v.id = o.user_id
    GROUP BY v.age HAVING COUNT(*) > 1 ORDER BY 1, 2
    """,
    """
    SELECT o.id, v.id, u.id FROM orders o LEFT JOIN users u ON u.age = o.id JOIN users v ON v.id = o.user_id
    WHERE EXISTS (SELECT 1 FROM orders p WHERE p.user_id = v.id AND p.total > 36) ORDER BY o.id DESC, u.id LIMIT 5
    """,
    // What equalities say of a table's own columns.
    "SELECT id FROM orders WHERE id = user_id AND user_id = 3 ORDER BY 1",
    "SELECT id FROM orders WHERE user_id = id AND id = 3 ORDER BY 1",
    "SELECT id FROM orders WHERE user_id = id AND id IN (3, 4, 5, NULL) ORDER BY 1",
    "SELECT id FROM users WHERE id = age - 29 AND age = 31 ORDER BY 1",
    "SELECT u.id FROM users u LEFT JOIN orders o ON o.user_id = u.id AND o.id = u.id AND o.id = 2 ORDER BY 1",
    "SELECT o.id FROM orders o WHERE o.user_id = o.total AND o.total = 3 ORDER BY 1",
    "SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id WHERE o.id = u.id AND o.id = 2 ORDER BY 1",
    // Conditions by what decides them.
    "SELECT id FROM users WHERE (id = 5 OR 1 = 0) IS TRUE",
    "SELECT id FROM users WHERE (id = 5) = TRUE AND (age = 99) IS FALSE",
    "SELECT id FROM users WHERE (email = 'x') IS FALSE OR id = 3 ORDER BY 1",
    "SELECT id FROM users WHERE (email = 'x') = 0 OR (id = 3) <> 0 OR NULL ORDER BY 1",
    "SELECT id FROM users WHERE id = 3 XOR FALSE",
    "SELECT id FROM users WHERE id > 3 XOR TRUE ORDER BY 1",
    "SELECT id FROM users WHERE (email = 'x') XOR TRUE ORDER BY 1",
    "SELECT id FROM users WHERE NOT TRUE OR NOT 5 OR id = 2",
    "SELECT id FROM users WHERE NOT NULL OR id = 2",
    "SELECT id FROM users WHERE (id = 3) = 2 OR (id = 4) = 1",
    "SELECT id FROM users WHERE id = (SELECT 5) OR id = (SELECT NULL)",
    "SELECT id FROM users WHERE id = (SELECT 2 + 3 FROM DUAL) AND age > (SELECT 30)",
    "SELECT id FROM users WHERE id IN ((SELECT 3), 2, (SELECT 1 + 3)) ORDER BY 1",
    "SELECT id FROM users WHERE name = (SELECT 'ADA') ORDER BY 1",
    "SELECT id FROM users WHERE name = (SELECT 'ADA' COLLATE utf8mb4_bin) ORDER BY 1",
    "SELECT u.id FROM users u WHERE u.id = (SELECT u.age - 29) ORDER BY 1",
    "SELECT id FROM users WHERE id = (SELECT 5 WHERE 1 = 0) OR id = (SELECT 4 LIMIT 1)",
    "SELECT t.x, u.name FROM (SELECT 2 + 3 AS x) t JOIN users u ON u.id = t.x",
    "SELECT t.x, u.name FROM (SELECT @five + 0 AS x) t LEFT JOIN users u ON u.id = t.x",
    // What subqueries and laterals are told of the rows around them.
    """
    SELECT u.id FROM users u WHERE u.id = 3 AND EXISTS (SELECT 1 FROM orders o JOIN users v ON v.age = o.id
    WHERE o.user_id = u.id)
    """,
    """
    SELECT u.id, (SELECT MAX(v.id) FROM orders o LEFT JOIN users v ON v.age = o.id WHERE o.user_id = u.id) AS m FROM users u
    WHERE u.id IN (2, 3, 4) ORDER BY 1
    """,
    """
    SELECT u.id, (SELECT COUNT(v.id) FROM users v LEFT JOIN orders o ON o.user_id = u.id AND o.id = v.age) AS n FROM users u
    WHERE u.id = 3
    """,
    """
    SELECT o.id, u.id, (SELECT COUNT(*) FROM orders p JOIN users v ON v.age = p.id WHERE p.user_id = u.id) AS n FROM orders o
    LEFT JOIN users u ON u.id = o.user_id AND u.id = 3 WHERE o.id < 9 ORDER BY 1
    """,
    """
    SELECT u.id, t.id, t.x FROM users u LEFT JOIN LATERAL (SELECT o.id, v.id AS x FROM orders o LEFT JOIN users v
    ON v.age = o.id WHERE o.user_id = u.id ORDER BY o.id LIMIT 2) t ON TRUE WHERE u.id IN (3, 4) ORDER BY 1, 2
    """,
    "SELECT u.id FROM users u WHERE u.name = 'ADA' AND EXISTS (SELECT 1 FROM orders o JOIN users v ON v.age = o.id WHERE v.name <> u.name) ORDER BY 1",
    // Memberships as values.
    "SELECT id, id IN (SELECT user_id FROM orders WHERE total > 36) AS x FROM users ORDER BY 1",
    "SELECT CASE WHEN id IN (SELECT user_id FROM orders) THEN 1 ELSE 0 END AS x, COUNT(*) FROM users GROUP BY x ORDER BY 1",
    "SELECT id, id IN (SELECT IF(total > 9, user_id, NULL) FROM orders) AS x FROM users ORDER BY 1",
    "SELECT id, id NOT IN (SELECT user_id FROM orders WHERE status = 'new') AS x FROM users ORDER BY 1",
    """
    SELECT o.id, u.id IN (SELECT user_id FROM orders WHERE total > 36) AS x FROM orders o
    LEFT JOIN users u ON u.id = o.user_id AND u.age = 31 ORDER BY 1
    """,
    "SELECT id FROM users ORDER BY id IN (SELECT user_id FROM orders WHERE total > 36), id",
  ]

  @Test(arguments: Strategies.all.map(\.name)) func everyLayoutAgrees(strategy: String) throws {
    try expectLayoutsAgree(on: Self.statements, strategy: strategy) { session in
      try session.execute("SET @five = 5")
      try session.execute("UPDATE users SET email = IF(id = 5, 'x', CONCAT('m', id)) WHERE id > 4")
    }
  }

  /// The routes that each is planned with, from the leaves upward.
  @Test(arguments: [
    (
      "SELECT o.id FROM orders o LEFT JOIN users u ON u.age = o.id JOIN users v ON v.id = o.user_id",
      2
    ),
    (
      "SELECT o.id FROM orders o LEFT JOIN users u ON u.age = o.id LEFT JOIN users v ON v.id = o.user_id",
      2
    ),
    (
      "SELECT u.id FROM users u LEFT JOIN (orders o LEFT JOIN users v ON v.age = o.id) ON o.user_id = u.id",
      2
    ),
    (
      "SELECT u.id FROM users u LEFT JOIN orders o ON o.id = u.age LEFT JOIN users v ON v.id = o.user_id",
      2
    ),
    ("SELECT id FROM users WHERE id = (SELECT 5) AND (age = 3) IS TRUE", 1),
    ("SELECT id, id IN (SELECT user_id FROM orders) FROM users", 1),
  ]) func asksFewPlaces(sql: String, routes: Int) throws {
    try withShop(4) { (_, session) throws in
      let tree = try session.explain(sql).tree()
      #expect(tree.components(separatedBy: "Route ").count - 1 == routes, "\(tree)")
    }
  }

  /// A vindex that the statement passes over chooses no route.
  @Test func vindexHintsAreObeyed() throws {
    try withShop(4) { (_, session) throws in
      try fillShop(session)
      let one = "SELECT name FROM users USE VINDEX (hash) WHERE id = 5"
      let all = "SELECT name FROM users IGNORE VINDEX (HASH) WHERE id = 5"
      #expect(try session.execute(one).trace.shardCalls == 1)
      let result = try session.execute(all)
      #expect(result.trace.shardCalls == 4 && result.textRows == [["ada"]])
      #expect(
        try session.explain("SELECT 1 FROM users USE VINDEX () WHERE id = 5").tree().contains(
          "Scatter"
        )
      )
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT name FROM users USE VINDEX (hush) WHERE id = 5")
      }
      #expect(error?.code == .unknownVindexHint)
    }
  }

  /// A decimal of so many digits is held as text.
  @Test(arguments: [18, 19, 28]) func notOfAZeroIsTrue(digits: Int) throws {
    try withShop { (_, session) throws in
      try session.execute("INSERT INTO users (name) VALUES ('a'), ('b')")
      let zero = "0." + String(repeating: "0", count: digits)
      for condition in ["NOT \(zero)", "NOT \(zero) OR id = 1", "NOT (\(zero) XOR FALSE)"] {
        let sql = "SELECT COUNT(*) FROM users WHERE \(condition)"
        #expect(try session.execute(sql).textRows == [["2"]], "\(condition)")
      }
    }
  }
}
