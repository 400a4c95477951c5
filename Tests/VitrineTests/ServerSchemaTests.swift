import Testing
import Vitrine
import VitrineSQL

/// The schemas `mysql`, `performance_schema` and `sys`, and what `information_schema` tells of itself and of sizes.
@Suite struct ServerSchemaTests {
  @Test(arguments: [1, 3]) func tablesOfTheServerAreRead(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    let cases: [(String, [[String?]])] = [
      (
        "SELECT user, host, select_priv, account_locked FROM mysql.user",
        [["root", "localhost", "Y", "N"]]
      ),
      ("SELECT 1 FROM mysql.time_zone LIMIT 1", [["1"]]),
      (
        """
        SELECT use_leap_seconds FROM mysql.time_zone_name n JOIN mysql.time_zone t USING (time_zone_id)
        WHERE name IN ('UTC', 'Europe/Berlin')
        """, [["N"], ["N"]]
      ),
      ("SELECT COUNT(*) FROM mysql.db", [["0"]]),
      ("SELECT mysql_version = VERSION(), sys_version FROM sys.version", [["1", "2.1.2"]]),
      (
        """
        SELECT variable_value FROM performance_schema.session_variables
        WHERE variable_name = 'version'
        """, [["8.0.36-Vitrine"]]
      ),
      (
        """
        SELECT variable_value > 0 FROM performance_schema.global_status
        WHERE variable_name = 'Threads_connected'
        """, [["1"]]
      ),
      ("SELECT user, db FROM performance_schema.processlist", [["root", "shop"]]),
      ("SELECT * FROM performance_schema.setup_consumers", []),
      (
        """
        SELECT table_name, table_type, engine FROM information_schema.tables
        WHERE table_schema IN ('sys', 'information_schema')
          AND table_name IN ('sys_config', 'version', 'TABLES') ORDER BY 1
        """,
        [
          ["sys_config", "BASE TABLE", "InnoDB"], ["TABLES", "SYSTEM VIEW", nil],
          ["version", "VIEW", nil],
        ]
      ),
      (
        """
        SELECT column_name, column_type, column_key FROM information_schema.columns
        WHERE table_schema = 'mysql' AND table_name = 'time_zone' ORDER BY ordinal_position
        """,
        [["Time_zone_id", "int unsigned", "PRI"], ["Use_leap_seconds", "enum('Y','N')", ""]]
      ),
      ("SHOW FULL TABLES FROM sys", [["sys_config", "BASE TABLE"], ["version", "VIEW"]]),
      ("SHOW TABLES FROM performance_schema LIKE '%locks'", [["data_locks"], ["metadata_locks"]]),
    ]
    for (statement, expected) in cases {
      #expect(
        try session.execute(statement).textRows.sorted(by: Self.order)
          == expected.sorted(by: Self.order),
        "\(statement)"
      )
    }
    try session.execute("USE performance_schema")
    let text = "SELECT COUNT(*) > 100 FROM global_variables"
    #expect(try session.execute(text).textRows == [["1"]])
  }

  private static func order(_ left: [String?], _ right: [String?]) -> Bool {
    (left.first ?? nil) ?? "" < (right.first ?? nil) ?? ""
  }

  @Test(arguments: [
    ("SELECT * FROM mysql.proc", 1146), ("SELECT * FROM sys.nothing", 1146),
    ("SELECT * FROM information_schema.nothing", 1109),
    ("SELECT * FROM mysql.time_zone_transition", 1235),
    ("INSERT INTO mysql.user (user) VALUES ('a')", 1044),
    ("INSERT INTO information_schema.tables VALUES (1)", 1044),
    ("UPDATE mysql.user SET user = 'a'", 1288), ("DELETE FROM mysql.user", 1288),
    ("CREATE TABLE mysql.a (a INT)", 1044), ("DROP TABLE performance_schema.processlist", 1044),
    ("CREATE DATABASE mysql", 3552), ("DROP DATABASE IF EXISTS mysql", 3552),
    ("ALTER DATABASE mysql COLLATE utf8mb4_bin", 3552), ("DROP DATABASE sys", 1044),
    ("CREATE DATABASE sys", 1007), ("CREATE DATABASE performance_schema", 1044),
    ("CREATE DATABASE IF NOT EXISTS performance_schema", 1044),
    ("TRUNCATE TABLE performance_schema.threads", 1044),
  ])
  func theyAreReadOnly(sql: String, number: Int) throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == number)
  }

  /// All tables that are written down as DDL are there.
  @Test func allAreThere() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    let counts = try session.execute(
      "SELECT table_schema, COUNT(*) FROM information_schema.tables GROUP BY 1 ORDER BY 1"
    )
    #expect(
      counts.textRows == [
        ["information_schema", "38"], ["mysql", "19"], ["performance_schema", "16"],
        ["shop", "3"], ["sys", "2"],
      ]
    )
  }

  @Test(arguments: [1, 3]) func sizesAreTold(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute(
      "INSERT INTO users (name, age) VALUES ('Ada', 36), ('Bob', 36), ('Cleo', 7)"
    )
    try session.execute("CREATE INDEX by_age ON users (age, name)")
    let sizes = """
      SELECT table_rows, data_length > 0, index_length > 0, avg_row_length = FLOOR(data_length / 3), data_free
      FROM information_schema.tables WHERE table_name = 'users'
      """
    #expect(try session.execute(sizes).textRows == [["3", "1", "1", "1", "0"]])
    let status = try session.execute("SHOW TABLE STATUS LIKE 'users'")
    #expect(status.text(row: 0, column: 4) == "3")
    #expect(
      try session.execute(
        """
        SELECT index_name, seq_in_index, cardinality FROM information_schema.statistics
        WHERE table_name = 'users' ORDER BY 1, 2
        """
      ).textRows == [
        ["by_age", "1", "2"], ["by_age", "2", "3"], ["email", "1", "1"], ["PRIMARY", "1", "3"],
      ]
    )
    let index = try session.execute("SHOW INDEX FROM users WHERE Key_name = 'by_age'")
    #expect(index.text(row: 0, column: 6) == "2")
    let schema = "SELECT SUM(data_length + index_length) > 0 FROM information_schema.tables"
    #expect(try session.execute("\(schema) WHERE table_schema = DATABASE()").textRows == [["1"]])
    try session.execute("DELETE FROM users")
    #expect(try session.execute(sizes).textRows.first?.first == "0")
  }
}
