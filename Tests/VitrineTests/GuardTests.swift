import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL

/// What keeps a statement from costing more than it may.
@Suite struct GuardTests {
  private static func shop(
    _ configure: (inout ClusterConfiguration) -> Void = { _ in }
  ) throws -> (
    Cluster, Session
  ) {
    let (cluster, session) = try makeShop(shards: 4, configure: configure)
    for number in 1...50 {
      try session.execute("INSERT INTO users (name, age) VALUES ('u\(number)', \(number % 9))")
      try session.execute(
        "INSERT INTO orders (user_id, total, status) VALUES (\(number), \(number), 'new')"
      )
    }
    return (cluster, session)
  }

  // MARK: Scatter

  @Test func scatterIsRefusedWhereTheSessionDoes() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    let scatter = "SELECT name FROM users WHERE age = 3"
    #expect(try session.execute(scatter).rows.count == 6)
    try session.execute("SET no_scatter = 1")
    for sql in [
      scatter, "SELECT COUNT(*) FROM users", "UPDATE users SET age = 1 WHERE age = 3",
      "DELETE FROM orders WHERE total > 5", "SELECT (SELECT MAX(age) FROM users)",
      "SELECT o.id FROM orders o JOIN users u ON u.age = o.total WHERE u.id = 1",
      "INSERT INTO orders (user_id, total) SELECT id, 1 FROM users",
    ] {
      let error = #expect(throws: SQLError.self, "\(sql)") { try session.execute(sql) }
      #expect(error?.message.contains("scatter, which is disallowed") == true, "\(sql)")
    }
    for sql in [
      "SELECT name FROM users WHERE id = 3", "SELECT name FROM users WHERE id IN (1, 2)",
      "SELECT * FROM countries", "SELECT 1", "SELECT name FROM users WHERE 1 = 0",
      "UPDATE users SET age = 1 WHERE id = 3", "UPDATE countries SET name = 'x' WHERE code = 'DE'",
      "SELECT /*vt+ ALLOW_SCATTER */ name FROM users WHERE age = 3",
      "UPDATE /*vt+ ALLOW_SCATTER */ users SET age = 1 WHERE age = 3",
    ] {
      #expect(throws: Never.self, "\(sql)") { try session.execute(sql) }
    }
    try session.execute("SET no_scatter = OFF")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["50"]])
  }

  /// What asks no shard is not refused: plans are looked at where they may not run.
  @Test func plansOfScattersAreShown() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("SET no_scatter = 1")
    let scatter = "SELECT name FROM users WHERE age = 3"
    for sql in [
      "EXPLAIN \(scatter)", "EXPLAIN FORMAT=QUERIES \(scatter)", "VEXPLAIN PLAN \(scatter)",
      "CREATE VIEW threes AS \(scatter)",
    ] {
      #expect(throws: Never.self, "\(sql)") { try session.execute(sql) }
    }
    for sql in [
      "EXPLAIN ANALYZE \(scatter)", "VEXPLAIN QUERIES \(scatter)", "SELECT * FROM threes",
    ] {
      #expect(throws: SQLError.self, "\(sql)") { try session.execute(sql) }
    }
  }

  /// The plan that is told is the one that runs with the variables and parameters as they are.
  @Test func plansAreTypedByVariablesAndParameters() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("SET @id = 5, no_scatter = 1")
    #expect(try session.execute("SELECT age FROM users WHERE id IN (@id)").textRows == [["5"]])
    for sql in [
      "EXPLAIN SELECT age FROM users WHERE id = @id",
      "EXPLAIN ANALYZE SELECT age FROM users WHERE id = @id",
    ] {
      let text = try session.execute(sql).textRows.first?.first
      #expect(text??.contains("EqualUnique on users.id = @id") == true, "\(text ?? nil ?? "")")
    }
    let text = try session.execute(
      "EXPLAIN ANALYZE SELECT age FROM users WHERE id = ?",
      parameters: [.integer(5)]
    ).textRows
    #expect(text.first?.first??.contains("EqualUnique") == true)
  }

  @Test func aClusterMayRefuseScatter() throws {
    let (cluster, session) = try makeShop(shards: 2) { $0.refusesScatter = true }
    defer { try? cluster.close() }
    #expect(throws: SQLError.self) { try session.execute("SELECT COUNT(*) FROM users") }
    #expect(try session.execute("SELECT @@no_scatter").textRows == [["1"]])
  }

  @Test func scatterLeavesAWarning() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    let scatter = "SELECT name FROM users WHERE age = 3"
    #expect(try session.execute(scatter).warnings.isEmpty)
    try session.execute("SET warn_scatter = 1")
    let warnings = try session.execute(scatter).warnings
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.message.hasPrefix("the statement asks every shard: no vindex on users.age")
        == true
    )
    #expect(try session.execute("SHOW WARNINGS").rows.count == 1)
    #expect(try session.execute("SELECT name FROM users WHERE id = 3").warnings.isEmpty)
    let allowed = "SELECT /*vt+ ALLOW_SCATTER */ name FROM users WHERE age = 3"
    #expect(try session.execute(allowed).warnings.isEmpty)
  }

  // MARK: Memory

  @Test(arguments: [
    "SELECT * FROM users", "SELECT DISTINCT age + id FROM users ORDER BY 1",
    "SELECT COUNT(*) FROM (SELECT name, COUNT(*) FROM users GROUP BY name) AS t",
    "SELECT COUNT(*) FROM users a JOIN users b ON a.age < b.age WHERE a.id = 1",
    "SELECT id FROM orders WHERE total IN (SELECT age + 1 FROM users) AND id = 1",
    "SELECT SUM(u.age) FROM orders o JOIN users u ON u.id = o.total",
    "INSERT INTO orders (user_id, total) SELECT id, 1 FROM users",
  ]) func rowsThatAreHeldAreLimited(sql: String) throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("SET max_memory_rows = 20")
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code == .packetTooLarge)
    #expect(error?.message == "in-memory row count exceeded allowed limit of 20")
    let asked = sql.replacing(
      "SELECT",
      with: "SELECT /*vt+ IGNORE_MAX_MEMORY_ROWS=1 */",
      maxReplacements: 1
    )
    if !sql.hasPrefix("INSERT") { #expect(throws: Never.self) { try session.execute(asked) } }
    try session.execute("SET max_memory_rows = 0")
    #expect(throws: Never.self) { try session.execute(sql) }
  }

  @Test func bytesThatAreHeldAreLimited() throws {
    let (cluster, session) = try Self.shop { $0.maximumMemoryBytes = 1000 }
    defer { try? cluster.close() }
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["50"]])
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT * FROM users") }
    #expect(error?.message == "in-memory rows exceeded allowed limit of 1000 bytes")
    try session.execute("SET max_memory_bytes = 100000")
    #expect(try session.execute("SELECT * FROM users").rows.count == 50)
  }

  /// What aggregates put together counts, group by group; what GROUP_CONCAT cuts off is not kept.
  @Test(arguments: [
    "JSON_ARRAYAGG(CONCAT(a.name, REPEAT('x', 100)))",
    "JSON_OBJECTAGG(CONCAT(a.id, '/', b.id), REPEAT('x', 100))",
    "GROUP_CONCAT(CONCAT(b.id, REPEAT('x', 100)) ORDER BY b.id)",
  ]) func statesOfAggregatesAreLimited(aggregate: String) throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("SET max_memory_bytes = 100000, group_concat_max_len = 1000000")
    let rows = "users a JOIN users b ON a.age >= 0 AND b.age >= 0"
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT LENGTH(\(aggregate)) FROM \(rows)")
    }
    #expect(error?.message == "in-memory rows exceeded allowed limit of 100000 bytes")
    let groups = "SELECT COUNT(*) FROM (SELECT \(aggregate) FROM \(rows) GROUP BY a.id) g"
    #expect(try session.execute(groups).textRows == [["50"]])
    try session.execute("SET group_concat_max_len = 10")
    let cut = "SELECT GROUP_CONCAT(REPEAT('x', 100)), COUNT(*) FROM \(rows)"
    #expect(try session.execute(cut).textRows == [["xxxxxxxxxx", "2500"]])
  }

  /// What a lookup join has joined it lets go of.
  @Test func batchesAreLetGo() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("SET max_memory_rows = 60")
    let sql = "SELECT u.name FROM orders o JOIN users u ON u.id = o.total LIMIT 5"
    #expect(try session.execute(sql).rows.count == 5)
  }

  // MARK: Planning

  private static func timed(_ body: () throws -> Void) rethrows -> Duration {
    try ContinuousClock().measure(body)
  }

  /// Large statements are planned and answered; a bound that is not kept is minutes, not seconds.
  @Test(.timeLimit(.minutes(1))) func largeStatementsArePlanned() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name, age) VALUES (1, 'Ada', 36)")
    let scalars = (0..<100).map { "(SELECT MAX(age) + \($0) FROM users WHERE age > \($0))" }
    let row = try session.execute("SELECT \(scalars.joined(separator: ", "))").textRows
    #expect(row.first?.count == 100 && row.first?.first == "36")
    for column in ["id", "age"] {
      let joins = (1..<60).map { "JOIN users t\($0) ON t\($0).\(column) = t\($0 - 1).\(column)" }
      let sql = "SELECT COUNT(*) FROM users t0 \(joins.joined(separator: " "))"
      #expect(try session.execute(sql).textRows == [["1"]], "\(column)")
    }
    let list = (0..<10_000).map { "\($0)" }.joined(separator: ", ")
    #expect(try session.execute("SELECT id FROM users WHERE age IN (\(list))").rows.count == 1)
    let union = (0..<500).map { "SELECT id FROM users WHERE age = \($0)" }
    #expect(try session.execute(union.joined(separator: " UNION ALL ")).rows.count == 1)
    #expect(try session.execute(union.joined(separator: " UNION ")).rows.count == 1)
  }

  /// Chains of lookups and equalities of all with all take time that grows with a power of their number.
  @Test(.timeLimit(.minutes(1)), arguments: Strategies.all.map(\.name))
  func longJoinsArePlanned(strategy: String) throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    session.strategy = strategy
    try session.execute("INSERT INTO users (id, name, age) VALUES (1, 'Ada', 1)")
    for kind in ["JOIN", "LEFT JOIN"] {
      let joins = (1..<40).map { "\(kind) users t\($0) ON t\($0).id = t\($0 - 1).age" }
      let sql = "SELECT COUNT(*), MAX(t39.id) FROM users t0 \(joins.joined(separator: " "))"
      #expect(try session.execute(sql).textRows == [["1", "1"]], "\(kind)")
    }
    let tables = (0..<14).map { "users t\($0)" }.joined(separator: ", ")
    for (left, right) in [("age", "age"), ("id", "age")] {
      let pairs = (1..<14).flatMap { last in
        (0..<last).map { "t\($0).\(left) = t\(last).\(right)" }
      }
      let conditions = (["t0.id = 1"] + pairs).joined(separator: " AND ")
      let sql = "SELECT COUNT(*) FROM \(tables) WHERE \(conditions)"
      #expect(try session.execute(sql).textRows == [["1"]], "\(left)")
    }
  }

  /// What a statement may take begins with its planning.
  @Test(arguments: [
    ("SET max_execution_time = 1", "", 3024), ("SET query_timeout = 1", "", 1317),
    ("SET max_execution_time = 0", "/*+ MAX_EXECUTION_TIME(1) */", 3024),
    ("SET query_timeout = 0", "/*vt+ QUERY_TIMEOUT_MS=1 */", 1317),
  ])
  func planningEndsInTime(setting: String, hint: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    let tables = (0..<40).map { "users t\($0)" }.joined(separator: ", ")
    let pairs = (1..<40).flatMap { last in (0..<last).map { "t\($0).id = t\(last).age" } }
    let sql = "SELECT \(hint) COUNT(*) FROM \(tables) WHERE \(pairs.joined(separator: " AND "))"
    try session.execute(setting)
    for explained in ["", "EXPLAIN "] {
      let error = #expect(throws: SQLError.self) { try session.execute(explained + sql) }
      #expect(error?.code.number == number)
    }
  }

  /// Each level is planned a bounded number of times, not twice for each level above.
  @Test(.timeLimit(.minutes(1)), arguments: ["age", "id"])
  func nestedSubqueriesArePlanned(column: String) throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (id, name, age) VALUES (1, 'Ada', 1)")
    var sql = "SELECT \(column) FROM users"
    for level in 0..<16 {
      sql = "SELECT t\(level).\(column) FROM users t\(level) WHERE t\(level).\(column) IN (\(sql))"
    }
    #expect(try session.execute(sql).textRows == [["1"]])
    var exists = "SELECT 1 FROM users u WHERE u.\(column) = t0.\(column)"
    for level in 0..<8 {
      let around = level == 7 ? "" : "AND t\(level).\(column) = t\(level + 1).\(column)"
      exists = "SELECT 1 FROM users t\(level) WHERE EXISTS (\(exists)) \(around)"
    }
    #expect(try session.execute(exists).textRows == [["1"]])
  }
}
