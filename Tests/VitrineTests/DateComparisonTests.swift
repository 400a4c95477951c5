import Testing
import Vitrine

/// Dates beside strings of every kind are compared as dates.
@Suite struct DateComparisonTests {
  private func rows(_ shards: Int, _ sql: String) throws -> [[String?]] {
    var rows: [[String?]] = []
    try withShop(shards) { (_, session) throws in
      try session.executeScript(
        """
        CREATE TABLE c (id INT PRIMARY KEY, dt DATE, ts DATETIME, bi VARBINARY(30), bl BLOB,
          e ENUM('2020-01-01', 'x'), st SET('2020-1-1', 'q'), s VARCHAR(20));
        INSERT INTO c VALUES
          (1, '2020-01-01', '2020-01-01 00:00:00', '2020-01-01', '2020-1-1', '2020-01-01', '2020-1-1', '2020-1-1'),
          (2, '2021-06-15', '2021-06-15 10:00:00', '2021-06-16', '2021-06-14', 'x', 'q', '2021-06-15');
        """
      )
      rows = try session.execute(sql).textRows
    }
    return rows
  }

  @Test(
    arguments: [1, 3],
    [
      "dt = bi", "dt = bl", "dt = e", "dt = st", "ts = bi", "ts = e", "dt <=> e", "dt IN (e)",
      "NULLIF(dt, e) IS NULL", "CASE dt WHEN bi THEN 1 ELSE 0 END",
      "dt = CAST('2020-1-1' AS BINARY)",
      "dt = x'323032302D30312D3031'", "DATE '2020-01-01' = e", "(dt, id) = (bl, id)",
      "dt = (SELECT b.bi FROM c AS b WHERE b.id = 1)",
    ]
  )
  func aDateEqualsBytesAndMembers(shards: Int, condition: String) throws {
    #expect(try rows(shards, "SELECT id FROM c WHERE \(condition)") == [["1"]])
  }

  @Test(arguments: [1, 3]) func orderAndJoins(shards: Int) throws {
    #expect(try rows(shards, "SELECT id FROM c WHERE dt < bi") == [["2"]])
    #expect(try rows(shards, "SELECT id FROM c WHERE dt > bl") == [["2"]])
    #expect(
      try rows(shards, "SELECT a.id, b.id FROM c a JOIN c b ON a.dt = b.bi") == [["1", "1"]]
    )
  }

  @Test(
    arguments: [1, 3],
    [
      ("s BETWEEN TIMESTAMP '2020-02-29 23:59:59' AND '2021-06-15'", ["2"]),
      ("s BETWEEN DATE '2020-01-01' AND '2021-6-15'", ["1", "2"]),
      ("'2020-1-1' BETWEEN dt AND s", ["1"]),
      ("s NOT BETWEEN DATE '2020-01-02' AND '2021-6-15'", ["1"]),
    ]
  )
  func aTextBetweenADateAndAText(shards: Int, _ test: (condition: String, ids: [String])) throws {
    let sql = "SELECT id FROM c WHERE \(test.condition) ORDER BY id"
    #expect(try rows(shards, sql) == test.ids.map { [$0] })
  }

  /// A text that is no date is an error where it is written, not where a subquery gives it, which may run first.
  @Test(arguments: [1, 3]) func aSubqueryMayGiveNoDate(shards: Int) throws {
    let other = "(SELECT e FROM c AS b WHERE b.id = 2)"
    #expect(try rows(shards, "SELECT id FROM c WHERE dt = \(other)") == [])
    #expect(try rows(shards, "SELECT id FROM c WHERE dt IN (\(other), '2021-6-15')") == [["2"]])
    #expect(throws: (any Error).self) { try rows(shards, "SELECT id FROM c WHERE dt = 'x'") }
  }
}
