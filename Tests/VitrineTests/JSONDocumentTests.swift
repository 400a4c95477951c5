import Testing
import Vitrine
import VitrineSQL

/// What documents hold, and what is none: "The JSON Data Type" of the manual.
@Suite struct JSONDocumentTests {
  @Test(arguments: [
    ("JSON_EXTRACT('{\"a\":{\"a\":{\"b\":1}}}', '$**.a**.b')", "[1]"),
    ("JSON_EXTRACT('[1,[2,[3]]]', '$**[0]')", "[1, 2, 3]"),
    ("JSON_EXTRACT('[[1,2],3]', '$**[0 to 1]')", "[[1, 2], 3, 1, 2]"),
    ("JSON_EXTRACT('{\"a\":1,\"b\":{\"a\":2}}', '$**.a')", "[1, 2]"),
    ("JSON_VALUE('{\"a\":{\"a\":{\"b\":1}}}', '$**.a**.b')", "1"),
    ("(SELECT COUNT(*) FROM JSON_TABLE('[1,[2]]', '$**[0]' COLUMNS(a JSON PATH '$')) t)", "2"),
  ]) func everyPlaceIsFoundOnce(expression: String, value: String) throws {
    #expect(try answer(expression) == value)
  }

  @Test func keysTakeNothingForAnArray() throws {
    #expect(try answer("JSON_KEYS('{\"a\": 1}', '$[0]')") == nil)
    #expect(try answer("JSON_KEYS('[{\"a\": 1}]', '$[last]')") == "[\"a\"]")
    #expect(try answer("JSON_LENGTH('{\"a\": 1}', '$[0]')") == "1")
  }

  @Test(arguments: [
    ("JSON_TYPE(x'5b5d')", 3144), ("JSON_EXTRACT('[1]', x'24')", 3144),
    ("JSON_CONTAINS('[1]', _binary'1')", 3144), ("JSON_OBJECT(x'61', 1)", 3144),
    ("JSON_OBJECTAGG(x'61', 1)", 3144), ("JSON_QUOTE(x'61')", 3144),
    ("JSON_SEARCH('[\"a\"]', 'one', 'a', NULL, x'24')", 3144),
    ("a FROM JSON_TABLE(1, '$' COLUMNS(a INT PATH '$')) t", 3146),
    ("JSON_QUOTE(1)", 3064), ("JSON_UNQUOTE(DATE '2020-01-01')", 3064),
    ("JSON_QUOTE(CAST('1' AS JSON))", 3064), ("JSON_CONTAINS('[1]', '1', '$[*]')", 3149),
    ("JSON_LENGTH('[1]', '$[*]')", 3149), ("JSON_KEYS('[{}]', '$[*]')", 3149),
  ]) func whatIsNoDocumentIsRefused(expression: String, number: Int) throws {
    try withShop { (_, session) throws in
      let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(expression)") }
      #expect(error?.code.number == number)
    }
  }

