import Testing
import VitrinePlanner
import VitrineSQL

/// A query and the answer that MySQL gives; without ORDER BY the rows come in any order.
struct QueryCase: Sendable, CustomTestStringConvertible {
  let sql: String
  let rows: [String]

  init(_ sql: String, _ rows: String...) {
    self.sql = sql
    self.rows = rows
  }

  var testDescription: String { sql }

  func check() throws {
    let database = try Shop.database()
    let text = try database.rendering(sql).query.text
    let answer = try database.rows(sql)
    let isOrdered = sql.contains("ORDER BY") && !sql.contains("OVER")
    #expect((isOrdered ? answer : answer.sorted()) == (isOrdered ? rows : rows.sorted()), "\(text)")
  }
}

@Suite("Rendered queries give MySQL's answers")
struct QueryAnswerTests {
  @Test(arguments: filters) func filter(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: joins) func join(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: groups) func group(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: subqueries) func subquery(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: shapes) func shape(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: windows) func window(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: setOperations) func setOperation(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: recursions) func recursion(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: rollups) func rollup(_ query: QueryCase) throws { try query.check() }
  @Test(arguments: laterals) func lateral(_ query: QueryCase) throws { try query.check() }

  static let filters = [
    QueryCase("SELECT id FROM users WHERE name = 'BOB'", "2", "3"),
    QueryCase("SELECT id FROM users WHERE name COLLATE utf8mb4_bin = 'BOB'", "3"),
    QueryCase("SELECT id FROM orders WHERE status = 'paid'", "10"),
    QueryCase("SELECT id FROM users WHERE balance > 10", "1"),
    QueryCase("SELECT id FROM users WHERE balance = 10.5", "1"),
    QueryCase("SELECT id FROM users WHERE balance < 0.001", "2", "4"),
    QueryCase("SELECT id FROM users WHERE big > 12345678901234567890", "1"),
    QueryCase("SELECT id FROM users WHERE big BETWEEN -3 AND 1", "2", "4"),
    QueryCase("SELECT id FROM users WHERE id = '2'", "2"),
    QueryCase("SELECT id FROM users WHERE id IN (1, 3, NULL)", "1", "3"),
    QueryCase("SELECT id FROM users WHERE id NOT IN (1, 3, NULL)"),
    QueryCase("SELECT id FROM users WHERE id NOT IN (1, 3)", "2", "4"),
    QueryCase("SELECT id FROM users WHERE email IS NULL", "3"),
    QueryCase("SELECT id FROM users WHERE email <=> NULL", "3"),
    QueryCase("SELECT id FROM users WHERE NOT (email <=> NULL) AND id < 3", "1", "2"),
    QueryCase("SELECT id FROM users WHERE id = 1 OR name = 'cid' AND balance = 0", "1", "4"),
    QueryCase("SELECT id FROM users WHERE (id = 1 OR id = 2) AND score > 2", "2"),
    QueryCase("SELECT id FROM users WHERE id BETWEEN 2 AND 3", "2", "3"),
    QueryCase("SELECT id FROM users WHERE kind = 'gold'", "1"),
    QueryCase("SELECT id FROM users WHERE kind > 'a' AND kind < 'h'", "1", "4"),
    QueryCase("SELECT id FROM users WHERE born = '1985-06-15'", "2"),
    QueryCase("SELECT id FROM users WHERE born > '1986-01-01'", "1", "4"),
    QueryCase("SELECT id FROM orders WHERE placed >= '2026-01-02'", "11", "12"),
    QueryCase("SELECT id FROM users WHERE (id, name) = (2, 'Bob')", "2"),
    QueryCase(
      "SELECT id FROM users WHERE (id, name) IN ((1, 'ann'), (2, 'x'), (3, 'bob'))",
      "1",
      "3"
    ),
    QueryCase("SELECT a, b FROM pairs WHERE (a, b) < (2, 0)", "1|1", "1|2"),
    QueryCase("SELECT a, b FROM pairs WHERE (a, b) <> (1, 1)", "1|2", "2|NULL", "NULL|3"),
    QueryCase("SELECT a, b FROM pairs WHERE (a, b) <=> (2, NULL)", "2|NULL"),
    QueryCase("SELECT a, b FROM pairs WHERE a XOR b IS NULL", "1|1", "1|2"),
    QueryCase("SELECT id FROM users WHERE score", "1", "2", "4"),
    QueryCase("SELECT id FROM users WHERE 1 = 1 AND 2 > 3"),
    QueryCase("SELECT id FROM users WHERE visits = 3 AND visits + 1 = 4", "1"),
  ]

