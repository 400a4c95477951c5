import Testing
import Vitrine
import VitrineSQL

/// `@a := value` inside a statement.
@Suite struct AssignmentExpressionTests {
  @Test func variablesTakeTheValue() throws {
    let (cluster, session) = try makeShop(shards: 4)
    defer { try? cluster.close() }
    #expect(try session.execute("SELECT @a := 41 + 1, 7").textRows == [["42", "7"]])
    #expect(try session.execute("SELECT @a").textRows == [["42"]])
    #expect(try session.execute("SELECT @a := @a + 1").textRows == [["43"]])
    #expect(try session.execute("SELECT @b := 'x' UNION SELECT 1").rows.count == 2)
    try session.execute("INSERT INTO users (id, name) VALUES (@id := 99, @b)")
    #expect(
      try session.execute("SELECT @id, name FROM users WHERE id = @id").textRows == [["99", "x"]]
    )
    #expect(try session.execute("SELECT @n := NULL").textRows == [[nil]])
  }

  /// Each would depend on the order or the number of evaluations.
  @Test(arguments: [
    "SELECT @a := id FROM users", "SELECT @a := 1, @a", "SELECT @a, @a := 1",
    "SELECT @a := 1, @a := 2", "SELECT IF(1, @a := 1, 0)", "SELECT @a := 1 FROM users",
    "SELECT @a := 1 WHERE 1 = 0", "SELECT @a := 1 LIMIT 0", "SELECT (SELECT @a := 1)",
    "SELECT * FROM (SELECT @a := 1) AS t", "WITH t AS (SELECT @a := 1) SELECT * FROM t",
    "INSERT INTO users (id, name) VALUES (@a := 1, 'a'), (2, 'b')",
  ]) func refusesWhatDependsOnOrder(sql: String) throws {
    let (cluster, session) = try makeShop(shards: 2)
    defer { try? cluster.close() }
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.code.number == 1235, "\(String(describing: error))")
    #expect(try session.execute("SELECT @a").textRows == [[nil]])
  }
}
