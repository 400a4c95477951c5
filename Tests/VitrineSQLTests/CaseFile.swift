import Foundation
import Testing

/// A file of cases: a statement, a line `----`, and what is expected, up to a blank line.
///
/// `VITRINE_REWRITE=1` writes what was found over what was expected, and the test fails.
struct CaseFile {
  struct Case {
    var input: String
    var expected: String
  }

  static let isRewriting = ProcessInfo.processInfo.environment["VITRINE_REWRITE"] == "1"

  let url: URL
  let cases: [Case]

  init(named name: String, from path: String = #filePath) throws {
    url = URL(fileURLWithPath: path).deletingLastPathComponent()
      .appendingPathComponent("Cases/\(name).test")
    let text = try String(contentsOf: url, encoding: .utf8)
    cases = text.components(separatedBy: "\n\n").compactMap { block in
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false)
      guard lines.contains(where: { !$0.isEmpty }) else { return nil }
      let halves = lines.split(separator: "----", maxSplits: 1)
      let input = halves.first?.joined(separator: "\n") ?? ""
      let expected = halves.count > 1 ? halves[1].joined(separator: "\n") : ""
      return Case(
        input: input.trimmingCharacters(in: .newlines),
        expected: expected.trimmingCharacters(in: .newlines)
      )
    }
  }

  /// Compares each case with what `answer` gives for it.
  func check(_ answer: (String) -> String) throws {
    #expect(!cases.isEmpty)
    var rewritten: [String] = []
    for testCase in cases {
      let found = answer(testCase.input)
      rewritten.append("\(testCase.input)\n----\n\(found)\n")
      #expect(found == testCase.expected, "\(testCase.input)")
    }
    guard Self.isRewriting else { return }
    try rewritten.joined(separator: "\n").write(to: url, atomically: true, encoding: .utf8)
    Issue.record("re-recorded \(url.lastPathComponent)")
  }
}