  static let joins = [
    QueryCase(
      "SELECT u.name, o.amount FROM users u JOIN orders o ON u.id = o.user_id WHERE o.amount > 5",
      "Ann|10.00",
      "Ann|25.50"
    ),
    QueryCase(
      "SELECT u.id, o.id FROM users u LEFT JOIN orders o ON u.id = o.user_id AND o.amount > 20",
      "1|11",
      "2|NULL",
      "3|NULL",
      "4|NULL"
    ),
    QueryCase(
      "SELECT u.id, o.id FROM orders o RIGHT JOIN users u ON u.id = o.user_id WHERE u.id > 1",
      "2|12",
      "3|NULL",
      "4|NULL"
    ),
    QueryCase(
      "SELECT u.id, d.n FROM users u LEFT JOIN (SELECT user_id, 1 AS n FROM orders) d "
        + "ON d.user_id = u.id WHERE u.id IN (2, 3)",
      "2|1",
      "3|NULL"
    ),
    QueryCase(
      "SELECT a.id, b.id, c.id FROM users a LEFT JOIN (users b JOIN orders c ON c.user_id = b.id) "
        + "ON b.id = a.id AND c.amount < 5",
      "1|NULL|NULL",
      "2|2|12",
      "3|NULL|NULL",
      "4|NULL|NULL"
    ),
    QueryCase(
      "SELECT a.id, b.id FROM users a JOIN users b ON a.name = b.name AND a.id < b.id",
      "2|3"
    ),
    QueryCase("SELECT COUNT(*) FROM users, orders", "16"),
    QueryCase(
      "SELECT u.id FROM users u JOIN (SELECT user_id FROM orders ORDER BY id LIMIT 2) u2 ON u2.user_id = u.id",
      "1",
      "1"
    ),
    QueryCase("SELECT * FROM (SELECT 1 AS x) t LEFT JOIN (SELECT 2 AS y) s ON x = y", "1|NULL"),
    QueryCase("SELECT u.id FROM users u NATURAL JOIN (SELECT 2 AS id) t", "2"),
  ]

  static let groups = [
    QueryCase("SELECT name, COUNT(*) FROM users GROUP BY name ORDER BY 2 DESC, 1 LIMIT 1", "bob|2"),
    QueryCase("SELECT COUNT(*), COUNT(email), SUM(balance), MIN(name) FROM users", "4|3|8.00|Ann"),
    QueryCase("SELECT SUM(amount), AVG(amount) FROM orders", "46.49|11.622500"),
    QueryCase("SELECT SUM(id), MAX(id) FROM users WHERE id > 9", "NULL|NULL"),
    QueryCase("SELECT COUNT(DISTINCT name) FROM users", "3"),
    QueryCase("SELECT COUNT(DISTINCT a, b) FROM pairs", "2"),
    QueryCase(
      "SELECT user_id, SUM(amount) AS total FROM orders GROUP BY user_id HAVING total > 5 "
        + "ORDER BY total DESC",
      "1|35.50",
      "NULL|9.99"
    ),
    QueryCase("SELECT COUNT(*) FROM users HAVING COUNT(*) > 10"),
    QueryCase("SELECT 1 FROM users HAVING COUNT(*) > 1", "1"),
    QueryCase("SELECT 5 AS five, COUNT(*) FROM users WHERE id > 9 GROUP BY five"),
    QueryCase("SELECT MAX(balance) - MIN(balance) FROM users", "13.00"),
    QueryCase("SELECT MAX(big), MIN(big) FROM users", "12345678901234567890.0001|-3.0000"),
    QueryCase("SELECT SUM(big) FROM users", "12345678901234567887.5001"),
    QueryCase(
      "SELECT kind, COUNT(*) FROM users GROUP BY kind ORDER BY kind",
      "NULL|1",
      "silver|1",
      "gold|1",
      "basic|1"
    ),
    QueryCase("SELECT GROUP_CONCAT(id ORDER BY id DESC SEPARATOR ';') FROM users", "4;3;2;1"),
    QueryCase(
      "SELECT COUNT(*) FROM (SELECT user_id, COUNT(*) FROM orders GROUP BY user_id) t",
      "3"
    ),
    QueryCase("SELECT SUM(n) FROM (SELECT COUNT(*) AS n FROM orders GROUP BY user_id) t", "4"),
    QueryCase("SELECT id % 2, COUNT(*) FROM users GROUP BY id % 2", "0|2", "1|2"),
  ]

