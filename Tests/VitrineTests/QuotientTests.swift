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

  /// MySQL's manual tells SYSDATE() from NOW() by this.
  @Test(arguments: [1, 4]) func sysdateGoesOnWithinAStatement(shards: Int) throws {
    try make(shards) { (session) throws in
      let times = try row(session, "SELECT SYSDATE(6), NOW(6), SLEEP(0.01), SYSDATE(6), NOW(6)")
      #expect(times[0] != times[3])
      #expect(times[1] == times[4])
    }
  }

  @Test(arguments: [1, 4]) func columnsTakeEveryDigit(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE r (id INT PRIMARY KEY, x DECIMAL(10,6) DEFAULT (1/3), y DOUBLE, z VARCHAR(20));
        INSERT INTO r VALUES (1, 2/3, 2/3, 2/3);
        INSERT INTO r (id) VALUES (2);
        INSERT INTO r SELECT id + 10, i/7, i/7, IF(i > 0, i/7, NULL) FROM q;
        INSERT INTO r (x, id) SELECT SUM(i)/7, 20 FROM q GROUP BY z IS NULL ORDER BY 1 DESC LIMIT 1;
        INSERT INTO r (id, x) SELECT 30, 1/3 UNION ALL SELECT DISTINCT 31, i/3 FROM q WHERE id = 1;
        INSERT INTO r (id, x) SELECT id + 10, 1/3 FROM q WHERE id = 3 ON DUPLICATE KEY UPDATE x = VALUES(x) * 2;
        """
      )
      #expect(
        try session.execute("SELECT * FROM r ORDER BY id").textRows == [
          ["1", "0.666667", "0.666666666", "0.666666666"], ["2", "0.333333", nil, nil],
          ["11", "0.142857", "0.142857142", "0.142857142"],
          ["12", "0.142857", "0.142857142", "0.142857142"], ["13", "0.666666", "0", nil],
          ["20", "0.285714", nil, nil], ["30", "0.333300", nil, nil], ["31", "0.333300", nil, nil],
        ]
      )
      try session.execute(
        "UPDATE r JOIN q ON r.id = q.id + 10 SET r.x = q.i/3, r.y = q.i/3, r.z = q.i/3"
      )
      #expect(
        try row(session, "SELECT x, y, z FROM r WHERE id = 11") == [
          "0.333333", "0.333333333", "0.333333333",
        ]
      )
    }
  }

  @Test(arguments: [1, 2, 4]) func derivedQuotientsAreSummedUpWhole(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE e (id INT PRIMARY KEY, a INT, b INT);
        INSERT INTO e VALUES (1,1,3),(2,2,3),(3,5,7),(4,1,7);
        CREATE VIEW v AS SELECT id, a/b ratio FROM e;
        """
      )
      #expect(
        try row(session, "SELECT AVG(ratio), SUM(ratio) * 100 FROM v") == [
          "0.46428571", "185.7143",
        ]
      )
      let grown =
        "WITH c AS (SELECT a/b x, id FROM e WHERE id < 5) SELECT AVG(x + 1), SUM(x/2) FROM c WHERE x > 0.1"
      #expect(try row(session, grown) == ["1.46428571", "0.92857143"])
      let joined = "SELECT AVG(c.x * e.a) FROM (SELECT a/b x, id FROM e) c JOIN e ON e.id = c.id"
      #expect(try row(session, joined) == ["1.34523809"])
      // What MySQL materializes, and what it tells apart, has the digits that are shown.
      let grouped = "SELECT AVG(x) FROM (SELECT SUM(a)/SUM(b) x FROM e GROUP BY id % 2) c"
      #expect(try row(session, grouped) == ["0.45000000"])
      let distinct = "SELECT AVG(DISTINCT a/b), SUM(DISTINCT ratio) FROM v JOIN e USING (id)"
      #expect(try row(session, distinct) == ["0.46430000", "1.8572"])
      #expect(try row(session, "SELECT TRUNCATE(2/3, 6), ROUND(2/3, 6)") == ["0.6666", "0.6667"])
    }
  }

  /// However the rows of a derived table reach the query around, and out of subqueries.
  @Test(arguments: [1, 2, 4]) func quotientsKeepTheirDigitsOnEveryWay(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE e (id INT PRIMARY KEY, a INT, b INT);
        INSERT INTO e VALUES (1,1,3),(2,2,3),(3,2,7);
        CREATE TABLE f (id INT PRIMARY KEY, x DOUBLE);
        INSERT INTO f VALUES (1, (SELECT a/b FROM e WHERE id = 1));
        INSERT INTO f SELECT 30, a/b FROM e WHERE id = 1 UNION SELECT 31, 1/7 UNION ALL SELECT 32, 2/3/7;
        """
      )
      let stored = try session.execute("SELECT x FROM f ORDER BY id").textRows
      #expect(stored == [["0.333333333"], ["0.33333333"], ["0.14285714"], ["0.0952381"]])
      let derived = "(SELECT id, b, a/b x FROM e) v"
      let outer = "SELECT v.x * 3 FROM e LEFT JOIN \(derived) ON v.id = e.a ORDER BY e.id"
      #expect(try session.execute(outer).textRows == [["1.0000"], ["2.0000"], ["2.0000"]])
      let inner = "SELECT SUM(v.x), AVG(v.x) FROM e JOIN \(derived) ON v.id = e.a"
      #expect(try row(session, inner) == ["1.6667", "0.55555556"])
      let rollup = "SELECT b, AVG(x), MAX(x) * 3 FROM \(derived) GROUP BY b WITH ROLLUP"
      #expect(
        try session.execute(rollup).textRows == [
          ["3", "0.50000000", "2.0000"], ["7", "0.28571429", "0.8571"],
          [nil, "0.42857143", "2.0000"],
        ]
      )
      let distinct = "SELECT AVG(x), COUNT(DISTINCT x), MAX(x) * 3, MIN(x) * 7 FROM \(derived)"
      #expect(try row(session, distinct) == ["0.42857143", "3", "2.0000", "2.0000"])
      #expect(try row(session, "SELECT (SELECT AVG(a/b) FROM e) * 7") == ["3.00000000"])
      let members = "SELECT id FROM e WHERE a/b IN (SELECT a/b FROM e WHERE id > 1) ORDER BY id"
      #expect(try session.execute(members).textRows == [["2"], ["3"]])
      let others =
        "SELECT id FROM e WHERE (a/b, 1) NOT IN (SELECT x, 1 FROM \(derived) WHERE id > 1)"
      #expect(try session.execute(others).textRows == [["1"]])
      let union =
        "SELECT id FROM (SELECT id, a/b q FROM e UNION ALL SELECT 9, 1/3) v WHERE q / 2 > 3/9"
      #expect(try session.execute(union).textRows == [["2"]])
      // What MySQL keeps in a table has the digits that are shown.
      let kept = "SELECT x * 3 FROM (SELECT a/b x FROM e WHERE id = 2 LIMIT 1) v"
      #expect(try row(session, kept) == ["2.0001"])
    }
  }
}
