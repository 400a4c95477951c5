import Testing
import Vitrine
import VitrineSQL

/// Writes that the shards do by themselves though they read other tables: the rows they leave are those
/// of one database, on every layout.
@Suite struct DirectWriteTests {
  private static let statements = [
    "UPDATE users SET age = (SELECT COUNT(*) FROM orders WHERE orders.user_id = users.id)",
    "UPDATE users SET age = (SELECT COUNT(*) FROM orders WHERE orders.user_id = users.id) WHERE id = 5",
    "UPDATE users SET age = (SELECT COUNT(*) FROM orders) WHERE id > 3",
    "UPDATE users SET age = age + (SELECT MAX(id) FROM orders), name = 'x' WHERE id IN (SELECT user_id + 1 FROM orders WHERE id < 4)",
    "DELETE FROM users WHERE id IN (SELECT user_id + 1 FROM orders WHERE id < 4)",
    "DELETE FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE status = 'new')",
    "DELETE FROM orders WHERE total > (SELECT AVG(age) FROM users)",
    "DELETE FROM orders WHERE EXISTS (SELECT 1 FROM users WHERE users.id = orders.user_id AND name = 'Ada')",
    "DELETE o FROM orders o JOIN users u ON o.user_id = u.id WHERE u.age = 31 AND o.status = 'new'",
    "DELETE o FROM orders o, users u WHERE o.user_id = u.id AND (u.age = 30 OR o.total < 5)",
    "UPDATE orders o JOIN users u ON o.user_id = u.id SET o.status = 'seen' WHERE u.age = 31",
    "UPDATE orders o JOIN users u ON o.user_id = u.id SET o.total = o.total + 1 WHERE u.id < 4 AND o.total > 7",
    "UPDATE orders o JOIN users u ON o.user_id = u.id SET o.total = u.age WHERE u.id < 4",
    "DELETE o FROM orders o JOIN users u ON o.total = u.age WHERE u.name <> 'Ken'",
    "UPDATE orders SET status = (SELECT name FROM users WHERE users.id = orders.user_id) WHERE user_id IN (1, 2)",
    "DELETE FROM users ORDER BY id LIMIT 2",
    "DELETE FROM orders WHERE user_id = 2 AND EXISTS (SELECT 1 FROM users WHERE users.id = orders.user_id AND age > 3) ORDER BY total LIMIT 1",
    "UPDATE orders SET total = 7 WHERE user_id = 2 AND total > (SELECT MIN(age) FROM users) ORDER BY id DESC LIMIT 1",
    "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = 5 WHERE u.age = NULL",
    "UPDATE users SET age = age + 1 WHERE id > 2 ORDER BY name DESC, id",
    "DELETE FROM orders WHERE total > 9 ORDER BY total",
    // Outer joins: the table that is written on the one side or the other.
    "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = 5",
    "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = 5 WHERE u.id = 3",
    "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id AND o.total > 33 SET u.age = 5 WHERE o.id IS NULL AND u.id > 1",
    "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = 5 WHERE o.status = 'sent' OR u.name = 'new'",
    "UPDATE orders o LEFT JOIN users u ON o.user_id = u.id SET o.total = u.age",
    "UPDATE orders o LEFT JOIN users u ON o.user_id = u.id AND u.age = 31 SET o.total = u.age / 7 + o.total WHERE u.id IS NOT NULL",
    "UPDATE orders o LEFT JOIN users u ON o.user_id = u.id AND u.age = 31 SET o.status = u.name, o.total = o.id",
    "UPDATE orders o JOIN users u ON o.user_id = u.id SET o.status = u.name, o.total = u.age + o.id WHERE u.age > 30",
    "UPDATE orders o JOIN users u ON o.user_id = u.id AND o.total > u.age SET o.total = 3, o.status = u.name",
    "UPDATE users u RIGHT JOIN orders o ON o.user_id = u.id SET u.age = 7 WHERE o.status = 'new'",
    "DELETE u FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.id IS NULL",
    "DELETE u FROM users u LEFT JOIN orders o ON o.user_id = u.id LEFT JOIN orders p ON p.user_id = u.id AND p.total > 38 WHERE p.id IS NULL",
    "DELETE o FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.age = 31",
    "DELETE o FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE o.id IS NULL",
    """
    DELETE u FROM users u JOIN orders o ON o.user_id = u.id LEFT JOIN orders p ON p.user_id = u.id AND p.id > o.id
    WHERE p.id IS NULL AND o.total < 39
    """,
  ]

