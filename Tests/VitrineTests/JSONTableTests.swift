import Testing
import Vitrine
import VitrineSQL

/// JSON_TABLE and JSON_VALUE, with the examples of the manual's "JSON Table Functions".
@Suite struct JSONTableTests {
  static let shards = [1, 4]

  private func rows(_ sql: String, shards: Int = 2) throws -> [[String?]] {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try Self.fill(session)
    return try session.execute(sql).textRows
  }

  private func error(_ sql: String) throws -> SQLError? {
    do {
      _ = try rows(sql)
      return nil
    } catch let error as SQLError {
      return error
    }
  }

  private static func fill(_ session: Session) throws {
    try session.execute("CREATE TABLE docs (id BIGINT PRIMARY KEY, owner BIGINT, doc JSON)")
    try session.execute(
      """
      INSERT INTO docs VALUES (1, 10, '[1, 2]'), (2, 20, '[]'), (3, 30, NULL),
        (4, 40, '[3, "4", null]'), (5, 50, '{"a": {"b": [5, 6]}}')
      """
    )
    try session.execute("CREATE TABLE paths (id BIGINT PRIMARY KEY, extra JSON)")
    try session.execute("INSERT INTO paths VALUES (10, '[7]'), (11, '[8, 9]'), (40, '[1]')")
  }

