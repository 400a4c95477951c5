import Testing
import VitrineSQL
import VitrineSharding

/// VSchemas made to hurt: errors, not traps or hangs.
@Suite("Hostile VSchemas")
struct HostileVSchemaTests {
  @Test(arguments: [
    "", "{", "nul", "[1]", "{\"tables\": null", "\u{FEFF}{}", #"{"sharded": 1e999}"#,
    #"{"tables": {"t": {"columns": [{"size": 99999999999999999999}]}}}"#,
    #"{"mirror_rules": 5, "tables": []}"#, #"{"vindexes": {"v": "hash"}}"#,
    #"{"vindexes": {"v": {"params": {"a": {}}}}}"#, #"{"foreign_key_mode": 9}"#,
    String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
  ])
  func textIsRefused(text: String) {
    #expect(throws: SQLError.self) { try KeyspaceVSchema(json: text) }
  }

  @Test(arguments: [
    (#"{"rules": [{"from_table": "a", "to_tables": "b"}]}"#, "from"), (#"{"rules": {}}"#, "rules"),
    (#"{"routing_rules": {"rules": [5]}}"#, "rules[0]"),
  ])
  func rulesOfWrongTypesAreRefused(text: String, part: String) {
    #expect(throws: SQLError.self) { try RoutingRules(json: text) }
  }

  @Test(arguments: ["z", "0", "00x", "-", "0xff", "ff ", "é"])
  func badHexadecimalOfAPinIsToldAndTheRestWorks(pin: String) throws {
    let keyspace = try VSchemaTests.keyspace(
      """
      {"sharded": true, "vindexes": {"h": {"type": "hash"}},
       "tables": {"p": {"pinned": "\(pin)"},
        "t": {"column_vindexes": [{"column": "id", "name": "h"}]}}}
      """
    )
    let catalog = Catalog(keyspaces: [keyspace])
    #expect(catalog.problems.map(\.table) == ["p"])
    #expect(catalog.problems.first?.error.message.contains("could not decode") == true)
    #expect(throws: SQLError.self) {
      try catalog.resolve(table: "p", keyspace: nil, default: "ks")
    }
    #expect(try catalog.resolve(table: "t", keyspace: nil, default: "ks").table.name == "t")
  }

  /// Rules are followed for one step, so none of these goes round.
  @Test func cyclesOfRulesEnd() throws {
    let rules = try RoutingRules(
      json: """
        {"routing_rules": {"rules": [
          {"from_table": "a.t", "to_tables": ["b.t"]}, {"from_table": "b.t", "to_tables": ["a.t"]},
          {"from_table": "a.self", "to_tables": ["a.self"]}]},
         "keyspace_routing_rules": {"rules": [
          {"from_keyspace": "x", "to_keyspace": "y"}, {"from_keyspace": "y", "to_keyspace": "x"},
          {"from_keyspace": "x", "to_keyspace": "a"}]},
         "shard_routing_rules": {"rules": [
          {"from_keyspace": "a", "to_keyspace": "b", "shard": "0"},
          {"from_keyspace": "b", "to_keyspace": "a", "shard": "0"}]},
         "mirror_rules": {"rules": [
          {"from_table": "a.t", "to_table": "b.t", "percent": -1e300},
          {"from_table": "b.t", "to_table": "a.t", "percent": 100}]}}
        """
    )
    let keyspaces = ["a", "b"].map { name in
      Keyspace(
        name: name,
        shards: ShardMap(evenSplit: 1),
        vschema: KeyspaceVSchema(),
        isPlanOnly: true
      )
    }
    let catalog = Catalog(keyspaces: keyspaces, routing: rules)
    #expect(try catalog.resolve(table: "t", keyspace: "a", default: nil).address.keyspace == "b")
    #expect(try catalog.resolve(table: "t", keyspace: "b", default: nil).address.keyspace == "a")
    #expect(try catalog.resolve(table: "self", keyspace: "a", default: nil).address.keyspace == "a")
    #expect(throws: SQLError.self) { try catalog.keyspace(named: "y") }
    #expect(try catalog.resolve(ShardTarget("a:0")).keyspace.name == "b")
    #expect(catalog.problems.count >= 3)
    let again = try RoutingRules(json: rules.json)
    #expect(again == rules)
  }

  @Test func referenceTablesThatCopyEachOtherAreRefused() throws {
    let text = { (other: String) in
      #"{"sharded": true, "tables": {"r": {"type": "reference", "source": "\#(other).r"}}}"#
    }
    let catalog = Catalog(keyspaces: [
      try VSchemaTests.keyspace(text("b"), name: "a"),
      try VSchemaTests.keyspace(text("a"), name: "b"),
    ])
    #expect(catalog.problems.count == 2)
    #expect(throws: SQLError.self) { try catalog.resolve(table: "r", keyspace: "a", default: nil) }
  }

  @Test func tenThousandTables() throws {
    let tables = (0..<10_000).map {
      """
      "t\($0)": {"column_vindexes": [{"column": "id", "name": "h"}],
        "auto_increment": {"column": "id", "sequence": "main.s"}, "columns": [{"name": "id"}]}
      """
    }.joined(separator: ",")
    let vschema = try KeyspaceVSchema(
      json: #"{"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {\#(tables)}}"#
    )
    #expect(try KeyspaceVSchema(json: vschema.json) == vschema)
    let keyspace = Keyspace(
      name: "ks",
      shards: ShardMap(evenSplit: 2),
      vschema: vschema,
      isPlanOnly: true
    )
    let catalog = Catalog(keyspaces: [keyspace])
    #expect(catalog.problems.count == 10_000)
    #expect(catalog.problems.first?.error.message.contains("cannot resolve sequence") == true)
    #expect(catalog.lint().count == 10_000)
  }

  @Test func hugeMaps() throws {
    let entries = (0..<100_000).map { #"\"\#($0)\":\#($0 + 1)"# }.joined(separator: ",")
    let vschema = try KeyspaceVSchema(
      json: """
        {"sharded": true, "vindexes": {"m": {"type": "numeric_static_map",
          "params": {"json": "{\(entries)}"}}}}
        """
    )
    let keyspace = Keyspace(name: "ks", shards: ShardMap(evenSplit: 2), vschema: vschema)
    let vindex = try #require(keyspace.vindexes["m"])
    #expect(try vindex.map([.integer(99_999)]) == .keyspaceID(KeyspaceID(bigEndian: 100_000)))
  }

  @Test(arguments: [
    ("multicol", ["column_count": "99"]), ("multicol", ["column_count": "8", "column_bytes": "9"]),
    ("multicol", ["column_count": "2", "column_vindex": "multicol,lookup"]),
    ("multicol", ["column_count": "1", "column_vindex": "numeric_static_map"]),
    ("cfc", ["hash": "md5", "offsets": "[999999999999999999999]"]),
    ("cfc", ["hash": "md5", "offsets": "[2,1]"]), ("cfc", ["hash": "md5", "offsets": "{}"]),
    ("cfc", ["hash": "sha"]), ("region_experimental", ["region_bytes": "3"]),
    ("region_json", ["region_bytes": "1", "region_map": "/nonexistent"]),
    ("region_json", ["region_bytes": "1", "region_map_json": "{\"a\": -1}"]),
    ("numeric_static_map", ["json": "{\"1\": 18446744073709551616}"]),
    ("numeric_static_map", ["json": "{\"x\": 1}"]), ("numeric_static_map", ["json": "["]),
    ("numeric_static_map", ["json": "{}", "fallback_type": "numeric_static_map"]),
    ("lookup", ["write_only": "maybe"]), ("lookup_cost", ["cost": "-1"]),
    ("lookup", ["read_lock": "some"]), ("nothing", [:]), ("", [:]),
  ])
  func parametersAreRefused(type: String, parameters: [String: String]) {
    #expect(throws: SQLError.self) {
      try VindexRegistry.standard.make(type: type, name: "v", parameters: parameters)
    }
  }

  /// Whatever the value, a vindex answers or throws.
  @Test func valuesOfEveryKindAreAnswered() throws {
    let parameters = [
      "numeric_static_map": ["json": "{}"], "multicol": ["column_count": "2"],
      "region_experimental": ["region_bytes": "2"],
      "region_json": ["region_bytes": "1", "region_map_json": "{}"],
      "cfc": ["hash": "xxhash64", "offsets": "[1,3]"],
    ]
    let values: [VindexValue] = [
      .null, .integer(.min), .integer(.max), .unsigned(.max), .bytes([]), .bytes([0xFF, 0xFE]),
      .text(String(repeating: "9", count: 1000)), .text("-0"), .text("é\u{301}\u{10FFFF}"),
    ]
    for type in VindexRegistry.standard.types {
      let vindex = try VindexRegistry.standard.make(
        type: type,
        name: "v",
        parameters: parameters[type] ?? [:]
      )
      for first in values {
        _ = try? vindex.map([])
        _ = try? vindex.map([first])
        for second in values { _ = try? vindex.map([first, second]) }
        guard let sequential = vindex as? any SequentialVindex else { continue }
        for second in values { _ = try? sequential.mapRange(from: first, through: second) }
      }
    }
  }
}
