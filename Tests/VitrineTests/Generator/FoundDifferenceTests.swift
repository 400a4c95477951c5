import Testing

/// Statements for which random ones once found another answer than one database's.
@Suite struct FoundDifferenceTests {
  private static let statements = [
    // A union of tables that every shard has whole is on every shard, too.
    "SELECT COUNT(*) FROM users AS u, (SELECT code FROM countries UNION ALL SELECT 'x') AS t",
    "SELECT u.id FROM users AS u JOIN (SELECT code FROM countries UNION SELECT code FROM countries) "
      + "AS t ON t.code = u.country",
    "SELECT COUNT(*) FROM orders JOIN (SELECT sku FROM products WHERE NULL UNION ALL SELECT code FROM "
      + "countries) AS t",
    // An aggregate that asks no shard has a row, beside those of a table that every shard has whole.
    "SELECT t2.id FROM samples AS t2 JOIN LATERAL (SELECT 'A' FROM countries AS t4 JOIN (SELECT MIN(big) FROM samples "
      + "WHERE id <=> NULL) AS t5 ON 1) AS t3 ON 1",
    // What is the same for all rows is found false before what cannot be computed for each.
    "WITH w AS (SELECT bits - 3 AS c FROM samples) SELECT c FROM w WHERE c AND EXISTS "
      + "(SELECT 1 FROM orders WHERE NOT EXISTS (SELECT 1 FROM visits))",
    // A union without rows has none either when it is filtered again.
    "SELECT MAX(label) FROM labels WHERE NULL HAVING 23",
    "WITH w AS (SELECT SUM(number) AS c FROM labels WHERE NULL) SELECT c FROM w WHERE '1.0'",
    // The rows of a union of times are sorted by the union's column.
    "SELECT COUNT(*) FROM users AS t1 JOIN LATERAL (SELECT t3.small AS c1 FROM samples AS t3 LEFT JOIN (SELECT "
      + "TIME '10:30:00.25' AS c1 FROM spenders UNION ALL SELECT span FROM marks GROUP BY span ORDER BY 1 LIMIT 3, 7) "
      + "AS t4 ON t1.name) AS t2 ON 1 GROUP BY t2.c1",
    // SQLite lost rows where it left an outer join out.
    "SELECT DISTINCT t3.id AS c1 FROM buyers AS t1 JOIN users AS t2 ON t2.id = t1.id LEFT JOIN orders AS t3 "
      + "ON t2.id = t3.user_id ORDER BY 1 DESC LIMIT 7",
    // An average of a derived table has the digits that it shows.
    "WITH w AS (SELECT AVG(id) AS c1, digits AS c4 FROM samples GROUP BY digits) SELECT COUNT(*) AS c2 FROM w AS t2 JOIN w "
      + "AS t3 ON t2.c1 = t3.c1 GROUP BY t2.c4",
    "SELECT SUM(c), MAX(c) * 3 FROM (SELECT AVG(id) / 7 AS c FROM samples GROUP BY digits) AS t",
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
    "SELECT COUNT(*) FROM orders AS o LEFT JOIN countries AS c ON c.area = o.user_id "
      + "WHERE c.area <=> o.placed",
    // Each window has its own partition.
    "SELECT id, COUNT(*) OVER (PARTITION BY user_id) AS c2, COUNT(*) OVER (PARTITION BY status) AS c3 "
      + "FROM orders ORDER BY 1",
    // A literal's collation gives way, in whatever subquery it stands.
    "SELECT span FROM marks WHERE word IN (SELECT 'S' FROM orders)",
    "SELECT word <> ALL (SELECT 'ab  ' FROM visits) FROM samples",
    "SELECT at FROM samples WHERE word NOT IN (SELECT 'S' FROM (SELECT 1 AS x UNION SELECT 2) AS t)",
    "SELECT n FROM marks WHERE word IN (SELECT MAX('ab  ') FROM users)",
    "SELECT n FROM marks WHERE word = (SELECT MIN(CONCAT('a', 'b')) FROM users WHERE id > 3)",
    "SELECT word, word = MAX('AB') FROM marks GROUP BY word",
    "SELECT n FROM marks JOIN (SELECT MAX('AB') AS c FROM users) AS t ON marks.word = t.c",
    "SELECT n FROM marks JOIN (SELECT id, MAX('s') AS c FROM users GROUP BY id) AS t "
      + "ON marks.word = t.c AND t.id = marks.n",
    "SELECT t.c IN (SELECT word FROM marks) AS c1, COUNT(*) FROM orders AS o JOIN LATERAL "
      + "(SELECT 'S' AS c FROM labels JOIN visits ON o.id) AS t ON 1 GROUP BY c1",
    // The collation of a comparison inside an expression is not that of the expression.
    "SELECT n FROM visits AS v JOIN (SELECT CASE WHEN '1.0' >= CAST('[1, 2]' AS JSON) THEN status "
      + "ELSE status END AS s FROM orders) AS t ON t.s = v.page",
    "SELECT CASE WHEN doc > CAST('1' AS JSON) THEN at ELSE at END AS c, COUNT(*) FROM samples "
      + "GROUP BY c ORDER BY 1",
    "SELECT MAX(CASE WHEN doc > CAST('1' AS JSON) THEN at ELSE at END) FROM samples",
    "SELECT id FROM samples WHERE word NOT IN (SELECT DISTINCT 'ab' FROM visits)",
    "SELECT user_id FROM spenders WHERE 'ab' IN (SELECT word FROM marks)",
    "SELECT user_id FROM spenders WHERE '' NOT IN (SELECT word FROM marks)",
    // An arm is distinct under its own collation.
    "SELECT '' AS c UNION ALL (SELECT word FROM marks UNION SELECT 'ab  ' FROM visits)",
    "SELECT '' AS c UNION ALL SELECT DISTINCT word FROM marks",
    "SELECT 'AB' AS c UNION SELECT word FROM marks",
    // Joins without a condition that leads on.
    "SELECT t1.id FROM users AS t1 JOIN items AS t2 ON t1.id = t2.quantity JOIN buyers AS t3 "
      + "ON t3.id = t2.id JOIN (SELECT t6.big AS c1 FROM users AS t5 JOIN marks AS t6 ON t6.big) AS t4 "
      + "ON t4.c1 WHERE t1.id < 4",
    // What the coordinator joins by is computed once for each row.
    "WITH w AS (SELECT ROUND(s.small, 1) AS x, u.id FROM samples AS s JOIN users AS u ON 1 = 1) "
      + "SELECT b.x, COUNT(*) FROM w AS a LEFT JOIN w AS b ON a.x = b.x GROUP BY b.x",
    "WITH w AS (SELECT UPPER(u.name) AS x, o.id FROM users AS u JOIN orders AS o ON o.id < u.age) "
      + "SELECT b.id, COUNT(*) FROM w AS a JOIN w AS b ON LOWER(a.x) = b.x GROUP BY b.id",
  ]

