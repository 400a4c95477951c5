import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// BETWEEN, NOT BETWEEN and LIKE are routed by the vindexes that can tell, and by no others.
@Suite("Routing of ranges")
struct SequentialRoutingTests {
  private static func catalog(planOnly isPlanOnly: Bool) throws -> Catalog {
    var keyspace = Keyspace(
      name: "ks",
      shards: ShardMap(evenSplit: 4),
      vschema: try KeyspaceVSchema(
        json: """
          {"sharded": true,
           "vindexes": {"num": {"type": "numeric"}, "bin": {"type": "binary"},
            "cfc": {"type": "cfc"}, "h": {"type": "hash"}},
           "tables": {
            "n": {"column_vindexes": [{"column": "k", "name": "num"}]},
            "b": {"column_vindexes": [{"column": "k", "name": "bin"}]},
            "i": {"column_vindexes": [{"column": "k", "name": "bin"}]},
            "c": {"column_vindexes": [{"column": "k", "name": "cfc"}]},
            "h": {"column_vindexes": [{"column": "k", "name": "h"}, {"column": "x", "name": "num"}]}}}
          """
      ),
      isPlanOnly: isPlanOnly
    )
    guard !isPlanOnly else { return Catalog(keyspaces: [keyspace]) }
    let types: [String: MySQLType] = [
      "n": .bigint, "b": MySQLType(.varbinary, length: 20, collation: .binary), "i": .bigint,
      "c": .varchar(20, .utf8mb4Uca0900Bin), "h": .bigint,
    ]
    for (name, type) in types {
      let columns = [("id", MySQLType.bigint), ("k", type), ("x", .bigint)].map {
        ColumnDefinition(name: $0, type: $1, isNullable: $0 != "id")
      }
      keyspace.tables[name] = TableDefinition(name: name, columns: columns, primaryKey: ["id"])
    }
    return Catalog(keyspaces: [keyspace])
  }

  private static func variant(_ condition: String, planOnly: Bool = false) throws -> String {
    try route(condition, planOnly: planOnly).variant
  }

  private static func route(
    _ condition: String,
    planOnly: Bool = false
  ) throws -> Primitive.Route {
    let text = "SELECT * FROM \(condition)"
    let options = PlannerOptions(defaultKeyspace: "ks")
    let plan = try Planner(catalog: catalog(planOnly: planOnly), options: options)
      .plan(Parser.parse(text), text: text)
    guard case .route(let route) = plan.root else {
      throw SQLError(.internal, "\(plan.root)")
    }
    return route
  }

  @Test(arguments: [
    ("h WHERE k = -5", "h.k = -5 via h"), ("h WHERE k = 2 + 3", "h.k = 5 via h"),
    ("n WHERE k = 5.0", "n.k = 5.0 via num"),
    ("n WHERE k > 1 AND k <= 5", "n.k between (1, 5) via num"),
    ("h WHERE x = 5", "h.x has the vindex num, which no write checks"),
    ("h WHERE id = 5", "no vindex on h.id; a lookup vindex on it would make this 1 shard"),
    (
      "(SELECT x, ROW_NUMBER() OVER (PARTITION BY k ORDER BY x) AS r FROM h) t WHERE r = 1",
      "no condition on a vindex of h"
    ),
  ])
  func reasons(condition: String, reason: String) throws {
    #expect(try Self.route(condition).reason == reason)
  }

  @Test(arguments: [
    ("n WHERE k BETWEEN 1 AND 5", "Between"), ("n WHERE k NOT BETWEEN 1 AND 5", "Scatter"),
    ("n WHERE NOT k BETWEEN 1 AND 5", "Scatter"), ("n WHERE k BETWEEN -5 AND 5", "Between"),
    ("b WHERE k BETWEEN 'a' AND 'b'", "Between"), ("b WHERE k NOT BETWEEN 'a' AND 'b'", "Scatter"),
    ("n WHERE k >= 1 AND k < 5", "Between"), ("n WHERE 5 > k AND 1 <= k AND x = 3", "Between"),
    ("n WHERE k >= 1 AND x < 5", "Scatter"), ("n WHERE k >= 1 OR k < 5", "Scatter"),
    ("n WHERE k > 1 AND k < x", "Scatter"), ("n WHERE k >= 1 AND k <= NULL", "None"),
    ("b WHERE k > 'a' AND k <= 'b'", "Between"), ("i WHERE k >= 2 AND k <= 10", "Scatter"),
    ("i WHERE k BETWEEN 2 AND 10", "Scatter"), ("c WHERE k LIKE 'ab%'", "Equal"),
    ("c WHERE k NOT LIKE 'ab%'", "Scatter"), ("h WHERE k BETWEEN 1 AND 5", "Scatter"),
    ("h WHERE k = 5", "EqualUnique"), ("h WHERE x = 5", "Scatter"),
    ("h WHERE k IS NULL", "EqualUnique"),
    ("h WHERE k = NULL", "None"), ("h WHERE k IN (NULL, 5)", "IN"),
  ])
  func withTables(condition: String, variant: String) throws {
    #expect(try Self.variant(condition) == variant)
  }

  @Test(arguments: [
    ("n WHERE k BETWEEN 1 AND 5", "Between"), ("n WHERE k NOT BETWEEN 1 AND 5", "Scatter"),
    ("b WHERE k NOT BETWEEN 'a' AND 'b'", "Scatter"), ("h WHERE x = 5", "EqualUnique"),
    ("n WHERE k >= 1 AND k <= 5", "Between"),
  ])
  func withoutTables(condition: String, variant: String) throws {
    #expect(try Self.variant(condition, planOnly: true) == variant)
  }
}
