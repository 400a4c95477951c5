import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

@Suite struct PreparedStatementTests {
  private let connection: Connection

  init() throws {
    connection = try Connection.memory()
  }

  @Test(arguments: [
    Value.null, .integer(0), .integer(.min), .integer(.max), .real(0.1), .real(-.infinity),
    .text(""), .text("a\0b\0"), .text("🪟 vitrine"), .blob([]), .blob([0, 0xff]),
  ])
  func valuesComeBackAsTheyWent(value: Value) throws {
    try connection.execute("CREATE TABLE t (x)")
    try connection.prepare("INSERT INTO t VALUES (?1)").run([value])
    #expect(try connection.value("SELECT x FROM t") == value)
    #expect(try connection.value("SELECT ?1", [value]) == value)
  }

  @Test func hugeValuesComeBackAsTheyWent() throws {
    let values: [Value] = [
      .blob(Array(repeating: 7, count: 5_000_000)), .text(String(repeating: "é", count: 3_000_000)),
    ]
    let areEqual = try connection.rows("SELECT ?1, ?2", values) == [values]
    #expect(areEqual)
  }

  /// SQLite puts constants at the end of the program, once each, which takes long where there are many.
  @Test func longStatementsDoNotLookForEqualConstants() throws {
    try connection.execute("CREATE TABLE t (x)")
    func constantsAtTheEnd(_ spaces: Int) throws -> Int {
      let space = String(repeating: " ", count: spaces)
      let program = try connection.rows("EXPLAIN SELECT x FROM t WHERE \(space)(x + 7) > 1")
      let end = program.lastIndex { $0[1] == .text("Halt") } ?? 0
      return program[end...].count { $0[1] == .text("Integer") }
    }
    #expect(try constantsAtTheEnd(1) == 2)
    #expect(try constantsAtTheEnd(70_000) == 0)
    #expect(try constantsAtTheEnd(2) == 2)
  }

  @Test func notANumberBecomesNull() throws {
    #expect(try connection.value("SELECT ?1", [.real(.nan)]) == .null)
  }

  @Test func invalidUTF8IsLentRawAndCopiedRepaired() throws {
    let statement = try connection.prepare("SELECT CAST(x'41ff4200' AS TEXT)")
    #expect(try statement.step())
    #expect(statement.row.withTextBytes(at: 0) { Array($0) } == [0x41, 0xff, 0x42, 0])
    #expect(statement.row.withBlobBytes(at: 0) { Array($0) } == [0x41, 0xff, 0x42, 0])
    #expect(statement.row.value(at: 0) == .text("A\u{fffd}B\0"))
    let bytes: [UInt8] = [0x41, 0xff]
    let echo = try connection.prepare("SELECT hex(?1), typeof(?1)")
    try bytes.withUnsafeBufferPointer { try echo.bind(text: $0, at: 0) }
    #expect(try echo.step())
    #expect(echo.row.values == [.text("41FF"), .text("text")])
  }

  @Test func columnsOutsideTheRowAreNull() throws {
    let statement = try connection.prepare("SELECT 1, 'x'")
    for _ in 0..<2 {
      for index in [-1, 2, .max, .min] {
        #expect(statement.row.isNull(at: index))
        #expect(statement.row.integer(at: index) == 0)
        #expect(statement.row.value(at: index) == .null)
        #expect(statement.row.withTextBytes(at: index) { $0.count } == 0)
        #expect(statement.columnName(at: index).isEmpty)
      }
      _ = try statement.step()
    }
    #expect(statement.columnNames == ["1", "'x'"])
  }

  @Test(arguments: [-1, 2, 3, 1_000_000, Int.max, Int.min])
  func parametersOutsideTheStatementAreRefused(index: Int) throws {
    let statement = try connection.prepare("SELECT ?1, ?2")
    #expect(statement.parameterCount == 2)
    let error = #expect(throws: SQLError.self) { try statement.bind(1, at: index) }
    #expect(error?.code == .internal)
    #expect(throws: SQLError.self) { try statement.bind([.null, .null, .null]) }
    try statement.bind(5, at: 1)
    #expect(try statement.step())
    #expect(statement.row.values == [.null, .integer(5)])
  }

  @Test func namedParametersAreFound() throws {
    let statement = try connection.prepare("SELECT :a, @b, $c, :a")
    #expect(statement.parameterIndex(named: "@b") == 1)
    #expect(statement.parameterIndex(named: "b") == nil)
    #expect(statement.parameterCount == 3)
  }

  @Test func aStatementStaysAtItsEnd() throws {
    let statement = try connection.prepare("SELECT 1")
    #expect(try statement.step())
    #expect(try !statement.step())
    #expect(try !statement.step())
    statement.reset()
    #expect(try statement.step())
  }

