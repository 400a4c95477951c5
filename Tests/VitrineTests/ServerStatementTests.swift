import Testing
import Vitrine
import VitrineSQL

/// Statements about the server and the upkeep of tables.
@Suite struct ServerStatementTests {
  private func make(_ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    try body(session)
  }

  @Test func tablesAreChecked() throws {
    try make { (session) throws in
      let rows = try session.execute("CHECK TABLE users, nowhere").textRows
      #expect(
        rows == [
          ["shop.users", "check", "status", "OK"],
          ["shop.nowhere", "check", "Error", "Table 'shop.nowhere' doesn't exist"],
          ["shop.nowhere", "check", "status", "Operation failed"],
        ]
      )
    }
  }

  @Test func upkeepAnswersAsInnoDB() throws {
    try make { (session) throws in
      let repaired = try session.execute("REPAIR TABLE users").textRows
      let note = "The storage engine for the table doesn't support repair"
      #expect(repaired == [["shop.users", "repair", "note", note]])
      let optimized = try session.execute("OPTIMIZE TABLE users").textRows
      #expect(optimized.map { $0[2] } == ["note", "status"])
      let sums = try session.execute("CHECKSUM TABLE nowhere")
      #expect(sums.columns.map(\.name) == ["Table", "Checksum"])
      #expect(sums.textRows == [["shop.nowhere", nil]])
      #expect(session.warnings.map(\.code) == [1146])
      let error = #expect(throws: SQLError.self) { try session.execute("CHECKSUM TABLE users") }
      #expect(error?.code.number == 1235)
    }
  }

  @Test func accountsAreTakenWithoutEffect() throws {
    try make { (session) throws in
      let statements = [
        "CREATE USER IF NOT EXISTS 'app'@'%' IDENTIFIED BY 'secret'", "CREATE ROLE reader",
        "GRANT SELECT, INSERT (name) ON shop.* TO 'app'@'%'", "GRANT reader TO app",
        "REVOKE INSERT ON shop.users FROM 'app'@'%'", "SET PASSWORD FOR app = 'other'",
        "ALTER USER app IDENTIFIED BY 'third'", "SET DEFAULT ROLE reader TO app", "DROP USER app",
      ]
      for statement in statements {
        try session.execute("BEGIN")
        try session.execute("INSERT INTO users (name) VALUES ('a')")
        try session.execute(statement)
        #expect(session.warnings.map(\.level) == [.note], "\(statement)")
        try session.execute("ROLLBACK")
      }
      let rows = try session.execute("SELECT COUNT(*) FROM users").textRows
      #expect(rows == [["\(statements.count)"]])
      let grants = try session.execute("SHOW GRANTS FOR 'app'@'10.0.0.1'")
      #expect(grants.columns.map(\.name) == ["Grants for app@10.0.0.1"])
      #expect(
        grants.textRows == [["GRANT ALL PRIVILEGES ON *.* TO `app`@`10.0.0.1` WITH GRANT OPTION"]]
      )
      let own = try session.execute("SHOW GRANTS FOR CURRENT_USER()")
      #expect(own.columns.map(\.name) == ["Grants for root@localhost"])
    }
  }

  @Test func sessionsSeeOneAnother() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let other = try cluster.session(target: nil)
    let rows = try session.execute("SHOW PROCESSLIST").textRows
    #expect(rows.map { $0[4] } == ["Query", "Sleep"])
    #expect(rows.map { $0[3] } == ["shop", nil])
    #expect(rows.first?[7] == "SHOW PROCESSLIST")
    let found = try session.execute("SELECT DB FROM information_schema.processlist").textRows
    #expect(found == [["shop"], [nil]])
    let status = try session.execute("SHOW STATUS LIKE 'Threads_connected'").textRows
    #expect(status == [["Threads_connected", "2"]])
    _ = other.warnings
  }

  @Test func theSystemSchemaCanBeUsed() throws {
    try make { (session) throws in
      try session.execute("USE information_schema")
      let names = try session.execute(
        "SELECT TABLE_NAME FROM tables WHERE TABLE_SCHEMA = 'shop' ORDER BY 1"
      )
      .textRows
      #expect(names == [["countries"], ["orders"], ["users"]])
      #expect(try session.execute("SELECT DATABASE()").textRows == [["information_schema"]])
      #expect(try !session.execute("SHOW TABLES").rows.isEmpty)
      for schema in ["mysql", "Performance_Schema", "sys"] {
        try session.execute("USE \(schema)")
        #expect(try session.execute("SELECT DATABASE()").textRows == [[schema.lowercased()]])
      }
      try session.execute("USE shop")
    }
  }

  @Test(arguments: [
    ("SHUTDOWN", "SHUTDOWN")
  ])
  func refusedStatementsAreNamed(sql: String, name: String) throws {
    try make { (session) throws in
      let error = #expect(throws: SQLError.self) { try session.execute(sql) }
      #expect(error?.message == "\(name) is not supported by an embedded engine")
    }
  }

  @Test(arguments: [
    ("g INT AS (a * 2 + 1)", "GENERATED ALWAYS AS (((`a` * 2) + 1)) VIRTUAL"),
    (
      "g TEXT AS (d ->> '$.x')",
      "GENERATED ALWAYS AS (json_unquote(json_extract(`d`,_utf8mb4'$.x'))) VIRTUAL"
    ),
    (
      "g CHAR(36) AS (CAST(a AS CHAR(36)))",
      "GENERATED ALWAYS AS (cast(`a` as char(36) charset utf8mb4)) VIRTUAL"
    ),
    (
      "g DATE AS (DATE_ADD(t, INTERVAL 1 DAY))",
      "GENERATED ALWAYS AS ((`t` + interval 1 day)) VIRTUAL"
    ),
    (
      "g INT, CHECK (a > 0 AND NOT (a = 3 OR g <> 4))",
      "CHECK (((`a` > 0) and (`a` <> 3) and (`g` = 4)))"
    ),
    (
      "g VARCHAR(9), CHECK (g REGEXP '^a' AND g NOT LIKE 'ab%')",
      "CHECK ((regexp_like(`g`,_utf8mb4'^a') and (not((`g` like _utf8mb4'ab%')))))"
    ),
    (
      "g INT, CHECK (CASE WHEN a IS NULL THEN 1 ELSE a BETWEEN 1 AND 9 END)",
      "CHECK ((case when (`a` is null) then 1 else (`a` between 1 and 9) end))"
    ),
    ("g INT, KEY k ((a + g))", "KEY `k` (((`a` + `g`)))"),
    ("g DATE DEFAULT (CURDATE())", "`g` date DEFAULT (curdate())"),
  ])
  func expressionsAreShownAsKept(definition: String, expected: String) throws {
    try make { (session) throws in
      try session.execute(
        "CREATE TABLE s (a INT PRIMARY KEY, d JSON, t DATE, \(definition))"
      )
      let text = try session.execute("SHOW CREATE TABLE s").text(row: 0, column: 1) ?? ""
      #expect(text.contains(expected))
      try session.execute("DROP TABLE s")
      try session.execute(text)
      #expect(try session.execute("SHOW CREATE TABLE s").text(row: 0, column: 1) == text)
    }
  }

  @Test func variablesOfTheServerAreTaken() throws {
    try make { session in
      try session.execute(
        "SET character_set_results = NULL, sql_log_bin = 0, long_query_time = 0.5"
      )
      try session.execute("SET SESSION binlog_format = row, session_track_gtids = OWN_GTID")
      try session.execute(
        "SET optimizer_search_depth = 0, sql_quote_show_create = 0, net_retry_count = 3"
      )
      let kept = try session.execute(
        """
        SELECT @@character_set_results, @@sql_log_bin, @@long_query_time, @@binlog_format,
          @@session_track_gtids, @@optimizer_search_depth, @@sql_quote_show_create
        """
      )
      #expect(kept.textRows == [[nil, "0", "0.5", "ROW", "OWN_GTID", "0", "1"]])
      try session.execute("SET timestamp = 1.25")
      #expect(try session.execute("SELECT UNIX_TIMESTAMP(NOW(2))").textRows == [["1.25"]])
      for refused in ["long_query_time = 'x'", "binlog_format = 'x'", "log_binn = 1"] {
        #expect(throws: SQLError.self) { try session.execute("SET \(refused)") }
      }
      #expect(try session.execute("SHOW REPLICA STATUS").rows.isEmpty)
      #expect(try session.execute("SHOW STORAGE ENGINES").columns.first?.name == "Engine")
    }
  }

  @Test func databasesAreShown() throws {
    try make { (session) throws in
      let text = try session.execute("SHOW CREATE DATABASE shop").text(row: 0, column: 1)
      #expect(
        text == "CREATE DATABASE `shop` /*!40100 DEFAULT CHARACTER SET utf8mb4 COLLATE "
          + "utf8mb4_0900_ai_ci */ /*!80016 DEFAULT ENCRYPTION='N' */"
      )
    }
  }
}
