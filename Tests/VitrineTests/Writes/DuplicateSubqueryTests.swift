import Testing
import Vitrine
import VitrineSQL

/// Subqueries in ON DUPLICATE KEY UPDATE, whose rows may lie on other shards; the answers are MySQL's.
@Suite struct DuplicateSubqueryTests {
  private static let schema = """
    CREATE TABLE a (id INT PRIMARY KEY, x INT);
    CREATE TABLE b (id INT PRIMARY KEY, aid INT, y INT);
    INSERT INTO a VALUES (1, 10), (2, 20), (3, 30), (4, 40);
    INSERT INTO b VALUES (1, 1, 100), (2, 1, 200), (3, 2, 300), (4, NULL, 400), (5, 3, 500), (6, 3, 600)
    """

  private static func written(
    _ value: String,
    shards: Int,
    strategy: String = "pushdown"
  ) throws -> [String?] {
    try withShop(shards) { _, session in
      session.strategy = strategy
      try session.executeScript(schema)
      try session.execute(
        "INSERT INTO a (id, x) VALUES (1, 0), (2, 0), (3, 0), (9, 0) ON DUPLICATE KEY UPDATE x = \(value)"
      )
      return try session.execute("SELECT x FROM a ORDER BY id").textRows.map { $0.first ?? nil }
    }
  }

  @Test(
    arguments: [1, 3],
    [
      ("x + (SELECT COUNT(*) FROM b)", ["16", "26", "36", "40", "0"]),
      ("(SELECT y FROM b WHERE b.id = 4)", ["400", "400", "400", "40", "0"]),
      ("x + EXISTS (SELECT 1 FROM b WHERE y = 600)", ["11", "21", "31", "40", "0"]),
      ("a.x + (7 IN (SELECT id + 1 FROM b))", ["11", "21", "31", "40", "0"]),
      ("(SELECT SUM(q.x) FROM a AS q)", ["100", "100", "100", "40", "0"]),
      ("x + (SELECT b.y FROM b WHERE b.id = a.id)", ["110", "220", "330", "40", "0"]),
      ("(SELECT b.y + VALUES(id) FROM b WHERE b.id = a.id)", ["101", "202", "303", "40", "0"]),
    ]
  )
  func readsAllShards(shards: Int, _ example: (value: String, answer: [String])) throws {
    for strategy in ["gather", "pushdown"] {
      let rows = try Self.written(example.value, shards: shards, strategy: strategy)
      #expect(rows == example.answer, "\(example.value)")
    }
  }

  @Test(
    arguments: [1, 3],
    [
      ("(id, x) VALUES (1, 0) AS new ON DUPLICATE KEY UPDATE x = x + 1", 1052),
      ("(id, x) VALUES (1, 0) AS new (id, y) ON DUPLICATE KEY UPDATE x = id", 1052),
      ("(id, x) VALUES (1, 0) AS a ON DUPLICATE KEY UPDATE x = 1", 1066),
      ("(id, x) VALUES (1, 0) AS new (m, M) ON DUPLICATE KEY UPDATE x = 1", 1060),
      ("(id, x) VALUES (1, 0) AS new ON DUPLICATE KEY UPDATE x = a.x + new.id", nil),
      ("(id, x) VALUES (1, 0) AS new (m, n) ON DUPLICATE KEY UPDATE x = x + m", nil),
      ("(id) VALUES (1) AS new ON DUPLICATE KEY UPDATE x = x + new.id", nil),
    ] as [(String, Int?)]
  )
  func namesOfTheOldAndTheNewRowAreAmbiguous(shards: Int, _ example: (String, Int?)) throws {
    try withShop(shards) { _, session in
      try session.executeScript(Self.schema)
      let sql = "INSERT INTO a \(example.0)"
      if let number = example.1 {
        #expect(errorNumber(session, sql) == number, "\(sql)")
      } else {
        try session.execute(sql)
        #expect(try session.execute("SELECT x FROM a WHERE id = 1").textRows == [["11"]], "\(sql)")
      }
    }
  }