  @Test func defaultsAndExistence() throws {
    let found = try rows(
      """
      SELECT * FROM JSON_TABLE('[{"a":"3"},{"a":2},{"b":1},{"a":0},{"a":[1,2]}]', "$[*]"
        COLUMNS(rowid FOR ORDINALITY,
          ac VARCHAR(100) PATH "$.a" DEFAULT '111' ON EMPTY DEFAULT '999' ON ERROR,
          aj JSON PATH "$.a" DEFAULT '{"x": 333}' ON EMPTY,
          bx INT EXISTS PATH "$.b")) AS tt
      """
    )
    #expect(
      found == [
        ["1", "3", "\"3\"", "0"], ["2", "2", "2", "0"], ["3", "111", "{\"x\": 333}", "1"],
        ["4", "0", "0", "0"], ["5", "999", "[1, 2]", "0"],
      ]
    )
  }

  @Test func errorsMayStandBeforeWhatIsMissing() throws {
    let columns = "COLUMNS (a INT PATH '$.a' DEFAULT '7' ON ERROR DEFAULT '9' ON EMPTY)"
    let found = try rows(
      "SELECT * FROM JSON_TABLE('[{\"a\": 1}, {}, {\"a\": \"x\"}]', '$[*]' \(columns)) AS j"
    )
    #expect(found == [["1"], ["9"], ["7"]])
    let value = "SELECT JSON_VALUE('{}', '$.a' NULL ON ERROR NULL ON EMPTY)"
    #expect(try error(value)?.code == .parseError)
  }

  @Test func nestedPaths() throws {
    let document = "'[{\"a\":1,\"b\":[11,111]},{\"a\":2,\"b\":[22,222]},{\"a\":3}]'"
    let one = "SELECT * FROM JSON_TABLE(\(document), '$[*]' COLUMNS (a INT PATH '$.a', "
    #expect(
      try rows(one + "NESTED PATH '$.b[*]' COLUMNS (b INT PATH '$'))) AS jt")
        == [["1", "11"], ["1", "111"], ["2", "22"], ["2", "222"], ["3", nil]]
    )
    let siblings = """
      NESTED '$.b[*]' COLUMNS (b1 INT PATH '$'), NESTED '$.b[*]' COLUMNS (b2 INT PATH '$'))) jt
      WHERE a < 2
      """
    #expect(
      try rows(one + siblings)
        == [["1", "11", nil], ["1", "111", nil], ["1", nil, "11"], ["1", nil, "111"]]
    )
    let deep = """
      SELECT * FROM JSON_TABLE('[{"a": "a_val", "b": [{"c": "c_val", "l": [1,2]}]},
        {"a": "a_val", "b": [{"c": "c_val", "l": [11]}, {"c": "c_val", "l": [22]}]}]', '$[*]'
        COLUMNS (top_ord FOR ORDINALITY, apath VARCHAR(10) PATH '$.a',
          NESTED PATH '$.b[*]' COLUMNS (bpath VARCHAR(10) PATH '$.c', ord FOR ORDINALITY,
            NESTED PATH '$.l[*]' COLUMNS (lpath VARCHAR(10) PATH '$')))) AS jt
      """
    #expect(
      try rows(deep) == [
        ["1", "a_val", "c_val", "1", "1"], ["1", "a_val", "c_val", "1", "2"],
        ["2", "a_val", "c_val", "1", "11"], ["2", "a_val", "c_val", "2", "22"],
      ]
    )
  }

  @Test func columnsOfAllKinds() throws {
    let found = try rows(
      """
      SELECT * FROM JSON_TABLE('{"i": "12", "d": 1.25, "f": 0.1, "u": 18446744073709551615,
        "t": "2026-11-21 01:02:03", "y": true, "s": "a\\'b\\\\u00e9", "n": null, "b": "6127"}', '$' COLUMNS (
        i SMALLINT PATH '$.i', d DECIMAL(5,1) PATH '$.d', f DOUBLE PATH '$.f',
        u BIGINT UNSIGNED PATH '$.u', t DATETIME PATH '$.t', day DATE PATH '$.t',
        yi INT PATH '$.y', ys VARCHAR(9) PATH '$.y', s TEXT PATH '$.s', b VARBINARY(9) PATH '$.b',
        n INT PATH '$.n', nj JSON PATH '$.n', miss TIME PATH '$.m', bad INT PATH '$.s',
        e ENUM('x', 'true') PATH '$.y')) AS jt
      """
    )
    #expect(
      found == [
        [
          "12", "1.3", "0.1", "18446744073709551615", "2026-11-21 01:02:03", "2026-11-21", "1",
          "true", "a'bé", "6127", nil, "null", nil, nil, "true",
        ]
      ]
    )
  }

  @Test(arguments: shards) func documentsOfTables(_ shards: Int) throws {
    let table = "JSON_TABLE(d.doc, '$[*]' COLUMNS (n FOR ORDINALITY, v INT PATH '$')) AS j"
    #expect(
      try rows("SELECT d.id, n, v FROM docs d, \(table) ORDER BY 1, 2", shards: shards) == [
        ["1", "1", "1"], ["1", "2", "2"], ["4", "1", "3"], ["4", "2", "4"], ["4", "3", nil],
      ]
    )
    #expect(
      try rows(
        "SELECT d.id, v FROM docs d LEFT JOIN \(table) ON v > 1 ORDER BY 1, 2",
        shards: shards
      ) == [["1", "2"], ["2", nil], ["3", nil], ["4", "3"], ["4", "4"], ["5", nil]]
    )
    #expect(
      try rows("SELECT n, SUM(v), COUNT(*) FROM docs d, \(table) GROUP BY n ORDER BY n")
        == [["1", "4", "2"], ["2", "6", "2"], ["3", nil, "1"]]
    )
    #expect(
      try rows(
        "SELECT id, (SELECT MAX(v) FROM \(table)) AS m FROM docs d ORDER BY id",
        shards: shards
      ) == [["1", "2"], ["2", nil], ["3", nil], ["4", "4"], ["5", nil]]
    )
    #expect(
      try rows("SELECT id FROM docs d WHERE EXISTS (SELECT 1 FROM \(table) WHERE v = 2)")
        == [["1"]]
    )
  }

  /// A document made of two tables, and tables after the function.
  @Test(arguments: shards) func documentsOfSeveralTables(_ shards: Int) throws {
    let joined = """
      SELECT d.id, v FROM docs d JOIN paths p ON p.id = d.owner
        JOIN JSON_TABLE(JSON_MERGE_PRESERVE(d.doc, p.extra), '$[*]' COLUMNS (v INT PATH '$')) j
      ORDER BY 1, 2
      """
    #expect(
      try rows(joined, shards: shards) == [
        ["1", "1"], ["1", "2"], ["1", "7"], ["4", nil], ["4", "1"], ["4", "3"], ["4", "4"],
      ]
    )
    let keys = """
      SELECT d.id, j.k FROM JSON_TABLE('[4, 1, 9]', '$[*]' COLUMNS (k BIGINT PATH '$')) j
        LEFT JOIN docs d ON d.id = j.k ORDER BY j.k
      """
    #expect(try rows(keys, shards: shards) == [["1", "1"], ["4", "4"], [nil, "9"]])
    let chained = """
      SELECT a.v, b.w FROM docs d,
        JSON_TABLE(d.doc, '$' COLUMNS (v JSON PATH '$.a')) a,
        JSON_TABLE(a.v, '$.b[*]' COLUMNS (w INT PATH '$')) b ORDER BY 2
      """
    #expect(
      try rows(chained, shards: shards) == [["{\"b\": [5, 6]}", "5"], ["{\"b\": [5, 6]}", "6"]]
    )
  }

  @Test(arguments: [
    ("COLUMNS (x INT PATH '$.x' ERROR ON EMPTY)) j", SQLError.Code.missingJSONTableValue),
    ("COLUMNS (x INT PATH '$.a' ERROR ON ERROR)) j", .wrongJSONTableValue),
    ("COLUMNS (x TINYINT PATH '$.b' ERROR ON ERROR)) j", .jsonTableValueOutOfRange),
    ("COLUMNS (x INT PATH '$.b' DEFAULT 'x' ON EMPTY)) j", .invalidDefault),
    ("COLUMNS (x INT PATH '$.b', X INT PATH '$.a')) j", .duplicateColumn),
    ("COLUMNS (x INT PATH 'b')) j", .invalidJSONPath),
    ("COLUMNS (x INT PATH '$.b'))", .tableFunctionMustHaveAlias),
  ]) func errors(_ columns: String, _ code: SQLError.Code) throws {
    let sql = "SELECT * FROM JSON_TABLE('{\"a\": [1], \"b\": 1000}', '$' \(columns)"
    #expect(try error(sql)?.code == code)
  }

  @Test func errorsOfJoins() throws {
    let table = "JSON_TABLE(d.doc, '$[*]' COLUMNS (v INT PATH '$')) AS j"
    let right = try error("SELECT 1 FROM docs d RIGHT JOIN \(table) ON TRUE")
    #expect(right?.code == .forbiddenJoinType)
    #expect(try error("SELECT 1 FROM \(table), docs d")?.code == .unknownColumn)
    #expect(
      try error("SELECT * FROM JSON_TABLE('[', '$' COLUMNS (v INT PATH '$')) j")?.code.number
        == 3141
    )
  }

  @Test(
    arguments: [
      ("JSON_VALUE('{\"a\": \"3\"}', '$.a')", "3"),
      ("JSON_VALUE('{\"a\": \"3\"}', '$.a' RETURNING SIGNED) + 1", "4"),
      ("JSON_VALUE('{\"a\": \"x\"}', '$.a' RETURNING SIGNED)", nil),
      ("JSON_VALUE('{\"a\": 1}', '$.b')", nil),
      ("JSON_VALUE('{\"a\": 1}', '$.b' DEFAULT 'none' ON EMPTY)", "none"),
      ("JSON_VALUE('{\"a\": 1}', '$.b' RETURNING DECIMAL(4,1) DEFAULT -1.5 ON EMPTY)", "-1.5"),
      ("JSON_VALUE('{\"a\": \"x\"}', '$.a' RETURNING SIGNED DEFAULT 7 ON ERROR)", "7"),
      ("JSON_VALUE('{\"a\": [1, 2]}', '$.a[*]' DEFAULT 'many' ON ERROR)", "many"),
      ("JSON_VALUE('{\"a\": null}', '$.a' ERROR ON EMPTY)", nil),
    ] as [(String, String?)]
  ) func jsonValue(_ expression: String, _ answer: String?) throws {
    #expect(try rows("SELECT \(expression)") == [[answer]])
  }

  @Test(arguments: [
    ("'$.b' ERROR ON EMPTY", SQLError.Code.missingJSONValue),
    ("'$.a[*]' ERROR ON ERROR", .multipleJSONValues),
    ("'$.s' RETURNING SIGNED ERROR ON ERROR", .invalidJSONValueForCast),
    ("'$.s' RETURNING SIGNED DEFAULT 'x' ON EMPTY", .invalidDefault),
  ]) func errorsOfJSONValue(_ rest: String, _ code: SQLError.Code) throws {
    let sql = "SELECT JSON_VALUE('{\"a\": [1, 2], \"s\": \"x\"}', \(rest))"
    #expect(try error(sql)?.code == code)
  }

  // MARK: Schemas

  private static let position = """
    {"id": "http://json-schema.org/geo", "$schema": "http://json-schema.org/draft-04/schema#",
     "description": "A geographical coordinate", "type": "object",
     "properties": {"latitude": {"type": "number", "minimum": -90, "maximum": 90},
       "longitude": {"type": "number", "minimum": -180, "maximum": 180}},
     "required": ["latitude", "longitude"]}
    """

  /// The manual's example.
  @Test func reportsOfSchemas() throws {
    let valid = "'{\"latitude\": 63.444697, \"longitude\": 10.445118}'"
    let outside = "'{\"latitude\": 63.444697, \"longitude\": 310.445118}'"
    let found = try rows(
      """
      SELECT JSON_SCHEMA_VALID('\(Self.position)', \(valid)),
        JSON_SCHEMA_VALID('\(Self.position)', '{}'),
        JSON_SCHEMA_VALIDATION_REPORT('\(Self.position)', \(valid)),
        JSON_SCHEMA_VALIDATION_REPORT('\(Self.position)', \(outside))
      """
    )
    let report = """
      {"valid": false, "reason": "The JSON document location '#/longitude' failed requirement \
      'maximum' at JSON Schema location '#/properties/longitude'", \
      "schema-location": "#/properties/longitude", "document-location": "#/longitude", \
      "schema-failed-keyword": "maximum"}
      """
    #expect(found == [["1", "0", "{\"valid\": true}", report]])
    #expect(try error("SELECT JSON_SCHEMA_VALID('[]', '1')")?.code == .invalidJSONType)
    #expect(
      try error("SELECT JSON_SCHEMA_VALID('{\"$ref\": \"http://x\"}', '1')")?.code == .unsupported
    )
  }

  @Test(arguments: [
    (#"{"type": ["string", "null"]}"#, "null", true), (#"{"type": "integer"}"#, "1.5", false),
    (#"{"enum": [1, "a"]}"#, #""a""#, true), (#"{"enum": [1, "a"]}"#, "2", false),
    (#"{"minLength": 2, "pattern": "^a"}"#, #""ab""#, true),
    (#"{"maxLength": 2}"#, #""abc""#, false), (#"{"pattern": "^a"}"#, #""ba""#, false),
    (#"{"multipleOf": 0.1}"#, "0.3", true), (#"{"multipleOf": 2}"#, "3", false),
    (#"{"maximum": 3, "exclusiveMaximum": true}"#, "3", false),
    (#"{"items": {"type": "integer"}, "minItems": 1}"#, "[1, 2]", true),
    (#"{"items": [{"type": "integer"}], "additionalItems": false}"#, "[1, 2]", false),
    (#"{"uniqueItems": true}"#, "[1, 2, 1]", false),
    (#"{"additionalProperties": false, "properties": {"a": {}}}"#, #"{"b": 1}"#, false),
    (#"{"patternProperties": {"^b": {"type": "string"}}}"#, #"{"bc": 1}"#, false),
    (#"{"dependencies": {"a": ["b"]}}"#, #"{"a": 1}"#, false),
    (#"{"anyOf": [{"type": "string"}, {"minimum": 3}]}"#, "4", true),
    (#"{"oneOf": [{"minimum": 1}, {"minimum": 3}]}"#, "4", false),
    (#"{"allOf": [{"minimum": 1}, {"minimum": 3}]}"#, "2", false),
    (#"{"not": {"type": "string"}}"#, #""x""#, false),
    (
      ##"{"definitions": {"n": {"type": "null"}}, "items": {"$ref": "#/definitions/n"}}"##, "[1]",
      false
    ),
    (##"{"items": {"$ref": "#"}, "type": "array"}"##, "[[], [[]]]", true),
    (##"{"$ref": "#"}"##, "1", true),
  ]) func schemas(_ schema: String, _ document: String, _ isValid: Bool) throws {
    let sql = "SELECT JSON_SCHEMA_VALID('\(schema)', '\(document)')"
    #expect(try rows(sql) == [[isValid ? "1" : "0"]])
  }
}
