import Testing
import Vitrine
import VitrineSQL

/// Binary strings, bits and members on their way into other types; the answers are MySQL's.
///
/// A hexadecimal literal is a number beside numbers; what comes of a column, a variable or a subquery is a
/// string.
@Suite struct BinaryValueTests {
  private static let schema = """
    CREATE TABLE a (id INT PRIMARY KEY, bt BIT(8), b64 BIT(64), b1 BIT, vb VARBINARY(10), bl BLOB,
      vc VARCHAR(20), n INT, e ENUM('a','b','7'), st SET('x','y'));
    CREATE TABLE c (id INT PRIMARY KEY, bt BIT(8), b64 BIT(64), b1 BIT, n INT, dc DECIMAL(10,2), y YEAR,
      db DOUBLE);
    INSERT INTO a VALUES (1, b'110001', 49, 1, '7', 'bl', 'vc', 7, '7', 'y')
    """

  private static func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  @Test(arguments: [1, 3])
  func stored(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    try session.executeScript(
      """
      INSERT INTO c (id, bt, b64, b1) SELECT id, bt, b64, b1 FROM a;
      INSERT INTO c (id, n, dc, y, db) SELECT 2, vb, vb, vb, vb FROM a;
      INSERT INTO c (id, n, dc, db) SELECT 3, b64, b64, b64 FROM a;
      INSERT INTO c (id, n) VALUES (4, (SELECT vb FROM a)), (5, x'37'), (6, x'37' + 0);
      INSERT INTO c (id, n) SELECT 7, x'37';
      INSERT INTO c (id, n) VALUES (8, (SELECT vb FROM a) + 1), (9, 0);
      UPDATE c JOIN a ON 1 = 1 SET c.n = a.vb WHERE c.id = 9;
      SET @b = (SELECT bt FROM a);
      INSERT INTO c (id, bt) VALUES (10, @b), (11, (SELECT bt FROM a));
      UPDATE c JOIN a ON a.id = c.id SET c.b64 = a.bt, c.n = (SELECT e FROM a) WHERE c.id = 1
      """
    )
    let found = try Self.rows(
      session,
      "SELECT id, bt + 0, b64 + 0, n, dc, y, db FROM c ORDER BY id"
    )
    #expect(
      found == [
        ["1", "49", "49", "7", nil, nil, nil], ["2", nil, nil, "7", "7.00", "2007", "7"],
        ["3", nil, nil, "49", "49.00", nil, "49"], ["4", nil, nil, "7", nil, nil, nil],
        ["5", nil, nil, "55", nil, nil, nil], ["6", nil, nil, "55", nil, nil, nil],
        ["7", nil, nil, "55", nil, nil, nil], ["8", nil, nil, "8", nil, nil, nil],
        ["9", nil, nil, "7", nil, nil, nil], ["10", "49", nil, nil, nil, nil, nil],
        ["11", "49", nil, nil, nil, nil, nil],
      ]
    )
  }

  /// A hexadecimal literal is a number to every numeric column, of at most eight bytes.
  @Test(arguments: [1, 3])
  func literalsInNumericColumns(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    try session.executeScript(
      """
      INSERT INTO c (id, n, dc, db) VALUES (1, x'37', b'110111', x'37'), (2, x'', 0x0137, b'1');
      INSERT INTO c (id) VALUES (3);
      UPDATE c SET n = x'37', dc = 0x0137, db = x'37', y = x'37' WHERE id = 3
      """
    )
    let found = try Self.rows(session, "SELECT n, dc, db, y FROM c ORDER BY id")
    #expect(
      found == [
        ["55", "55.00", "55", nil], ["0", "311.00", "1", nil], ["55", "311.00", "55", "2055"],
      ]
    )
    for wrong in [
      "UPDATE c SET n = x'FFFFFFFFFFFFFFFFFF'",
      "INSERT INTO c (id, dc) VALUES (4, x'FFFFFFFFFFFFFFFF')",
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute(wrong) }
      #expect(error?.code.number == 1264, "\(wrong)")
    }
  }

  /// A BIT goes into VARCHAR and its kin as its number, into TEXT and BLOB by its bytes.
  @Test(arguments: [1, 3])
  func bitsInTexts(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    try session.executeScript(
      """
      CREATE TABLE w (id INT PRIMARY KEY, c CHAR(9), vc VARCHAR(9), vb VARBINARY(9), tx TEXT, bl BLOB, tm TIME);
      INSERT INTO w SELECT id, bt, bt, bt, bt, bt, bt FROM a;
      INSERT INTO w (id, vc, vb) VALUES (2, (SELECT bt FROM a), b'110001');
      UPDATE w JOIN a ON a.id = w.id SET w.vc = a.b64
      """
    )
    #expect(
      try Self.rows(session, "SELECT c, vc, vb, tx, bl, tm FROM w ORDER BY id") == [
        ["49", "49", "49", "1", "1", "00:00:49"], [nil, "49", "1", nil, nil, nil],
      ]
    )
  }

  @Test(arguments: [1, 3])
  func inPrograms(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    try session.execute(
      """
      CREATE PROCEDURE p(v VARBINARY(9), b BIT(8)) BEGIN
        DECLARE n, m INT; DECLARE t VARCHAR(9);
        SET n = v, m = x'37', t = b; SELECT n, m, t, v + 1; SELECT vb, bt INTO n, m FROM a; SELECT n, m;
      END
      """
    )
    try session.execute(
      "CREATE FUNCTION f(n INT) RETURNS VARCHAR(9) DETERMINISTIC BEGIN RETURN n; END"
    )
    #expect(try Self.rows(session, "CALL p('5', 65)") == [["5", "55", "65", "6"]])
    #expect(try Self.rows(session, "CALL p(x'35', b'1000001')") == [["5", "55", "65", "6"]])
    #expect(try session.execute("CALL p('5', 65)").following.map(\.textRows) == [[["7", "49"]]])
    #expect(try Self.rows(session, "SELECT f(x'37'), f(CONCAT(x'37'))") == [["55", "7"]])
  }

  @Test(arguments: [1, 3])
  func altered(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    for (from, to, answer) in [
      ("VARBINARY(9)", "INT", "5"), ("VARBINARY(9)", "DECIMAL(5,2)", "5.00"),
      ("VARBINARY(9)", "YEAR", "2005"), ("VARBINARY(9)", "BIT(8)", "5"), ("CHAR(9)", "BIT(8)", "5"),
      ("BIT(8)", "VARCHAR(9)", "5"), ("BIT(8)", "VARBINARY(9)", "5"), ("BIT(8)", "TIME", "5"),
      ("BIT(8)", "DECIMAL(5,2)", "5.00"), ("BIT(8)", "TEXT", "\u{0}"),
    ] {
      try session.executeScript(
        """
        DROP TABLE IF EXISTS m; CREATE TABLE m (id INT PRIMARY KEY, v \(from));
        INSERT INTO m VALUES (1, \(from == "BIT(8)" ? "5" : "'5'")); ALTER TABLE m MODIFY v \(to)
        """
      )
      let shown = to == "TEXT" ? "IF(HEX(v) = '05', '\u{0}', '')" : "v + 0"
      #expect(try Self.rows(session, "SELECT \(shown) FROM m") == [[answer]], "\(from) to \(to)")
    }
  }

  @Test(arguments: [1, 3])
  func groupConcat(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE g (id INT PRIMARY KEY, vb VARBINARY(9), bl BLOB, bt BIT(8));
      INSERT INTO g VALUES (1, x'ff', x'fe00', 3), (2, x'41', NULL, 2), (3, x'ff', x'fd', 1)
      """
    )
    let sql = """
      SELECT HEX(GROUP_CONCAT(vb ORDER BY id)), HEX(GROUP_CONCAT(DISTINCT vb ORDER BY vb DESC)),
        HEX(GROUP_CONCAT(bl, 'a' ORDER BY id SEPARATOR '-')), GROUP_CONCAT(bt ORDER BY id) FROM g
      """
    #expect(try Self.rows(session, sql) == [["FF2C412CFF", "FF2C41", "FE00612DFD61", "3,2,1"]])
    try session.execute("SET group_concat_max_len = 4")
    let cut = "SELECT HEX(GROUP_CONCAT(vb ORDER BY id)), GROUP_CONCAT('éé' ORDER BY id) FROM g"
    #expect(try Self.rows(session, cut) == [["FF2C412C", "éé"]])
  }

  /// A double that becomes a YEAR is cut; a text that begins with a time is one where the mode is not strict.
  @Test
  func yearsAndTimes() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE w (id INT PRIMARY KEY, y YEAR, t TIME);
      INSERT INTO w (id, y) VALUES (1, 5.5e0), (2, 5.5), (3, '5.5');
      SET sql_mode = '';
      INSERT INTO w (id, t) VALUES (4, '12abc'), (5, 'abc'), (6, '12:30:61')
      """
    )
    #expect(
      try Self.rows(session, "SELECT IFNULL(y, t) FROM w ORDER BY id").map(\.first) == [
        "2005", "2006", "2006", "00:00:12", "00:00:00", "00:00:00",
      ]
    )
  }

  @Test(arguments: [1, 3])
  func computedWith(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    let answers: [(String, [[String?]])] = [
      (
        "SELECT (SELECT vb FROM a) + 1, (SELECT MAX(vb) FROM a) = 7, x'37' + 1", [["8", "1", "56"]]
      ),
      ("SELECT n FROM a WHERE n = (SELECT vb FROM a)", [["7"]]),
      (
        "SELECT (SELECT e FROM a) + 1, (SELECT e FROM a) = 3, (SELECT st FROM a) + 1, e + 0 FROM a",
        [["8", "0", "1", "3"]]
      ),
      ("SELECT x.e + 1 FROM (SELECT e FROM a UNION SELECT e FROM a) AS x", [["8"]]),
      ("SELECT vb AS c FROM a UNION ALL SELECT vc FROM a ORDER BY c", [["7"], ["vc"]]),
      ("SELECT id AS c FROM a UNION ALL SELECT bl FROM a ORDER BY c", [["1"], ["bl"]]),
      ("SELECT COUNT(*) FROM (SELECT vb FROM a UNION SELECT '7') AS u", [["1"]]),
      ("SELECT HEX(CAST('a' AS BINARY(3)))", [["610000"]]),
    ]
    for (sql, rows) in answers {
      let found = try session.execute(sql)
      #expect(found.textRows == rows, "\(sql)")
    }
    for value in ["(SELECT vb FROM a)", "x'37'"] {
      try session.execute("SET @v = \(value)")
      #expect(try Self.rows(session, "SELECT @v + 1, @v = 7") == [["8", "1"]], "\(value)")
    }
  }

  @Test(arguments: [1, 3])
  func points(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE g (id INT PRIMARY KEY, p POINT);
      INSERT INTO g VALUES (1, POINT(1, 5)), (2, ST_GeomFromText(' point ( -1.5 2e3 ) ')), (3, NULL)
      """
    )
    let sql = "SELECT HEX(p), ST_AsText(p), ST_X(p), ST_Y(p), ST_SRID(p) FROM g ORDER BY id"
    #expect(
      try Self.rows(session, sql) == [
        ["000000000101000000000000000000F03F0000000000001440", "POINT(1 5)", "1", "5", "0"],
        [
          "000000000101000000000000000000F8BF0000000000409F40", "POINT(-1.5 2000)", "-1.5", "2000",
          "0",
        ],
        [nil, nil, nil, nil, nil],
      ]
    )
    for (wrong, code) in [
      ("ST_GeomFromText('POINT(1)')", 3037), ("ST_X('abc')", 3037), ("ST_GeomFromText('')", 3037),
      ("ST_GeomFromText('LINESTRING(0 0,1 1)')", 1235),
    ] {
      let error = #expect(throws: SQLError.self) { try session.execute("SELECT \(wrong)") }
      #expect(error?.code.number == code, "\(wrong)")
    }
  }

  @Test(arguments: [1, 3])
  func timesAndDatesIntoEachOther(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE w (id INT PRIMARY KEY, d DATE, dt DATETIME, tm TIME);
      SET timestamp = 1710072000;
      INSERT INTO w VALUES (1, TIME'10:11:12', TIME'10:11:12', DATE'2024-01-02');
      INSERT INTO w VALUES (2, NULL, NULL, '-01:00:00');
      UPDATE w SET d = tm, dt = tm WHERE id = 2
      """
    )
    #expect(
      try Self.rows(session, "SELECT d, dt, tm FROM w ORDER BY id") == [
        ["2024-03-10", "2024-03-10 10:11:12", "00:00:00"],
        ["2024-03-09", "2024-03-09 23:00:00", "-01:00:00"],
      ]
    )
  }

  /// A text of two character sets has the wider one.
  @Test(arguments: [1, 3])
  func latin1BesideASCII(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE l (id INT PRIMARY KEY, a VARCHAR(9) CHARACTER SET latin1, b VARCHAR(9) CHARACTER SET ascii);
      INSERT INTO l VALUES (1, 'é', 'e')
      """
    )
    for text in ["CONCAT(a, b)", "CONCAT(b, a)", "IFNULL(a, b)", "IF(1, a, b)", "GREATEST(b, a)"] {
      let found = try Self.rows(session, "SELECT REPLACE(HEX(\(text)), '65', '') FROM l")
      #expect(found == [["E9"]], "\(text)")
    }
    let union =
      "SELECT HEX(c) FROM (SELECT b AS c FROM l UNION ALL SELECT a FROM l) AS u ORDER BY 1"
    #expect(try Self.rows(session, union) == [["65"], ["E9"]])
  }

  /// Among texts a BIT is the binary string of its bytes.
  @Test(arguments: [1, 3])
  func bitsAmongTexts(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE w (id INT PRIMARY KEY, b BIT(10), c VARCHAR(10), vb VARBINARY(20));
      INSERT INTO w VALUES (1, b'1010101010', 'x', NULL);
      UPDATE w SET vb = CONCAT(b, 'y')
      """
    )
    let bytes = [
      "vb": "02AA79", "CONCAT(b, 1)": "02AA31", "COALESCE(b, c)": "02AA", "IF(1, b, c)": "02AA",
      "IFNULL(b, c)": "02AA", "CASE WHEN 1 THEN b ELSE c END": "02AA",
      "REPLACE(b, 'q', 'z')": "02AA", "REVERSE(b)": "AA02", "UPPER(b)": "02AA",
      "QUOTE(b)": "2702AA27", "CONCAT_WS(',', b, 'ä')": "02AA2CC3A4",
      "LPAD(b, 4, 'x')": "787802AA", "LEFT(b, 1)": "02", "SUBSTRING(b, 2)": "AA",
      "ELT(1, b, c)": "02AA",
      "MAKE_SET(1, b, c)": "02AA", "GROUP_CONCAT(b)": "02AA", "CONVERT(b USING latin1)": "02AA",
      "(SELECT b UNION SELECT c LIMIT 1)": "02AA",
    ]
    for (text, expected) in bytes {
      let found = try Self.rows(session, "SELECT HEX(x) FROM (SELECT \(text) AS x FROM w) AS d")
      #expect(found == [[expected]], "\(text)")
    }
    let type = try session.execute("SELECT CONCAT(b, c) FROM w").columns[0].type
    #expect(type.kind == .varbinary)
    let plain =
      "SELECT b + 0, BIN(b), CONV(b, 10, 16), HEX(b), LENGTH(b), b = 682, CAST(b AS CHAR) FROM w"
    #expect(
      try Self.rows(session, plain) == [["682", "1010101010", "2AA", "2AA", "2", "1", nil]]
    )
  }
}
