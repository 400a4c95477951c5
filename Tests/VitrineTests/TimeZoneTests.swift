import Testing
import Vitrine
import VitrineSQL

/// TIMESTAMP columns in the session's time zone, where MariaDB cannot be asked or nothing is answered.
///
/// `MySQL/time-zones.test` has what a real server says.
@Suite struct TimeZoneTests {
  private let schema = """
    CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP NULL, dt DATETIME);
    CREATE TABLE u (id INT PRIMARY KEY, c TIMESTAMP DEFAULT CURRENT_TIMESTAMP,
      m TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP, l TIMESTAMP DEFAULT '2020-01-01 00:00:00', v INT);
    """

  private func answers(
    shards: Int = 2,
    _ body: (Session) throws -> Void
  ) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(schema)
    try body(session)
  }

  private func code(_ session: Session, _ sql: String) -> SQLError.Code? {
    do throws(SQLError) {
      try session.execute(sql)
      return nil
    } catch {
      return error.code
    }
  }

  /// Clocks in Berlin show 02:30 twice on 2020-10-25 and never on 2020-03-29.
  @Test func hoursThatComeTwiceOrNever() throws {
    try answers { session in
      try session.execute(
        "INSERT INTO t (id, ts) VALUES (1, '2020-10-25 00:30:00'), (2, '2020-10-25 01:30:00')"
      )
      try session.execute("SET time_zone = 'Europe/Berlin', timestamp = 1603589400")
      let rows = "SELECT id, ts, UNIX_TIMESTAMP(ts) FROM t ORDER BY id"
      #expect(
        try session.execute(rows).textRows == [
          ["1", "2020-10-25 02:30:00", "1603585800"], ["2", "2020-10-25 02:30:00", "1603589400"],
        ]
      )
      // The statement's own time is now, and what is read from a column stays what it is.
      try session.execute("INSERT INTO t (id, ts) VALUES (3, NOW())")
      try session.execute("UPDATE t SET ts = ts WHERE id <= 2")
      try session.execute("INSERT INTO u (id, v) VALUES (1, 1)")
      try session.execute("UPDATE u SET v = 2, l = c")
      #expect(
        try session.execute("SELECT UNIX_TIMESTAMP(ts) FROM t ORDER BY id").textRows
          == [["1603585800"], ["1603589400"], ["1603589400"]]
      )
      #expect(
        try session.execute(
          "SELECT UNIX_TIMESTAMP(c), UNIX_TIMESTAMP(m), UNIX_TIMESTAMP(l) FROM u"
        ).textRows == [["1603589400", "1603589400", "1603589400"]]
      )
      // A copy by way of the gateway could only guess.
      #expect(code(session, "INSERT INTO t (id, ts) SELECT id + 10, ts FROM t") == .unsupported)
      let gap = "INSERT INTO t (id, ts) VALUES (4, '2020-03-29 02:30:00')"
      #expect(code(session, gap) == .truncatedWrongValue)
    }
  }

  @Test func momentsAreCastInUTC() throws {
    try answers { session in
      try session.execute("INSERT INTO t (id, ts) VALUES (1, '2020-10-25 00:30:00')")
      for zone in ["UTC", "Europe/Berlin", "-03:00"] {
        try session.execute("SET time_zone = '\(zone)'")
        let casts =
          "SELECT CAST(ts AT TIME ZONE '+00:00' AS DATETIME), CAST(ts AT TIME ZONE INTERVAL 'UTC' AS DATETIME(2)) FROM t"
        #expect(
          try session.execute(casts).textRows == [
            ["2020-10-25 00:30:00", "2020-10-25 00:30:00.00"]
          ]
        )
      }
      #expect(
        code(session, "SELECT CAST(dt AT TIME ZONE 'UTC' AS DATETIME) FROM t") == .unsupported
      )
      #expect(
        code(session, "SELECT CAST(ts AT TIME ZONE '+01:00' AS DATETIME) FROM t") == .unsupported
      )
    }
  }

  @Test func plansAreGoodForEveryZone() throws {
    try answers(shards: 4) { session in
      try session.execute("INSERT INTO t VALUES (1, '2020-01-01 00:00:00', '2020-01-01 00:00:00')")
      let expected = [
        ("+00:00", "2020-01-01 00:00:00", "1"), ("+02:00", "2020-01-01 02:00:00", "0"),
        ("-05:00", "2019-12-31 19:00:00", "0"), ("SYSTEM", "2020-01-01 00:00:00", "1"),
        ("Asia/Tokyo", "2020-01-01 09:00:00", "0"),
      ]
      for (zone, text, isSame) in expected {
        try session.execute("SET time_zone = '\(zone)'")
        #expect(try session.execute("SELECT ts, ts = dt FROM t").textRows == [[text, isSame]])
        #expect(try session.execute("SELECT id FROM t WHERE ts = '\(text)'").textRows == [["1"]])
      }
    }
  }

  @Test func defaultsAreKeptInUTC() throws {
    try answers { session in
      try session.execute("SET time_zone = '+09:00', timestamp = 1700000000")
      let text = try session.execute("SHOW CREATE TABLE u").textRows.first?.last ?? ""
      #expect(text?.contains("`l` timestamp NULL DEFAULT '2020-01-01 09:00:00'") == true)
      try session.execute("INSERT INTO t (id) VALUES (1)")
      try session.execute("ALTER TABLE t ADD a DATETIME DEFAULT CURRENT_TIMESTAMP")
      try session.execute("ALTER TABLE t ADD b TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP")
      #expect(
        try session.execute("SELECT a, b, UNIX_TIMESTAMP(b) FROM t").textRows
          == [["2023-11-15 07:13:20", "2023-11-15 07:13:20", "1700000000"]]
      )
      for sql in [
        "CREATE TABLE x (ts TIMESTAMP DEFAULT '2020-01-01')",
        "CREATE TEMPORARY TABLE x (ts TIMESTAMP DEFAULT '2020-01-01')",
        "ALTER TABLE t ADD x TIMESTAMP DEFAULT '2020-01-01'",
        "ALTER TABLE t MODIFY ts DATETIME", "ALTER TABLE t MODIFY dt TIMESTAMP",
        "ALTER TABLE t ALTER ts SET DEFAULT '2020-01-01'",
      ] {
        #expect(code(session, sql) == .unsupported, "\(sql)")
      }
      try session.execute("ALTER TABLE t ADD x INT")
    }
  }

  /// What a shard computes from a TIMESTAMP it computes in UTC.
  @Test(arguments: [
    "id INT PRIMARY KEY, ts TIMESTAMP, d DATE AS (DATE(ts))",
    "id INT PRIMARY KEY, ts TIMESTAMP, CHECK (ts > '2020-01-01')",
    "id INT PRIMARY KEY, ts TIMESTAMP, UNIQUE KEY k ((DATE(ts)))",
  ])
  func tablesThatComputeWithTimestamps(_ columns: String) throws {
    try answers { session in
      try session.execute("CREATE TABLE x (\(columns))")
      try session.execute("INSERT INTO x (id, ts) VALUES (1, '2021-01-01 00:00:00')")
      try session.execute("SET time_zone = '+02:00'")
      #expect(code(session, "SELECT * FROM x") == .unsupported)
      #expect(code(session, "INSERT INTO x (id, ts) VALUES (2, NOW())") == .unsupported)
      try session.execute("SET time_zone = 'UTC'")
      #expect(try session.execute("SELECT id FROM x").textRows == [["1"]])
    }
  }

  @Test func textsWithAnOffset() throws {
    try answers { session in
      let text = "'2020-01-01 10:00:00+02:00'"
      try session.execute("SET time_zone = '+05:00'")
      try session.execute("INSERT INTO t VALUES (1, \(text), \(text))")
      try session.execute("UPDATE t SET dt = \(text)")
      #expect(
        try session.execute(
          "SELECT ts, dt, dt = \(text), CAST(\(text) AS DATETIME), HOUR(\(text)) FROM t"
        ).textRows == [
          ["2020-01-01 13:00:00", "2020-01-01 13:00:00", "1", "2020-01-01 13:00:00", "13"]
        ]
      )
      #expect(code(session, "SELECT TIMESTAMP \(text)") == .unsupported)
    }
  }

  @Test func whatATimestampHolds() throws {
    try answers { session in
      for zone in ["+00:00", "+02:00"] {
        try session.execute("SET time_zone = '\(zone)'")
        for text in ["2040-01-01", "1969-12-31 23:59:59", "9999-12-31 23:59:59"] {
          let insert = "INSERT INTO t (id, ts) VALUES (1, '\(text)')"
          #expect(code(session, insert) == .truncatedWrongValue, "\(text) \(zone)")
        }
      }
      for zone in ["+15:00", "-14:00", "Nowhere/Land"] {
        #expect(code(session, "SET time_zone = '\(zone)'") == .unknownTimeZone)
      }
    }
  }
}
