import Foundation
import Testing
import VitrineSQL

@testable import Vitrine

/// TEMPORARY tables: whose they are, what they hide, how long they last.
@Suite struct TemporaryTableTests {
  @Test(arguments: [1, 2, 4, 7]) func theyAreWrittenAndReadAsOthers(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TEMPORARY TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(9), UNIQUE (v));
        INSERT INTO t (v) VALUES ('a'), ('b'), ('c');
        UPDATE t SET v = CONCAT(v, v) WHERE id > 1;
        DELETE FROM t WHERE v = 'bb';
        REPLACE INTO t VALUES (1, 'x');
        INSERT INTO t VALUES (3, 'z') ON DUPLICATE KEY UPDATE v = 'y';
        """
      )
      #expect(
        try session.execute("SELECT * FROM t ORDER BY id").textRows == [["1", "x"], ["3", "y"]]
      )
      #expect(errorNumber(session, "INSERT INTO t (v) VALUES ('x')") == 1062)
      #expect(try session.execute("INSERT INTO t (v) VALUES ('n')").lastInsertID == 5)
      try session.execute("TRUNCATE t")
      #expect(try session.execute("INSERT INTO t (v) VALUES ('n')").lastInsertID == 1)
    }
  }

  @Test(arguments: [1, 2, 4, 7]) func theyAreJoinedWithShardedTables(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try fillShop(session)
      try session.executeScript(
        """
        CREATE TEMPORARY TABLE wanted (name VARCHAR(50), PRIMARY KEY (name)) AS
          SELECT DISTINCT name FROM users WHERE id > 5;
        """
      )
      let rows = try session.execute(
        "SELECT u.id, w.name FROM users u JOIN wanted w ON w.name = u.name ORDER BY u.id"
      ).textRows
      #expect(rows == [["6", "Ken"], ["7", "Linus"], ["8", "Margaret"]])
      let moved = try session.execute(
        "UPDATE users JOIN wanted w ON w.name = users.name SET age = 99"
      )
      #expect(moved.affectedRows == 3)
    }
  }

  @Test func theyHideATableOfTheirName() throws {
    try withShop { (_, session) throws in
      try fillShop(session)
      try session.executeScript(
        "CREATE VIEW names AS SELECT COUNT(*) FROM users; CREATE TEMPORARY TABLE users (n INT);"
      )
      #expect(try session.execute("SELECT * FROM users").rows.isEmpty)
      #expect(try session.execute("SELECT users.n FROM shop.users").rows.isEmpty)
      let view = try session.execute("SELECT * FROM names")
      #expect(view.textRows == [["8"]] && view.columns.map(\.name) == ["COUNT(*)"])
      let shown = try session.execute("SHOW CREATE TABLE users").textRows.first?[1] ?? ""
      #expect(shown.hasPrefix("CREATE TEMPORARY TABLE `users` (\n  `n` int DEFAULT NULL\n)"))
      #expect(try session.execute("DESCRIBE users").textRows.map { $0[0] } == ["n"])
      #expect(errorNumber(session, "CREATE TABLE users AS SELECT 1 AS a") == 1235)
      try session.execute("DROP TABLE users")
      #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["8"]])
      #expect(errorNumber(session, "DROP TEMPORARY TABLE users") == 1051)
      try session.execute("DROP TEMPORARY TABLE IF EXISTS users")
      #expect(session.warnings.map(\.code) == [1051])
      try session.execute("CREATE TEMPORARY TABLE users AS SELECT name FROM users")
      #expect(try session.execute("SELECT COUNT(name) FROM users").textRows == [["8"]])
    }
  }

  @Test func eachSessionHasItsOwn() throws {
    try withShop { (cluster, session) throws in
      let other = try cluster.session(target: "shop")
      try session.execute("CREATE TEMPORARY TABLE t (a INT)")
      try session.execute("INSERT INTO t VALUES (1)")
      #expect(errorNumber(other, "SELECT * FROM t") == 1146)
      try other.execute("CREATE TEMPORARY TABLE t (a INT, b INT)")
      try other.execute("INSERT INTO t VALUES (2, 3)")
      // One text, two plans.
      #expect(try session.execute("SELECT * FROM t").textRows == [["1"]])
      #expect(try other.execute("SELECT * FROM t").textRows == [["2", "3"]])
      let listed =
        "SELECT COUNT(DISTINCT table_id), SUM(n_cols) FROM information_schema.innodb_temp_table_info"
      #expect(try session.execute(listed).textRows == [["2", "9"]])
      try other.execute("DROP TABLE t")
      #expect(try session.execute(listed).textRows == [["1", "4"]])
      #expect(try session.execute("SELECT * FROM t").textRows == [["1"]])
      let tables = try session.execute(
        "SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 't'"
      )
      #expect(tables.textRows == [["0"]])
      #expect(try session.execute("SHOW TABLES LIKE 't'").rows.isEmpty)
      #expect(try session.execute("SHOW KEYSPACES").textRows == [["shop"]])
    }
  }

  @Test func theyEndWithTheSession() throws {
    try withShop { (cluster, _) throws in
      let files = {
        try FileManager.default.contentsOfDirectory(atPath: cluster.path + "/#temporary")
      }
      var session: Session? = try cluster.session(target: "shop")
      try session?.execute("CREATE TEMPORARY TABLE t (a INT)")
      try session?.execute("BEGIN")
      try session?.execute("INSERT INTO t VALUES (1)")
      #expect(try !files().isEmpty)
      session = nil
      #expect(try files().isEmpty)
    }
  }

  /// What a process leaves that is killed is gone when the cluster is opened.
  @Test func theyDoNotOutliveACrash() throws {
    try withDirectory { path in
      try Self.makeCluster(in: path)
      let left = path + "/#temporary"
      try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
      try Data("left".utf8).write(to: URL(fileURLWithPath: left + "/1.1.db"))
      let opened = try Cluster.open(at: path)
      defer { try? opened.close() }
      #expect(!FileManager.default.fileExists(atPath: left))
      #expect(opened.keyspaceNames == ["shop"])
    }
  }

  private static func makeCluster(in path: String) throws {
    let cluster = try Cluster.create(at: path)
    try cluster.createKeyspace("shop", shards: 1)
    try cluster.close()
  }

  /// ROLLBACK undoes what was written to them, and neither their making nor their end.
  @Test(arguments: [1, 4]) func transactionsHoldTheirRows(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("CREATE TEMPORARY TABLE a (n INT)")
      try session.execute("CREATE TEMPORARY TABLE b (n INT)")
      try session.execute("BEGIN")
      try session.execute("INSERT INTO users (name) VALUES ('Ada')")
      try session.execute("INSERT INTO a VALUES (1)")
      try session.execute("INSERT INTO b VALUES (1)")
      try session.execute("CREATE TEMPORARY TABLE c AS SELECT n FROM a")
      #expect(try session.execute("SELECT * FROM c").textRows == [["1"]])
      try session.execute("DROP TEMPORARY TABLE b")
      #expect(session.isInTransaction)
      try session.execute("ROLLBACK")
      #expect(try session.execute("SELECT * FROM users").rows.isEmpty)
      #expect(try session.execute("SELECT * FROM a").rows.isEmpty)
      #expect(try session.execute("SELECT * FROM c").rows.isEmpty)
      #expect(errorNumber(session, "SELECT * FROM b") == 1146)
      try session.execute("BEGIN")
      try session.execute("INSERT INTO a VALUES (2)")
      try session.execute("SAVEPOINT s")
      try session.execute("CREATE TEMPORARY TABLE d (n INT)")
      try session.execute("INSERT INTO d VALUES (1)")
      try session.execute("ROLLBACK TO s")
      try session.execute("COMMIT")
      #expect(try session.execute("SELECT * FROM a").textRows == [["2"]])
      #expect(try session.execute("SELECT * FROM d").rows.isEmpty)
    }
  }

  /// Without the word TEMPORARY, DDL commits; a transaction that reads alone may still write to them.
  @Test func whatCommits() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE TEMPORARY TABLE a (n INT)")
      for ddl in [
        "ALTER TABLE a ADD m INT", "CREATE INDEX i ON a (m)", "TRUNCATE a", "DROP TABLE a",
      ] {
        try session.execute("BEGIN")
        try session.execute(ddl)
        #expect(!session.isInTransaction, "\(ddl)")
      }
      try session.execute("CREATE TEMPORARY TABLE a (n INT)")
      try session.execute("START TRANSACTION READ ONLY")
      try session.execute("INSERT INTO a VALUES (1)")
      #expect(errorNumber(session, "INSERT INTO users (name) VALUES ('x')") == 1792)
      #expect(errorNumber(session, "CREATE TEMPORARY TABLE b (n INT)") == 1792)
    }
  }

  @Test func theyAreAltered() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TEMPORARY TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT);
        INSERT INTO t (v) VALUES (5), (6);
        ALTER TABLE t ADD w VARCHAR(3) DEFAULT 'w', DROP v, RENAME TO shop.u;
        INSERT INTO u (w) VALUES ('n');
        CREATE UNIQUE INDEX i ON u (w, id);
        DROP INDEX i ON u;
        CREATE TEMPORARY TABLE copy LIKE u;
        CREATE TABLE kept LIKE u;
        DROP TABLE u, kept;
        """
      )
      #expect(errorNumber(session, "SELECT * FROM t") == 1146)
      #expect(errorNumber(session, "SELECT * FROM u") == 1146)
      #expect(errorNumber(session, "SELECT * FROM kept") == 1146)
      try session.execute("INSERT INTO copy (w) VALUES ('a')")
      #expect(try session.execute("SELECT * FROM copy").textRows == [["1", "a"]])
    }
  }

  @Test(arguments: [
    ("CREATE TEMPORARY TABLE t (a INT, FOREIGN KEY (a) REFERENCES orders (id))", 1215),
    ("CREATE TEMPORARY TABLE t (a INT) PARTITION BY HASH (a) PARTITIONS 2", 1562),
    ("CREATE TEMPORARY TABLE t (a TEXT, FULLTEXT (a))", 1796),
    ("CREATE TEMPORARY TABLE nowhere.t (a INT)", 1049),
    ("CREATE TEMPORARY TABLE seen (a INT)", 1050),
    ("CREATE TEMPORARY TABLE orders LIKE orders", 1066),
    ("CREATE TEMPORARY TABLE t AS SELECT 1 AS a, 2 AS a", 1060),
    ("CREATE TEMPORARY TABLE t (a TINYINT) AS SELECT 1000 AS a", 1264),
    ("CREATE VIEW v AS SELECT * FROM seen", 1352),
    ("RENAME TABLE seen TO other", 1146), ("DROP TABLE seen, nothing", 1051),
    ("CREATE DATABASE `#temporary.1.1`", 1102),
    ("ALTER TABLE seen ADD FOREIGN KEY (a) REFERENCES orders (id)", 1215),
  ])
  func whatIsRefusedChangesNothing(sql: String, code: Int) throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE TEMPORARY TABLE seen (a BIGINT)")
      try session.execute("INSERT INTO seen VALUES (1)")
      #expect(errorNumber(session, sql) == code)
      #expect(errorNumber(session, "SELECT * FROM t") == 1146)
      #expect(try session.execute("SELECT * FROM seen").textRows == [["1"]])
    }
  }

  @Test func aTargetedShardDoesNotMatter() throws {
    try withShop { (_, session) throws in
      try session.execute("USE `shop:-80`")
      try session.execute("CREATE TEMPORARY TABLE t (a INT)")
      try session.execute("INSERT INTO t VALUES (1)")
      #expect(try session.execute("SELECT * FROM t").textRows == [["1"]])
    }
  }

  @Test func proceduresMakeAndReadThem() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE PROCEDURE p() BEGIN
          DROP TEMPORARY TABLE IF EXISTS t;
          CREATE TEMPORARY TABLE t (a INT);
          INSERT INTO t VALUES (1), (2);
          SELECT SUM(a) FROM t;
        END
        """
      )
      for _ in 1...2 { #expect(try session.execute("CALL p()").textRows == [["3"]]) }
    }
  }
}
