import Testing
import VitrineSharding

@testable import VitrineSQLite

@Suite("Collations")
struct CollationTests {
  @Test(arguments: [
    (Collation.utf8mb4Uca0900AiCi, "a", "A", 0), (.utf8mb4Uca0900AiCi, "a", "á", 0),
    (.utf8mb4Uca0900AiCi, "ß", "ss", 0), (.utf8mb4Uca0900AiCi, "a", "a ", -1),
    (.utf8mb4Uca0900AiCi, "z", "ä", 1), (.utf8mb4Uca0900AiCi, "_", "a", -1),
    (.utf8mb4Uca0900AiCi, "1", "a", -1), (.utf8mb4Uca0900AiCi, "中", "丁", 1),
    (.utf8mb4Uca0900AiCi, "가", "각", -1), (.utf8mb4Uca0900AiCi, "🍣", "🍺", -1),
    (.utf8mb4Uca0900AsCi, "a", "á", -1), (.utf8mb4Uca0900AsCi, "a", "A", 0),
    (.utf8mb4Uca0900AsCs, "a", "A", -1), (.utf8mb4Uca0900AsCs, "A", "b", -1),
    (.utf8mb4Uca0900AsCs, "ab", "Aa", 1), (.utf8mb4Bin, "a", "A", 1), (.utf8mb4Bin, "a", "a  ", 0),
    (.utf8mb4Uca0900Bin, "a", "a ", -1), (.utf8mb4GeneralCi, "a", "Á", 0),
    (.utf8mb4GeneralCi, "ß", "s", 0), (.utf8mb4GeneralCi, "a", "a ", 0),
    (.utf8mb4GeneralCi, "a", "a\t", 1), (.latin1SwedishCi, "Å", "Z", 1),
    (.utf8mb4GeneralCi, "ł", "l", 1), (.utf8mb4GeneralCi, "ø", "o", 1),
    (.utf8mb4GeneralCi, "🍣", "🍺", 0), (.utf8mb4UnicodeCi, "🍣", "🍺", 0),
    (.utf8mb4UnicodeCi, "ł", "l", 1), (.utf8mb4UnicodeCi, "ł", "m", -1),
    (.utf8mb4UnicodeCi, "ß", "SS", 0), (.utf8mb4UnicodeCi, "a", "a\t", 1),
    (.utf8mb4UnicodeCi, "é", "E  ", 0), (.utf8mb4UnicodeCi, "é\t", "é", -1),
    (.utf8mb4Unicode520Ci, "🍣", "🍺", -1), (.utf8mb4Unicode520Ci, "Ø", "o", 0),
    (.latin1SwedishCi, "ü", "y", 0), (.asciiGeneralCi, "ab", "AB", 0),
    (.utf8mb4SwedishCi, "ö", "z", 1), (.utf8mb4SwedishCi, "ü", "Y", 0),
    (.utf8mb4SwedishCi, "é", "e  ", 0), (.utf8mb4SpanishCi, "ñ", "n", 1),
    (.utf8mb4SpanishCi, "Ñ", "o", -1), (.utf8mb3SpanishCi, "ñ", "Ñ", 0),
    (.utf8mb4German2Ci, "Ä", "ae", 0), (.utf8mb4EsperantoCi, "ĉ", "c", 1),
    (.utf8mb4EsperantoCi, "Ĉ", "ĉ", 0), (.utf8mb4EsperantoCi, "ĉ", "d", -1),
    (.utf8mb4RomanCi, "j", "I", 0), (.utf8mb4PolishCi, "ł", "l", 1),
    (.latin1GeneralCi, "a", "A", 0), (.latin1GeneralCi, "é", "e", 1),
    (.latin1GeneralCs, "a", "A", 1), (.latin1GeneralCs, "a", "b", -1),
    (.latin1GeneralCs, "a", "a ", 0), (.latin1German1Ci, "ß", "s", 0),
    (.latin1DanishCi, "å", "ø", 1), (.latin1SpanishCi, "ñ", "o", -1),
  ])
  func pairsCompare(_ collation: Collation, _ left: String, _ right: String, _ expected: Int) {
    let rules = CollationRules(collation)
    #expect(rules.compare(left, right).signum() == expected)
    #expect(rules.compare(right, left).signum() == -expected)
  }

