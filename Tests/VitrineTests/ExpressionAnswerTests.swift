import Testing
import Vitrine
import VitrineSQL

/// An expression and the text that MySQL 8.0 answers; found by `make oracle`.
struct ExpressionAnswer: Sendable, CustomTestStringConvertible {
  let expression: String
  let expected: String?

  init(_ expression: String, _ expected: String?) {
    (self.expression, self.expected) = (expression, expected)
  }

  var testDescription: String { expression }
}

@Suite("What expressions give") struct ExpressionAnswerTests {
  private static let decimals = [
    ExpressionAnswer("1 / 3 * 3", "1.0000"), ExpressionAnswer("1 / 3 * 100", "33.3333"),
    ExpressionAnswer("1 / 3 + 1 / 3 + 1 / 3", "1.0000"),
    ExpressionAnswer("IF(1, 1 / 3, 0) * 3", "1.0000"),
    ExpressionAnswer("CASE WHEN 1 THEN 1 / 3 END * 3", "1.0000"),
    ExpressionAnswer("CAST(1 / 3 AS DECIMAL(10,8))", "0.33333333"),
    ExpressionAnswer("COALESCE(2 / 3, 1e0)", "0.666666666"),
    ExpressionAnswer("-(1 / 3) * 3", "-1.0000"), ExpressionAnswer("(1 / 3) = 0.3333", "0"),
    ExpressionAnswer(
      "0.9 + 99999999999999999999999999999999999999999999999999999999999999999",
      "99999999999999999999999999999999999999999999999999999999999999999.9"
    ),
    ExpressionAnswer("ROUND(1.5, 3)", "1.5"), ExpressionAnswer("ROUND(123.45, -2)", "100"),
    ExpressionAnswer("ABS(GREATEST(0.000001, 10)) / 1720001231", "0.0000000050"),
    ExpressionAnswer("-18446744073709551615", "-18446744073709551615"),
    ExpressionAnswer("-9223372036854775808", "-9223372036854775808"),
    ExpressionAnswer("-1 MOD 18446744073709551615", "-1"),
  ]

  private static let doubles = [
    ExpressionAnswer("PI()", "3.141593"), ExpressionAnswer("ROUND(1.5e0, 2)", "1.5"),
    ExpressionAnswer("PI() + 1", "4.141593"),
    ExpressionAnswer("PI() * 1e65", "3.141592653589793e65"),
    ExpressionAnswer("PI() / 3", "1.0471975512"), ExpressionAnswer("ROUND(PI(), 4)", "3.1416"),
    ExpressionAnswer("FORMAT(0.5e0, 0)", "0"), ExpressionAnswer("FORMAT(0.5, 0)", "1"),
    ExpressionAnswer("PI() + 0e0", "3.141592653589793"),
    ExpressionAnswer("CONCAT(PI())", "3.141593"),
    ExpressionAnswer("{fn CONCAT('a', {fn UPPER('b')})}", "aB"),
    ExpressionAnswer("DEGREES(60)", "3437.746770784939"),
  ]

