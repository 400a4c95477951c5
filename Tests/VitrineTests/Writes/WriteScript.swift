import Foundation
import Vitrine
import VitrineSQL

/// A file of statements with the answers that one MySQL database gives.
///
/// The lines before the first statement that begin with `{` are the keyspace's VSchema. Each statement is
/// followed by `----` and what it gives: rows, counts, MySQL's sentence, warnings or the error. Lines
/// that begin with `#` are for the reader.
struct WriteScript {
  struct Step {
    var comment: String
    var sql: String
    var expected: String
  }

  let path: String
  var vschema: String
  var steps: [Step] = []

  init(path: String) throws {
    self.path = path
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var blocks = text.split(separator: "\n\n", omittingEmptySubsequences: true).map(String.init)
    vschema = blocks.isEmpty ? "" : blocks.removeFirst()
    for block in blocks {
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let body = lines.drop { $0.hasPrefix("#") || $0.isEmpty }
      let mark = body.firstIndex(of: "----") ?? body.endIndex
      steps.append(
        Step(
          comment: lines.prefix { $0.hasPrefix("#") }.joined(separator: "\n"),
          sql: body[..<mark].joined(separator: "\n"),
          expected: body[mark...].dropFirst().filter { !$0.isEmpty }.joined(separator: "\n")
        )
      )
    }
  }

  /// The same file with other answers.
  func text(_ answers: [String]) -> String {
    let blocks = zip(steps, answers).map { step, answer in
      (step.comment.isEmpty ? "" : step.comment + "\n")
        + "\(step.sql)\n----\(answer.isEmpty ? "" : "\n" + answer)"
    }
    return ([vschema] + blocks).joined(separator: "\n\n") + "\n"
  }

  /// What the statements give on so many shards; on one, without a VSchema.
  func answers(shards: Int) throws -> [String] {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: shards, vschemaJSON: shards == 1 ? nil : vschema)
    let session = try cluster.session(target: "ks")
    return steps.map { Self.answer($0.sql, session) }
  }

  static func answer(_ sql: String, _ session: Session) -> String {
    do {
      let result = try session.execute(sql)
      var lines = result.textRows.map { row in
        row.map { $0 ?? "NULL" }.joined(separator: "|")
      }
      if result.columns.isEmpty {
        var counts = "\(result.affectedRows) affected"
        if result.lastInsertID > 0 { counts += ", id \(result.lastInsertID)" }
        if let info = result.info { counts += " (\(info))" }
        lines.append(counts)
      }
      lines += result.warnings.map { "\($0.level.rawValue) \($0.code): \($0.message)" }
      return lines.joined(separator: "\n")
    } catch {
      return "error \(error.code.number): \(error.message)"
    }
  }
}
