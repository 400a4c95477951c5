import Foundation
import Testing

@testable import VitrineSQL

/// Vitess's own parser cases, when they lie beside the repository.
@Suite struct CorpusTests {
  static let directory = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora/vitess")
  static let isPresent = FileManager.default.fileExists(
    atPath: directory.appendingPathComponent("parse_cases.json").path
  )

  private struct Table: Decodable {
    struct Case: Decodable {
      let input: String
      let error: String?
    }
    let table: String?
    let file: String?
    let cases: [Case]
  }

  private func tables() throws -> [Table] {
    var tables: [Table] = []
    for name in ["parse_cases.json", "parse_data.json"] {
      let data = try Data(contentsOf: Self.directory.appendingPathComponent(name))
      tables += try JSONDecoder().decode([Table].self, from: data)
    }
    return tables.filter { $0.file != "mysql_keywords.txt" }
  }

  @Test(.enabled(if: isPresent, "../shared/corpora/vitess is absent"))
  func acceptsAndRefusesLikeVitess() throws {
    var refused = 0
    var wanted = 0
    for table in try tables() {
      for testCase in table.cases {
        let isInvalid = table.table == "invalidSQL" || testCase.error != nil
        let statement = try? Parser.parse(testCase.input)
        if isInvalid {
          #expect(statement == nil, "\(testCase.input)")
        } else {
          wanted += 1
          guard let statement else {
            refused += 1
            continue
          }
          let again = try Parser.parse(statement.printed())
          #expect(again == statement, "\(testCase.input)")
        }
      }
    }
    #expect(wanted > 4000)
    #expect(refused <= wanted / 1000)
  }
}
