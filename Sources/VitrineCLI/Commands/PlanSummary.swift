import Vitrine
import VitrinePlanner
import VitrineSQL

/// `vitrine plan --summary`: a line for each statement, and how many there are of each grade.
///
///     single shard  1 route   users.id = 5 via hash           SELECT * FROM users WHERE id = 5
///     scatter       1 route   no condition on a vindex of …   SELECT * FROM users
///
///     2 statements: 1 single shard, 1 scatter
enum PlanSummary {
  private static let textWidth = 72

  /// Prints the summary; gives how many statements had no plan.
  static func print(_ statements: [StatementSplitter.Statement], in session: Session) -> Int {
    var counts: [PlanGrade: Int] = [:]
    var failures = 0
    for statement in statements {
      do throws(SQLError) {
        let summary = try session.explain(statement.text).summary
        counts[summary.grade, default: 0] += 1
        Output.standard.line(line(of: summary, statement.text))
      } catch {
        Failure.report(error, in: statement.text)
        Output.standard.line(line(of: error, statement.text))
        failures += 1
      }
    }
    Output.standard.line("\n" + footer(counts, planned: statements.count - failures, failures))
    return failures
  }

  static func line(of summary: Plan.Summary, _ text: String) -> String {
    let routes = "\(summary.routes) route\(summary.routes == 1 ? "" : "s")"
    return line(summary.grade.rawValue, routes, summary.reason, text)
  }

  /// The line of a statement that has no plan.
  static func line(of error: SQLError, _ text: String) -> String {
    line("no plan", "", "error \(error.code.number): \(error.message)", text)
  }

  private static func line(
    _ grade: String,
    _ routes: String,
    _ reason: String,
    _ text: String
  ) -> String {
    let reason = reason.isEmpty ? "" : "(\(reason))  "
    return grade.padded(to: 14) + routes.padded(to: 10) + reason + shortened(text)
  }

  static func footer(_ counts: [PlanGrade: Int], planned: Int, _ failures: Int) -> String {
    let parts = PlanGrade.allCases.compactMap { grade in
      counts[grade].map { "\($0) \(grade.rawValue)" }
    }
    let failed = failures == 0 ? [] : ["\(failures) without a plan"]
    let all = planned + failures
    return "\(all) statement\(all == 1 ? "" : "s"): " + (parts + failed).joined(separator: ", ")
  }

  /// The statement on one line, without the comments before it, cut where it grows long.
  private static func shortened(_ text: String) -> String {
    let line = text.withoutLeadingComments.split(whereSeparator: \.isWhitespace).joined(
      separator: " "
    )
    return line.count <= textWidth ? line : line.prefix(textWidth - 1) + "…"
  }
}

extension String {
  /// The text from its first word on; comments that are read as more, `/*+ … */` and `/*! … */`, are words.
  fileprivate var withoutLeadingComments: Substring {
    var rest = self[...]
    while true {
      rest = rest.drop(while: \.isWhitespace)
      if rest.hasPrefix("-- ") || rest.hasPrefix("#") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*"), !["+", "!", "v"].contains(rest.dropFirst(2).first),
        let end = rest.firstRange(of: "*/")
      {
        rest = rest[end.upperBound...]
      } else {
        return rest
      }
    }
  }
}
