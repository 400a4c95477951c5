import Testing
import Vitrine
import VitrineSQL

/// What goes by the order of rows has the order of one database on several shards.
///
/// RAND(5), LAST_INSERT_ID(value) and the queries of a UNION ALL; the answers are MySQL's.
@Suite struct RowSequenceTests {
  private static let schema = """
    CREATE TABLE t (id INT PRIMARY KEY, n INT, r DOUBLE);
    INSERT INTO t (id, n) VALUES (1, 60), (2, 50), (3, 40), (4, 30), (5, 20), (6, 10)
    """

  private static func answers(
    _ statements: [String],
    shards: Int,
    strategy: String
  ) throws -> [[[String?]]] {
    try withShop(shards) { _, session in
      session.strategy = strategy
      try session.executeScript(schema)
      return try statements.map { try session.execute($0).textRows }
    }
  }

  private static let drawn = ["0.9057", "0.373", "0.148", "0.6211", "0.6617", "0.4449"]

  private static func expected(_ ids: [String], _ numbers: [String]) -> [[String?]] {
    zip(ids, numbers).map { [$0, $1] }
  }

  /// The numbers of each query of a UNION ALL, and what LAST_INSERT_ID() reads beside LAST_INSERT_ID(value).
  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func beside(shards: Int, strategy: String) throws {
    let answers = try Self.answers(
      [
        "SELECT id, TRUNCATE(RAND(3), 4) FROM t WHERE id < 3 UNION ALL SELECT id, TRUNCATE(RAND(3), 4) FROM t WHERE id > 5",
        "SELECT id, LAST_INSERT_ID(id), LAST_INSERT_ID() FROM t WHERE id < 4 ORDER BY id",
      ],
      shards: shards,
      strategy: strategy
    )
    #expect(answers[0] == [["1", "0.9057"], ["2", "0.373"], ["6", "0.9057"]])
    #expect(answers[1] == [["1", "1", "1"], ["2", "2", "2"], ["3", "3", "3"]])
  }

  /// `RAND(3)` is drawn on from row to row, in the order of the statement or of the primary key.
  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func seededNumbersGoOn(shards: Int, strategy: String) throws {
    let ids = ["1", "2", "3", "4", "5", "6"]
    let statements: [(sql: String, answer: [[String?]])] = [
      ("SELECT id, TRUNCATE(RAND(3), 4) FROM t ORDER BY id", Self.expected(ids, Self.drawn)),
      (
        "SELECT id, TRUNCATE(RAND(3), 4) FROM t ORDER BY n",
        Self.expected(ids.reversed(), Self.drawn)
      ),
      ("SELECT id, TRUNCATE(RAND(3), 4) FROM t LIMIT 2", Self.expected(["1", "2"], Self.drawn)),
      ("SELECT id FROM t ORDER BY RAND(3) LIMIT 3", [["3"], ["2"], ["6"]]),
      ("SELECT id FROM t WHERE RAND(3) < 0.4 ORDER BY id", [["2"], ["3"]]),
      ("SELECT id FROM t WHERE id > 2 ORDER BY RAND(3), id", [["5"], ["4"], ["6"], ["3"]]),
      ("SELECT COUNT(DISTINCT r) FROM (SELECT RAND(3) AS r FROM t) q", [["6"]]),
      ("SELECT id FROM t WHERE RAND(3) < 0.5 ORDER BY id DESC", [["5"], ["4"], ["1"]]),
      (
        "SELECT id FROM t WHERE id IN (SELECT id FROM t WHERE RAND(3) < 0.5) ORDER BY id",
        [["2"], ["3"], ["6"]]
      ),
      ("SELECT (SELECT GROUP_CONCAT(id ORDER BY id) FROM t WHERE RAND(3) < 0.5)", [["2,3,6"]]),
      (
        "SELECT id, ROW_NUMBER() OVER (ORDER BY RAND(3)) FROM t ORDER BY id",
        Self.expected(ids, ["6", "2", "1", "4", "5", "3"])
      ),
      (
        "SELECT id, TRUNCATE(r, 4) FROM (SELECT id, n, RAND(3) AS r FROM t ORDER BY n LIMIT 3) q ORDER BY n",
        Self.expected(["6", "5", "4"], Self.drawn)
      ),
    ]
    let found = try Self.answers(statements.map(\.sql), shards: shards, strategy: strategy)
    for (statement, rows) in zip(statements, found) {
      #expect(rows == statement.answer, "\(statement.sql)")
    }
  }

  @Test(arguments: [1, 3], ["gather", "pushdown"])
  func writtenNumbersGoOn(shards: Int, strategy: String) throws {
    let ids = ["1", "2", "3", "4", "5", "6"]
    let rows = try Self.answers(
      [
        "UPDATE t SET r = RAND(3)", "SELECT id, TRUNCATE(r, 4) FROM t ORDER BY id",
        "INSERT INTO t (id, r) SELECT id + 10, RAND(3) FROM t WHERE id < 4",
        "SELECT id - 10, TRUNCATE(r, 4) FROM t WHERE id > 10 ORDER BY id",
      ],
      shards: shards,
      strategy: strategy
    )
    #expect(rows[1] == Self.expected(ids, Self.drawn))
    #expect(rows[3] == Self.expected(["1", "2", "3"], Self.drawn))
  }

