import Testing
import VitrineSQL
import VitrineSharding

@testable import Vitrine

@Suite("EXPLAIN and VEXPLAIN")
struct ExplainTests {
  private func text(_ sql: String, _ session: Session) throws -> String {
    try session.execute(sql).textRows
      .map { row in row.map { $0 ?? "NULL" }.joined(separator: " | ") }
      .joined(separator: "\n")
  }

  @Test func aRouteSaysWhyAndWhere() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    let point = try text("EXPLAIN SELECT name FROM users WHERE id = 1", session)
    let shards = try session.execute("SELECT name FROM users WHERE id = 1").trace.shards
    let shard = try #require(shards.first?.split(separator: "/").last)
    #expect(point.hasPrefix("Route EqualUnique on users.id = 1 via hash → \(shard) (shop): SELECT"))
    let open = "SELECT name FROM users WHERE id = ?"
    let plan = try session.explain(open)
    #expect(!plan.tree(session.printing(of: plan, sql: open)).contains("→"))
    #expect(
      try text("EXPLAIN SELECT * FROM users", session).hasPrefix("Route Scatter: no condition")
    )
    let update = try text("EXPLAIN UPDATE users SET name = 'x' WHERE id = 1", session)
    #expect(update.hasPrefix("Update EqualUnique on users.id = 1 via hash → \(shard) (shop)"))
  }

  @Test(arguments: [
    ("tree", "MergeSort name"), ("traditional", "MergeSort name"),
    ("html", "<ul class=\"plan\">"), ("mermaid", "flowchart BT"), ("dot", "digraph plan {"),
    ("graphviz", "digraph plan {"), ("json", "\"OperatorType\": \"MergeSort\""),
    ("rules", "route-table | users is read by Scatter"),
  ])
  func formats(name: String, part: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let told = try text("EXPLAIN FORMAT=\(name) SELECT name FROM users ORDER BY name", session)
    #expect(told.contains(part))
  }

  @Test func unknownFormatsAreRefused() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) {
      try session.execute("EXPLAIN FORMAT=pdf SELECT 1")
    }
    #expect(error?.code.number == 1791)
  }

  @Test func simulatedTimeIsThatOfTheNetworksCosts() throws {
    let (cluster, session) = try makeShop(shards: 4) {
      $0.costs = CostModel(roundTrip: 1000, call: 100, row: 10, byte: 0)
    }
    defer { try? cluster.close() }
    try fillShop(session)
    #expect(try session.execute("SELECT 1").trace.simulated == .zero)
    let scatter = try session.execute("SELECT name FROM users").trace
    #expect(scatter.simulated == .microseconds(1000 + 4 * 100 + 8 * 10))
    let join = "SELECT u.name FROM orders o JOIN users u ON u.id = o.total"
    let looked = try session.execute("EXPLAIN ANALYZE \(join)").textRows.joined().compactMap { $0 }
    #expect(looked.joined().contains("simulated"))
    let trace = try session.execute(join).trace
    #expect(trace.simulated == trace.nodes.map(\.simulated).reduce(.zero, +))
    #expect(trace.simulated >= .microseconds(trace.roundTrips * 1000))
  }

  @Test func queriesAreEstimatedWithoutRunning() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try fillShop(session)
    let point = try session.execute("EXPLAIN FORMAT=QUERIES SELECT name FROM users WHERE id = 1")
    #expect(point.trace.shardCalls == 0)
    #expect(point.textRows.map { $0[3] } == ["1"])
    #expect(point.textRows[0][5]?.contains("SEARCH users") == true)
    let joined = try session.execute(
      "EXPLAIN FORMAT=QUERIES SELECT u.name, o.id FROM users u JOIN orders o ON o.id = u.id"
    )
    #expect(Set(joined.textRows.map { $0[0] }).count == 2)
    #expect(joined.textRows.allSatisfy { $0[5]?.isEmpty == false })
    let deleted = try session.execute("EXPLAIN FORMAT=QUERIES DELETE FROM users WHERE id = 1")
    #expect(deleted.textRows.map { $0[3] } == ["1"])
    #expect(
      try session.execute("SELECT COUNT(*) FROM users WHERE id = 1").textRows == [["1"]]
    )
  }

  @Test func allTellsSQLitesPlans() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let result = try session.execute("VEXPLAIN ALL SELECT name FROM users WHERE id = 1")
    #expect(result.columns.map(\.name) == ["#", "keyspace", "shard", "query", "query_plan"])
    #expect(result.textRows[0][4]?.contains("SEARCH users") == true)
  }

  @Test func traceTellsTheCostOfEachStep() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try fillShop(session)
    let sql = "SELECT name FROM users ORDER BY name LIMIT 3"
    let told = try text("VEXPLAIN TRACE \(sql)", session)
    let limit = try JSON(parsing: told)["Instructions"]
    #expect(limit?["OperatorType"]?.text == "Limit")
    #expect(limit?["Rows"] == .integer(3))
    let route = limit?["Inputs"]?.elements?.first?["Inputs"]?.elements?.first
    #expect(route?["OperatorType"]?.text == "Route")
    #expect(route?["ShardsQueried"] == .integer(2))
    #expect(route?["DistinctShards"] == .integer(2))
    #expect(route?["NoOfCalls"] == .integer(1))
    #expect(route?["Rows"] == .integer(6))
    #expect(route?["SimulatedMicroseconds"] == .integer(342))
    let tree = try text("EXPLAIN ANALYZE \(sql)", session)
    #expect(tree.hasPrefix("Limit "))
    #expect(tree.split(separator: "\n")[0].contains(" [3 rows, "))
    #expect(tree.contains("[2 calls, 6 rows, "))
    #expect(tree.contains("2 shard calls in 1 round trips"))
  }

  @Test func traceCountsEachBatchOfALookup() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try fillShop(session)
    let sql = "SELECT o.status, u.name FROM orders o JOIN users u ON u.id = o.id WHERE o.total < 3"
    let tree = try text("EXPLAIN ANALYZE \(sql)", session)
    let rows = try session.execute(sql).rows.count
    #expect(tree.contains("[\(rows) row"), "\(tree)")
  }

  @Test(arguments: ["VEXPLAIN QUERIES", "VEXPLAIN ALL", "VEXPLAIN TRACE", "EXPLAIN ANALYZE"])
  func writesAreRunOnlyWhenToldTo(kind: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try fillShop(session)
    let count = "SELECT COUNT(*) FROM users"
    #expect(throws: SQLError.self) { try session.execute("\(kind) DELETE FROM users") }
    #expect(try session.execute(count).textRows == [["8"]])
    try session.execute("\(kind) DELETE /*vt+ EXECUTE_DML_QUERIES */ FROM users")
    #expect(try session.execute(count).textRows == [["0"]])
  }
}
