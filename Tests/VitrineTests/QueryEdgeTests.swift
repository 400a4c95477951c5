import Testing
import Vitrine
import VitrineSQL

/// Queries at the edge of what MySQL's grammar and its temporary tables take.
@Suite struct QueryEdgeTests {
  private func make(_ shards: Int, _ body: (Session) throws -> Void) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(
      """
      CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, s VARCHAR(30));
      INSERT INTO t VALUES (1,1,3,'abc'),(2,2,3,'4.5'),(3,2,7,'x');
      """
    )
    try body(session)
  }

  @Test(arguments: [
    ("SELECT t.id FROM t LEFT JOIN c ON c.x = t.id", 3576), ("SELECT c.x FROM c, c AS d", 3577),
    ("SELECT id FROM t WHERE id IN (SELECT x FROM c)", 3577), ("SELECT SUM(x) FROM c", 3575),
    ("SELECT ROW_NUMBER() OVER () FROM c", 3575),
  ])
  func recursionsThatMySQLRefuses(step: String, number: Int) throws {
    try make(2) { (session) throws in
      let error = #expect(throws: SQLError.self) {
        try session.execute("WITH RECURSIVE c AS (SELECT 1 x UNION ALL \(step)) SELECT * FROM c")
      }
      #expect(error?.code.number == number)
    }
  }

  @Test(arguments: [1, 2, 4]) func distinctRowsAreOrderedByASelectedQuery(shards: Int) throws {
    try make(shards) { (session) throws in
      let largest = "(SELECT MAX(u.b) FROM t u WHERE u.a = t.a)"
      let sql = "SELECT DISTINCT id, \(largest) AS l FROM t ORDER BY \(largest) DESC, id"
      #expect(try session.execute(sql).textRows == [["2", "7"], ["3", "7"], ["1", "3"]])
      // Literals tell two queries apart, also where a plan is there already.
      func ordered(_ first: Int, _ second: Int) throws -> Result {
        func query(_ number: Int) -> String {
          "(SELECT MAX(u.b) FROM t u WHERE u.id < \(number) + t.id)"
        }
        return try session.execute(
          "SELECT DISTINCT id, \(query(first)) FROM t ORDER BY \(query(second)), id"
        )
      }
      #expect(try ordered(1, 1).rows.count == 3)
      let error = #expect(throws: SQLError.self) { try ordered(1, 2) }
      #expect(error?.code == .orderNotSelected)
    }
  }

  @Test(arguments: [1, 2, 4]) func recursionsTakeSeveralStepsOfUnion(shards: Int) throws {
    try make(shards) { (session) throws in
      let sql = """
        WITH RECURSIVE c AS (
          SELECT 1 i UNION SELECT i + 1 FROM c WHERE i < 3 UNION SELECT i + 2 FROM c WHERE i < 5
        ) SELECT GROUP_CONCAT(i ORDER BY i SEPARATOR x'2d') FROM c
        """
      #expect(try session.execute(sql).textRows == [["1-2-3-4-5-6"]])
      let rows = """
        WITH RECURSIVE c AS (
          SELECT 1 i UNION SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 3 UNION ALL SELECT 2 FROM c WHERE i < 2
        ) SELECT COUNT(*) FROM c
        """
      #expect(try session.execute(rows).textRows == [["5"]])
      let error = #expect(throws: SQLError.self) {
        try session.execute(
          "WITH RECURSIVE c AS (SELECT 1 i UNION SELECT i + 1 FROM c WHERE i < 3 UNION ALL SELECT 7 FROM c WHERE i < 3) SELECT * FROM c"
        )
      }
      #expect(error?.code == .unsupported)
    }
  }

  @Test(arguments: [1, 2]) func rowsOfARecursionHaveTheSeedsLengths(shards: Int) throws {
    try make(shards) { (session) throws in
      let doubled =
        "WITH RECURSIVE c AS (SELECT 1 n, 'abc' s UNION ALL SELECT n + 1, CONCAT(s, s) FROM c WHERE n < 3) SELECT * FROM c"
      let error = #expect(throws: SQLError.self) { try session.execute(doubled) }
      #expect(error?.code.number == 1406)
      try session.execute("SET sql_mode = ''")
      #expect(
        try session.execute(doubled).textRows == [["1", "abc"], ["2", "abc"], ["3", "abc"]]
      )
    }
  }

  @Test func countsBeyondBigintAreNoLimits() throws {
    try make(2) { (session) throws in
      let all = try session.execute("SELECT id FROM t ORDER BY id LIMIT 18446744073709551615")
      #expect(all.rows.count == 3)
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT id FROM t LIMIT 18446744073709551616")
      }
      #expect(error?.code == .parseError)
    }
  }

  @Test(arguments: [1, 2]) func charactersOfASetGiveWayToColumns(shards: Int) throws {
    try make(shards) { (session) throws in
      for set in ["utf16", "utf32", "latin1", "utf8mb4"] {
        let sql = "SELECT id FROM t WHERE LEFT(s, 1) = CHAR(120 USING \(set))"
        #expect(try session.execute(sql).textRows == [["3"]])
      }
      let wide =
        "SELECT CHAR(0x20AC USING utf16), CHAR(0x1F600 USING utf32), CHAR(0xD800 USING utf16)"
      #expect(try session.execute(wide).textRows == [["€", "😀", nil]])
    }
  }

  /// No farther than 1.5 away are integers that are no farther than 1.
  @Test(
    arguments: [1, 2],
    [
      ("ORDER BY a RANGE BETWEEN 1.5 PRECEDING AND CURRENT ROW", ["1", "2", "2", "1"]),
      ("ORDER BY a RANGE BETWEEN 3.5 PRECEDING AND 1.5 PRECEDING", ["0", "0", "1", "1"]),
      ("ORDER BY a DESC RANGE BETWEEN 1.5 FOLLOWING AND 3.5 FOLLOWING", ["0", "0", "1", "1"]),
      ("ORDER BY d RANGE BETWEEN 0.55 PRECEDING AND CURRENT ROW", ["1", "2", "2", "1"]),
      ("ORDER BY d RANGE BETWEEN 0.45 FOLLOWING AND 1.05 FOLLOWING", ["2", "1", "0", "0"]),
      ("ORDER BY f RANGE BETWEEN 1 PRECEDING AND 1 FOLLOWING", ["2", "3", "2", "1"]),
    ]
  )
  func rangesReachInSteps(shards: Int, _ example: (window: String, counts: [String])) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE w (a INT PRIMARY KEY, d DECIMAL(5,1), f FLOAT);
        INSERT INTO w VALUES (1, 0.5, 0.5), (2, 1.0, 1.5), (3, 1.5, 2.5), (6, 9.9, 6.5)
        """
      )
      let sql = "SELECT COUNT(*) OVER (\(example.window)) FROM w ORDER BY a"
      #expect(try session.execute(sql).textRows == example.counts.map { [$0] })
    }
  }

  @Test(arguments: [1, 2]) func aggregatesStandInRowsBehindIn(shards: Int) throws {
    try make(shards) { (session) throws in
      let sql =
        "SELECT b, SUM(a) FROM t GROUP BY b HAVING (b, MAX(a)) IN ((MIN(b), MAX(a)), (AVG(a), 2)) ORDER BY b"
      #expect(try session.execute(sql).textRows == [["3", "3"], ["7", "2"]])
    }
  }

  @Test(arguments: [1, 2]) func membersHoldNUL(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE m (id INT PRIMARY KEY, e ENUM('a\\0', 'b'));
        INSERT INTO m VALUES (1, 'a\\0'), (2, 'b')
        """
      )
      let found = try session.execute("SELECT HEX(e), \\N FROM m ORDER BY id")
      #expect(found.textRows == [["6100", nil], ["62", nil]])
    }
  }

  @Test(arguments: [1, 2]) func recursionsJoinOthersInTheirSteps(shards: Int) throws {
    try make(shards) { (session) throws in
      let others = """
        WITH RECURSIVE d AS (SELECT 1 n UNION ALL SELECT n + 1 FROM d WHERE n < 3),
          m AS (SELECT MIN(id) k FROM t UNION ALL SELECT k + 1 FROM m JOIN d ON d.n = k WHERE k < 3),
          l AS (SELECT 1 z UNION SELECT z + 1 FROM l JOIN m ON m.k = z)
        """
      func rows(_ query: String) throws -> [[String?]] {
        try session.execute("\(others) \(query)").textRows
      }
      #expect(try rows("SELECT * FROM m ORDER BY k") == [["1"], ["2"], ["3"]])
      #expect(try rows("SELECT z FROM l ORDER BY z") == [["1"], ["2"], ["3"], ["4"]])
      let pairs = try rows(
        "SELECT m.k, d.n FROM m JOIN d ON d.n = m.k JOIN t ON t.id = k ORDER BY k"
      )
      #expect(pairs == [["1", "1"], ["2", "2"], ["3", "3"]])
      let selfJoin = try rows(
        "SELECT a.k FROM m a, m b WHERE a.k = b.k AND b.k IN (SELECT n FROM d)"
      )
      #expect(selfJoin.count == 3)
    }
  }

  @Test(arguments: [1, 2]) func insertedValuesSearchQueries(shards: Int) throws {
    try make(shards) { (session) throws in
      try session.executeScript(
        """
        CREATE TABLE i (id INT PRIMARY KEY, x INT, y INT);
        INSERT INTO i VALUES (1, 2 IN (SELECT a FROM t), 9 NOT IN (SELECT a FROM t)),
          (2, CASE WHEN 9 IN (SELECT a FROM t) THEN 7 END, 3 > ALL (SELECT a FROM t));
        INSERT INTO i SET id = 3, x = 1 < ANY (SELECT a FROM t), y = (1, 3) IN (SELECT a, b FROM t)
        """
      )
      let rows = try session.execute("SELECT * FROM i ORDER BY id").textRows
      #expect(rows == [["1", "1", "1"], ["2", nil, "1"], ["3", "1", "1"]])
    }
  }

  @Test func framesCountNoGroups() throws {
    try make(1) { (session) throws in
      let error = #expect(throws: SQLError.self) {
        try session.execute("SELECT SUM(a) OVER (ORDER BY a GROUPS 1 PRECEDING) FROM t")
      }
      #expect(error?.code == .unsupported)
    }
  }
}
