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
}
