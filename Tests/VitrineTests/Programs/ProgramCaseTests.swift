import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Stored programs do what MySQL's do: scripts with the answer to each statement, on one shard and on
/// several.
///
/// A file has a block for each statement: the statement, `----`, its answer. Recorded with
/// `VITRINE_REWRITE=1`; the answers were compared with MariaDB's when they were written.
@Suite struct ProgramCaseTests {
  private struct Case {
    var comments: [String] = []
    var sql: [String] = []
    var answer: [String] = []
  }

  static let files = [
    "procedures", "conditions", "functions", "row-functions", "functions-in-writes",
    "changing-functions",
    "refusals", "triggers", "trigger-tables",
  ]

  private static func path(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Cases/\(name).test")
  }

  private static func cases(_ name: String) throws -> [Case] {
    let text = try String(contentsOf: path(name), encoding: .utf8)
    return text.components(separatedBy: "\n\n").compactMap { block in
      var found = Case()
      var isAnswer = false
      for line in block.split(separator: "\n").map(String.init) {
        if line == "----" {
          isAnswer = true
        } else if isAnswer {
          found.answer.append(line)
        } else if line.hasPrefix("#") {
          found.comments.append(line)
        } else {
          found.sql.append(line)
        }
      }
      return found.sql.isEmpty && found.comments.isEmpty ? nil : found
    }
  }

  @Test(arguments: files, [1, 4]) func answersAsMySQLDoes(file: String, shards: Int) throws {
    let cluster = try Cluster.create(at: nil)
    defer { try? cluster.close() }
    try cluster.createKeyspace("ks", shards: shards)
    let session = try cluster.session(target: "ks")
    var cases = try Self.cases(file)
    let rewrites = ProcessInfo.processInfo.environment["VITRINE_REWRITE"] == "1"
    for index in cases.indices where !cases[index].sql.isEmpty {
      let sql = cases[index].sql.joined(separator: "\n")
      let answer = Self.answer(to: sql, in: session)
      let agrees = answer == cases[index].answer
      if !agrees { Issue.record("\(sql)\n\(answer.joined(separator: "\n"))") }
      if rewrites, shards == 1 { cases[index].answer = answer }
    }
    guard rewrites, shards == 1 else { return }
    let blocks = cases.map { part in
      let lines = part.comments + part.sql
      return (part.sql.isEmpty ? lines : lines + ["----"] + part.answer).joined(separator: "\n")
    }
    try (blocks.joined(separator: "\n\n") + "\n").write(
      to: Self.path(file),
      atomically: true,
      encoding: .utf8
    )
  }

  private static func answer(to sql: String, in session: Session) -> [String] {
    do throws(SQLError) {
      let result = try session.execute(sql)
      let answers = ([result] + result.following).filter(\.hasRows)
      let lines = tables(answers)
      return (answers.isEmpty ? ["affected \(result.affectedRows)"] : lines)
        + session.warnings.filter { !$0.message.contains("has no VSchema") }.map {
          "\($0.level.rawValue.lowercased()) \($0.code) \($0.message)"
        }
    } catch {
      return tables(session.answersBeforeError)
        + ["error \(error.code.number) (\(error.code.state)) \(error.message)"]
    }
  }

  private static func tables(_ answers: [Vitrine.Result]) -> [String] {
    var lines: [String] = []
    for answer in answers {
      if !lines.isEmpty { lines.append("--") }
      lines.append(answer.columns.map(\.name).joined(separator: " | "))
      for row in answer.textRows { lines.append(row.map { $0 ?? "NULL" }.joined(separator: " | ")) }
    }
    return lines
  }
}
