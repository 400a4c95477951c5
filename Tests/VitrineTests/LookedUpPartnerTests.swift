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
