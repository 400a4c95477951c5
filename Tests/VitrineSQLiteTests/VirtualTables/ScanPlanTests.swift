import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct ScanPlanTests {
  private let connection: Connection

  init() throws {
    connection = try Connection.memory()
  }

  private func attach(_ order: [TableShape.SortTerm], rows: [[Value]]) throws {
    let shape = TableShape(
      [.init("a", type: "INTEGER"), .init("b", type: "INTEGER"), .init("c", type: "TEXT")],
      sortOrder: order
    )
    try connection.attach(ValueRows(shape, rows: rows), as: "s")
  }

  private func sorts(_ query: String) throws -> Bool {
    try connection.rows("EXPLAIN QUERY PLAN " + query).contains { row in
      guard case .text(let detail)? = row.last else { return false }
      return detail.contains("TEMP B-TREE")
    }
  }

  @Test(arguments: [
    ("SELECT * FROM s ORDER BY a", false),
    ("SELECT * FROM s ORDER BY a, b DESC", false),
    ("SELECT * FROM s ORDER BY a DESC", true),
    ("SELECT * FROM s ORDER BY a, b", true),
    ("SELECT * FROM s ORDER BY b DESC", true),
    ("SELECT * FROM s ORDER BY a, b DESC, c", true),
    ("SELECT * FROM s ORDER BY a NULLS LAST", true),
    ("SELECT * FROM s ORDER BY a + 0", true),
    ("SELECT a, count(*) FROM s GROUP BY a", false),
    ("SELECT a, b, count(*) FROM s GROUP BY b, a", true),
    ("SELECT a, count(*) FROM s GROUP BY a ORDER BY a", false),
    ("SELECT a, count(*) FROM s GROUP BY a ORDER BY a DESC", true),
    ("SELECT a, b, count(*) FROM s GROUP BY a, b ORDER BY a, b", true),
    ("SELECT b, count(*) FROM s GROUP BY b", true),
    ("SELECT DISTINCT b FROM s", true),
  ])
  func theDeclaredOrderIsUsedWhereItAnswers(query: String, sorts: Bool) throws {
    let rows: [[Value]] = [
      [.null, .integer(3), .text("x")], [.integer(1), .integer(9), .text("y")],
      [.integer(1), .integer(2), .text("z")], [.integer(2), .integer(7), .text("x")],
    ]
    try attach([.init(0), .init(1, isDescending: true)], rows: rows)
    #expect(try self.sorts(query) == sorts)
    let declared = try connection.rows(query)
    // Without the order SQLite sorts by itself, and must agree.
    try attach([], rows: rows.reversed())
    let sorted = try connection.rows(query)
    if query.contains("ORDER BY") {
      #expect(declared.map { $0[0] } == sorted.map { $0[0] })
    }
    #expect(Set(declared) == Set(sorted))
    #expect(declared.count == sorted.count)
  }

  @Test func anotherOrderIsAnotherShape() throws {
    try attach([.init(0)], rows: [[.integer(1)], [.integer(2)]])
    let statement = try connection.prepare("SELECT a FROM s ORDER BY a")
    #expect(try statement.step())
    statement.reset()
    try attach([], rows: [[.integer(2)], [.integer(1)]])
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 1)
  }

  @Test func anEqualityIsLookedUpAndNotScanned() throws {
    let left = Numbers(2000)
    let right = Numbers(2000)
    try connection.attach(left, as: "l")
    try connection.attach(right, as: "r")
    #expect(
      try connection.value("SELECT count(*) FROM l JOIN r ON l.n = r.n AND l.name = r.name")
        == .integer(2000)
    )
    #expect(left.rowsRead <= 2001 && right.rowsRead <= 2001)
    #expect(
      try connection.value(
        "SELECT count(*) FROM l LEFT JOIN r ON r.n = l.n + 1999 WHERE r.n IS NULL"
      )
        == .integer(1999)
    )
  }

  @Test func lookupsFindWhatSQLiteFinds() throws {
    try connection.register(
      CollatingSequence("caseless", hash: { Self.folded($0).hashValue }) { left, right in
        let (left, right) = (Self.folded(left), Self.folded(right))
        return left == right ? 0 : (left < right ? -1 : 1)
      }
    )
    let values: [Value] = [
      .null, .integer(5), .real(5), .real(5.5), .text("5"), .text("05"), .text("5 "), .text("a"),
      .text("A"), .blob([53]), .integer(.max), .real(9.223372036854775807e18), .real(-0.0),
      .integer(0), .text(""), .text("9223372036854775807"),
    ]
    for type in ["", "INTEGER", "TEXT", "REAL", "NUMERIC", "BLOB"] {
      for collation in [nil, "NOCASE", "caseless"] {
        let columns = [TableShape.Column("x", type: type, collation: collation), .init("id")]
        let rows = values.enumerated().map { [$1, .integer(Int64($0))] }
        try connection.attach(ValueRows(TableShape(columns), rows: rows), as: "l")
        try connection.attach(ValueRows(TableShape(columns), rows: rows), as: "r")
        // The unary plus keeps the constraint from the table, so SQLite compares all pairs.
        let collate = collation.map { "COLLATE \($0)" } ?? ""
        let looked = try connection.rows(
          "SELECT l.id, r.id FROM l CROSS JOIN r ON r.x = l.x ORDER BY 1, 2"
        )
        let scanned = try connection.rows(
          """
          SELECT l.id, r.id FROM l CROSS JOIN r
          ON CASE WHEN 1 THEN r.x = l.x \(collate) END ORDER BY 1, 2
          """
        )
        #expect(looked == scanned, "\(type) \(collation ?? "")")
      }
    }
  }

  @Test func aLookupKeepsTheOrder() throws {
    let shape = TableShape([.init("k"), .init("v")], sortOrder: [.init(1)])
    let rows = (0..<50).map { [Value.integer(Int64($0 % 3)), .integer(Int64($0))] }
    try connection.attach(ValueRows(shape, rows: rows), as: "s")
    let found = try connection.rows(
      "SELECT v FROM (SELECT 1 AS one) AS p CROSS JOIN s ON s.k = p.one ORDER BY v"
    )
    #expect(found == stride(from: 1, to: 50, by: 3).map { [.integer($0)] })
  }

  private static func folded(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).lowercased()
  }
}
