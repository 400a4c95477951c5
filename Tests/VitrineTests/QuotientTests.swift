import Testing
import Vitrine

/// The digits of quotients and averages, and what a division by zero tells.
@Suite struct QuotientTests {
  private func make(_ shards: Int = 2, _ body: (Session) throws -> Void) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE q (id INT PRIMARY KEY, i INT, z INT, s DECIMAL(10,5), d DECIMAL(20,12));
        INSERT INTO q VALUES (1, 1, 0, 1, 0), (2, 1, 1, 1, 0), (3, 0, NULL, 0, 0);
        """
      )
      try body(session)
    }
  }

  private func row(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.first ?? []
  }

  @Test(arguments: [1, 4]) func theIncrementIsTheSessions(shards: Int) throws {
    try make(shards) { (session) throws in
      let sql = "SELECT 5/2, 1/3, 2/3, 5.5/2, 22/7, 1/3*3"
      #expect(
        try row(session, sql) == ["2.5000", "0.3333", "0.6667", "2.75000", "3.1429", "1.0000"]
      )
      let averages = "SELECT AVG(i), AVG(s), SUM(i) / 3 FROM q"
      #expect(try row(session, averages) == ["0.6667", "0.666666666", "0.6667"])
      try session.execute("SET div_precision_increment = 1")
      #expect(try row(session, sql) == ["2.5", "0.3", "0.7", "2.75", "3.1", "1.0"])
      #expect(try row(session, averages) == ["0.7", "0.666667", "0.7"])
      try session.execute("SET div_precision_increment = 12")
      #expect(
        try row(session, sql) == [
          "2.500000000000", "0.333333333333", "0.666666666667", "2.7500000000000", "3.142857142857",
          "1.000000000000",
        ]
      )
      #expect(try row(session, averages).first == "0.666666666667")
      try session.execute("SET div_precision_increment = 0")
      #expect(try row(session, "SELECT 5/2, 2/3, 22/7, ROUND(5/2, 3)") == ["2", "0", "3", "2"])
      #expect(errorNumber(session, "SET div_precision_increment = 'x'") == 1232)
    }
  }

  @Test(arguments: [1, 4]) func averagesAreComputedWithWhole(shards: Int) throws {
    try make(shards) { (session) throws in
      let computed = try row(
        session,
        "SELECT AVG(i) * 3, AVG(i) + 0, AVG(i) * 1000, ROUND(AVG(i), 6), -AVG(i), CAST(AVG(i) AS DECIMAL(10,8)) FROM q"
      )
      #expect(computed == ["2.0000", "0.6667", "666.6667", "0.6667", "-0.6667", "0.66666667"])
      let sums = try row(session, "SELECT SUM(i / 3) * 3, SUM(i / 7) FROM q")
      #expect(sums == ["2.0000", "0.2857"])
      let distinct = try row(session, "SELECT AVG(DISTINCT s), AVG(DISTINCT i) * 4 FROM q")
      #expect(distinct == ["0.500000000", "2.0000"])
    }
  }

  @Test func remaindersByZeroAreTold() throws {
    try make { (session) throws in
      #expect(
        try row(session, "SELECT 1 % 0, MOD(1, 0), 5 DIV 0, 5 % 0.0, NULL % 0")
          == Array(repeating: nil, count: 5)
      )
      #expect(session.warnings.map(\.code) == [1365, 1365, 1365, 1365])
      let rows = try session.execute("SELECT i % z FROM q ORDER BY id").textRows
      #expect(rows == [[nil], ["0"], [nil]])
      #expect(session.warnings.map(\.code) == [1365])
      #expect(errorNumber(session, "INSERT INTO q (id, i) VALUES (9, 1 % 0)") == 1365)
      #expect(errorNumber(session, "UPDATE q SET i = i % z") == 1365)
      let found = try session.execute("SELECT id FROM q WHERE id % 2 = 1 ORDER BY id").textRows
      #expect(found == [["1"], ["3"]])
      #expect(session.warnings.isEmpty)
      try session.execute("SET sql_mode = ''")
      #expect(try row(session, "SELECT 1 % 0") == [nil])
      #expect(session.warnings.isEmpty)
      try session.execute("INSERT INTO q (id, i) VALUES (9, 1 % 0)")
    }
  }

  @Test func variablesTakeEveryDigit() throws {
    try make { (session) throws in
      try session.execute("SET @a = 1/3")
      #expect(try row(session, "SELECT @a") == ["0.333333333"])
      try session.execute("SELECT 2/3, AVG(i), 1.50 INTO @b, @c, @d FROM q GROUP BY s > 9 LIMIT 1")
      #expect(try row(session, "SELECT @b, @c, @d") == ["0.666666666", "0.666666666", "1.50"])
      try session.execute(
        """
        CREATE PROCEDURE p() BEGIN
          DECLARE x DECIMAL(12,8) DEFAULT 1/3; DECLARE y DOUBLE; DECLARE z DECIMAL(12,8);
          DECLARE w DECIMAL(10,2); DECLARE v DECIMAL(12,8);
          SET y = 1/3; SELECT 2/3 INTO z; SET w = 0.0144999/3; SELECT AVG(i) INTO v FROM q;
          SELECT x, y, z, w, v;
        END
        """
      )
      #expect(
        try session.execute("CALL p()").textRows == [
          ["0.33333333", "0.333333333", "0.66666667", "0.00", "0.66666667"]
        ]
      )
      try session.execute("CREATE PROCEDURE shown(a DECIMAL(12,8)) SELECT a")
      #expect(try session.execute("CALL shown(1/3)").textRows == [["0.33333333"]])
      try session.execute("CREATE FUNCTION third(n INT) RETURNS DECIMAL(12,8) RETURN n / 3")
      #expect(
        try row(session, "SELECT third(1), third(i) FROM q WHERE id = 1") == [
          "0.33333333", "0.33333333",
        ]
      )
    }
  }

  @Test(arguments: [1, 4]) func triggersTakeEveryDigit(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.execute(
        "CREATE TRIGGER t BEFORE INSERT ON q FOR EACH ROW SET NEW.d = NEW.i / 3, NEW.s = 2 / 3"
      )
      try session.execute("INSERT INTO q (id, i) VALUES (7, 1)")
      #expect(try row(session, "SELECT d, s FROM q WHERE id = 7") == ["0.333333333000", "0.66667"])
    }
  }

  @Test func sysdateIsTheClocks() throws {
    let clock = ClusterClock(at: 1_700_000_000)
    let (cluster, session) = try makeShop(shards: 1) { $0.clock = clock }
    defer { try? cluster.close() }
    #expect(
      try row(session, "SELECT NOW(), SYSDATE()") == ["2023-11-14 22:13:20", "2023-11-14 22:13:20"]
    )
    try session.execute("SET timestamp = 1000000000")
    clock.advance(by: .seconds(10))
    #expect(
      try row(session, "SELECT NOW(), SYSDATE()") == ["2001-09-09 01:46:40", "2023-11-14 22:13:30"]
    )
    try session.executeScript(
      """
      CREATE TABLE log (id INT PRIMARY KEY, a DATETIME, b DATETIME);
      CREATE TRIGGER t BEFORE INSERT ON log FOR EACH ROW SET NEW.a = NOW(), NEW.b = SYSDATE();
      INSERT INTO log (id) VALUES (1);
      """
    )
    #expect(
      try row(session, "SELECT a, b FROM log") == ["2001-09-09 01:46:40", "2023-11-14 22:13:30"]
    )
  }
}
