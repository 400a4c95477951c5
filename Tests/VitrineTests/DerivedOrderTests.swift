import Testing
import Vitrine
import VitrineSQL

/// What a SELECT takes over from its only table that is a query: its order, and of a view its columns.
@Suite struct DerivedOrderTests {
  private static let schema = """
    CREATE TABLE c (id INT PRIMARY KEY, n VARCHAR(10), pid INT);
    INSERT INTO c VALUES (1, 'a', 1), (2, 'b', 2), (3, 'c', 2), (4, 'd', 3), (5, 'e', 3), (6, 'f', 3);
    CREATE VIEW v0 AS SELECT id, n FROM c ORDER BY id DESC;
    CREATE VIEW v3 AS SELECT pid, COUNT(*) AS k FROM c GROUP BY pid ORDER BY k DESC;
    CREATE TABLE p (id INT PRIMARY KEY, n VARCHAR(10))
    """

  private static func column(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.map { $0.first ?? nil }
  }

  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func theOrderOfTheOnlyTableIsKept(shards: Int, strategy: String) throws {
    try withShop(shards) { _, session in
      try session.executeScript(Self.schema)
      session.strategy = strategy
      let falling = ["6", "5", "4", "3", "2", "1"]
      let answers: [(String, [String?])] = [
        ("SELECT * FROM v0", falling),
        ("SELECT id FROM v0 WHERE id < 4", ["3", "2", "1"]),
        ("SELECT id + 0 FROM v0 LIMIT 2", ["6", "5"]),
        ("SELECT n FROM v0 LIMIT 1 OFFSET 2", ["d"]),
        ("SELECT pid FROM v3 LIMIT 1", ["3"]),
        ("SELECT pid FROM v3", ["3", "2", "1"]),
        ("SELECT * FROM (SELECT id FROM c ORDER BY id DESC) AS x", falling),
        ("SELECT * FROM (SELECT n FROM c ORDER BY pid DESC, id) AS x LIMIT 2", ["d", "e"]),
        ("WITH q AS (SELECT id FROM c ORDER BY id DESC) SELECT * FROM q", falling),
        (
          "SELECT * FROM (SELECT id FROM c WHERE id < 3 UNION ALL SELECT id FROM c WHERE id > 4 ORDER BY id DESC) AS u",
          ["6", "5", "2", "1"]
        ),
        ("SELECT * FROM (SELECT * FROM (SELECT id FROM c ORDER BY id DESC) AS x) AS y", falling),
        ("SELECT id FROM v0 ORDER BY id LIMIT 2", ["1", "2"]),
        ("SELECT COUNT(*) FROM v0", ["6"]),
        ("TABLE v0", falling), ("TABLE v0 LIMIT 2", ["6", "5"]),
        ("TABLE v0 ORDER BY id LIMIT 1", ["1"]),
      ]
      for (sql, answer) in answers { #expect(try Self.column(session, sql) == answer, "\(sql)") }
      try session.execute("INSERT INTO p SELECT id + 10, n FROM v0 LIMIT 1")
      #expect(try Self.column(session, "SELECT n FROM p") == ["f"])
    }
  }

  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func theOrderOfGroupsIsTheirOwn(shards: Int, strategy: String) throws {
    try withShop(shards) { _, session in
      try session.executeScript(Self.schema)
      session.strategy = strategy
      let last = "(SELECT * FROM c ORDER BY id DESC LIMIT 5) AS x"
      for (sql, answer) in [
        ("SELECT x.id, COUNT(*) FROM \(last) GROUP BY x.id ORDER BY 1 LIMIT 3", ["2", "3", "4"]),
        ("SELECT x.id, COUNT(*) FROM \(last) GROUP BY x.id ORDER BY 1 DESC LIMIT 2", ["6", "5"]),
        (
          "SELECT x.id FROM \(last) JOIN c ON c.pid = x.pid GROUP BY x.id ORDER BY x.id LIMIT 2",
          ["2", "3"]
        ),
        ("SELECT DISTINCT x.id FROM \(last) ORDER BY x.id LIMIT 2", ["2", "3"]),
      ] { #expect(try Self.column(session, sql) == answer, "\(sql)") }
    }
  }

  /// A name means what it meant when the view was made, in whichever keyspace the view is.
  @Test func aViewKeepsItsTables() throws {
    try withShop(1) { cluster, session in
      try cluster.createKeyspace("us", shards: 1)
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, x INT); INSERT INTO t VALUES (1, 10);
        CREATE TABLE us.t (id INT PRIMARY KEY, y INT); INSERT INTO us.t VALUES (1, 20);
        CREATE VIEW us.v AS SELECT * FROM t WHERE t.x > 0;
        CREATE VIEW v6 (a, b, c, d) AS SELECT us.t.*, shop.t.* FROM us.t, shop.t WHERE us.t.id = shop.t.id;
        CREATE VIEW vi AS SELECT * FROM information_schema.schemata
        """
      )
      func rows(_ sql: String) throws -> [[String?]] { try session.execute(sql).textRows }
      #expect(try rows("SELECT * FROM us.v") == [["1", "10"]])
      #expect(try rows("SELECT * FROM v6") == [["1", "20", "1", "10"]])
      let shown = try #require(try rows("SHOW CREATE VIEW v6")[0][1])
      try session.execute(shown.replacing("`v6`", with: "`v7`"))
      #expect(try rows("SELECT * FROM v7") == [["1", "20", "1", "10"]])
      #expect(try rows("SELECT COUNT(*) FROM vi WHERE schema_name = 'us'") == [["1"]])
    }
  }

  /// `*` means the columns that its tables had when the view was made.
  @Test(arguments: [1, 3]) func aViewKeepsItsColumns(shards: Int) throws {
    try withShop(shards) { _, session in
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(5), u INT); INSERT INTO t VALUES (1, 'x', 5), (9, 'y', 6);
        CREATE TABLE r (id INT PRIMARY KEY, n INT); INSERT INTO r VALUES (1, 8), (9, 9);
        CREATE VIEW vs AS SELECT * FROM t;
        CREATE VIEW vt AS SELECT x.*, (SELECT COUNT(*) FROM (SELECT * FROM r) AS d) AS k FROM t AS x WHERE x.id > 1;
        CREATE VIEW vu AS SELECT * FROM r JOIN t USING (id);
        CREATE VIEW vn AS SELECT t.id, r.n FROM t NATURAL JOIN r;
        CREATE VIEW vl AS SELECT r.id, q.k FROM r natural /* all rows */ left join (SELECT id, 1 AS k FROM t WHERE id = 9) AS q;
        CREATE VIEW ve AS SELECT * FROM (SELECT id, COUNT(*), 1 + 1, MAX(u) FROM t GROUP BY id) AS z;
        CREATE VIEW vq AS SELECT t.id, q.* FROM t JOIN (SELECT MAX(id), MIN(n) FROM r) AS q WHERE t.id IN (SELECT * FROM (SELECT 2 + 7) AS p);
        CREATE VIEW vt1 AS TABLE t; CREATE VIEW vt2 AS TABLE r UNION TABLE r ORDER BY id DESC LIMIT 1;
        ALTER TABLE r ADD z INT;
        ALTER TABLE t ADD newc INT DEFAULT 9 FIRST, ADD n INT DEFAULT 100
        """
      )
      func rows(_ sql: String) throws -> [[String?]] {
        try session.execute(sql).textRows
      }
      #expect(try rows("SELECT * FROM vs ORDER BY id") == [["1", "x", "5"], ["9", "y", "6"]])
      #expect(try rows("TABLE vt1 ORDER BY id LIMIT 1") == [["1", "x", "5"]])
      #expect(try rows("SELECT * FROM vt2") == [["9", "9"]])
      #expect(try rows("SELECT * FROM vt") == [["9", "y", "6", "2"]])
      #expect(try rows("SELECT * FROM vu WHERE id = 9") == [["9", "9", "y", "6"]])
      #expect(try rows("SELECT * FROM vn ORDER BY id") == [["1", "8"], ["9", "9"]])
      #expect(try rows("SELECT * FROM vl ORDER BY id") == [["1", nil], ["9", "1"]])
      #expect(try rows("SELECT * FROM ve WHERE id = 9") == [["9", "1", "2", "6"]])
      let names = try session.execute("SELECT * FROM ve").columns.map(\.name)
      #expect(names == ["id", "COUNT(*)", "1 + 1", "MAX(u)"])
      #expect(try rows("SELECT * FROM vq") == [["9", "9", "8"]])
      try session.execute("UPDATE vs SET u = 7 WHERE id = 1")
      try session.execute("DELETE FROM vs WHERE id = 9")
      #expect(try rows("SELECT newc, id, a, u, n FROM t") == [["9", "1", "x", "7", "100"]])
      try session.execute("ALTER TABLE t DROP COLUMN u")
      #expect(throws: SQLError.self) { try session.execute("SELECT id FROM vs") }
    }
  }
}
