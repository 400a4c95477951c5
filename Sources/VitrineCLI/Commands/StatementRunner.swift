import Vitrine
import VitrinePlanner
import VitrineSQL

/// Runs statements in a session and shows what comes of them: rows on stdout, the rest on stderr.
struct StatementRunner {
  let session: Session
  var format: OutputFormat
  /// Whether what a statement cost is told after it.
  var showsTrace = false
  /// Whether plans are shown in place of answers.
  var explains = false
  /// Whether counts and times are told, as to a person at a terminal.
  var isChatty = false
  var output = Output.standard
  var diagnostics = Output.error

  init(session: Session, format: OutputFormat) {
    self.session = session
    self.format = format
  }

  /// Runs statements; gives how many failed.
  func run(_ statements: [StatementSplitter.Statement], stopsAtError: Bool) -> Int {
    var failures = 0
    for statement in statements where !run(statement) {
      failures += 1
      if stopsAtError { break }
    }
    return failures
  }

  /// Runs the statements of a stream as their ends arrive; gives how many failed.
  ///
  /// Throws where the stream is not UTF-8.
  func run(_ source: LineSource, stopsAtError: Bool) throws(SQLError) -> Int {
    var source = source
    var splitter = StatementSplitter()
    var failures = 0
    while let line = try source.next() {
      failures += run(splitter.add(line), stopsAtError: stopsAtError)
      if failures > 0 && stopsAtError { return failures }
    }
    return failures + run(splitter.finish().map { [$0] } ?? [], stopsAtError: stopsAtError)
  }

  /// Runs one statement; false when it failed, which has been told then.
  func run(_ statement: StatementSplitter.Statement) -> Bool {
    do throws(SQLError) {
      if explains {
        let plan = try session.explain(statement.text)
        output.line(plan.tree(session.printing(of: plan, sql: statement.text)))
      } else {
        try answer(statement)
      }
      return true
    } catch {
      show(session.answersBeforeError, isVertical: statement.isVertical)
      Failure.report(error, in: statement.text)
      return false
    }
  }

  private func answer(_ statement: StatementSplitter.Statement) throws(SQLError) {
    let result = try session.execute(statement.text)
    show([result] + result.following, isVertical: statement.isVertical)
    for warning in result.warnings {
      diagnostics.line("\(warning.level.rawValue.lowercased()) \(warning.code): \(warning.message)")
    }
    if isChatty { diagnostics.line(Self.sentence(on: result)) }
    if showsTrace { diagnostics.line(Self.cost(of: result.trace)) }
  }

  /// The rows of answers that have some: of a CALL each statement's.
  private func show(_ answers: [Vitrine.Result], isVertical: Bool) {
    let format = isVertical ? .vertical : format
    for answer in answers where answer.hasRows {
      output.write(format.text(of: ResultTable(answer)))
    }
  }

  /// `2 rows in set (0.8 ms)`, `Query OK, 1 row affected (1.2 ms)`.
  static func sentence(on result: Vitrine.Result) -> String {
    let time = "(\(result.trace.elapsed.readable))"
    if result.hasRows {
      let count = result.rows.count
      return count == 0
        ? "Empty set \(time)" : "\(count) \(count == 1 ? "row" : "rows") in set \(time)"
    }
    let count = result.affectedRows
    let info = result.info.map { "  \($0)" } ?? ""
    return "Query OK, \(count) \(count == 1 ? "row" : "rows") affected \(time)\(info)"
  }

  /// `4 shard calls in 1 round trip, 40 rows moved, 812 µs: commerce/-40 commerce/40-80 …`.
  static func cost(of trace: ExecutionTrace) -> String {
    let calls = "\(trace.shardCalls) shard call\(trace.shardCalls == 1 ? "" : "s")"
    let trips = "\(trace.roundTrips) round trip\(trace.roundTrips == 1 ? "" : "s")"
    let rows = "\(trace.rowsMoved) row\(trace.rowsMoved == 1 ? "" : "s") moved"
    let shards = trace.shards.isEmpty ? "no shard" : trace.shards.joined(separator: " ")
    return "\(calls) in \(trips), \(rows), \(trace.elapsed.readable): \(shards)"
  }
}
