import Foundation
import Testing
import VitrineScenarios
import VitrineSharding

@Suite struct ReadingTests {
  static let complete = """
    name: shop
    keyspaces:
      shop:
        shards: 2
        vschema:
          sharded: true
          vindexes: {hash: {type: hash}}
          tables:
            t: {column_vindexes: [{column: id, name: hash}]}
        schema:
          - CREATE TABLE t (id BIGINT PRIMARY KEY);
          - CREATE TABLE u (id BIGINT PRIMARY KEY);
      plain:
    routing_rules: {rules: [{from_table: v, to_tables: [shop.t]}]}
    default: shop
    strategy: gather
    seed: 7
    data: INSERT INTO t VALUES (1);
    steps:
      - BEGIN
      - name: one row
        sql: SELECT id, name FROM t WHERE id = ?
        session: other
        params: [1, x, null, true, "2"]
        expect:
          columns: [id, name]
          rows: [[1, null], [2, "null"]]
          ordered: false
          shards: [shop/80-, shop/-80]
          plan: {contains: EqualUnique, excludes: [Scatter]}
          warnings: [1292]
      - sql: X
        expect: {error: 1062}
      - sql: X
        expect: {error: VT12001, shards: 2}
      - sql: X
        expect: {error: {code: 1105, state: HY000, vt: VT09023, message: keyspace id}}
    """

  @Test func everyKeyIsRead() throws {
    let scenario = try Scenario(yaml: Self.complete, path: "shop.yaml")
    #expect(scenario.name == "shop")
    #expect(scenario.strategy == "gather" && scenario.seed == 7)
    #expect(scenario.layout.keyspaces.map(\.name) == ["shop", "plain"])
    #expect(scenario.layout.keyspaces[0].shards == 2)
    #expect(
      scenario.layout.keyspaces[0].vschema
        == #"{"sharded":true,"vindexes":{"hash":{"type":"hash"}},"tables":{"t":{"column_vindexes":[{"column":"id","name":"hash"}]}}}"#
    )
    #expect(scenario.layout.keyspaces[0].schema.contains("TABLE u"))
    #expect(scenario.layout.routingRules?.contains(#""from_table":"v""#) == true)
    #expect(scenario.layout.defaultKeyspace == "shop")
    #expect(scenario.data == ["INSERT INTO t VALUES (1);"])
    #expect(scenario.steps.map(\.line) == [20, 21, 32, 34, 36])
  }

  @Test func expectationsAreRead() throws {
    let steps = try Scenario(yaml: Self.complete, path: "shop.yaml").steps
    let step = steps[1]
    #expect(step.title == "one row" && step.session == "other")
    #expect(step.parameters == [.integer(1), .text("x"), .null, .integer(1), .text("2")])
    #expect(step.expectation.columns == ["id", "name"])
    #expect(step.expectation.rows == [["1", nil], ["2", "null"]])
    #expect(!step.expectation.isOrdered)
    #expect(step.expectation.shards == ["shop/-80", "shop/80-"])
    #expect(step.expectation.planContains == ["EqualUnique"])
    #expect(step.expectation.planExcludes == ["Scatter"])
    #expect(step.expectation.warnings == [1292])
    #expect(steps[2].expectation.failure?.code == 1062)
    #expect(steps[3].expectation.failure?.vitessCode == "VT12001")
    #expect(steps[3].expectation.shardCount == 2)
    #expect(steps[4].expectation.failure?.message == "keyspace id")
  }

  @Test(arguments: [
    ("steps:\n  - sql: X\n    expct: 1\n", 3, 5, "unknown key 'expct'"),
    ("steps: SELECT 1\n", 1, 8, "'steps' is not a list"),
    ("keyspaces: shop\n", 1, 12, "'keyspaces' is not a mapping"),
    ("data: {a: b}\n", 1, 7, "'data' is neither a text nor a list"),
    ("steps:\n  - expect: {}\n", 2, 5, "without 'sql'"),
    ("steps:\n  - sql: X\n    expect: {rows: 1}\n", 3, 20, "'rows' is not a list"),
    ("steps:\n  - sql: X\n    expect: {rows: [1]}\n", 3, 21, "a row is not a list"),
    ("steps:\n  - sql: X\n    expect: {rows: [[[1]]]}\n", 3, 22, "a value of a row"),
    ("steps:\n  - sql: X\n    expect: {warnings: [abc]}\n", 3, 25, "more than whole numbers"),
    ("steps:\n  - sql: X\n    expect: {insert_id: -1}\n", 3, 25, "of 0 or more"),
    ("steps:\n  - sql: X\n    expect: {shards: {a: 1}}\n", 3, 22, "neither a number nor a list"),
    ("steps:\n  - sql: X\n    expect: {shards: [[a]]}\n", 3, 23, "name is not a text"),
    ("steps:\n  - sql: X\n    expect: {affected: many}\n", 3, 24, "not a whole number"),
    ("keyspaces:\n  a: 1\n", 2, 6, "is not a mapping"),
    ("keyspaces:\n  a: {vschema: '{'}\n", 2, 16, "Invalid JSON text"),
    ("data: missing.sql\n", 1, 1, "cannot read 'missing.sql'"),
    ("name: [\n", 2, 1, "not YAML"),
    ("steps:\n  - a: 1\n   b: 2\n", 3, 4, "not YAML"),
    ("", 0, 0, "empty"),
  ])
  func mistakesAreToldWithTheirPlace(yaml: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(yaml: yaml, path: "nowhere/shop.yaml")
    }
    #expect(error?.line == line)
    #expect(error?.column == column)
    #expect(error?.message.contains(message) == true, "\(error.map(String.init) ?? "")")
  }

  @Test func misspeltKeysGetTheNearestOne() {
    let error = #expect(throws: ScenarioError.self) {
      try Scenario(yaml: "steps:\n  - sql: X\n    expct: 1\n", path: "shop.yaml")
    }
    #expect(
      error?.description == "shop.yaml:3:5: unknown key 'expct'\nhint: did you mean 'expect'?"
    )
  }

  @Test func manyAliasesAreRefused() {
    let layers = (1...12).map {
      "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 9).joined(separator: ","))]"
    }
    let yaml = "l0: &l0 [x]\n" + layers.joined(separator: "\n")
    let error = #expect(throws: ScenarioError.self) { try Scenario(yaml: yaml, path: "bomb.yaml") }
    #expect(error?.message.contains("too large") == true)
  }

  @Test func missingFilesAreTold() {
    let error = #expect(throws: ScenarioError.self) { try Scenario(file: "nowhere.yaml") }
    #expect(error?.description == "nowhere.yaml: cannot read the file")
  }
}