  static let subqueries = [
    QueryCase("SELECT id FROM users WHERE id IN (SELECT user_id FROM orders)", "1", "2"),
    QueryCase("SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders)"),
    QueryCase(
      "SELECT id FROM users WHERE id NOT IN (SELECT user_id FROM orders WHERE user_id IS NOT NULL)",
      "3",
      "4"
    ),
    QueryCase("SELECT a IN (SELECT b FROM pairs) FROM pairs", "1", "1", "1", "NULL", "NULL"),
    QueryCase(
      "SELECT 4 IN (SELECT b FROM pairs), 4 IN (SELECT b FROM pairs WHERE b > 0)",
      "NULL|0"
    ),
    QueryCase(
      "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM orders o WHERE o.user_id = u.id)",
      "1",
      "2"
    ),
    QueryCase(
      "SELECT id, (SELECT COUNT(*) FROM orders o WHERE o.user_id = u.id) FROM users u",
      "1|2",
      "2|1",
      "3|0",
      "4|0"
    ),
    QueryCase("SELECT (SELECT MAX(amount) FROM orders)", "25.50"),
    QueryCase("SELECT id FROM users WHERE id = (SELECT MIN(user_id) FROM orders)", "1"),
    QueryCase("SELECT (SELECT id FROM users WHERE id = 99)", "NULL"),
    QueryCase("SELECT id FROM users WHERE id >= ALL (SELECT id FROM users)", "4"),
    QueryCase("SELECT id FROM users WHERE id > ALL (SELECT user_id FROM orders)"),
    QueryCase("SELECT id FROM users WHERE id > ANY (SELECT user_id FROM orders)", "2", "3", "4"),
    QueryCase(
      "SELECT id FROM users WHERE id > ALL (SELECT id FROM users WHERE id > 9)",
      "1",
      "2",
      "3",
      "4"
    ),
    QueryCase("SELECT 2 > ANY (SELECT a FROM pairs), 1 > ANY (SELECT a FROM pairs)", "1|NULL"),
    QueryCase("SELECT 0 < ALL (SELECT a FROM pairs), 2 < ALL (SELECT a FROM pairs)", "NULL|0"),
    QueryCase("SELECT 3 <> ANY (SELECT a FROM pairs), 1 = ALL (SELECT a FROM pairs)", "1|0"),
    QueryCase("SELECT NOT (1 > ALL (SELECT a FROM pairs WHERE a IS NULL))", "NULL"),
    QueryCase(
      "SELECT id FROM users WHERE (id, name) IN (SELECT user_id, 'ANN' FROM orders)",
      "1"
    ),
    QueryCase("SELECT id FROM users WHERE (id, name) = (SELECT 2, 'BOB')", "2"),
    QueryCase("SELECT id FROM orders WHERE amount IN (SELECT 10 UNION SELECT 1)", "10", "12"),
    QueryCase(
      "SELECT user_id, (SELECT name FROM users WHERE users.id = orders.user_id) FROM orders "
        + "GROUP BY user_id ORDER BY user_id",
      "NULL|NULL",
      "1|Ann",
      "2|bob"
    ),
    QueryCase(
      "SELECT name FROM users u WHERE (SELECT SUM(amount) FROM orders WHERE user_id = u.id) > 10",
      "Ann"
    ),
    QueryCase(
      "SELECT u.id FROM users u WHERE u.id IN (SELECT u.user_id FROM orders u WHERE u.amount > 20)",
      "1"
    ),
    QueryCase(
      "SELECT COUNT(*), (SELECT COUNT(*) FROM orders WHERE id > MAX(users.id)) FROM users",
      "4|4"
    ),
    QueryCase(
      "SELECT id FROM users WHERE EXISTS (SELECT 1 FROM orders LIMIT 0)"
    ),
  ]