  @Test func numbersOfSeveralDuplicatesAreRefused() throws {
    let update = " ON DUPLICATE KEY UPDATE r = RAND(9)"
    #expect(throws: Never.self) {
      try Self.answers(["INSERT INTO t (id) VALUES (1)" + update], shards: 3, strategy: "pushdown")
    }
    let error = #expect(throws: SQLError.self) {
      try Self.answers(
        ["INSERT INTO t (id) VALUES (1), (2)" + update],
        shards: 3,
        strategy: "pushdown"
      )
    }
    #expect(error?.code == .unsupported)
  }

  @Test(
    arguments: [1, 3],
    [
      ("SELECT LAST_INSERT_ID(id) FROM t ORDER BY id DESC", "1"),
      ("SELECT LAST_INSERT_ID(id) + 1 FROM t ORDER BY n", "1"),
      ("SELECT LAST_INSERT_ID(id) + 1 FROM t ORDER BY n LIMIT 2", "5"),
      ("SELECT id FROM t WHERE LAST_INSERT_ID(id) > 2", "6"),
      ("UPDATE t SET n = LAST_INSERT_ID(id) + 100 ORDER BY id DESC", "1"),
      ("UPDATE t SET n = LAST_INSERT_ID(n + 1) WHERE id = 3", "41"),
    ]
  )
  func theLastRowsIDIsKept(shards: Int, _ example: (sql: String, id: String)) throws {
    for strategy in ["gather", "pushdown", "cost"] {
      let statements = [example.sql, "SELECT LAST_INSERT_ID()"]
      let rows = try Self.answers(statements, shards: shards, strategy: strategy)
      #expect(rows[1] == [[example.id]], "\(example.sql)")
    }
  }

  /// No order is promised, but a report's head stays its head, in one call of each shard.
  @Test(arguments: [1, 3], ["gather", "pushdown", "cost"])
  func queriesOfAUnionStandInOrder(shards: Int, strategy: String) throws {
    let rows = try Self.answers(
      [
        "SELECT id, 1 AS arm FROM t UNION ALL SELECT id, 2 FROM t",
        "SELECT id, 1 AS arm FROM t UNION ALL SELECT n, 2 FROM t UNION ALL SELECT id, 3 FROM t LIMIT 14",
        "SELECT id FROM t UNION ALL SELECT n FROM t UNION ALL SELECT 100 LIMIT 8",
        "SELECT q.arm FROM (SELECT n, 1 AS arm FROM t UNION ALL SELECT n, 2 FROM t) q WHERE n > 10",
        "SELECT 1 FROM t UNION ALL SELECT 2 UNION ALL SELECT 3 FROM t LIMIT 8",
        "SELECT arm, (SELECT MAX(n) FROM t x WHERE x.id <= q.id) FROM (SELECT id, 1 AS arm FROM t UNION ALL SELECT id, 2 FROM t) q",
        "SELECT arm, ROW_NUMBER() OVER () FROM (SELECT id, 1 AS arm FROM t UNION ALL SELECT id, 2 FROM t) q",
        "SELECT 1 FROM t WHERE id = 5 UNION ALL SELECT 2 FROM t WHERE id = 1 UNION ALL SELECT 3 FROM t WHERE id = 5",
      ],
      shards: shards,
      strategy: strategy
    )
    #expect(
      rows[0].map { $0[1] } == Array(repeating: "1", count: 6) + Array(repeating: "2", count: 6)
    )
    #expect(rows[1].map { $0[1] }.last == "3")
    #expect(rows[1].count { $0[1] == "2" } == 6)
    #expect(
      rows[2].prefix(6).map { $0[0] }.sorted { ($0 ?? "") < ($1 ?? "") } == [
        "1", "2", "3", "4", "5", "6",
      ]
    )
    #expect(
      rows[3].map { $0[0] } == Array(repeating: "1", count: 5) + Array(repeating: "2", count: 5)
    )
    #expect(rows[4].map { $0[0] } == Array(repeating: "1", count: 6) + ["2", "3"])
    for rows in rows[5...6] {
      #expect(
        rows.map { $0[0] } == Array(repeating: "1", count: 6) + Array(repeating: "2", count: 6)
      )
    }
    #expect(rows[6].map { $0[1] } == (1...12).map { "\($0)" })
    #expect(rows[7] == [["1"], ["2"], ["3"]])
  }
}

/// The copies of a reference table stay the same, whatever is new at each evaluation.
@Suite struct ReferenceCopyTests {
  @Test func randomValuesAreDrawnOnce() throws {
    try withShop(4) { (cluster, session) throws in
      try session.executeScript(
        """
        DROP TABLE IF EXISTS countries;
        CREATE TABLE countries (code CHAR(2) PRIMARY KEY, name VARCHAR(60));
        INSERT INTO countries VALUES ('a', ''), ('b', ''), ('c', ''), ('d', ''), ('e', ''), ('f', ''), ('g', '');
        UPDATE countries SET name = UUID();
        DELETE FROM countries WHERE RAND() < 0.5;
        """
      )
      let copies = try ["-40", "40-80", "80-c0", "c0-"].map { shard in
        try cluster.session(target: "shop:\(shard)")
          .execute("SELECT * FROM countries ORDER BY code").textRows
      }
      #expect(Set(copies).count == 1)
    }
  }
}
