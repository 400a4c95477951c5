import Testing
import Vitrine
import VitrineSQL

/// What ALTER TABLE and RENAME TABLE make of rows and definitions; the answers are MySQL's.
@Suite struct AlteredTableTests {
  private static func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  /// Runs a script on a shop of its own and asks for rows.
  private static func answer(
    _ script: String,
    _ query: String,
    shards: Int = 1
  ) throws
    -> [[String?]]
  {
    try withShop(shards) { _, session in
      try session.executeScript(script)
      return try rows(session, query)
    }
  }

  @Test(arguments: [1, 3]) func valuesGoIntoOtherColumns(shards: Int) throws {
    let cut = try Self.answer(
      "SET sql_mode = ''; CREATE TABLE t (id INT PRIMARY KEY, c TEXT); INSERT INTO t VALUES (1, 'text value'), (2, 'abcd e'); ALTER TABLE t MODIFY c CHAR(5)",
      "SELECT c, LENGTH(c) FROM t ORDER BY id",
      shards: shards
    )
    #expect(cut == [["text", "4"], ["abcd", "4"]])
    let halves = try Self.answer(
      "CREATE TABLE t (id INT PRIMARY KEY, i INT); INSERT INTO t VALUES (1, 2.5e0), (2, -0.5e0), (3, 3.5e0), (4, 2.5), (5, '2.5'); UPDATE t SET i = 4.5e0 WHERE id = 3",
      "SELECT i FROM t ORDER BY id",
      shards: shards
    )
    #expect(halves == [["2"], ["0"], ["4"], ["3"], ["3"]])
    let today = try Self.answer(
      "SET timestamp = 1700000000; CREATE TABLE t (id INT PRIMARY KEY, a TIMESTAMP NULL, b TIME); INSERT INTO t VALUES (1, NULL, '01:02:03'), (2, NULL, '12:34:56'); UPDATE t SET a = TIME '01:02:04' WHERE id = 1; ALTER TABLE t MODIFY b TIMESTAMP NULL",
      "SELECT a, b FROM t ORDER BY id",
      shards: shards
    )
    #expect(
      today == [["2023-11-14 01:02:04", "2023-11-14 01:02:03"], [nil, "2023-11-14 12:34:56"]]
    )
    let bits = try Self.answer(
      "CREATE TABLE t (id INT PRIMARY KEY, b BIT(64)); INSERT INTO t VALUES (1, 65)",
      "SELECT b FROM t",
      shards: shards
    )
    #expect(bits == [["\0\0\0\0\0\0\0A"]])
  }

  @Test(arguments: [1, 3]) func columnsTakeTheCollationSaidBesideThem(shards: Int) throws {
    let rows = try Self.answer(
      """
      CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(5), b VARCHAR(5), c VARCHAR(5));
      ALTER TABLE t ADD e VARCHAR(5), MODIFY a VARCHAR(6), CHANGE b b2 CHAR(5), COLLATE utf8mb4_bin;
      INSERT INTO t VALUES (1, 'a', 'a', 'a', 'a')
      """,
      "SELECT e = 'A', a = 'A', b2 = 'A', c = 'A' FROM t",
      shards: shards
    )
    #expect(rows == [["0", "0", "0", "1"]])
  }

  /// What ALTER TABLE copies by MySQL's `Copy_field`, not as INSERT stores it.
  @Test(
    arguments: [1, 3],
    [
      ("FLOAT", "123456.789", "VARBINARY(30)", "c", "123457"),
      ("FLOAT", "123456.789", "BLOB", "c", "123457"),
      ("FLOAT", "123456.789", "TIME(3)", "c", "12:34:57.000"),
      ("DECIMAL(10,2)", "2.5", "ENUM('b', 'c')", "c", ""),
      ("DECIMAL(10,2)", "99.95", "SET('a', 'b', 'c')", "c", ""),
      ("DECIMAL(5,0)", "2", "ENUM('b', 'c')", "c", "c"),
      ("DOUBLE", "1.5", "BIT(8)", "HEX(c)", "2"),
      ("DOUBLE", "1e300", "BIT(64)", "HEX(c)", "7FFFFFFFFFFFFFFF"),
      ("VARCHAR(9)", "'12.75'", "BIT(8)", "HEX(c)", "C"),
      ("TEXT", "'-17'", "BIT(64)", "HEX(c)", "FFFFFFFFFFFFFFEF"),
      ("VARCHAR(9)", "' 1e3'", "BIT(16)", "HEX(c)", "1"),
      ("DECIMAL(5,2)", "1.5", "BIT(8)", "HEX(c)", "2"),
      ("INT", "5", "JSON", "c", "5"), ("DECIMAL(5,2)", "1.50", "JSON", "c", "1.5"),
      ("YEAR", "2024", "JSON", "c", "2024"),
      ("ENUM('a')", "NULL", "ENUM('a') NOT NULL", "CONCAT(c, c + 0)", "0"),
      ("DATETIME", "NULL", "TIMESTAMP NOT NULL", "c", "2023-11-14 22:13:20"),
    ] as [(String, String, String, String, String)]
  )
  func valuesAreCopied(
    shards: Int,
    _ example: (from: String, value: String, to: String, query: String, answer: String)
  ) throws {
    let answer = try Self.answer(
      "SET sql_mode = ''; SET timestamp = 1700000000; CREATE TABLE t (id INT PRIMARY KEY, c \(example.from)); INSERT INTO t VALUES (1, \(example.value)); ALTER TABLE t MODIFY c \(example.to)",
      "SELECT \(example.query) FROM t",
      shards: shards
    )
    #expect(answer == [[example.answer]], "\(example.from) \(example.value) to \(example.to)")
  }

  /// TEXT and BLOB take a column's number as it is shown, VARCHAR its value; what is computed is a value.
  @Test func textsTakeNumbersAsTheyAreShown() throws {
    let rows = try Self.answer(
      "CREATE TABLE t (id INT PRIMARY KEY, f FLOAT, z INT(5) ZEROFILL, t TEXT, v VARCHAR(30)); INSERT INTO t (id, f, z) VALUES (1, 123456.789, 7), (2, 123456.789, 7), (3, 123456.789, 7); UPDATE t SET t = f, v = f WHERE id = 1; UPDATE t SET t = z, v = z WHERE id = 2; UPDATE t SET t = f + 0 WHERE id = 3; INSERT INTO t (id, t) SELECT id + 10, f FROM t WHERE id = 1; INSERT INTO t (id, t) SELECT id + 10, IF(1, f, f) FROM t WHERE id = 2",
      "SELECT t, v FROM t ORDER BY id"
    )
    #expect(rows.map(\.[0]) == ["123457", "00007", "123456.7890625", "123457", "123456.7890625"])
    #expect(rows.map(\.[1]) == ["123456.7890625", "7", nil, nil, nil])
  }

  @Test func rowsWithoutANumberGetTheNext() throws {
    let rows =
      "CREATE TABLE t (id INT, v INT); INSERT INTO t VALUES (0, 1), (7, 2), (0, 3), (NULL, 4), (20, 5)"
    let change = "; ALTER TABLE t MODIFY id INT NOT NULL AUTO_INCREMENT PRIMARY KEY"
    let query = "SELECT id, v FROM t ORDER BY v"
    let numbered = try Self.answer(rows + change, query)
    #expect(numbered.map(\.[0]) == ["1", "7", "8", "9", "20"])
    let next = try Self.answer(rows + change + "; INSERT INTO t (v) VALUES (6)", query)
    #expect(next.last == ["21", "6"])
    let kept = try Self.answer(
      "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (0, 1), (7, 2); ALTER TABLE t MODIFY id INT AUTO_INCREMENT",
      query
    )
    #expect(kept.map(\.[0]) == ["0", "7"])
    try withShop(3) { _, session in
      try session.executeScript(
        "CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (0, 1)"
      )
      #expect(errorNumber(session, "ALTER TABLE t MODIFY id INT AUTO_INCREMENT") == 1138)
    }
  }

  @Test func columnsComeAndGoTogether() throws {
    let other = try Self.answer(
      "CREATE TABLE t (a INT); INSERT INTO t VALUES (1); ALTER TABLE t DROP COLUMN a, ADD COLUMN b INT DEFAULT 4",
      "SELECT * FROM t"
    )
    #expect(other == [["4"]])
    try withShop(1) { _, session in
      try session.execute("CREATE TABLE t (a INT)")
      #expect(errorNumber(session, "ALTER TABLE t DROP COLUMN a") == 1090)
    }
    let generated = try Self.answer(
      "CREATE TABLE t (id INT PRIMARY KEY); INSERT INTO t VALUES (1); ALTER TABLE t ADD i INT AS (j + 1) VIRTUAL, ADD j INT DEFAULT 3",
      "SELECT * FROM t"
    )
    #expect(generated == [["1", "4", "3"]])
  }

  @Test func columnsOfASelectComeLast() throws {
    let order = try Self.answer(
      "CREATE TABLE s (id INT PRIMARY KEY, a INT, b VARCHAR(10)); INSERT INTO s VALUES (1, 10, 'x'); CREATE TABLE k (b VARCHAR(20) NOT NULL, extra INT DEFAULT 7, id BIGINT PRIMARY KEY) SELECT id, a, b FROM s",
      "SELECT * FROM k"
    )
    #expect(order == [["7", "1", "10", "x"]])
  }

  /// What a procedure's table takes of its query knows the procedure's variables.
  @Test(arguments: [1, 3]) func queriesOfProceduresKnowTheirVariables(shards: Int) throws {
    try withShop(shards) { _, session in
      for statement in [
        "CREATE TABLE q (id INT PRIMARY KEY, s INT, n VARCHAR(10))",
        "INSERT INTO q VALUES (1, 5, 'a'), (2, 4, 'b'), (3, 3, 'c')",
        "CREATE PROCEDURE a1 (IN k INT, IN n INT) BEGIN DECLARE v INT DEFAULT 9; CREATE TEMPORARY TABLE t1 (extra INT) AS SELECT id, k AS kk, n, v + k AS vk, q.n AS qn FROM q WHERE id > k - 1 AND k > 0 ORDER BY id LIMIT k; SELECT * FROM t1; DROP TEMPORARY TABLE t1; END",
        "CREATE PROCEDURE a2 (IN k INT) BEGIN CREATE TABLE t2 AS SELECT COUNT(*) AS c FROM q WHERE id >= k; SELECT c FROM t2; DROP TABLE t2; END",
        "CREATE TRIGGER tr BEFORE UPDATE ON q FOR EACH ROW BEGIN CREATE TEMPORARY TABLE tt AS SELECT NEW.id AS nid, NEW.s + OLD.s AS ns; SET NEW.n = (SELECT ns FROM tt); DROP TEMPORARY TABLE tt; END",
      ] { try session.execute(statement) }
      for _ in 1...2 {
        #expect(
          try Self.rows(session, "CALL a1(2, 77)") == [
            [nil, "2", "2", "77", "11", "b"], [nil, "3", "2", "77", "11", "c"],
          ]
        )
        #expect(try Self.rows(session, "CALL a2(2)") == [["2"]])
      }
      try session.execute("UPDATE q SET s = 6 WHERE id = 1")
      #expect(try Self.rows(session, "SELECT n FROM q WHERE id = 1") == [["11"]])
    }
  }

  @Test func constraintsAreNamedAfterTheirTable() throws {
    let recreate =
      "CREATE TABLE t (id INT PRIMARY KEY, a INT, CHECK (a > 0), FOREIGN KEY (a) REFERENCES t (id)); RENAME TABLE t TO t_old; CREATE TABLE t (id INT PRIMARY KEY, a INT, CHECK (a > 0)); CREATE TABLE l LIKE t_old"
    try withShop(1) { _, session in
      try session.executeScript(recreate)
      let names = try Self.rows(
        session,
        "SELECT constraint_name FROM information_schema.table_constraints WHERE table_schema = 'shop' AND constraint_name LIKE '%\\_1' ORDER BY 1"
      )
      #expect(names == [["l_chk_1"], ["t_chk_1"], ["t_old_chk_1"], ["t_old_ibfk_1"]])
      let error = #expect(throws: SQLError.self) {
        try session.execute("INSERT INTO t_old VALUES (1, -1)")
      }
      #expect(error?.message == "Check constraint 't_old_chk_1' is violated.")
    }
  }

  @Test func definitionsReadAsMySQLs() throws {
    try withShop(1) { _, session in
      try session.executeScript(
        """
        CREATE TABLE o (id INT PRIMARY KEY, a INT, b INT, c INT NOT NULL, t TEXT, KEY k1 (a), FULLTEXT KEY ft (t),
          UNIQUE u1 (b), UNIQUE up (t(3)), UNIQUE u2 (c), KEY k0 (c)) ENGINE=myisam;
        CREATE TABLE s (id INT PRIMARY KEY, a TINYTEXT, b TEXT, d DATETIME DEFAULT NOW() ON UPDATE NOW(),
          e INT DEFAULT (id + 1), j JSON DEFAULT ('[]'), k INT DEFAULT 3) CHARACTER SET latin1
        """
      )
      let indexes = try Self.rows(
        session,
        "SELECT DISTINCT index_name FROM information_schema.statistics WHERE table_name = 'o'"
      )
      #expect(Set(indexes.map { $0[0] }) == ["PRIMARY", "u2", "u1", "up", "k1", "k0", "ft"])
      let shown = try Self.rows(session, "SHOW CREATE TABLE o")[0][1] ?? ""
      let keys = shown.split(separator: "\n").compactMap { line in
        line.contains("KEY `") ? line.split(separator: "`").dropFirst().first.map(String.init) : nil
      }
      #expect(keys == ["u2", "u1", "up", "k1", "k0", "ft"])
      #expect(shown.contains("ENGINE=MyISAM"))
      let latin = try Self.rows(session, "SHOW CREATE TABLE s")[0][1] ?? ""
      #expect(latin.hasSuffix("DEFAULT CHARSET=latin1"))
      try session.execute("ALTER TABLE s CONVERT TO CHARACTER SET utf8mb4")
      let columns = try Self.rows(
        session,
        "SELECT column_name, column_type, column_default, extra FROM information_schema.columns WHERE table_name = 's' ORDER BY ordinal_position"
      )
      #expect(
        columns == [
          ["id", "int", nil, ""],
          ["a", "text", nil, ""],
          ["b", "mediumtext", nil, ""],
          [
            "d", "datetime", "CURRENT_TIMESTAMP",
            "DEFAULT_GENERATED on update CURRENT_TIMESTAMP",
          ],
          ["e", "int", "(`id` + 1)", "DEFAULT_GENERATED"],
          ["j", "json", "_utf8mb4\\'[]\\'", "DEFAULT_GENERATED"],
          ["k", "int", "3", ""],
        ]
      )
    }
  }

  @Test(arguments: [
    ("MODIFY s VARCHAR(30)", 0), ("MODIFY s VARCHAR(300)", 3), ("MODIFY s TEXT", 3),
    ("MODIFY e ENUM('a', 'b', 'c')", 0), ("MODIFY e ENUM('b', 'a')", 3), ("MODIFY n BIGINT", 3),
    ("MODIFY n INT UNSIGNED", 3), ("MODIFY n INT COMMENT 'c'", 0), ("MODIFY d DECIMAL(8, 2)", 3),
    ("ADD g INT AS (n + 1) STORED", 3), ("ADD g INT AS (n + 1)", 0), ("ADD x INT DEFAULT 5", 0),
    ("ADD x INT DEFAULT (n + 1)", 3), ("DROP COLUMN n", 0), ("ADD CHECK (n > 0)", 3),
    ("ADD INDEX (n)", 0), ("RENAME COLUMN n TO m", 0), ("ENGINE = MyISAM", 3),
    ("ADD x INT, ALGORITHM = COPY", 3), ("CONVERT TO CHARACTER SET latin1", 3),
  ])
  func rowsThatAreCopiedAreAffected(action: String, count: Int) throws {
    for shards in [1, 3] {
      let (cluster, session) = try makeShop(shards: shards)
      defer { try? cluster.close() }
      try session.executeScript(
        """
        CREATE TABLE a (id INT PRIMARY KEY, s VARCHAR(10), e ENUM('a', 'b'), n INT, d DECIMAL(5, 2));
        INSERT INTO a VALUES (1, 'x', 'a', 1, 1), (2, 'y', 'b', 2, 2), (3, 'z', 'a', 3, 3)
        """
      )
      let result = try session.execute("ALTER TABLE a \(action)")
      #expect(result.affectedRows == count)
      #expect(result.info == "Records: \(count)  Duplicates: 0  Warnings: 0")
      let counted = try session.execute("SELECT ROW_COUNT()").textRows
      #expect(counted == [["\(count)"]])
    }
  }

  @Test func errorsAndNotesTellTheRow() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE a (id INT PRIMARY KEY, n INT, d DECIMAL(5, 3));
      INSERT INTO a VALUES (1, 10, 1.25), (2, NULL, 1.255), (3, 300, 1.256);
      CREATE TABLE g (id INT PRIMARY KEY, n INT, t TINYINT AS (n) STORED)
      """
    )
    func message(_ sql: String) -> String? {
      #expect(throws: SQLError.self) { try session.execute(sql) }?.message
    }
    let range = "Out of range value for column"
    #expect(message("ALTER TABLE a MODIFY n TINYINT") == "\(range) 'n' at row 3")
    #expect(message("ALTER TABLE a ADD t TINYINT AS (n) STORED") == "\(range) 't' at row 3")
    #expect(
      message("ALTER TABLE a MODIFY n BIGINT NOT NULL") == "Data truncated for column 'n' at row 2"
    )
    #expect(message("INSERT INTO g (id, n) VALUES (1, 1), (2, 200)") == "\(range) 't' at row 2")
    let copy = "INSERT INTO g (id, n) SELECT id, n FROM a ORDER BY id"
    #expect(message(copy) == "\(range) 't' at row 3")
    try session.execute("ALTER TABLE a MODIFY d DECIMAL(5, 2)")
    let notes = try session.execute("SHOW WARNINGS").textRows
    #expect(
      notes == [2, 3].map { ["Note", "1265", "Data truncated for column 'd' at row \($0)"] }
    )
  }

  @Test(arguments: [
    ("c MODIFY p BIGINT", 1832), ("c CHANGE p q INT UNSIGNED", 1832), ("p MODIFY id BIGINT", 1833),
    ("p MODIFY id INT AUTO_INCREMENT", 1833), ("p MODIFY k VARCHAR(5)", 1833),
    ("p MODIFY k VARCHAR(20)", 0), ("c MODIFY p INT COMMENT 'x'", 0), ("c CHANGE p q INT", 0),
    ("c DROP FOREIGN KEY f, MODIFY p BIGINT", 0),
  ])
  func columnsOfForeignKeysKeepTheirTypes(change: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE p (id INT PRIMARY KEY, k VARCHAR(10) UNIQUE);
      CREATE TABLE c (id INT PRIMARY KEY, p INT, k VARCHAR(10),
        CONSTRAINT f FOREIGN KEY (p) REFERENCES p (id), FOREIGN KEY (k) REFERENCES p (k));
      """
    )
    guard number != 0 else {
      try session.execute("ALTER TABLE \(change)")
      return
    }
    #expect(errorNumber(session, "ALTER TABLE \(change)") == number)
    try session.executeScript("SET foreign_key_checks = 0; ALTER TABLE \(change)")
  }

  @Test func theDefaultOfAnExpressionIsNoValue() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE a (id INT PRIMARY KEY, n INT DEFAULT (1 + 2), m INT DEFAULT 4, t DATETIME DEFAULT NOW());
      INSERT INTO a (id, n) VALUES (1, DEFAULT)
      """
    )
    for sql in ["SELECT DEFAULT(n) FROM a", "UPDATE a SET n = DEFAULT(n)"] {
      #expect(errorNumber(session, sql) == 3773)
    }
    try session.execute("UPDATE a SET n = DEFAULT")
    let rows = try session.execute("SELECT n, DEFAULT(m), DEFAULT(t) IS NULL FROM a").textRows
    #expect(rows == [["3", "4", "0"]])
  }
}
