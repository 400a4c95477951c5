import Vitrine
import VitrinePlanner
import VitrineSQL

/// Compares what a statement gave with what is expected of it.
struct Verdict {
  private let expectation: Expectation
  private(set) var mismatches: [ScenarioReport.Mismatch] = []

  init(_ expectation: Expectation) {
    self.expectation = expectation
  }

  mutating func judge(_ result: Vitrine.Result, sql: String, in session: Session) {
    if let failure = expectation.failure {
      note("error", "expected \(failure.sentence), got an answer of \(result.rows.count) rows")
    }
    judge("columns", expected: expectation.columns, got: result.columns.map(\.name))
    judgeRows(result)
    judge("affected", expected: expectation.affectedRows, got: result.affectedRows)
    judge("insert_id", expected: expectation.lastInsertID, got: result.lastInsertID)
    judge("shards", expected: expectation.shards, got: result.trace.shards)
    judge("shards", expected: expectation.shardCount, got: result.trace.shards.count)
    judge("shard_calls", expected: expectation.shardCalls, got: result.trace.shardCalls)
    judge("rows_moved", expected: expectation.rowsMoved, got: result.trace.rowsMoved)
    judge("warnings", expected: expectation.warnings, got: result.warnings.map(\.code))
    judgePlan(result.plan, sql: sql, in: session)
  }

  mutating func judge(_ error: SQLError, sql: String) {
    guard let failure = expectation.failure else {
      return note("error", "expected an answer, got\n\(error.report(in: sql))")
    }
    if !failure.matches(error) {
      note("error", "expected \(failure.sentence), got\n\(error.report(in: sql))")
    }
  }

  private mutating func note(_ subject: String, _ detail: String) {
    mismatches.append(ScenarioReport.Mismatch(subject, detail))
  }

  private mutating func judge<Fact: Equatable>(_ subject: String, expected: Fact?, got: Fact) {
    guard let expected, expected != got else { return }
    note(subject, "expected \(expected), got \(got)")
  }

  private mutating func judgeRows(_ result: Vitrine.Result) {
    judge("count", expected: expectation.rowCount, got: result.rows.count)
    guard let rows = expectation.rows else { return }
    let expected = rows.map(RowText.line)
    let got = result.rows.indices.map { row in
      RowText.line(result.columns.indices.map { result.text(row: row, column: $0) })
    }
    let isSame = expectation.isOrdered ? expected == got : expected.sorted() == got.sorted()
    guard !isSame else { return }
    note(
      "rows",
      expectation.isOrdered
        ? LineDifference.text(expected: expected, got: got)
        : LineDifference.text(expected: expected.sorted(), got: got.sorted())
    )
  }

  private mutating func judgePlan(_ plan: Plan?, sql: String, in session: Session) {
    guard
      expectation.plan != nil || !expectation.planContains.isEmpty
        || !expectation.planExcludes.isEmpty
    else { return }
    guard let tree = (plan ?? (try? session.explain(sql)))?.tree() else {
      return note("plan", "the statement has no plan")
    }
    for text in expectation.planContains where !tree.contains(text) {
      note("plan", "expected to contain '\(text)', got\n\(tree)")
    }
    for text in expectation.planExcludes where tree.contains(text) {
      note("plan", "expected not to contain '\(text)', got\n\(tree)")
    }
    guard let expected = expectation.plan else { return }
    let lines = (expected: Self.lines(expected), got: Self.lines(tree))
    if lines.expected != lines.got {
      note("plan", LineDifference.text(expected: lines.expected, got: lines.got))
    }
  }

  /// The lines of a tree, without what YAML may add around them.
  private static func lines(_ tree: String) -> [String] {
    tree.split(separator: "\n").map { line in
      String(line.reversed().drop(while: \.isWhitespace).reversed())
    }
  }
}

extension Expectation.Failure {
  /// Whether an error is the expected one.
  func matches(_ error: SQLError) -> Bool {
    (code ?? error.code.number) == error.code.number
      && (state ?? error.code.state) == error.code.state
      && (vitessCode == nil || vitessCode == error.code.vitess)
      && (message.map { error.message.lowercased().contains($0.lowercased()) } ?? true)
  }

  /// `error 1062`, `error 1105 VT09023 with 'keyspace id'`.
  var sentence: String {
    let parts = ["error", code.map(String.init), state.map { "(\($0))" }, vitessCode]
    return parts.compactMap(\.self).joined(separator: " ")
      + (message.map { " with '\($0)'" } ?? "")
  }
}
