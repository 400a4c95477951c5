import Testing

@testable import VitrineSQL

@Suite struct GrammarTests {
  static let chapters = [
    "queries", "joins", "expressions", "functions", "data", "tables", "alterations", "schema",
    "session", "show", "programs", "vitess", "administration",
  ]

  /// Each statement prints as recorded, and its text parses back to an equal tree that prints the
  /// same.
  @Test(arguments: chapters) func parsesAndPrints(_ chapter: String) throws {
    try CaseFile(named: chapter).check { text in
      do throws(SQLError) {
        let statement = try Parser.parse(text)
        let printed = statement.printed()
        let again = try Parser.parse(printed)
        #expect(again == statement, "\(text)")
        #expect(again.printed() == printed)
        return printed
      } catch {
        return "error: \(error.message)"
      }
    }
  }

  /// Each wrong statement is refused at the recorded place, with the recorded hint.
  @Test func refusesAndTellsWhere() throws {
    try CaseFile(named: "errors").check { text in
      do throws(SQLError) {
        return try Parser.parse(text).printed()
      } catch {
        return report(error, in: text)
      }
    }
  }

  private func report(_ error: SQLError, in text: String) -> String {
    var lines = ["\(error.code.number) \(error.message)"]
    if let range = error.span?.range {
      let bytes = Array(text.utf8)
      let place = String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
      lines.append("at \(range.lowerBound): \(place)")
    }
    if let hint = error.hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}
