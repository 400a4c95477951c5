import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL

/// Every layout and strategy gives the answer of one database.
@Suite struct LayoutTests {
  private static let statements = [
    "SELECT COUNT(*), SUM(total), MIN(total), MAX(total), AVG(total) FROM orders",
    "SELECT status, COUNT(*), SUM(total) FROM orders GROUP BY status ORDER BY status",
    "SELECT u.name, o.total FROM users u JOIN orders o ON u.id = o.user_id ORDER BY o.id LIMIT 7",
    """
    SELECT u.name, COUNT(o.id) AS n, SUM(o.total) AS spent FROM users u
    LEFT JOIN orders o ON u.id = o.user_id GROUP BY u.id, u.name HAVING n > 0
    ORDER BY spent DESC, u.id
    """,
    "SELECT DISTINCT status FROM orders ORDER BY status",
    "SELECT a.name, b.name FROM users a JOIN users b ON a.age = b.age AND a.id < b.id ORDER BY 1, 2",
    "SELECT name FROM users WHERE id IN (1, 3, 5, 99) ORDER BY id",
    "SELECT name FROM users WHERE id IN (SELECT user_id FROM orders WHERE total > 50) ORDER BY id",
    "SELECT name FROM users WHERE age > (SELECT AVG(age) FROM users) ORDER BY id",
    "SELECT COUNT(DISTINCT user_id), COUNT(DISTINCT status) FROM orders",
    "SELECT name, age FROM users ORDER BY age DESC, name LIMIT 3 OFFSET 2",
    "SELECT name FROM users UNION SELECT status FROM orders ORDER BY 1",
    "SELECT status, VARIANCE(total), STDDEV_SAMP(total), COUNT(*) FROM orders GROUP BY status ORDER BY 1",
    "SELECT VAR_SAMP(total), STD(age + 0e0) FROM orders JOIN users ON users.id = user_id",
    "SELECT GROUP_CONCAT(id ORDER BY total DESC, id SEPARATOR ';'), BIT_XOR(id), COUNT(*) FROM orders",
    "SELECT status, GROUP_CONCAT(DISTINCT user_id ORDER BY user_id DESC) FROM orders GROUP BY status ORDER BY 1",
    "SELECT VARIANCE(total), GROUP_CONCAT(id), JSON_ARRAYAGG(id), AVG(total) FROM orders WHERE id < 0",
    "SELECT JSON_LENGTH(JSON_ARRAYAGG(id)), JSON_UNQUOTE(JSON_EXTRACT(JSON_OBJECTAGG(id, total), '$.\"3\"')), MAX(status) FROM orders",
    "SELECT u.name, STDDEV(o.total) AS s FROM users u JOIN orders o ON u.age = o.id GROUP BY u.name ORDER BY s, 1",
    "SELECT COUNT(*) FROM orders WHERE 1 = 0", "SELECT SUM(total) FROM orders WHERE user_id = 4711",
    "SELECT 1 + 1, 'x'", "SELECT * FROM users WHERE NULL",
    "SELECT u.name, c.name FROM users u, countries c WHERE u.id < 3 ORDER BY 1, 2",
    "SELECT age, COUNT(*) FROM users GROUP BY age ORDER BY COUNT(*) DESC, age LIMIT 2",
    "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.name = o.status ORDER BY o.id LIMIT 3",
    "SELECT AVG(total), AVG(user_id), AVG(total / 7), AVG(NULLIF(user_id, 3)) FROM orders WHERE id < 7",
    "SELECT o.status, COUNT(*), COUNT(c.name), SUM(o.total), AVG(o.total), MAX(c.name) FROM orders o JOIN users c ON o.status < c.name GROUP BY o.status ORDER BY 1",
    "SELECT HEX(o.status), COUNT(*) FROM orders o JOIN users u ON o.status < u.name GROUP BY HEX(o.status) ORDER BY 1",
    "SELECT COUNT(*), COUNT(o.id) FROM users u LEFT JOIN orders o ON u.name = o.status",
    "SELECT COUNT(*), COUNT(u.name), COUNT(DISTINCT o.status), BIT_XOR(o.user_id) FROM orders o LEFT JOIN users u ON u.name = o.status OR u.age = o.user_id",
  ]

