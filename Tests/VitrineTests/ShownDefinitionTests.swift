import Testing
import Vitrine
import VitrineSQL

/// What SHOW and `information_schema` tell of tables and views, as tools read it.
@Suite struct ShownDefinitionTests {
  private func rows(_ session: Session, _ sql: String) throws -> [[String?]] {
    try session.execute(sql).textRows
  }

  @Test func quotesAreDoubled() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE q (id INT PRIMARY KEY, e ENUM('a', 'd''e', 'b\\\\c') COMMENT 'it''s\\n',
          v VARCHAR(20) DEFAULT 'o''h', g VARCHAR(9) AS (CONCAT(v, '\\'')) VIRTUAL,
          d TEXT DEFAULT ('\\''), KEY (v) COMMENT 'k''') COMMENT = 'tab''s'
        """
      )
      let text = try session.execute("SHOW CREATE TABLE q").text(row: 0, column: 1)
      #expect(
        text == """
          CREATE TABLE `q` (
            `id` int NOT NULL,
            `e` enum('a','d''e','b\\\\c') DEFAULT NULL COMMENT 'it''s\\n',
            `v` varchar(20) DEFAULT 'o''h',
            `g` varchar(9) GENERATED ALWAYS AS (concat(`v`,_utf8mb4'\\'')) VIRTUAL,
            `d` text DEFAULT (_utf8mb4'\\''),
            PRIMARY KEY (`id`),
            KEY `v` (`v`) COMMENT 'k'''
          ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci COMMENT='tab''s'
          """
      )
      let type = "enum('a','d''e','b\\\\c')"
      #expect(try rows(session, "SHOW COLUMNS FROM q LIKE 'e'").first?[1] == type)
      let column = "SELECT column_type FROM information_schema.columns WHERE column_name = 'e'"
      #expect(try rows(session, column) == [[type]])
      try session.execute("DROP TABLE q")
      try session.execute(text ?? "")
      #expect(try session.execute("SHOW CREATE TABLE q").text(row: 0, column: 1) == text)
    }
  }

  /// Columns of views are as their tables' are, but for what outer joins and unions make of them.
  @Test(arguments: [
    (
      "SELECT id, n, m, k, e, d FROM w",
      ["id NO 0", "n NO x", "m NO -", "k YES 5", "e NO -", "d NO -"]
    ),
    (
      "SELECT a.n, b.n AS o, b.m FROM w a LEFT JOIN w b ON b.id = a.k",
      ["n NO x", "o YES x", "m YES -"]
    ),
    ("SELECT a.n, b.m FROM w a JOIN w b ON b.id = a.id", ["n NO x", "m NO -"]),
    (
      "SELECT 1 AS a, 'x' AS b, 1.50 AS c, NULL AS d, n FROM w",
      ["a NO 0", "b NO ", "c NO 0.00", "d YES -", "n NO x"]
    ),
    ("SELECT n, COUNT(*) AS c, MAX(m) AS x FROM w GROUP BY n", ["n NO x", "c NO 0", "x YES -"]),
    ("SELECT n, COUNT(k) AS c FROM w GROUP BY n WITH ROLLUP", ["n YES x", "c NO 0"]),
    ("SELECT n, id, k FROM w UNION SELECT 'a', 2, 3", ["n NO ", "id NO 0", "k YES -"]),
    ("SELECT DISTINCT n FROM (SELECT n FROM w ORDER BY id LIMIT 3) AS t", ["n NO x"]),
  ])
  func columnsOfViews(query: String, expected: [String]) throws {
    try withShop(3) { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE w (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, n VARCHAR(9) NOT NULL DEFAULT 'x', m INT NOT NULL,
          k INT DEFAULT 5, e INT NOT NULL DEFAULT (1 + 2), d DECIMAL(5,2) NOT NULL)
        """
      )
      try session.execute("CREATE VIEW below AS \(query)")
      try session.execute("CREATE VIEW v AS SELECT * FROM below")
      let shown = try rows(session, "DESCRIBE v").map { row in
        [row[0], row[2], row[4]].map { $0 ?? "-" }.joined(separator: " ")
      }
      #expect(shown == expected)
      let told = try rows(
        session,
        """
        SELECT CONCAT_WS(' ', column_name, is_nullable, IFNULL(column_default, '-')) FROM information_schema.columns
        WHERE table_name = 'v' ORDER BY ordinal_position
        """
      )
      #expect(told.map { $0[0] } == expected)
      try session.execute("DROP TABLE w")
      #expect(errorNumber(session, "SHOW FULL COLUMNS FROM v") == 1356)
      #expect(errorNumber(session, "DESCRIBE below") == 1356)
      let count = "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = 'v'"
      #expect(try rows(session, count) == [["\(expected.count)"]])
    }
  }

  /// A view is told of under any mode, also where that refuses to read it.
  @Test func columnsOfViewsAreOfNoMode() throws {
    try withShop { (_, session) throws in
      try session.execute("SET sql_mode = ''")
      try session.execute("CREATE VIEW v AS SELECT name, id FROM users GROUP BY name")
      try session.execute("SET sql_mode = DEFAULT")
      #expect(errorNumber(session, "SELECT * FROM v") == 1055)
      #expect(try rows(session, "DESCRIBE v").map { $0[2] } == ["NO", "NO"])
    }
  }

  @Test func namesStandInDoubleQuotesWhereTheModeSaysSo() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE `a``b"c` (id INT PRIMARY KEY, v VARCHAR(9) DEFAULT '`''x', g TEXT DEFAULT ('\\'`'))
        """
      )
      try session.execute("CREATE VIEW w AS SELECT id FROM users")
      try session.execute("SET sql_mode = 'ANSI_QUOTES'")
      let shown = "SHOW CREATE TABLE \"a`b\"\"c\""
      let text = try session.execute(shown).text(row: 0, column: 1) ?? ""
      #expect(
        text == """
          CREATE TABLE "a`b""c" (
            "id" int NOT NULL,
            "v" varchar(9) DEFAULT '`''x',
            "g" text DEFAULT (_utf8mb4'\\'`'),
            PRIMARY KEY ("id")
          ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
          """
      )
      try session.execute("DROP TABLE \"a`b\"\"c\"")
      try session.execute(text)
      #expect(try session.execute(shown).text(row: 0, column: 1) == text)
      let view = try session.execute("SHOW CREATE VIEW w").text(row: 0, column: 1) ?? ""
      #expect(view.hasSuffix("VIEW \"w\" AS select \"users\".\"id\" AS \"id\" from \"users\""))
      let database = try session.execute("SHOW CREATE DATABASE shop").text(row: 0, column: 1) ?? ""
      #expect(database.hasPrefix("CREATE DATABASE \"shop\" /*!40100"))
    }
  }

