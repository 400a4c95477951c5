import Testing
import Vitrine
import VitrineSQL

/// Vindexes of the type `expression`.
@Suite struct ExpressionVindexTests {
  private static func cluster(_ parameters: String, columns: String) throws -> Cluster {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace(
      "ks",
      shards: 4,
      vschemaJSON: """
        {"sharded": true, "vindexes": {"e": {"type": "expression", "params": {\(parameters)}}},
         "tables": {"t": {"column_vindexes": [{"columns": [\(columns)], "name": "e"}]}}}
        """
    )
    return cluster
  }

  private static func ids(_ cluster: Cluster, _ rows: [[Value]]) throws -> [VindexDestination] {
    try rows.map { try cluster.route("t", values: $0).destination }
  }

  @Test func bringsRowsTogether() throws {
    let cluster = try Self.cluster(#""expression": "id DIV 1000""#, columns: #""id""#)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(10))")
    let ids = try Self.ids(cluster, [[.integer(1)], [.integer(999)], [.integer(1000)]])
    #expect(ids[0] == ids[1] && ids[1] != ids[2])
    try session.execute("INSERT INTO t VALUES (1, 'a'), (999, 'b'), (1000, 'c'), (54321, 'd')")
    let found = try session.execute("SELECT name FROM t WHERE id = 999")
    #expect(found.textRows == [["b"]] && found.trace.shards.count == 1)
    #expect(try session.execute("SELECT COUNT(*) FROM t WHERE id IN (1, 1000)").textRows == [["2"]])
    let grouped = try session.execute("SELECT id, COUNT(*) FROM t GROUP BY id ORDER BY id")
    #expect(grouped.rows.count == 4)
  }

  @Test func severalColumnsAndAnotherHash() throws {
    let cluster = try Self.cluster(
      #""expression": "CASE r WHEN 'eu' THEN 0 ELSE 255 END * 72057594037927936 + c % 1000", "#
        + #""columns": "c, r", "hash": "numeric""#,
      columns: #""customer", "region""#
    )
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute(
      """
      CREATE TABLE t (
        id BIGINT PRIMARY KEY, customer BIGINT, region VARCHAR(10) COLLATE utf8mb4_0900_bin)
      """
    )
    #expect(try cluster.route("t", .integer(1007), .text("eu")).shards == ["-40"])
    let ids = try Self.ids(cluster, [[.integer(7), .text("eu")], [.integer(1007), .text("EU")]])
    #expect(ids[0] == ids[1])
    try session.execute("INSERT INTO t VALUES (1, 7, 'eu'), (2, 1007, 'eu')")
    let found = try session.execute("SELECT id FROM t WHERE customer = 7 AND region = 'eu'")
    #expect(found.textRows == [["1"]] && found.trace.shards == ["ks/-40"])
    #expect(try session.execute("SELECT id FROM t WHERE region = 'eu'").rows.count == 2)
  }

  @Test func nullHasNoPlace() throws {
    let cluster = try Self.cluster(#""expression": "NULLIF(id, 13)""#, columns: #""id""#)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    #expect(try session.execute("SELECT * FROM t WHERE id = 13").trace.shards.isEmpty)
    let error = #expect(throws: SQLError.self) { try session.execute("INSERT INTO t VALUES (13)") }
    #expect(error?.code.vitess == "VT09023")
  }

  @Test func sessionsDoNotChangeIt() throws {
    let cluster = try Self.cluster(
      #""expression": "DATEDIFF('2026-01-02', '2026-01-01') + LENGTH(CONCAT(id, '')) + id / 3""#,
      columns: #""id""#
    )
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)")
    try session.execute("INSERT INTO t VALUES (1700000000)")
    try session.execute("SET time_zone = '+09:00', sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'")
    #expect(try session.execute("SELECT id FROM t WHERE id = 1700000000").rows.count == 1)
  }

  @Test(arguments: [
    (#""expression": "RAND() + id""#, "may give another result"),
    (#""expression": "NOW() + id""#, "may give another result"),
    (#""expression": "HOUR(FROM_UNIXTIME(id))""#, "may give another result"),
    (#""expression": "@x + id""#, "may give another result"),
    (#""expression": "id + (SELECT 1)""#, "may give another result"),
    (#""expression": "id +""#, "syntax"), (#""expression": "nonsense(id)""#, "nonsense"),
    (#""expression": "1 + 1""#, "one to 64 columns"), ("", "needs the parameter 'expression'"),
    (#""expression": "t.id""#, "without a table"), (#""expression": "id + ?""#, "parameters"),
    (#""expression": "id + b", "columns": "id""#, "does not name"),
    (#""expression": "id", "hash": "lookup""#, "cannot make a keyspace id"),
    (#""expression": "id", "hash": "nothing""#, "not found"), (#""expression": "SUM(id)""#, "SUM"),
  ])
  func refuses(parameters: String, message: String) throws {
    let cluster = try Self.cluster(parameters, columns: #""id""#)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    let told = try session.execute("SHOW VSCHEMA KEYSPACES").textRows.first?.last ?? nil
    let isTold = told?.lowercased().contains(message.lowercased()) ?? false
    #expect(isTold, "\(told ?? "")")
    #expect(throws: SQLError.self) { try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY)") }
  }
}