  /// DISTINCT aggregates beside others, and totals of groups.
  private static let groupings = [
    "SELECT COUNT(DISTINCT status), COUNT(*), SUM(total), AVG(total), MAX(DISTINCT total) FROM orders",
    """
    SELECT user_id % 3, COUNT(DISTINCT status), COUNT(DISTINCT status, user_id % 2), AVG(DISTINCT user_id), SUM(total)
    FROM orders GROUP BY 1 ORDER BY 1
    """,
    """
    SELECT LOWER(status), COUNT(DISTINCT user_id % 2), VARIANCE(total), SUM(DISTINCT user_id / 3), MIN(total)
    FROM orders GROUP BY 1 ORDER BY 1
    """,
    "SELECT COUNT(DISTINCT status), COUNT(*), BIT_AND(id), SUM(DISTINCT total) FROM orders WHERE id < 0",
    "SELECT COUNT(DISTINCT 7), COUNT(DISTINCT 'x'), MIN(id) FROM orders WHERE id < 0",
    "SELECT COUNT(DISTINCT id), COUNT(DISTINCT 'x'), COUNT(DISTINCT NULLIF(user_id, 3)), COUNT(*) FROM orders",
    "SELECT SUM(DISTINCT CONCAT(user_id, status)), COUNT(DISTINCT CONCAT(user_id, status)), COUNT(*) FROM orders",
    """
    SELECT GROUP_CONCAT(DISTINCT LOWER(status) ORDER BY 1), COUNT(DISTINCT user_id % 4), COUNT(DISTINCT total > 9), COUNT(*)
    FROM orders
    """,
    """
    SELECT COUNT(DISTINCT u.name), SUM(DISTINCT u.age), COUNT(*), COUNT(DISTINCT o.status, u.age) FROM users u
    JOIN orders o ON o.total > u.age
    """,
    """
    SELECT LOWER(status) AS s, user_id, COUNT(*), SUM(total), AVG(total), COUNT(DISTINCT user_id % 3),
    GROUPING(LOWER(status), user_id) FROM orders GROUP BY s, user_id WITH ROLLUP
    """,
    "SELECT LOWER(status) AS s, COUNT(DISTINCT total), SUM(DISTINCT user_id), GROUPING(LOWER(status)) FROM orders GROUP BY s WITH ROLLUP",
    "SELECT user_id, user_id % 3 AS b, GROUPING(user_id) FROM orders GROUP BY user_id, b WITH ROLLUP",
    "SELECT user_id, STDDEV(total), MIN(LOWER(status)), BIT_XOR(id) FROM orders GROUP BY user_id WITH ROLLUP",
    """
    SELECT user_id % 2 AS a, LOWER(status) AS s, SUM(total) AS t FROM orders GROUP BY a, s WITH ROLLUP
    HAVING s IS NULL OR t > 100 ORDER BY t DESC, a, s LIMIT 5
    """,
    "SELECT total, COUNT(*) FROM orders WHERE id < 0 GROUP BY total WITH ROLLUP",
    "SELECT id FROM users u WHERE EXISTS (SELECT * FROM orders o WHERE o.total > u.age + 8) ORDER BY id",
    "SELECT COUNT(*) FROM users WHERE NOT EXISTS (SELECT * FROM orders WHERE total > 1000)",
    """
    SELECT u.id, EXISTS (SELECT u.name FROM orders WHERE total > 30), EXISTS (SELECT COUNT(*) FROM orders WHERE id < 0),
    EXISTS (SELECT DISTINCT status FROM orders WHERE id < 0), EXISTS (SELECT * FROM orders LIMIT 0),
    EXISTS (SELECT status FROM orders GROUP BY status HAVING COUNT(*) > 11) FROM users u ORDER BY 1
    """,
    """
    SELECT LOWER(s), SUM(t), AVG(t), COUNT(DISTINCT n), GROUP_CONCAT(n ORDER BY n) FROM (SELECT status AS s, total AS t,
    user_id AS n FROM orders WHERE user_id = 1 UNION ALL SELECT name, age, id FROM users UNION ALL SELECT status, total, 9
    FROM orders WHERE user_id IN (3, 4)) AS u GROUP BY 1 ORDER BY 1
    """,
    """
    SELECT COUNT(*), MIN(a), COUNT(DISTINCT a), VARIANCE(n), COUNT(DISTINCT 1) FROM (SELECT total AS a, id AS n FROM orders
    WHERE user_id = 2 UNION ALL SELECT total, -id FROM orders WHERE user_id = 5 AND id < 9) AS u WHERE n <> 3
    """,
    """
    SELECT COUNT(*), BIT_AND(n), COUNT(DISTINCT n) FROM (SELECT id AS n FROM orders WHERE user_id = 2 AND id < 0 UNION ALL
    SELECT id FROM users WHERE id = 77) AS u
    """,
    """
    SELECT x.a, COUNT(*), SUM(x.n) FROM (SELECT user_id % 3 AS a, total > 20 AS b, COUNT(*) AS n FROM orders
    GROUP BY a, b WITH ROLLUP) AS x GROUP BY x.a ORDER BY 1
    """,
  ]

  @Test(arguments: Strategies.all.map(\.name)) func everyLayoutAgrees(strategy: String) throws {
    try expectLayoutsAgree(on: Self.statements, strategy: strategy)
    try expectLayoutsAgree(on: Self.groupings, strategy: strategy)
  }

