import Foundation
import Testing
import VitrineSQL

/// Writes give the answers of one database, on however many shards.
@Suite struct WriteScriptTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Cases"

  private static var scripts: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".test") }.sorted()
  }

  @Test(arguments: scripts) func everyLayoutGivesTheAnswers(name: String) throws {
    let script = try WriteScript(path: "\(Self.folder)/\(name)")
    let rewrites = ProcessInfo.processInfo.environment["VITRINE_REWRITE"] != nil
    if rewrites {
      let text = script.text(try script.answers(shards: 1))
      try text.write(toFile: script.path, atomically: true, encoding: .utf8)
      Issue.record("\(name) is recorded anew")
      return
    }
    for shards in [1, 2, 4, 7] {
      for (step, answer) in zip(script.steps, try script.answers(shards: shards)) {
        let isSame = answer == step.expected
        #expect(isSame, "\(shards) shards: \(step.sql)\n\(answer)\ninstead of\n\(step.expected)")
      }
    }
  }

  @Test func thereAreScripts() {
    #expect(Self.scripts.count > 3)
  }
}
