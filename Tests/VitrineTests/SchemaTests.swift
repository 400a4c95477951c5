import Testing
import Vitrine
import VitrineSQL

@Suite struct SchemaTests {
  @Test(arguments: [1, 4]) func alterKeepsRows(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b')")
    try session.execute("ALTER TABLE users ADD COLUMN keyspace_id BIGINT")
    try session.execute("CREATE INDEX idx_users_name ON users(name)")
    try session.execute("ALTER TABLE users ADD COLUMN profile JSON, DROP COLUMN age")
    let rows = try session.execute("SELECT * FROM users ORDER BY id").textRows
    #expect(rows == [["1", "a", nil, nil, nil], ["2", "b", nil, nil, nil]])
    let columns = try session.execute("DESCRIBE users").textRows.map(\.first)
    #expect(columns == ["id", "name", "email", "keyspace_id", "profile"])
    let keys = try session.execute("SHOW INDEX FROM users").textRows.map { $0[2] }
    #expect(keys == ["PRIMARY", "email", "idx_users_name"])
  }

  @Test(arguments: [
    ("SELECT * FROM users PARTITION (p0)", 1747),
    ("DELETE FROM users PARTITION (p0)", 1747),
    ("UPDATE users PARTITION (p0) SET name = 'a'", 1747),
    ("INSERT INTO users PARTITION (p0) (name) VALUES ('a')", 1747),
    ("ALTER TABLE users DROP PARTITION p0", 1505),
    ("ALTER TABLE users TRUNCATE PARTITION p0", 1505),
  ])
  func tablesWithoutPartitionsHaveNone(sql: String, code: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == code)
  }

  /// Engines other than InnoDB and NDB read foreign keys and forget them; the index stays.
  @Test func foreignKeysAreOfInnoDBAlone() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE TABLE p (id INT PRIMARY KEY, h INT) ENGINE=MyISAM")
      try session.execute(
        "CREATE TABLE c (id INT PRIMARY KEY, h INT, FOREIGN KEY (h) REFERENCES p (h)) ENGINE=MyISAM"
      )
      try session.execute("INSERT INTO c VALUES (1, 99)")
      let shown = try session.execute("SHOW CREATE TABLE c").text(row: 0, column: 1) ?? ""
      #expect(shown.contains("KEY `h` (`h`)\n") && !shown.contains("CONSTRAINT"))
      let add = "ALTER TABLE p ADD FOREIGN KEY"
      try session.execute("\(add) (h) REFERENCES nothing (id)")
      #expect(errorNumber(session, "\(add) (h) REFERENCES c (id, h)") == 1239)
      #expect(errorNumber(session, "\(add) (nothing) REFERENCES c (id)") == 1072)
      let alter = "ALTER TABLE c ENGINE=InnoDB, ADD CONSTRAINT f FOREIGN KEY (h) REFERENCES p (id)"
      #expect(errorNumber(session, alter) == 1452)
      try session.execute("INSERT INTO p VALUES (99, 1)")
      try session.execute(alter)
      #expect(errorNumber(session, "ALTER TABLE c ENGINE=MyISAM") == 3776)
      #expect(errorNumber(session, "ALTER TABLE p ENGINE=InnoDB") == 3776)
      try session.execute("ALTER TABLE c DROP FOREIGN KEY f, ENGINE=MEMORY")
    }
  }

  /// The table of LIKE stands where its name says, or in the current database.
  @Test(arguments: [1, 3]) func likeTakesTheTableThatItNames(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        "CREATE KEYSPACE o SHARDS = \(shards); CREATE TABLE o.t (b VARCHAR(5) PRIMARY KEY); "
          + "CREATE TABLE t (id INT PRIMARY KEY, a INT); CREATE VIEW o.v AS SELECT 1 AS a; "
          + "CREATE TABLE here LIKE o.t; CREATE TABLE o.there LIKE t; CREATE TABLE o.own LIKE o.t; "
          + "CREATE TEMPORARY TABLE o.tmp LIKE t"
      )
      for (table, columns) in [
        ("here", ["b"]), ("o.there", ["id", "a"]), ("o.own", ["b"]), ("o.tmp", ["id", "a"]),
      ] {
        #expect(try session.execute("DESCRIBE \(table)").textRows.map(\.first) == columns)
      }
      try session.execute("CREATE TABLE o.n LIKE here")
      #expect(errorNumber(session, "CREATE TABLE n LIKE o.here") == 1146)
      #expect(errorNumber(session, "CREATE TABLE n LIKE o.v") == 1347)
    }
  }

  /// A FLOAT is shown with the digits that give it again.
  @Test(arguments: [("0.1", "0.1"), ("1.5", "1.5"), ("3", "3"), ("1.23456789012", "1.2345679")])
  func defaultsOfFloats(written: String, shown: String) throws {
    try withShop(1) { (_, session) throws in
      try session.execute("CREATE TABLE f (id INT, a FLOAT DEFAULT \(written), b FLOAT)")
      let text = try session.execute("SHOW CREATE TABLE f").text(row: 0, column: 1) ?? ""
      #expect(text.contains("`a` float DEFAULT '\(shown)',"), "\(text)")
      try session.executeScript("INSERT INTO f (id) VALUES (1); UPDATE f SET b = \(written)")
      #expect(try session.execute("SELECT a = b FROM f").textRows == [["1"]])
    }
  }

  /// InnoDB computes no generated column anew for a foreign key.
  @Test(
    arguments: [
      ("CREATE TABLE c (a INT, g INT AS (a) VIRTUAL, FOREIGN KEY (g) REFERENCES p (id))", 3733),
      ("CREATE TABLE c (a INT, FOREIGN KEY (a) REFERENCES p (v))", 3733),
      (
        "CREATE TABLE c (a INT, g INT AS (a) STORED, FOREIGN KEY (g) REFERENCES p (id) ON UPDATE CASCADE)",
        3104
      ),
      (
        "CREATE TABLE c (a INT, g INT AS (a) STORED, FOREIGN KEY (g) REFERENCES p (id) ON DELETE SET NULL)",
        3104
      ),
      (
        "CREATE TABLE c (a INT, g INT AS (a) STORED, FOREIGN KEY (A) REFERENCES p (id) ON DELETE CASCADE)",
        1215
      ),
      ("ALTER TABLE d ADD g INT AS (a + 1) STORED", 1215),
      ("ALTER TABLE d ADD g INT AS (a + 1) VIRTUAL", nil),
      ("ALTER TABLE d ADD g INT AS (id + 1) STORED", nil),
      (
        "CREATE TABLE c (a INT, g INT AS (a) STORED, FOREIGN KEY (g) REFERENCES p (id) ON DELETE CASCADE, FOREIGN KEY (a) REFERENCES p (s))",
        nil
      ),
    ] as [(String, Int?)]
  )
  func foreignKeysChangeNoGeneratedColumns(sql: String, number: Int?) throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        "CREATE TABLE p (id INT PRIMARY KEY, v INT AS (id + 1) UNIQUE, s INT AS (id + 2) STORED UNIQUE); "
          + "CREATE TABLE d (id INT PRIMARY KEY, a INT, FOREIGN KEY (a) REFERENCES p (id) ON UPDATE CASCADE)"
      )
      guard number != nil else {
        _ = try session.execute(sql)
        return
      }
      #expect(errorNumber(session, sql) == number)
    }
  }

  /// SQLite holds no two tables whose names differ in upper and lower case alone.
  @Test(arguments: [
    "CREATE TABLE Users (id INT)", "CREATE TABLE IF NOT EXISTS USERS (id INT)",
    "CREATE TABLE USERS LIKE countries", "CREATE TABLE USERS AS SELECT 1 AS a",
    "RENAME TABLE countries TO Users", "ALTER TABLE users RENAME TO USERS",
  ])
  func namesDifferInMoreThanCase(sql: String) throws {
    try withShop { (_, session) throws in
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code.number == 1235)
      #expect(error?.message.contains("upper and lower case") == true)
      try session.execute("CREATE VIEW Users AS SELECT id FROM users")
    }
  }

  @Test func dropAndRename() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO countries VALUES ('DE', 'Germany')")
    try session.execute("RENAME TABLE countries TO nations")
    #expect(try session.execute("SELECT name FROM nations").textRows == [["Germany"]])
    try session.execute("DROP TABLE nations")
    let error = #expect(throws: SQLError.self) { try session.execute("SELECT * FROM nations") }
    #expect(error?.code.number == 1146)
    try session.execute("DROP TABLE IF EXISTS nations")
    #expect(session.warnings.map(\.code) == [1051])
  }

  @Test(
    arguments: [
      ("CREATE TABLE n (a VARCHAR(9), KEY `primary` (a))", 1280),
      ("CREATE TABLE n (a BIT(65))", 1439),
      ("CREATE TABLE n (a VARCHAR(9), KEY (a(0)))", 1391),
      ("CREATE TABLE n (a INT, KEY ((a)))", 3762),
      ("CREATE TABLE `n ` (a INT)", 1103), ("CREATE OR REPLACE VIEW users AS SELECT 1", 1347),
      ("CREATE VIEW n AS SELECT @a", 1351), ("CREATE VIEW n AS SELECT 1 WHERE @@autocommit", 1351),
      ("CREATE VIEW n AS SELECT 1 INTO @a", 1350),
      ("CREATE VIEW n AS SELECT * FROM users WHERE id = ?", 1064),
      ("CREATE PROCEDURE n() SIGNAL SQLSTATE 'abc'", 1407),
      ("SELECT id FROM users UNION SELECT 1 ORDER BY users.id", 1250),
      (
        "SELECT SUM(id) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND 1 PRECEDING) FROM users",
        3586
      ),
      ("SELECT SUM(id) OVER (ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM users", 3586),
      ("SELECT SUM(id) OVER (ROWS 1 FOLLOWING) FROM users", 1064),
      ("SELECT SUM(id) OVER (ROWS UNBOUNDED FOLLOWING) FROM users", 3584),
      (
        "SELECT SUM(id) OVER (ROWS BETWEEN CURRENT ROW AND UNBOUNDED PRECEDING) FROM users", 3585
      ),
    ] as [(String, Int)]
  )
  func whatMySQLRefusesIsRefusedByItsNumbers(sql: String, code: Int) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == code, "\(error?.message ?? "")")
  }

  @Test func aViewMayLoseItsTable() throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE n (a INT PRIMARY KEY)")
    try session.execute("CREATE VIEW v AS SELECT a FROM n")
    try session.execute("CREATE VIEW w AS SELECT a FROM v")
    try session.execute("DROP TABLE n")
    for view in ["v", "w"] {
      let error = #expect(throws: SQLError.self) { try session.execute("SELECT * FROM \(view)") }
      #expect(error?.code.number == 1356)
      #expect(error?.message.hasPrefix("View 'shop.\(view)'") == true)
    }
  }

  @Test(arguments: [1, 4]) func truncateStartsNumbersAgain(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name) VALUES ('a'), ('b')")
    try session.execute("TRUNCATE TABLE users")
    #expect(try session.execute("SELECT COUNT(*) FROM users").textRows == [["0"]])
    #expect(try session.execute("INSERT INTO users (name) VALUES ('c')").lastInsertID == 1)
  }

  @Test func showCreateTableReadsBack() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let text = try session.execute("SHOW CREATE TABLE users").text(row: 0, column: 1) ?? ""
    #expect(text.hasPrefix("CREATE TABLE `users` (\n  `id` bigint NOT NULL AUTO_INCREMENT,"))
    try session.execute("DROP TABLE users")
    try session.execute(text)
    #expect(try session.execute("SHOW CREATE TABLE users").text(row: 0, column: 1) == text)
  }

  @Test(arguments: [
    (
      "SHOW DATABASES",
      [["information_schema"], ["mysql"], ["performance_schema"], ["shop"], ["sys"]]
    ), ("SHOW VITESS_KEYSPACES", [["shop"]]),
    ("SHOW TABLES", [["countries"], ["orders"], ["users"]]),
    ("SHOW TABLES LIKE '%ers'", [["orders"], ["users"]]),
    ("SHOW VARIABLES LIKE 'autocommit'", [["autocommit", "ON"]]),
    ("SHOW VARIABLES WHERE Variable_name = 'time_zone'", [["time_zone", "SYSTEM"]]),
    ("SHOW VITESS_SHARDS", [["shop/-80"], ["shop/80-"]]),
    ("SHOW VSCHEMA VINDEXES FROM users", [["id", "hash", "hash", "", ""]]),
    ("SHOW WARNINGS", []),
    ("SELECT @@autocommit, DATABASE()", [["1", "shop"]]),
  ])
  func show(sql: String, expected: [[String]]) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let rows = try session.execute(sql).textRows.map { $0.map { $0 ?? "NULL" } }
    #expect(rows == expected)
  }

  /// The manual's own example: those without a name are numbered as they are written.
  @Test func checksAreNumberedAsTheyAreWritten() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute(
      """
      CREATE TABLE k (CHECK (c1 <> c2), c1 INT CHECK (c1 > 10), c2 INT CONSTRAINT c2_positive CHECK (c2 > 0),
        c3 INT CHECK (c3 < 100), CONSTRAINT c1_nonzero CHECK (c1 <> 0), CHECK (c1 > c3))
      """
    )
    let text = try session.execute("SHOW CREATE TABLE k").text(row: 0, column: 1) ?? ""
    for (number, check) in ["`c1` <> `c2`", "`c1` > 10", "`c3` < 100", "`c1` > `c3`"].enumerated() {
      #expect(text.contains("`k_chk_\(number + 1)` CHECK ((\(check)))"), "\(text)")
    }
  }

  @Test func foreignKeysHaveNamesOfTheirOwn() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE p (id INT PRIMARY KEY);
      CREATE TABLE a (id INT PRIMARY KEY, pid INT, CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id));
      CREATE TABLE b (id INT PRIMARY KEY, pid INT, CONSTRAINT c_ibfk_1 FOREIGN KEY (pid) REFERENCES p (id))
      """
    )
    for sql in [
      "CREATE TABLE c (pid INT, CONSTRAINT F FOREIGN KEY (pid) REFERENCES p (id))",
      "CREATE TABLE c (pid INT, FOREIGN KEY (pid) REFERENCES p (id))",
      "ALTER TABLE b ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.code == .duplicateForeignKey, "\(sql)")
    }
    try session.execute(
      "ALTER TABLE a DROP FOREIGN KEY f, ADD CONSTRAINT f FOREIGN KEY (pid) REFERENCES p (id)"
    )
  }

  @Test func keysKeepTheirMethods() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE b (id INT, a INT, PRIMARY KEY USING BTREE (id), KEY k (a) USING BTREE, KEY h (a) USING HASH);
      CREATE TABLE m (id INT, a INT, PRIMARY KEY (id) USING HASH, KEY k (a) USING BTREE, KEY h (a)) ENGINE=MEMORY
      """
    )
    func lines(_ table: String) throws -> [String] {
      let text = try session.execute("SHOW CREATE TABLE \(table)").text(row: 0, column: 1) ?? ""
      return text.split(separator: "\n").filter { $0.contains("KEY") }
        .map { String($0.trimmingPrefix("  ")).replacing(",", with: "") }
    }
    #expect(
      try lines("b") == [
        "PRIMARY KEY (`id`) USING BTREE", "KEY `k` (`a`) USING BTREE", "KEY `h` (`a`)",
      ]
    )
    #expect(
      try lines("m") == [
        "PRIMARY KEY (`id`) USING HASH", "KEY `k` (`a`) USING BTREE", "KEY `h` (`a`)",
      ]
    )
    let types = "SELECT INDEX_TYPE FROM information_schema.STATISTICS WHERE TABLE_NAME = 'm'"
    #expect(try session.execute(types).textRows == [["HASH"], ["BTREE"], ["HASH"]])
    try session.execute("ALTER TABLE b DROP PRIMARY KEY")
    #expect(try lines("b").count == 2)
  }

  @Test(arguments: [1, 3]) func generatedColumnsPlaceNoRows(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("CREATE TABLE g (a INT, b INT AS (a + 1) NOT NULL UNIQUE)")
    try session.execute("INSERT INTO g (a) VALUES (1), (2)")
    let error = #expect(throws: SQLError.self) {
      try session.execute("INSERT INTO g (a) VALUES (1)")
    }
    #expect(error?.code.number == 1062)
  }

  @Test(arguments: [
    (
      "CREATE TABLE k (a INT, CHECK (a > 0), FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET NULL)",
      3823
    ),
    (
      "CREATE TABLE k (a INT CHECK (a > 0), FOREIGN KEY (a) REFERENCES p (id) ON UPDATE CASCADE)",
      3823
    ),
    ("ALTER TABLE c ADD CHECK (a > 0)", 3823),
    (
      "CREATE TABLE k (a INT CHECK (a > 0), FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)", 0
    ),
    ("CREATE TABLE k (a CHAR(9), b INT AUTO_INCREMENT, KEY (a(3), b)) ENGINE=MyISAM", 1235),
    ("CREATE TABLE k (a INT, b INT AUTO_INCREMENT, PRIMARY KEY (a, b))", 1075),
    ("CREATE TABLE k (a INT, b INT AUTO_INCREMENT, PRIMARY KEY (a)) ENGINE=MyISAM", 1075),
  ])
  func definitionsThatMySQLRefuses(sql: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE p (id INT PRIMARY KEY);
      CREATE TABLE c (a INT, FOREIGN KEY (a) REFERENCES p (id) ON UPDATE SET NULL)
      """
    )
    do throws(SQLError) {
      try session.execute(sql)
      #expect(number == 0)
    } catch { #expect(error.code.number == number, "\(error)") }
  }

  @Test func indexesHaveSixteenColumns() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let names = (1...17).map { "c\($0)" }
    let columns = names.map { "\($0) INT" }.joined(separator: ", ")
    try session.execute(
      "CREATE TABLE k (\(columns), KEY (\(names.dropLast().joined(separator: ", "))))"
    )
    let error = #expect(throws: SQLError.self) {
      try session.execute("CREATE INDEX i ON k (\(names.joined(separator: ", ")))")
    }
    #expect(error?.code == .tooManyKeyParts)
  }

  /// Tables of other databases that refer to one keep it.
  @Test func referencesFromOtherDatabasesKeepATable() throws {
    try withShop { (_, session) throws in
      try session.executeScript(
        """
        CREATE DATABASE other;
        CREATE TABLE other.p (id INT PRIMARY KEY, k INT UNIQUE, x INT);
        CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES other.p (k));
        ALTER TABLE other.p CHANGE x y BIGINT
        """
      )
      #expect(errorNumber(session, "RENAME TABLE other.p TO other.q") == 1235)
      #expect(errorNumber(session, "ALTER TABLE other.p RENAME TO other.q") == 1235)
      #expect(errorNumber(session, "ALTER TABLE other.p RENAME COLUMN k TO l") == 1235)
      #expect(errorNumber(session, "ALTER TABLE other.p DROP COLUMN k") == 1829)
      #expect(errorNumber(session, "ALTER TABLE other.p DROP INDEX k") == 1553)
      #expect(errorNumber(session, "DROP TABLE other.p") == 3730)
      #expect(errorNumber(session, "DROP DATABASE other") == 3730)
      try session.execute("DROP TABLE c")
      try session.execute("DROP DATABASE other")
    }
  }
}
