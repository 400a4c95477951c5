import Testing
import Vitrine

/// Where ENUM and SET count by the texts of their members; the answers are MySQL's.
@Suite struct MemberTextTests {
  private static let schema = """
    CREATE TABLE s (id INT PRIMARY KEY, e ENUM('lo', 'mid', 'hi'), st SET('z', 'b', 'a'), k INT, v VARCHAR(9));
    INSERT INTO s VALUES (1, 'hi', 'z', NULL, NULL), (2, 'lo', 'b', NULL, NULL), (3, 'mid', 'a', NULL, NULL)
    """

  @Test(arguments: [1, 3], ["pushdown", "cost"])
  func answers(shards: Int, strategy: String) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    session.strategy = strategy
    let answers: [(String, [String?])] = [
      ("SELECT DISTINCT MAX(e) OVER () FROM s", ["mid"]),
      ("SELECT DISTINCT MIN(st) OVER () FROM s", ["a"]),
      ("SELECT MAX(e) OVER (ORDER BY id) FROM s ORDER BY id", ["hi", "lo", "mid"]),
      ("SELECT MAX(e) OVER (ORDER BY e) FROM s ORDER BY id", ["hi", "lo", "mid"]),
      (
        "SELECT id FROM (SELECT id, MAX(e) OVER (ORDER BY id) m FROM s) q WHERE m = 'lo'", ["2"]
      ),
      ("SELECT id FROM s ORDER BY LAG(e) OVER (ORDER BY id), id", ["1", "2", "3"]),
      ("SELECT LAST_VALUE(st) OVER (ORDER BY id) f FROM s ORDER BY f", ["a", "b", "z"]),
      (
        "SELECT id FROM (SELECT id, FIRST_VALUE(e) OVER (PARTITION BY id) f FROM s) q ORDER BY f, id",
        ["1", "2", "3"]
      ),
      ("SELECT LEAD(e) OVER (ORDER BY id) + 0 FROM s ORDER BY id", ["0", "0", nil]),
      ("SELECT COALESCE(e) + 0 FROM s ORDER BY id", ["0", "0", "0"]),
      ("SELECT NULLIF(e, 'x') + 0 FROM s ORDER BY id", ["3", "1", "2"]),
      ("SELECT id FROM s ORDER BY NULLIF(e, 'x'), id", ["1", "2", "3"]),
      ("SELECT id FROM s ORDER BY NULLIF(st, 'q'), id", ["3", "2", "1"]),
      ("SELECT id FROM s ORDER BY COALESCE(e)", ["1", "2", "3"]),
      ("SELECT id FROM s ORDER BY ANY_VALUE(e)", ["1", "2", "3"]),
      ("SELECT ANY_VALUE(e) a FROM s GROUP BY id ORDER BY a", ["hi", "lo", "mid"]),
      ("SELECT id FROM s ORDER BY e", ["2", "3", "1"]),
    ]
    for (sql, expected) in answers {
      #expect(try session.execute(sql).textRows.map { $0[0] } == expected, "\(sql)")
    }
  }

  @Test(arguments: [1, 3]) func theFirstMemberIsTheDefault(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.execute("CREATE TABLE f (id INT PRIMARY KEY, e ENUM('a', 'b') NOT NULL)")
      try session.execute("INSERT INTO f VALUES (1, 'b'), (2, 'b'), (3, DEFAULT)")
      try session.execute("INSERT INTO f VALUES (1, 'b') ON DUPLICATE KEY UPDATE e = DEFAULT")
      try session.execute("UPDATE f SET e = DEFAULT WHERE id = 2")
      let rows = try session.execute("SELECT e FROM f ORDER BY id").textRows
      #expect(rows == [["a"], ["a"], ["a"]])
      #expect(errorNumber(session, "SELECT DEFAULT(e) FROM f") == 1364)
    }
  }

  @Test(arguments: [1, 3]) func textsAreStored(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.schema)
      #expect(errorNumber(session, "UPDATE s SET k = NULLIF(e, 'lo')") == 1366)
      #expect(errorNumber(session, "UPDATE s SET k = COALESCE(e)") == 1366)
      #expect(
        errorNumber(session, "INSERT INTO s (id, k) SELECT id + 10, NULLIF(e, 'x') FROM s") == 1366
      )
      #expect(
        errorNumber(
          session,
          "INSERT INTO s (id, k) SELECT id + 10, LAG(e) OVER (ORDER BY id) FROM s"
        ) == 1366
      )
      try session.execute("UPDATE s SET e = NULLIF(e, 'lo'), v = NULLIF(st, 'z'), k = e")
      let rows = try session.execute("SELECT e, v, k FROM s ORDER BY id").textRows
      #expect(rows == [["hi", nil, "3"], [nil, "b", nil], ["mid", "a", "2"]])
      try session.execute("CREATE TABLE z AS SELECT id, LAG(e) OVER (ORDER BY id) AS l FROM s")
      let shown = try session.execute(
        "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_NAME = 'z' AND COLUMN_NAME = 'l'"
      )
      #expect(shown.textRows == [["varchar(3)"]])
    }
  }
}