  /// Texts that are equal under their collation are one value of COUNT(DISTINCT), and each its own of what is computed
  /// from them.
  @Test(arguments: [1, 4], Strategies.all.map(\.name))
  func textsThatAreEqualAndYetOthers(shards: Int, strategy: String) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    session.strategy = strategy
    let texts = ["1", "１", "1", "a", "A", "á", "2", "２"]
    let rows = texts.enumerated().map { "(\($0 % 5 + 1), \($0), '\($1)')" }
    try session.execute(
      "INSERT INTO orders (user_id, total, status) VALUES \(rows.joined(separator: ", ")), (1, 9, NULL)"
    )
    let sql = """
      SELECT COUNT(DISTINCT status), SUM(DISTINCT status), COUNT(DISTINCT HEX(status)), COUNT(*), SUM(total),
      COUNT(DISTINCT status, total > 3) FROM orders
      """
    let answer = ["3", "3", "7", "9", "37.00", "4"]
    #expect(try session.execute(sql).textRows == [answer])
    let rolled = try session.execute("\(sql) GROUP BY total > 100 WITH ROLLUP").textRows
    #expect(rolled == [answer, answer])
  }

  /// A group's rows come together on its shards.
  @Test func groupsAreSentAndNotTheirRows() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try fillShop(session)
    for sql in [
      "SELECT user_id % 2, COUNT(DISTINCT user_id % 3), SUM(total) FROM orders GROUP BY 1",
      "SELECT user_id % 2 AS a, user_id % 3 AS b, AVG(total), COUNT(*) FROM orders GROUP BY a, b WITH ROLLUP",
      "SELECT user_id % 2 AS a, user_id % 3 AS b FROM orders GROUP BY a, b WITH ROLLUP",
      """
      SELECT status, COUNT(*) FROM (SELECT status FROM orders WHERE user_id = 1 UNION ALL SELECT status FROM orders
      WHERE user_id = 2) AS u GROUP BY status
      """,
      "SELECT 1 FROM countries WHERE EXISTS (SELECT * FROM orders WHERE total > 3)",
    ] {
      #expect(try session.execute(sql).trace.rowsMoved <= 7, "\(sql)")
    }
  }

  /// Where values lead to no shard there are no parts to merge.
  @Test(arguments: [1, 4]) func aggregatesOfNoShard(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try fillShop(session)
    let result = try session.execute(
      "SELECT COUNT(*), BIT_AND(id), BIT_OR(id), MAX(id) FROM users WHERE id IN (?, ?)",
      parameters: [.null, .null]
    )
    #expect(result.textRows == [["0", "18446744073709551615", "0", nil]])
  }

  @Test(arguments: [1, 2, 4, 7]) func writesByKeyAndByScatter(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try fillShop(session)
    let one = try session.execute("UPDATE users SET age = 99 WHERE id = 3")
    #expect(one.affectedRows == 1 && one.trace.shardCalls == 1)
    #expect(try session.execute("UPDATE users SET age = 99 WHERE id = 3").affectedRows == 0)
    let all = try session.execute("UPDATE orders SET status = 'old' WHERE status = 'paid'")
    #expect(all.affectedRows == 20)
    #expect(try session.execute("DELETE FROM orders WHERE total > 30").affectedRows == 10)
    #expect(try session.execute("DELETE FROM orders ORDER BY id LIMIT 4").affectedRows == 4)
    let left = try session.execute("SELECT COUNT(*), MIN(id), MAX(id) FROM orders").textRows
    #expect(left == [["26", "5", "30"]])
    try session.execute("UPDATE countries SET name = 'x' WHERE code = 'DE'")
    #expect(
      try session.execute("SELECT name FROM countries ORDER BY 1").textRows == [["France"], ["x"]]
    )
  }

  @Test(arguments: [1, 4]) func insertsOfEveryKind(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name) VALUES (10, 'ten')")
    #expect(try session.execute("INSERT INTO users (name) VALUES ('next')").lastInsertID == 11)
    let ignored = try session.execute(
      "INSERT IGNORE INTO users (id, name) VALUES (10, 'x'), (12, 'y')"
    )
    #expect(ignored.affectedRows == 1)
    let replaced = try session.execute("REPLACE INTO users (id, name) VALUES (10, 'new')")
    #expect(replaced.affectedRows == 2)
    let updated = try session.execute(
      "INSERT INTO users (id, name) VALUES (10, 'z') ON DUPLICATE KEY UPDATE name = 'zz'"
    )
    #expect(updated.affectedRows == 2)
    let copied = try session.execute(
      "INSERT INTO orders (user_id, total) SELECT id, id * 1.5 FROM users"
    )
    #expect(copied.affectedRows == 3)
    let rows = try session.execute("SELECT user_id, total FROM orders ORDER BY user_id").textRows
    #expect(rows == [["10", "15.00"], ["11", "16.50"], ["12", "18.00"]])
    let long = #expect(throws: SQLError.self) {
      try session.execute(
        "INSERT INTO users (name) VALUES ('\(String(repeating: "x", count: 51))')"
      )
    }
    #expect(long?.code.number == 1406)
  }
}