  @Test func aPatternStandsInTheColumnsName() throws {
    try withShop { (_, session) throws in
      let cases = [
        ("SHOW TABLES LIKE 'o\\_%'", ["Tables_in_shop (o\\_%)"]),
        ("SHOW FULL TABLES LIKE 'u%'", ["Tables_in_shop (u%)", "Table_type"]),
        ("SHOW TABLES", ["Tables_in_shop"]), ("SHOW DATABASES LIKE 's%'", ["Database (s%)"]),
        ("SHOW TABLES WHERE Tables_in_shop = 'users'", ["Tables_in_shop"]),
      ]
      for (sql, names) in cases {
        #expect(try session.execute(sql).columns.map(\.name) == names, "\(sql)")
      }
    }
  }

  @Test func viewsKeepTheirSecurity() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM users")
      let text = try session.execute("SHOW CREATE VIEW v").text(row: 0, column: 1) ?? ""
      #expect(text.contains("DEFINER=`root`@`localhost` SQL SECURITY INVOKER VIEW `v`"))
      let security = "SELECT security_type FROM information_schema.views"
      #expect(try rows(session, security) == [["INVOKER"]])
      try session.execute("ALTER VIEW v AS SELECT name FROM users")
      #expect(try rows(session, security) == [["DEFINER"]])
    }
  }

  @Test func theRowFormatIsShown() throws {
    try withShop { (_, session) throws in
      try session.execute("CREATE TABLE r (id INT PRIMARY KEY) row_format = compressed COMMENT 'c'")
      let text = try session.execute("SHOW CREATE TABLE r").text(row: 0, column: 1) ?? ""
      #expect(text.hasSuffix("COLLATE=utf8mb4_0900_ai_ci ROW_FORMAT=COMPRESSED COMMENT='c'"))
      let options = """
        SELECT row_format, create_options FROM information_schema.tables
        WHERE table_name IN ('r', 'users') ORDER BY table_name
        """
      #expect(
        try rows(session, options) == [["Compressed", "row_format=COMPRESSED"], ["Dynamic", ""]]
      )
      try session.execute("ALTER TABLE r ROW_FORMAT = DEFAULT")
      #expect(try rows(session, options).first == ["Dynamic", ""])
    }
  }

  @Test func optionsOfStorageAreShown() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE o (id INT PRIMARY KEY) AVG_ROW_LENGTH=3 CHECKSUM=1 COMMENT='it''s' DELAY_KEY_WRITE=1
          MAX_ROWS=5 MIN_ROWS=0 PACK_KEYS=0 STATS_AUTO_RECALC=DEFAULT STATS_PERSISTENT=1 STATS_SAMPLE_PAGES=25
          KEY_BLOCK_SIZE=8 COMPRESSION='zlib' ENCRYPTION='Y'
        """
      )
      let text = try session.execute("SHOW CREATE TABLE o").text(row: 0, column: 1) ?? ""
      #expect(
        text.hasSuffix(
          "_ai_ci MAX_ROWS=5 AVG_ROW_LENGTH=3 PACK_KEYS=0 STATS_PERSISTENT=1 STATS_SAMPLE_PAGES=25 CHECKSUM=1 "
            + "DELAY_KEY_WRITE=1 KEY_BLOCK_SIZE=8 COMPRESSION='zlib' /*!80016 ENCRYPTION='Y' */ COMMENT='it''s'"
        )
      )
      try session.execute("DROP TABLE o")
      try session.execute(text)
      #expect(try session.execute("SHOW CREATE TABLE o").text(row: 0, column: 1) == text)
      let options = "SELECT create_options FROM information_schema.tables WHERE table_name = 'o'"
      #expect(
        try rows(session, options) == [
          [
            "max_rows=5 avg_row_length=3 stats_sample_pages=25 stats_persistent=1 pack_keys=0 checksum=1 "
              + "delay_key_write=1 KEY_BLOCK_SIZE=8 COMPRESSION=\"zlib\" ENCRYPTION='Y'"
          ]
        ]
      )
      try session.execute(
        "ALTER TABLE o MAX_ROWS=0 PACK_KEYS=DEFAULT STATS_PERSISTENT=0 ENCRYPTION='N', COMPRESSION=''"
      )
      #expect(
        try rows(session, options).first == [
          "avg_row_length=3 stats_sample_pages=25 stats_persistent=0 checksum=1 delay_key_write=1 KEY_BLOCK_SIZE=8"
        ]
      )
    }
  }

  @Test(arguments: [
    "ROW_FORMAT=foo", "PACK_KEYS=2", "STATS_PERSISTENT=9", "STATS_SAMPLE_PAGES=0",
    "STATS_SAMPLE_PAGES=70000", "MAX_ROWS=DEFAULT",
  ])
  func optionsOfStorageHaveTheirValues(option: String) throws {
    try withShop { (_, session) in
      #expect(errorNumber(session, "CREATE TABLE o (id INT PRIMARY KEY) \(option)") == 1064)
    }
  }

  @Test func spatialColumnsKeepTheirTypes() throws {
    try withShop { (_, session) throws in
      try session.execute(
        """
        CREATE TABLE s (id INT PRIMARY KEY, p POINT, q POINT NOT NULL SRID 4326 COMMENT 'c',
          m MULTIPOLYGON DEFAULT NULL, g GEOMETRYCOLLECTION, a GEOMETRY, SPATIAL KEY (q))
        """
      )
      let text = try session.execute("SHOW CREATE TABLE s").text(row: 0, column: 1) ?? ""
      #expect(
        text == """
          CREATE TABLE `s` (
            `id` int NOT NULL,
            `p` point DEFAULT NULL,
            `q` point NOT NULL /*!80003 SRID 4326 */ COMMENT 'c',
            `m` multipolygon DEFAULT NULL,
            `g` geomcollection DEFAULT NULL,
            `a` geometry DEFAULT NULL,
            PRIMARY KEY (`id`),
            SPATIAL KEY `q` (`q`)
          ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_ai_ci
          """
      )
      try session.execute("DROP TABLE s")
      try session.execute(text)
      try session.execute("CREATE TABLE l LIKE s")
      let columns = """
        SELECT column_type, data_type, srs_id FROM information_schema.columns
        WHERE table_name = 'l' AND column_name IN ('p', 'q') ORDER BY ordinal_position
        """
      #expect(
        try rows(session, columns) == [["point", "point", nil], ["point", "point", "4326"]]
      )
      #expect(try rows(session, "DESCRIBE l q").first?[1] == "point")
      try session.execute("CREATE TABLE k AS SELECT id, q FROM s")
      #expect(try rows(session, "DESCRIBE k q").first?[1] == "point")
      #expect(errorNumber(session, "CREATE TABLE w (id INT PRIMARY KEY, n INT SRID 0)") == 1221)
    }
  }

  @Test(arguments: [1, 2]) func indexesOfArraysAreListed(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE c (id BIGINT PRIMARY KEY, info JSON,
          INDEX zips ((CAST(info->'$.zip' AS UNSIGNED ARRAY))));
        ALTER TABLE c ADD INDEX tags (id, (CAST(info->'$.tags' AS CHAR(20) ARRAY)));
        CREATE INDEX days ON c ((CAST(info->'$.days' AS DATE ARRAY)));
        INSERT INTO c VALUES (1, '{"zip": [94582, 94536], "tags": ["a"]}'), (2, '{"zip": [1]}');
        UPDATE c SET info = JSON_SET(info, '$.x', 1) WHERE 94536 MEMBER OF (info->'$.zip')
        """
      )
      let text = try session.execute("SHOW CREATE TABLE c").text(row: 0, column: 1) ?? ""
      for key in [
        "KEY `zips` ((cast(json_extract(`info`,_utf8mb4'$.zip') as unsigned array)))",
        "KEY `tags` (`id`,(cast(json_extract(`info`,_utf8mb4'$.tags') as char(20) array)))",
        "KEY `days` ((cast(json_extract(`info`,_utf8mb4'$.days') as date array)))",
      ] { #expect(text.contains(key), "\(text)") }
      let found = "SELECT id FROM c WHERE JSON_OVERLAPS(info->'$.zip', CAST('[1, 94536]' AS JSON))"
      #expect(try rows(session, found + " ORDER BY id") == [["1"], ["2"]])
      try session.execute("DROP INDEX tags ON c")
      let names = "SELECT index_name FROM information_schema.statistics WHERE table_name = 'c'"
      #expect(try rows(session, names + " ORDER BY 1") == [["days"], ["PRIMARY"], ["zips"]])
      for (sql, number) in [
        ("ALTER TABLE c ADD UNIQUE u ((CAST(info->'$.zip' AS UNSIGNED ARRAY)))", 1235),
        ("ALTER TABLE c ADD INDEX u ((CAST(info->'$.zip' AS CHAR ARRAY)))", 1235),
        ("ALTER TABLE c ADD INDEX u ((CAST(nothing->'$.zip' AS UNSIGNED ARRAY)))", 1054),
        ("SELECT CAST(info->'$.zip' AS UNSIGNED ARRAY) FROM c", 1235),
      ] { #expect(errorNumber(session, sql) == number, "\(sql)") }
    }
  }

  @Test func warningsNameDatetimeInSmallLetters() throws {
    try withShop { (_, session) throws in
      try session.execute("SELECT '2018-10-32' + INTERVAL 1 DAY")
      #expect(
        try rows(session, "SHOW WARNINGS") == [
          ["Warning", "1292", "Incorrect datetime value: '2018-10-32'"]
        ]
      )
    }
  }
}