  static let shapes = [
    QueryCase("SELECT 1 + 1, 'a', NULL, 1.50, -2", "2|a|NULL|1.50|-2"),
    QueryCase("SELECT DISTINCT name FROM users WHERE id > 1 ORDER BY name DESC", "Cid", "bob"),
    QueryCase("SELECT DISTINCT id % 2 AS r FROM users ORDER BY r", "0", "1"),
    QueryCase("SELECT id FROM users ORDER BY balance DESC, id LIMIT 2", "1", "4"),
    QueryCase("SELECT id FROM users ORDER BY big LIMIT 3", "3", "4", "2"),
    QueryCase("SELECT id FROM users ORDER BY name, id DESC", "1", "3", "2", "4"),
    QueryCase("SELECT id FROM users ORDER BY id LIMIT 2 OFFSET 1", "2", "3"),
    QueryCase(
      "SELECT id FROM (SELECT id FROM users ORDER BY id DESC LIMIT 2) t ORDER BY id",
      "3",
      "4"
    ),
    QueryCase("SELECT id FROM users ORDER BY id LIMIT 18446744073709551615 OFFSET 3", "4"),
    QueryCase("SELECT x + 1 FROM (SELECT id * 2 AS x FROM users) t WHERE x > 4", "7", "9"),
    QueryCase(
      "SELECT CASE WHEN id < 3 THEN 'low' ELSE 'high' END AS c, COUNT(*) FROM users GROUP BY c",
      "low|2",
      "high|2"
    ),
    QueryCase(
      "SELECT id, balance * 2, balance / 4, balance + id FROM users WHERE id = 1",
      "1|21.00|2.625000|11.50"
    ),
    QueryCase("VALUES ROW(1, 'a'), ROW(2, 'b')", "1|a", "2|b"),
    QueryCase(
      "SELECT CAST('12abc' AS SIGNED), CAST(1.555 AS DECIMAL(5,2)), CAST(65 AS CHAR(1))",
      "12|1.56|6"
    ),
    QueryCase(
      "WITH t AS (SELECT id, name FROM users) SELECT a.id FROM t a JOIN t b ON a.id = b.id + 1",
      "2",
      "3",
      "4"
    ),
    QueryCase("SELECT 7 DIV 2, 7 % 4, 7 / 2, 1 / 0", "3|3|3.5000|NULL"),
    QueryCase("SELECT id FROM users ORDER BY 'x', id DESC LIMIT 1", "4"),
  ]

  static let windows = [
    QueryCase(
      "SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) FROM users",
      "1|4",
      "2|3",
      "3|2",
      "4|1"
    ),
    QueryCase(
      "SELECT name, RANK() OVER (ORDER BY name) FROM users",
      "Ann|1",
      "bob|2",
      "BOB|2",
      "Cid|4"
    ),
    QueryCase(
      "SELECT id, SUM(amount) OVER (PARTITION BY user_id ORDER BY id) FROM orders",
      "10|10.00",
      "11|35.50",
      "12|1.00",
      "13|9.99"
    ),
    QueryCase(
      "SELECT id, LAG(id, 1, 0) OVER (ORDER BY id), LEAD(name) OVER (ORDER BY id) FROM users",
      "1|0|bob",
      "2|1|BOB",
      "3|2|Cid",
      "4|3|NULL"
    ),
    QueryCase(
      "SELECT id, SUM(id) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM users",
      "1|3",
      "2|6",
      "3|9",
      "4|7"
    ),
    QueryCase(
      "SELECT user_id, COUNT(*), SUM(COUNT(*)) OVER () FROM orders GROUP BY user_id",
      "NULL|1|4",
      "1|2|4",
      "2|1|4"
    ),
    QueryCase(
      "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY id DESC) AS n FROM users) t WHERE n <= 2",
      "3",
      "4"
    ),
    QueryCase("SELECT id, NTILE(2) OVER (ORDER BY id) FROM users", "1|1", "2|1", "3|2", "4|2"),
  ]

