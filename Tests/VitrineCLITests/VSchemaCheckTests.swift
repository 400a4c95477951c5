import Testing
import Vitrine
import VitrineSQL
import VitrineSharding

@testable import VitrineCLI

/// `vitrine vschema check`, `vitrine route` and the pipe's `vindex`.
@Suite("VSchema tools") struct VSchemaCheckTests {
  private static func findings(_ text: String) throws -> [String] {
    try Catalog(checking: text, keyspace: "main").lint().map {
      "\($0.severity.rawValue): \($0.place): \($0.message)"
    }
  }

  @Test func aGoodVSchemaHasNoFindings() throws {
    let found = try Self.findings(
      #"{"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}]}}}"#
    )
    #expect(found.isEmpty, "\(found)")
  }

  @Test func whatVitessRefusesAndWhatIsOdd() throws {
    let found = try Self.findings(
      """
      {"keyspaces": {"ks": {"sharded": true,
        "vindexes": {"h": {"type": "hash", "params": {"x": "1"}}, "bad": {"type": "nothing"},
         "l": {"type": "lookup_unique"}, "e": {"type": "expression", "params": {"expression": "id"}},
         "m": {"type": "expression", "params": {"expression": "NOW()"}}},
        "tables": {"a": {"column_vindexes": [{"column": "id", "name": "h"}]}, "none": {},
         "b": {"column_vindexes": [{"column": "id", "name": "e"}, {"column": "x", "name": "l"}]},
         "order": {"column_vindexes": [{"column": "other", "name": "h"}]}}}},
       "routing_rules": {"rules": [{"from_table": "t", "to_tables": ["ks.a", "ks.b"]}]}}
      """
    )
    for line in [
      #"error: ks: vindexType "nothing" not found"#,
      "error: ks.none: missing primary col vindex for table: none",
      "error: routing rule t: table t has more than one target: [ks.a, ks.b]",
      "warning: ks: vindex 'h' of type hash does not know the parameter 'x'",
      "warning: ks: lookup vindex 'l' has no owner: no statement keeps its table",
      "warning: ks: lookup vindex 'l' names no table",
      "warning: ks: Vitess has no vindex type 'expression', which 'e' is of",
      "warning: ks.order: the name needs backticks wherever it is written",
    ] { #expect(found.contains(line), "\(line) is not in \(found)") }
    #expect(found.contains { $0.contains("expression vindex m") && $0.hasPrefix("error") })
    #expect(found.contains { $0.contains("joins with 'a' on 'id' are never co-located") })
    let isSorted =
      found.firstIndex { $0.hasPrefix("warning") } == found.count { $0.hasPrefix("error") }
    #expect(isSorted)
  }

  @Test(arguments: [
    ("5", Value.integer(5)), ("-5", .integer(-5)), ("007", .text("007")), ("null", .null),
    ("x'00ff'", .blob([0, 255])), ("'it''s'", .text("it's")), ("a b", .text("a b")),
    ("18446744073709551615", .text("18446744073709551615")),
  ])
  func wordsAreValues(word: String, value: Value) {
    #expect(Value(word: word) == value)
  }

  @Test(arguments: [
    ("users 5", ["users", "5"]), ("shop.users 5, 'a';", ["shop.users", "5", "'a'"]),
    ("SELECT * FROM t", nil), ("with a as (select 1) select 2", nil), ("(SELECT 1)", nil),
    ("", nil),
  ])
  func rowsAndStatementsAreToldApart(argument: String, words: [String]?) {
    #expect(RouteSentence.words(argument) == words)
  }

  @Test(arguments: [
    (
      #""type":"region_json","params":{"region_bytes":1,"region_map":{"us":1}},"values":[[{"type":"INT64","value":"1"},{"type":"VARCHAR","value":"us"}]]"#,
      #""keyspace_ids":["01166b40b44aba4bd6"]"#
    ),
    (
      #""type":"multicol","params":{"column_count":"3"},"range":true,"values":[[{"type":"INT64","value":"1"}]]"#,
      #""ranges":["166b40-166b41"]"#
    ),
    (
      #""type":"cfc","params":{"hash":"md5","offsets":"[3,5]"},"range":true,"values":[{"type":"VARCHAR","value":"abcd%"}]"#,
      #""ranges":["900150-900151"]"#
    ),
    (
      #""type":"expression","params":{"expression":"id DIV 2","hash":"numeric"},"values":[{"type":"INT64","value":"9"},null]"#,
      #""keyspace_ids":["0000000000000004",null]"#
    ),
  ])
  func pipeMapsValues(request: String, answer: String) {
    let line = PipeHandler().answer(#"{"id":1,"op":"vindex",\#(request)}"#)
    #expect(line == #"{"id":1,"ok":true,\#(answer)}"#)
  }
}
