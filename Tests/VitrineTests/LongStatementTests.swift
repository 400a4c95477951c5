import Testing
import Vitrine
import VitrineSQL

/// Statements that programs write, longer than a person would.
@Suite struct LongStatementTests {
  @Test(arguments: [1, 4]) func longStatementsAreAnswered(shards: Int) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.execute("INSERT INTO users (name, age) VALUES ('Ada', 36), ('Ken', 40)")
    let union = Array(repeating: "SELECT id FROM users", count: 500).joined(
      separator: " UNION ALL "
    )
    #expect(try session.execute(union).rows.count == 1000)
    let numbers = (0..<500).map { "SELECT \($0)" }.joined(separator: " UNION ")
    #expect(try session.execute(numbers).rows.count == 500)
    let either = (0..<2000).map { "id = \($0)" }.joined(separator: " OR ")
    #expect(try session.execute("SELECT id FROM users WHERE \(either)").rows.count == 2)
    let list = (0..<10_000).map { "\($0)" }.joined(separator: ", ")
    #expect(try session.execute("SELECT id FROM users WHERE id IN (\(list))").rows.count == 2)
  }

  @Test func aLongerUnionIsRefused() throws {
    let (cluster, session) = try makeShop(shards: 1)
    defer { try? cluster.close() }
    for word in [" UNION ALL ", " UNION SELECT 0 UNION ALL ", " EXCEPT "] {
      let union = Array(repeating: "SELECT 1", count: 600).joined(separator: word)
      let error = #expect(throws: SQLError.self) { try session.execute(union) }
      #expect(error?.code == .nestingTooDeep)
    }
  }
}