  @Test(arguments: statements) func everyLayoutAgrees(statement: String) throws {
    var first: [[[String?]]]?
    for (shards, strategy) in [(1, "gather"), (2, "pushdown"), (4, "pushdown"), (7, "gather")] {
      let (cluster, session) = try makeShop(shards: shards)
      defer { try? cluster.close() }
      session.strategy = strategy
      try fillShop(session)
      let result = try session.execute(statement)
      let rows = [
        [["\(result.affectedRows)"]],
        try session.execute("SELECT * FROM users ORDER BY id").textRows,
        try session.execute("SELECT * FROM orders ORDER BY id").textRows,
      ]
      let agrees = first.map { $0 == rows } ?? true
      #expect(agrees, "\(shards) shards: \(statement)")
      first = first ?? rows
    }
  }

  @Test func shardsDoWhatTheyCan() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    let own = try session.explain(
      "UPDATE users SET age = (SELECT COUNT(*) FROM orders WHERE user_id = users.id) WHERE id = 5"
    )
    #expect(own.tree().hasPrefix("Update EqualUnique"), "\(own.tree())")
    let joined = try session.explain(
      "DELETE o FROM orders o JOIN users u ON o.user_id = u.id WHERE u.age = 31"
    )
    #expect(joined.tree().hasPrefix("Delete Scatter"), "\(joined.tree())")
    for statement in [
      "UPDATE users u LEFT JOIN orders o ON o.user_id = u.id SET u.age = 5 WHERE o.id IS NULL",
      "UPDATE orders o LEFT JOIN users u ON o.user_id = u.id SET o.total = u.age",
      "UPDATE orders o JOIN users u ON o.user_id = u.id SET o.status = u.name, o.total = u.age + o.id",
      "UPDATE users SET age = 5 ORDER BY name",
    ] {
      let tree = try session.explain(statement).tree()
      #expect(tree.hasPrefix("Update Scatter"), "\(statement): \(tree)")
    }
    // One of several partners: the first that is met.
    for statement in [
      "UPDATE users u JOIN orders o ON o.user_id = u.id SET u.age = o.total",
      "UPDATE orders o JOIN users u ON o.user_id = u.id AND o.total > u.age SET o.total = 3, o.status = u.name",
    ] {
      let tree = try session.explain(statement).tree()
      #expect(!tree.hasPrefix("Update Scatter"), "\(statement): \(tree)")
    }
    let apart = try session.explain("DELETE FROM orders WHERE total > (SELECT AVG(age) FROM users)")
    #expect(apart.tree().hasPrefix("Pullout"), "\(apart.tree())")
  }

  /// Rows are chosen as they were before the first of them was written.
  @Test(
    arguments: [
      "UPDATE t x JOIN t y ON x.id = y.a SET x.a = NULL",
      "UPDATE t x LEFT JOIN t y ON x.id = y.a SET x.a = NULL WHERE y.id IS NOT NULL",
      "UPDATE t SET a = NULL WHERE id IN (SELECT a FROM (SELECT a FROM t) q)",
      "UPDATE t x SET a = NULL WHERE EXISTS (SELECT 1 FROM (SELECT * FROM t) y WHERE y.a = x.id)",
    ],
    ["gather", "pushdown", "cost"]
  ) func conditionsNeverReadWhatIsBeingWritten(statement: String, strategy: String) throws {
    let cluster = try Cluster.create(at: nil, configuration: ClusterConfiguration())
    defer { try? cluster.close() }
    try cluster.createKeyspace("main", shards: 1, vschemaJSON: nil)
    let session = try cluster.session(target: "main")
    session.strategy = strategy
    try session.executeScript(
      "CREATE TABLE t (id INT PRIMARY KEY, a INT); INSERT INTO t VALUES (0, 1), (1, 2), (2, 3), (3, 4)"
    )
    #expect(try session.execute(statement).affectedRows == 3)
    let rows = try session.execute("SELECT a FROM t ORDER BY id").textRows
    #expect(rows == [["1"], [nil], [nil], [nil]])
  }

  /// MySQL reads a derived table whole before it writes.
  @Test func valuesNeverReadWhatIsBeingWritten() throws {
    for shards in [1, 4] {
      let (cluster, session) = try makeShop(shards: shards)
      defer { try? cluster.close() }
      try fillShop(session)
      try session.execute(
        "UPDATE users SET age = (SELECT MAX(x.age) FROM (SELECT * FROM users) x WHERE x.id >= users.id)"
          + " + 1"
      )
      let ages = try session.execute("SELECT age FROM users ORDER BY id").textRows
      #expect(ages.allSatisfy { $0 == ["33"] || $0 == ["32"] }, "\(ages)")
    }
  }
}
