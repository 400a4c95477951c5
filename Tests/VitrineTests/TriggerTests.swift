import Foundation
import Testing
import VitrineSQL

@testable import Vitrine

/// What triggers have to do with the rest: the catalog, transactions, shards, DDL.
@Suite struct TriggerTests {
  private static let logging = """
    CREATE TABLE log (id BIGINT AUTO_INCREMENT PRIMARY KEY, msg VARCHAR(100));
    CREATE TRIGGER added AFTER INSERT ON users FOR EACH ROW
      INSERT INTO log (msg) VALUES (CONCAT('added ', NEW.id));
    CREATE TRIGGER changed AFTER UPDATE ON users FOR EACH ROW
      INSERT INTO log (msg) VALUES (CONCAT(OLD.name, '>', NEW.name));
    CREATE TRIGGER removed AFTER DELETE ON users FOR EACH ROW
      INSERT INTO log (msg) VALUES (CONCAT('removed ', OLD.id));
    """

  private func log(_ session: Session) throws -> [String?] {
    try session.execute("SELECT msg FROM log ORDER BY id").textRows.map { $0[0] }
  }

  @Test func aTriggersTableStandsInItsDatabase() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        "CREATE KEYSPACE o SHARDS = 1; CREATE TABLE o.users (a INT); "
          + "CREATE TRIGGER o.g BEFORE INSERT ON users FOR EACH ROW SET NEW.a = NEW.a + 1; "
          + "INSERT INTO o.users VALUES (1)"
      )
      #expect(try session.execute("SELECT a FROM o.users").textRows == [["2"]])
      let elsewhere =
        "CREATE TRIGGER o.h BEFORE INSERT ON shop.users FOR EACH ROW SET NEW.name = ''"
      #expect(errorNumber(session, elsewhere) == 1435)
    }
  }

  @Test(arguments: [1, 2, 4, 7]) func theySeeEveryRow(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.logging)
      try session.execute("INSERT INTO users (name) VALUES ('a'), ('b'), ('c')")
      #expect(session.warnings.isEmpty)
      #expect(
        try session.execute("SELECT LAST_INSERT_ID(), ROW_COUNT()").textRows == [["1", "3"]]
      )
      let changed = try session.execute("UPDATE users SET name = UPPER(name) WHERE id > 1")
      #expect(changed.affectedRows == 2)
      #expect(try session.execute("DELETE FROM users ORDER BY id DESC LIMIT 2").affectedRows == 2)
      #expect(
        try log(session) == [
          "added 1", "added 2", "added 3", "b>B", "c>C", "removed 3", "removed 2",
        ]
      )
      try session.execute("TRUNCATE users")
      #expect(try log(session).count == 7)
    }
  }

  /// What a statement's triggers have written goes when it fails, in a transaction and outside.
  @Test(arguments: [1, 4]) func theyAreUndoneWithTheStatement(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.logging)
      try session.execute("INSERT INTO users (id, name) VALUES (5, 'five')")
      for isInTransaction in [false, true] {
        if isInTransaction { try session.execute("BEGIN") }
        #expect(
          errorNumber(session, "INSERT INTO users (id, name) VALUES (1, 'x'), (5, 'y')") == 1062
        )
        #expect(try log(session) == ["added 5"])
        #expect(session.isInTransaction == isInTransaction)
      }
      try session.execute("UPDATE users SET name = 'V'")
      try session.execute("ROLLBACK")
      #expect(try log(session) == ["added 5"])
      try session.execute("SET autocommit = 0")
      try session.execute("DELETE FROM users")
      try session.execute("ROLLBACK")
      try session.execute("SET autocommit = 1")
      #expect(try log(session) == ["added 5"])
    }
  }

  @Test func theyOutliveTheCluster() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.makeTriggers(in: folder)
    let cluster = try Cluster.open(at: folder)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("INSERT INTO b VALUES (1, '')")
    #expect(try session.execute("SELECT s FROM b").textRows == [["01"]])
    let shown = try session.execute("SHOW CREATE TRIGGER one").textRows.first ?? []
    #expect(
      shown[2]
        == "CREATE DEFINER=`root`@`localhost` TRIGGER `one` BEFORE INSERT ON `b` FOR EACH ROW "
        + "SET NEW.s = CONCAT(NEW.s, \"1\")"
    )
    #expect(shown[1] == "")
    let listed = try session.execute("SHOW TRIGGERS LIKE 'b'").textRows.map { Array($0.prefix(3)) }
    #expect(listed == [["zero", "INSERT", "b"], ["one", "INSERT", "b"]])
    try session.execute("DROP TABLE b")
    #expect(try session.execute("SHOW TRIGGERS").rows.isEmpty)
  }

  private static func makeTriggers(in folder: String) throws {
    let cluster = try Cluster.create(at: folder)
    try cluster.createKeyspace("ks", shards: 2)
    let session = try cluster.session(target: "ks")
    try session.executeScript(
      """
      CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(9));
      CREATE TABLE gone (id INT PRIMARY KEY);
      SET sql_mode = '';
      CREATE TRIGGER one BEFORE INSERT ON a FOR EACH ROW SET NEW.s = CONCAT(NEW.s, "1");
      CREATE TRIGGER zero BEFORE INSERT ON a FOR EACH ROW PRECEDES one SET NEW.s = '0';
      CREATE TRIGGER other BEFORE INSERT ON gone FOR EACH ROW SET @a = 1;
      CREATE TRIGGER dropped BEFORE INSERT ON a FOR EACH ROW SET @a = 1;
      DROP TRIGGER dropped;
      DROP TABLE gone;
      RENAME TABLE a TO b;
      """
    )
    try cluster.close()
  }

  @Test func otherSessionsFireThem() throws {
    try withShop { (cluster, session) throws in
      let other = try cluster.session(target: "shop")
      // Its plan is made before there are triggers.
      try other.execute("UPDATE users SET name = 'x' WHERE name = 'y'")
      try session.executeScript(Self.logging)
      try other.execute("INSERT INTO users (name) VALUES ('y')")
      try other.execute("UPDATE users SET name = 'x' WHERE name = 'y'")
      #expect(try log(session) == ["added 1", "y>x"])
      try session.execute("DROP TRIGGER changed")
      try other.execute("UPDATE users SET name = 'z' WHERE name = 'x'")
      #expect(try log(session).count == 2)
    }
  }

  /// Rows that DDL moves or removes fire none.
  @Test func dataDefinitionFiresNone() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE parts (id INT PRIMARY KEY) PARTITION BY RANGE (id) (
          PARTITION a VALUES LESS THAN (10), PARTITION b VALUES LESS THAN (20));
        CREATE TABLE log (id BIGINT AUTO_INCREMENT PRIMARY KEY, msg VARCHAR(100));
        INSERT INTO parts VALUES (1), (2), (11);
        CREATE TRIGGER d AFTER DELETE ON parts FOR EACH ROW INSERT INTO log (msg) VALUES (OLD.id);
        ALTER TABLE parts TRUNCATE PARTITION a;
        ALTER TABLE parts DROP PARTITION b;
        """
      )
      #expect(try session.execute("SELECT * FROM parts").rows.isEmpty)
      #expect(try log(session).isEmpty)
    }
  }

  @Test func loadDataFiresThem() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("1,a\n2,b\n".utf8).write(to: file)
    try withShop { (_, session) throws in
      try session.executeScript(Self.logging)
      try session.execute("SET GLOBAL local_infile = ON")
      try session.execute(
        """
        LOAD DATA LOCAL INFILE '\(file.path)' INTO TABLE users FIELDS TERMINATED BY ',' (id, name)
        """
      )
      #expect(try log(session) == ["added 1", "added 2"])
    }
  }

  /// Each table's trigger writes to the next: as many levels as stored programs may have.
  @Test func theyFireOneAnother() throws {
    try withShop(1) { (_, session) throws in
      let last = 40
      for number in 0...last {
        try session.execute("CREATE TABLE t\(number) (a INT)")
        guard number > 0 else { continue }
        try session.execute(
          """
          CREATE TRIGGER g\(number) AFTER INSERT ON t\(number - 1) FOR EACH ROW
            INSERT INTO t\(number) VALUES (NEW.a + 1)
          """
        )
      }
      try session.execute("INSERT INTO t0 VALUES (0), (100)")
      let rows = try session.execute("SELECT a FROM t\(last) ORDER BY a").textRows
      #expect(rows == [["40"], ["140"]])
      try session.execute(
        "CREATE TRIGGER circle AFTER INSERT ON t\(last) FOR EACH ROW INSERT INTO t0 VALUES (1)"
      )
      #expect(errorNumber(session, "INSERT INTO t0 VALUES (0)") == 1442)
      #expect(try session.execute("SELECT COUNT(*) FROM t1").textRows == [["2"]])
    }
  }

  @Test func theySeeOneTimeAndTheSessionsTables() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TEMPORARY TABLE seen (n INT, at DATETIME(6));
        CREATE TRIGGER g AFTER INSERT ON users FOR EACH ROW INSERT INTO seen VALUES (NEW.id, NOW(6));
        INSERT INTO users (name) VALUES ('a'), ('b'), ('c');
        """
      )
      let seen = try session.execute("SELECT COUNT(*), COUNT(DISTINCT at) FROM seen").textRows
      #expect(seen == [["3", "1"]])
    }
  }

  /// TIMESTAMP columns lie in UTC; triggers read and set them in the session's zone.
  @Test func theySeeTheSessionsTimeZone() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE moments (id INT PRIMARY KEY, at TIMESTAMP NULL, copy TIMESTAMP NULL, hour INT);
        CREATE TRIGGER g BEFORE INSERT ON moments FOR EACH ROW
          SET NEW.copy = NEW.at + INTERVAL 1 HOUR, NEW.hour = HOUR(NEW.at);
        SET time_zone = '+03:00';
        INSERT INTO moments (id, at) VALUES (1, '2024-01-01 12:00:00');
        SET time_zone = '+00:00';
        """
      )
      let row = try session.execute("SELECT at, copy, hour FROM moments").textRows
      #expect(row == [["2024-01-01 09:00:00", "2024-01-01 10:00:00", "12"]])
    }
  }

  @Test(arguments: [
    ("SAVEPOINT a", 1235), ("ROLLBACK TO a", 1235), ("PREPARE s FROM 'SELECT 1'", 1336),
    ("CREATE TABLE z (a INT)", 1422), ("SELECT 1", 1415), ("SHOW TABLES", 1415),
    ("CALL inner_commit()", 1422), ("CALL answers()", 1415), ("DELETE FROM users", 1442),
    ("TRUNCATE log", 1422), ("SET NEW.name = NULL", 1048), ("SET NEW.age = 'x'", 1366),
    ("SET NEW.name = REPEAT('x', 51)", 1406), ("INSERT INTO nowhere VALUES (1)", 1146),
  ])
  func whatFailsInThemFailsTheStatement(body: String, code: Int) throws {
    try withShop { (_, session) throws in
      try session.executeScript("CREATE TABLE log (id BIGINT AUTO_INCREMENT PRIMARY KEY, n INT);")
      try session.execute("CREATE PROCEDURE inner_commit() COMMIT")
      try session.execute("CREATE PROCEDURE answers() SELECT 1")
      var found: Int?
      do throws(SQLError) {
        try session.execute(
          """
          CREATE TRIGGER g BEFORE INSERT ON users FOR EACH ROW BEGIN
            INSERT INTO log (n) VALUES (1);
            \(body);
          END
          """
        )
        try session.execute("INSERT INTO users (name) VALUES ('a')")
      } catch {
        found = error.code.number
      }
      #expect(found == code)
      #expect(
        try session.execute("SELECT (SELECT COUNT(*) FROM log) + COUNT(*) FROM users").textRows == [
          ["0"]
        ]
      )
    }
  }

  @Test func plansWriteRowByRow() throws {
    try withShop { (_, session) throws in
      let before = try session.explain("UPDATE users SET age = 1 WHERE name = 'a'").tree()
      try session.executeScript(Self.logging)
      let after = try session.explain("UPDATE users SET age = 1 WHERE name = 'a'").tree()
      #expect(before != after)
      // Other events leave a statement as it was.
      try session.execute("DROP TRIGGER changed")
      #expect(try session.explain("UPDATE users SET age = 1 WHERE name = 'a'").tree() == before)
    }
  }
}
