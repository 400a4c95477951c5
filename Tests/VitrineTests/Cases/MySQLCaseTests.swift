import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Statements answer as MySQL 8.0 does: values, types, warnings and errors, by the chapters of its manual.
@Suite struct MySQLCaseTests {
  private static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
    + "/MySQL"

  private static var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".test") }.sorted()
  }

  @Test(arguments: files) func everyAnswerIsMySQLs(name: String) throws {
    let file = try MySQLCaseFile(path: "\(Self.folder)/\(name)")
    for shards in file.vschema == nil ? [1] : [1, 4] {
      let cluster = try Cluster.create(at: nil)
      defer { try? cluster.close() }
      try cluster.createKeyspace("ks", shards: shards, vschemaJSON: shards > 1 ? file.vschema : nil)
      let session = try cluster.session(target: "ks")
      for sql in ["SET time_zone = '+00:00'", "SET timestamp = 1700000000"] {
        try session.execute(sql)
      }
      for item in file.cases {
        let answer = MySQLAnswer.text(of: item, session)
        let isSame = item.isSetup ? !answer.hasPrefix("error") : answer == item.expected
        #expect(isSame, "\(shards) shards: \(item.sql)\n\(answer)\ninstead of\n\(item.expected)")
      }
    }
  }

  @Test func thereAreEnoughCases() throws {
    let counts = try Self.files.map { name in
      try MySQLCaseFile(path: "\(Self.folder)/\(name)").cases.filter { !$0.isSetup }.count
    }
    let count = counts.reduce(0, +)
    #expect(count >= 3000, "\(count) cases")
  }
}
