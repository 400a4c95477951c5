import Testing
import Vitrine
import VitrineSQL

/// Documents on their way into columns of other types.
@Suite struct JSONAssignmentTests {
  @Test(arguments: [
    ("INT", "\"1\"", "1"), ("INT", "7", "7"), ("INT", "true", "1"), ("TINYINT", "2.5", "2"),
    ("INT", "3.5", "4"), ("BIGINT UNSIGNED", "18446744073709551615", "18446744073709551615"),
    ("BIT(8)", "65", "A"), ("YEAR", "\"2024\"", "2024"), ("DECIMAL(6,2)", "\"1.25\"", "1.25"),
    ("DECIMAL(6,2)", "false", "0.00"),
    ("DECIMAL(20,0)", "18446744073709551615", "18446744073709551615"),
    ("DOUBLE", "\"1e3\"", "1000"), ("DOUBLE", "0.5", "0.5"),
    ("DATE", "\"2024-02-29\"", "2024-02-29"),
    ("DATETIME", "\"2024-02-29 10:00:00\"", "2024-02-29 10:00:00"),
    ("TIME", "\"10:11:12\"", "10:11:12"),
    ("VARCHAR(9)", "\"x\"", "\"x\""), ("VARCHAR(9)", "null", "null"), ("TEXT", "[1]", "[1]"),
  ]) func scalarsBecomeValues(type: String, document: String, value: String) throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE j (id INT PRIMARY KEY, c JSON, g \(type) AS (c->'$.v') VIRTUAL, p \(type));
        INSERT INTO j (id, c) VALUES (1, '{"v": \(document)}');
        INSERT INTO j (id, c, p) SELECT 2, c, c->'$.v' FROM j;
        UPDATE j SET p = c->'$.v' WHERE id = 1
        """
      )
      let rows = try session.execute("SELECT g, p FROM j").textRows
      #expect(rows == [[value, value], [value, value]])
    }
  }

  @Test(arguments: [
    ("INT", "null", 3156, "INTEGER"), ("INT", "\"abc\"", 3156, "INTEGER"),
    ("INT", "\"1.5\"", 3156, "INTEGER"), ("INT", "[1]", 3156, "INTEGER"),
    ("INT", "{}", 3156, "INTEGER"), ("INT", "1e30", 3155, "INTEGER"),
    ("DECIMAL(6,2)", "null", 3156, "DECIMAL"), ("DOUBLE", "\"x\"", 3156, "DOUBLE"),
    ("DATE", "5", 3156, "DATE/TIME/DATETIME/TIMESTAMP"),
    ("TIME", "null", 3156, "DATE/TIME/DATETIME/TIMESTAMP"),
  ]) func othersAreRefused(type: String, document: String, number: Int, kind: String) throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE j (id INT PRIMARY KEY, c JSON, p \(type));
        CREATE TABLE g (id INT PRIMARY KEY, c JSON, p \(type) AS (c->'$.v') STORED);
        INSERT INTO j VALUES (1, '{"v": \(document)}', NULL)
        """
      )
      let error = #expect(throws: SQLError.self) {
        try session.execute("UPDATE j SET p = c->'$.v'")
      }
      #expect(error?.code.number == number)
      #expect(error?.message.contains("JSON value for CAST to \(kind) from column") ?? false)
      #expect(errorNumber(session, "INSERT INTO j SELECT 2, c, c->'$.v' FROM j") == number)
      #expect(errorNumber(session, "INSERT INTO g (id, c) SELECT id, c FROM j") == number)
      try session.execute("SET sql_mode = ''")
      try session.execute("UPDATE j SET p = c->'$.v'")
      #expect(try session.execute("SHOW WARNINGS").textRows.first?[1] == String(number))
    }
  }

  @Test func bitsOfDocumentsAreBytes() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE b (id INT PRIMARY KEY, b BIT(1), w BIT(64));
        INSERT INTO b VALUES (1, b'1', 18446744073709551615)
        """
      )
      let rows = try session.execute(
        """
        SELECT JSON_OBJECT('b', b), JSON_ARRAY(w), JSON_ARRAYAGG(b), JSON_OBJECTAGG('k', b),
          JSON_ARRAY(b + 0) FROM b GROUP BY id, b, w
        """
      ).textRows
      let bit = "\"base64:type16:AQ==\""
      #expect(
        rows == [
          [
            "{\"b\": \(bit)}", "[\"base64:type16:\(Self.ones)\"]",
            "[\(bit)]", "{\"k\": \(bit)}", "[1]",
          ]
        ]
      )
    }
  }

  /// Eight bytes of ones in base 64.
  private static let ones = "//////////8="

  /// Documents that are computed with.
  @Test(arguments: [
    ("CAST(j AS SIGNED)", "INTEGER", ["0", "0", "0", "1", "12", "2", "1"], [1, 2, 3, 4]),
    (
      "CAST(j AS DECIMAL(4,1))", "DECIMAL", ["0.0", "0.0", "0.0", "1.5", "12.0", "1.5", "1.0"],
      [1, 2, 3]
    ),
    ("j + 0", "DOUBLE", ["0", "0", "0", "1.5", "12", "1.5", "1"], [1, 2, 3]),
  ])
  func numbersOfDocuments(value: String, kind: String, values: [String], warned: [Int]) throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE d (id INT PRIMARY KEY, j JSON, n DOUBLE);
        INSERT INTO d (id, j) VALUES (1, '[1]'), (2, '"x"'), (3, 'null'), (4, '"1.5"'), (5, '"12"'), (6, '1.5'), (7, 'true')
        """
      )
      for (index, expected) in values.enumerated() {
        let result = try session.execute("SELECT \(value) FROM d WHERE id = \(index + 1)")
        #expect(result.textRows == [[expected]])
        #expect(result.warnings.map(\.code) == (warned.contains(index + 1) ? [3156] : []))
        #expect(result.warnings.allSatisfy { $0.message.contains("CAST to \(kind) from column") })
      }
      #expect(errorNumber(session, "UPDATE d SET n = \(value) WHERE id = 1") == 3156)
      try session.execute("UPDATE d SET n = \(value) WHERE id = 5")
    }
  }
}
