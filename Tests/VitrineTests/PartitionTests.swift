import Testing
import Vitrine
import VitrineSQL

@Suite struct PartitionTests {
  private static let ranges = """
    CREATE TABLE p (id INT NOT NULL, v INT, PRIMARY KEY (id)) PARTITION BY RANGE (id) (\
    PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (10 * 2), \
    PARTITION p2 VALUES LESS THAN (30))
    """

  private func make(
    shards: Int,
    _ statements: String...,
    body: (Session) throws -> Void
  ) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    for statement in statements { try session.execute(statement) }
    try body(session)
  }

  private func code(_ session: Session, _ sql: String) -> Int? {
    do throws(SQLError) {
      try session.execute(sql)
      return nil
    } catch {
      return error.code.number
    }
  }

  private func list(_ session: Session, _ sql: String) throws -> [String?] {
    try session.execute(sql).textRows.map { $0[0] }
  }

  @Test(arguments: [1, 4]) func aPartitionIsSelected(shards: Int) throws {
    try make(shards: shards, Self.ranges, "INSERT INTO p VALUES (1,1),(9,2),(10,3),(25,4)") {
      (session) throws in
      let first = "SELECT id FROM p PARTITION (p0) ORDER BY id"
      #expect(try list(session, first) == ["1", "9"])
      #expect(try list(session, "SELECT id FROM p PARTITION (P1, p2) ORDER BY id") == ["10", "25"])
      #expect(try list(session, "SELECT a.id FROM p PARTITION (p0) a WHERE a.v = 3") == [])
      #expect(
        try list(
          session,
          "SELECT b.id FROM p a LEFT JOIN p PARTITION (p2) b ON b.id = a.id ORDER BY a.id"
        ) == [nil, nil, nil, "25"]
      )
      #expect(code(session, "SELECT * FROM p PARTITION (p9)") == 1735)
      try session.execute("UPDATE p PARTITION (p0) SET v = v + 10")
      #expect(try list(session, "SELECT v FROM p ORDER BY id") == ["11", "12", "3", "4"])
      #expect(try session.execute("DELETE FROM p PARTITION (p1)").affectedRows == 1)
      #expect(try list(session, "SELECT id FROM p ORDER BY id") == ["1", "9", "25"])
    }
  }

  @Test(arguments: [1, 4]) func rowsWithoutAPartitionAreRefused(shards: Int) throws {
    try make(shards: shards, Self.ranges) { (session) throws in
      let error = #expect(throws: SQLError.self) {
        try session.execute("INSERT INTO p VALUES (5, 1), (30, 1)")
      }
      #expect(error?.code.number == 1526)
      #expect(error?.message == "Table has no partition for value 30")
      #expect(try list(session, "SELECT COUNT(*) FROM p") == ["0"])
      try session.execute("INSERT IGNORE INTO p VALUES (5, 1), (30, 1)")
      #expect(session.warnings.map(\.code) == [1526])
      #expect(code(session, "INSERT INTO p PARTITION (p0) VALUES (15, 1)") == 1748)
      #expect(code(session, "REPLACE INTO p PARTITION (p0) VALUES (15, 1)") == 1748)
      #expect(code(session, "UPDATE p PARTITION (p0) SET id = 15") == 1748)
      #expect(code(session, "UPDATE p SET id = 35") == 1526)
      try session.execute("INSERT INTO p PARTITION (p1) VALUES (15, 1)")
      try session.execute("UPDATE p PARTITION (p1) SET id = id + 1")
      #expect(try list(session, "SELECT id FROM p ORDER BY id") == ["5", "16"])
    }
  }

  @Test(arguments: [1, 4]) func partitionsAreDroppedWithTheirRows(shards: Int) throws {
    try make(shards: shards, Self.ranges, "INSERT INTO p VALUES (1,1),(10,3),(25,4)") {
      (session) throws in
      try session.execute("ALTER TABLE p TRUNCATE PARTITION p2")
      #expect(try list(session, "SELECT id FROM p ORDER BY id") == ["1", "10"])
      try session.execute("ALTER TABLE p DROP PARTITION p0")
      #expect(try list(session, "SELECT id FROM p ORDER BY id") == ["10"])
      try session.execute("INSERT INTO p PARTITION (p1) VALUES (1, 1)")
      try session.execute("ALTER TABLE p ADD PARTITION (PARTITION p3 VALUES LESS THAN MAXVALUE)")
      try session.execute("INSERT INTO p VALUES (1000, 1)")
      #expect(try list(session, "SELECT id FROM p PARTITION (p3)") == ["1000"])
      try session.execute(
        "ALTER TABLE p REORGANIZE PARTITION p1 INTO (PARTITION a VALUES LESS THAN (5), "
          + "PARTITION b VALUES LESS THAN (20))"
      )
      #expect(try list(session, "SELECT id FROM p PARTITION (b)") == ["10"])
      try session.execute("ALTER TABLE p REMOVE PARTITIONING")
      #expect(code(session, "SELECT * FROM p PARTITION (b)") == 1747)
      #expect(
        code(
          session,
          "ALTER TABLE p PARTITION BY RANGE (id) (PARTITION z VALUES LESS THAN (100))"
        ) == 1526
      )
    }
  }

  @Test(arguments: [1, 4]) func aPartitionIsExchanged(shards: Int) throws {
    try make(
      shards: shards,
      Self.ranges,
      "INSERT INTO p VALUES (1,1),(10,3)",
      "CREATE TABLE q (id INT NOT NULL, v INT, PRIMARY KEY (id))",
      "INSERT INTO q VALUES (7, 7)"
    ) { (session) throws in
      try session.execute("ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE q")
      #expect(try list(session, "SELECT id FROM p ORDER BY id") == ["7", "10"])
      #expect(try list(session, "SELECT id FROM q ORDER BY id") == ["1"])
      try session.execute("INSERT INTO q VALUES (15, 1)")
      #expect(code(session, "ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE q") == 1737)
      #expect(try list(session, "SELECT id FROM q ORDER BY id") == ["1", "15"])
      #expect(code(session, "ALTER TABLE p EXCHANGE PARTITION p0 WITH TABLE users") == 1736)
    }
  }

  @Test func otherMethodsTellPartitions() throws {
    try make(
      shards: 1,
      "CREATE TABLE h (a INT) PARTITION BY HASH (a) PARTITIONS 3",
      "INSERT INTO h VALUES (0),(1),(2),(3),(-4),(NULL)",
      "CREATE TABLE n (a INT) PARTITION BY LINEAR HASH (a) PARTITIONS 3",
      "INSERT INTO n VALUES (0),(1),(2),(3),(7)",
      "CREATE TABLE l (a INT) PARTITION BY LIST (a) (PARTITION x VALUES IN (1, NULL), "
        + "PARTITION y VALUES IN (2, -3))",
      "INSERT INTO l VALUES (1),(2),(-3),(NULL)",
      "CREATE TABLE c (a INT, b VARCHAR(9)) PARTITION BY RANGE COLUMNS (a, b) ("
        + "PARTITION x VALUES LESS THAN (5, 'm'), PARTITION y VALUES LESS THAN (5, MAXVALUE), "
        + "PARTITION z VALUES LESS THAN (MAXVALUE, MAXVALUE))",
      "INSERT INTO c VALUES (NULL,'z'),(5,NULL),(5,'M'),(4,'z'),(6,'a')",
      "CREATE TABLE k (a INT) PARTITION BY KEY (a) PARTITIONS 4",
      "CREATE TABLE s (a INT, b INT) PARTITION BY RANGE (a) SUBPARTITION BY HASH (b) "
        + "SUBPARTITIONS 2 (PARTITION p0 VALUES LESS THAN (10), "
        + "PARTITION p1 VALUES LESS THAN MAXVALUE)",
      "INSERT INTO s VALUES (1, 1), (1, 2), (20, 1), (20, 2)"
    ) { (session) throws in
      #expect(try list(session, "SELECT a FROM h PARTITION (p0) ORDER BY a") == [nil, "0", "3"])
      #expect(try list(session, "SELECT a FROM h PARTITION (p1) ORDER BY a") == ["-4", "1"])
      #expect(try list(session, "SELECT a FROM n PARTITION (p1) ORDER BY a") == ["1", "3", "7"])
      #expect(try list(session, "SELECT a FROM l PARTITION (x) ORDER BY a") == [nil, "1"])
      #expect(code(session, "INSERT INTO l VALUES (4)") == 1526)
      #expect(try list(session, "SELECT COUNT(*) FROM c PARTITION (x)") == ["3"])
      #expect(try list(session, "SELECT b FROM c PARTITION (y)") == ["M"])
      #expect(try list(session, "SELECT a FROM c PARTITION (z)") == ["6"])
      #expect(code(session, "SELECT * FROM k PARTITION (p0)") == 1235)
      #expect(try list(session, "SELECT b FROM s PARTITION (p0sp1)") == ["1"])
      #expect(try list(session, "SELECT b FROM s PARTITION (p1) ORDER BY b") == ["1", "2"])
    }
  }

  @Test func showCreateTableHasThePartitions() throws {
    let suffix = """
      /*!50100 PARTITION BY RANGE (`id`)
      (PARTITION p0 VALUES LESS THAN (10) ENGINE = InnoDB,
       PARTITION p1 VALUES LESS THAN (20) ENGINE = InnoDB,
       PARTITION p2 VALUES LESS THAN (30) ENGINE = InnoDB) */
      """
    try make(shards: 1, Self.ranges) { (session) throws in
      let text = try session.execute("SHOW CREATE TABLE p").text(row: 0, column: 1) ?? ""
      #expect(text.hasSuffix(suffix))
      try session.execute("DROP TABLE p")
      try session.execute(text)
      #expect(try session.execute("SHOW CREATE TABLE p").text(row: 0, column: 1) == text)
      let rows = try session.execute(
        "SELECT PARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION "
          + "FROM information_schema.PARTITIONS WHERE TABLE_NAME = 'p'"
      ).textRows
      #expect(rows.first == ["p0", "RANGE", "`id`", "10"])
      #expect(rows.count == 3)
    }
  }

  @Test(arguments: [
    (
      "(a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (5), "
        + "PARTITION y VALUES LESS THAN (5))", 1493
    ),
    (
      "(a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN MAXVALUE, "
        + "PARTITION y VALUES LESS THAN (5))", 1481
    ),
    (
      "(a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (5), "
        + "PARTITION x VALUES LESS THAN (6))", 1517
    ),
    ("(a INT) PARTITION BY LIST (a) (PARTITION x VALUES IN (5), PARTITION y VALUES IN (5))", 1495),
    ("(a INT) PARTITION BY RANGE (a)", 1492),
    ("(a INT) PARTITION BY RANGE (a) (PARTITION x)", 1479),
    ("(a INT) PARTITION BY HASH (a) (PARTITION x VALUES IN (1))", 1480),
    ("(a INT PRIMARY KEY, b INT) PARTITION BY HASH (b)", 1503),
    ("(a INT, b INT, UNIQUE (a)) PARTITION BY HASH (b)", 1503),
    ("(a VARCHAR(9)) PARTITION BY HASH (a)", 1659),
    ("(a INT) PARTITION BY HASH (1 + 1)", 1486),
    ("(a INT) PARTITION BY HASH (a / 2)", 1564),
    ("(a INT) PARTITION BY HASH (a) PARTITIONS 0", 1504),
    ("(a INT) PARTITION BY KEY (b)", 1488),
    ("(a INT) PARTITION BY KEY ()", 1488),
    ("(a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN ('a'))", 1697),
    ("(a INT, FOREIGN KEY (a) REFERENCES users (id)) PARTITION BY HASH (a)", 1506),
  ])
  func wrongPartitioningsAreRefused(definition: String, expected: Int) throws {
    try make(shards: 1) { (session) throws in
      #expect(code(session, "CREATE TABLE w \(definition)") == expected)
    }
  }

  @Test(arguments: [
    ("DROP PARTITION x", 1507), ("DROP PARTITION p0, p1, p2", 1508), ("COALESCE PARTITION 1", 1509),
    ("ADD PARTITION PARTITIONS 2", 1492), ("TRUNCATE PARTITION x", 1735),
    ("REORGANIZE PARTITION p0, p2 INTO (PARTITION z VALUES LESS THAN (30))", 1519),
    ("REORGANIZE PARTITION p0 INTO (PARTITION z VALUES LESS THAN (9))", 1520),
    ("ADD PARTITION (PARTITION p2 VALUES LESS THAN (99))", 1517), ("DROP COLUMN id", 3855),
    ("RENAME COLUMN id TO x", 3855),
  ])
  func wrongChangesAreRefused(action: String, expected: Int) throws {
    try make(shards: 1, Self.ranges) { (session) throws in
      #expect(code(session, "ALTER TABLE p \(action)") == expected)
    }
  }
}
