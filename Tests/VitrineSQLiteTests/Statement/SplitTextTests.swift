import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

/// Expressions that are deeper than SQLite's parser takes are taken apart, and keep their meaning.
@Suite struct SplitTextTests {
  private func split(_ text: String, budget: Int = 12) -> String? {
    SplitText.split(text, budget: budget, fixed: SplitText.FixedFunctions(volatile: ["my_rand"]))
  }

  /// Calls of a function in each other, so many.
  private func nested(_ count: Int, _ innermost: String, _ function: String = "f") -> String {
    String(repeating: "\(function)(", count: count) + innermost
      + String(repeating: ")", count: count)
  }

  @Test func innerPartsBecomeCommonTables() {
    #expect(
      split("SELECT \(nested(7, "t.a")) AS x FROM t", budget: 18)
        == "SELECT f((WITH part1(v) AS (SELECT f(f(f(f(f(t.a)))))) SELECT f((SELECT v FROM part1))))"
        + " AS x FROM t"
    )
    #expect(split("SELECT f(f(t.a)) FROM t") == nil)
  }

  @Test func aCollationStaysOutside() throws {
    let text = try #require(split("SELECT g(1, \(nested(7, "t.a")) COLLATE nocase) FROM t"))
    #expect(text.hasSuffix("COLLATE nocase) FROM t"))
  }

  @Test(arguments: ["sum(t.a)", "my_rand()", "rank() OVER (ORDER BY t.a)", "max(t.a)"])
  func whatIsOfTheRowsStays(call: String) {
    #expect(split("SELECT \(nested(8, call)) FROM t") == nil)
  }

  @Test func theArgumentsOfAnAggregateAreTakenApart() throws {
    let text = try #require(split("SELECT f(sum(\(nested(8, "t.a")))) FROM t"))
    #expect(text.hasPrefix("SELECT f(sum((WITH part1(v) AS "))
    #expect(split("SELECT \(nested(8, "max(t.a,1)")) FROM t") != nil)
    #expect(split("SELECT \(nested(8, "my_rand()+t.a")) FROM t") != nil)
  }

  @Test func namesOfPartsAreNew() throws {
    let text = try #require(split("SELECT \(nested(8, "part.a")) FROM part"))
    #expect(text.contains("part_1(v)"))
  }

  private static let chain = (1...90).reduce("t.s") { "replace(\($0),char(\($1 + 100)),'a')" }
  private static let choice = (1...60).reduce("t.a") {
    "(CASE WHEN t.a = \($1) THEN -\($1) ELSE \($0) END)"
  }
  private static let sums = (1...70).reduce("t.a") { "(\($1) + abs(\($0) - 1))" }

  @Test(arguments: [
    "SELECT \(chain) FROM t ORDER BY t.a",
    "SELECT count(*), max(\(choice)) FROM t GROUP BY t.a % 2",
    "SELECT \(choice), \(sums) FROM (SELECT * FROM t WHERE \(sums) > 0) AS t ORDER BY \(choice)",
    "SELECT (SELECT \(sums) FROM t AS u WHERE u.a = t.a) FROM t",
    "SELECT rank() OVER (PARTITION BY \(choice) ORDER BY t.a) FROM t",
    "SELECT max(\(sums), 7) IN (\(choice), 7) FROM t JOIN (SELECT 1 AS b) AS u ON \(choice) <> b",
  ])
  func deepStatementsAreAnswered(statement: String) throws {
    let connection = try Connection.memory()
    try connection.execute("CREATE TABLE t (a INTEGER, s TEXT)")
    try connection.execute("INSERT INTO t VALUES (1, 'efgh'), (2, 'ijk'), (70, NULL)")
    #expect(try connection.rows(statement).isEmpty == false)
  }

  @Test func whatIsLeftOutIsNotComputed() throws {
    let connection = try Connection.memory()
    let fails = ScalarFunction("fails", arguments: 1) { _, _ throws(SQLError) in
      throw SQLError(.outOfRange, "computed")
    }
    try connection.register(fails)
    try connection.execute("CREATE TABLE t (a INTEGER)")
    try connection.execute("INSERT INTO t VALUES (1)")
    let deep = nested(50, "fails(t.a)", "abs")
    let text =
      "SELECT \(nested(50, "iif(t.a = 1, 5, \(deep))", "abs")), coalesce(7, \(deep)) FROM t"
    #expect(try connection.rows(text) == [[.integer(5), .integer(7)]])
    #expect(throws: SQLError.self) { try connection.rows("SELECT \(deep) FROM t") }
  }

  @Test func schemasHaveNoSubqueries() throws {
    let connection = try Connection.memory()
    let error = #expect(throws: SQLError.self) {
      try connection.prepare("CREATE TABLE u (a CHECK (\(nested(120, "a", "abs")) > 0))").run()
    }
    #expect(error?.code == .nestingTooDeep)
  }
}