  @Test func bindingARunningStatementStartsItAgain() throws {
    let statement = try connection.prepare("SELECT ?1 UNION ALL SELECT 2")
    try statement.bind(1, at: 0)
    #expect(try statement.step())
    #expect(statement.isRunning)
    try statement.bind(3, at: 0)
    #expect(!statement.isRunning)
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 3)
  }

  @Test func runGivesTheRowsChanged() throws {
    try connection.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
    #expect(try connection.prepare("UPDATE t SET x = ?1").run([.integer(3)]) == 2)
    #expect(try connection.prepare("SELECT * FROM t").run() == 0)
  }

  @Test func aStatementKeepsItsConnection() throws {
    let statement = try Connection.memory().prepare("SELECT 42")
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 42)
  }

  @Test func droppingAHalfReadStatementEndsItsRead() throws {
    try connection.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
    do {
      let statement = try connection.prepare("SELECT * FROM t")
      #expect(try statement.step())
      #expect(throws: SQLError.self) { try connection.execute("DROP TABLE t") }
    }
    try connection.execute("DROP TABLE t")
  }

  @Test func readersAndWritersAreToldApart() throws {
    try connection.execute("CREATE TABLE t (x INTEGER)")
    #expect(try connection.prepare("SELECT x FROM t").isReadOnly)
    #expect(try !connection.prepare("INSERT INTO t VALUES (1)").isReadOnly)
    let statement = try connection.prepare("SELECT x, x + 1 FROM t")
    #expect(statement.declaredType(at: 0) == "INTEGER")
    #expect(statement.declaredType(at: 1) == nil)
  }
}

@Suite struct StatementCacheTests {
  private func connection(capacity: Int) throws -> Connection {
    var options = Connection.Options()
    options.statementCacheCapacity = capacity
    return try Connection.memory(options: options)
  }

  /// The statements SQLite holds compiled, by its own count.
  private func compiled(_ connection: Connection) throws -> Int {
    let names = try connection.rows("SELECT sql FROM sqlite_stmt WHERE sql LIKE 'SELECT ''kept%'")
    return names.count
  }

  @Test func aTextInUseTwiceIsCompiledTwiceAndKeptOnce() throws {
    let connection = try connection(capacity: 10)
    do {
      let first = try connection.prepare("SELECT 'kept', ?1")
      let second = try connection.prepare("SELECT 'kept', ?1")
      try first.bind(1, at: 0)
      #expect(try first.step() && second.step())
      #expect(first.row.integer(at: 1) == 1)
      #expect(second.row.isNull(at: 1))
      #expect(try compiled(connection) == 2)
    }
    #expect(try compiled(connection) == 1)
    let again = try connection.prepare("SELECT 'kept', ?1")
    #expect(try again.step())
    #expect(again.row.isNull(at: 1), "bindings must not outlive their user")
    #expect(try compiled(connection) == 1)
  }

  @Test func theLeastRecentlyUsedGoesFirst() throws {
    let connection = try connection(capacity: 4)
    for number in 0..<4 { _ = try connection.prepare("SELECT 'kept \(number)'") }
    _ = try connection.prepare("SELECT 'kept 0'")
    // The question about the cache takes a place in it too.
    let rows = try connection.rows(
      "SELECT sql FROM sqlite_stmt WHERE sql LIKE 'SELECT ''kept%' ORDER BY sql"
    )
    #expect(
      rows == ["0", "2", "3"].map { [.text("SELECT 'kept \($0)'")] }
    )
  }

  @Test func aStatementInUseSurvivesItsPlaceInTheCache() throws {
    for capacity in [0, 1] {
      let connection = try connection(capacity: capacity)
      let statement = try connection.prepare("SELECT 'kept'")
      for number in 0..<5 { _ = try connection.prepare("SELECT \(number)") }
      #expect(try statement.step())
      #expect(statement.row.text(at: 0) == "kept")
    }
  }
}

/// Long texts are compiled with parameters that have no names, and mean the same.
@Suite struct ParameterNumbersTests {
  private func shortened(_ text: String) -> String {
    let padding = String(repeating: " ", count: ParameterNumbers.shortest)
    return String(ParameterNumbers.withoutNames(text + padding).dropLast(padding.count))
  }

  @Test(arguments: [
    ("a in (?1, ?2, ?3)", "a in (?, ?, ?)"),
    ("?1 + ?1 + ?2 + ?1", "? + ?1 + ? + ?1"),
    ("?3 + ?1 + ?4 + ?2", "?3 + ?1 + ? + ?2"),
    ("'?1' || \"?1\" || `?1` || [?1] || ?1", "'?1' || \"?1\" || `?1` || [?1] || ?"),
    ("'it''s ?1' -- ?1\n|| ?1 /* ?2 */ || ?2", "'it''s ?1' -- ?1\n|| ? /* ?2 */ || ?"),
    ("? + ?2", "? + ?"), ("?", "?"), ("'?1", "'?1"), ("/* ?1", "/* ?1"),
  ]) func numbersInOrderAreDropped(_ text: String, _ expected: String) {
    #expect(shortened(text) == expected)
    #expect(ParameterNumbers.withoutNames(text) == text)
  }

  @Test func tenThousandValuesFindTheirPlaces() throws {
    let connection = try Connection.memory()
    let places = (1...10_000).map { "?\($0)" }.joined(separator: ", ")
    let values = (1...10_000).map { Value.integer(Int64($0)) }
    let found = try connection.rows("SELECT ?10000 IN (\(places)), ?10000 + ?7", values)
    #expect(found == [[.integer(1), .integer(10_007)]])
  }
}
