import Testing
import Vitrine
import VitrineSQL

/// Statements are routed through the tables of lookup vindexes, and answer as without them.
@Suite struct LookupRoutingTests {
  /// A way to keep the lookups: the kinds, and the type of `to`.
  struct Kind: Sendable, CustomStringConvertible {
    var unique: String
    var shared: String
    var to: String
    var isHashed = false
    var description: String { shared }
  }

  static let kinds = [
    Kind(unique: "lookup_unique", shared: "lookup", to: "VARBINARY(16)"),
    Kind(unique: "consistent_lookup_unique", shared: "consistent_lookup", to: "VARBINARY(16)"),
    Kind(unique: "lookup_hash_unique", shared: "lookup_hash", to: "BIGINT UNSIGNED"),
    Kind(
      unique: "lookup_unicodeloosemd5_hash_unique",
      shared: "lookup_unicodeloosemd5_hash",
      to: "BIGINT UNSIGNED",
      isHashed: true
    ),
  ]

  private func vschema(_ kind: Kind) -> String {
    LookedUpUsers(
      unique: kind.unique,
      shared: kind.shared,
      to: "place",
      cities: "home.cities",
      vindexes: #""text": {"type": "unicode_loose_xxhash"},"#,
      tables: """
        "emails": {"column_vindexes":
          [{"column": "email", "name": "\(kind.isHashed ? "hash" : "text")"}]},
        "asks": {"column_vindexes": [{"column": "n", "name": "hash"}]}
        """
    ).vschema
  }

