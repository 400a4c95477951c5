import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrineSQLite

@Suite("Operators")
struct OperatorTests {
  /// Left, operator, right, the answer, and its type as DECIMAL's precision and scale or a name.
  struct Case: Sendable, CustomTestStringConvertible {
    let left: String
    let symbol: BinaryOperator
    let right: String
    let expected: String?
    let type: String

    init(
      _ left: String,
      _ symbol: BinaryOperator,
      _ right: String,
      _ expected: String?,
      _ type: String
    ) {
      (self.left, self.symbol, self.right) = (left, symbol, right)
      (self.expected, self.type) = (expected, type)
    }

    var testDescription: String { "\(left) \(symbol.rawValue) \(right)" }
  }

  private static let arithmetic: [Case] = [
    Case("1", .add, "2", "3", "bigint"), Case("1.5", .add, "2.25", "3.75", "decimal(4,2)"),
    Case("0.1", .add, "0.2", "0.3", "decimal(2,1)"),
    Case("1", .divide, "3", "0.3333", "decimal(5,4)"),
    Case("2", .divide, "3", "0.6667", "decimal(5,4)"),
    Case("-1", .divide, "3", "-0.3333", "decimal(5,4)"),
    Case("1.00", .divide, "3", "0.333333", "decimal(7,6)"),
    Case("5", .divide, "0", nil, "decimal(5,4)"),
    Case("7", .integerDivide, "2", "3", "bigint"), Case("-7", .integerDivide, "2", "-3", "bigint"),
    Case("5.9", .integerDivide, "2", "2", "bigint"), Case("7", .modulo, "0", nil, "bigint"),
    Case("-7", .modulo, "3", "-1", "bigint"), Case("7.5", .modulo, "2", "1.5", "decimal(2,1)"),
    Case("1.25", .multiply, "1.5", "1.875", "decimal(5,3)"),
    Case("'3'", .add, "4", "7", "double"), Case("'3abc'", .multiply, "2", "6", "double"),
    Case("1e0", .add, "1", "2", "double"), Case("1", .add, "NULL", nil, "double"),
    Case("9223372036854775807", .subtract, "1", "9223372036854775806", "bigint"),
    Case(
      "99999999999999999999.99",
      .add,
      "0.01",
      "100000000000000000000.00",
      "decimal(23,2)"
    ),
    Case("6", .bitAnd, "3", "2", "bigint unsigned"), Case("6", .bitOr, "3", "7", "bigint unsigned"),
    Case("1", .shiftLeft, "63", "9223372036854775808", "bigint unsigned"),
    Case("1", .shiftLeft, "64", "0", "bigint unsigned"),
  ]

  private static let comparison: [Case] = [
    Case("1", .equal, "1.0", "1", "bigint"), Case("0.1", .equal, "0.10", "1", "bigint"),
    Case("'abc'", .equal, "'ABC'", "1", "bigint"), Case("'a'", .equal, "'a '", "0", "bigint"),
    Case("'a'", .equal, "'á'", "1", "bigint"), Case("'10'", .less, "'9'", "1", "bigint"),
    Case("'10'", .greater, "9", "1", "bigint"), Case("'abc'", .equal, "0", "1", "bigint"),
    Case("NULL", .nullSafeEqual, "NULL", "1", "bigint"),
    Case("1", .nullSafeEqual, "NULL", "0", "bigint"),
    Case("1", .equal, "NULL", nil, "bigint"), Case("1", .xor, "1", "0", "bigint"),
    Case("1", .xor, "NULL", nil, "bigint"), Case("NULL", .or, "1", "1", "bigint"),
    Case("NULL", .and, "0", "0", "bigint"),
    Case("18446744073709551615", .greater, "9223372036854775807", "1", "bigint"),
    Case("100000000000000000000.5", .greater, "99999999999999999999.5", "1", "bigint"),
  ]

  @Test(arguments: arithmetic + comparison)
  func operatorGivesTheAnswer(_ test: Case) throws {
    let library = try Library()
    let result = try Operators.binary(test.symbol, .literal(test.left), .literal(test.right))
    #expect(try library.text(result) == test.expected, "\(result.sql)")
    #expect(Self.name(result.type) == test.type)
  }

  private static func name(_ type: MySQLType) -> String {
    if type.kind == .decimal { return "decimal(\(type.length ?? 0),\(type.scale ?? 0))" }
    return type.kind.rawValue + (type.isUnsigned ? " unsigned" : "")
  }

