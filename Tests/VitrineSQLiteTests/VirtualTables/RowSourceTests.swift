import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct RowSourceTests {
  private let connection: Connection

  init() throws {
    connection = try Connection.memory()
  }

  private func numbers(_ count: Int, sorted: Bool = false) -> Numbers {
    Numbers(count, sorted: sorted)
  }

  @Test func streamsItsRows() throws {
    try connection.attach(numbers(5), as: "n")
    #expect(
      try connection.rows("SELECT n, name FROM temp.n WHERE n % 2 = 1")
        == [[.integer(1), .text("row 1")], [.integer(3), .text("row 3")]]
    )
    #expect(try connection.value("SELECT sum(n) FROM n") == .integer(10))
    #expect(try connection.rows("SELECT rowid FROM n LIMIT 2") == [[.integer(1)], [.integer(2)]])
  }

  /// SQLite unites the lookups of an OR by the rows' numbers.
  @Test func aRowHasOneNumberInEveryScan() throws {
    let shape = TableShape([.init("a", type: "INTEGER"), .init("b", type: "INTEGER")])
    let rows: [[Value]] = (0..<400).map { [.integer(Int64($0 % 20)), .integer(Int64($0 / 20))] }
    try connection.attach(ValueRows(shape, rows: rows), as: "t")
    let plain = rows.count { row in
      [.integer(3), .integer(5)].contains(row[0]) || [.integer(7), .integer(9)].contains(row[1])
    }
    #expect(
      try connection.value("SELECT count(*) FROM t WHERE a IN (3, 5) OR b IN (7, 9)")
        == .integer(Int64(plain))
    )
    #expect(
      try connection.rows("SELECT a, b FROM t WHERE a = 19 AND b = 0 OR a = 0 AND b = 19").count
        == 2
    )
  }

  /// A statement that is running opens its tables when it comes to them.
  @Test func aFixedTableDisturbsNoRunningStatement() throws {
    try connection.execute("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (2), (3)")
    let running = try connection.prepare(
      "SELECT a, EXISTS (SELECT 1 FROM t AS u WHERE u.a > t.a) FROM t"
    )
    #expect(try running.step())
    try connection.attach(numbers(2), asFixed: "n:INTEGER")
    #expect(try connection.value("SELECT sum(n) FROM \"n:INTEGER\"") == .integer(1))
    #expect(try running.step() && running.step())
    #expect(running.row.value(at: 1) == .integer(0))
    #expect(try !running.step())
  }

  @Test func aFixedTableStaysUntilAllHaveLetGo() throws {
    let name = "n:INTEGER"
    for _ in 0..<2 { try connection.attach(numbers(3), asFixed: name) }
    connection.detachFixed(name)
    #expect(try connection.value("SELECT count(*) FROM \"n:INTEGER\"") == .integer(3))
    connection.detachFixed(name)
    connection.detachFixed(name)
    #expect(throws: SQLError.self) { try connection.value("SELECT count(*) FROM \"n:INTEGER\"") }
    try connection.attach(numbers(4), asFixed: name)
    #expect(try connection.value("SELECT count(*) FROM \"n:INTEGER\"") == .integer(4))
    let other = ValueRows(TableShape([.init("a")]), rows: [])
    #expect(throws: SQLError.self) { try connection.attach(other, asFixed: name) }
  }

  @Test func readsNoFurtherThanAsked() throws {
    let source = numbers(1_000_000)
    try connection.attach(source, as: "n")
    #expect(try connection.rows("SELECT n FROM n LIMIT 3").count == 3)
    #expect(source.rowsRead <= 4)
  }

  @Test func everyKindOfValuePasses() throws {
    let values: [Value] = [
      .null, .integer(.max), .real(1e300), .text("a\0b"), .text(""), .blob([]), .blob([1, 0]),
    ]
    let shape = TableShape(values.indices.map { TableShape.Column("c\($0)") })
    try connection.attach(ValueRows(shape, rows: [values, []]), as: "v")
    #expect(
      try connection.rows("SELECT * FROM v")
        == [values, Array(repeating: .null, count: values.count)]
    )
  }

  @Test func columnsHaveTheirTypeAndCollation() throws {
    try connection.register(
      CollatingSequence("first_letter") { left, right in
        Int(left.first ?? 0) - Int(right.first ?? 0)
      }
    )
    let shape = TableShape([
      .init("a \"quoted\" name", type: "TEXT", collation: "first_letter"),
      .init("number", type: "INTEGER"),
    ])
    try connection.attach(
      ValueRows(shape, rows: [[.text("apple"), .integer(5)]]),
      as: "odd \"name"
    )
    let rows = try connection.rows(
      """
      SELECT number = '5', "a ""quoted"" name" = 'avocado' FROM temp."odd ""name"
      """
    )
    #expect(rows == [[.integer(1), .integer(1)]])
  }

  @Test func aSourceReplacesAnotherUnderAPreparedStatement() throws {
    try connection.attach(numbers(3), as: "n")
    let statement = try connection.prepare("SELECT count(*) FROM n")
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 3)
    statement.reset()
    connection.detach("n")
    let error = #expect(throws: SQLError.self) { try statement.step() }
    #expect(error?.code == .internal)
    try connection.attach(numbers(7), as: "N")
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 7)
  }

  @Test func anotherShapeMakesAnotherTable() throws {
    try connection.attach(numbers(3), as: "n")
    let statement = try connection.prepare("SELECT * FROM n")
    #expect(try statement.step())
    let wider = ValueRows(TableShape([.init("x"), .init("y"), .init("z")]), rows: [[.integer(1)]])
    // Not while it is being read.
    #expect(throws: SQLError.self) { try connection.attach(wider, as: "n") }
    #expect(try statement.step())
    statement.reset()
    try connection.attach(wider, as: "n")
    #expect(try connection.rows("SELECT x, z FROM n") == [[.integer(1), .null]])
    #expect(try statement.step())
    #expect(statement.columnCount == 3)
    statement.reset()
    try connection.dropAttached("n")
    let error = #expect(throws: SQLError.self) { try connection.value("SELECT 1 FROM n") }
    #expect(error?.code == .unknownTable)
  }

  @Test func aScanGoesOnWithWhatItBeganWith() throws {
    try connection.attach(numbers(3), as: "n")
    let statement = try connection.prepare("SELECT n FROM n")
    #expect(try statement.step())
    connection.detach("n")
    try connection.attach(numbers(100), as: "n")
    var count = 1
    while try statement.step() { count += 1 }
    #expect(count == 3)
  }

  @Test func aTableMadeInATransactionOutlivesItsRollback() throws {
    try connection.execute("BEGIN")
    try connection.attach(numbers(3), as: "n")
    try connection.execute("ROLLBACK")
    try connection.attach(numbers(4), as: "n")
    #expect(try connection.value("SELECT count(*) FROM n") == .integer(4))
    try connection.execute("BEGIN")
    try connection.dropAttached("n")
    try connection.execute("ROLLBACK")
    try connection.attach(numbers(5), as: "n")
    #expect(try connection.value("SELECT count(*) FROM n") == .integer(5))
  }

  @Test(arguments: ["open", "next", "value"])
  func errorsOfASourceComeOutWhole(place: String) throws {
    let source = FailingRows(at: place)
    try connection.attach(source, as: "f")
    #expect(throws: source.error) { try connection.rows("SELECT sum(x) FROM f") }
    #expect(throws: source.error) { try connection.execute("CREATE TABLE copy AS SELECT * FROM f") }
    #expect(try connection.value("SELECT 1") == .integer(1))
  }

  @Test func sourcesAreReleased() throws {
    weak var released: Numbers?
    do {
      let connection = try Connection.memory()
      let source = numbers(10)
      released = source
      try connection.attach(source, as: "n")
      let statement = try connection.prepare("SELECT a.n FROM n a JOIN n b ON a.n = b.n")
      #expect(try statement.step())
    }
    #expect(released == nil)
  }

  @Test func aTableCannotBeWrittenTo() throws {
    try connection.attach(numbers(1), as: "n")
    #expect(throws: SQLError.self) { try connection.execute("INSERT INTO n VALUES (1, 'x')") }
    #expect(throws: SQLError.self) { try connection.execute("DELETE FROM n") }
  }

  @Test func aShapeWithoutColumnsOrWithTwoOfANameIsRefused() throws {
    let shapes = [TableShape([]), TableShape([.init("a"), .init("A")])]
    for shape in shapes {
      #expect(throws: SQLError.self) {
        try connection.attach(ValueRows(shape, rows: []), as: "bad")
      }
      try connection.attach(numbers(2), as: "bad")
      #expect(try connection.value("SELECT count(*) FROM bad") == .integer(2))
    }
  }

  @Test func aSourceThatIsReadOnceIsKeptByRepeatableRows() throws {
    let once = OnceRows(4)
    try connection.attach(once, as: "n")
    let selfJoin = "SELECT count(*) FROM n a, n b WHERE a.n < b.n"
    #expect(throws: SQLError.self) { try connection.value(selfJoin) }
    let source = RepeatableRows(OnceRows(4))
    try connection.attach(source, as: "n")
    #expect(try connection.value(selfJoin) == .integer(6))
    #expect(try connection.value(selfJoin) == .integer(6))
  }
}

