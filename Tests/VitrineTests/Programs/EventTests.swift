import Foundation
import Synchronization
import Testing
import Vitrine
import VitrineSQL

/// CREATE, ALTER and DROP EVENT, what tells of them, and when they run.
@Suite struct EventTests {
  /// 2023-11-14 22:13:20 UTC.
  private static let start: Int64 = 1_700_000_000

  private func make(
    shards: Int = 2,
    isOn: Bool = true,
    _ body: (Cluster, Session, ClusterClock) throws -> Void
  ) throws {
    let clock = ClusterClock(at: Self.start)
    let (cluster, session) = try makeShop(shards: shards) { configuration in
      configuration.clock = clock
      configuration.runsEvents = isOn
    }
    defer { try? cluster.close() }
    try session.execute(
      "CREATE TABLE ticks (id BIGINT AUTO_INCREMENT PRIMARY KEY, at DATETIME, w VARCHAR(20))"
    )
    try body(cluster, session, clock)
  }

  private func ticks(_ session: Session) throws -> [String?] {
    try session.execute("SELECT at FROM ticks ORDER BY at").textRows.map { $0[0] }
  }

  private func status(_ session: Session, _ name: String) throws -> [String?] {
    try session.execute(
      """
      SELECT STATUS, LAST_EXECUTED FROM information_schema.EVENTS WHERE EVENT_NAME = '\(name)'
      """
    ).textRows.first ?? []
  }

