import Testing
import Vitrine

/// UPDATE of joins that a shard runs whole: new values are computed for the rows that the join finds alone.
@Suite struct JoinedUpdateTests {
  @Test(
    arguments: [1, 3],
    [
      ("x1.n = x1.n + 1 WHERE x1.id = x2.w AND x1.id = 6", 0),
      ("x1.n = x1.n + 1 WHERE x1.id = x2.w AND x2.code = 3", 1),
      ("x1.s = CONCAT(x1.s, 'x') WHERE x1.id = x2.w AND x2.code = 3", 1),
      ("x1.u = x1.u - 5 WHERE x1.u = x2.w AND x2.code = 2", 1),
      ("x1.n = x1.n * 2 WHERE x1.id = x2.w AND x2.code IN (SELECT 3)", 1),
    ]
  )
  func valuesAreComputedForRowsOfTheJoin(shards: Int, _ update: (sql: String, count: Int)) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE r (code INT PRIMARY KEY, w INT);
        INSERT INTO r VALUES (1, -1), (2, 5), (3, 4);
        CREATE TABLE a (id INT PRIMARY KEY, u BIGINT UNSIGNED, n TINYINT, s VARCHAR(3) NOT NULL);
        INSERT INTO a VALUES (4, 4, 1, 'a'), (5, 5, 127, 'abc'), (6, 6, 127, 'abc');
        """
      )
      let result = try session.execute("UPDATE a x1, r x2 SET \(update.sql)")
      #expect(result.affectedRows == update.count)
    }
  }
}
