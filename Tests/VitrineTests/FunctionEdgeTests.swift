import Testing
import Vitrine
import VitrineSQL

/// Arguments at the edge of what functions take.
@Suite struct FunctionEdgeTests {
  /// The date of a TIME is the current one.
  @Test(arguments: [1, 3]) func datePartsOfTimes(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE times (id INT PRIMARY KEY, t TIME)")
    try session.execute("INSERT INTO times VALUES (1, '10:00:00'), (2, '-30:00:00')")
    let parts = ["YEAR", "MONTH", "DAY", "QUARTER", "WEEK"]
    let equal = parts.map { "EXTRACT(\($0) FROM t) = \($0)(t)" }.joined(separator: " AND ")
    let rows = try session.execute(
      """
      SELECT \(equal), EXTRACT(YEAR_MONTH FROM t) = EXTRACT(YEAR_MONTH FROM TIMESTAMP(t)),
        CAST(t AS YEAR) = YEAR(t), CONVERT(TIME '10:00:00', YEAR) = YEAR(CURDATE()), EXTRACT(DAY_HOUR FROM t)
      FROM times ORDER BY id
      """
    ).textRows
    #expect(rows == [["1", "1", "1", "1", "10"], ["1", "1", "1", "1", "-30"]])
  }

  @Test(arguments: ["pow(10,400)", "exp(1000)", "cot(0)", "degrees(1e308)"])
  func whatIsBeyondEveryDoubleIsNamedWithTheCall(_ call: String) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(call)") }
    #expect(error?.message == "DOUBLE value is out of range in '\(call)'")
  }

  @Test func noBinaryStringIsLongerThanAPacket() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for value in ["CAST('a' AS BINARY(99999999999))", "WEIGHT_STRING('a' AS BINARY(99999999999))"] {
      #expect(try session.execute("SELECT \(value)").textRows == [[nil]])
      #expect(session.warnings.map(\.code) == [1301])
    }
  }

  @Test(
    arguments: [
      ("REPEAT('ab', 9223372036854775807)", nil), ("REPEAT('ab', 4611686018427387904)", nil),
      ("REPEAT('', 9223372036854775807)", ""), ("CONV(1, -9223372036854775808, 10)", nil),
      ("CONV(1, 10, -9223372036854775808)", nil), ("PERIOD_ADD(202401, 11)", "202412"),
      ("PERIOD_ADD(2401, 1)", "202402"), ("EXTRACT(HOUR FROM '10:11:12')", "10"),
      ("EXTRACT(HOUR_SECOND FROM 101112)", "101112"),
      ("EXTRACT(HOUR FROM '09:00:00.000000')", "9"),
      ("ADDTIME('09:00:00.000000', '1:0:0')", "10:00:00"),
      ("SUBTIME('2024-01-01 09:00:00.5', '1:0:0')", "2024-01-01 08:00:00.500000"),
      ("TIMEDIFF('10:11:12.500000', '1:0:0')", "09:11:12.500000"),
      ("TIMEDIFF('09:00:00.0', '08:00:00.0')", "01:00:00.0"),
      ("TIMEDIFF('2024-01-01 09:00:00', '08:00:00.0') IS NULL", "1"),
      ("CAST('101112.123456' AS TIME(6))", "10:11:12.123456"),
      ("CAST(101112.12345 AS TIME(6))", "10:11:12.123450"),
      ("CAST('20240101T101112.5' AS TIME(1))", "10:11:12.5"),
      ("CAST('20240101101112' AS TIME)", "10:11:12"),
      ("CAST('2024.12.01.10.11.12' AS TIME)", "00:20:24"),
      ("HOUR('2024-01-01 10:00:00')", "10"), ("HOUR('2024-01-01T10:00:00')", "0"),
      ("EXTRACT(HOUR FROM '2024-01-01-10:00:00')", "0"),
      ("EXTRACT(HOUR FROM '2024-01-01 09:08:07')", "9"), ("EXTRACT(DAY FROM '2024-01-05')", "5"),
      ("MAKETIME(10, 11, 59.9999999)", "10:12:00.000000"), ("MAKETIME(10, 11, 60)", nil),
      ("GET_FORMAT(TIMESTAMP, 'USA')", "%Y-%m-%d %H.%i.%s"),
      ("STR_TO_DATE('04/31/2004', '%m/%d/%Y')", "2004-04-31"),
      ("STR_TO_DATE('10.31.2003', GET_FORMAT(DATE, 'USA'))", "2003-10-31"),
      ("STR_TO_DATE('2003-10-31', CONCAT('%Y', '-%m-%d'))", "2003-10-31"),
      ("STR_TO_DATE('10:11:12', GET_FORMAT(TIME, CONCAT('I', 'SO')))", "10:11:12"),
      ("STR_TO_DATE('04/32/2004', '%m/%d/%Y')", nil), ("NAME_CONST('a', -1.5)", "-1.5"),
      ("STR_TO_DATE('2023-366', '%Y-%j')", "2024-01-01"),
      ("STR_TO_DATE('2024 53 Sunday', '%X %V %W')", "2025-01-05"),
      ("STR_TO_DATE('2024 53 0', '%Y %U %w')", "2025-01-05"),
      ("STR_TO_DATE('2024 53 0', '%Y %V %w')", nil), ("INSTR(BINARY 'é', x'A9')", "2"),
      ("LOCATE(x'A9', 'é')", "2"), ("INSTR('äé', 'é')", "2"), ("LOCATE('', 'ab', 3)", "0"),
      ("LOCATE('', 'ab', 2)", "2"), ("LOCATE('', 'éé', 3)", "5"), ("LOCATE('', '', 1)", "0"),
      ("INSTR('', '')", "1"), ("LOCATE('b', 'abab', 3)", "4"),
      ("INSTR(CONVERT('xá' USING latin1), 'A')", "2"),
      ("LOCATE('É', CONVERT('eé' USING latin1), 2)", "2"),
      ("FIND_IN_SET('a ' COLLATE utf8mb4_general_ci, 'a,b')", "0"),
      ("FIND_IN_SET('A' COLLATE utf8mb4_general_ci, 'b,a')", "2"),
      ("- -9223372036854775808", "9223372036854775808"),
      ("-(-9223372036854775808) + 1", "9223372036854775809"),
      ("(9223372036854775807 + LENGTH('a') IS NOT FALSE) IS UNKNOWN", "0"),
      ("-(18446744073709551615 ^ 1)", "-18446744073709551614"),
      ("-(1 << 63)", "-9223372036854775808"),
      ("SUBSTRING('abc', -9223372036854775808, 2)", ""),
      ("MID('abc', -9223372036854775808, 1)", ""),
      ("b'11' * 1.5", "4.5"), ("x'31' + 0.5", "49.5"), ("1.0 = b'1'", "1"), ("1.5 < x'02'", "1"),
      ("CAST(x'31' AS DECIMAL(5,2))", "49.00"), ("CAST(x'37' AS DOUBLE)", "55"),
      ("x'ffffffffffffffff' + 0.0", "18446744073709551615.0"),
      ("CAST(x'cafe' AS JSON)", #""base64:type15:yv4=""#),
      ("JSON_ARRAY(CAST('a' AS BINARY(1)))", #"["base64:type254:YQ=="]"#),
      ("CAST(CAST(TIME '10:00:00' AS JSON) AS TIME)", "10:00:00"),
      ("HOUR(JSON_EXTRACT('{\"t\": \"11:12:13\"}', '$.t'))", "11"),
      ("CAST('2011-02-03 10:11:12' AS DATETIME(6))", "2011-02-03 10:11:12.000000"),
      ("EXTRACT(HOUR_SECOND FROM x'31303A31313A3132')", "101112"),
      ("EXTRACT(WEEK FROM '0000-00-00')", nil), ("YEAR('0000-00-00')", nil),
      ("DAY('2020-00-00')", "0"),
      ("MONTH('0000-00-00 10:00:00')", "0"), ("UNIX_TIMESTAMP('abc')", "0.000000"),
      ("UNIX_TIMESTAMP('2024-02-31')", "0.000000"), ("UNIX_TIMESTAMP(CAST('x' AS DATETIME))", nil),
      ("DAY(STR_TO_DATE('04/31/2004', '%m/%d/%Y'))", "31"),
      // A date in a text of a time: behind it only a space or a T is allowed, and one out of range is no time at all.
      ("CAST('2020-01-02 23 ' AS TIME)", "00:20:20"), ("HOUR('2020-01-02 10:11 ')", "0"),
      ("CAST('20200101T1011' AS TIME)", nil), ("CAST('123456789012' AS TIME)", nil),
      ("CAST('000000123456' AS TIME)", "12:34:56"), ("CAST('2020-01-01   ' AS TIME)", "00:00:00"),
      ("CAST('2020-01-01 x..' AS TIME)", "00:00:00"),
      ("CAST('2020-01-01-10:11' AS TIME)", "00:20:20"),
      ("CAST('101112.123456' AS TIME(6))", "10:11:12.123456"),
      ("EXTRACT(DAY_SECOND FROM '2020-01-02 10:11:12x')", "2101112"),
      ("ADDTIME('2020-01-01   ', '1:00')", "2020-01-01 01:00:00"),
      ("TIMEDIFF('2020-01-02 10:00:00x', '2020-01-01 10:00:00')", "24:00:00"),
      ("EXTRACT(WEEK FROM '2020-00-10')", "613566753"),
      ("ADDTIME('1:1:1', CAST('2020-01-01 10:00:00' AS BINARY))", nil),
      ("DATE_ADD(DATE '0000-01-01', INTERVAL 0 WEEK)", "0000-00-00"),
      ("DATE_ADD(DATE '0000-01-01', INTERVAL 0 MONTH)", "0000-01-01"),
      ("CAST('20200101T100000.25' AS DATETIME(2))", "2020-01-01 10:00:00.25"),
      ("CAST('200101T100000' AS DATETIME)", "2020-01-01 10:00:00"),
      ("CAST('20200101T10' AS DATETIME)", nil),
      ("CAST('2020-01-01\t10:00:00' AS DATETIME)", "2020-01-01 10:00:00"),
      ("CAST('2020-01-01 10: 00' AS DATETIME)", nil),
      ("CAST('2020-01-01 10:00:00+02:00 ' AS DATETIME)", "2020-01-01 08:00:00"),
      ("CAST('2020-01-01 10:00:00+2:00' AS DATETIME)", nil),
      ("CAST('2020-01-01 10:00:00-00:00' AS DATETIME)", nil),
      ("CAST('2020-01-01 10:00:00-14:00' AS DATETIME)", "2020-01-02 00:00:00"),
      ("CAST('200101.123456' AS DATETIME)", "2020-01-01 12:34:56"),
      ("CAST('1.10.2003' AS DATETIME)", "2001-10-20 03:00:00"),
      ("DAYOFYEAR('2020-02-29 12:30:45.1234562020-02')", "60"),
      ("(JSON_TYPE('1') <=> (255 + -9223372036854775808 - 1000)) IS UNKNOWN", "0"),
      ("REGEXP_LIKE('CamelCase', 'CAMELCASE' COLLATE utf8mb4_0900_as_cs)", "0"),
      ("'a' REGEXP 'A' COLLATE utf8mb4_0900_as_cs", "0"),
    ] as [(String, String?)]
  )
  func answersAsMySQL(expression: String, answer: String?) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let row = try session.execute("SELECT \(expression)").textRows.first
    #expect(row?.first == answer)
  }

  /// MySQL computes with 32 bits here; what matters is that there is an answer.
  @Test func periodsFarAwayAreAnswered() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for count in ["9223372036854775807", "-9223372036854775808", "-99999999999"] {
      #expect(try session.execute("SELECT PERIOD_ADD(202401, \(count))").rows.count == 1)
    }
  }

  @Test func bytesThatAreNoTextAreNotStoredAsText() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE b (id INT PRIMARY KEY, s VARCHAR(5))")
    for value in ["x'ff'", "CHAR(255)", "UNHEX('FFFE')", "CONCAT('a', x'ff')"] {
      let error = #expect(throws: SQLError.self, "\(value)") {
        try session.execute("INSERT INTO b VALUES (1, \(value))")
      }
      #expect(error?.code == .truncatedWrongValueForField)
    }
    try session.execute("INSERT IGNORE INTO b VALUES (1, x'61ff62'), (2, x'c3a9')")
    let rows = try session.execute("SELECT s FROM b ORDER BY id").textRows
    #expect(rows == [["a"], ["é"]])
  }

  @Test func aLookupThatLeadsBackIsRefused() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    let vschema = """
      {"sharded": true,
       "vindexes": {"hash": {"type": "hash"}, "l": {"type": "lookup", "owner": "a",
         "params": {"table": "a", "from": "b", "to": "id"}}},
       "tables": {"a": {"column_vindexes": [
         {"column": "id", "name": "hash"}, {"column": "b", "name": "l"}]}}}
      """
    try cluster.createKeyspace("ks", shards: 2, vschemaJSON: vschema)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE a (id BIGINT PRIMARY KEY, b INT)")
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO a VALUES (1, 1)")
    }
    #expect(error?.message.contains("lead back") == true)
  }
}

