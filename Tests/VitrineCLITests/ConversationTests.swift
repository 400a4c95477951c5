import Foundation
import Testing
import Vitrine

@testable import VitrineCLI

/// Scripts of statements and dot commands, as they come from a pipe.
@Suite struct ConversationTests {
  /// What a script writes, and whether each line went well.
  private func talk(_ lines: [String]) throws -> (output: String, results: [Bool], isOver: Bool) {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try Data().write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forWritingTo: file)
    var runner = StatementRunner(session: try cluster.session(target: nil), format: .tsv)
    runner.output = Output(descriptor: handle.fileDescriptor)
    runner.diagnostics = runner.output
    let conversation = Conversation(cluster: cluster, runner: runner, stopsAtError: true)
    var results: [Bool] = []
    for line in lines where !conversation.isOver { results.append(conversation.read(line)) }
    if !conversation.isOver { results.append(conversation.finish()) }
    try handle.close()
    return (try String(contentsOf: file, encoding: .utf8), results, conversation.isOver)
  }

  @Test func dotCommandsAndStatementsAlternate() throws {
    let script = try talk([
      "CREATE KEYSPACE shop; USE shop; CREATE TABLE t (id INT PRIMARY KEY);", ".tables", ".shards",
      "SELECT 1", "AS a;", ".mode json", "SELECT 2 AS b",
    ])
    #expect(script.results.allSatisfy { $0 })
    #expect(script.output.contains("Tables_in_shop\nt\n"))
    #expect(script.output.contains("shop\t"))
    #expect(script.output.contains("a\n1\n"))
    #expect(script.output.contains("\"b\""))
  }

  @Test func whatFailsSaysSo() throws {
    let script = try talk([".tabels", ".mode pdf", ".explain SELECT 1", ".quit", "SELECT 1;"])
    #expect(script.results == [false, false, true, true])
    #expect(script.isOver)
    #expect(script.output.contains("unknown command '.tabels'; did you mean .tables?"))
    #expect(script.output.contains("the modes are: table"))
  }
}
