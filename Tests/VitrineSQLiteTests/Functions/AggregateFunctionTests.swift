import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct AggregateFunctionTests {
  private let connection: Connection

  init() throws {
    connection = try Connection.memory()
    try connection.execute(
      """
      CREATE TABLE t (g, x);
      INSERT INTO t VALUES ('a', 1), ('b', 10), ('a', 2), ('b', NULL), ('a', 3), ('c', NULL);
      """
    )
    try connection.register(
      AggregateFunction("joined", arguments: 1, initial: { [String]() }) { parts, arguments in
        parts.append(arguments.text(at: 0))
      } inverse: { parts, _ in
        parts.removeFirst()
      } result: { parts, result in
        result.set(parts.joined(separator: "+"))
      }
    )
  }

  @Test func keepsAStateForEachGroup() throws {
    #expect(
      try connection.rows("SELECT g, joined(x) FROM t GROUP BY g ORDER BY g")
        == [
          [.text("a"), .text("1+2+3")], [.text("b"), .text("10")], [.text("c"), .text("")],
        ]
    )
  }

  @Test func anEmptyGroupGivesTheInitialState() throws {
    #expect(try connection.value("SELECT joined(x) FROM t WHERE 0") == .text(""))
  }

  @Test func slidesOverAWindow() throws {
    let rows = try connection.rows(
      """
      SELECT joined(x) OVER (ORDER BY rowid ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
      FROM t WHERE x IS NOT NULL
      """
    )
    #expect(rows == [[.text("1")], [.text("1+10")], [.text("10+2")], [.text("2+3")]])
  }

  @Test(arguments: ["step", "result"])
  func errorsOfAnyPartComeOutWhole(part: String) throws {
    let thrown = SQLError(.outOfRange, "at \(part)")
    try connection.register(
      AggregateFunction(
        "fails",
        arguments: 1,
        initial: { 0 },
        step: { _, _ throws(SQLError) in
          if part == "step" { throw thrown }
        },
        result: { _, _ throws(SQLError) in
          if part == "result" { throw thrown }
        }
      )
    )
    #expect(throws: thrown) { try connection.value("SELECT fails(x), joined(x) FROM t") }
    #expect(try connection.value("SELECT joined(x) FROM t") == .text("1+10+2+3"))
  }

  @Test func aStatementGivenUpReleasesItsGroups() throws {
    weak var released: Counter?
    try connection.register(
      AggregateFunction(
        "tracked",
        arguments: 1,
        initial: { () -> Counter in
          let counter = Counter()
          released = counter
          return counter
        },
        step: { counter, _ in counter.count += 1 },
        result: { counter, result throws(SQLError) in
          result.set(counter.count)
        }
      )
    )
    let statement = try connection.prepare(
      "SELECT tracked(x) OVER (ORDER BY rowid) FROM t WHERE x IS NOT NULL"
    )
    #expect(try statement.step())
    #expect(released != nil)
    statement.reset()
    #expect(released == nil)
  }
}