  private static let texts = [
    ExpressionAnswer("HEX(NULL)", nil), ExpressionAnswer("CONV('', 16, 10)", nil),
    ExpressionAnswer("SOUNDEX('one,two,three')", "O536"),
    ExpressionAnswer("SOUNDEX('été')", "é300"),
    ExpressionAnswer("HEX(SUBSTRING(x'C3A90000', 2, 2))", "A900"),
    ExpressionAnswer("HEX(REVERSE(x'C3A9FF'))", "FFA9C3"),
    ExpressionAnswer("HEX(RPAD(x'C3', 3, 'é'))", "C3C3A9"),
    ExpressionAnswer("HEX(CAST('\\0bin' AS CHAR(3)))", "006269"),
    ExpressionAnswer("CONVERT(x'0AFF' USING utf8mb4)", nil),
    ExpressionAnswer("IF('x' COLLATE utf8mb4_bin = 'x', 'A', 'b') = 'a'", "1"),
    ExpressionAnswer("!COALESCE(0.00 / 1, FIELD('a', 'b'))", "1"),
    ExpressionAnswer("CAST(SOUNDEX('é') AS CHAR(3))", "é00"),
    ExpressionAnswer("'0' BETWEEN JSON_UNQUOTE('\"{}\"') AND '01'", "0"),
    ExpressionAnswer("'' = 2 / 1700000000", "0"), ExpressionAnswer("1 / 3 = 0.3333e0", "0"),
    ExpressionAnswer("COERCIBILITY(CAST(1.5 AS DECIMAL(30,2)))", "5"),
    ExpressionAnswer("COERCIBILITY(USER()) + COERCIBILITY(DATABASE())", "6"),
    ExpressionAnswer("COERCIBILITY(VERSION())", "3"),
    ExpressionAnswer("BINARY 'b' REGEXP x'62'", "1"),
    ExpressionAnswer("5 REGEXP x'35'", "1"), ExpressionAnswer("x'35' REGEXP NULL", nil),
    ExpressionAnswer("COERCIBILITY(DATE_ADD('2020-01-01', INTERVAL 1 DAY))", "4"),
    ExpressionAnswer("CAST(99999999999999999999.9 AS UNSIGNED)", "18446744073709551615"),
    ExpressionAnswer("LOCATE('é', 'Hello')", "0"), ExpressionAnswer("LOCATE('e', 'Hello')", "2"),
    ExpressionAnswer("LOCATE('ss', 'Straße')", "5"),
    ExpressionAnswer("LEAST('ABC', 'abc')", "ABC"),
    ExpressionAnswer("GREATEST('ABC', 'abc')", "abc"),
    ExpressionAnswer("CHAR(255 USING utf8mb4)", nil),
    ExpressionAnswer("CHAR(77, 121 USING utf8mb4)", "My"),
    ExpressionAnswer("HEX(CAST('a' AS BINARY(3)))", "610000"),
    ExpressionAnswer("CAST('99999999999999999999' AS UNSIGNED)", "18446744073709551615"),
    ExpressionAnswer("REPLACE(MAKE_SET(5, 'a', 'b', 'c'), '', MAKE_SET(-1, 'a', 'b', 'c'))", "a,c"),
    ExpressionAnswer("JSON_ARRAY(TRUE, FALSE, 1)", "[true, false, 1]"),
    ExpressionAnswer("JSON_MERGE_PATCH(NULL, '[1]')", "[1]"),
    ExpressionAnswer("JSON_MERGE_PATCH(NULL, '{}')", nil),
    ExpressionAnswer("JSON_UNQUOTE('\"abc\"') = 'ABC'", "0"),
  ]