/// What rows draw is their own, whichever shard or row of VALUES they come from.
@Suite struct DrawTests {
  private func makeRows(shards: Int) throws -> (Cluster, Session) {
    let (cluster, session) = try makeShop(shards: shards) { $0.seed = 7 }
    try session.execute(
      "CREATE TABLE w (id INT PRIMARY KEY, u VARCHAR(40) DEFAULT (UUID()), r DOUBLE DEFAULT (RAND()))"
    )
    let rows = (1...20).map { "(\($0))" }.joined(separator: ", ")
    try session.execute("INSERT INTO w (id) VALUES \(rows)")
    return (cluster, session)
  }

  private static let counts = "SELECT COUNT(DISTINCT u), COUNT(DISTINCT r) FROM w"

  @Test(arguments: [1, 3]) func everyRowDrawsForItself(shards: Int) throws {
    let (cluster, session) = try makeRows(shards: shards)
    defer { try? cluster.close() }
    #expect(try session.execute(Self.counts).textRows == [["20", "20"]])
    try session.execute("UPDATE w SET u = UUID(), r = RAND()")
    #expect(try session.execute(Self.counts).textRows == [["20", "20"]])
    try session.execute("REPLACE INTO w SELECT id, UUID(), RAND() FROM w")
    #expect(try session.execute(Self.counts).textRows == [["20", "20"]])
    try session.execute("DELETE FROM w")
    try session.execute("INSERT INTO w VALUES (1, UUID(), RAND()), (2, UUID(), RAND())")
    #expect(try session.execute(Self.counts).textRows == [["2", "2"]])
    let read = "SELECT COUNT(DISTINCT u) FROM (SELECT UUID() AS u FROM users) AS d"
    let names = (1...12).map { "('n\($0)', 1)" }.joined(separator: ", ")
    try session.execute("INSERT INTO users (name, age) VALUES \(names)")
    #expect(try session.execute(read).textRows == [["12"]])
  }

