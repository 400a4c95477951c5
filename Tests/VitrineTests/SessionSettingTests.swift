import Testing
import Vitrine
import VitrineSQL

/// Variables that change what a statement does or is allowed to do.
@Suite struct SessionSettingTests {
  private func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  private static let safeScript = """
    CREATE TABLE t (id BIGINT PRIMARY KEY, a INT, b INT, c VARCHAR(9), KEY by_a (a, b));
    CREATE TABLE u (id BIGINT PRIMARY KEY, t BIGINT, c VARCHAR(9), KEY (t));
    INSERT INTO t VALUES (1, 1, 1, 'x'), (2, 2, 2, 'y'); INSERT INTO u VALUES (1, 1, 'x');
    SET sql_safe_updates = ON
    """

  @Test(arguments: [
    "UPDATE t SET c = 'z'", "UPDATE t SET c = 'z' WHERE c = 'x'",
    "UPDATE t SET c = 'z' WHERE b = 1",
    "UPDATE t SET c = 'z' WHERE a = 1 OR b = 1", "UPDATE t SET c = 'z' WHERE id = b",
    "UPDATE t SET c = 'z' WHERE 1", "DELETE FROM t", "DELETE FROM t WHERE id + 1 = 2",
    "UPDATE t JOIN u ON t.id = u.t SET t.c = 'z'",
    "DELETE t FROM t JOIN u ON t.c = u.c WHERE u.id = 1",
  ])
  func safeUpdatesWantAKey(_ sql: String) throws {
    try withShop { (_, session) throws in
      try session.executeScript(Self.safeScript)
      #expect(errorNumber(session, sql) == 1175)
      try session.execute("SET sql_safe_updates = 0")
      try session.execute(sql)
    }
  }

  @Test(arguments: [
    "UPDATE t SET c = 'z' WHERE id = 1", "UPDATE t SET c = 'z' LIMIT 1",
    "DELETE FROM t WHERE a > 5",
    "UPDATE t SET c = 'z' WHERE c = 'x' AND a BETWEEN 1 AND 2",
    "DELETE FROM t WHERE c = 'x' LIMIT 1",
    "DELETE FROM t WHERE a IN (1, 2) OR id = 7", "UPDATE t SET c = 'z' WHERE 1 = id",
    "DELETE FROM t WHERE (id, a) = (1, 1)", "DELETE FROM t WHERE a IS NULL OR (id = 1 AND b = 2)",
    "UPDATE t JOIN u ON t.id = u.t SET t.c = 'z' WHERE u.id = 1",
    "DELETE t FROM t JOIN u ON t.id = u.t WHERE t.a = 1", "UPDATE u SET t = 5 WHERE t <=> NULL",
  ])
  func safeUpdatesTakeKeysAndLimits(_ sql: String) throws {
    try withShop { (_, session) throws in
      try session.executeScript(Self.safeScript)
      try session.execute(sql)
      #expect(try rows(session, "SELECT @@sql_safe_updates") == [["1"]])
    }
  }

  @Test func foundRowsAreCounted() throws {
    try withShop { (_, session) throws in
      try session.executeScript(Self.safeScript + "; SET sql_safe_updates = 0")
      let same = "UPDATE t SET a = a"
      let one = "UPDATE t SET c = 'x' WHERE id = 1"
      let joined = "UPDATE t JOIN u ON t.id = u.t SET t.c = 'x'"
      let insert = "INSERT INTO t VALUES (1, 1, 1, 'x') ON DUPLICATE KEY UPDATE c = 'x'"
      let statements = [same, one, joined, insert]
      #expect(try statements.map { try session.execute($0).affectedRows } == [0, 0, 0, 0])
      try session.execute("SET client_found_rows = 1")
      #expect(try statements.map { try session.execute($0).affectedRows } == [2, 1, 1, 1])
      #expect(try rows(session, "SELECT ROW_COUNT()") == [["1"]])
      let changing = "INSERT INTO t VALUES (1, 1, 1, 'x') ON DUPLICATE KEY UPDATE c = 'q'"
      #expect(try session.execute(changing).affectedRows == 2)
    }
  }

