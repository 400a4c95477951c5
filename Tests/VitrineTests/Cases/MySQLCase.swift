import Foundation
import Vitrine
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A file of statements with the answers that MySQL gives, as `Scripts/record-mysql-cases` writes it.
///
/// The script's help describes the format. What MariaDB answers where MySQL answers otherwise is for the
/// reader and not looked at here.
struct MySQLCaseFile {
  struct Case {
    var sql: String
    var expected: String
    var isExpression = false
    var isUnordered = false
    /// A statement of `setup`: it has to succeed, and its answer does not count.
    var isSetup = false
  }

  private(set) var vschema: String?
  private(set) var cases: [Case] = []

  init(path: String) throws {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    for block in text.split(separator: "\n\n", omittingEmptySubsequences: true) {
      let lines = block.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
      read(Array(lines.drop { $0.hasPrefix("#") }))
    }
  }

  private mutating func read(_ lines: [String]) {
    guard let head = lines.first else { return }
    let body = Array(lines.dropFirst())
    switch head {
    case "vschema": vschema = body.joined(separator: "\n")
    case "setup":
      cases += body.joined(separator: "\n").components(separatedBy: ";\n").map {
        Case(sql: $0, expected: "", isSetup: true)
      }
    case "eval": cases += body.compactMap(Self.expression)
    default: cases.append(Self.statement(body, isUnordered: head == "run unordered"))
    }
  }

  private static func expression(_ line: String) -> Case? {
    guard !line.hasPrefix("  "), let arrow = line.range(of: " => ", options: .backwards) else {
      return nil
    }
    return Case(
      sql: "SELECT " + line[..<arrow.lowerBound],
      expected: String(line[arrow.upperBound...]),
      isExpression: true
    )
  }

  private static func statement(_ lines: [String], isUnordered: Bool) -> Case {
    let parts = lines.split(
      maxSplits: 2,
      omittingEmptySubsequences: false,
      whereSeparator: { $0.hasPrefix("----") }
    )
    return Case(
      sql: parts[0].joined(separator: "\n"),
      expected: parts.count > 1 ? parts[1].joined(separator: "\n") : "",
      isUnordered: isUnordered
    )
  }
}