/// The numbers from 0, and a text for each.
final class Numbers: RowSource {
  let shape: TableShape
  let count: Int
  var rowsRead = 0
  var opened = 0
  var estimatedRowCount: Int? { count }

  init(_ count: Int, sorted: Bool = false) {
    self.count = count
    shape = TableShape(
      [.init("n", type: "INTEGER"), .init("name", type: "TEXT")],
      sortOrder: sorted ? [.init(0)] : []
    )
  }

  func open() throws(SQLError) -> any RowCursor {
    opened += 1
    return Cursor(self)
  }

  private final class Cursor: RowCursor {
    let source: Numbers
    var position = -1

    init(_ source: Numbers) {
      self.source = source
    }

    func next() -> Bool {
      position += 1
      source.rowsRead += 1
      return position < source.count
    }

    func value(at column: Int) -> Value {
      column == 0 ? .integer(Int64(position)) : .text("row \(position)")
    }

    func read(_ column: Int, into slot: inout ResultSlot) {
      if column == 0 {
        slot.set(position)
      } else {
        slot.set("row \(position)")
      }
    }
  }
}

/// Numbers that cannot be opened twice.
final class OnceRows: RowSource {
  private let numbers: Numbers
  var shape: TableShape { numbers.shape }

  init(_ count: Int) {
    numbers = Numbers(count)
  }

  func open() throws(SQLError) -> any RowCursor {
    guard numbers.opened == 0 else { throw SQLError(.internal, "opened twice") }
    return try numbers.open()
  }
}

/// Fails at one of the places where a source can.
final class FailingRows: RowSource, RowCursor {
  let place: String
  let error: SQLError
  let shape = TableShape([.init("x")])
  private var position = 0

  init(at place: String) {
    self.place = place
    error = SQLError(.shardFailed, "the shard is gone, at \(place)", hint: "bring it back")
  }

  func open() throws(SQLError) -> any RowCursor {
    if place == "open" { throw error }
    position = 0
    return self
  }

  func next() throws(SQLError) -> Bool {
    position += 1
    if place == "next" && position == 3 { throw error }
    return position < 10
  }

  func value(at column: Int) throws(SQLError) -> Value {
    if place == "value" && position == 3 { throw error }
    return .integer(1)
  }
}