  static let setOperations = [
    QueryCase("SELECT name FROM users WHERE id < 3 UNION SELECT 'ANN'", "Ann", "bob"),
    QueryCase(
      "SELECT id FROM users UNION ALL SELECT user_id FROM orders WHERE id = 12 ORDER BY id DESC LIMIT 3",
      "4",
      "3",
      "2"
    ),
    QueryCase("SELECT 1 UNION SELECT 1.5", "1.0", "1.5"),
    QueryCase(
      "(SELECT id FROM users ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM orders ORDER BY id DESC LIMIT 1)",
      "1",
      "13"
    ),
    QueryCase("SELECT id FROM users INTERSECT SELECT user_id FROM orders", "1", "2"),
    QueryCase("SELECT id FROM users EXCEPT SELECT user_id FROM orders", "3", "4"),
    QueryCase("SELECT user_id FROM orders EXCEPT ALL SELECT 1", "1", "2", "NULL"),
    QueryCase("SELECT COUNT(*) FROM (SELECT 1 UNION ALL SELECT 1 UNION SELECT 1) t", "1"),
    QueryCase("SELECT 'a' UNION ALL SELECT 1", "a", "1"),
  ]

  static let recursions = [
    QueryCase(
      "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT SUM(i) FROM n",
      "15"
    ),
    QueryCase(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION SELECT (i + 1) % 3 FROM n) SELECT i FROM n",
      "0",
      "1",
      "2"
    ),
    QueryCase(
      "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 4) "
        + "SELECT n.i, u.name FROM n LEFT JOIN users u ON u.id = n.i AND u.id < 3",
      "1|Ann",
      "2|bob",
      "3|NULL",
      "4|NULL"
    ),
    QueryCase(
      "WITH RECURSIVE t AS (SELECT id FROM users WHERE id = 1 UNION ALL "
        + "SELECT u.id FROM users u JOIN t ON u.id = t.id + 1) SELECT COUNT(*) FROM t",
      "4"
    ),
  ]

  static let rollups = [
    QueryCase(
      "SELECT user_id, SUM(amount) FROM orders WHERE user_id > 0 GROUP BY user_id WITH ROLLUP",
      "1|35.50",
      "2|1.00",
      "NULL|36.50"
    ),
    QueryCase(
      "SELECT a, b, COUNT(*), GROUPING(a), GROUPING(b) FROM pairs WHERE a = 1 GROUP BY a, b WITH ROLLUP",
      "1|1|1|0|0",
      "1|2|1|0|0",
      "1|NULL|2|0|1",
      "NULL|NULL|2|1|1"
    ),
    QueryCase("SELECT a, COUNT(*) FROM pairs WHERE a > 9 GROUP BY a WITH ROLLUP"),
    QueryCase(
      "SELECT a, COUNT(*) AS n FROM pairs GROUP BY a WITH ROLLUP HAVING n > 1 ORDER BY n, a DESC",
      "1|2",
      "NULL|2",
      "NULL|5"
    ),
  ]

  static let laterals = [
    QueryCase(
      "SELECT u.id, t.n FROM users u, LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.user_id = u.id) t",
      "1|2",
      "2|1",
      "3|0",
      "4|0"
    ),
    QueryCase(
      "SELECT u.id, t.amount FROM users u JOIN LATERAL (SELECT amount FROM orders o "
        + "WHERE o.user_id = u.id ORDER BY amount DESC LIMIT 1) t ON TRUE",
      "1|25.50",
      "2|1.00"
    ),
    QueryCase(
      "SELECT u.id, t.note FROM users u LEFT JOIN LATERAL (SELECT note FROM orders o "
        + "WHERE o.user_id = u.id ORDER BY o.id LIMIT 1) t ON t.note <> 'x'",
      "1|first",
      "2|NULL",
      "3|NULL",
      "4|NULL"
    ),
    QueryCase(
      "SELECT u.id, t.s FROM users u JOIN LATERAL (SELECT u.score * 2 AS s) t WHERE u.id < 3",
      "1|3",
      "2|4.5"
    ),
  ]

  @Test func scalarSubqueryOfSeveralRows() throws {
    let database = try Shop.database()
    #expect {
      try database.rows("SELECT (SELECT id FROM users)")
    } throws: { error in
      (error as? SQLError)?.code == .subqueryRows
    }
  }

  @Test func recursionWithoutEnd() throws {
    let database = try Shop.database()
    #expect {
      try database.rows(
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i FROM n) SELECT COUNT(*) FROM n"
      )
    } throws: { error in
      (error as? SQLError)?.code == .recursionTooDeep
    }
  }
}
