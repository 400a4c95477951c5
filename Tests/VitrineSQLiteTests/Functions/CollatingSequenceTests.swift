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
