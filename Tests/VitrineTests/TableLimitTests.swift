import Testing
import Vitrine
import VitrineSQL

/// What definitions of tables may have at most, and what they may not become; the answers are MySQL's.
@Suite struct TableLimitTests {
  private static let name65 = String(repeating: "n", count: 65)

  @Test(
    arguments: [
      ("CREATE TABLE t (v VARCHAR(769) PRIMARY KEY)", 1071),
      ("CREATE TABLE t (a CHAR(255), b CHAR(255), c CHAR(255), d CHAR(4), KEY (a, b, c, d))", 1071),
      ("CREATE TABLE t (a TEXT, KEY (a(769)))", 1071),
      ("CREATE TABLE t (a VARCHAR(10000), b VARCHAR(10000))", 1118),
      ("CREATE TABLE t (a VARCHAR(65533) CHARACTER SET latin1)", 1118),
      ("CREATE TABLE t (a INT, KEY \(name65) (a))", 1059),
      ("CREATE TABLE t (a INT, `b ` INT)", 1166),
      ("CREATE TABLE t (a BIT(0))", 3013), ("CREATE TABLE t (a INT) ENGINE=nope", 1286),
      ("CREATE TABLE t (a INT INVISIBLE)", 4028),
      ("CREATE TABLE t (a INT, PRIMARY KEY (a) INVISIBLE)", 3522),
      ("ALTER TABLE g ALTER INDEX `PRIMARY` INVISIBLE", 3522),
      ("CREATE TABLE t (a INT CHECK (a))", 3812), ("CREATE TABLE t (a INT, CHECK (a + 1))", 3812),
      ("CREATE TABLE t (a INT, CHECK (NULL))", 3812),
      ("CREATE TABLE t (a INT DEFAULT (@x))", 3772),
      ("CREATE TABLE t (a INT DEFAULT ((SELECT 1)))", 3769),
      ("CREATE TABLE t (a JSON, KEY ((a->'$.x')))", 3753),
      ("CREATE TABLE t (a JSON, KEY ((a->>'$.x')))", 3757),
      ("CREATE TABLE t (a INT AUTO_INCREMENT PRIMARY KEY, KEY ((a + 1)))", 3754),
      ("CREATE TABLE t (a TEXT, FULLTEXT KEY ((LOWER(a))))", 3759),
      ("CREATE TABLE t (a DATETIME(3) DEFAULT NOW())", 1067),
      ("CREATE TABLE t (a DATETIME DEFAULT NOW(3))", 1067),
      ("CREATE TABLE t (a TIMESTAMP(3) DEFAULT NOW(3) ON UPDATE NOW())", 1294),
      ("CREATE TABLE t (a INT COMMENT '\(String(repeating: "é", count: 1025))')", 1629),
      ("CREATE TABLE t (a INT, KEY (a) COMMENT '\(String(repeating: "x", count: 1025))')", 1688),
      ("CREATE TABLE t (a INT) COMMENT '\(String(repeating: "x", count: 2049))'", 1628),
      (
        "CREATE TABLE t (\((1...65).map { "c\($0) INT, KEY (c\($0))" }.joined(separator: ", ")))",
        1069
      ),
      ("ALTER TABLE g ADD e INT AS (a) VIRTUAL NOT NULL", 1048),
      ("ALTER TABLE g MODIFY b TEXT", 1170), ("ALTER TABLE g MODIFY b VARCHAR(800)", 1071),
      ("ALTER TABLE z ADD x INT", 1067),
      ("ALTER TABLE l CONVERT TO CHARACTER SET utf8mb4", 1074),
      ("ALTER TABLE p MODIFY k VARCHAR(10) NOT NULL", 1659),
      ("ALTER TABLE q MODIFY d INT NOT NULL", 1654),
    ] as [(String, Int)]
  )
  func whatIsTooMuchIsRefused(statement: String, number: Int) throws {
    try withShop(1) { _, session in
      try session.executeScript(
        """
        CREATE TABLE g (id INT PRIMARY KEY, a INT, b VARCHAR(9), KEY (b)); INSERT INTO g (id) VALUES (1);
        CREATE TABLE l (id INT PRIMARY KEY, v VARCHAR(20000)) CHARACTER SET latin1;
        CREATE TABLE p (id INT, k INT, PRIMARY KEY (id, k)) PARTITION BY RANGE (k) (PARTITION a VALUES LESS THAN (40));
        CREATE TABLE q (id INT, d DATE, PRIMARY KEY (id, d))
          PARTITION BY RANGE COLUMNS (d) (PARTITION a VALUES LESS THAN ('2024-01-01'));
        SET sql_mode = ''; CREATE TABLE z (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00'); SET sql_mode = DEFAULT
        """
      )
      #expect(errorNumber(session, statement) == number, "\(statement)")
    }
  }

