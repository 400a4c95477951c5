import Foundation
import Testing
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// ANALYZE TABLE, and plans that are chosen by what it found.
@Suite struct CostStrategyTests {
  /// 1,000 users and 3,000 orders on four shards.
  private static func shop(
    at directory: String? = nil,
    shards: Int = 4,
    configure: (inout ClusterConfiguration) -> Void = { _ in }
  ) throws -> (Cluster, Session) {
    var configuration = ClusterConfiguration()
    configure(&configuration)
    let cluster = try Cluster.create(at: directory, configuration: configuration)
    try cluster.createKeyspace("shop", shards: shards, vschemaJSON: shopVSchema)
    let session = try cluster.session(target: "shop")
    try session.executeScript(shopSchema)
    let users = (1...1000).map { "(\($0), 'u\($0)', \($0 % 50))" }
    try session.execute("INSERT INTO users (id, name, age) VALUES \(users.joined(separator: ", "))")
    let orders = (1...3000).map { number in
      "(\(number % 1000 + 1), \(number % 777), '\(number % 100 == 0 ? "rare" : "often")')"
    }
    try session.execute(
      "INSERT INTO orders (user_id, total, status) VALUES \(orders.joined(separator: ", "))"
    )
    return (cluster, session)
  }

  // MARK: Calls

