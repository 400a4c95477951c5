import Testing
import Vitrine

/// Days that their months have not, which ALLOW_INVALID_DATES lets into columns.
@Suite struct InvalidDateTests {
  private static let schema = """
    CREATE TABLE v (id INT PRIMARY KEY, d DATE, dt DATETIME(3), ts TIMESTAMP NULL);
    SET sql_mode = CONCAT(@@sql_mode, ',ALLOW_INVALID_DATES');
    INSERT INTO v VALUES (1, '2024-02-31', '2024-04-31 10:11:12.1235', NULL),
      (2, 20240231, 20240231101112.5, NULL), (3, DATE '2024-02-30', TIMESTAMP '2024-02-30 01:02:03', NULL)
    """

  private func withDates(_ shards: Int, _ body: (Session) throws -> Void) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.schema)
      try body(session)
    }
  }

  @Test(arguments: [1, 3]) func columnsTakeAnyDay(shards: Int) throws {
    try withDates(shards) { session in
      let rows = try session.execute("SELECT d, dt FROM v ORDER BY id").textRows
      #expect(
        rows == [
          ["2024-02-31", "2024-04-31 10:11:12.124"], ["2024-02-31", "2024-02-31 10:11:12.500"],
          ["2024-02-30", "2024-02-30 01:02:03.000"],
        ]
      )
      for value in ["(4, '2024-02-32', NULL, NULL)", "(4, '2024-13-01', NULL, NULL)"] {
        #expect(errorNumber(session, "INSERT INTO v VALUES \(value)") == 1292)
      }
      // A TIMESTAMP is a moment.
      let moment = "INSERT INTO v VALUES (4, NULL, NULL, '2024-02-31')"
      #expect(errorNumber(session, moment) == 1292)
    }
  }

  @Test(
    arguments: [1, 3],
    [
      ("DAY(d)", "31"), ("LAST_DAY(d)", "2024-02-29"), ("TO_DAYS(d)", "739312"),
      ("d + INTERVAL 1 DAY", "2024-03-03"), ("d + INTERVAL 1 MONTH", "2024-03-31"),
      ("CAST(d AS DATETIME)", "2024-02-31 00:00:00"), ("CAST(dt AS DATE)", "2024-04-31"),
      ("d + 0", "20240231"), ("d < '2024-03-01'", "1"), ("d = '2024-02-31'", "1"),
      ("DATE_FORMAT(d, '%W %e')", "Saturday 31"), ("UNIX_TIMESTAMP(d)", "0"),
      ("CAST('2024-02-31' AS DATE)", "2024-02-31"), ("DATE '2024-02-31'", "2024-02-31"),
      ("DAY('2024-02-31')", "31"), ("CAST(20240231 AS DATE)", nil),
      ("JSON_ARRAY(d)", "[\"2024-02-31\"]"),
    ]
  )
  func functionsReadThem(shards: Int, answer: (String, String?)) throws {
    try withDates(shards) { session in
      let rows = try session.execute("SELECT \(answer.0) FROM v WHERE id = 1").textRows
      #expect(rows == [[answer.1]])
    }
  }

  /// Where no zeros are refused a date goes from column to column as it is.
  @Test(arguments: [1, 3]) func copiesKeepThem(shards: Int) throws {
    try withDates(shards) { session in
      try session.executeScript(
        """
        SET sql_mode = ''; INSERT INTO v SELECT id + 10, d, dt, NULL FROM v WHERE id = 1;
        CREATE TABLE w AS SELECT d, dt FROM v WHERE id = 1
        """
      )
      for query in ["SELECT d, dt FROM v WHERE id = 11", "SELECT d, dt FROM w"] {
        let rows = try session.execute(query).textRows
        #expect(rows == [["2024-02-31", "2024-04-31 10:11:12.124"]])
      }
    }
  }

  @Test(arguments: [1, 3]) func alteredColumnsKeepThem(shards: Int) throws {
    try withDates(shards) { session in
      try session.executeScript(
        """
        ALTER TABLE v MODIFY d DATETIME; ALTER TABLE v ADD e DATE DEFAULT '2023-02-29';
        ALTER TABLE v ADD g DATE AS (d) STORED
        """
      )
      let rows = try session.execute("SELECT d, e, g FROM v WHERE id = 1").textRows
      #expect(rows == [["2024-02-31 00:00:00", "2023-02-29", "2024-02-31"]])
      try session.executeScript("ALTER TABLE v DROP g, DROP e; SET sql_mode = DEFAULT")
      #expect(errorNumber(session, "ALTER TABLE v MODIFY d DATE") == 1292)
    }
  }

  /// What columns hold stays what it is under other modes, which refuse new ones.
  @Test(arguments: [1, 3]) func modesWithoutThem(shards: Int) throws {
    try withDates(shards) { session in
      try session.executeScript("SET sql_mode = DEFAULT")
      let rows = try session.execute("SELECT DAY(d), CAST(dt AS DATE) FROM v WHERE id = 1").textRows
      #expect(rows == [["31", "2024-04-31"]])
      #expect(try session.execute("SELECT DAY('2024-02-31')").textRows == [[nil]])
      #expect(errorNumber(session, "SELECT DATE '2024-02-31'") == 1525)
      #expect(errorNumber(session, "SELECT id FROM v WHERE d = '2024-02-31'") == 1525)
      #expect(errorNumber(session, "INSERT INTO v (id, d) VALUES (5, '2024-02-31')") == 1292)
      try session.executeScript("SET sql_mode = ''; INSERT INTO v (id, d) VALUES (5, '2024-02-31')")
      #expect(try session.execute("SHOW WARNINGS").textRows.map { $0[1] } == ["1264"])
      #expect(try session.execute("SELECT d FROM v WHERE id = 5").textRows == [["0000-00-00"]])
    }
  }
}