  /// What rules that apply to every layout could get wrong on all of them alike.
  private static let answers: [(sql: String, rows: [[String?]])] = [
    (
      "SELECT t.n, o.id FROM (SELECT COUNT(*) AS n FROM users WHERE 1 = 0) AS t "
        + "JOIN orders AS o ON o.id < 3 ORDER BY 2",
      [["0", "1"], ["0", "2"]]
    ),
    (
      "SELECT k, n FROM (SELECT area AS k, COUNT(*) AS n FROM countries GROUP BY area WITH ROLLUP) "
        + "AS t WHERE k = 302",
      [["302", "1"]]
    ),
    (
      "SELECT COUNT(*) FROM countries AS a LEFT JOIN countries AS b "
        + "ON b.area = a.area AND b.code = 'DE' WHERE b.title <=> NULL",
      [["2"]]
    ),
    (
      "SELECT COUNT(*) FROM countries AS a LEFT JOIN countries AS b "
        + "ON b.area = a.area AND b.code = 'DE' WHERE NOT ((a.area, b.area) IN ((1, 2)))",
      [["3"]]
    ),
    ("SELECT COUNT(*) FROM countries WHERE code IN ('DE', NULL)", [["1"]]),
    // Texts that differ in the spaces at their end alone.
    (
      "SELECT COUNT(*) FROM countries WHERE '' COLLATE utf8mb4_general_ci IN (SELECT x FROM "
        + "(SELECT ' ' AS x UNION ALL SELECT '' UNION ALL SELECT ' ') AS t)", [["3"]]
    ),
    (
      "SELECT COUNT(*) FROM countries WHERE code COLLATE utf8mb4_general_ci IN (' ', '', ' ', 'DE ')",
      [["1"]]
    ),
    (
      "SELECT COUNT(*) FROM (SELECT ' ' COLLATE utf8mb4_general_ci AS x UNION ALL SELECT '' UNION ALL "
        + "SELECT ' ') AS t WHERE x IN ('', ' ', '')", [["3"]]
    ),
    // Where no row of any table is needed, there may be rows all the same.
    ("SELECT n FROM (SELECT COUNT(*) AS n FROM users WHERE 1 = 0) AS t GROUP BY n", [["0"]]),
    (
      "SELECT n, COUNT(*) FROM (SELECT COUNT(*) AS n FROM users WHERE id = NULL) AS t GROUP BY n",
      [["0", "1"]]
    ),
    ("SELECT 1 FROM dual WHERE 1 = 1 UNION ALL SELECT id FROM users WHERE 1 = 0", [["1"]]),
    (
      "SELECT id FROM users WHERE 1 = 0 UNION SELECT 2 FROM dual WHERE CONNECTION_ID() > 0", [["2"]]
    ),
    (
      "SELECT x FROM JSON_TABLE('[7]', '$[*]' COLUMNS (x INT PATH '$')) AS j "
        + "UNION ALL SELECT id FROM users WHERE 1 = 0", [["7"]]
    ),
    ("SELECT 1 FROM dual WHERE 1 = 0", []),
    ("SELECT COUNT(*) FROM users WHERE 1 = 0 GROUP BY name", []),
    ("SELECT code FROM countries WHERE code = 'FR' OR area > 600 ORDER BY 1", [["FR"]]),
    (
      "SELECT c.code, s.id FROM countries AS c LEFT JOIN config.settings AS s "
        + "ON s.id = c.area - 301 AND s.level < c.area - 400 ORDER BY 1",
      [["DE", nil], ["FR", nil], ["IT", nil]]
    ),
  ]

  @Test func everyLayoutGivesTheAnswer() throws {
    let layouts = try Layouts(seed: 20_000)
    for (sql, rows) in Self.answers {
      for layout in layouts.all {
        let answer = layout.answer(sql)
        if case .rows(let given, _) = answer, given == rows { continue }
        Issue.record("\(layout.name): \(sql)\n\(answer.text)")
      }
    }
  }

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