  /// A join across shards asks each shard once for a batch of left rows, never once for each row.
  @Test(arguments: ["pushdown", "cost"])
  func aJoinAsksOnceForABatch(strategy: String) throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    session.strategy = strategy
    try session.execute("ANALYZE TABLE users, orders")
    let batches = 3
    for sql in [
      "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.total",
      "SELECT o.id, u.name FROM orders o LEFT JOIN users u ON u.id = o.total",
      "SELECT o.id, u.name FROM orders o JOIN users u ON u.age = o.user_id",
    ] {
      let result = try session.execute(sql)
      #expect(result.rows.count > 1000, "\(sql)")
      #expect(result.trace.shardCalls <= 4 + 4 * batches, "\(sql): \(result.trace.shardCalls)")
    }
    let few = try session.execute(
      "SELECT o.id, u.name FROM orders o JOIN users u ON u.id = o.total WHERE o.status = 'rare'"
    )
    #expect(few.trace.shardCalls <= 4 + 4)
  }

  /// A thousand left rows are one batch: no shard is asked twice for the right side.
  @Test(arguments: [2, 4, 7], ["pushdown", "cost"])
  func aThousandRowsAreOneBatch(shards: Int, strategy: String) throws {
    let (cluster, session) = try Self.shop(shards: shards)
    defer { try? cluster.close() }
    session.strategy = strategy
    for sql in [
      "SELECT u.id, v.name FROM users u JOIN users v ON v.id = u.age",
      "SELECT u.id, v.name FROM users u LEFT JOIN users v ON v.id = u.age",
    ] {
      let result = try session.execute(sql)
      #expect(result.rows.count >= 980, "\(sql): \(result.rows.count)")
      #expect(result.plan?.tree().contains("LookupJoin") == true, "\(sql)")
      #expect(result.trace.shardCalls <= shards + shards, "\(sql): \(result.trace.shardCalls)")
    }
  }

  // MARK: Choices

  @Test func rowsThatMatchFewAreNotReadWhole() throws {
    let (cluster, session) = try Self.shop()
    defer { try? cluster.close() }
    try session.execute("ANALYZE TABLE users, orders")
    let sql = """
      SELECT COUNT(*) FROM users u JOIN orders o ON o.id = u.age WHERE u.id = 7
      """
    session.strategy = "gather"
    let whole = try session.execute(sql)
    session.strategy = "cost"
    let reduced = try session.execute(sql)
    #expect(whole.textRows == reduced.textRows)
    #expect(whole.trace.rowsMoved > 3000 && reduced.trace.rowsMoved < 20)
    #expect(reduced.plan?.firings.contains { $0.rule == "cost-join" } == true)
    let directed = try session.execute(
      sql.replacing("SELECT", with: "SELECT /*vt+ PLANNER=gather */")
    )
    #expect(directed.trace.rowsMoved > 3000)
  }

  /// The shards are asked for the right side while their left rows are not all read.
  @Test func lookingUpDisturbsNoRunningText() throws {
    for strategy in ["pushdown", "cost"] {
      let (cluster, session) = try Self.shop()
      defer { try? cluster.close() }
      session.strategy = strategy
      let result = try session.execute(
        """
        SELECT COUNT(*), COUNT(u.name) FROM orders o LEFT JOIN users u ON u.id = o.total
        WHERE EXISTS (SELECT 1 FROM orders p WHERE p.user_id = o.user_id AND p.total <> o.total)
        """
      )
      #expect(result.textRows == [["3000", "2997"]], "\(strategy)")
    }
  }

  /// The keys of a lookup hide no table of the user's.
  @Test func aTableMayBeCalledKeys() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 4)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      """
      CREATE TABLE `keys` (id BIGINT PRIMARY KEY, n BIGINT);
      INSERT INTO `keys` VALUES (1, 2), (2, 3), (3, 9), (4, 1)
      """
    )
    for _ in 0..<2 {
      let joined = try session.execute(
        "SELECT a.id, b.n FROM `keys` a JOIN `keys` b ON b.id = a.n ORDER BY 1"
      )
      #expect(joined.textRows == [["1", "3"], ["2", "9"], ["4", "2"]])
      let rows = try session.execute("SELECT n FROM `keys` ORDER BY id").textRows
      #expect(rows == [["2"], ["3"], ["9"], ["1"]])
    }
  }

  @Test func theModelDecides() throws {
    let sql = "SELECT u.name FROM orders o JOIN users u ON u.id = o.total"
    var methods: [[String]] = []
    let models = [
      CostModel(roundTrip: 1e6, call: 0, row: 0, byte: 0, coordinatorRow: 0),
      CostModel(roundTrip: 0, call: 0, row: 100),
    ]
    for costs in models {
      let (cluster, session) = try Self.shop { $0.costs = costs }
      defer { try? cluster.close() }
      try session.execute("ANALYZE TABLE users, orders")
      session.strategy = "cost"
      methods.append(try session.explain(sql).firings.map(\.rule).filter { $0 == "cost-join" })
    }
    #expect(methods == [[], ["cost-join"]])
  }

  // MARK: An application's strategy

  private struct AskAlways: PlannerStrategy {
    let name = "ask-always"
    let summary = "never read a right side whole"

    func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative {
      alternatives.others.first ?? alternatives.coordinated
    }
  }

  private struct Inventive: PlannerStrategy {
    let name = "inventive"
    let summary = "chooses a way that is none of those there are"

    func chooseJoin(_ alternatives: JoinAlternatives, by model: CostModel) -> JoinAlternative {
      var own = alternatives.others.first ?? alternatives.coordinated
      own.batchSize = -1
      return own
    }
  }

  private struct FewRules: PlannerStrategy {
    let name = "few-rules"
    let summary = "routes and filters"

    func rules(of phase: PlannerPhase) -> [String] {
      phase == .routing ? ["route-table", "route-values", "push-filter-into-route"] : []
    }
  }

  private struct Mistaken: PlannerStrategy {
    let name = "mistaken"
    let summary = "names a rule that there is not"
    func rules(of phase: PlannerPhase) -> [String] { ["push-filtre"] }
  }

  @Test func plansTellWhatWasExpected() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    let users = (1...8).map { "(\($0), 'u\($0)', \(20 + $0))" }
    let orders = (1...16).map { "(\($0), \($0 % 8 + 1), \($0 * 10))" }
    try session.executeScript(
      """
      INSERT INTO users (id, name, age) VALUES \(users.joined(separator: ", "));
      INSERT INTO orders (id, user_id, total) VALUES \(orders.joined(separator: ", "));
      ANALYZE TABLE users, orders
      """
    )
    func lines(_ sql: String) throws -> [String] {
      try session.execute(sql).textRows.map { $0.compactMap(\.self).joined(separator: " ") }
    }
    let sql = "SELECT o.id FROM users u JOIN orders o ON o.user_id = u.age WHERE u.name = 'u7'"
    #expect(try !lines("EXPLAIN \(sql)").joined().contains("expected"))
    session.strategy = "cost"
    let tree = try lines("EXPLAIN \(sql)")
    #expect(tree[0] == "LookupJoin on u.age = o.user_id [expected 1 row, 0.025 ms]")
    // A round to four shards, and one row.
    #expect(tree[1].contains(" [expected 1 row, 0.380 ms]"), "\(tree)")
    #expect(tree[2].contains(" [expected 2 rows, 0.321 ms]"), "\(tree)")
    let ran = try lines("EXPLAIN ANALYZE \(sql)")
    #expect(ran[1].contains(" [expected 1 row, 0.380 ms; 4 calls, 1 row, "), "\(ran)")
    let json = try JSON(parsing: lines("EXPLAIN FORMAT=JSON \(sql)")[0])["Instructions"]
    let route = json?["Inputs"]?.elements?.first
    #expect(route?["EstimatedRows"] == 1)
    #expect(route?["EstimatedMicroseconds"] == 380)
    let rules = try lines(
      "EXPLAIN FORMAT=RULES SELECT 1 FROM orders a JOIN users u ON u.id = a.id "
        + "JOIN users v ON v.age = u.age AND v.name = 'u7'"
    )
    #expect(
      rules.contains {
        $0.hasPrefix(
          "cost-order-joins ordered 3 inputs by cost: v (1 row), u (8 rows), a (16 rows); "
        )
      }
    )
    #expect(rules.contains { $0.hasPrefix("cost-join") && $0.hasSuffix(" ms to read it whole") })
  }

  @Test func anApplicationBringsAStrategy() throws {
    let (cluster, session) = try Self.shop {
      $0.strategies = [AskAlways(), Inventive(), FewRules(), Mistaken()]
    }
    defer { try? cluster.close() }
    let sql = "SELECT COUNT(*), MIN(u.name) FROM orders o JOIN users u ON u.age = o.user_id"
    let expected = try session.execute(sql).textRows
    try session.execute("SET vitrine_strategy = 'ask-always'")
    let asked = try session.execute(sql)
    #expect(asked.textRows == expected)
    #expect(asked.plan?.firings.contains { $0.rule == "cost-join" } == true)
    let invented = try session.execute(
      sql.replacing("SELECT", with: "SELECT /*vt+ PLANNER=inventive */")
    )
    #expect(invented.textRows == expected)
    #expect(invented.plan?.firings.contains { $0.rule == "cost-join" } == false)
    let few = try session.execute(
      sql.replacing("SELECT", with: "SELECT /*vt+ PLANNER=few-rules */")
    )
    #expect(few.textRows == expected)
    #expect(few.plan?.firings.contains { $0.rule == "push-aggregate-into-route" } == false)
    let mistaken = #expect(throws: SQLError.self) {
      try session.execute("SELECT /*vt+ PLANNER=mistaken */ 1")
    }
    #expect(mistaken?.hint == "did you mean 'push-filter'?")
    let unknown = #expect(throws: SQLError.self) {
      try session.execute("SELECT /*vt+ PLANNER=nothing */ 1")
    }
    #expect(unknown?.hint?.contains("'ask-always'") == true)
  }

  // MARK: ANALYZE TABLE

  @Test func statisticsAreGatheredAndKept() throws {
    let directory = FileManager.default.temporaryDirectory
      .appending(path: "vitrine-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let address = TableAddress(keyspace: "shop", table: "users")
    do {
      let (cluster, session) = try Self.shop(at: directory)
      let rows = try session.execute("ANALYZE TABLE users, countries").textRows
      #expect(
        rows == [
          ["shop.users", "analyze", "status", "OK"], ["shop.countries", "analyze", "status", "OK"],
        ]
      )
      let created = try session.execute(
        "ANALYZE TABLE users UPDATE HISTOGRAM ON age, `name`, height WITH 16 BUCKETS"
      )
      #expect(
        created.textRows.map { $0.last } == [
          "Histogram statistics created for column 'age'.",
          "Histogram statistics created for column 'name'.",
          "The column 'height' does not exist.",
        ]
      )
      try cluster.close()
    }
    let cluster = try Cluster.open(at: directory)
    defer { try? cluster.close() }
    let known = cluster.catalog.statistics[address]
    #expect(known?.rowCount == 1000)
    #expect(known?.columns["age"]?.distinctCount == 50)
    #expect(known?.columns["email"]?.nullFraction == 1)
    #expect((9...16).contains(known?.columns["age"]?.histogram?.buckets.count ?? 0))
    let session = try cluster.session(target: "shop")
    let dropped = try session.execute("ANALYZE TABLE users DROP HISTOGRAM ON age, id")
    #expect(
      dropped.textRows.map { $0[2] } == ["status", "Error"]
    )
    #expect(cluster.catalog.statistics[address]?.columns["age"]?.histogram == nil)
    #expect(cluster.catalog.statistics[address]?.columns["name"]?.histogram != nil)
    let many = #expect(throws: SQLError.self) {
      try session.execute("ANALYZE TABLE users UPDATE HISTOGRAM ON age WITH 2000 BUCKETS")
    }
    #expect(many?.code == .outOfRange)
  }

  @Test func distinctValuesAreCountedUnderTheirCollation() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    for name in ["Ada", "ada", "ADA", "Bob"] {
      try session.execute("INSERT INTO users (name) VALUES ('\(name)')")
    }
    try session.execute("ANALYZE TABLE users")
    let known = cluster.catalog.statistics[TableAddress(keyspace: "shop", table: "users")]
    #expect(known?.columns["name"]?.distinctCount == 2)
  }
}

/// Parts of rows by histograms.
@Suite struct HistogramTests {
  @Test func singletonsAreExact() {
    let sample = (0..<100).map { (position: Double($0 % 4), weight: 1.0) }
    let histogram = Histogram(of: sample, limit: 10, rows: 200)
    #expect(histogram.buckets.count == 4)
    #expect(histogram.fraction(equal: 2) == 0.125)
    #expect(histogram.fraction(equal: 2.5) == 0)
    #expect(histogram.fraction(below: 2) == 0.25)
    #expect(histogram.fraction(below: 99) == 0.5)
  }

  @Test func bucketsHoldAboutAsManyRows() {
    let sample = (0..<1000).map { (position: Double($0), weight: 1.0) }
    let histogram = Histogram(of: sample, limit: 10, rows: 1000)
    #expect(histogram.buckets.count == 10)
    #expect(abs(histogram.fraction(below: 250) - 0.25) < 0.02)
    #expect(abs(histogram.fraction(equal: 250) - 0.001) < 1e-9)
    #expect(Histogram(of: [], limit: 10, rows: 0).fraction(below: 1) == 0)
  }
}
