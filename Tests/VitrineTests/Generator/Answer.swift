import Foundation
import Vitrine
import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// What a statement gave: rows in MySQL's text form, or an error's number.
enum Answer {
  case rows([[String?]], isApproximate: [Bool])
  case failure(SQLError)

  init(_ sql: String, _ session: Session) {
    do {
      let result = try session.execute(sql)
      self = .rows(result.textRows, isApproximate: result.columns.map { $0.type.isApproximate })
    } catch {
      self = .failure(error)
    }
  }

  /// Whether the statement took longer than it may.
  var isTimeout: Bool {
    if case .failure(let error) = self { error.code == .timeout } else { false }
  }

  /// What a person reads when two answers differ.
  var text: String {
    switch self {
    case .failure(let error): "error \(error.code.number): \(error.message)"
    case .rows(let rows, _):
      rows.prefix(12).map { $0.map { $0 ?? "NULL" }.joined(separator: " | ") }
        .joined(separator: "\n") + (rows.count > 12 ? "\n… \(rows.count) rows" : "")
    }
  }
}

/// Whether two answers to one statement are the same answer.
///
/// Rows are compared as a multiset; where the statement orders by position, the ordering columns are
/// compared in sequence as well. Which of several equal texts stands for a group is open under a
/// collation without case, accents or trailing blanks, so the texts are compared without them.
struct AnswerComparison {
  /// The leading ORDER BY positions, from 0.
  let ordering: [Int]

  /// For answers whose rows come in any order.
  init() {
    ordering = []
  }

  init(_ query: QueryExpression) {
    var positions: [Int] = []
    for term in query.orderBy {
      guard case .literal(let literal) = term.expression, let position = Int(literal.printedNumber)
      else { break }
      positions.append(position - 1)
    }
    ordering = positions
  }

  /// Whether the answers agree.
  func agree(_ first: Answer, _ second: Answer) -> Bool {
    switch (first, second) {
    case (.failure(let first), .failure(let second)): return first.code == second.code
    case (.rows(let first, let approximate), .rows(let second, _)):
      guard first.count == second.count else { return false }
      let left = first.map { Self.normal($0, approximate) }
      let right = second.map { Self.normal($0, approximate) }
      guard Self.sorted(left) == Self.sorted(right) else { return false }
      return left.map(keys) == right.map(keys)
    default: return false
    }
  }

  private func keys(_ row: [String]) -> [String] {
    ordering.compactMap { row.indices.contains($0) ? row[$0] : nil }
  }

  private static func sorted(_ rows: [[String]]) -> [[String]] {
    rows.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The row with its texts without case and accents and its doubles to nine digits.
  private static func normal(_ row: [String?], _ approximate: [Bool]) -> [String] {
    row.enumerated().map { index, text in
      guard let text else { return "\u{0}NULL" }
      if approximate.indices.contains(index), approximate[index], let number = Double(text) {
        return number == 0 ? "0" : String(format9(number))
      }
      return folded(text)
    }
  }

  /// The text without case, accents and trailing blanks; `ß`, `ss` and `s` are one.
  private static func folded(_ text: String) -> String {
    guard text.contains(where: { !$0.isASCII || $0.isLetter || $0 <= " " }) else { return text }
    var folded = text.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
      .replacingOccurrences(of: "ß", with: "s").replacingOccurrences(of: "ss", with: "s")
    // Control characters have no weight.
    folded.unicodeScalars.removeAll { $0.value < 0x20 || $0.value == 0x7F }
    while folded.last == " " { folded.removeLast() }
    // GROUP_CONCAT ends at its greatest length in bytes, which equal texts reach at different places.
    return text.utf8.count > 1000 ? String(folded.prefix(800)) : folded
  }

  private static func format9(_ number: Double) -> String {
    let scale = 1e9
    let rounded = (number * scale).rounded() / scale
    return rounded.magnitude < 1e6 ? "\(rounded)" : "\(Float(number))"
  }
}

extension Literal {
  /// The digits of an integer literal, else nothing.
  var printedNumber: String {
    if case .integer(let digits) = kind { digits } else { "" }
  }
}