  @Test(arguments: [
    ("9223372036854775807", BinaryOperator.add, "1"), ("-9223372036854775807", .subtract, "2"),
    ("9223372036854775807", .multiply, "2"),
  ])
  func overflowIsAnError(_ left: String, _ symbol: BinaryOperator, _ right: String) throws {
    let library = try Library()
    let result = try Operators.binary(symbol, .literal(left), .literal(right))
    #expect {
      try library.value("SELECT " + result.sql)
    } throws: {
      ($0 as? SQLError)?.code == .outOfRange
    }
  }

  @Test func unsignedDifferenceBelowZeroIsAnError() throws {
    let library = try Library()
    let one = Operand("1", .unsignedBigint)
    let two = Operand("2", .unsignedBigint)
    let result = try Operators.binary(.subtract, one, two)
    #expect(throws: SQLError.self) { try library.value("SELECT " + result.sql) }
  }

  @Test(arguments: [
    ("'abc'", "'A%'", "1"), ("'abc'", "'a_c'", "1"), ("'a%c'", #"'a\%c'"#, "1"),
    ("'abc'", #"'a\%c'"#, "0"), ("'abc'", "'%b'", "0"), ("''", "'%'", "1"),
    ("'abcabc'", "'%bc'", "1"),
    ("'Á'", "'a'", "1"), ("'ab'", "'a'", "0"), ("'aXbXc'", "'%x%x%'", "1"),
  ])
  func likeMatches(_ text: String, _ pattern: String, _ expected: String) throws {
    let library = try Library()
    let result = try Operators.like(.literal(text), .literal(pattern))
    #expect(try library.text(result) == expected)
  }

  @Test(arguments: [
    ("'2018-12-31'", "1", IntervalUnit.day, "2019-01-01"),
    ("'2018-01-31'", "1", .month, "2018-02-28"), ("'2020-02-29'", "1", .year, "2021-02-28"),
    ("'2018-12-31 23:59:59'", "1", .second, "2019-01-01 00:00:00"),
    ("'2100-12-31 23:59:59'", "'1:1'", .minuteSecond, "2101-01-01 00:01:00"),
    ("'1900-01-01 00:00:00'", "'-1 10'", .dayHour, "1899-12-30 14:00:00"),
    (
      "'1992-12-31 23:59:59.000002'", "'1.999999'", .secondMicrosecond, "1993-01-01 00:00:01.000001"
    ),
    ("'2025-01-01 00:00:00'", "'1 1:1:1'", .daySecond, "2025-01-02 01:01:01"),
    ("'2006-05-00'", "1", .day, "NULL"), ("'9999-12-31'", "1", .day, "NULL"),
    ("'2008-01-02'", "'1-6'", .yearMonth, "2009-07-02"),
  ])
  func intervalsMoveDates(
    _ date: String,
    _ amount: String,
    _ unit: IntervalUnit,
    _ expected: String
  ) throws {
    let library = try Library()
    let result = Operators.addInterval(.literal(date), .literal(amount), unit: unit)
    #expect(try library.text(result) ?? "NULL" == expected, "\(result.sql)")
  }

  @Test(arguments: [
    ("'2019-07-02 01:02:03'", IntervalUnit.yearMonth, "201907"),
    ("'2019-07-02 01:02:03'", .dayMinute, "20102"),
    ("'2003-01-02 10:30:00.000123'", .microsecond, "123"),
    ("'2019-07-02'", .year, "2019"),
  ])
  func extractReadsParts(_ date: String, _ unit: IntervalUnit, _ expected: String) throws {
    let library = try Library()
    #expect(try library.text(Operators.extract(unit, .literal(date))) == expected)
  }

  @Test(arguments: [
    ("'12abc'", MySQLType.bigint, "12"), ("1.5", .bigint, "2"),
    ("-1", .unsignedBigint, "18446744073709551615"),
    ("'1.257'", .decimal(10, 2), "1.26"), ("12345.6", .decimal(4, 1), "999.9"),
    ("'abc'", .varchar(2), "ab"), ("1.50", .varchar(10), "1.50"),
    ("'2026-11-21 10:11:12.6'", .datetime(0), "2026-11-21 10:11:13"),
    ("'2026-11-21 10:11:12'", .date, "2026-11-21"), ("20261121", .date, "2026-11-21"),
    ("'10:11:12.5'", .time(0), "10:11:13"), ("101112", .time(0), "10:11:12"),
    (#"'{"b": 1, "a": 2}'"#, .json, #"{"a": 2, "b": 1}"#), ("'1.5e1'", .double, "15"),
  ])
  func castsConvert(_ value: String, _ type: MySQLType, _ expected: String) throws {
    let library = try Library()
    let result = Operators.cast(.literal(value), to: type)
    #expect(try library.text(result) == expected, "\(result.sql)")
  }
}
