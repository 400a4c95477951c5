import Foundation
import Testing
import Vitrine
import VitrineSQL

/// ALTER VSCHEMA and SHOW VSCHEMA on a cluster, targets, routing rules.
@Suite struct VSchemaStatementTests {
  private static func cluster(at directory: String? = nil) throws -> Cluster {
    let cluster = try Cluster.create(at: directory)
    try cluster.createKeyspace("ks", shards: 4)
    try cluster.createKeyspace("main", shards: 1)
    return cluster
  }

  @Test func alterIsKeptWhenTheClusterIsOpenedAgain() throws {
    let directory = NSTemporaryDirectory() + "vitrine-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    try Self.alter(try Self.cluster(at: directory))
    let again = try Cluster.open(at: directory)
    defer { try? again.close() }
    let session = try again.session(target: "ks")
    #expect(
      try session.execute("SHOW VSCHEMA VINDEXES ON t").textRows == [
        ["user_id", "h", "hash", "", ""],
        ["name", "by_name", "lookup", "from=name; table=t_name; to=keyspace_id", "t"],
      ]
    )
    #expect(try session.execute("SHOW VSCHEMA TABLES").textRows == [["t"]])
    #expect(
      try session.execute("SHOW VSCHEMA TABLES FROM main").textRows == [["plain"], ["t_seq"]]
    )
    #expect(try session.execute("SELECT id FROM t WHERE user_id = 5").trace.shards.count == 1)
    try session.executeScript(
      """
      ALTER VSCHEMA ON t DROP AUTO_INCREMENT; ALTER VSCHEMA ON t DROP VINDEX by_name;
      ALTER VSCHEMA DROP VINDEX by_name; ALTER VSCHEMA DROP SEQUENCE main.t_seq;
      ALTER VSCHEMA DROP TABLE main.plain
      """
    )
    #expect(try !again.vschema(ofKeyspace: "ks").contains("by_name"))
    #expect(try session.execute("SHOW VSCHEMA TABLES FROM main").rows.isEmpty)
  }

  /// Takes the cluster with it, so that its files are closed.
  private static func alter(_ cluster: consuming Cluster) throws {
    try cluster.session(target: "ks").executeScript(
      """
      ALTER VSCHEMA CREATE VINDEX h USING hash;
      ALTER VSCHEMA ON t ADD VINDEX h (user_id);
      ALTER VSCHEMA ON t ADD VINDEX by_name (name) USING lookup
        WITH owner=t, table=t_name, from=name, to=keyspace_id;
      ALTER VSCHEMA ADD SEQUENCE main.t_seq;
      ALTER VSCHEMA ADD TABLE main.plain;
      ALTER VSCHEMA ON t ADD AUTO_INCREMENT id USING main.t_seq;
      CREATE TABLE t (id BIGINT PRIMARY KEY, user_id BIGINT, name VARCHAR(10));
      INSERT INTO t (user_id, name) VALUES (5, 'a');
      """
    )
    try cluster.close()
  }

  @Test func rowsAreNotLost() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, other BIGINT)")
    try session.execute("INSERT INTO t VALUES (1, 100), (2, 200)")
    let move = "ALTER VSCHEMA ON t ADD VINDEX h (other) USING hash"
    let error = #expect(throws: SQLError.self) { try session.execute(move) }
    #expect(error?.message.contains("the rows of 't'") == true)
    let whole = #expect(throws: SQLError.self) {
      try cluster.applyVSchema(
        keyspace: "ks",
        json: """
          {"sharded": true, "vindexes": {"h": {"type": "hash"}},
           "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}]}}}
          """
      )
    }
    #expect(whole?.message.contains("the rows of 't'") == true)
    #expect(try session.execute("SELECT other FROM t WHERE id = 2").textRows == [["200"]])
    try session.execute("DELETE FROM t")
    try session.execute(move)
    try session.execute("INSERT INTO t VALUES (1, 100)")
    #expect(try session.execute("SELECT id FROM t WHERE other = 100").trace.shards.count == 1)
  }

  @Test(arguments: [
    ("ALTER VSCHEMA CREATE VINDEX v USING nothing", #"vindexType "nothing" not found"#),
    ("ALTER VSCHEMA ON t ADD VINDEX nope (id)", "vindex nope does not exist in keyspace ks"),
    ("ALTER VSCHEMA ADD TABLE t", "add vschema table: unsupported on sharded keyspace ks"),
    ("ALTER VSCHEMA ON t ADD VINDEX l (id) USING lookup", "primary vindex l is not Unique"),
    ("ALTER VSCHEMA DROP VINDEX nope", "vindex nope does not exists in keyspace ks"),
    ("ALTER VSCHEMA CREATE VINDEX nowhere.v USING hash", "Unknown database 'nowhere'"),
  ])
  func refusesAndChangesNothing(sql: String, message: String) throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let before = try cluster.vschema(ofKeyspace: "ks")
    let session = try cluster.session(target: "ks")
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    #expect(try cluster.vschema(ofKeyspace: "ks") == before)
  }

  @Test func showTellsKeyspacesShardsAndTarget() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session()
    #expect(
      try session.execute("SHOW VSCHEMA KEYSPACES").textRows == [
        ["ks", "true", "unmanaged", ""], ["main", "false", "unmanaged", ""],
      ]
    )
    #expect(try session.execute("SHOW KEYSPACES").textRows == [["ks"], ["main"]])
    #expect(
      try session.execute("SHOW VITESS_SHARDS LIKE 'ks/%'").textRows.map(\.first) == [
        "ks/-40", "ks/40-80", "ks/80-c0", "ks/c0-",
      ]
    )
    let tablets = "SHOW VITESS_TABLETS WHERE Cell = 'local' AND Alias = 'local-0000000001'"
    #expect(
      try session.execute(tablets).textRows.map { $0.prefix(3) } == [["local", "ks", "40-80"]]
    )
    for (use, told) in [
      ("`ks:-40`", "ks:-40@primary"), ("`ks/40-80@replica`", "ks:40-80@replica"),
      ("`ks[80-]`", "ks[80-]@primary"), ("`ks[1a2b]`", "ks[1a2b]@primary"),
      ("`@replica`", "ks@replica"), ("main", "main@primary"),
    ] {
      try session.execute("USE \(use)")
      #expect(try session.execute("SHOW VITESS_TARGET").textRows == [[told]])
    }
  }

  @Test func aTableWithoutVSchemaGetsANote() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    for (column, kind) in [("BIGINT", "xxhash"), ("VARCHAR(9)", "unicode_loose_xxhash")] {
      try session.execute("CREATE TABLE `t \(kind)` (id \(column) PRIMARY KEY)")
      let note = session.warnings.first?.message ?? ""
      #expect(
        note.contains("spread by \(kind) of 'id'") && note.contains("ALTER VSCHEMA"),
        "\(note)"
      )
    }
  }

  /// What Vitrine wrote of a table goes with it; what ALTER VSCHEMA says stays.
  @Test func aDroppedTablesNameIsFree() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    let make = """
      CREATE TABLE k (a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a, b));
      ALTER TABLE k DROP PRIMARY KEY; ALTER TABLE k ADD PRIMARY KEY (b, a);
      """
    try session.executeScript(
      make + "DROP TABLE k; CREATE TABLE k (id INT PRIMARY KEY); DROP TABLE k;"
    )
    try session.executeScript(
      make + "ALTER VSCHEMA ON k ADD VINDEX h (b) USING hash; DROP TABLE k"
    )
    #expect(try cluster.vschema(ofKeyspace: "ks").contains("\"k\""))
    #expect(throws: SQLError.self) { try session.execute("CREATE TABLE k (id INT PRIMARY KEY)") }
  }
}

