import Testing
import Vitrine

/// Columns that say how their numbers are shown: ZEROFILL, FLOAT(m,d), DOUBLE(m,d).
@Suite struct DeclaredNumberTests {
  private static let table = """
    CREATE TABLE z (id INT PRIMARY KEY, a INT(5) ZEROFILL DEFAULT 7, b BIGINT ZEROFILL,
      c DECIMAL(5,2) ZEROFILL DEFAULT 1, d DOUBLE(7,2), e FLOAT(5,1), f DOUBLE ZEROFILL, g TINYINT ZEROFILL,
      h FLOAT(7,2) ZEROFILL, i DECIMAL(20,3) ZEROFILL, s VARCHAR(30));
    INSERT INTO z VALUES (1, 42, 7, 1.5, 1.005, 2.25, 1.5, 3, 12.345, 99.5, NULL),
      (2, 123456, 0, 0, -99999.99, -0.05, 0, 255, 0, 0, NULL),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    """

  private func make(_ shards: Int = 2, _ body: (Session) throws -> Void) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.table)
      try body(session)
    }
  }

  private func row(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.first ?? []
  }

  @Test(arguments: [1, 2]) func largeNumbersAreEqualToTheirConstants(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE n (id INT PRIMARY KEY, d DOUBLE(20,2), k DOUBLE(22,0), KEY (d));
        INSERT INTO n VALUES (1, 100000000000000000.00, 9007199254740993);
        """
      )
      let conditions = [
        "d <= 100000000000000000.00", "d >= 100000000000000000.00", "k >= 9007199254740993",
        "k <= 9007199254740993", "100000000000000000.00 >= d",
        "d BETWEEN 100000000000000000.00 AND 100000000000000000.00",
      ]
      for condition in conditions {
        #expect(try row(session, "SELECT id FROM n WHERE \(condition)") == ["1"], "\(condition)")
      }
    }
  }

  @Test(arguments: [1, 4]) func columnsShowTheirZeros(shards: Int) throws {
    try make(shards) { (session) throws in
      let shown = try session.execute("SELECT a, b, c, d, e, f, g, h, i FROM z ORDER BY id")
        .textRows
      let expected: [[String?]] = [
        [
          "00042", "00000000000000000007", "001.50", "1.00", "2.2", "00000000000000000001.5", "003",
          "0012.35",
          "00000000000000099.500",
        ],
        [
          "123456", "00000000000000000000", "000.00", "-99999.99", "0.0", "0000000000000000000000",
          "255",
          "0000.00", "00000000000000000.000",
        ],
        Array(repeating: nil, count: 9),
      ]
      #expect(shown == expected)
      let texts = try session.execute(
        """
        SELECT CONCAT(a), CONCAT(b), CONCAT(c), CONCAT(d), CONCAT(e), CONCAT(f), CONCAT(g), CONCAT(h), CONCAT(i)
        FROM z ORDER BY id
        """
      ).textRows
      #expect(texts == expected)
    }
  }

  @Test func zerosGoWithColumnsAndTextsAlone() throws {
    try make { (session) throws in
      let computed = try row(
        session,
        """
        SELECT a + 0, a * 2, -a, +a, LENGTH(a), HEX(a), a LIKE '000%', a = '00042', COALESCE(a, 0), COALESCE(a, 'x'),
          IF(1, a, a), CAST(a AS CHAR), CAST(a AS SIGNED), JSON_ARRAY(a, c), a = 42
        FROM z WHERE id = 1
        """
      )
      #expect(
        computed == [
          "42", "84", "-42", "00042", "5", "2A", "1", "1", "42", "00042", "42", "00042", "42",
          "[42, 1.50]", "1",
        ]
      )
      let grouped = try row(
        session,
        "SELECT MAX(a), MIN(c), GROUP_CONCAT(a ORDER BY id), SUM(a) FROM z"
      )
      #expect(grouped == ["123456", "0.00", "00042,123456", "123498"])
      let groups = try session.execute("SELECT a, COUNT(*) FROM z GROUP BY a ORDER BY a").textRows
      #expect(groups.map { $0[0] } == [nil, "00042", "123456"])
      let derived = try session.execute(
        "SELECT x FROM (SELECT a AS x FROM z WHERE id < 2 LIMIT 3) q"
      )
      #expect(derived.textRows == [["00042"]])
      let union = try session.execute("SELECT a FROM z WHERE id = 1 UNION ALL SELECT 'x'").textRows
      #expect(union == [["42"], ["x"]])
      #expect(try row(session, "SELECT (SELECT a FROM z WHERE id = 1)") == ["42"])
      let variable = try row(session, "SELECT a INTO @v FROM z WHERE id = 1")
      #expect(variable.isEmpty)
      #expect(try row(session, "SELECT @v, CONCAT(@v)") == ["42", "42"])
    }
  }

  @Test func numbersGoIntoTextColumnsAsTheyAre() throws {
    try make { (session) throws in
      for (column, text) in [
        ("a", "42"), ("c", "1.50"), ("d", "1"), ("e", "2.200000047683716"), ("d + 1", "2"),
      ] {
        try session.execute("UPDATE z SET s = \(column) WHERE id = 1")
        #expect(try row(session, "SELECT s FROM z WHERE id = 1") == [text])
      }
      try session.execute("CREATE TABLE texts (id INT PRIMARY KEY, s VARCHAR(30))")
      try session.execute("INSERT INTO texts SELECT id, a FROM z WHERE id = 1")
      #expect(try row(session, "SELECT s FROM texts") == ["42"])
      try session.execute("ALTER TABLE z MODIFY a VARCHAR(20), MODIFY d VARCHAR(20)")
      #expect(try row(session, "SELECT a, d FROM z WHERE id = 1") == ["00042", "1.00"])
    }
  }

  @Test func fixedDigitsAreRoundedAndBounded() throws {
    try make { (session) throws in
      #expect(errorNumber(session, "INSERT INTO z (id, d) VALUES (10, 100000)") == 1264)
      #expect(errorNumber(session, "INSERT INTO z (id, e) VALUES (10, 9999.96)") == 1264)
      #expect(errorNumber(session, "INSERT INTO z (id, a) VALUES (10, -1)") == 1264)
      #expect(errorNumber(session, "INSERT INTO z (id, f) VALUES (10, -1)") == 1264)
      try session.execute(
        "INSERT INTO z (id, d, e) VALUES (10, '1.255', 1e-5), (11, 99999.995, 9999.94)"
      )
      let stored = try session.execute("SELECT a, c, d, e FROM z WHERE id > 9 ORDER BY id").textRows
      #expect(
        stored == [["00007", "001.00", "1.25", "0.0"], ["00007", "001.00", "99999.99", "9999.9"]]
      )
      try session.execute("UPDATE z SET d = d / 3 WHERE id = 11")
      #expect(try row(session, "SELECT d, d + 0 FROM z WHERE id = 11") == ["33333.33", "33333.33"])
      try session.execute("SET sql_mode = ''")
      try session.execute("UPDATE z SET d = 1e6 WHERE id = 11")
      #expect(session.warnings.first?.code == 1264)
      #expect(try row(session, "SELECT d FROM z WHERE id = 11") == ["99999.99"])
    }
  }

  @Test func expressionsShowTheirDigits() throws {
    try make { (session) throws in
      let values = try row(
        session,
        "SELECT d + 1, d / 3, d * d, e + d, -d, IF(1, e, d), GREATEST(d, e) FROM z WHERE id = 1"
      )
      #expect(values == ["2.00", "0.333333", "1.00", "3.20", "-1.00", "2.20", "2.20"])
      let grouped = try row(session, "SELECT SUM(d), AVG(d), AVG(e) FROM z")
      #expect(grouped == ["-99998.99", "-49999.495000", "1.10000"])
    }
  }

  @Test func definitionsAreShownWhole() throws {
    try make { (session) throws in
      let text = try row(session, "SHOW CREATE TABLE z").last ?? ""
      for line in [
        "`a` int(5) unsigned zerofill DEFAULT '00007'",
        "`b` bigint(20) unsigned zerofill DEFAULT NULL",
        "`c` decimal(5,2) unsigned zerofill DEFAULT '001.00'", "`d` double(7,2) DEFAULT NULL",
        "`e` float(5,1) DEFAULT NULL", "`f` double unsigned zerofill DEFAULT NULL",
        "`g` tinyint(3) unsigned zerofill DEFAULT NULL",
        "`h` float(7,2) unsigned zerofill DEFAULT NULL",
      ] {
        #expect(text?.contains(line) == true, "\(line)")
      }
      let columns = try session.execute(
        """
        SELECT COLUMN_TYPE, COLUMN_DEFAULT, NUMERIC_PRECISION, NUMERIC_SCALE FROM information_schema.COLUMNS
        WHERE TABLE_NAME = 'z' AND COLUMN_NAME IN ('a', 'c', 'd') ORDER BY COLUMN_NAME
        """
      ).textRows
      let expected: [[String?]] = [
        ["int(5) unsigned zerofill", "00007", "10", "0"],
        ["decimal(5,2) unsigned zerofill", "001.00", "5", "2"],
        ["double(7,2)", nil, "7", "2"],
      ]
      #expect(columns == expected)
      try session.execute("CREATE TABLE copy LIKE z")
      try session.execute("INSERT INTO copy SELECT * FROM z")
      #expect(try row(session, "SELECT a, c FROM copy WHERE id = 1") == ["00042", "001.50"])
      try session.execute("CREATE TABLE taken AS SELECT id, a, d, d + 1 AS p FROM z WHERE id < 3")
      #expect(
        try row(session, "SELECT a, d, p FROM taken ORDER BY id") == ["00042", "1.00", "2.00"]
      )
      let taken = try row(session, "SHOW CREATE TABLE taken").last ?? ""
      #expect(taken?.contains("`p` double(19,2) DEFAULT NULL") == true)
    }
  }

  @Test func tablesAreAltered() throws {
    try make { (session) throws in
      try session.execute("ALTER TABLE z MODIFY a INT(3) ZEROFILL, MODIFY d DOUBLE(7,1)")
      let rows = try session.execute("SELECT a, d FROM z ORDER BY id").textRows
      #expect(rows == [["042", "1.0"], ["123456", "-100000.0"], [nil, nil]])
      #expect(errorNumber(session, "ALTER TABLE z MODIFY d DOUBLE(7,1) UNSIGNED") == 1264)
      #expect(errorNumber(session, "ALTER TABLE z MODIFY d DOUBLE(5,2)") == 1264)
    }
  }

  @Test func widthsAreChecked() throws {
    try withShop(1) { (_, session) throws in
      #expect(errorNumber(session, "CREATE TABLE bad (id INT PRIMARY KEY, a DOUBLE(2,3))") == 1427)
      #expect(errorNumber(session, "CREATE TABLE bad (id INT PRIMARY KEY, a FLOAT(256,3))") == 1439)
      #expect(errorNumber(session, "CREATE TABLE bad (id INT PRIMARY KEY, a FLOAT(40,31))") == 1425)
      try session.execute(
        "CREATE TABLE m (id INT PRIMARY KEY, a DECIMAL(10,2) DEFAULT 0, b DECIMAL(4,1) DEFAULT -1.5)"
      )
      let text = try row(session, "SHOW CREATE TABLE m").last ?? ""
      #expect(text?.contains("`a` decimal(10,2) DEFAULT '0.00'") == true)
      #expect(text?.contains("`b` decimal(4,1) DEFAULT '-1.5'") == true)
    }
  }

  @Test func programsShowZerosToo() throws {
    try withShop(1) { (_, session) throws in
      try session.execute(
        "CREATE PROCEDURE show_it() BEGIN DECLARE n INT(4) ZEROFILL DEFAULT 7; SELECT n, CONCAT(n), n + 1; END"
      )
      #expect(try session.execute("CALL show_it()").textRows == [["0007", "0007", "8"]])
    }
  }
}
