import Testing

/// Statements for which random ones once found another answer than one database's.
@Suite struct FoundDifferenceTests {
  private static let statements = [
    // Documents have an order of their own, and are equal by value.
    "SELECT doc AS c1 FROM samples ORDER BY 1 DESC",
    "SELECT JSON_ARRAY(id, NULL) AS c1 FROM samples ORDER BY 1",
    "SELECT DISTINCT CAST(IF(id % 2, '2', '2.0') AS JSON) = 2 AS c1 FROM items",
    "SELECT COUNT(*) FROM (SELECT CAST(IF(id % 2, '2', '2.0') AS JSON) AS d, COUNT(*) FROM items "
      + "GROUP BY d) AS t",
    "SELECT COUNT(*) FROM (SELECT DISTINCT CAST(IF(id % 2, '[2]', '[2.0]') AS JSON) FROM items) AS t",
    "SELECT GROUP_CONCAT(doc ORDER BY doc SEPARATOR ';') FROM samples",
    "SELECT GROUP_CONCAT(j ORDER BY j SEPARATOR ';') FROM "
      + "(SELECT JSON_OBJECT('n', id * 7 - 30) AS j FROM samples) AS t",
    // `utf8mb4_general_ci` finds equal what Unicode, by which the vindex goes, tells apart.
    "SELECT t2.digits FROM marks AS t1 JOIN samples AS t2 ON t2.word = t1.word",
    "SELECT t1.n, t2.n FROM marks AS t1 JOIN marks AS t2 USING (word)",
    "SELECT n FROM marks WHERE word = 'ß'", "SELECT n FROM marks WHERE word IN ('s', 'xyz')",
    "SELECT word, COUNT(*) FROM marks GROUP BY word", "SELECT DISTINCT word FROM marks",
    "SELECT sku FROM products WHERE sku = 'ß' COLLATE utf8mb4_general_ci",
    "SELECT sku FROM products WHERE sku IN ('a', CONCAT('ß' COLLATE utf8mb4_general_ci, ''))",
    // What is never true is not always unknown: its negation may hold.
    "SELECT COUNT(*) FROM orders AS o LEFT JOIN countries AS c ON c.area = o.user_id "
      + "WHERE NOT ((o.id, c.title) IN ((21, 'paid'), (11, 'NEW')))",
    "SELECT COUNT(*) FROM orders AS o LEFT JOIN users AS u ON u.id = o.id "
      + "WHERE NOT (o.total BETWEEN u.id AND 10)",
    "SELECT COUNT(*) FROM orders AS o LEFT JOIN users AS u ON u.id = o.id "
      + "WHERE NOT ((o.id, u.name) = (3, 'ada'))",
    // A literal's collation gives way, in whatever subquery it stands.
    "SELECT span FROM marks WHERE word IN (SELECT 'S' FROM orders)",
    "SELECT word <> ALL (SELECT 'ab  ' FROM visits) FROM samples",
    "SELECT at FROM samples WHERE word NOT IN (SELECT 'S' FROM (SELECT 1 AS x UNION SELECT 2) AS t)",
  ]

  @Test func everyLayoutAgrees() throws {
    let layouts = try Layouts(seed: 20_000)
    for statement in Self.statements {
      switch layouts.compare(statement) {
      case .different(let difference): Issue.record("\(difference.report)")
      case .agreed(.failure(let error)): Issue.record("\(statement)\n\(error)")
      case .agreed: break
      }
    }
  }
}
