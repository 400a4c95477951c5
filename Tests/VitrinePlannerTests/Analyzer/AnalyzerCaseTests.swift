import Foundation
import Testing
import VitrineSQL
import VitrineSharding

@testable import VitrinePlanner

/// Runs the scripts in `Cases`: each case is a statement, a line of dashes, and the tree with the
/// result columns, or the error.
///
///     SELECT id FROM users
///     ----
///     columns id BIGINT
///     Project users.id#0
///     └─ Scan ks.users
///
/// `VITRINE_REWRITE=1` records what comes out and fails.
@Suite struct AnalyzerCaseTests {
  static let scripts: [String] = {
    let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases")
    let names = try? FileManager.default.contentsOfDirectory(atPath: directory.path())
    return (names ?? []).filter { $0.hasSuffix(".test") }.sorted()
      .map { directory.appending(path: $0).path() }
  }()

  @Test func thereAreScripts() {
    #expect(Self.scripts.count >= 8)
  }

  @Test(arguments: scripts) func script(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let catalog = try AnalyzerFixture.catalog()
    var recorded: [String] = []
    for block in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      let test = AnalyzerCase(String(block))
      guard !test.isComment else {
        recorded.append(test.statement)
        continue
      }
      let result = test.run(catalog)
      recorded.append("\(test.statement)\n----\n\(result)")
      if !AnalyzerCase.isRecording { #expect(result == test.expected, "\(test.statement)") }
    }
    if AnalyzerCase.isRecording {
      let output = recorded.joined(separator: "\n\n") + "\n"
      try output.write(toFile: path, atomically: true, encoding: .utf8)
      Issue.record("recorded \(path)")
    }
  }
}

/// One case of a script.
struct AnalyzerCase {
  static let isRecording = ProcessInfo.processInfo.environment["VITRINE_REWRITE"] == "1"

  let statement: String
  let expected: String
  let isComment: Bool

  init(_ block: String) {
    let trimmed = block.trimmingCharacters(in: .newlines)
    let parts = trimmed.components(separatedBy: "\n----\n")
    isComment = trimmed.hasPrefix("#")
    statement = parts[0].hasSuffix("\n----") ? String(parts[0].dropLast(5)) : parts[0]
    expected = parts.count > 1 ? parts[1] : ""
  }

  /// `-- open` before the statement makes `open` the default keyspace; `-- loose` turns
  /// ONLY_FULL_GROUP_BY off.
  func run(_ catalog: Catalog) -> String {
    let keyspace = statement.hasPrefix("-- open") ? "open" : "ks"
    let options = PlannerOptions(
      defaultKeyspace: keyspace,
      requiresFullGrouping: !statement.hasPrefix("-- loose")
    )
    let context = PlanningContext(
      catalog: catalog,
      options: options,
      text: statement,
      systemVariables: ["autocommit": .bigint, "max_connections": .bigint]
    )
    do {
      return try AnalyzerReport(context: context).text(of: try Parser.parse(statement))
    } catch {
      return describe(error)
    }
  }

  private func describe(_ error: SQLError) -> String {
    var lines = ["error \(error.code.number) (\(error.code.state)): \(error.message)"]
    if let span = error.span {
      let bytes = Array(statement.utf8)
      let range = span.range.clamped(to: 0..<bytes.count)
      lines.append("at: \(String(decoding: bytes[range], as: UTF8.self))")
    }
    if let hint = error.hint { lines.append("hint: \(hint)") }
    return lines.joined(separator: "\n")
  }
}