  @Test(arguments: [1, 2]) func numbersGoInSteps(_ shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      func add(_ count: Int, _ hint: String = "") throws -> [String?] {
        let list = Array(repeating: "('x')", count: count).joined(separator: ", ")
        try session.execute("DELETE FROM users")
        try session.execute("INSERT \(hint) INTO users (name) VALUES \(list)")
        return try rows(session, "SELECT id FROM users ORDER BY id").map { $0[0] }
      }
      #expect(try add(2) == ["1", "2"])
      try session.execute("SET auto_increment_increment = 10")
      #expect(try add(3) == ["11", "21", "31"])
      try session.execute("SET auto_increment_offset = 5")
      #expect(try add(2) == ["45", "55"])
      #expect(try rows(session, "SELECT LAST_INSERT_ID()") == [["45"]])
      try session.execute("SET auto_increment_increment = 1")
      #expect(try add(2) == ["65", "66"])
      let hint = "/*+ SET_VAR(auto_increment_increment=100) SET_VAR(auto_increment_offset=50) */"
      #expect(try add(2, hint) == ["150", "250"])
      try session.execute("SET auto_increment_increment = 3")
      #expect(errorNumber(session, "INSERT INTO users (name) VALUES ('x')") == 1235)
    }
  }

  @Test func primaryKeysAreRequired() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE TABLE old (a INT)")
      try session.execute("SET sql_require_primary_key = ON")
      for sql in [
        "CREATE TABLE np (a INT)", "CREATE TABLE np LIKE old", "CREATE TABLE np AS SELECT 1 AS a",
        "CREATE TEMPORARY TABLE np (a INT UNIQUE)", "ALTER TABLE countries DROP PRIMARY KEY",
      ] { #expect(errorNumber(session, sql) == 3750, "\(sql)") }
      try session.execute("CREATE TABLE p (a INT PRIMARY KEY) AS SELECT 1 AS a")
      try session.execute("ALTER TABLE old ADD PRIMARY KEY (a)")
      try session.execute("CREATE VIEW v AS SELECT a FROM p")
      try session.execute("DROP TABLE p")
    }
  }

  @Test func valuesThatChangeAnswersAreRefused() throws {
    try withShop(1) { (_, session) throws in
      for setting in ["sql_auto_is_null = 1", "lc_time_names = 'th_TH'"] {
        #expect(errorNumber(session, "SET \(setting)") == 1235, "\(setting)")
      }
      try session.execute("SET sql_auto_is_null = 0, lc_time_names = 'en_us'")
      try session.execute("SET windowing_use_high_precision = OFF")
      #expect(try rows(session, "SELECT @@gtid_mode, @@lc_time_names") == [["OFF", "en_US"]])
    }
  }

  @Test func numbersOutOfRangeAreCut() throws {
    try withShop(1) { (_, session) throws in
      try session.execute("SET wait_timeout = -1")
      #expect(session.warnings.map(\.code) == [1292])
      #expect(session.warnings.map(\.message) == ["Truncated incorrect wait_timeout value: '-1'"])
      #expect(try rows(session, "SELECT @@wait_timeout") == [["1"]])
      try session.execute("SET sql_select_limit = 18446744073709551615")
      #expect(session.warnings.isEmpty)
      try session.execute("SET sql_mode = 'STRICT_ALL_TABLES'")
      #expect(errorNumber(session, "SET wait_timeout = -1") == 1231)
    }
  }

  @Test func modesHaveOneOrder() throws {
    try withShop(1) { (_, session) throws in
      try session.execute("SET sql_mode = 'no_zero_date,STRICT_ALL_TABLES, NO_AUTO_VALUE_ON_ZERO'")
      let modes = "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_DATE"
      #expect(try rows(session, "SELECT @@sql_mode") == [[modes]])
      try session.execute("SET sql_mode = 'TRADITIONAL,ANSI_QUOTES,ANSI_QUOTES'")
      let more =
        "ANSI_QUOTES,STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
        + "ERROR_FOR_DIVISION_BY_ZERO,TRADITIONAL,NO_ENGINE_SUBSTITUTION"
      #expect(try rows(session, "SELECT @@sql_mode") == [[more]])
      let error = #expect(throws: SQLError.self) { try session.execute("SET sql_mode = 'foo'") }
      #expect(error?.message == "Variable 'sql_mode' can't be set to the value of 'foo'")
    }
  }

  /// Each statement, and whether it commits what is open.
  @Test(arguments: [
    ("SET autocommit = 1", false), ("LOCK TABLES users WRITE", true),
    ("LOCK TABLES nope READ", true), ("FLUSH TABLES", true),
    ("FLUSH STATUS", true), ("UNLOCK TABLES", false), ("ANALYZE TABLE users", true),
    ("CHECK TABLE users", true), ("OPTIMIZE TABLE users", true), ("REPAIR TABLE users", true),
    ("BEGIN", true), ("START TRANSACTION", true), ("CREATE TABLE x (id INT PRIMARY KEY)", true),
    ("CREATE TEMPORARY TABLE x (id INT)", false), ("ALTER TABLE users ADD z INT", true),
    ("DROP TABLE IF EXISTS nope", true), ("DROP TEMPORARY TABLE IF EXISTS nope", false),
    ("TRUNCATE TABLE countries", true), ("RENAME TABLE countries TO lands", true),
    ("CREATE INDEX i ON users (age)", true), ("CREATE VIEW v AS SELECT 1", true),
    ("DROP VIEW IF EXISTS v", true), ("CREATE DATABASE other", true),
    ("CREATE PROCEDURE p() SELECT 1", true), ("DROP PROCEDURE IF EXISTS p", true),
    ("SET time_zone = '+01:00'", false), ("USE shop", false), ("SHOW TABLES", false),
    ("CHECKSUM TABLE users", false), ("DO 1", false),
  ])
  func whatCommits(_ sql: String, _ commits: Bool) throws {
    try withShop(1) { (cluster, session) throws in
      try session.execute("BEGIN")
      try session.execute("INSERT INTO users (name) VALUES ('x')")
      _ = try? session.execute(sql)
      try session.execute("ROLLBACK")
      #expect(try rows(session, "SELECT COUNT(*) FROM users") == [[commits ? "1" : "0"]])
    }
  }

  @Test func unlockCommitsWhereTablesWereLocked() throws {
    try withShop(1) { (_, session) throws in
      let insert = "INSERT INTO users (name) VALUES ('x')"
      let count = "SELECT COUNT(*) FROM users"
      try session.executeScript("SET autocommit = 0; LOCK TABLES users WRITE; \(insert)")
      try session.executeScript("UNLOCK TABLES; ROLLBACK")
      #expect(try rows(session, count) == [["1"]])
      try session.executeScript(
        "LOCK TABLES users WRITE; BEGIN; \(insert); UNLOCK TABLES; ROLLBACK"
      )
      #expect(try rows(session, count) == [["1"]])
      try session.executeScript("\(insert); SET autocommit = 1")
      #expect(try rows(session, count) == [["2"]])
    }
  }

  @Test func preparedStatementsTakeTheirValues() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        SET @a = 50, @b = 'x', @n = 7;
        PREPARE s FROM 'SET @z = ?, @y = CONCAT(?, ?), sql_select_limit = ?';
        EXECUTE s USING @a, @b, @b, @n;
        SET @c = 1
        """
      )
      #expect(try rows(session, "SELECT @z, @y, @@sql_select_limit") == [["50", "xx", "7"]])
      #expect(errorNumber(session, "EXECUTE s USING @a") == 1210)
      #expect(errorNumber(session, "EXECUTE s USING @a, @a, @a, @a, @a") == 1210)
      try session.execute("PREPARE d FROM 'DO LAST_INSERT_ID(?)'")
      try session.execute("EXECUTE d USING @n")
      #expect(try rows(session, "SELECT LAST_INSERT_ID()") == [["7"]])
    }
  }

  @Test func namesAreFoundWhenAStatementIsPrepared() throws {
    try withShop { (_, session) throws in
      #expect(errorNumber(session, "PREPARE p FROM 'SELECT nope FROM users'") == 1054)
      #expect(errorNumber(session, "PREPARE p FROM 'DELETE FROM nope'") == 1146)
      #expect(errorNumber(session, "PREPARE p FROM 'SELECT id FROM users, orders'") == 1052)
      #expect(errorNumber(session, "EXECUTE p") == 1243)
      for text in [
        "SELECT id FROM users WHERE age = ? LIMIT ?", "CREATE TABLE t (a INT)", "SELECT ?",
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_NAME = ?",
        "INSERT INTO users (name) VALUES (?)", "SELECT @a := id FROM users",
      ] { try session.execute("PREPARE p FROM '\(text)'") }
    }
  }

  @Test func aTransactionOfModeSingleWritesOneShard() throws {
    try withShop { (_, session) throws in
      func shard(_ id: Int) throws -> [String] {
        try session.execute("SELECT * FROM users WHERE id = \(id)").trace.shards
      }
      let other = try (2...20).first { try shard($0) != shard(1) } ?? 2
      func insert(_ id: Int) -> String { "INSERT INTO users (id, name) VALUES (\(id), 'x')" }
      try session.execute("SET transaction_mode = 'single'")
      try session.execute("BEGIN")
      try session.execute(insert(1))
      try session.execute("SELECT COUNT(*) FROM users")
      let error = #expect(throws: SQLError.self) { try session.execute(insert(other)) }
      #expect(error?.message.hasPrefix("multi-db transaction attempted") == true)
      #expect(!session.isInTransaction)
      try session.execute("COMMIT")
      #expect(try rows(session, "SELECT COUNT(*) FROM users") == [["0"]])
      try session.executeScript("\(insert(1)); \(insert(other))")
      #expect(errorNumber(session, "UPDATE users SET age = 1") == 1317)
      #expect(errorNumber(session, "DELETE FROM users ORDER BY name LIMIT 2") == 1317)
      #expect(try rows(session, "SELECT COUNT(age), COUNT(*) FROM users") == [["0", "2"]])
      try session.execute("SET transaction_mode = 'multi'")
      try session.execute("UPDATE users SET age = 1")
    }
  }

  @Test func someStatementsCannotBePrepared() throws {
    try withShop { (_, session) throws in
      for text in ["EXECUTE x", "USE shop", "LOCK TABLES users READ", "UNLOCK TABLES"] {
        #expect(errorNumber(session, "PREPARE p FROM '\(text)'") == 1295, "\(text)")
      }
      try session.execute("PREPARE p FROM 'SHOW COLUMNS FROM users WHERE Field = ?'")
      try session.execute("SET @f = 'age'")
      #expect(try rows(session, "EXECUTE p USING @f").map { $0[0] } == ["age"])
    }
  }

  @Test func queriesInsideLockToo() throws {
    try withShop(1) { (cluster, session) throws in
      let other = try cluster.session(target: "shop")
      for sql in [
        "SELECT * FROM (SELECT id FROM users FOR UPDATE) u",
        "SELECT (SELECT 1 FROM users FOR SHARE)",
        "WITH c AS (SELECT id FROM users FOR UPDATE) SELECT * FROM c",
        "(SELECT id FROM users FOR UPDATE) UNION SELECT 1",
        "SELECT * FROM users u JOIN orders o FOR UPDATE OF u, O",
      ] {
        try session.execute("BEGIN")
        try session.execute(sql)
        try other.execute("BEGIN")
        #expect(errorNumber(other, "SELECT * FROM users FOR UPDATE NOWAIT") == 3572, "\(sql)")
        try other.execute("ROLLBACK")
        try session.execute("ROLLBACK")
      }
      #expect(errorNumber(session, "SELECT * FROM users u FOR UPDATE OF users") == 3568)
    }
  }

  @Test func lockingReadsTakeTheShards() throws {
    try withShop(1) { (cluster, session) throws in
      try session.execute("INSERT INTO users (name) VALUES ('x')")
      let other = try cluster.session(target: "shop")
      try other.execute("SET innodb_lock_wait_timeout = 1")
      let update = "UPDATE users SET age = 2"
      for clause in ["FOR UPDATE", "FOR SHARE", "LOCK IN SHARE MODE"] {
        try session.execute("SELECT * FROM users \(clause)")
        try other.execute(update)
        try session.execute("BEGIN")
        try session.execute("SELECT * FROM users WHERE id = 1 \(clause)")
        #expect(try rows(other, "SELECT COUNT(*) FROM users") == [["1"]])
        try other.execute("BEGIN")
        #expect(errorNumber(other, "SELECT * FROM users FOR UPDATE NOWAIT") == 3572)
        #expect(try rows(other, "SELECT * FROM users FOR SHARE SKIP LOCKED") == [])
        let count = "SELECT COUNT(*) FROM users FOR UPDATE SKIP LOCKED"
        #expect(errorNumber(other, count) == 1235)
        try other.execute("ROLLBACK")
        if clause == "FOR UPDATE" { #expect(errorNumber(other, update) == 1205) }
        try session.executeScript("\(update); COMMIT")
      }
      try other.execute("BEGIN")
      #expect(try rows(other, "SELECT age FROM users FOR UPDATE NOWAIT") == [["2"]])
      #expect(try rows(other, "(SELECT age FROM users) FOR UPDATE SKIP LOCKED") == [["2"]])
    }
  }

  /// Workers of a queue take what others leave: rows of shards that nobody has locked.
  @Test func lockedShardsAreSkipped() throws {
    try withShop(4) { (cluster, session) throws in
      try session.executeScript(
        "INSERT INTO users (id, name) VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e'); BEGIN"
      )
      let first = "SELECT id FROM users WHERE id = 1 FOR UPDATE SKIP LOCKED"
      #expect(try rows(session, first) == [["1"]])
      let other = try cluster.session(target: "shop")
      try other.execute("BEGIN")
      let next =
        "SELECT u.id FROM users u WHERE name > '' ORDER BY id LIMIT 3 FOR UPDATE SKIP LOCKED"
      let taken = try rows(other, next)
      #expect(!taken.isEmpty && !taken.contains(["1"]))
      #expect(try rows(other, first) == [])
      let joined = "SELECT u.id FROM users u JOIN orders o ON o.id = u.id FOR UPDATE SKIP LOCKED"
      #expect(try rows(other, joined) == [])
      let asking =
        "SELECT id FROM users WHERE id IN (SELECT user_id FROM orders) FOR UPDATE SKIP LOCKED"
      #expect(errorNumber(other, asking) == 1235)
      try session.execute("COMMIT")
      #expect(try rows(other, first) == [["1"]])
    }
  }

  @Test func tableChangesWaitAsTheSessionSays() throws {
    try withShop(2) { (cluster, session) throws in
      try session.executeScript(
        "BEGIN; UPDATE users SET age = 2; INSERT INTO users (name) VALUES ('x')"
      )
      let other = try cluster.session(target: "shop")
      try other.execute("SET lock_wait_timeout = 1")
      let start = ContinuousClock.now
      #expect(errorNumber(other, "ALTER TABLE users ADD COLUMN w INT") == 1205)
      #expect(errorNumber(other, "TRUNCATE TABLE users") == 1205)
      #expect(ContinuousClock.now - start < .seconds(20))
      try session.execute("ROLLBACK")
      try other.execute("ALTER TABLE users ADD COLUMN w INT")
    }
  }
}
