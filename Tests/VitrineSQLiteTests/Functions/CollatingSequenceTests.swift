import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct CollatingSequenceTests {
  @Test func ordersAndCompares() throws {
    let connection = try Connection.memory()
    try connection.register(
      CollatingSequence("by_length") { left, right in left.count - right.count }
    )
    try connection.execute(
      """
      CREATE TABLE t (x TEXT COLLATE by_length UNIQUE);
      INSERT INTO t VALUES ('ccc'), (''), ('bb'), ('a');
      """
    )
    #expect(
      try connection.rows("SELECT x FROM t ORDER BY x").map { $0[0] }
        == [.text(""), .text("a"), .text("bb"), .text("ccc")]
    )
    #expect(try connection.value("SELECT count(*) FROM t WHERE x = 'z'") == .integer(1))
    let error = #expect(throws: SQLError.self) {
      try connection.execute("INSERT INTO t VALUES ('q')")
    }
    #expect(error?.code == .duplicateEntry)
  }

  /// Texts of different lengths that are equal meet in joins by automatic indexes too.
  @Test func joinsFindEqualTextsOfDifferentLengths() throws {
    let connection = try Connection.memory()
    try connection.register(
      CollatingSequence("without_dots") { left, right in
        let (left, right) = (left.filter { $0 != 0x2E }, right.filter { $0 != 0x2E })
        return left.lexicographicallyPrecedes(right) ? -1 : left.elementsEqual(right) ? 0 : 1
      }
    )
    let join = """
      WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99),
      a AS MATERIALIZED (SELECT 'x' || i || '.' AS x FROM n),
      b AS MATERIALIZED (SELECT 'x.' || i || '..' AS y FROM n)
      SELECT count(*) FROM a JOIN b ON x = y COLLATE without_dots JOIN n ON i < 2
      """
    #expect(try connection.value(join) == .integer(200))
    let steps = try connection.rows("EXPLAIN QUERY PLAN " + join).map { "\($0[3])" }
    #expect(!steps.contains { $0.contains("BLOOM") }, "\(steps)")
    #expect(steps.contains { $0.contains("AUTOMATIC") }, "\(steps)")
  }

  @Test func theClosureIsReleasedWithTheConnection() throws {
    weak var released: Counter?
    do {
      let connection = try Connection.memory()
      let counter = Counter()
      released = counter
      try connection.register(
        CollatingSequence("counting") { left, right in
          counter.count += 1
          return left.count - right.count
        }
      )
      #expect(try connection.value("SELECT 'a' = 'b' COLLATE counting") == .integer(1))
      #expect(released?.count == 1)
    }
    #expect(released == nil)
  }
}