  @Test(
    arguments: [
      ("CREATE TABLE t (v VARCHAR(768) PRIMARY KEY)", "`v` varchar(768) NOT NULL"),
      ("CREATE TABLE t (v VARCHAR(16383))", "`v` varchar(16383)"),
      ("CREATE TABLE t (v VARCHAR(65533) CHARACTER SET latin1 NOT NULL)", "varchar(65533)"),
      ("CREATE TABLE t (id INT SERIAL DEFAULT VALUE, x INT)", "`id` int NOT NULL AUTO_INCREMENT"),
      ("CREATE TABLE t (d DATE DEFAULT (NOW()))", "`d` date DEFAULT (now())"),
      ("CREATE TABLE t (a INT, CHECK (NOT a), CHECK (a IS NULL OR a), CHECK (TRUE))", "CHECK"),
      ("CREATE TABLE t (a JSON, CHECK (JSON_VALID(a)), KEY ((CAST(a->'$.x' AS CHAR(9)))))", "KEY"),
      ("SET sql_mode = ''; CREATE TABLE t (a VARCHAR(800), KEY (a))", "KEY `a` (`a`(768))"),
      ("SET sql_mode = ''; CREATE TABLE t (a INT) ENGINE = nope", "ENGINE=InnoDB"),
      (
        "CREATE TABLE t (b VARCHAR(9), KEY k (b(3))); ALTER TABLE t MODIFY b CHAR(3)",
        "KEY `k` (`b`)"
      ),
      ("CREATE TABLE t (b VARCHAR(9), KEY k (b(3))); ALTER TABLE t MODIFY b INT", "KEY `k` (`b`)"),
      (
        "CREATE TABLE t (a INT, e INT AS (a) VIRTUAL); ALTER TABLE t ALTER e SET DEFAULT 4",
        "`e` int GENERATED ALWAYS AS (`a`) VIRTUAL\n"
      ),
      (
        "CREATE TABLE t (a VARCHAR(9), e ENUM('x')); ALTER TABLE t CONVERT TO CHARACTER SET binary; ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
        "`a` varbinary(9) DEFAULT NULL,\n  `e` enum('x') CHARACTER SET binary DEFAULT NULL\n"
      ),
    ]
  )
  func whatFitsIsTaken(script: String, part: String) throws {
    try withShop(1) { _, session in
      try session.executeScript(script)
      let shown =
        try session.execute("SHOW CREATE TABLE t").textRows.first?.last.flatMap { $0 } ?? ""
      #expect(shown.contains(part), "\(shown)")
    }
  }

  /// A trigger for inserts that its table's change has made invalid does not stand in the way of an UPDATE.
  @Test(arguments: [1, 3]) func triggersOfOtherEventsAreLeftAlone(shards: Int) throws {
    try withShop(shards) { _, session in
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT); INSERT INTO t VALUES (1, 5, 5);
        CREATE TRIGGER i BEFORE INSERT ON t FOR EACH ROW SET NEW.b = 1;
        CREATE TRIGGER u BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = NEW.a + 1;
        ALTER TABLE t CHANGE b c INT; UPDATE t SET a = 7
        """
      )
      #expect(try session.execute("SELECT a FROM t").textRows == [["8"]])
      #expect(errorNumber(session, "INSERT INTO t (id) VALUES (2)") == 1054)
      try session.execute("DELETE FROM t")
    }
  }

  @Test func aViewWithoutItsTableIsNotWritten() throws {
    try withShop(2) { _, session in
      try session.executeScript(
        "CREATE TABLE n (a INT PRIMARY KEY); CREATE VIEW v AS SELECT a FROM n; DROP TABLE n"
      )
      for statement in ["INSERT INTO v VALUES (1)", "UPDATE v SET a = 1", "DELETE FROM v"] {
        #expect(errorNumber(session, statement) == 1356, "\(statement)")
      }
    }
  }

  @Test func backupsLockInVain() throws {
    try withShop(1) { _, session in
      try session.executeScript("LOCK INSTANCE FOR BACKUP; UNLOCK INSTANCE")
      #expect(session.warnings.isEmpty)
      let rows = try session.execute("SELECT COUNT(*) FROM information_schema.INNODB_TRX").textRows
      #expect(rows == [["0"]])
      let system = try session.execute("SELECT @@character_set_system, @@report_host").textRows
      #expect(system == [["utf8mb3", ""]])
      #expect(errorNumber(session, "SELECT @@query_cache_size") == 1193)
    }
  }
}