/// Variables of the server that scripts set and tools ask for.
@Suite struct ServerVariableTests {
  @Test func dumpsSayWhichTransactionsTheyHold() throws {
    try withShop { (_, session) throws in
      let id = "3e11fa47-71ca-11e1-9e33-c80aa9429562"
      try session.execute("SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ ''")
      #expect(try session.execute("SELECT @@gtid_purged").textRows == [[""]])
      try session.execute("SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ '\(id.uppercased()):1-5'")
      try session.execute("SET GLOBAL gtid_purged = '+\(id):7'")
      let shown = try session.execute("SHOW GLOBAL VARIABLES LIKE 'gtid_purged'").textRows
      #expect(shown == [["gtid_purged", "\(id):1-5,\(id):7"]])
      #expect(errorNumber(session, "SET GLOBAL gtid_purged = 'abc'") == 1231)
      #expect(errorNumber(session, "SET GLOBAL gtid_purged = '\(id):0'") == 1231)
      #expect(errorNumber(session, "SET gtid_purged = ''") == 1229)
    }
  }

  @Test func theServersOwnAreSetForAll() throws {
    try withShop { (_, session) throws in
      try session.execute("SET GLOBAL log_bin_trust_function_creators = 1")
      let creators = "SELECT @@GLOBAL.log_bin_trust_function_creators"
      #expect(try session.execute(creators).textRows == [["1"]])
      #expect(errorNumber(session, "SET log_bin_trust_function_creators = 0") == 1229)
      #expect(errorNumber(session, "SET GLOBAL innodb_page_size = 4096") == 1238)
      #expect(errorNumber(session, "SET GLOBAL lower_case_file_system = 1") == 1238)
      #expect(errorNumber(session, "SET insert_id = 7") == 1235)
      try session.execute("SET insert_id = 0, sql_generate_invisible_primary_key = OFF")
      #expect(
        try session.execute("SELECT @@innodb_page_size, @@tmpdir, @@lower_case_file_system")
          .textRows
          == [["16384", "/tmp", "0"]]
      )
      let file = try session.execute("SHOW VARIABLES LIKE 'lower_case_file%'").textRows
      #expect(file == [["lower_case_file_system", "OFF"]])
    }
  }
}
