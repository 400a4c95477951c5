import Foundation
import Testing
import Vitrine
import VitrineSQL
import VitrineSQLite

/// The character set and collation that CREATE and ALTER DATABASE say.
@Suite struct DatabaseCollationTests {
  /// Runs the body in a database with an option.
  private func withDatabase(
    _ option: String,
    shards: Int = 3,
    _ body: (Session) throws -> Void
  ) throws {
    try withShop(1) { (_, session) throws in
      try session.execute("CREATE KEYSPACE db \(option) SHARDS = \(shards)")
      try session.execute("USE db")
      try body(session)
    }
  }

  private func row(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.first ?? []
  }

  /// The last line of SHOW CREATE TABLE, from the character set on.
  private func charset(of table: String, _ session: Session) throws -> String? {
    let text = try row(session, "SHOW CREATE TABLE \(table)")[1] ?? ""
    return text.range(of: "CHARSET=").map { String(text[$0.upperBound...]) }
  }

  private func collations(of table: String, _ session: Session) throws -> [String?] {
    try session.execute("SHOW FULL COLUMNS FROM \(table)").textRows.map { $0[2] }
  }

  @Test(arguments: [1, 3])
  func tablesTakeThatOfTheirDatabase(shards: Int) throws {
    try withDatabase("COLLATE utf8mb4_bin", shards: shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE t (a VARCHAR(10) UNIQUE, b VARCHAR(5) CHARACTER SET utf8mb4, c ENUM('x', 'X'));
        INSERT INTO t VALUES ('a', 'k', 'x'), ('A', 'K', 'X');
        CREATE TABLE own (a VARCHAR(10) PRIMARY KEY) CHARACTER SET utf8mb4;
        CREATE TABLE l LIKE own;
        CREATE TABLE q (z TEXT) AS SELECT a, 'x' AS v FROM own;
        CREATE TEMPORARY TABLE tmp (a CHAR(5));
        ALTER TABLE own ADD COLUMN b VARCHAR(5);
        ALTER TABLE t ADD COLUMN d TEXT
        """
      )
      #expect(
        try row(session, "SELECT COUNT(*), SUM(a = 'A'), SUM(b = 'k') FROM t") == ["2", "1", "2"]
      )
      let (bin, usual) = ("utf8mb4_bin", "utf8mb4_0900_ai_ci")
      #expect(try collations(of: "t", session) == [bin, usual, bin, bin])
      #expect(try charset(of: "t", session) == "utf8mb4 COLLATE=utf8mb4_bin")
      let text = try row(session, "SHOW CREATE TABLE t")[1] ?? ""
      #expect(text.contains("`a` varchar(10) COLLATE utf8mb4_bin DEFAULT NULL,"))
      #expect(text.contains("`b` varchar(5) CHARACTER SET utf8mb4 COLLATE \(usual) DEFAULT NULL"))
      #expect(try collations(of: "own", session) == [usual, usual])
      #expect(try charset(of: "l", session) == "utf8mb4 COLLATE=utf8mb4_0900_ai_ci")
      #expect(try charset(of: "q", session) == "utf8mb4 COLLATE=utf8mb4_bin")
      #expect(try collations(of: "q", session) == [bin, usual, usual])
      #expect(try collations(of: "tmp", session) == [bin])
      #expect(errorNumber(session, "INSERT INTO own VALUES ('a', ''), ('A', '')") == 1062)
      try session.execute("ALTER TABLE own CONVERT TO CHARACTER SET DEFAULT")
      #expect(try collations(of: "own", session) == [bin, bin])
    }
  }

  @Test func setsOfOneByteAndBytes() throws {
    try withDatabase("CHARACTER SET latin1") { (session) throws in
      try session.executeScript(
        "CREATE TABLE t (a VARCHAR(10)); CREATE SCHEMA bytes CHARSET binary"
      )
      #expect(try charset(of: "t", session) == "latin1")
      #expect(try collations(of: "t", session) == ["latin1_swedish_ci"])
      try session.execute("CREATE TABLE bytes.t (a VARCHAR(10))")
      #expect(try row(session, "DESCRIBE bytes.t")[1] == "varbinary(10)")
      #expect(
        try row(session, "SHOW CREATE DATABASE db")[1]
          == "CREATE DATABASE `db` /*!40100 DEFAULT CHARACTER SET latin1 */ /*!80016 DEFAULT ENCRYPTION='N' */"
      )
    }
  }

  @Test func alteringIsForLaterTables() throws {
    try withDatabase("CHARACTER SET utf8") { (session) throws in
      try session.execute("CREATE TABLE old (a TEXT)")
      let altered = "ALTER DATABASE db DEFAULT COLLATE utf8mb4_0900_as_cs"
      #expect(try session.execute(altered).affectedRows == 1)
      try session.executeScript("CREATE TABLE new (a TEXT); ALTER TABLE old ADD COLUMN b TEXT")
      #expect(try collations(of: "old", session) == ["utf8mb3_general_ci", "utf8mb3_general_ci"])
      #expect(try collations(of: "new", session) == ["utf8mb4_0900_as_cs"])
      let text = try row(session, "SHOW CREATE SCHEMA db")[1] ?? ""
      #expect(text.contains("CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs"))
      let schema = """
        SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA
        WHERE SCHEMA_NAME = 'db'
        """
      #expect(try row(session, schema) == ["utf8mb4", "utf8mb4_0900_as_cs"])
      try session.execute("ALTER DATABASE CHARACTER SET ascii")
      #expect(try row(session, schema) == ["ascii", "ascii_general_ci"])
      try session.execute("ALTER DATABASE ENCRYPTION 'N'")
      #expect(try row(session, schema) == ["ascii", "ascii_general_ci"])
    }
  }

  @Test func variablesFollowUse() throws {
    try withDatabase("CHARACTER SET latin1 COLLATE latin1_bin") { (session) throws in
      let variables = "SELECT @@character_set_database, @@session.collation_database"
      #expect(try row(session, variables) == ["latin1", "latin1_bin"])
      let shown = try session.execute("SHOW VARIABLES LIKE 'c%\\_database'").textRows.map { $0[1] }
      #expect(shown == ["latin1", "latin1_bin"])
      try session.execute("ALTER DATABASE COLLATE latin1_swedish_ci")
      #expect(try row(session, variables) == ["latin1", "latin1_swedish_ci"])
      try session.execute("SET collation_database = DEFAULT, character_set_database = latin1")
      #expect(errorNumber(session, "SET collation_database = utf8mb4_bin") == 1235)
      try session.execute("USE shop")
      #expect(try row(session, variables) == ["utf8mb4", "utf8mb4_0900_ai_ci"])
      try session.execute("ALTER DATABASE shop COLLATE utf8mb4_bin")
      try session.execute("SET CHARACTER SET utf8mb4")
      #expect(try row(session, "SELECT 'a' = 'A', @@collation_connection") == ["0", "utf8mb4_bin"])
    }
  }

  @Test func databasesTakeThatOfTheServer() throws {
    try withShop(1) { (_, session) throws in
      try session.execute("SET collation_server = utf8mb4_bin")
      try session.executeScript("CREATE DATABASE a; CREATE TABLE a.t (x TEXT)")
      #expect(try collations(of: "a.t", session) == ["utf8mb4_bin"])
      try session.execute("SET character_set_server = latin1")
      #expect(try row(session, "SELECT @@collation_server") == ["latin1_swedish_ci"])
      try session.executeScript("CREATE DATABASE b; CREATE DATABASE c CHARSET utf8mb4")
      let schemas = """
        SELECT DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ('b', 'c')
        ORDER BY SCHEMA_NAME
        """
      #expect(
        try session.execute(schemas).textRows == [["latin1_swedish_ci"], ["utf8mb4_0900_ai_ci"]]
      )
      try session.execute("SET collation_server = DEFAULT")
      #expect(try row(session, "SELECT @@character_set_server") == ["utf8mb4"])
    }
  }

  @Test(arguments: [
    ("CREATE DATABASE x CHARACTER SET koi8r", 1235), ("CREATE DATABASE x CHARSET nonsense", 1115),
    ("CREATE DATABASE x COLLATE utf8mb4_sv_0900_ai_ci", 1235),
    ("CREATE DATABASE x COLLATE nonsense", 1273),
    ("CREATE DATABASE IF NOT EXISTS shop COLLATE nonsense", 1273),
    ("CREATE DATABASE x CHARACTER SET latin1 COLLATE utf8mb4_bin", 1253),
    ("ALTER DATABASE shop COLLATE nonsense", 1273),
    ("ALTER DATABASE nowhere COLLATE utf8mb4_bin", 1049), ("ALTER DATABASE READ ONLY = 1", 1235),
    ("SET default_collation_for_utf8mb4 = utf8mb4_general_ci", 1235),
    ("SET GLOBAL collation_database = utf8mb4_bin", 1235),
    ("SET collation_server = nonsense", 1273),
    ("SET character_set_connection = nonsense", 1115),
  ])
  func whatIsNotThereIsRefused(statement: String, number: Int) throws {
    try withShop { (_, session) throws in
      #expect(errorNumber(session, statement) == number)
      #expect(try row(session, "SELECT @@collation_database") == ["utf8mb4_0900_ai_ci"])
    }
  }

  @Test(arguments: [1, 3])
  func programsKeepWhatTheyWereMadeUnder(shards: Int) throws {
    try withDatabase("COLLATE utf8mb4_bin", shards: shards) { (session) throws in
      try session.executeScript(
        """
        CREATE FUNCTION f(p VARCHAR(5), q VARCHAR(5) CHARSET utf8mb4) RETURNS VARCHAR(40) DETERMINISTIC
          RETURN CONCAT(p = 'A', q = 'A', COLLATION(p));
        CREATE PROCEDURE c(p TEXT) SELECT p = 'A', COLLATION(p);
        CREATE PROCEDURE d() BEGIN DECLARE v VARCHAR(5) DEFAULT 'a'; SELECT v = 'A'; END;
        CREATE TABLE t (a VARCHAR(5), b VARCHAR(9)) COLLATE utf8mb4_general_ci;
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW
          BEGIN DECLARE v VARCHAR(5) DEFAULT 'a'; SET NEW.b = v = 'A'; END;
        CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SET @x = 1;
        ALTER DATABASE db COLLATE utf8mb4_general_ci;
        INSERT INTO t (a) VALUES ('a');
        CREATE FUNCTION later(p VARCHAR(5)) RETURNS INT DETERMINISTIC RETURN p = 'A'
        """
      )
      #expect(
        try row(session, "SELECT LEFT(f(a, 'a'), 2), later(a), b FROM t") == ["01", "1", "0"]
      )
      #expect(try row(session, "SELECT COLLATION(f('a', 'a'))") == ["utf8mb4_bin"])
      #expect(try row(session, "CALL c('a')") == ["0", "utf8mb4_bin"])
      #expect(try row(session, "CALL d()") == ["0"])
      #expect(try row(session, "SHOW CREATE PROCEDURE c").last == "utf8mb4_bin")
      #expect(try row(session, "SHOW CREATE FUNCTION later").last == "utf8mb4_general_ci")
      #expect(try row(session, "SHOW CREATE EVENT e").last == "utf8mb4_bin")
      #expect(try row(session, "SHOW TRIGGERS").last == "utf8mb4_bin")
      let parameter = """
        SELECT COLLATION_NAME FROM information_schema.PARAMETERS WHERE SPECIFIC_NAME = 'c'
        """
      #expect(try row(session, parameter) == ["utf8mb4_bin"])
      try session.execute("ALTER EVENT e COMMENT 'x'")
      #expect(try row(session, "SHOW CREATE EVENT e").last == "utf8mb4_general_ci")
    }
  }

  private static let madeUnder = """
    CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(10));
    CREATE FUNCTION short(x VARCHAR(10)) RETURNS INT DETERMINISTIC RETURN CAST(x AS CHAR) = 'ß';
    CREATE FUNCTION long_one(x VARCHAR(10)) RETURNS INT DETERMINISTIC
      BEGIN WHILE x = '' DO SET x = 's'; END WHILE; RETURN CAST(x AS CHAR) = 'ß'; END;
    CREATE PROCEDURE p() SELECT 's' = 'ß', COLLATION('a'), @@collation_connection;
    CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW
      SET NEW.a = IF(CAST(NEW.a AS CHAR) = 'ß', 'sharp', 'no');
    CREATE VIEW v AS SELECT 's' = 'ß', COLLATION('a'), COLLATION(CAST(1 AS CHAR));
    CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SET @x = 1
    """

  /// Asks what was made under general_ci, in which 's' is 'ß', in a session of another collation.
  private func expectGeneral(_ session: Session) throws {
    let general = "utf8mb4_general_ci"
    try session.execute("INSERT INTO t VALUES (1, 's'), (2, 'ss')")
    let query = "SELECT short('s'), long_one('s'), short(LEFT(id, 0)), a FROM t ORDER BY id"
    let rows = try session.execute(query).textRows
    #expect(rows == [["1", "1", "0", "sharp"], ["1", "1", "0", "no"]])
    #expect(try row(session, "CALL p()") == ["1", general, general])
    #expect(try row(session, "SELECT * FROM v") == ["1", general, general])
    #expect(try row(session, "SELECT 's' = 'ß', @@collation_connection").first == "0")
    for statement in [
      "SHOW CREATE FUNCTION short", "SHOW CREATE PROCEDURE p", "SHOW CREATE TRIGGER g",
      "SHOW CREATE VIEW v", "SHOW CREATE EVENT e",
      "SELECT CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.VIEWS WHERE TABLE_NAME = 'v'",
      "SELECT CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.ROUTINES",
      "SELECT CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.TRIGGERS",
      "SELECT CHARACTER_SET_CLIENT, COLLATION_CONNECTION FROM information_schema.EVENTS",
    ] {
      let shown = try row(session, statement)
      #expect(shown.contains("latin1") && shown.contains(general), "\(statement)")
    }
  }

  @Test(arguments: [1, 3])
  func programsAndViewsCompareAsWhoHasMadeThem(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute(
        "SET character_set_client = latin1, collation_connection = utf8mb4_general_ci"
      )
      try session.execute("PREPARE s FROM 'SELECT CAST(? AS CHAR) = ''ß'''")
      try session.executeScript(Self.madeUnder)
      try session.executeScript("SET NAMES utf8mb4; SET @s = 's'")
      #expect(try row(session, "EXECUTE s USING @s") == ["1"])
      try expectGeneral(session)
      try session.execute("ALTER EVENT e COMMENT 'x'")
      #expect(try row(session, "SHOW CREATE EVENT e")[5] == "utf8mb4_0900_ai_ci")
    }
  }

  @Test func aCatalogKeepsWhoHasMadeThem() throws {
    try withDirectory { (path) throws in
      try leave(
        in: path,
        "SET character_set_client = latin1, collation_connection = utf8mb4_general_ci; \(Self.madeUnder)"
      )
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      try expectGeneral(cluster.session(target: "db"))
    }
  }

  /// Makes a cluster in a directory, runs the statements and closes it.
  private func leave(in path: String, _ script: String) throws {
    let cluster = try Cluster.create(at: path)
    try cluster.createKeyspace("db", shards: 1)
    try cluster.session(target: "db").executeScript(script)
    try cluster.close()
  }

  @Test func aCatalogKeepsIt() throws {
    try withDirectory { (path) throws in
      try leave(
        in: path,
        """
        ALTER DATABASE COLLATE utf8mb4_bin;
        CREATE TABLE t (a TEXT); CREATE PROCEDURE p(a TEXT) SELECT a = 'A';
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @x = 1;
        CREATE EVENT e ON SCHEDULE EVERY 1 YEAR DO SET @x = 1;
        CREATE DATABASE other COLLATE utf8mb4_general_ci; ALTER DATABASE COLLATE latin1_bin
        """
      )
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      let session = try cluster.session(target: "db")
      #expect(try row(session, "SELECT @@collation_database") == ["latin1_bin"])
      try session.execute("CREATE TABLE u (a TEXT)")
      #expect(try collations(of: "u", session) == ["latin1_bin"])
      #expect(try collations(of: "t", session) == ["utf8mb4_bin"])
      #expect(try row(session, "CALL p('a')") == ["0"])
      #expect(try row(session, "SHOW CREATE EVENT e").last == "utf8mb4_bin")
      #expect(try row(session, "SHOW TRIGGERS").last == "utf8mb4_bin")
      try session.execute("USE other")
      #expect(try row(session, "SELECT @@collation_database") == ["utf8mb4_general_ci"])
    }
  }

  /// Variables of programs insist on their collation as columns do, also beside literals of another connection.
  @Test(arguments: [1, 3]) func variablesOfProgramsInsist(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("SET NAMES utf8mb4 COLLATE utf8mb4_bin")
      try session.executeScript(
        """
        CREATE TABLE c (id INT PRIMARY KEY, s VARCHAR(9), g VARCHAR(9) COLLATE utf8mb4_general_ci);
        CREATE PROCEDURE p(x VARCHAR(9)) SELECT x = 'A', CONCAT(x, '') = 'A', COERCIBILITY(x), x IN ('A'), CASE x WHEN 'A' THEN 1 END;
        CREATE PROCEDURE q(x VARCHAR(9)) SELECT COUNT(*) FROM c WHERE g = x
        """
      )
      try session.execute(
        "CREATE TRIGGER i BEFORE INSERT ON c FOR EACH ROW BEGIN IF NEW.s = 'A' THEN SET NEW.s = 'eq'; END IF; END"
      )
      try session.execute("SET NAMES utf8mb4")
      #expect(try row(session, "CALL p('a')") == ["1", "1", "2", "1", "1"])
      try session.execute("INSERT INTO c VALUES (1, 'a', 'a')")
      #expect(try row(session, "SELECT s FROM c") == ["eq"])
      let error = #expect(throws: SQLError.self) { try session.execute("CALL q('a')") }
      #expect(error?.code.number == 1267)
    }
  }

  @Test func catalogsWithoutItAreOpened() throws {
    try withDirectory { (path) throws in
      try leave(
        in: path,
        """
        CREATE TABLE t (a TEXT); CREATE PROCEDURE p(a TEXT) SELECT a = 'A'; CREATE VIEW v AS SELECT 1;
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @x = 1
        """
      )
      for table in ["keyspaces", "programs", "triggers"] {
        try Connection(path: path + "/catalog.db", mode: .readWrite)
          .execute("ALTER TABLE \(table) DROP COLUMN collation")
      }
      for (table, column) in [
        ("programs", "client"), ("triggers", "connection"), ("tables", "client"),
      ] {
        try Connection(path: path + "/catalog.db", mode: .readWrite)
          .execute("ALTER TABLE \(table) DROP COLUMN \(column)")
      }
      let cluster = try Cluster.open(at: path)
      defer { try? cluster.close() }
      let session = try cluster.session(target: "db")
      #expect(try row(session, "SELECT @@collation_database") == ["utf8mb4_0900_ai_ci"])
      #expect(try row(session, "CALL p('a')") == ["1"])
      #expect(try row(session, "SHOW TRIGGERS").last == "utf8mb4_0900_ai_ci")
      #expect(try row(session, "SHOW CREATE VIEW v").last == "utf8mb4_0900_ai_ci")
      try session.execute("ALTER DATABASE COLLATE utf8mb4_bin")
      #expect(try row(session, "SELECT @@collation_database") == ["utf8mb4_bin"])
    }
  }

  @Test func loadedFilesAreInTheSetOfTheDatabase() throws {
    try withDatabase("CHARACTER SET latin1") { (session) throws in
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try Data([0x31, 0x09, 0xE9, 0x0A]).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(5)) CHARSET utf8mb4; SET GLOBAL local_infile = ON;
        LOAD DATA LOCAL INFILE '\(file.path)' INTO TABLE t
        """
      )
      #expect(try row(session, "SELECT a FROM t") == ["é"])
    }
  }

  @Test func utf8IsShownAsUtf8mb3() throws {
    try withShop(1) { (_, session) throws in
      try session.execute("SET NAMES utf8")
      let names =
        "SELECT @@character_set_client, @@character_set_connection, @@collation_connection"
      #expect(try row(session, names) == ["utf8mb3", "utf8mb3", "utf8mb3_general_ci"])
      try session.execute("SET NAMES 'utf8' COLLATE 'utf8_bin'")
      #expect(try row(session, "SELECT 'a' = 'A', @@collation_connection") == ["0", "utf8mb3_bin"])
      let collate = "SELECT COLLATION('a' COLLATE utf8mb3_unicode_520_ci)"
      #expect(try row(session, collate) == ["utf8mb3_unicode_520_ci"])
      try session.execute("SET character_set_client = utf8, collation_connection = utf8mb4_bin")
      #expect(try row(session, names) == ["utf8mb3", "utf8mb4", "utf8mb4_bin"])
    }
  }

  /// Columns of `utf8` hold characters of three bytes, and texts of utf8mb4 decide over theirs.
  @Test(arguments: [1, 3]) func utf8mb3IsACharacterSetOfItsOwn(shards: Int) throws {
    try withDatabase("COLLATE utf8mb4_general_ci", shards: shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(10) UNIQUE, k VARCHAR(10) CHARACTER SET utf8mb4, x TEXT)
          CHARSET = utf8;
        INSERT INTO t VALUES (1, 'a', 'A', ''), (2, 'é', '😀', '');
        CREATE TABLE wide (a VARCHAR(21844) CHARACTER SET utf8);
        CREATE PROCEDURE named(n VARCHAR(9) CHARACTER SET utf8mb4) SELECT id FROM t WHERE s = n
        """
      )
      #expect(try charset(of: "t", session) == "utf8mb3")
      let (narrow, wide) = ("utf8mb3_general_ci", "utf8mb4_0900_ai_ci")
      #expect(try collations(of: "t", session) == [nil, narrow, wide, narrow])
      for wrong in ["UPDATE t SET s = k WHERE id = 2", "INSERT INTO t (id, s) VALUES (3, '😀')"] {
        #expect(errorNumber(session, wrong) == 1366, "\(wrong)")
      }
      #expect(errorNumber(session, "CREATE TABLE w (a VARCHAR(21845) CHARACTER SET utf8)") == 1074)
      let lengths = "SELECT MAX(CHARACTER_OCTET_LENGTH) FROM information_schema.COLUMNS"
      #expect(try row(session, "\(lengths) WHERE COLUMN_NAME = 's'") == ["30"])
      #expect(
        try row(session, "SELECT COUNT(*), MIN(COLLATION(CONCAT(s, k))) FROM t WHERE s = k") == [
          "1", wide,
        ]
      )
      #expect(try row(session, "CALL named('A')") == ["1"])
      #expect(
        try row(session, "SELECT CONVERT('a😀' USING utf8), CHARSET(N'x')") == ["a?", "utf8mb3"]
      )
      #expect(errorNumber(session, "ALTER TABLE t CONVERT TO CHARACTER SET utf8") == 1366)
      try session.execute("ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4")
      #expect(try row(session, "SHOW COLUMNS FROM t LIKE 'x'")[1] == "mediumtext")
      try session.executeScript("SET NAMES utf8; INSERT INTO t (id, s) VALUES (3, '😀')")
      #expect(try row(session, "SELECT COLLATION('a'), s FROM t WHERE id = 3") == [narrow, "😀"])
    }
  }

  @Test func unionsOfTextsWithoutACommonCollationAreRefused() throws {
    try withDatabase("COLLATE utf8mb4_general_ci") { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, g VARCHAR(5), u VARCHAR(5) COLLATE utf8mb4_unicode_ci,
          b VARCHAR(5) COLLATE utf8mb4_bin, n VARCHAR(5) CHARACTER SET utf8);
        INSERT INTO t VALUES (1, 'a', 'b', 'c', 'd')
        """
      )
      for (query, number) in [
        ("SELECT g FROM t UNION SELECT u FROM t", 1271),
        ("SELECT g FROM t UNION ALL SELECT NULL UNION ALL SELECT u FROM t", 1271),
        ("SELECT CONCAT(g, u) FROM t UNION SELECT 'a'", 1271),
        ("SELECT CASE g WHEN 'a' THEN 1 WHEN u THEN 2 END FROM t", 1270),
        (
          "SELECT g COLLATE utf8mb4_bin FROM t UNION SELECT g COLLATE utf8mb4_unicode_ci FROM t",
          1267
        ),
      ] {
        #expect(errorNumber(session, query) == number, "\(query)")
      }
      // All that CASE compares is compared under one collation.
      let found = try row(session, "SELECT CASE g WHEN 'A' THEN 1 WHEN b THEN 2 ELSE 3 END FROM t")
      #expect(found == ["3"])
      for (arms, collation) in [
        ("g AS x FROM t UNION ALL SELECT b FROM t", "utf8mb4_bin"),
        ("n AS x FROM t UNION ALL SELECT u FROM t", "utf8mb4_unicode_ci"),
        ("'a' AS x UNION ALL SELECT u FROM t UNION ALL SELECT 5", "utf8mb4_unicode_ci"),
      ] {
        let found = try row(session, "SELECT COLLATION(x) FROM (SELECT \(arms)) d LIMIT 1")
        #expect(found == [collation], "\(arms)")
      }
    }
  }
}
