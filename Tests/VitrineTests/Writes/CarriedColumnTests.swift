import Testing
import Vitrine
import VitrineSQL

/// Columns of the SELECT's tables in INSERT … SELECT … ON DUPLICATE KEY UPDATE, and the numbers of rows that such a
/// statement does not insert; the answers are MySQL's.
@Suite struct CarriedColumnTests {
  private static let schema = """
    CREATE TABLE a (id INT PRIMARY KEY, x INT, s VARCHAR(10), f FLOAT);
    CREATE TABLE b (id INT PRIMARY KEY, aid INT, y INT);
    CREATE TABLE c (id INT PRIMARY KEY, n INT, t TEXT);
    CREATE VIEW v AS SELECT id AS vid, s AS vs FROM a;
    INSERT INTO a VALUES (1, 10, 'p', 1.1), (2, 20, 'q', 2.2), (3, 30, 'r', 123456.789);
    INSERT INTO b VALUES (1, 1, 100), (2, 1, 200), (3, 2, 300), (4, NULL, 400), (5, 3, 500);
    INSERT INTO c VALUES (1, 1, NULL), (2, 2, NULL)
    """

  @Test(
    arguments: [1, 3],
    [
      ("id, x FROM a", "n = a.x * 2, t = a.s", [["20", "p"], ["40", "q"], ["30", nil]]),
      ("id, x FROM a", "n = n + x, t = f", [["11", "1.1"], ["22", "2.2"], ["30", nil]]),
      (
        "q.aid, q.k FROM (SELECT aid, COUNT(*) AS k FROM b WHERE aid IS NOT NULL GROUP BY aid) q",
        "c.n = c.n + q.k", [["3", nil], ["3", nil], ["1", nil]]
      ),
      (
        "a.id, 7 FROM a JOIN b ON b.aid = a.id ORDER BY b.id LIMIT 2", "n = b.y + a.x",
        [["210", nil], ["2", nil]]
      ),
      ("* FROM (SELECT 1 AS d, 5 AS h) q", "n = c.n + q.h", [["6", nil], ["2", nil]]),
      ("vid, 0 FROM v", "t = CONCAT(vs, v.vid)", [["1", "p1"], ["2", "q2"], ["0", nil]]),
      ("DISTINCT id, x FROM a", "n = a.x + a.id", [["11", nil], ["22", nil], ["30", nil]]),
      (
        "id, x FROM a", "n = (SELECT MAX(y) FROM b) + a.x",
        [["510", nil], ["520", nil], ["30", nil]]
      ),
      ("k.id, k.n FROM c AS k", "n = k.n * 10 + c.n", [["11", nil], ["22", nil]]),
    ] as [(String, String, [[String?]])]
  )
  func assignmentsReadThem(
    shards: Int,
    _ example: (query: String, changes: String, answer: [[String?]])
  ) throws {
    try withShop(shards) { _, session in
      try session.executeScript(Self.schema)
      try session.execute(
        "INSERT INTO c (id, n) SELECT \(example.query) ON DUPLICATE KEY UPDATE \(example.changes)"
      )
      let rows = try session.execute("SELECT n, t FROM c ORDER BY id").textRows
      #expect(rows == example.answer, "\(example.query): \(example.changes)")
    }
  }

  @Test func whatIsNoRowsIsNotRead() throws {
    try withShop(3) { _, session in
      try session.executeScript(Self.schema)
      let examples = [
        ("id, x FROM a", "n = a.nope", 1054), ("id, n FROM c", "n = c.n + 1", 1052),
        ("id, COUNT(*) FROM a GROUP BY id", "n = a.x", 1054),
        ("DISTINCT id, s FROM a", "n = a.x", 1054),
        ("id, x FROM a UNION SELECT id, y FROM b", "n = a.x", 1054),
      ]
      for (query, changes, number) in examples {
        let statement = "INSERT INTO c (id, n) SELECT \(query) ON DUPLICATE KEY UPDATE \(changes)"
        #expect(errorNumber(session, statement) == number, "\(statement)")
      }
    }
  }

  /// The number of a row that is not inserted is the next row's, but for those that the statement drew too many.
  @Test(
    arguments: [1, 3],
    ["", "CREATE TRIGGER r BEFORE INSERT ON t FOR EACH ROW SET NEW.v = NEW.v"]
  )
  func numbersAreGivenBack(shards: Int, trigger: String) throws {
    try withShop(shards) { _, session in
      try session.executeScript(
        "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, u INT UNIQUE, v INT);"
          + "INSERT INTO t (u, v) VALUES (1, 1), (2, 2), (3, 3); \(trigger)"
      )
      let changed = try session.execute(
        "INSERT INTO t (u, v) VALUES (2, 9), (4, 4) ON DUPLICATE KEY UPDATE v = VALUES(v)"
      )
      #expect(changed.lastInsertID == 4)
      try session.execute("INSERT IGNORE INTO t (u, v) VALUES (1, 1), (6, 6), (2, 2), (7, 7)")
      try session.execute(
        "INSERT IGNORE INTO t (id, u, v) VALUES (NULL, 1, 1), (50, 50, 1), (NULL, 51, 1)"
      )
      let rows = try session.execute("SELECT id FROM t WHERE u > 3 ORDER BY u").textRows
      #expect(rows == [["4"], ["6"], ["7"], ["50"], ["51"]])
    }
  }
}