  @Test(arguments: [1, 4]) func recurringEventsRunAtEachTime(shards: Int) throws {
    try make(shards: shards) { (cluster, session, clock) throws in
      try session.execute(
        "CREATE EVENT tick ON SCHEDULE EVERY 1 MINUTE DO INSERT INTO ticks (at) VALUES (NOW())"
      )
      #expect(try cluster.runDueEvents().map(\.name) == ["tick"])
      clock.advance(by: .seconds(59))
      #expect(try cluster.runDueEvents().isEmpty)
      clock.advance(by: .seconds(61))
      let runs = try cluster.runDueEvents()
      #expect(runs.map(\.moment) == [Self.start + 60, Self.start + 120])
      #expect(runs.allSatisfy { $0.error == nil && $0.keyspace == "shop" })
      #expect(
        try ticks(session) == ["2023-11-14 22:13:20", "2023-11-14 22:14:20", "2023-11-14 22:15:20"]
      )
      #expect(try status(session, "tick") == ["ENABLED", "2023-11-14 22:15:20"])
      try session.execute("ALTER EVENT tick DISABLE")
      clock.advance(by: .seconds(600))
      #expect(try cluster.runDueEvents().isEmpty)
      try session.execute("DROP EVENT tick")
      #expect(try session.execute("SHOW EVENTS").textRows.isEmpty)
    }
  }

  @Test func oneTimeEventsRunOnceAndGo() throws {
    try make { (cluster, session, clock) throws in
      try session.execute(
        """
        CREATE EVENT once ON SCHEDULE AT CURRENT_TIMESTAMP + INTERVAL 1 HOUR
        DO INSERT INTO ticks (at) VALUES (NOW())
        """
      )
      try session.execute(
        """
        CREATE EVENT kept ON SCHEDULE AT '2023-11-14 23:00:00' ON COMPLETION PRESERVE
        DO BEGIN INSERT INTO ticks (at, w) VALUES (NOW(), 'a'); INSERT INTO ticks (at, w) VALUES (NOW(), 'b'); END
        """
      )
      #expect(try cluster.runDueEvents().isEmpty)
      clock.advance(by: .seconds(7200))
      #expect(try cluster.runDueEvents().map(\.name) == ["kept", "once"])
      let names = try session.execute("SHOW EVENTS").textRows.map { $0[1] }
      #expect(names == ["kept"])
      #expect(try status(session, "kept") == ["DISABLED", "2023-11-14 23:00:00"])
      #expect(
        try ticks(session) == ["2023-11-14 23:00:00", "2023-11-14 23:00:00", "2023-11-14 23:13:20"]
      )
    }
  }

  @Test func startsAndEndsBound() throws {
    try make { (cluster, session, clock) throws in
      try session.execute(
        """
        CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2023-11-15 01:00:00' ENDS '2023-11-16 01:00:00'
        DO INSERT INTO ticks (at) VALUES (NOW())
        """
      )
      clock.advance(by: .seconds(86400 * 10))
      #expect(try cluster.runDueEvents().count == 2)
      #expect(try ticks(session) == ["2023-11-15 01:00:00", "2023-11-16 01:00:00"])
      #expect(try session.execute("SHOW EVENTS").textRows.isEmpty)
    }
  }

  @Test func monthsAreThoseOfTheCalendar() throws {
    try make { (cluster, session, clock) throws in
      try session.execute(
        """
        CREATE EVENT e ON SCHEDULE EVERY 1 MONTH STARTS '2023-11-30 12:00:00'
        DO INSERT INTO ticks (at) VALUES (NOW())
        """
      )
      clock.advance(by: .seconds(86400 * 120))
      try cluster.runDueEvents()
      #expect(
        try ticks(session) == [
          "2023-11-30 12:00:00", "2023-12-30 12:00:00", "2024-01-30 12:00:00",
          "2024-02-29 12:00:00",
        ]
      )
    }
  }

  @Test func nothingRunsUntilItIsSwitchedOn() throws {
    try make(isOn: false) { (cluster, session, clock) throws in
      #expect(try session.execute("SELECT @@event_scheduler").textRows == [["OFF"]])
      try session.execute(
        "CREATE EVENT tick ON SCHEDULE EVERY 1 HOUR DO INSERT INTO ticks (at) VALUES (NOW())"
      )
      #expect(session.warnings.map(\.code) == [1105])
      try session.execute(
        "CREATE EVENT past ON SCHEDULE AT NOW() + INTERVAL 1 MINUTE DO INSERT INTO ticks (at) VALUES (NOW())"
      )
      clock.advance(by: .seconds(5400))
      #expect(try cluster.runDueEvents().isEmpty)
      #expect(errorNumber(session, "SET event_scheduler = ON") == 1229)
      #expect(errorNumber(session, "SET GLOBAL event_scheduler = 'x'") == 1231)
      try session.execute("SET GLOBAL event_scheduler = ON")
      let shown = try session.execute("SHOW VARIABLES LIKE 'event_scheduler'").textRows
      #expect(shown == [["event_scheduler", "ON"]])
      // What has passed is not made up for.
      #expect(try cluster.runDueEvents().isEmpty)
      #expect(try session.execute("SHOW EVENTS").textRows.map { $0[1] } == ["tick"])
      clock.advance(by: .seconds(1800))
      #expect(try cluster.runDueEvents().count == 1)
      try session.execute("SET GLOBAL event_scheduler = OFF")
      clock.advance(by: .seconds(7200))
      #expect(try cluster.runDueEvents().isEmpty)
    }
  }

  @Test func failuresAreTold() throws {
    let clock = ClusterClock(at: Self.start)
    let failures = Failures()
    let (cluster, session) = try makeShop(shards: 2) { configuration in
      configuration.clock = clock
      configuration.runsEvents = true
      configuration.eventFailed = { failures.add($0) }
    }
    defer { try? cluster.close() }
    try session.execute(
      "CREATE EVENT bad ON SCHEDULE EVERY 1 HOUR DO INSERT INTO nowhere VALUES (1)"
    )
    let run = try cluster.runDueEvents().first
    #expect(run?.error?.code.number == 1146)
    #expect(failures.names == ["bad"])
  }

  private final class Failures: Sendable {
    private let runs = Mutex<[EventRun]>([])
    func add(_ run: EventRun) { runs.withLock { $0.append(run) } }
    var names: [String] { runs.withLock { $0.map(\.name) } }
  }

  @Test func theSystemsClockRunsThem() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    try session.execute("SET GLOBAL event_scheduler = ON")
    try session.execute(
      "CREATE EVENT now ON SCHEDULE EVERY 1 HOUR DO INSERT INTO countries VALUES ('XX', 'x')"
    )
    var found = 0
    for _ in 0..<200 where found == 0 {
      _ = try session.execute("SELECT SLEEP(0.02)")
      found = try session.execute("SELECT * FROM countries").rows.count
    }
    #expect(found == 1)
  }

  @Test func definitionsAreShown() throws {
    try make { (_, session, _) throws in
      try session.execute(
        """
        CREATE DEFINER = root@localhost EVENT IF NOT EXISTS e ON SCHEDULE EVERY '1:30' MINUTE_SECOND
        STARTS '2030-01-01' ENDS '2031-01-01' ON COMPLETION PRESERVE DISABLE COMMENT 'it''s' DO SELECT  1
        """
      )
      let created = try session.execute("SHOW CREATE EVENT e")
      #expect(created.columns.map(\.name)[3] == "Create Event")
      let text = created.textRows.first?[3]
      #expect(
        text
          == "CREATE DEFINER=`root`@`localhost` EVENT `e` ON SCHEDULE EVERY '1:30' MINUTE_SECOND "
          + "STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE "
          + "COMMENT 'it''s' DO SELECT  1"
      )
      let shown = try session.execute("SHOW EVENTS LIKE 'e'").textRows.first ?? []
      #expect(
        Array(shown.prefix(12)) == [
          "shop", "e", "root@localhost", "SYSTEM", "RECURRING", nil, "'1:30'", "MINUTE_SECOND",
          "2030-01-01 00:00:00", "2031-01-01 00:00:00", "DISABLED", "1",
        ]
      )
      let row = try session.execute(
        """
        SELECT EVENT_TYPE, EVENT_DEFINITION, ON_COMPLETION, EVENT_COMMENT, CREATED
        FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'shop'
        """
      ).textRows
      #expect(row == [["RECURRING", "SELECT  1", "PRESERVE", "it's", "2023-11-14 22:13:20"]])
      try session.execute(
        "ALTER EVENT e ON SCHEDULE AT '2030-05-05' RENAME TO f ENABLE COMMENT 'x' DO SELECT 2"
      )
      let altered = try session.execute("SHOW CREATE EVENT f").textRows.first?[3]
      #expect(
        altered
          == "CREATE DEFINER=`root`@`localhost` EVENT `f` ON SCHEDULE AT '2030-05-05 00:00:00' "
          + "ON COMPLETION PRESERVE ENABLE COMMENT 'x' DO SELECT 2"
      )
    }
  }

  @Test func whatIsWrongIsRefused() throws {
    try make { (_, session, _) throws in
      try session.execute("CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DO SELECT 1")
      for (code, sql) in [
        (1537, "CREATE EVENT E ON SCHEDULE EVERY 1 HOUR DO SELECT 1"),
        (1542, "CREATE EVENT f ON SCHEDULE EVERY 0 HOUR DO SELECT 1"),
        (1542, "CREATE EVENT f ON SCHEDULE EVERY -1 DAY DO SELECT 1"),
        (
          1543,
          "CREATE EVENT f ON SCHEDULE EVERY 1 DAY STARTS '2030-01-02' ENDS '2030-01-01' DO SELECT 1"
        ),
        (1525, "CREATE EVENT f ON SCHEDULE AT 'x' DO SELECT 1"),
        (1525, "CREATE EVENT f ON SCHEDULE AT NULL DO SELECT 1"),
        (1235, "CREATE EVENT f ON SCHEDULE EVERY 1 MICROSECOND DO SELECT 1"),
        (1539, "ALTER EVENT g DISABLE"), (1551, "ALTER EVENT e RENAME TO E"),
        (1589, "ALTER EVENT e ON SCHEDULE AT '2020-01-01'"), (1539, "DROP EVENT g"),
        (1539, "SHOW CREATE EVENT g"), (1064, "ALTER EVENT e"),
        (1314, "CREATE EVENT f ON SCHEDULE EVERY 1 HOUR DO USE shop"),
      ] { #expect(errorNumber(session, sql) == code, "\(sql)") }
      try session.execute("DROP EVENT IF EXISTS g")
      #expect(session.warnings.map(\.code) == [1305])
      try session.execute("CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 HOUR DO SELECT 1")
      #expect(session.warnings.map(\.code) == [1537])
      try session.execute("CREATE EVENT past ON SCHEDULE AT '2020-01-01' DO SELECT 1")
      #expect(session.warnings.map(\.code) == [1588])
      try session.execute(
        "CREATE EVENT past ON SCHEDULE AT '2020-01-01' ON COMPLETION PRESERVE DO SELECT 1"
      )
      #expect(session.warnings.map(\.code) == [1544])
      #expect(try status(session, "past") == ["DISABLED", nil])
    }
  }

  @Test func eventsStayWithTheCluster() throws {
    let place = "/tmp/vitrine-events-\(UInt64.random(in: 0 ... .max))"
    let clock = ClusterClock(at: Self.start)
    var configuration = ClusterConfiguration()
    configuration.clock = clock
    configuration.runsEvents = true
    do {
      let first = try Cluster.create(at: place, configuration: configuration)
      try first.createKeyspace("shop", shards: 2, vschemaJSON: shopVSchema)
      let session = try first.session(target: "shop")
      try session.executeScript(shopSchema)
      try session.execute(
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO INSERT INTO countries VALUES ('XX', 'x')"
      )
      try session.execute("CREATE PROCEDURE p() SELECT 1")
      try session.execute("ALTER PROCEDURE p COMMENT 'kept'")
      try first.close()
    }
    defer { try? FileManager.default.removeItem(atPath: place) }
    let second = try Cluster.open(at: place, configuration: configuration)
    let again = try second.session(target: "shop")
    #expect(try again.execute("SHOW EVENTS").textRows.map { $0[1] } == ["e"])
    #expect(try second.runDueEvents().count == 1)
    let comment = try again.execute("SHOW PROCEDURE STATUS LIKE 'p'").textRows.first?[7]
    #expect(comment == "kept")
    try again.execute("DROP DATABASE shop")
    #expect(try again.execute("SELECT * FROM information_schema.EVENTS").rows.isEmpty)
    try second.close()
  }

  @Test func routinesAreAltered() throws {
    try make { (_, session, clock) throws in
      try session.execute("CREATE PROCEDURE p() COMMENT 'one' BEGIN SELECT 1; END")
      try session.execute("CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 7")
      clock.advance(by: .seconds(60))
      try session.execute(
        "ALTER PROCEDURE p COMMENT 'it''s two' SQL SECURITY INVOKER READS SQL DATA"
      )
      try session.execute("ALTER FUNCTION f NO SQL COMMENT 'seven'")
      let rows = try session.execute(
        """
        SELECT ROUTINE_NAME, ROUTINE_COMMENT, SECURITY_TYPE, SQL_DATA_ACCESS, CREATED, LAST_ALTERED
        FROM information_schema.ROUTINES ORDER BY ROUTINE_NAME
        """
      ).textRows
      let (made, changed) = ("2023-11-14 22:13:20", "2023-11-14 22:14:20")
      #expect(
        rows == [
          ["f", "seven", "DEFINER", "NO SQL", made, changed],
          ["p", "it's two", "INVOKER", "READS SQL DATA", made, changed],
        ]
      )
      #expect(try session.execute("CALL p()").textRows == [["1"]])
      #expect(try session.execute("SELECT f()").textRows == [["7"]])
      let shown = try session.execute("SHOW CREATE PROCEDURE p").textRows.first?[2]
      #expect(
        shown?.contains("SQL SECURITY INVOKER\n    COMMENT 'it''s two'\nBEGIN SELECT 1; END")
          == true
      )
      #expect(errorNumber(session, "ALTER PROCEDURE nope COMMENT 'x'") == 1305)
      #expect(errorNumber(session, "ALTER FUNCTION p COMMENT 'x'") == 1305)
      try session.execute("ALTER PROCEDURE p")
    }
  }
}
