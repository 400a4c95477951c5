import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

/// Queries that are deeper than SQLite's parser takes are put before the text, and keep their meaning.
@Suite struct HoistedQueriesTests {
  private func hoisted(_ text: String) throws -> String? {
    let connection = try Connection.memory()
    try connection.execute("CREATE TABLE t (a, b)")
    return HoistedQueries.hoisted(text) { (try? connection.prepare($0)) != nil }
  }

  /// A query in a query, so many levels, around the innermost.
  private static func nested(_ levels: Int, _ query: (String) -> String) -> String {
    (0..<levels).reduce("SELECT 1") { text, _ in query(text) }
  }

  @Test func queriesThatStandAloneAreMoved() throws {
    #expect(
      try hoisted(
        "SELECT a FROM t WHERE a IN (SELECT b FROM (SELECT b FROM t WHERE b IN (SELECT 1)))"
      )
        == "WITH query1 AS (SELECT b FROM (SELECT b FROM t WHERE b IN (SELECT 1)))"
        + " SELECT a FROM t WHERE a IN (SELECT * FROM query1)"
    )
    #expect(try hoisted("SELECT a FROM t WHERE a IN (SELECT b FROM (SELECT b FROM t))") == nil)
    #expect(try hoisted("CREATE VIEW v AS SELECT (SELECT (SELECT (SELECT (SELECT 1))))") == nil)
  }

  @Test func queriesThatReadOthersStay() throws {
    let text =
      "SELECT a FROM t WHERE a IN (SELECT u.b FROM t u WHERE (SELECT (SELECT (SELECT t.a))))"
    #expect(try hoisted(text) == nil)
  }

  @Test func tablesOfTheTextAreReadByThem() throws {
    let text =
      "WITH x AS (SELECT 1 AS a), y AS (SELECT a FROM x WHERE a IN (SELECT (SELECT (SELECT a FROM x))))"
      + " SELECT * FROM y WHERE a IN (SELECT (SELECT (SELECT a FROM y)))"
    #expect(
      try hoisted(text)
        == "WITH query1 AS (SELECT (SELECT (SELECT a FROM x))), query2 AS (SELECT (SELECT (SELECT a FROM y))),"
        + "  x AS (SELECT 1 AS a), y AS (SELECT a FROM x WHERE a IN (SELECT * FROM query1))"
        + " SELECT * FROM y WHERE a IN (SELECT * FROM query2)"
    )
  }

  @Test(arguments: [
    nested(40) { "SELECT a FROM t WHERE a IN (\($0))" },
    nested(40) {
      "SELECT count(*) AS a FROM (\($0) ORDER BY 1) AS x WHERE 1 IN (SELECT y.b FROM t y WHERE y.a = 1)"
    },
    nested(40) { "SELECT * FROM (SELECT a FROM t UNION SELECT * FROM (\($0)))" },
    nested(4) {
      "SELECT a FROM t WHERE a IN (SELECT x.a FROM t x WHERE x.b >= coalesce((\($0)), 0) AND EXISTS (SELECT 1 FROM t y WHERE y.a = x.a))"
    },
    "WITH RECURSIVE r(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM r WHERE a < (\(nested(20) { "SELECT max(a) FROM t WHERE a >= (\($0))" }))) SELECT count(*) FROM r",
  ])
  func deepQueriesAreAnswered(text: String) throws {
    let connection = try Connection.memory()
    try connection.execute("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (2, 0), (3, 2)")
    #expect(try !connection.rows(text).isEmpty)
  }

  @Test func deepQueriesOfWritesAreAnswered() throws {
    let connection = try Connection.memory()
    try connection.execute("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 1), (2, 0), (3, 2)")
    let deep = Self.nested(30) { "SELECT max(a) FROM t WHERE a >= (\($0))" }
    _ = try connection.rows("UPDATE t SET b = (\(deep)) WHERE a = (\(deep))")
    _ = try connection.rows(
      "INSERT INTO t SELECT a + 10, (\(deep)) FROM t WHERE a = ?1",
      [.integer(1)]
    )
    _ = try connection.rows("DELETE FROM t WHERE a IN (SELECT a - 9 FROM t WHERE a = (\(deep)))")
    #expect(
      try connection.rows("SELECT a, b FROM t ORDER BY a") == [
        [.integer(1), .integer(1)], [.integer(3), .integer(3)], [.integer(11), .integer(3)],
      ]
    )
  }
}
