import Foundation
import Testing
import Vitrine
import VitrineSQL

/// `SELECT NEXT n VALUES`, and the row of a sequence's table.
@Suite struct SequenceTests {
  private static func cluster(
    _ shards: Int = 4,
    at directory: String? = nil,
    table: Bool = true
  ) throws -> Cluster {
    let cluster = try Cluster.create(at: directory)
    try cluster.createKeyspace("side", shards: 1)
    try cluster.createKeyspace("ks", shards: shards)
    try cluster.applyVSchema(
      keyspace: "side",
      json: #"{"tables": {"seq": {"type": "sequence"}, "plain": {}}}"#
    )
    try cluster.applyVSchema(
      keyspace: "ks",
      json: shards == 1
        ? #"{"tables": {"t": {"auto_increment": {"column": "id", "sequence": "side.seq"}}}}"#
        : """
        {"sharded": true, "vindexes": {"h": {"type": "hash"}},
         "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}],
                          "auto_increment": {"column": "id", "sequence": "side.seq"}}}}
        """
    )
    let session = try cluster.session(target: "ks")
    if table { try session.execute(sequenceTable) }
    try session.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, name VARCHAR(9))")
    try session.execute("CREATE TABLE side.plain (id BIGINT PRIMARY KEY)")
    return cluster
  }

  private static let sequenceTable =
    "CREATE TABLE side.seq (id INT PRIMARY KEY, next_id BIGINT, cache BIGINT)"

  private static func next(_ session: Session, _ what: String = "VALUE") throws -> String? {
    try session.execute("SELECT NEXT \(what) FROM side.seq").textRows.first?.first ?? nil
  }

  @Test(arguments: [1, 4])
  func startsAtTheRowAndSharesWithInsert(shards: Int) throws {
    let cluster = try Self.cluster(shards)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("INSERT INTO side.seq VALUES (0, 1000, 100)")
    let result = try session.execute("SELECT NEXT VALUE FROM side.seq")
    #expect(result.columns.map(\.name) == ["nextval"])
    #expect(result.columns.first?.type.kind == .bigint)
    #expect(result.textRows == [["1000"]])
    #expect(try Self.next(session, "5 VALUES") == "1001")
    #expect(try session.execute("INSERT INTO t (name) VALUES ('a'), ('b')").lastInsertID == 1006)
    #expect(try Self.next(session) == "1008")
    for strategy in ["gather", "cost"] {
      try session.execute("SET planner = '\(strategy)'")
      #expect(throws: SQLError.self) { try Self.next(session, "0 VALUES") }
    }
    try session.execute("INSERT INTO t VALUES (1050, 'c')")
    #expect(try Self.next(session) == "1051")
    #expect(
      try session.execute("SELECT id FROM t ORDER BY id").textRows == [
        ["1006"], ["1007"], ["1050"],
      ]
    )
    #expect(
      try session.execute("SELECT next_id, cache FROM side.seq").textRows == [["1000", "100"]]
    )
  }

  @Test func aNewBlockStartsAtTheRowAgain() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("INSERT INTO side.seq VALUES (0, 10, 3)")
    #expect(try Self.next(session) == "10")
    try session.execute("UPDATE side.seq SET next_id = 500 WHERE id = 0")
    #expect(try Self.next(session, "3 VALUES") == "11")
    #expect(try Self.next(session) == "500")
    try session.execute("UPDATE side.seq SET next_id = 20 WHERE id = 0")
    #expect(try Self.next(session, "1000 VALUES") == "501")
    #expect(try Self.next(session) == "1501")
  }

  @Test func aNumberGivenFirstDoesNotHideTheRow() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("INSERT INTO side.seq VALUES (0, 1000, 10)")
    try session.execute("INSERT INTO t VALUES (5, 'x')")
    #expect(try Self.next(session) == "1000")
    try session.execute("INSERT INTO t VALUES (5000, 'y')")
    #expect(try session.execute("INSERT INTO t (name) VALUES ('z')").lastInsertID == 5001)
  }

  @Test func startsAtOneWithoutRowOrTable() throws {
    let cluster = try Self.cluster(table: false)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    #expect(try Self.next(session) == "1")
    try session.execute(Self.sequenceTable)
    #expect(try Self.next(session) == "2")
    #expect(try session.execute("INSERT INTO t (name) VALUES ('a')").lastInsertID == 3)
  }

  @Test func rollbackGivesNoNumberAgain() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("BEGIN")
    try session.execute("INSERT INTO side.seq VALUES (0, 70, 10)")
    #expect(try Self.next(session, "2 VALUES") == "70")
    try session.execute("INSERT INTO t (name) VALUES ('a')")
    try session.execute("ROLLBACK")
    #expect(try Self.next(session) == "73")
    let other = try cluster.session(target: "ks")
    try session.execute("BEGIN")
    #expect(try Self.next(session) == "74")
    #expect(try Self.next(other) == "75")
    try session.execute("COMMIT")
  }

  @Test func eachExecutionTakesNewNumbers() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    for expected in ["1", "2", "3"] { #expect(try Self.next(session) == expected) }
    for (count, expected) in [(2, "4"), (3, "6"), (1, "9")] {
      #expect(try Self.next(session, "\(count) VALUES") == expected)
    }
    try session.execute("PREPARE s FROM 'SELECT NEXT ? VALUES FROM side.seq'")
    try session.execute("SET @n = 10")
    #expect(try session.execute("EXECUTE s USING @n").textRows == [["10"]])
    try session.execute("SET @n = 1")
    #expect(try session.execute("EXECUTE s USING @n").textRows == [["20"]])
    let explained = try session.execute("EXPLAIN SELECT NEXT VALUE FROM side.seq").textRows
    #expect("\(explained)".contains("Next"))
    #expect(
      try session.execute("EXPLAIN FORMAT=QUERIES SELECT NEXT VALUE FROM side.seq").rows.isEmpty
    )
    #expect(try Self.next(session) == "21")
  }

  @Test func aReopenedClusterGoesOn() throws {
    let directory = NSTemporaryDirectory() + "vitrine-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: directory) }
    do {
      let cluster = try Self.cluster(at: directory)
      let session = try cluster.session(target: "ks")
      try session.execute("INSERT INTO side.seq VALUES (0, 100, 50)")
      #expect(try Self.next(session, "7 VALUES") == "100")
      try cluster.close()
    }
    let cluster = try Cluster.open(at: directory)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    #expect(try Self.next(session) == "107")
    #expect(try session.execute("INSERT INTO t (name) VALUES ('a')").lastInsertID == 108)
  }

  @Test(arguments: [
    ("SELECT NEXT 0 VALUES FROM side.seq", "invalid increment for sequence seq: 0"),
    ("SELECT NEXT VALUE FROM side.plain", "NEXT used on a non-sequence table"),
    ("SELECT NEXT VALUE FROM t", "NEXT used on a non-sequence table"),
    ("SELECT NEXT VALUE FROM side.nope", "Table 'side.nope' doesn't exist"),
    (
      "SELECT * FROM (SELECT NEXT VALUE FROM side.seq) d",
      "Incorrect usage/placement of 'NEXT'"
    ),
    ("SELECT NEXT VALUE FROM side.seq WHERE id = 0", "Incorrect usage/placement of 'NEXT'"),
    ("SELECT NEXT VALUE, id FROM side.seq", "Incorrect usage/placement of 'NEXT'"),
    (
      "SELECT NEXT VALUE FROM side.seq UNION SELECT 1", "Incorrect usage/placement of 'NEXT'"
    ),
    (
      "INSERT INTO t (id) SELECT NEXT VALUE FROM side.seq", "Incorrect usage/placement of 'NEXT'"
    ),
  ])
  func refuses(sql: String, message: String) throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    let error = #expect(throws: SQLError.self) { try session.execute(sql) }
    #expect(error?.message == message)
  }

  @Test func refusesParametersAndRowsThatAreNoNumbers() throws {
    let cluster = try Self.cluster()
    defer { try? cluster.close() }
    let session = try cluster.session(target: "ks")
    try session.execute("PREPARE s FROM 'SELECT NEXT ? VALUES FROM side.seq'")
    for value in ["-3", "NULL", "'x'"] {
      try session.execute("SET @n = \(value)")
      let error = #expect(throws: SQLError.self) { try session.execute("EXECUTE s USING @n") }
      #expect(error?.message.hasPrefix("invalid increment for sequence seq") == true)
    }
    try session.execute("INSERT INTO side.seq VALUES (0, 1, 0)")
    let error = #expect(throws: SQLError.self) { try Self.next(session) }
    #expect(error?.message == "invalid cache value for sequence seq")
    try session.execute("UPDATE side.seq SET cache = 5, next_id = 9223372036854775807")
    #expect(throws: SQLError.self) { try Self.next(session) }
  }
}
