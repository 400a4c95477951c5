import Testing
import VitrineSQL

@testable import Vitrine

/// Expressions that nest deeper than the parser of SQLite before 3.46 takes.
@Suite struct DeepExpressionTests {
  private func withTable(_ shards: Int = 2, _ body: (Session) throws -> Void) throws {
    try withShop(shards) { _, session in
      try session.executeScript(
        """
        CREATE TABLE t (id INT PRIMARY KEY, s VARCHAR(100), a INT, d DECIMAL(10,2), dt DATETIME);
        INSERT INTO t VALUES (1, 'abc', 1, 1.50, '2020-01-01 00:00:00'),
          (2, 'xbz', 2, 2.25, '2020-02-01 10:00:00'), (3, NULL, NULL, NULL, NULL);
        """
      )
      try body(session)
    }
  }

  /// `template` in itself so often, around `innermost`; `@` is the level.
  private func nested(_ template: String, _ count: Int, _ innermost: String) -> String {
    let parts = template.split(separator: "#", omittingEmptySubsequences: false)
    guard let before = parts.first, let after = parts.last else { return innermost }
    let levels = 0..<count
    return levels.reversed().map { before.replacing("@", with: "\($0)") }.joined() + innermost
      + levels.map { after.replacing("@", with: "\($0)") }.joined()
  }

  @Test(arguments: [
    ("REPLACE(#, 'b', 'c')", "s", ["acc", "xcz", nil]),
    ("IF(a = @, @, #)", "a", ["1", "2", nil]),
    ("CASE WHEN a = @ THEN 'x@' ELSE # END", "s", ["x1", "x2", nil]),
    ("DATE_ADD(#, INTERVAL 1 DAY)", "dt", ["2020-03-01 00:00:00", "2020-04-01 10:00:00", nil]),
    ("COALESCE(#, a)", "a", ["1", "2", nil]),
    ("ABS(# - 1)", "a", ["1", "0", nil]),
    ("NULLIF(#, 7)", "a", ["1", "2", nil]),
    ("FIELD(#, 1, 2)", "a", ["1", "2", "0"]),
    ("(# % 30)", "a", ["1", "2", nil]),
    ("GREATEST(#, 5)", "d", ["5.00", "5.00", nil]),
    ("CONCAT(LEFT(#, 2), 'y')", "s", ["aby", "xby", nil]),
    ("(# <=> 1)", "a", ["1", "0", "0"]),
  ])
  func functionsNestDeep(template: String, column: String, values: [String?]) throws {
    try withTable { (session) throws in
      let deep = nested(template, 60, column)
      let result = try session.execute("SELECT \(deep) FROM t ORDER BY id")
      #expect(result.textRows == values.map { [$0] })
    }
  }

  @Test func theDeepestThatTheParserTakesIsAnswered() throws {
    try withTable { (session) throws in
      for template in ["ABS(#)", "TRIM(#)", "COALESCE(#, a)"] {
        let deep = nested(template, 240, "a")
        #expect(try session.execute("SELECT \(deep) FROM t WHERE id = 2").textRows == [["2"]])
      }
    }
  }

  @Test(arguments: [1, 3])
  func everyClauseTakesThem(shards: Int) throws {
    let deep = nested("REPLACE(#, 'b', 'c')", 60, "s")
    try withTable(shards) { (session) throws in
      func rows(_ sql: String) throws -> [[String?]] { try session.execute(sql).textRows }
      #expect(try rows("SELECT id FROM t WHERE \(deep) = 'ACC'") == [["1"]])
      #expect(try rows("SELECT id FROM t WHERE a > 0 ORDER BY \(deep) DESC") == [["2"], ["1"]])
      #expect(
        try rows("SELECT \(deep) x, COUNT(*) FROM t GROUP BY \(deep) ORDER BY x")
          == [[nil, "1"], ["acc", "1"], ["xcz", "1"]]
      )
      #expect(try rows("SELECT MAX(\(deep)), COUNT(DISTINCT \(deep)) FROM t") == [["xcz", "2"]])
      let ofGroup = nested("REPLACE(#, 'b', 'c')", 60, "MAX(s)")
      #expect(try rows("SELECT \(ofGroup) FROM t HAVING \(ofGroup) > 'a'") == [["xcz"]])
      #expect(
        try rows("SELECT \(ofGroup) x FROM t WHERE a > 0 GROUP BY a ORDER BY \(ofGroup) DESC")
          == [["xcz"], ["acc"]]
      )
      let ofWindow = nested("ABS(#)", 60, "ROW_NUMBER() OVER (ORDER BY \(deep), id)")
      #expect(try rows("SELECT \(ofWindow) FROM t ORDER BY id") == [["2"], ["3"], ["1"]])
      #expect(
        try rows("SELECT t.id FROM t JOIN t u ON \(nested("ABS(#)", 60, "t.a")) = u.a ORDER BY 1")
          == [["1"], ["2"]]
      )
      try session.execute("UPDATE t SET s = \(deep) WHERE \(deep) <> 'x'")
      try session.execute("INSERT INTO t (id, s) VALUES (4, \(nested("TRIM(#)", 60, "' q '")))")
      #expect(try rows("SELECT s FROM t ORDER BY id") == [["acc"], ["xcz"], [nil], ["q"]])
      #expect(
        errorNumber(session, "CREATE TABLE u (a INT CHECK (\(nested("ABS(#)", 60, "a")) > 0))")
          == 1436
      )
    }
  }

  @Test func whatIsLeftOutIsNotComputed() throws {
    try withTable { (session) throws in
      let fails = nested("ABS(#)", 40, "POW(0, a - 2)")
      let deep = nested("IF(a < @, #, @)", 40, "COALESCE(a, \(fails))")
      let rows = try session.execute("SELECT \(nested("ABS(#)", 40, deep)) FROM t WHERE id = 1")
      #expect(rows.textRows == [["1"]])
      #expect(errorNumber(session, "SELECT \(fails) FROM t WHERE id = 1") == 1690)
      let chosen = try session.execute("SELECT ELT(0, POW(0, -1)), ELT(2, POW(0, -1), 'b')")
      #expect(chosen.textRows == [[nil, "b"]])
    }
  }

  /// The text for SQLite would double with each level.
  @Test func whatGrowsBeyondMeasureIsRefused() throws {
    try withTable { (session) throws in
      let deep = nested("INTERVAL(#, 0, 1, 2, 3)", 60, "a")
      #expect(errorNumber(session, "SELECT \(deep) FROM t") == 1436)
    }
  }
}
