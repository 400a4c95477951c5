import Testing

@testable import VitrineSQL

@Suite struct NormalizerTests {
  private func key(_ text: String) -> [UInt8]? { Normalizer.normalize(text)?.key }

  @Test(arguments: [
    ("select 1", "select 2"), ("select 'a'", "select 'bcd'"), ("select 1.50", " select 9.99 ; "),
    ("select 1e5", "select 2E-7"), ("select x'41'", "select 0x4243"), ("select b'1'", "select 0b0"),
    ("select * from t where a in (1, 'x')", "select * from t where a in (22, 'yy')"),
    ("select 9223372036854775807", "select 0"), ("select 'it''s'", #"select 'a\'b'"#),
  ]) func equalKeys(_ first: String, _ second: String) throws {
    let wanted: [UInt8] = try #require(key(first))
    #expect(wanted == key(second))
  }

  @Test(arguments: [
    ("select 1", "select '1'"), ("select 1.5", "select 1.55"), ("select 1.5", "select 11.5"),
    ("select 1", "select 1.0"), ("select 1e1", "select 1.0"), ("select 'a'", "select n'a'"),
    ("select 9223372036854775807", "select 9223372036854775808"),
    ("select 18446744073709551615", "select 18446744073709551616"),
    ("select a", "select b"), ("select 1", "select  1"), ("select `1`", "select 1"),
    ("select /* 2 */ a", "select /* 3 */ a"),
    ("/*vt+ A */ select 1", "select 1"), ("select 1 /*vt+ A */", "select 1 /*vt+ B */"),
    ("select a1", "select a2"), ("select -1", "select 1"),
  ]) func unlikeKeys(_ first: String, _ second: String) throws {
    let wanted: [UInt8] = try #require(key(first))
    #expect(wanted != key(second))
  }

  /// Ordinals of the parser and of the normaliser are the same.
  @Test func literalsMatchTheTree() throws {
    let text = "select 5, 'a' 'b', x'41', date '2020-01-01' from t where a = -1.5 limit 10"
    let normalized = try #require(Normalizer.normalize(text))
    var copy = text
    let values = copy.withUTF8 { bytes in normalized.literals.map { $0.value(in: bytes) } }
    #expect(
      values == [
        .integer("5"), .string("a"), .string("b"), .hex([0x41]), .string("2020-01-01"),
        .decimal("1.5"), .integer("10"),
      ]
    )
    guard case .query(let query) = try Parser.parse(text),
      case .literal(let limit)? = query.limit?.count
    else { throw SQLError(.internal, "shape") }
    #expect(limit.ordinals == 6..<7)
  }

  @Test func smallIntegers() throws {
    var text = "select 42, 999999999999999999, 9999999999999999999, 'x'"
    let literals = try #require(Normalizer.normalize(text)).literals
    let values = text.withUTF8 { bytes in literals.map { $0.smallInteger(in: bytes) } }
    #expect(values == [42, 999_999_999_999_999_999, nil, nil])
  }

  @Test(arguments: ["select 'a", "select \u{1}i", "select /* x", "select `a"])
  func brokenTextHasNoKey(_ text: String) {
    #expect(key(text) == nil)
  }

  @Test func parametersAreCounted() {
    #expect(Normalizer.normalize("select ?, '?' /* ? */ from t where a = ?")?.parameterCount == 2)
  }
}
