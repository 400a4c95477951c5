import Testing
import Vitrine
import VitrineSQL

/// A vindex read as a table.
@Suite struct VindexTableTests {
  private static func session() throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace(
      "ks",
      shards: 2,
      vschemaJSON: """
        {"sharded": true, "vindexes": {"h": {"type": "hash"}, "names": {"type": "unicode_loose_md5"},
          "t2": {"type": "hash"},
          "two": {"type": "multicol", "params": {"column_count": "2"}}},
         "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}]},
          "t2": {"column_vindexes": [{"column": "id", "name": "h"}]}}}
        """
    )
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10))")
    try session.execute("CREATE TABLE t2 (id BIGINT PRIMARY KEY)")
    try session.execute("INSERT INTO t VALUES (1, 'one'), (5, 'five')")
    return (cluster, session)
  }

  @Test func tellsKeyspaceIDsAndShards() throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let all = try session.execute(
      """
      SELECT id, HEX(keyspace_id), HEX(range_start), HEX(range_end), hex_keyspace_id, shard
      FROM h WHERE id IN (1, 5, 1, NULL, 'x') ORDER BY id
      """
    )
    #expect(
      all.textRows == [
        ["1", "166B40B44ABA4BD6", "", "80", "166b40b44aba4bd6", "-80"],
        ["5", "70BB023C810CA87A", "", "80", "70bb023c810ca87a", "-80"],
      ]
    )
    #expect(all.columns.map(\.name).last == "shard")
    let star = try session.execute("SELECT * FROM ks.names WHERE 'BOB' = id")
    #expect(star.rows.count == 1 && star.columns.count == 6)
  }

  @Test(arguments: [
    ("SELECT shard FROM h WHERE id = ?", [["-80"]]),
    ("SELECT v.shard, t.name FROM h AS v JOIN t ON t.id = v.id WHERE v.id = 5", [["-80", "five"]]),
    ("SELECT COUNT(*) FROM h WHERE id IN (1, 2, 4) AND shard = '-80'", [["2"]]),
    ("SELECT name FROM t WHERE id IN (SELECT 1)", [["one"]]),
    (
      "SELECT shard FROM h WHERE id = 1 UNION ALL SELECT shard FROM h WHERE id = 4 + 1",
      [["-80"], ["-80"]]
    ),
    ("SELECT s FROM (SELECT shard AS s FROM h WHERE id = 1) AS d", [["-80"]]),
    ("WITH k AS (SELECT shard FROM h WHERE id = 1) SELECT * FROM k", [["-80"]]),
    ("WITH h AS (SELECT shard FROM h WHERE id = 1) SELECT * FROM h", [["-80"]]),
    ("SELECT name FROM t WHERE id IN (SELECT id FROM h WHERE id = 5)", [["five"]]),
    ("SELECT (SELECT shard FROM h WHERE id = 1)", [["-80"]]),
    ("SELECT t.name FROM t JOIN h ON h.id = t.id WHERE h.id = 5", [["five"]]),
    ("SELECT COUNT(*), COUNT(h.id) FROM t LEFT JOIN h ON h.id = t.id AND h.id = 5", [["2", "1"]]),
    ("WITH h AS (SELECT 9 AS id) SELECT id FROM h", [["9"]]), ("SELECT COUNT(*) FROM t2", [["0"]]),
    ("SELECT shard FROM h WHERE id = 'text'", []),
  ])
  func answersLikeATable(sql: String, expected: [[String]]) throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let parameters: [Value] = sql.contains("?") ? [.integer(1)] : []
    for _ in 0..<2 {
      let rows = try session.execute(sql, parameters: parameters).textRows
      let isSame = rows == expected.map { $0.map(Optional.some) }
      #expect(isSame, "\(rows)")
    }
  }

  @Test(arguments: [
    "SELECT * FROM h", "SELECT * FROM h WHERE id > 1", "SELECT * FROM h WHERE keyspace_id = 1",
    "SELECT * FROM h WHERE id = id + 1", "SELECT * FROM h WHERE id NOT IN (1)",
    "SELECT * FROM h WHERE id = 1 OR id = 2",
  ])
  func needsACondition(sql: String) throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.vitess == "VT09018", "\(error?.message ?? "")")
  }

  @Test func plansShowTheRows() throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let plan = try session.explain("SELECT shard FROM h WHERE id = :id").tree()
    #expect(!plan.contains("Scatter"), "\(plan)")
    let told = try session.execute("EXPLAIN SELECT shard FROM h WHERE id = 1").textRows
    #expect(!told.isEmpty)
  }

  @Test func severalColumnsAreRefused() throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT * FROM two WHERE id = 1")
    }
    #expect(error?.code.number == 1235)
  }
}