  private static let samples = [
    "", " ", "a", "A", "á", "ab", "aB", "a b", "a-b", "zebra", "Äpfel", "apfel", "straße",
    "strasse",
    "STRASSE", "ñ", "n", "o", "ø", "œ", "oe", "1", "10", "9", "\t", "\u{1}a", "e\u{301}", "é", "日本",
    "漢字", "한국", "🍣", "🍺", "a\u{0}b", "~", "_x", "ζ", "Ж", "ж", "a  ", "a\n",
  ]

  /// Keys sort as the texts compare, and are equal only together.
  @Test(arguments: Collation.allCases)
  func keysAgreeWithComparison(_ collation: Collation) {
    let rules = CollationRules(collation)
    for left in Self.samples {
      for right in Self.samples {
        let (mine, other) = (rules.sortKey(left), rules.sortKey(right))
        let byKey = mine == other ? 0 : mine.lexicographicallyPrecedes(other) ? -1 : 1
        let order = rules.compare(left, right).signum()
        #expect(
          order == byKey,
          "\(left.debugDescription) and \(right.debugDescription)"
        )
      }
    }
  }

  /// A sample of what a server's WEIGHT_STRING gives.
  @Test(arguments: [
    (Collation.utf8mb4UnicodeCi, "ł ", "0F360209"), (.utf8mb4UnicodeCi, "가", "FBC1AC00"),
    (.utf8mb4UnicodeCi, "\u{fa0e}", "FB41FA0E"), (.utf8mb4UnicodeCi, "e\u{301}", "0E8B"),
    (.utf8mb4Unicode520Ci, "🍣", "FBC3F363"), (.utf8mb4Unicode520Ci, "ß", "14101410"),
    (.utf8mb4GeneralCi, "Łß ", "014100530020"), (.latin1SwedishCi, "äÿ", "5CFF"),
    (.utf8mb4German2Ci, "ä", "0E330E8B"), (.utf8mb4HungarianCi, "ö日", "0F83FB40E5E5"),
  ])
  func weightStrings(_ collation: Collation, _ text: String, _ expected: String) {
    var text = text
    let weights = text.withUTF8 { CollationRules(collation).weightString($0) }
    let digits = weights.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }
    #expect(digits.joined().uppercased() == expected)
  }

  /// A total order: sorting twice, once backwards, gives one sequence of keys.
  @Test(arguments: Collation.allCases)
  func comparisonIsAnOrder(_ collation: Collation) {
    let rules = CollationRules(collation)
    let once = Self.samples.sorted { rules.compare($0, $1) < 0 }.map { rules.sortKey($0) }
    let twice = Self.samples.reversed().sorted { rules.compare($0, $1) < 0 }
      .map { rules.sortKey($0) }
    #expect(once == twice)
  }

  @Test(arguments: [
    ("1.50", "1.5", 0), ("-1.5", "-1.50", 0), ("10", "9", 1), ("-10", "-9", -1), ("0.00", "-0", 0),
    ("-0.01", "0", -1), ("123456789012345678901", "123456789012345678900.99", 1),
  ])
  func decimalTextsCompareAsNumbers(_ left: String, _ right: String, _ expected: Int) throws {
    let library = try Library()
    let order = try library.value(
      "SELECT CASE WHEN '\(left)' < '\(right)' COLLATE my_decimal THEN -1 "
        + "WHEN '\(left)' = '\(right)' COLLATE my_decimal THEN 0 ELSE 1 END"
    )
    #expect(order == .integer(Int64(expected)))
    let keys = try library.value(
      "SELECT CASE WHEN my_sort_key('\(left)', 'my_decimal') < my_sort_key('\(right)', 'my_decimal') "
        + "THEN -1 WHEN my_sort_key('\(left)', 'my_decimal') = my_sort_key('\(right)', 'my_decimal') "
        + "THEN 0 ELSE 1 END"
    )
    #expect(keys == .integer(Int64(expected)))
  }
}
