import Testing

@testable import VitrineSQLite

/// Decimals in MySQL's nine words of nine digits.
struct DecimalWordTests {
  private static let nines = String(repeating: "9", count: 65)

  @Test(
    "sums and products cut their operands where the result has no room",
    arguments: [
      (nines + ".5", "*", "0.5", "0.0"),
      (nines, "*", "1.00", nines + ".00"),
      (nines, "*", "99999999.99", "99999998" + String(repeating: "9", count: 57) + "00000001"),
      (nines, "-", "0.9999999999", String(repeating: "9", count: 64) + "8.000000001"),
      (nines, "+", "0.25", nines + ".25"),
      ("-1.5", "*", "2.25", "-3.375"),
      ("-1.5", "+", "2.25", "0.75"),
    ]
  )
  func cutsOperands(_ left: String, _ symbol: String, _ right: String, _ expected: String) throws {
    let (mine, other) = (try #require(Decimal65(left)), try #require(Decimal65(right)))
    let result =
      switch symbol {
      case "+": mine.adding(other)
      case "-": mine.subtracting(other)
      default: mine.multiplied(by: other)
      }
    #expect(result.text == expected)
  }

  @Test("a product drops digits before the point of an operand that has none behind it")
  func cutsWholeWords() throws {
    let left = try #require(Decimal65(Self.nines))
    let right = try #require(Decimal65("1234567890.12345678901"))
    let kept = try #require(Decimal65(String(repeating: "9", count: 56) + "000000000"))
    let cut = try #require(Decimal65("1234567890.123456789"))
    #expect(left.multiplied(by: right).text == (kept * cut).truncated(toScale: 0).text)
  }
}
