import Testing

@Suite("Rendered functions give MySQL's answers")
struct FunctionAnswerTests {
  @Test(arguments: cases) func function(_ query: QueryCase) throws { try query.check() }

  static let cases = [
    QueryCase("SELECT id FROM users WHERE name LIKE 'b%'", "2", "3"),
    QueryCase("SELECT id FROM orders WHERE status LIKE 'P%'", "11"),
    QueryCase(
      "SELECT UPPER(status), COUNT(*) FROM orders WHERE id < 13 GROUP BY UPPER(status)",
      "PAID|2",
      "OPEN|1"
    ),
    QueryCase(
      "SELECT x FROM (SELECT name AS x FROM users UNION SELECT email FROM users) t WHERE x LIKE 'a%'",
      "Ann",
      "ann@x.org"
    ),
    QueryCase("SELECT COUNT(*) FROM (SELECT DISTINCT LOWER(name) FROM users) t", "3"),
    QueryCase("SELECT id FROM users ORDER BY CONCAT(name, ''), id", "1", "2", "3", "4"),
    QueryCase(
      "SELECT id FROM users WHERE name IN (SELECT UPPER(name) FROM users WHERE id = 2)",
      "2",
      "3"
    ),
    QueryCase(
      "SELECT DATE_ADD('2026-01-31', INTERVAL 1 MONTH), DATE_SUB(born, INTERVAL 1 DAY) FROM users WHERE id = 1",
      "2026-02-28|1990-01-30"
    ),
    QueryCase(
      "SELECT placed + INTERVAL 90 MINUTE FROM orders WHERE id = 10",
      "2026-01-01 11:30:00"
    ),
    QueryCase(
      "SELECT EXTRACT(YEAR FROM born), EXTRACT(YEAR_MONTH FROM born) FROM users WHERE id = 2",
      "1985|198506"
    ),
    QueryCase(
      "SELECT IFNULL(email, 'none'), COALESCE(NULL, balance, 1) FROM users WHERE id = 3",
      "none|1.00"
    ),
    QueryCase(
      "SELECT ROUND(balance, 1), ABS(balance), FLOOR(balance) FROM users WHERE id = 2",
      "-2.5|2.50|-3"
    ),
    QueryCase("SELECT JSON_EXTRACT(CAST('{\"a\": [1, 2]}' AS JSON), '$.a[1]')", "2"),
    QueryCase("SELECT id FROM users WHERE name REGEXP '^b.b$'", "2", "3"),
    QueryCase(
      "SELECT CAST(-1 AS UNSIGNED), CAST('2026-11-21 10:00:00' AS DATE)",
      "18446744073709551615|2026-11-21"
    ),
  ]
}
