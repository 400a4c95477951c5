import Testing
import Vitrine

/// BIT_AND, BIT_OR and BIT_XOR of binary strings; the answers are MySQL's, MariaDB has numbers only.
@Suite struct BitAggregateTests {
  private static let schema = """
    CREATE TABLE s (id INT PRIMARY KEY, g INT, vb VARBINARY(4), b2 BINARY(2), v9 VARBINARY(16), bb BLOB, n INT);
    INSERT INTO s VALUES (1, 1, x'0F01', x'0102', x'0102030405060708F0', x'01', 5),
      (2, 1, x'F001', x'0304', x'FF02030405060708FF', x'02', 6), (3, 2, NULL, NULL, NULL, NULL, NULL),
      (4, 3, x'0C01', x'0506', x'010203040506070801', x'03', 12), (5, 4, x'AA', x'0708', NULL, x'0404', 1)
    """

  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func answers(shards: Int, strategy: String) throws {
    let (cluster, session) = try makeShop(shards: shards)
    defer { try? cluster.close() }
    try session.executeScript(Self.schema)
    session.strategy = strategy
    let rows = "FROM s WHERE id < 5"
    let answers: [(String, [[String?]])] = [
      (
        "SELECT HEX(BIT_OR(vb)), HEX(BIT_AND(vb)), HEX(BIT_XOR(vb)), HEX(BIT_AND(b2)) \(rows)",
        [["FF01", "0001", "F301", "0100"]]
      ),
      (
        "SELECT HEX(BIT_OR(v9)), HEX(BIT_AND(v9)), HEX(BIT_XOR(v9)) \(rows)",
        [["FF02030405060708FF", "010203040506070800", "FF020304050607080E"]]
      ),
      // Of no values the neutral ones, as long as the argument may be.
      (
        "SELECT HEX(BIT_OR(vb)), HEX(BIT_AND(vb)), HEX(BIT_XOR(b2)) FROM s WHERE id = 3",
        [["00000000", "FFFFFFFF", "0000"]]
      ),
      (
        "SELECT HEX(BIT_OR(vb)), HEX(BIT_AND(vb)) FROM s WHERE id > 9",
        [["00000000", "FFFFFFFF"]]
      ),
      (
        "SELECT g, HEX(BIT_AND(vb)) FROM s GROUP BY g ORDER BY g",
        [["1", "0001"], ["2", "FFFFFFFF"], ["3", "0C01"], ["4", "AA"]]
      ),
      (
        "SELECT g, HEX(BIT_OR(vb)) \(rows) GROUP BY g WITH ROLLUP",
        [["1", "FF01"], ["2", "00000000"], ["3", "0C01"], [nil, "FF01"]]
      ),
      (
        "SELECT HEX(BIT_XOR(vb)), COUNT(DISTINCT n), AVG(n) \(rows)", [["F301", "3", "7.6667"]]
      ),
      (
        "SELECT HEX(BIT_OR(vb) OVER (ORDER BY id)) \(rows) ORDER BY id",
        [["0F01"], ["FF01"], ["FF01"], ["FF01"]]
      ),
      (
        "SELECT HEX(BIT_XOR(vb) OVER (ORDER BY id ROWS 1 PRECEDING)) \(rows) ORDER BY id",
        [["0F01"], ["FF00"], ["F001"], ["0C01"]]
      ),
      (
        "SELECT HEX(BIT_AND(vb) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING)) x \(rows) ORDER BY id",
        [["F001"], ["0C01"], ["0C01"], ["FFFFFFFF"]]
      ),
      (
        "SELECT HEX(BIT_OR(l.vb)) FROM s AS l JOIN s AS r ON l.n > r.n WHERE l.id < 5",
        [["FF01"]]
      ),
      ("SELECT HEX(BIT_OR(d.x)) FROM (SELECT vb AS x \(rows)) AS d", [["FF01"]]),
      (
        "SELECT HEX(BIT_OR(COALESCE(vb, x'0000'))), HEX(BIT_OR(vb & x'FFFF')) \(rows)",
        [["FF01", "FF01"]]
      ),
      ("SELECT HEX(BIT_OR(INET6_ATON(CONCAT('10.0.0.', n)))) \(rows)", [["0A00000F"]]),
      // Literals, and what is no binary string, are numbers.
      (
        "SELECT BIT_OR(x'01'), BIT_AND(b'11'), BIT_OR(n), BIT_OR(NULL) \(rows)",
        [["1", "3", "15", "0"]]
      ),
      (
        "SELECT BIT_OR(SUBSTRING(bb, 1, 1)) = x'03', HEX(BIT_OR(CAST(bb AS BINARY(2)))) \(rows)",
        [["1", "0300"]]
      ),
    ]
    for (sql, expected) in answers {
      #expect(try session.execute(sql).textRows == expected, "\(sql)")
    }
  }

  /// Another literal is another length, also where the plan of the first is kept.
  @Test(arguments: [1, 3]) func literalsTellLengths(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.schema)
      for length in [1, 3, 2] {
        let sql = "SELECT HEX(BIT_OR(SUBSTRING(bb, 1, \(length)))) FROM s WHERE id = 3"
        let zeros = String(repeating: "00", count: length)
        #expect(try session.execute(sql).textRows == [[zeros]])
      }
      #expect(
        errorNumber(session, "SELECT HEX(BIT_OR(SUBSTRING(bb, 1, 512))) FROM s WHERE id = 3")
          == 3514
      )
    }
  }

  @Test(arguments: [1, 3]) func unlikeLengthsAreRefused(shards: Int) throws {
    try withShop(shards) { (_, session) throws in
      try session.executeScript(Self.schema)
      #expect(errorNumber(session, "SELECT BIT_OR(vb) FROM s") == 3513)
      #expect(errorNumber(session, "SELECT BIT_OR(vb) OVER (ORDER BY id) FROM s") == 3513)
      #expect(errorNumber(session, "SELECT BIT_OR(bb) FROM s") == 3514)
      #expect(errorNumber(session, "SELECT BIT_XOR(CAST(vb AS BINARY(512))) FROM s") == 3514)
    }
  }

  /// The type has a byte more than the argument, as MySQL's.
  @Test func tablesAreMadeOfThem() throws {
    try withShop(2) { (_, session) throws in
      try session.executeScript(Self.schema)
      try session.execute("CREATE TABLE z AS SELECT 1 AS id, BIT_OR(vb) AS x FROM s WHERE id < 5")
      let types = try session.execute(
        "SELECT COLUMN_TYPE FROM information_schema.COLUMNS WHERE TABLE_NAME = 'z' AND COLUMN_NAME = 'x'"
      )
      #expect(types.textRows == [["varbinary(5)"]])
      #expect(try session.execute("SELECT HEX(x) FROM z").textRows == [["FF01"]])
    }
  }
}