  /// A column that the SELECT's table has too is not carried along for a subquery that has its own.
  @Test func aSubqueryReadsTheTableOfTheSelect() throws {
    let rows = try withShop(1) { _, session in
      try session.executeScript(
        """
        CREATE TABLE u (id INT PRIMARY KEY, n INT, s VARCHAR(5));
        CREATE TABLE p (id INT PRIMARY KEY, uid INT, x INT);
        INSERT INTO u VALUES (1, 1, 'a'), (2, 2, 'b');
        INSERT INTO p VALUES (1, 1, 5), (2, 1, 6), (3, 2, 7);
        INSERT INTO u SELECT id, x, 'q' FROM p
          ON DUPLICATE KEY UPDATE n = (SELECT SUM(x) FROM p WHERE p.uid = u.id), s = VALUES(s);
        """
      )
      return try session.execute("SELECT * FROM u ORDER BY id").textRows
    }
    #expect(rows == [["1", "11", "q"], ["2", "7", "q"], ["3", "7", "q"]])
  }

  /// A column that an assignment before has changed no longer tells where the row lies.
  @Test func whatIsAssignedBeforeIsReadAsItIsThen() throws {
    let value = "x + 1, id = a.id + 100, x = (SELECT b.y FROM b WHERE b.id = a.id - 100)"
    #expect(try Self.written(value, shards: 1) == ["40", "0", "100", "200", "300"])
    let error = #expect(throws: SQLError.self) { try Self.written(value, shards: 3) }
    #expect(error?.code == .unsupported)
  }

  /// What depends on the row and lies elsewhere is refused, not answered by what is at hand.
  @Test func whatCannotBeReadBesideTheRowIsRefused() throws {
    let value = "(SELECT SUM(y) FROM b WHERE b.aid = a.id)"
    #expect(try Self.written(value, shards: 1) == ["300", "300", "1100", "40", "0"])
    let error = #expect(throws: SQLError.self) { try Self.written(value, shards: 3) }
    #expect(error?.code == .unsupported)
  }

  /// Generated columns of the row that would be new.
  @Test(arguments: [1, 3]) func generatedColumnsOfTheNewRow(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE g (id INT PRIMARY KEY, a INT, s VARCHAR(9), b INT AS (a * 2), c INT AS (b + 100) STORED,
          u VARCHAR(9) AS (UPPER(s)));
        INSERT INTO g (id, a, s) VALUES (1, 1, 'x'), (2, 2, 'y'), (3, 3, 'z');
        INSERT INTO g (id, a, s) VALUES (1, 7, 'p') AS new ON DUPLICATE KEY UPDATE a = new.b, s = new.u;
        INSERT INTO g (id, a) VALUES (2, 7), (4, 4) AS new ON DUPLICATE KEY UPDATE a = new.c + g.b;
        INSERT INTO g (id, a) SELECT 3, 50 ON DUPLICATE KEY UPDATE a = VALUES(b)
        """
      )
      #expect(
        try session.execute("SELECT id, a, s FROM g ORDER BY id").textRows
          == [["1", "14", "P"], ["2", "118", "y"], ["3", "100", "z"], ["4", "4", nil]]
      )
    }
  }

  /// The only row of VALUES takes no NULL, whatever the mode.
  @Test(arguments: [1, 3]) func nullForTheOnlyRow(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE n (id INT PRIMARY KEY, a INT NOT NULL);
        INSERT INTO n VALUES (1, 1), (2, 2);
        SET sql_mode = ''
        """
      )
      let update = "ON DUPLICATE KEY UPDATE a = NULL"
      #expect(errorNumber(session, "INSERT INTO n VALUES (1, 5) \(update)") == 1048)
      try session.execute("INSERT INTO n VALUES (2, 5), (3, 3) \(update)")
      #expect(
        try session.execute("SELECT a FROM n ORDER BY id").textRows == [["1"], ["0"], ["3"]]
      )
    }
  }
}