  private static let times = [
    ExpressionAnswer("TIME '-01:02:03.5'", "-01:02:03.5"),
    ExpressionAnswer("TIME '-01:02:03.25'", "-01:02:03.25"),
    ExpressionAnswer("TIMESTAMP '2020-06-15 12:34:56'", "2020-06-15 12:34:56"),
    ExpressionAnswer("CAST('10:11abc' AS TIME)", "10:11:00"),
    ExpressionAnswer("CAST('abc' AS TIME)", nil),
    ExpressionAnswer("CAST('1e3' AS TIME)", nil),
    ExpressionAnswer("CAST('1 2' AS TIME)", "00:00:01"),
    ExpressionAnswer("CAST('-01:02:03 500000' AS TIME)", nil),
    ExpressionAnswer("DATE_ADD('05:06:07.089012', INTERVAL 1 DAY)", nil),
    ExpressionAnswer("YEAR('2020-00-02')", "2020"), ExpressionAnswer("DATE('2020-00-02')", nil),
    ExpressionAnswer("TIMESTAMP('2020-00-02')", nil),
    ExpressionAnswer("DATE '2020-01-01' - INTERVAL 18446744073709551615 YEAR", nil),
    ExpressionAnswer("TIME '10:00:00.000000'", "10:00:00.000000"),
    ExpressionAnswer("DATE('1-1-1')", "0001-01-01"),
    ExpressionAnswer("DATE('01-1-1')", "2001-01-01"),
    ExpressionAnswer("CAST('1000221319.9999999' AS DATETIME)", nil),
    ExpressionAnswer("TIMESTAMP(FROM_DAYS(3), TIME '00:00:00')", nil),
    ExpressionAnswer("CAST(FROM_DAYS(0) AS DATETIME)", "0000-00-00 00:00:00"),
    ExpressionAnswer("CAST('1 02' AS TIME)", "26:00:00"),
    ExpressionAnswer("CAST('25:61:00' AS TIME)", nil),
    ExpressionAnswer("HOUR('61000000')", "838"),
    ExpressionAnswer("CAST(127 AS DATE)", "2000-01-27"),
    ExpressionAnswer("CAST('2020-01-02x' AS DATE)", "2020-01-02"),
    ExpressionAnswer("CAST('2020-00-02' AS DATE)", nil),
    ExpressionAnswer("LAST_DAY('111111111111111111')", "1111-11-30"),
    ExpressionAnswer("TIMEDIFF(TIME '800:00:00', TIME '-800:00:00')", "838:59:59"),
    ExpressionAnswer("ADDTIME(TIME '800:00:00', TIME '800:00:00')", "838:59:59"),
    ExpressionAnswer("TIME '838:00:00' + INTERVAL 1 HOUR", nil),
    ExpressionAnswer("SEC_TO_TIME(1.5e0)", "00:00:01.500000"),
    ExpressionAnswer("SEC_TO_TIME(-99999999)", "-838:59:59"),
    ExpressionAnswer("TIME_FORMAT(TIME '838:59:59', '%r')", "10:59:59 PM"),
    ExpressionAnswer("UNIX_TIMESTAMP('9999-12-31')", "0"),
    ExpressionAnswer("WEEK('2000-01-02', NULL)", "1"),
    ExpressionAnswer("TO_SECONDS('1000-01-01 00:00:00.5')", "31556995200"),
    ExpressionAnswer("STR_TO_DATE('2021-03-04', '%Y-%m-%d %H:%i')", "2021-03-04 00:00:00"),
    ExpressionAnswer("STR_TO_DATE('10', '%Y-%m-%d')", nil),
    ExpressionAnswer("MAKEDATE(18446744073709551615, 1)", nil),
    ExpressionAnswer("DATE '2020-01-01' < 1", "0"),
    ExpressionAnswer("DATE '2020-01-01' = 20200101", "1"),
    ExpressionAnswer("DATE '2020-01-01' = CONCAT('a', RAND())", "0"),
  ]

