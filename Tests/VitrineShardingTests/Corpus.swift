import Foundation
import Testing
import VitrineSQL

/// Vitess's own test material, which lies beside the repository where it is at hand.
enum Corpus {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static var isAbsent: Bool { contents("vindex_vectors.json") == nil }

  static func document(_ name: String) throws -> JSON {
    try JSON(parsing: #require(contents(name)))
  }

  private static func contents(_ name: String) -> String? {
    let above = [
      repository.deletingLastPathComponent(),
      repository.deletingLastPathComponent().deletingLastPathComponent(),
    ]
    return above.lazy.compactMap { directory in
      let file = directory.appendingPathComponent("shared/corpora/vitess/\(name)")
      return try? String(contentsOf: file, encoding: .utf8)
    }.first
  }
}
