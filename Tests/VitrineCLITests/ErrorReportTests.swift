import Testing
import VitrineSQL

@Suite struct ErrorReportTests {
  @Test func caretUnderlinesTheSpan() {
    let error = SQLError(
      .unknownColumn,
      "unknown column 'nmae'",
      at: Span(lower: 7, upper: 11),
      hint: "did you mean 'name'?"
    )
    #expect(
      error.report(in: "SELECT nmae FROM user") == """
        error 1054 (42S22): unknown column 'nmae'
          SELECT nmae FROM user
                 ^~~~
        hint: did you mean 'name'?
        """
    )
  }

  @Test func caretStandsOnTheRightLineAndCell() {
    let error = SQLError(.parseError, "no", at: Span(lower: 19, upper: 20))
    #expect(
      error.report(in: "SELECT 1,\n  '東', x")
        == "error 1064 (42000): no\n    '東', x\n" + String(repeating: " ", count: 10) + "^"
    )
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let text = String(repeating: "a", count: 300) + "!" + String(repeating: "b", count: 300)
    let error = SQLError(.parseError, "no", at: Span(lower: 300, upper: 301))
    let lines = error.report(in: text).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count < 110 })
    let caret = lines[2].firstIndex(of: "^").map {
      lines[2].distance(from: lines[2].startIndex, to: $0)
    }
    #expect(caret.map { Array(lines[1])[$0] } == "!")
  }

  @Test func spansOutsideTheTextAreHarmless() {
    let error = SQLError(.parseError, "no", at: Span(lower: 900, upper: 950))
    #expect(error.report(in: "x").hasPrefix("error 1064 (42000): no"))
    #expect(error.report() == "error 1064 (42000): no")
  }

  @Test(arguments: [(0, 1, 1), (8, 1, 9), (9, 2, 1), (14, 2, 3), (99, 2, 4)])
  func positionsCountFromOne(offset: Int, line: Int, column: Int) {
    let position = SourcePosition(offset: offset, in: "SELECT 1\n東é!")
    #expect(position == SourcePosition(line: line, column: column))
  }
}