  @Test func aSeedGivesTheSameAgain() throws {
    let texts = try (0..<2).map { _ in
      let (cluster, session) = try makeRows(shards: 3)
      defer { try? cluster.close() }
      try session.execute("UPDATE w SET u = REVERSE(UUID())")
      return try session.execute("SELECT id, u, r FROM w ORDER BY id").textRows
    }
    #expect(texts[0] == texts[1])
  }

  @Test func generatedColumnsAreNotFilledBySelects() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE h (a INT, b INT AS (a + 1) STORED, c INT)")
    for text in ["INTO h SELECT 10, 20, 30", "INTO h (a, b, c) SELECT 1, 2, 3"] {
      for verb in ["INSERT", "REPLACE"] {
        let error = #expect(throws: SQLError.self) { try session.execute("\(verb) \(text)") }
        #expect(error?.code == .generatedColumnValue)
      }
    }
    try session.execute("INSERT INTO h (a, c) SELECT 10, 30")
    #expect(try session.execute("SELECT * FROM h").textRows == [["10", "11", "30"]])
  }

  @Test func aMissingYearIsNoText() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE y (id INT PRIMARY KEY, y YEAR)")
    try session.execute("INSERT INTO y VALUES (1, NULL), (2, 2024), (3, 0)")
    let rows = try session.execute(
      "SELECT COALESCE(y, 'none'), CONCAT(y, ''), LENGTH(y) FROM y ORDER BY id"
    ).textRows
    #expect(rows == [["none", nil, nil], ["2024", "2024", "4"], ["0000", "0000", "4"]])
  }
}