  @Test func binaryStringsAreNoDocuments() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE d (id INT PRIMARY KEY, j JSON, b VARBINARY(9), e ENUM('1'));
        INSERT INTO d VALUES (1, '1', '[1]', '1')
        """
      )
      for (sql, number) in [
        ("UPDATE d SET j = b", 3144), ("INSERT INTO d (id, j) VALUES (2, _binary'[1]')", 3144),
        ("SELECT JSON_TYPE(b) FROM d", 3144), ("SELECT JSON_TYPE(e) FROM d", 3146),
      ] {
        let error = #expect(throws: SQLError.self) { try session.execute(sql) }
        #expect(error?.code.number == number)
      }
      let valid = try session.execute("SELECT JSON_VALID(b), JSON_VALID(j) FROM d").textRows
      #expect(valid == [["0", "1"]])
    }
  }

  @Test(arguments: [
    (
      "CAST(ST_GeomFromText('POINT(1 2.5)') AS JSON)",
      "{\"type\": \"Point\", \"coordinates\": [1.0, 2.5]}"
    ), ("JSON_EXTRACT(JSON_ARRAY(ST_GeomFromText('POINT(1 2)')), '$[0].type')", "\"Point\""),
  ]) func pointsBecomeGeoJSON(expression: String, value: String) throws {
    #expect(try answer(expression) == value)
  }

  // MARK: Dates, times and bytes

  @Test(arguments: [
    ("DATE '2020-01-01'", "DATE"), ("TIME '10:00:00'", "TIME"), ("CURTIME()", "TIME"),
    ("TIMESTAMP '2020-01-01 10:00:00'", "DATETIME"), ("NOW()", "DATETIME"), ("1.5", "DECIMAL"),
    ("CAST(5 AS UNSIGNED)", "UNSIGNED INTEGER"), ("18446744073709551615", "UNSIGNED INTEGER"),
    ("5", "INTEGER"), ("1.5e0", "DOUBLE"), ("x'cafe'", "BLOB"), ("'1'", "INTEGER"),
  ]) func valuesKeepTheirTypes(value: String, type: String) throws {
    #expect(try answer("JSON_TYPE(CAST(\(value) AS JSON))") == type)
    let isText = value.hasPrefix("'")
    let element = try answer("JSON_TYPE(JSON_EXTRACT(JSON_ARRAY(\(value)), '$[0]'))")
    #expect(element == (isText ? "STRING" : type))
  }

  /// Documents of every type in their order: rows 1 to 12, one of them equal to another.
  private static let documents = """
    CREATE TABLE d (id INT PRIMARY KEY, j JSON, t VARCHAR(40) AS (CAST(j AS CHAR)));
    INSERT INTO d (id, j) VALUES (1, 'null'), (2, CAST(1.50 AS JSON)), (3, '1.5'),
      (4, '"2020-01-01"'), (5, '{}'), (6, JSON_ARRAY(DATE '2020-01-01', x'cafe')), (7, 'true'),
      (8, CAST(DATE '2020-01-01' AS JSON)), (9, CAST(TIME '-10:00:00.25' AS JSON)),
      (10, CAST(TIME '09:00:00' AS JSON)), (11, CAST(TIMESTAMP '2020-01-01 10:00:00' AS JSON)),
      (12, CAST(x'5b315d' AS JSON))
    """

  @Test(
    arguments: [1, 3],
    [
      ("SELECT GROUP_CONCAT(id ORDER BY j, id) FROM d", "1,2,3,4,5,6,7,8,9,10,11,12"),
      ("SELECT id FROM d WHERE j = DATE '2020-01-01'", "8"),
      ("SELECT id FROM d WHERE j = '2020-01-01'", "4"),
      ("SELECT GROUP_CONCAT(id ORDER BY id) FROM d WHERE j = 1.5", "2,3"),
      ("SELECT COUNT(DISTINCT j) FROM d", "11"),
      ("SELECT COUNT(*) FROM (SELECT j FROM d GROUP BY j) q", "11"),
      ("SELECT a.id FROM d a JOIN d b ON a.j = b.j AND a.id < b.id", "2"),
      ("SELECT GROUP_CONCAT(id ORDER BY id) FROM d WHERE j > TIME '-11:00:00'", "9,10,11,12"),
      ("SELECT JSON_TYPE(MAX(j)) FROM d", "BLOB"),
      ("SELECT (SELECT j FROM d WHERE id = 8) IN (SELECT j FROM d WHERE id = 4)", "0"),
      ("SELECT DATE '2020-01-01' MEMBER OF (j) FROM d WHERE id = 6", "1"),
      ("SELECT JSON_CONTAINS(j, '\"2020-01-01\"') FROM d WHERE id = 6", "0"),
      ("SELECT JSON_SEARCH(j, 'one', '2020%') FROM d WHERE id = 6", nil),
      (
        "SELECT JSON_TYPE(q.v) FROM d, JSON_TABLE(j, '$[0]' COLUMNS(v JSON PATH '$')) q WHERE id = 6",
        "DATE"
      ),
      ("SELECT JSON_TYPE(q.j) FROM d, LATERAL (SELECT d.j AS j) q WHERE id = 9", "TIME"),
      ("SELECT SUM(JSON_STORAGE_SIZE(j)) FROM d WHERE id IN (8, 12)", "17"),
      (
        "SELECT JSON_SCHEMA_VALID('{\"items\": {\"type\": \"string\"}}', j) FROM d WHERE id = 6",
        "1"
      ),
      ("SELECT CAST(j AS TIME(2)) FROM d WHERE id = 9", "-10:00:00.25"),
      ("SELECT CAST(j AS DATE) FROM d WHERE id = 9", nil),
      ("SELECT CAST(j AS TIME) FROM d WHERE id = 3", nil),
      ("SELECT CAST(j AS TIME) FROM d WHERE id = 4", nil),
      ("SELECT HOUR(j) FROM d WHERE id = 3", nil),
      ("SELECT CAST(JSON_EXTRACT('[\"20200101\"]', '$[0]') AS TIME)", nil),
      ("SELECT CAST(JSON_EXTRACT('[\"10:11:12.5\"]', '$[0]') AS TIME(1))", "10:11:12.5"),
      ("SELECT YEAR(j) FROM d WHERE id = 11", "2020"),
      ("SELECT EXTRACT(HOUR FROM j) FROM d WHERE id = 10", "9"),
      ("SELECT HOUR(j) FROM d WHERE id = 11", nil),
      ("SELECT TIMEDIFF(j, '01:00:00') FROM d WHERE id = 10", "08:00:00.000000"),
      ("SELECT ADDTIME(j, '01:00:00') FROM d WHERE id = 10", "10:00:00"),
    ] as [(String, String?)]
  ) func typesDecide(shards: Int, test: (String, String?)) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.documents)
    #expect(try session.execute(test.0).text(row: 0, column: 0) == test.1)
  }

  @Test func noMarkLeaves() throws {
    try withShop { (_, session) throws in
      try session.executeScript(Self.documents)
      let shown = "[\"2020-01-01\", \"base64:type15:yv4=\"]"
      let expressions = [
        "j", "t", "CAST(j AS CHAR)", "CONCAT(j)", "COALESCE(j, 'x')", "JSON_UNQUOTE(j)",
        "IF(id, j, '')", "UNHEX(HEX(j))", "GROUP_CONCAT(j)", "CONVERT(j USING latin1)",
        "(SELECT j UNION ALL SELECT 'x' LIMIT 1)", "JSON_MERGE_PRESERVE(j, '[]')",
      ]
      for expression in expressions {
        let query = "SELECT \(expression) FROM d WHERE id = 6"
        #expect(try session.execute(query).text(row: 0, column: 0) == shown, "\(expression)")
      }
      try session.execute("SELECT j INTO @j FROM d WHERE id = 6")
      let variable = try session.execute("SELECT @j, JSON_TYPE(JSON_EXTRACT(@j, '$[0]'))")
      #expect(variable.textRows == [[shown, "STRING"]])
    }
  }

  @Test func noApplicationWritesMarks() throws {
    try withShop { (_, session) throws in
      try session.executeScript(Self.documents)
      for mark in 1...6 {
        let text = "CONCAT(CHAR(\(mark) USING utf8mb4), '\"1\"')"
        let error = #expect(throws: SQLError.self) {
          try session.execute("INSERT INTO d (id, j) VALUES (50, \(text))")
        }
        #expect(error?.code.number == 3140)
        let row = try session.execute("SELECT JSON_VALID(\(text)), JSON_UNQUOTE(\(text)) = \(text)")
        #expect(row.textRows == [["0", "1"]])
      }
    }
  }

  @Test func columnsTakeTheirValues() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        Self.documents + """
          ;CREATE TABLE v (id INT PRIMARY KEY, d DATE, t TIME(2), s DATETIME, x TEXT, c JSON);
          INSERT INTO v SELECT id, j, j, j, j, j FROM d WHERE id IN (8, 11);
          INSERT INTO v (id, t) SELECT id, j FROM d WHERE id = 9
          """
      )
      #expect(
        try session.execute("SELECT d, t, s, x, JSON_TYPE(c) FROM v ORDER BY id").textRows == [
          ["2020-01-01", "00:00:00.00", "2020-01-01 00:00:00", "\"2020-01-01\"", "DATE"],
          [nil, "-10:00:00.25", nil, nil, nil],
          [
            "2020-01-01", "10:00:00.00", "2020-01-01 10:00:00", "\"2020-01-01 10:00:00.000000\"",
            "DATETIME",
          ],
        ]
      )
      let error = #expect(throws: SQLError.self) {
        try session.execute("UPDATE v SET id = (SELECT j FROM d WHERE id = 8) WHERE id = 9")
      }
      #expect(error?.code.number == 3156)
    }
  }

  private func answer(_ expression: String) throws -> String? {
    var value: String?
    try withShop { (_, session) throws in
      value = try session.execute("SELECT \(expression)").text(row: 0, column: 0)
    }
    return value
  }
}
