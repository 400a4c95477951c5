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
    let both = (5..<1500).map { "age <> \($0 + 100)" }.joined(separator: " AND ")
    #expect(try session.execute("SELECT id FROM users WHERE \(both)").rows.count == 2)
    let joined = "SELECT a.id FROM users a JOIN users b ON a.id = b.id AND a."
    let on = both.replacing(" AND ", with: " AND a.")
    #expect(try session.execute(joined + on).rows.count == 2)
    #expect(try session.execute("UPDATE users SET age = 7 WHERE \(both)").affectedRows == 2)
    let list = (0..<10_000).map { "\($0)" }.joined(separator: ", ")
    #expect(try session.execute("SELECT id FROM users WHERE id IN (\(list))").rows.count == 2)
    let texts = (0..<10_000).map { "'Ada\($0)'" }.joined(separator: ", ")
    let named = "SELECT id FROM users WHERE name IN ('Ada', \(texts))"
    #expect(try session.execute(named).rows.count == 1)
  }

  /// Rows of a vindex over two columns are looked for as they are, not each first value with each second.
  @Test func longListsOfRowsAreAnswered() throws {
    let vschema = """
      {"sharded": true,
       "vindexes": {"both": {"type": "multicol",
         "params": {"column_count": "2", "column_vindex": "hash,hash", "column_bytes": "1,7"}}},
       "tables": {"m": {"column_vindexes": [{"columns": ["a", "b"], "name": "both"}]}}}
      """
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: 4, vschemaJSON: vschema)
    let session = try cluster.session(target: "ks")
    try session.execute("CREATE TABLE m (a INT, b INT, PRIMARY KEY (a, b))")
    try session.execute("INSERT INTO m VALUES (1, 1), (1, 2), (2, 1), (2999, 2999)")
    let rows = (0..<3000).map { "(\($0), \($0))" }.joined(separator: ", ")
    let answer = try session.execute("SELECT a FROM m WHERE (a, b) IN (\(rows)) ORDER BY a")
    #expect(answer.textRows == [["1"], ["2999"]])
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
