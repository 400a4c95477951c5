import Foundation
import Testing
import Vitrine
import VitrineSQL

/// UPDATE, DELETE and INSERT through views of one table; the answers are MySQL's.
@Suite struct WrittenViewTests {
  @Test(arguments: [1, 3]) func viewsAreRenamed(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE r (id INT PRIMARY KEY, v INT);
        INSERT INTO r VALUES (1, 10);
        CREATE VIEW r1 AS SELECT * FROM r;
        RENAME TABLE r1 TO r2;
        UPDATE r2 SET v = 11;
        """
      )
      #expect(try session.execute("SELECT * FROM r2").textRows == [["1", "11"]])
      #expect(errorNumber(session, "SELECT * FROM r1") == 1146)
      #expect(errorNumber(session, "RENAME TABLE r2 TO r") == 1050)
      try session.execute("RENAME TABLE r2 TO r3, r TO s, r3 TO r4")
      #expect(errorNumber(session, "SELECT * FROM r4") == 1356)
      let shown = try session.execute("SHOW CREATE VIEW r4").textRows
      #expect(shown.first?[1]?.contains("VIEW `r4`") == true)
    }
  }

  /// Three rows and the views over them, on some shards.
  private static func session(_ shards: Int) throws -> (Cluster, Session) {
    let cluster = try Cluster.create(at: nil)
    try cluster.createKeyspace("db", shards: shards)
    if shards > 1 {
      try cluster.applyVSchema(
        keyspace: "db",
        json: """
          {"sharded": true, "vindexes": {"h": {"type": "hash"}}, "tables": {
            "t": {"column_vindexes": [{"column": "id", "name": "h"}]},
            "nn": {"column_vindexes": [{"column": "id", "name": "h"}]}}}
          """
      )
    }
    let session = try cluster.session(target: "db")
    try session.executeScript(schema)
    return (cluster, session)
  }

  private static let schema = """
    CREATE TABLE t (id INT PRIMARY KEY, a INT, b VARCHAR(9), c INT NOT NULL DEFAULT 5);
    CREATE TABLE nn (id INT PRIMARY KEY, a INT, r INT NOT NULL);
    INSERT INTO t VALUES (1, 10, 'x', 1), (2, 20, 'y', 2), (3, 30, 'z', 3);
    CREATE VIEW v AS SELECT id AS k, a AS n, b FROM t WHERE a > 5;
    CREATE VIEW vv AS SELECT k AS key1, n FROM v WHERE n < 100;
    CREATE VIEW e AS SELECT id, a + 1 AS a1, a FROM t;
    CREATE VIEW g AS SELECT a, COUNT(*) AS c FROM t GROUP BY a;
    CREATE VIEW d AS SELECT DISTINCT a FROM t;
    CREATE VIEW m AS SELECT MAX(a) AS a FROM t;
    CREATE VIEW l AS SELECT id, a FROM t LIMIT 2;
    CREATE VIEW u AS SELECT id, a FROM t UNION SELECT id, a FROM nn;
    CREATE VIEW s AS SELECT id, (SELECT MAX(a) FROM nn) AS a FROM t;
    CREATE VIEW own AS SELECT id, a FROM t WHERE a < (SELECT MAX(a) FROM t);
    CREATE VIEW sub AS SELECT id, a FROM t WHERE id IN (SELECT id FROM nn);
    CREATE VIEW dup AS SELECT id, a, a AS a2 FROM t;
    CREATE VIEW vnn AS SELECT id, a FROM nn;
    CREATE ALGORITHM = TEMPTABLE VIEW tt AS SELECT id, a FROM t;
    CREATE VIEW co AS SELECT id, a FROM t WHERE a < 100 WITH CHECK OPTION;
    CREATE VIEW lo AS SELECT id, a FROM t WHERE a < 100;
    CREATE VIEW lo1 AS SELECT id, a FROM lo WHERE a > 0 WITH LOCAL CHECK OPTION;
    CREATE VIEW ca1 AS SELECT id, a FROM lo WHERE a > 0 WITH CASCADED CHECK OPTION;
    CREATE VIEW ll AS SELECT id, a FROM co WHERE a > 0;
    CREATE VIEW j AS SELECT t.id, nn.r FROM t JOIN nn ON t.id = nn.id;
    CREATE VIEW o AS SELECT id, a FROM t ORDER BY id DESC
    """

  private static func rows(_ session: Session, _ table: String = "t") throws -> [String] {
    try session.execute("SELECT * FROM \(table) ORDER BY id").textRows
      .map { $0.map { $0 ?? "NULL" }.joined(separator: " ") }
  }

  /// The rows of `t` after the statements, and how many each of these has changed.
  @Test(arguments: [1, 4])
  func writes(shards: Int) throws {
    for example in Example.all {
      let (cluster, session) = try Self.session(shards)
      defer { try? cluster.close() }
      var counts: [UInt64] = []
      for statement in example.statements {
        counts.append(UInt64(try session.execute(statement).affectedRows))
      }
      let found = try Self.rows(session)
      #expect(found == example.rows, "\(example.statements)")
      #expect(counts == example.counts, "\(example.statements)")
    }
  }

  struct Example {
    var statements: [String]
    var counts: [UInt64]
    var rows: [String]

    init(_ statements: String..., counts: [UInt64], rows: [String]) {
      self.statements = statements
      self.counts = counts
      self.rows = rows
    }

    static let all: [Example] = [
      Example(
        "UPDATE v SET n = 11 WHERE k = 1",
        "UPDATE v SET n = n + 1, b = 'q' WHERE n > 20",
        counts: [1, 1],
        rows: ["1 11 x 1", "2 20 y 2", "3 31 q 3"]
      ),
      Example(
        "UPDATE v SET n = 1",
        "UPDATE v SET n = 100",
        counts: [3, 0],
        rows: ["1 1 x 1", "2 1 y 2", "3 1 z 3"]
      ),
      Example(
        "UPDATE vv SET n = 200 WHERE key1 = 2",
        "UPDATE vv SET n = 7",
        "DELETE FROM vv WHERE n = 7",
        counts: [1, 2, 2],
        rows: ["2 200 y 2"]
      ),
      Example(
        "UPDATE e SET a = 12 WHERE a1 = 11",
        "DELETE FROM e WHERE a1 > 25",
        "UPDATE e AS w SET w.a = w.a1 + 100 WHERE EXISTS (SELECT 1 FROM t WHERE t.a + 1 = w.a1) "
          + "ORDER BY a1 LIMIT 1",
        counts: [1, 1, 1],
        rows: ["1 113 x 1", "2 20 y 2"]
      ),
      Example(
        "INSERT INTO v VALUES (4, 40, 'w')",
        "INSERT INTO v (n, k) VALUES (1, 5)",
        "INSERT INTO v (k, n) SELECT k + 5, n FROM v WHERE k = 1",
        counts: [1, 1, 1],
        rows: ["1 10 x 1", "2 20 y 2", "3 30 z 3", "4 40 w 5", "5 1 NULL 5", "6 10 NULL 5"]
      ),
      Example(
        "INSERT INTO v (k, n) VALUES (1, 50) ON DUPLICATE KEY UPDATE n = VALUES(n) + n",
        "INSERT INTO v (k, n) VALUES (2, 50) AS new (x, y) ON DUPLICATE KEY UPDATE n = new.y - x",
        "REPLACE INTO v (k, n, b) VALUES (3, 33, 'r')",
        "INSERT IGNORE INTO v (k) VALUES (1), (7)",
        counts: [2, 2, 2, 1],
        rows: ["1 60 x 1", "2 48 y 2", "3 33 r 5", "7 NULL NULL 5"]
      ),
      Example(
        "DELETE FROM v WHERE n > 10 ORDER BY k LIMIT 1",
        "DELETE FROM o LIMIT 1",
        counts: [1, 1],
        rows: ["1 10 x 1"]
      ),
      Example(
        "INSERT INTO nn VALUES (1, 5, 5), (2, 6, 6)",
        "UPDATE sub SET a = 0 WHERE id < 3",
        "UPDATE v JOIN nn ON v.k = nn.id SET v.n = nn.r, nn.r = 9",
        "UPDATE lo JOIN nn ON lo.id = nn.id SET lo.a = nn.r WHERE nn.id = 2",
        "DELETE x FROM lo x JOIN nn ON x.id = nn.id WHERE nn.r = 5",
        counts: [2, 2, 0, 1, 1],
        rows: ["2 6 y 2", "3 30 z 3"]
      ),
      Example(
        "INSERT INTO lo1 VALUES (21, 200)",
        "INSERT IGNORE INTO co VALUES (26, 200), (27, 7)",
        "UPDATE IGNORE co SET a = id * 50",
        "UPDATE co SET a = 8 WHERE id = 27",
        counts: [1, 1, 1, 1],
        rows: ["1 50 x 1", "2 20 y 2", "3 30 z 3", "21 200 NULL 5", "27 8 NULL 5"]
      ),
    ]
  }

  @Test(arguments: [1, 4])
  func refuses(shards: Int) throws {
    let (cluster, session) = try Self.session(shards)
    defer { try? cluster.close() }
    let before = try Self.rows(session)
    for (sql, code, message) in Self.refused {
      let error = #expect(throws: SQLError.self, "\(sql)") { try session.execute(sql) }
      #expect(
        error?.code.number == code && error?.message == message,
        "\(sql): \(String(describing: error))"
      )
      #expect(try Self.rows(session) == before, "\(sql)")
    }
  }

  private static func target(_ name: String, _ verb: String) -> String {
    "The target table \(name) of the \(verb) is not "
      + (verb == "INSERT" ? "insertable-into" : "updatable")
  }

  private static let refused: [(String, Int, String)] =
    [
      ("UPDATE e SET a1 = 3", 1348, "Column 'a1' is not updatable"),
      ("INSERT INTO e (id, a) VALUES (7, 1)", 1471, target("e", "INSERT")),
      ("INSERT INTO dup (id, a) VALUES (7, 1)", 1471, target("dup", "INSERT")),
      (
        "INSERT INTO vnn VALUES (1, 2)", 1423,
        "Field of view 'db.vnn' underlying table doesn't have a default value"
      ),
      ("INSERT INTO co VALUES (20, 50), (21, 200)", 1369, "CHECK OPTION failed 'db.co'"),
      ("INSERT INTO co (id) VALUES (20)", 1369, "CHECK OPTION failed 'db.co'"),
      ("UPDATE co SET a = a * 4", 1369, "CHECK OPTION failed 'db.co'"),
      ("REPLACE INTO co VALUES (1, 200)", 1369, "CHECK OPTION failed 'db.co'"),
      (
        "INSERT INTO co VALUES (1, 3) ON DUPLICATE KEY UPDATE a = 500", 1369,
        "CHECK OPTION failed 'db.co'"
      ),
      ("INSERT INTO lo1 VALUES (22, -1)", 1369, "CHECK OPTION failed 'db.lo1'"),
      ("INSERT INTO ca1 VALUES (23, 200)", 1369, "CHECK OPTION failed 'db.ca1'"),
      ("INSERT INTO ll VALUES (24, 200)", 1369, "CHECK OPTION failed 'db.ll'"),
      ("UPDATE v SET zz = 1", 1054, "Unknown column 'zz' in 'field list'"),
      ("INSERT INTO v (k, a) VALUES (50, 1)", 1054, "Unknown column 'a' in 'field list'"),
      (
        "CREATE VIEW cg AS SELECT COUNT(*) AS c FROM t WITH CHECK OPTION", 1368,
        "CHECK OPTION on non-updatable view 'db.cg'"
      ),
    ]
    + ["g", "d", "m", "l", "u", "s", "own", "tt", "j"].flatMap { name in
      [
        ("DELETE FROM \(name)", 1288, target(name, "DELETE")),
        (
          name == "j" ? "UPDATE j SET r = 1" : "UPDATE \(name) SET a = 1", 1288,
          target(name, "UPDATE")
        ),
        ("INSERT INTO \(name) VALUES (1, 2)", 1471, target(name, "INSERT")),
      ]
    }

  @Test func tellsWhatIsUpdatable() throws {
    let (cluster, session) = try Self.session(4)
    defer { try? cluster.close() }
    let told = try session.execute(
      """
      SELECT CONCAT_WS(' ', table_name, check_option) FROM information_schema.views
      WHERE table_schema = 'db' AND is_updatable = 'YES' ORDER BY table_name
      """
    ).textRows.compactMap { $0.first ?? nil }
    #expect(
      told == [
        "ca1 CASCADED", "co CASCADED", "dup NONE", "e NONE", "ll NONE", "lo NONE", "lo1 LOCAL",
        "o NONE", "sub NONE", "v NONE", "vnn NONE", "vv NONE",
      ]
    )
    let shown = try session.execute("SHOW CREATE VIEW lo1").textRows.first?[1] ?? ""
    #expect(shown.hasSuffix(" WITH LOCAL CHECK OPTION"))
  }

  /// A condition on the primary vindex below the view still finds the shard.
  @Test func routesByTheTableBelow() throws {
    let (cluster, session) = try Self.session(4)
    defer { try? cluster.close() }
    #expect(try session.execute("UPDATE v SET n = 6 WHERE k = 2").trace.shards.count == 1)
    #expect(try session.execute("DELETE FROM vv WHERE key1 = 2").trace.shards.count == 1)
  }

  @Test func theCheckIsKeptWhenTheClusterIsOpenedAgain() throws {
    let directory = NSTemporaryDirectory() + "vitrine-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      let cluster = try Cluster.create(at: directory)
      try cluster.createKeyspace("db", shards: 1)
      try cluster.session(target: "db").executeScript(Self.schema)
      try cluster.close()
    }
    let cluster = try Cluster.open(at: directory)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "db")
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO ca1 VALUES (20, 200)")
    }
    #expect(error?.code.number == 1369)
    let refused = #expect(throws: SQLError.self) { try session.execute("DELETE FROM tt") }
    #expect(refused?.code.number == 1288)
    #expect(try session.execute("DELETE FROM vv WHERE key1 = 1").affectedRows == 1)
  }

  @Test(arguments: [1, 4])
  func generatedColumnsTakeNoValuesThroughViewsEither(shards: Int) throws {
    let (cluster, session) = try Self.session(shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      ALTER TABLE nn ADD COLUMN g INT AS (a + 1);
      CREATE VIEW gv (k, twice, r) AS SELECT id, g, r FROM nn
      """
    )
    for source in ["VALUES (1, 2, 3)", "SELECT 1, 2, 3"] {
      let error = #expect(throws: SQLError.self) {
        try session.execute("INSERT INTO gv (k, twice, r) \(source)")
      }
      #expect(error?.code.number == 3105, "\(source)")
    }
    try session.execute("INSERT INTO gv (r, k) SELECT 7, 8")
    #expect(try Self.rows(session, "nn") == ["8 NULL 7 NULL"])
  }
}