  @Test(arguments: decimals + doubles + texts + times)
  func value(_ answer: ExpressionAnswer) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let result = try session.execute("SELECT \(answer.expression)")
    #expect(result.text(row: 0, column: 0) == answer.expected)
  }

  private static let errors = [
    ("9223372036854775807 * 18446744073709551615 * 18446744073709551615", 1690),
    ("18446744073709551615 * 18446744073709551615", 1690), ("18446744073709551615 DIV -1.5", 1690),
    ("ROUND(9223372036854775807, -1)", 1690), ("JSON_REMOVE('{}', '$')", 3153),
    ("DATE '2020-01-01' = 'abc'", 1525),
    ("JSON_ARRAY_INSERT('[1]', '$', 2)", 3165), ("JSON_ARRAY_INSERT('[1]', '$.a', 2)", 3165),
    ("BENCHMARK(2, 18446744073709551615 * 2)", 1690),
    ("b'1' COLLATE utf8mb4_bin", 1253), ("'abc' REGEXP BINARY 'b'", 3995),
    ("REGEXP_LIKE('abc', x'62')", 3995), ("REGEXP_REPLACE(x'62', 'b', 'c')", 3995),
    ("_latin1 'a' COLLATE utf8mb4_bin", 1253), ("'a' COLLATE latin1_swedish_ci", 1253),
    ("'a' COLLATE utf8mb4_bin = 'b' COLLATE utf8mb4_0900_ai_ci", 1267),
  ]

  @Test(arguments: errors)
  func failure(_ expression: String, _ number: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(expression)") }
    #expect(error?.code.number == number)
  }

  /// Texts of two collations can be joined, but not compared, with whatever.
  @Test func joinedCollations() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE c (a VARCHAR(9), g VARCHAR(9) COLLATE utf8mb4_general_ci, b VARCHAR(9) COLLATE utf8mb4_bin);
      INSERT INTO c VALUES ('x', 'y', 'X');
      """
    )
    #expect(try session.execute("SELECT CONCAT(a, g) FROM c").text(row: 0, column: 0) == "xy")
    #expect(
      try session.execute("SELECT COALESCE(NULL, a, g) FROM c").text(row: 0, column: 0) == "x"
    )
    #expect(try session.execute("SELECT a BETWEEN b AND g FROM c").text(row: 0, column: 0) == "1")
    for (condition, number, operation) in [
      ("a = g", 1267, "="), ("CONCAT(a, g) = 'x'", 1267, "="), ("a IN (g, 'x')", 1270, " IN "),
      ("a IN (g, 'x', 'y')", 1271, " IN "), ("a <> g", 1267, "<>"), ("a LIKE g", 1267, "like"),
      ("STRCMP(a, g)", 1267, "strcmp"), ("a RLIKE g", 1267, "regexp_like"),
      ("a BETWEEN g AND 'z'", 1270, "between"), ("POSITION(a IN g)", 1267, "locate"),
    ] {
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT \(condition) FROM c")
      }
      #expect(error?.code.number == number)
      #expect(error?.message.hasSuffix(" for operation '\(operation)'") == true)
    }
  }

  @Test func charactersLoseTheirSpaces() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      "CREATE TABLE c (a CHAR(9), b VARCHAR(9)); INSERT INTO c VALUES (' x ', ' x ')"
    )
    let result = try session.execute("SELECT CONCAT(a, '|'), CONCAT(b, '|') FROM c")
    #expect(result.text(row: 0, column: 0) == " x|")
    #expect(result.text(row: 0, column: 1) == " x |")
  }

  /// Quotients are added up and stored with all of MySQL's digits, on however many shards they lie.
  @Test(arguments: [1, 2, 4, 7])
  func quotientsKeepTheirDigits(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      "INSERT INTO users (id, name, age) VALUES (1,'a',1),(2,'b',1),(3,'c',1),(4,'d',1),(5,'e',1),(6,'f',1),(7,'g',2)"
    )
    let sums = try session.execute(
      "SELECT SUM(age / 3), AVG(age / 3), SUM(age / 3) - SUM(age / 3) FROM users"
    )
    #expect(sums.text(row: 0, column: 0) == "2.6667")
    #expect(sums.text(row: 0, column: 1) == "0.38095238")
    try session.executeScript(
      "CREATE TABLE IF NOT EXISTS d (id BIGINT PRIMARY KEY, x DECIMAL(20,8)); INSERT INTO d VALUES (1, 0); UPDATE d SET x = id / 3"
    )
    #expect(try session.execute("SELECT x FROM d").text(row: 0, column: 0) == "0.33333333")
  }

  @Test func modesAllowZeroDates() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    _ = try session.execute("SET sql_mode = ''")
    #expect(
      try session.execute("SELECT CAST('2020-00-02' AS DATE)").text(row: 0, column: 0)
        == "2020-00-02"
    )
  }
}
