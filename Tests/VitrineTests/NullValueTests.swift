import Testing
import Vitrine
import VitrineSQL

/// Parameters and variables that are NULL: they take the type of what stands beside them.
@Suite struct NullValueTests {
  private func makeTable(shards: Int) throws -> (Cluster, Session) {
    let (cluster, session) = try makeShop(shards: shards)
    try session.executeScript(
      """
      CREATE TABLE kinds (id INT PRIMARY KEY, price DECIMAL(10,3), at TIME, big BIGINT UNSIGNED, name VARCHAR(9));
      INSERT INTO kinds VALUES (1, 1.5, '10:11:12', 18446744073709551615, 'a'), (2, 2.5, '1:0:0', 5, 'A');
      SET @n = NULL
      """
    )
    return (cluster, session)
  }

  private static let rows = [
    ["1", "1.500", "10:11:12", "18446744073709551615"], ["2", "2.500", "01:00:00", "5"],
  ]

  @Test(arguments: [1, 4]) func aWriteKeepsTheOtherValue(shards: Int) throws {
    let (cluster, session) = try makeTable(shards: shards)
    defer { try? cluster.close() }
    let update =
      "UPDATE kinds SET price = COALESCE(?, price), at = IFNULL(?, at), big = IFNULL(?, big)"
    try session.execute(update, parameters: [.null, .null, .null])
    try session.execute(
      "UPDATE kinds SET price = COALESCE(@n, price), at = IFNULL(@n, at), big = IF(0, @@socket, big)"
    )
    try session.execute("DELETE FROM kinds WHERE COALESCE(?, price) > 100", parameters: [.null])
    let stored = try session.execute("SELECT id, price, at, big FROM kinds ORDER BY id")
    #expect(stored.textRows == Self.rows)
  }

  /// MySQL has no infinite numbers, and none that are none.
  @Test func numbersAreFinite() throws {
    let (cluster, session) = try makeTable(shards: 1)
    defer { try? cluster.close() }
    for number in [Double.infinity, -.infinity, .nan] {
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT ?", parameters: [.real(number)])
      }
      #expect(error?.code == .illegalValue)
    }
    try session.execute("CREATE TABLE d (id INT PRIMARY KEY, d DOUBLE, f FLOAT)")
    #expect(errorNumber(session, "INSERT INTO d VALUES (1, '1e400', 0)") == 1264)
    try session.execute("INSERT IGNORE INTO d VALUES (1, '1e400', '-1e300')")
    #expect(
      try session.execute("SELECT d, f FROM d").textRows
        == [["1.7976931348623157e308", "-3.40282e38"]]
    )
  }

  @Test(arguments: [1, 4]) func anAnswerHasTheOthersType(shards: Int) throws {
    let (cluster, session) = try makeTable(shards: shards)
    defer { try? cluster.close() }
    let values = try session.execute(
      "SELECT id, COALESCE(?, price), IFNULL(?, at), IF(0, ?, big) FROM kinds ORDER BY id",
      parameters: [.null, .null, .null]
    )
    #expect(values.textRows == Self.rows)
    #expect(values.columns.map(\.type.kind) == [.int, .decimal, .time, .bigint])
    let union = try session.execute(
      "SELECT ? AS x UNION ALL SELECT price FROM kinds ORDER BY x",
      parameters: [.null]
    )
    #expect(union.textRows == [[nil], ["1.500"], ["2.500"]])
    let groups = try session.execute(
      "SELECT COUNT(*) FROM kinds GROUP BY COALESCE(?, name)",
      parameters: [.null]
    )
    #expect(groups.textRows == [["2"]])
  }

  @Test(arguments: [1, 4]) func soDoesWhatIsAssigned(shards: Int) throws {
    let (cluster, session) = try makeTable(shards: shards)
    defer { try? cluster.close() }
    let rows = try session.execute(
      "SELECT @x := COALESCE(?, price), IFNULL(?, at) FROM kinds ORDER BY id",
      parameters: [.null, .null]
    )
    #expect(rows.textRows == [["1.500", "10:11:12"], ["2.500", "01:00:00"]])
  }

  @Test func aVariableKeepsItsTypeWhenItBecomesNull() throws {
    let (cluster, session) = try makeTable(shards: 1)
    defer { try? cluster.close() }
    try session.executeScript("SET @k = 1.5; SET @k = NULL; CREATE TABLE made AS SELECT @k, @n")
    let columns = try session.execute("SELECT * FROM made").columns
    #expect(columns.map(\.name) == ["@k", "@n"])
    #expect(columns.map(\.type.kind) == [.decimal, .longblob])
  }

  /// SQLite before 3.41 at least finds the row by the index of `b`, though that is NULL.
  @Test(
    arguments: [1, 3],
    [
      "(x.id, x.b) IN (SELECT id, b FROM p)", "(x.k, x.b) IN (SELECT k, b FROM p)",
      "(2, x.b) IN (SELECT id, b FROM p)", "(x.id, x.b) IN (SELECT id, b FROM v)",
    ]
  )
  func aRowWithNullIsInNoSubquery(shards: Int, condition: String) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE p (id INT PRIMARY KEY, b INT UNIQUE, k INT NOT NULL, KEY (b, k)); CREATE VIEW v AS SELECT id, b FROM p;
        INSERT INTO p VALUES (2, NULL, 2), (3, 3, 3);
        """
      )
      let answers = try session.execute(
        "SELECT \(condition), NOT \(condition) FROM p x WHERE id = 2"
      )
      #expect(answers.textRows == [[nil, nil]])
      let joined = "UPDATE p x LEFT JOIN p y ON y.id = x.b SET x.k = 9 WHERE \(condition)"
      for sql in ["DELETE x FROM p x WHERE \(condition) AND x.id = 2", joined] {
        _ = try session.execute(sql)
        let rest = try session.execute("SELECT COUNT(*) FROM p WHERE id = 2 AND k = 2")
        #expect(rest.textRows == [["1"]])
      }
    }
  }
}
