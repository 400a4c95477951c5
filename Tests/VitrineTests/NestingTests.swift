import Testing
import VitrineSQL

@testable import Vitrine

/// Statements that are short as text and deep or large once names are put in place are refused.
@Suite struct NestingTests {
  /// `WITH a0 AS (…), a1 AS (… a0 …), … SELECT * FROM` the last.
  private func chain(_ count: Int, _ body: (String) -> String) -> String {
    let tables = (1..<count).map { "a\($0) AS (\(body("a\($0 - 1)")))" }
    return
      "WITH a0 AS (SELECT 1 AS x), \(tables.joined(separator: ", ")) SELECT * FROM a\(count - 1)"
  }

  @Test func aChainOfCommonTablesIsAnswered() throws {
    let (_, session) = try makeShop(shards: 2)
    let statement = chain(100) { "SELECT * FROM \($0)" }
    #expect(try session.execute(statement).textRows == [["1"]])
  }

  @Test func aChainTooDeepIsRefused() throws {
    let (_, session) = try makeShop(shards: 2)
    let statement = chain(3000) { "SELECT * FROM \($0)" }
    let error = #expect(throws: SQLError.self) { try session.execute(statement) }
    #expect(error?.code == .nestingTooDeep)
  }

  @Test func aTreeTooLargeIsRefused() throws {
    let (_, session) = try makeShop(shards: 2)
    let statement = chain(40) { "SELECT (SELECT x FROM \($0)) + (SELECT x FROM \($0)) AS x" }
    let error = #expect(throws: SQLError.self) { try session.execute(statement) }
    #expect(error?.code == .tooLarge)
  }

  @Test(arguments: [1, 3]) func tooManyTablesOrColumnsAreRefused(shards: Int) throws {
    let (_, session) = try makeShop(shards: shards)
    let tables = (0..<70).map { "users t\($0)" }.joined(separator: " STRAIGHT_JOIN ")
    var error = #expect(throws: SQLError.self) { try session.execute("SELECT 1 FROM \(tables)") }
    #expect(error?.message == "Too many tables; MySQL can only use 61 tables in a join")
    #expect(error?.code.number == 1116)
    let columns = Array(repeating: "name", count: 40_000).joined(separator: ", ")
    error = #expect(throws: SQLError.self) { try session.execute("SELECT \(columns) FROM users") }
    #expect(error?.message == "Too many columns")
    #expect(error?.code.number == 1117)
  }

  @Test(arguments: [1, 3])
  func queriesInQueriesAreAnswered(shards: Int) throws {
    let (_, session) = try makeShop(shards: shards)
    try session.execute("CREATE TABLE deep (id BIGINT PRIMARY KEY, n INT)")
    try session.execute("INSERT INTO deep VALUES (1, 1), (2, 5), (3, 2)")
    let steps: [(String) -> String] = [
      { "SELECT id FROM deep WHERE id IN (\($0))" },
      { "SELECT id FROM deep EXCEPT (SELECT n FROM deep WHERE n > 4 INTERSECT (\($0)))" },
      { "SELECT DISTINCT id FROM (\($0)) q GROUP BY id" },
      {
        "SELECT id FROM deep UNION SELECT id FROM deep WHERE n >= (SELECT MAX(id) FROM (\($0)) q)"
      },
    ]
    for step in steps {
      let text = (0..<30).reduce("SELECT id FROM deep WHERE n < 9") { text, _ in step(text) }
      let rows = try session.execute("SELECT id FROM (\(text)) w ORDER BY id").textRows
      #expect(rows == [["1"], ["2"], ["3"]])
    }
  }

  @Test func viewsCountAsWhatTheyName() throws {
    let (_, session) = try makeShop(shards: 2)
    try session.execute("CREATE VIEW v0 AS SELECT 1 AS x")
    var refusal: SQLError?
    for number in 1...300 where refusal == nil {
      do throws(SQLError) {
        try session.execute("CREATE VIEW v\(number) AS SELECT * FROM v\(number - 1)")
      } catch {
        refusal = error
      }
    }
    #expect(refusal?.code == .nestingTooDeep)
  }

  /// `REPLACE` of a column, of that again, and so on.
  private func replaced(_ column: String, _ count: Int) -> String {
    String(repeating: "REPLACE(", count: count) + column
      + String(repeating: ", 'a', 'b')", count: count)
  }

  @Test func aConditionOnNestedViewsGrowsNoDeeperThanAText() throws {
    let (_, session) = try makeShop(shards: 2)
    try session.execute("CREATE VIEW v0 AS SELECT 'a' AS s")
    for number in 1...20 {
      let value = replaced("s", 100)
      try session.execute("CREATE VIEW v\(number) AS SELECT \(value) AS s FROM v\(number - 1)")
    }
    let error = #expect(throws: SQLError.self) {
      try session.execute("SELECT s FROM v20 WHERE \(replaced("s", 100)) > 'a'")
    }
    #expect(error?.code == .nestingTooDeep)
    #expect(
      try session.execute("SELECT s FROM v2 WHERE \(replaced("s", 100)) > 'a'").textRows == [["b"]]
    )
  }

  @Test func assignmentsThatReadEachOtherAreRefused() throws {
    let (_, session) = try makeShop(shards: 2)
    let sets = Array(repeating: "name = \(replaced("name", 100))", count: 30)
    let error = #expect(throws: SQLError.self) {
      try session.execute("UPDATE users SET \(sets.joined(separator: ", "))")
    }
    #expect(error?.code == .nestingTooDeep)
  }

  @Test func functionsThatAreNoExpressionsAreRun() throws {
    let (_, session) = try makeShop(shards: 2)
    let sets = String(repeating: "SET x = REPLACE(x, 'a', 'b'); ", count: 600)
    try session.execute(
      "CREATE FUNCTION f(x VARCHAR(9)) RETURNS VARCHAR(9) DETERMINISTIC BEGIN \(sets)RETURN x; END"
    )
    #expect(try session.execute("SELECT f(f('abc'))").textRows == [["bbc"]])
    try session.execute(
      "CREATE FUNCTION g(x VARCHAR(9)) RETURNS VARCHAR(9) DETERMINISTIC RETURN \(replaced("x", 45))"
    )
    let calls = String(repeating: "g(", count: 12) + "'abc'" + String(repeating: ")", count: 12)
    #expect(try session.execute("SELECT \(calls)").textRows == [["bbc"]])
  }
}