/// Shards named outright, and rules that lead names elsewhere.
@Suite struct TargetTests {
  private static func session(_ rules: String? = nil) throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil)
    for name in ["ks", "other"] {
      try cluster.createKeyspace(name, shards: 4)
      let session = try cluster.session(target: name)
      try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, home VARCHAR(9))")
      let rows = (1...40).map { "(\($0), '\(name)')" }.joined(separator: ",")
      try session.execute("INSERT INTO t VALUES \(rows)")
    }
    if let rules { try cluster.setRoutingRules(rules) }
    return (cluster, try cluster.session(target: "ks"))
  }

  private static func count(_ session: Session, _ table: String) throws -> Int {
    Int(try session.execute("SELECT COUNT(*) FROM \(table)").text(row: 0, column: 0) ?? "") ?? -1
  }

  @Test func shardsAndRangesInUseAndInNames() throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    let shards = ["-40", "40-80", "80-c0", "c0-"]
    var counts: [Int] = []
    for shard in shards {
      let qualified = try Self.count(session, "`ks:\(shard)`.t")
      counts.append(try Self.count(try cluster.session(target: "ks/\(shard)"), "t"))
      #expect(qualified == counts.last)
      #expect(try Self.count(session, "`ks[\(shard)]`.t") == qualified)
    }
    #expect(counts.reduce(0, +) == 40 && counts.allSatisfy { $0 > 0 })
    #expect(try Self.count(session, "`ks[80-]`.t") == counts[2] + counts[3])
    #expect(try Self.count(session, "`ks[-]`.t") == 40)
    #expect(try Self.count(session, "`ks[ff01]`.t") == counts[3])
    let mixed = try session.execute(
      "SELECT COUNT(*) FROM t a LEFT JOIN `ks:-40`.t b ON a.id = b.id WHERE b.id IS NULL"
    )
    #expect(mixed.text(row: 0, column: 0) == String(40 - counts[0]))
    #expect(try session.execute("UPDATE `ks:-40`.t SET home = 'x'").affectedRows == counts[0])
    #expect(try session.execute("DELETE FROM `ks[80-]`.t").affectedRows == counts[2] + counts[3])
    #expect(try Self.count(session, "t") == counts[0] + counts[1])
  }

  @Test(arguments: [
    "`ks:-41`.t", "`ks[70-]`.t", "`ks[xyz]`.t", "`nope:-40`.t", "`ks@nobody`.t", "`ks[]`.t",
  ])
  func refuses(table: String) throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM \(table)") }
    #expect(throws: SQLError.self) {
      try session.execute("USE \(table.dropLast(2))")
    }
  }

  @Test func replicasAreReadOnly() throws {
    let (cluster, session) = try Self.session()
    defer { try? cluster.close() }
    try session.execute("USE `@replica`")
    #expect(try Self.count(session, "t") == 40)
    for sql in [
      "DELETE FROM t", "TRUNCATE TABLE t", "ALTER TABLE t ADD COLUMN q INT", "DROP TABLE t",
      "TRUNCATE TABLE `ks@replica`.t",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == 1290, "\(sql)")
    }
    #expect(try Self.count(session, "t") == 40)
  }

  @Test func rulesLeadTablesShardsAndKeyspacesElsewhere() throws {
    let (cluster, session) = try Self.session(
      """
      {"routing_rules": {"rules": [
         {"from_table": "ks.t", "to_tables": ["other.t"]}, {"from_table": "gone", "to_tables": []},
         {"from_table": "ks.t@replica", "to_tables": ["ks.t"]}]},
       "shard_routing_rules": {"rules": [
         {"from_keyspace": "ks", "to_keyspace": "other", "shard": "-40"}]},
       "keyspace_routing_rules": {"rules": [{"from_keyspace": "alias", "to_keyspace": "other"}]},
       "mirror_rules": {"rules": [{"from_table": "ks.t", "to_table": "other.t", "percent": 5}]}}
      """
    )
    defer { try? cluster.close() }
    func home(_ session: Session, _ table: String) throws -> String? {
      try session.execute("SELECT DISTINCT home FROM \(table)").text(row: 0, column: 0)
    }
    #expect(try home(session, "t") == "other")
    #expect(try home(session, "alias.t") == "other")
    #expect(try home(session, "`ks:40-80`.t") == "ks")
    #expect(try home(session, "`ks:-40`.t") == "other")
    #expect(try home(try cluster.session(target: "ks:-40"), "other.t") == "other")
    try session.execute("USE `ks@replica`")
    #expect(try home(session, "t") == "ks")
    try session.execute("USE alias")
    #expect(try home(session, "t") == "other")
    #expect(throws: SQLError.self) { try session.execute("SELECT * FROM gone") }
  }
}