/// Rows in rows, and rows of a SELECT in ON DUPLICATE KEY UPDATE; the answers are MySQL's.
@Suite struct NestedRowTests {
  @Test(arguments: [1, 2])
  func rowsInRowsCompareMemberByMember(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    let answers = [
      ("((1, 2), 3) = ((1, 2), 3)", "1"), ("((1, 2), 3) < ((1, 2), 4)", "1"),
      ("((1, 2), 3) IN (((1, 2), 4), ((1, 2), 3))", "1"), ("((1, NULL), 3) = ((1, 2), 4)", "0"),
      ("((1, 2), 3) NOT IN (((1, NULL), 3))", nil),
    ]
    for (condition, answer) in answers {
      let rows = try session.execute("SELECT \(condition)").textRows
      #expect(rows == [[answer]], "\(condition)")
    }
    for wrong in ["((1, 2), 3) = (1, 2, 3)", "((1, 2), 3) IN ((1, (2, 3)))"] {
      let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(wrong)") }
      #expect(error?.code.number == 1241, "\(wrong)")
    }
  }

  @Test(arguments: [1, 3])
  func aDuplicateRowReadsTheSelectsTables(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE src (id INT PRIMARY KEY, n INT, w VARCHAR(9));
      CREATE TABLE dst (id INT PRIMARY KEY, n INT, w VARCHAR(9));
      INSERT INTO src VALUES (1, 10, 'a'), (2, 20, 'b'); INSERT INTO dst VALUES (1, 1, 'x'), (3, 3, 'z');
      INSERT INTO dst SELECT id, n, w FROM src AS s
        ON DUPLICATE KEY UPDATE n = dst.n + s.n, w = CONCAT(s.w, VALUES(w))
      """
    )
    let rows = try session.execute("SELECT * FROM dst ORDER BY id").textRows
    #expect(rows == [["1", "11", "aa"], ["2", "20", "b"], ["3", "3", "z"]])
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO dst SELECT * FROM src ON DUPLICATE KEY UPDATE n = w + n")
    }
    #expect(error?.code.number == 1052)
  }
}

/// An order of a constant is one, and so is what is cast.
@Suite struct RangeFrameTests {
  @Test func whatIsComputedIsMeasured() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE n (id INT PRIMARY KEY, u BIGINT UNSIGNED, d DECIMAL(30,4))")
    try session.execute("INSERT INTO n VALUES (1, 18446744073709551615, 1.5), (2, 1, 2.5)")
    let casts = "CAST(d AS DECIMAL(10,4))"
    let near = "SELECT COUNT(*) OVER (ORDER BY \(casts) RANGE 1 PRECEDING) FROM n ORDER BY id"
    #expect(try session.execute(near).textRows == [["1"], ["2"]])
    let constant = """
      SELECT COUNT(*) OVER (ORDER BY 4 RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM n
      """
    #expect(try session.execute(constant).textRows == [["0"], ["0"]])
  }

  /// SQLite gives a function 127 arguments.
  @Test func manyArguments() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    func list(_ value: String, _ last: String) -> String {
      (Array(repeating: value, count: 299) + [last]).joined(separator: ", ")
    }
    for (expression, answer) in [
      ("LENGTH(CONCAT(\(list("'ab'", "'c'"))))", "599"), ("COALESCE(\(list("NULL", "7")))", "7"),
      ("GREATEST(\(list("1", "9")))", "9"), ("LEAST(\(list("'b'", "'A'")))", "A"),
      ("FIELD('x', \(list("'y'", "'X'")))", "300"), ("ELT(300, \(list("'y'", "'x'")))", "x"),
      ("INTERVAL(5, \(list("1", "9")))", "299"),
    ] {
      #expect(try session.execute("SELECT \(expression)").textRows == [[answer]], "\(expression)")
    }
    let wide = try session.execute(
      "SELECT LENGTH(GROUP_CONCAT(\(list("u.a", "'c'")))) FROM (SELECT 'a' AS a) AS u"
    )
    #expect(wide.textRows == [["300"]])
  }

  @Test func constantsWithNames() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for name in ["n", "m"] {
      let answer = try session.execute("SELECT NAME_CONST('\(name)', 1), NAME_CONST('b', 'x')")
      #expect(answer.columns.map(\.name) == [name, "b"])
      #expect(answer.textRows == [["1", "x"]])
    }
    for (wrong, code) in [
      ("NAME_CONST('n', 1 + 1)", 1210), ("COUNT(DISTINCT *)", 1064), ("NTILE(0) OVER ()", 1210),
      ("NTILE(-1) OVER ()", 1064), ("LEAD(id, -1) OVER (ORDER BY id)", 1064),
      ("NTH_VALUE(id, 0) OVER ()", 1210),
    ] {
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT \(wrong) FROM users")
      }
      #expect(error?.code.number == code, "\(wrong)")
    }
  }

  /// The parser of SQLite before 3.46 has no room for so many calls in calls.
  @Test func longChainsOfOperators() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name) VALUES (1, '2'), (2, '3')")
    func chain(_ part: String, _ symbol: String) -> String {
      Array(repeating: part, count: 200).joined(separator: symbol)
    }
    for (expression, answers) in [
      (chain("id", " + "), ["200", "400"]), (chain("id", " - "), ["-198", "-396"]),
      (chain("id", " | "), ["1", "2"]), (chain("name", " + "), ["400", "600"]),
      (chain("1.5", " + "), ["300.0", "300.0"]), (chain("id * 1.5", " + "), ["300.0", "600.0"]),
      ("id + 0.5 - (\(chain("id", " + "))) * 2", ["-398.5", "-797.5"]),
    ] {
      let found = try session.execute("SELECT \(expression) FROM users ORDER BY id")
      #expect(found.textRows == answers.map { [$0] }, "\(expression.prefix(40))")
    }
    let sums = try session.execute("SELECT \(chain("SUM(id)", " + ")) FROM users")
    #expect(sums.textRows == [["600"]])
    // What comes before a NULL is computed.
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT 9223372036854775807 + id + NULL FROM users")
    }
    #expect(error?.code == .outOfRange)
  }
}
