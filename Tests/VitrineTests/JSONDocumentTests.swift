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

  @Test(arguments: [
    ("JSON_TYPE(x'5b5d')", 3144), ("JSON_EXTRACT('[1]', x'24')", 3144),
    ("JSON_CONTAINS('[1]', _binary'1')", 3144), ("JSON_OBJECT(x'61', 1)", 3144),
    ("JSON_OBJECTAGG(x'61', 1)", 3144), ("JSON_QUOTE(x'61')", 3144),
    ("JSON_SEARCH('[\"a\"]', 'one', 'a', NULL, x'24')", 3144),
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

  private func answer(_ expression: String) throws -> String? {
    var value: String?
    try withShop { (_, session) throws in
      value = try session.execute("SELECT \(expression)").text(row: 0, column: 0)
    }
    return value
  }
}
