import Testing
import VitrineSQL
import VitrineSQLite
import VitrineSharding

@Suite struct ScalarFunctionTests {
  private let connection: Connection

  init() throws {
    connection = try Connection.memory()
  }

  @Test func readsEveryClassOfArgument() throws {
    try connection.register(
      ScalarFunction("describe", returnsNullOnNull: false) { arguments, result in
        var words: [String] = []
        for index in 0..<arguments.count {
          switch arguments.storageClass(at: index) {
          case .null: words.append("null")
          case .integer: words.append("i\(arguments.integer(at: index))")
          case .real: words.append("r\(arguments.real(at: index))")
          case .text: words.append("t\(arguments.text(at: index))")
          case .blob: words.append("b\(arguments.blob(at: index))")
          }
        }
        result.set(words.joined(separator: " "))
      }
    )
    let value = try connection.value("SELECT describe(NULL, -1, 2.5, 'é', x'00ff')")
    #expect(value == .text("null i-1 r2.5 té b[0, 255]"))
    #expect(try connection.value("SELECT describe()") == .text(""))
  }

  @Test func givesBackEveryClassOfResult() throws {
    let values: [Value] = [
      .null, .integer(.min), .real(-0.5), .text(""), .text("a\0b"), .blob([]), .blob([0, 255]),
    ]
    try connection.register(
      ScalarFunction("pick", arguments: 1) { arguments, result in
        result.set(values[Int(arguments.integer(at: 0))])
      }
    )
    for (index, value) in values.enumerated() {
      #expect(try connection.value("SELECT pick(?1)", [.integer(Int64(index))]) == value)
    }
  }

  @Test func argumentsOutsideTheCallAreNull() throws {
    try connection.register(
      ScalarFunction("outside", arguments: 1) { arguments, result in
        let nulls = [-1, 1, .max, .min].filter { arguments.isNull(at: $0) }
        result.set(argument: 7, of: arguments)
        result.set(nulls.count)
      }
    )
    #expect(try connection.value("SELECT outside(5)") == .integer(4))
  }

  @Test func nullInNullOutUnlessToldOtherwise() throws {
    try connection.register(
      ScalarFunction("one", arguments: 1) { _, result in result.set(1) }
    )
    try connection.register(
      ScalarFunction("one_always", arguments: 1, returnsNullOnNull: false) { _, result in
        result.set(1)
      }
    )
    #expect(
      try connection.rows("SELECT one(NULL), one(0), one_always(NULL)")
        == [[.null, .integer(1), .integer(1)]]
    )
  }

  @Test func anErrorComesOutWhole() throws {
    let thrown = SQLError(
      .outOfRange,
      "BIGINT value is out of range",
      at: Span(lower: 3, upper: 5),
      hint: "smaller"
    )
    try connection.register(
      ScalarFunction("fails", arguments: 1) { _, _ throws(SQLError) in throw thrown }
    )
    let statement = try connection.prepare("SELECT fails(?1)")
    try statement.bind(1, at: 0)
    let error = #expect(throws: SQLError.self) { try statement.step() }
    #expect(error == thrown)
    #expect(error?.span?.range == 3..<5)
    // The statement and the connection work on, and the error is not thrown twice.
    try statement.bindNull(at: 0)
    #expect(try statement.step())
    #expect(try connection.value("SELECT 1") == .integer(1))
    #expect(throws: thrown) { try connection.execute("CREATE TABLE t AS SELECT fails(1)") }
  }

  @Test func theWrongNumberOfArgumentsIsRefused() throws {
    try connection.register(ScalarFunction("two", arguments: 2) { _, result in result.set(2) })
    let error = #expect(throws: SQLError.self) { try connection.value("SELECT two(1)") }
    #expect(error?.code == .wrongArgumentCount)
    let missing = #expect(throws: SQLError.self) { try connection.value("SELECT no_one(1)") }
    #expect(missing?.code == .unknownFunction)
  }

  @Test func aFunctionMayRunStatementsOfItsConnection() throws {
    try connection.execute("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2), (3)")
    try connection.register(
      ScalarFunction("total", arguments: 0) { [unowned connection] _, result throws(SQLError) in
        result.set(try connection.value("SELECT sum(x) FROM t"))
      }
    )
    try connection.register(
      ScalarFunction("forgives", arguments: 0) { [unowned connection] _, result in
        do throws(SQLError) {
          result.set(try connection.value("SELECT * FROM missing"))
        } catch {
          result.set("forgiven")
        }
      }
    )
    #expect(
      try connection.rows("SELECT x, total(), forgives() FROM t WHERE x < 3")
        == [
          [.integer(1), .integer(6), .text("forgiven")],
          [.integer(2), .integer(6), .text("forgiven")],
        ]
    )
  }

  @Test func aFunctionCannotStepTheStatementThatCallsIt() throws {
    let held = StatementHolder()
    try connection.register(
      ScalarFunction("again", arguments: 0) { _, result throws(SQLError) in
        held.statement?.reset()
        result.set(try held.statement?.step() == true)
      }
    )
    let statement = try connection.prepare("SELECT again() FROM json_each('[1,2]')")
    held.statement = statement
    let error = #expect(throws: SQLError.self) { try statement.step() }
    #expect(error?.code == .internal)
    held.statement = nil
    #expect(try statement.step())
    #expect(statement.row.integer(at: 0) == 0)
  }

  @Test func whatAConstantArgumentMakesIsMadeOnce() throws {
    let counter = Counter()
    try connection.register(
      ScalarFunction("kept", arguments: 2) { arguments, result throws(SQLError) in
        let made = try arguments.cached(at: 1) { () throws(SQLError) in
          counter.count += 1
          return Counter(Int(arguments.integer(at: 1)))
        }
        result.set(made.count)
      }
    )
    let rows = try connection.rows("SELECT kept(value, 7) FROM json_each('[1,2,3,4]')")
    #expect(rows == Array(repeating: [.integer(7)], count: 4))
    #expect(counter.count == 1)
  }

  @Test func closuresAreReleasedWithTheConnection() throws {
    weak var released: Counter?
    do {
      let connection = try Connection.memory()
      let counter = Counter()
      released = counter
      try connection.register(
        ScalarFunction("held", arguments: 0) { _, result in result.set(counter.count) }
      )
      try connection.register(
        ScalarFunction("held", arguments: 0) { _, result in result.set(counter.count + 1) }
      )
      #expect(try connection.value("SELECT held()") == .integer(1))
      #expect(released != nil)
    }
    #expect(released == nil)
  }

  @Test func aBadRegistrationIsRefusedAndReleased() throws {
    weak var released: Counter?
    for count in [-2, 128] {
      let counter = Counter()
      released = counter
      #expect(throws: SQLError.self) {
        try connection.register(
          ScalarFunction("bad", arguments: count) { _, result in result.set(counter.count) }
        )
      }
    }
    #expect(released == nil)
  }
}

/// Where a function finds the statement that calls it.
private final class StatementHolder {
  var statement: PreparedStatement?
}

/// A number on the heap, to see what is shared and when it is released.
final class Counter {
  var count: Int

  init(_ count: Int = 0) {
    self.count = count
  }
}
