import Testing
import Vitrine

/// WITH ROLLUP of what is grouped by its name or position, and constants among the keys.
@Suite struct RollupTests {
  private func rows(_ shards: Int, _ sql: String) throws -> [[String?]] {
    var rows: [[String?]] = []
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE s (id INT PRIMARY KEY, a INT, b INT);
        INSERT INTO s VALUES (1, 1, 10), (2, 1, 20), (3, 2, 30);
        """
      )
      rows = try session.execute(sql).textRows
    }
    return rows
  }

  @Test(arguments: [1, 3]) func aConstantIsRolledUp(shards: Int) throws {
    let sql = "SELECT 'x', a, SUM(b) FROM s GROUP BY 1, 2 WITH ROLLUP"
    #expect(
      try rows(shards, sql) == [
        ["x", "1", "30"], ["x", "2", "30"], ["x", nil, "60"], [nil, nil, "60"],
      ]
    )
  }

  @Test(arguments: [1, 3], ["a, c", "1, 2"]) func aRepeatedColumnIsRolledUpEachTime(
    shards: Int,
    groups: String
  ) throws {
    let sql = "SELECT a, a AS c, COUNT(*) FROM s GROUP BY \(groups) WITH ROLLUP"
    #expect(
      try rows(shards, sql) == [
        ["1", "1", "2"], ["1", nil, "2"], ["2", "2", "1"], ["2", nil, "1"], [nil, nil, "3"],
      ]
    )
  }

  /// An argument of GROUPING is the group that is written alike, also with constants in it.
  @Test(arguments: [1, 3]) func groupingSpeaksOfExpressions(shards: Int) throws {
    let sql = """
      SELECT a % 2 AS m, b + 1, COUNT(*), GROUPING(a % 2, b + 1) FROM s WHERE id < 3 GROUP BY m, b + 1 WITH ROLLUP
      """
    #expect(
      try rows(shards, sql) == [
        ["1", "11", "1", "0"], ["1", "21", "1", "0"], ["1", nil, "2", "1"], [nil, nil, "2", "3"],
      ]
    )
  }

  /// Of texts that are equal a total shows that of its last group.
  @Test(arguments: [1, 3]) func aTotalShowsItsLastGroupsText(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE w (id INT PRIMARY KEY, a VARCHAR(9), b INT);
        INSERT INTO w VALUES (1, 'x', 2), (2, 'X', 1), (3, 'Y', 5), (4, 'y', 6), (5, 'z', 7);
        """
      )
      let sql = "SELECT a, b, COUNT(*), COUNT(DISTINCT id) FROM w GROUP BY a, b WITH ROLLUP"
      for strategy in ["gather", "pushdown"] {
        session.strategy = strategy
        let totals = try session.execute(sql).textRows.filter { $0[1] == nil }
        #expect(
          totals == [
            ["x", nil, "2", "2"], ["y", nil, "2", "2"], ["z", nil, "1", "1"], [nil, nil, "5", "5"],
          ]
        )
      }
    }
  }

  @Test(
    arguments: [1, 3],
    ["-(-0.1)", "CAST(99 AS SIGNED)", "COERCIBILITY(a)", "ROUND(7.2)", "(9 + 0)"]
  )
  func aConstantKeyIsNoPosition(shards: Int, key: String) throws {
    #expect(try rows(shards, "SELECT COUNT(*) FROM s GROUP BY \(key)") == [["3"]])
    #expect(
      try rows(shards, "SELECT id FROM s ORDER BY \(key), id DESC") == [["3"], ["2"], ["1"]]
    )
    #expect(
      try rows(shards, "SELECT SUM(id) OVER (ORDER BY \(key)) FROM s LIMIT 1") == [["6"]]
    )
  }

  @Test(arguments: [1, 3]) func havingSeesTheColumnBehindAnAlias(shards: Int) throws {
    #expect(try rows(shards, "SELECT b AS x FROM s HAVING b > 20") == [["30"]])
    let sums = "SELECT a AS x, SUM(b) FROM s GROUP BY x HAVING a > 1"
    #expect(try rows(shards, sums) == [["2", "30"]])
    #expect(try rows(shards, "SELECT b AS a, a AS b FROM s HAVING a > 20") == [["30", "2"]])
  }

  @Test(arguments: [1, 3]) func bitsAndDocumentsSlide(shards: Int) throws {
    let sql = """
      SELECT BIT_AND(b) OVER w, BIT_OR(b) OVER w, BIT_XOR(b) OVER w, JSON_ARRAYAGG(a) OVER w,
        JSON_OBJECTAGG(a, b) OVER w
      FROM s WINDOW w AS (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) ORDER BY id
      """
    #expect(
      try rows(shards, sql) == [
        ["10", "10", "10", "[1]", #"{"1": 10}"#],
        ["0", "30", "30", "[1, 1]", #"{"1": 20}"#],
        ["20", "30", "10", "[1, 2]", #"{"1": 20, "2": 30}"#],
      ]
    )
    let empty = """
      SELECT BIT_AND(b) OVER w, BIT_OR(b) OVER w, JSON_ARRAYAGG(a) OVER w FROM s
      WINDOW w AS (ORDER BY id ROWS BETWEEN 2 FOLLOWING AND 3 FOLLOWING) ORDER BY id
      """
    #expect(
      try rows(shards, empty) == [
        ["30", "30", "[2]"], ["18446744073709551615", "0", nil],
        ["18446744073709551615", "0", nil],
      ]
    )
  }
}