  private func make(_ kind: Kind, shards: Int) throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace("home", shards: 1)
    try cluster.createKeyspace("ks", shards: shards, vschemaJSON: vschema(kind))
    try cluster.createKeyspace("plain", shards: 1)
    let session = try cluster.session(target: "ks")
    let text = kind.isHashed ? "BIGINT UNSIGNED" : "VARCHAR(20)"
    try session.executeScript(
      """
      CREATE TABLE emails (email \(text) PRIMARY KEY, place \(kind.to));
      CREATE TABLE home.cities (city \(text), id \(kind.isHashed ? text : "BIGINT"), place \(kind.to), KEY (city));
      \(Self.tables)
      USE plain;
      \(Self.tables)
      USE ks;
      """
    )
    return (cluster, session)
  }

  private static let tables = """
    CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR(20) UNIQUE, city VARCHAR(20), n INT);
    CREATE TABLE asks (n BIGINT PRIMARY KEY, email VARCHAR(20), city VARCHAR(20));
    """

  private static let writes = [
    """
    INSERT INTO users VALUES (1, 'a', 'Ulm', 0), (2, 'b', 'Ulm', 0), (3, NULL, NULL, 0),
      (4, 'd', 'Bonn', 0), (5, 'e', NULL, 0), (6, NULL, 'Bonn', 0), (7, 'g', 'Kiel', 0)
    """,
    "INSERT INTO asks VALUES (1, 'A', 'ulm'), (2, 'e', NULL), (3, 'zz', 'Bonn'), (4, NULL, 'Rom')",
    "UPDATE users SET email = 'c' WHERE id = 3",
    "UPDATE users SET city = 'Rom' WHERE email = 'a'",
    "UPDATE users SET n = n + 1 WHERE city = 'Bonn'",
    "UPDATE users SET n = n + 1 WHERE email IN ('b', 'nobody', NULL)",
    "DELETE FROM users WHERE email = 'd'",
    "UPDATE users SET id = 70 WHERE email = 'g'",
    "INSERT INTO users VALUES (8, 'd', 'Kiel', 0)",
    "DELETE FROM users WHERE city = 'Kiel' AND id = 8",
    "INSERT INTO users VALUES (9, 'B', 'Rom', 0)",
    "UPDATE users SET email = 'a' WHERE id = 2",
    "REPLACE INTO users VALUES (5, 'ee', 'Jena', 3)",
    "INSERT INTO users VALUES (6, 'f', 'Jena', 1) ON DUPLICATE KEY UPDATE city = 'Jena', email = 'ff'",
  ]

  private static let reads = [
    "SELECT id, n FROM users WHERE email = 'A' ORDER BY id",
    "SELECT id, n FROM users WHERE email = 'nobody'",
    "SELECT COUNT(*), SUM(n) FROM users WHERE email = 'nobody'",
    "SELECT COUNT(*) FROM users WHERE email = 'g'",
    "SELECT id FROM users WHERE email = NULL",
    "SELECT id FROM users WHERE email IS NULL ORDER BY id",
    "SELECT id, n FROM users WHERE email IN ('a', 'B', 'ee', 'x', NULL) ORDER BY id",
    "SELECT id FROM users WHERE city = 'rom' ORDER BY id",
    "SELECT city, COUNT(*) FROM users WHERE city IN ('Rom', 'Jena', 'Ulm') GROUP BY city ORDER BY city",
    "SELECT a.n, u.id FROM asks a JOIN users u ON u.email = a.email ORDER BY a.n, u.id",
    "SELECT a.n, u.id FROM asks a LEFT JOIN users u ON u.city = a.city ORDER BY a.n, u.id",
    "SELECT id FROM users WHERE email IN (SELECT email FROM asks) ORDER BY id",
    "SELECT id FROM users WHERE email = (SELECT email FROM asks WHERE n = 1)",
    "SELECT x.id, y.id FROM users x JOIN users y ON x.city = y.city ORDER BY 1, 2",
  ]

  private func outcome(_ session: Session, _ sql: String) -> [[String?]] {
    do {
      let result = try session.execute(sql)
      return result.columns.isEmpty ? [["\(result.affectedRows)"]] : result.textRows
    } catch {
      return [[error.code == .duplicateEntry ? "1062" : "\(error)"]]
    }
  }

  @Test(arguments: kinds, [1, 2, 4, 7])
  func answersAreThoseOfOneShard(kind: Kind, shards: Int) throws {
    let (cluster, session) = try make(kind, shards: shards)
    defer { try? cluster.close() }
    let plain = try cluster.session(target: "plain")
    func compare(_ sql: String) {
      let (got, wanted) = (outcome(session, sql), outcome(plain, sql))
      let isSame = got == wanted
      #expect(isSame, "\(sql): \(got) instead of \(wanted) by \(kind) on \(shards)")
    }
    for write in Self.writes {
      for session in [session, plain] { try session.execute("BEGIN") }
      compare(write)
      Self.reads.forEach(compare)
      for session in [session, plain] { try session.execute("ROLLBACK") }
      Self.reads.forEach(compare)
      compare(write)
      Self.reads.forEach(compare)
    }
  }

  @Test func onlyTheShardsOfTheEntriesAreAsked() throws {
    let (cluster, session) = try make(Self.kinds[0], shards: 4)
    defer { try? cluster.close() }
    for write in Self.writes.prefix(2) { try session.execute(write) }
    func asked(_ sql: String) throws -> Int {
      // The lookup table's shards are asked too: one call for each.
      try session.execute(sql).trace.shardCalls
    }
    #expect(try asked("SELECT id FROM users WHERE email = 'a'") == 2)
    #expect(try asked("SELECT id FROM users WHERE email = 'nobody'") == 1)
    #expect(try asked("SELECT id FROM users WHERE city = 'Kiel'") == 2)
    #expect(try asked("SELECT id FROM users WHERE city IN ('Kiel', 'Rom', 'Wien')") == 2)
    #expect(try asked("SELECT id FROM users WHERE n = 1") == 4)
    let plan = try session.execute("EXPLAIN FORMAT=VITRINE SELECT id FROM users WHERE email = 'a'")
    let names = plan.textRows.contains { $0.contains { $0?.contains("by_email") ?? false } }
    #expect(names)
  }

  @Test func plansTellWhatTheLookupAsks() throws {
    let (cluster, session) = try make(Self.kinds[0], shards: 4)
    defer { try? cluster.close() }
    for write in Self.writes.prefix(2) { try session.execute(write) }
    func lines(_ sql: String) throws -> [String] {
      try session.execute(sql).textRows.map { $0.compactMap(\.self).joined(separator: " | ") }
    }
    let read = "SELECT id FROM users WHERE email = 'a'"
    let tree = try lines("EXPLAIN \(read)")
    #expect(tree[0] == "VindexLookup EqualUnique on users.email = 'a' via by_email (ks)")
    #expect(tree[1].hasPrefix("├─ Route EqualUnique on emails.email via text → "))
    #expect(tree[1].hasSuffix(" (ks): SELECT place FROM emails WHERE email IN (:v1)"))
    #expect(tree[2].hasPrefix("└─ Route ByDestination: keyspace ids of by_email (ks): SELECT "))
    let city = try lines("EXPLAIN SELECT id FROM users WHERE city IN ('Ulm', 'Rom') ORDER BY id")
    #expect(city[1] == "└─ VindexLookup IN on users.city in ('Ulm', 'Rom') via by_city (ks)")
    #expect(
      city[2] == "   ├─ Route Unsharded: home is not sharded (home): "
        + "SELECT place FROM cities WHERE city IN (:v1, :v2)"
    )
    // The lookup's cost is its own, in lookup joins and writes too.
    let joined = try lines(
      "EXPLAIN ANALYZE SELECT u.n FROM asks a JOIN users u ON u.email = a.email WHERE a.n < 3"
    )
    let asked = joined.filter { $0.contains("SELECT place FROM emails WHERE email IN (:key0)") }
    #expect(asked.count == 1 && asked[0].contains("each key goes to its shard via text (ks) ["))
    #expect(asked.first?.contains("2 rows, ") == true, "\(joined)")
    let update = "/*vt+ EXECUTE_DML_QUERIES */ users SET n = 9 WHERE email = 'a'"
    let written = try lines("EXPLAIN ANALYZE UPDATE \(update)")
    #expect(written[0].hasPrefix("Update EqualUnique on users.email = 'a' via by_email (ks) [1 "))
    #expect(written[1].hasPrefix("└─ VindexLookup EqualUnique on emails.email via text → "))
    #expect(written[1].contains("[1 call, 1 row, "))
    let queries = try lines("EXPLAIN FORMAT=QUERIES \(read)")
      .filter { $0.contains("SELECT place FROM emails WHERE email IN (?1)") }
    #expect(queries.count == 1 && queries[0].contains(" | 1 | "))
    let sent = try lines("VEXPLAIN ALL SELECT id FROM users WHERE email IN ('a', 'b', 'c')")
    #expect(sent[0].contains("IN (?1") && sent[0].contains("SEARCH emails USING"))
    let json = try JSON(parsing: lines("VEXPLAIN \(read)")[0])["Instructions"]
    #expect(json?["OperatorType"]?.text == "VindexLookup")
    let inputs = json?["Inputs"]?.elements?.map { $0["Variant"]?.text }
    #expect(inputs == ["EqualUnique", "ByDestination"])
    let summary = try session.explain(read).summary
    #expect(summary.grade == .singleShard && summary.routes == 2)
  }

  @Test func aLookupInATableOnAllShardsIsAScatter() throws {
    let vschema = LookedUpUsers(
      to: "place",
      cities: "emails",
      tables: #""emails": {"column_vindexes": [{"column": "n", "name": "hash"}]}"#
    ).vschema
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 2, vschemaJSON: vschema)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      """
      CREATE TABLE emails (n BIGINT AUTO_INCREMENT PRIMARY KEY, email BIGINT, city BIGINT,
        id BIGINT, place VARBINARY(16));
      CREATE TABLE users (id BIGINT PRIMARY KEY, email BIGINT UNIQUE, city BIGINT);
      """
    )
    let read = "SELECT id FROM users WHERE email = 5"
    let told = try session.execute("EXPLAIN \(read)").textRows[1][0]
    #expect(told?.hasPrefix("├─ Route Scatter: no vindex on emails.email (ks): SELECT") == true)
    #expect(try session.explain(read).summary.grade == .scatter)
    try session.execute("SET no_scatter = 1")
    #expect(throws: SQLError.self) { try session.execute(read) }
  }

  @Test func whatIsNotKnownToBeCompleteDoesNotRoute() throws {
    let (cluster, session) = try make(Self.kinds[0], shards: 4)
    defer { try? cluster.close() }
    try session.execute(Self.writes[0])
    let read = "SELECT id FROM users WHERE email = 'a'"
    #expect(try session.execute(read).trace.shardCalls == 2)
    try session.execute("DELETE FROM emails WHERE email = 'a'")
    var result = try session.execute(read)
    #expect(result.textRows == [["1"]])
    #expect(result.trace.shardCalls == 4)
    let told = try session.execute("EXPLAIN \(read)").textRows[0][0]
    #expect(told?.contains("has the lookup vindex by_email, whose table is not known") == true)
    try session.execute("DELETE FROM home.cities")
    result = try session.execute("SELECT COUNT(*) FROM users WHERE city = 'Ulm'")
    #expect(result.textRows == [["2"]])
    // An empty table has no rows without an entry.
    try session.execute("DELETE FROM users")
    try session.execute("CREATE TABLE other (id BIGINT PRIMARY KEY)")
    try session.execute(Self.writes[0])
    #expect(try session.execute(read).trace.shardCalls == 2)
  }

  @Test func aLookupAddedLaterDoesNotRoute() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 4)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      """
      CREATE TABLE t (id BIGINT PRIMARY KEY, name BIGINT);
      CREATE TABLE names (name BIGINT PRIMARY KEY, place VARBINARY(16));
      ALTER VSCHEMA ON t ADD VINDEX hash (id) USING hash;
      INSERT INTO t VALUES (1, 10), (2, 20), (3, 30);
      ALTER VSCHEMA ON t ADD VINDEX by_name (name) USING lookup_unique
        WITH owner=t, table=names, from=name, to=place;
      INSERT INTO t VALUES (4, 40)
      """
    )
    for (id, name) in [(1, 10), (4, 40)] {
      let result = try session.execute("SELECT id FROM t WHERE name = \(name)")
      #expect(result.textRows == [["\(id)"]])
      #expect(result.trace.shardCalls == 4)
    }
  }

  @Test func aValueOfAnotherTypeGetsOneAnswer() throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 4)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      "CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t VALUES (1), (2), (3)"
    )
    for (value, count) in [("1.5", 0), ("'1abc'", 1), ("'2.0'", 1), ("2.0", 1), ("2e0", 1)] {
      let rows = try session.execute("SELECT COUNT(*) FROM t WHERE id = \(value)").textRows
      #expect(rows == [["\(count)"]], "\(value)")
    }
  }
}
