import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Compares the statements of consecutive seeds on all layouts.
///
/// The seed decides the rows too: five hundred statements share them.
enum RandomStatements {
  /// What came of a run.
  struct Outcome {
    /// How many statements were run.
    var statements = 0
    /// How many of them one database answers with rows.
    var answered = 0
    /// The differences, shrunk.
    var differences: [String] = []
    /// Statements that some layouts find out of range for rows that others leave out before, and these agree:
    /// which rows an expression is computed for is up to the plan.
    var outOfRange: [String] = []
    /// What one database refuses, for a person to look at.
    var failures: [String] = []
    /// The statement that took longest on all layouts together.
    var slowest = (seed: 0, seconds: 0.0, sql: "")
  }

  /// How many seeds in succession have the same rows.
  static let batch = 500

  /// A number from the environment, else the given one.
  static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  /// Compares so many statements, from the seed's on; stops at the time or at twenty differences.
  ///
  /// A run whose length is set says after every thousand statements how far it is, and what was refused.
  static func compare(
    from seed: Int,
    count: Int,
    until deadline: ContinuousClock.Instant? = nil
  ) throws -> Outcome {
    var outcome = Outcome()
    var number = seed
    while number < seed + count, outcome.differences.count < 20 {
      let rows = number - number % batch
      let layouts = try Layouts(seed: UInt64(rows))
      while number < min(seed + count, rows + batch), outcome.differences.count < 20 {
        if let deadline, ContinuousClock.now > deadline { return outcome }
        compare(number, on: layouts, &outcome)
        number += 1
        if outcome.statements.isMultiple(of: 1000) { show("before seed \(number)", outcome) }
      }
    }
    show("before seed \(number)", outcome)
    return outcome
  }

  private static func compare(_ seed: Int, on layouts: Layouts, _ outcome: inout Outcome) {
    let sql = QueryGenerator.statement(seed: UInt64(seed))
    let start = ContinuousClock.now
    outcome.statements += 1
    switch layouts.compare(sql) {
    case .different(let difference) where difference.isOutOfRange:
      let report = "seed \(seed): \(difference.layout)\n\(sql)"
      outcome.outOfRange.append(report)
      outcome.answered += 1
      tell("out of range at \(report)")
    case .different(let difference):
      let report = "seed \(seed): \(layouts.shrunk(difference).report)"
      outcome.differences.append(report)
      tell("difference at \(report)")
    case .agreed(.failure(let error)):
      let report = "seed \(seed): \(error.code.number) \(error.message)\n  \(sql)"
      outcome.failures.append(report)
      tell("refused at \(report)")
    case .agreed: outcome.answered += 1
    }
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    if seconds > outcome.slowest.seconds { outcome.slowest = (seed, seconds, sql) }
  }

  /// Tells how far a run is.
  static func show(_ place: String, _ outcome: Outcome) {
    tell(
      "\(place): \(outcome.statements) statements, \(outcome.answered) answered, "
        + "\(outcome.differences.count) differences, slowest seed \(outcome.slowest.seed) in "
        + "\(Int(outcome.slowest.seconds * 1000)) ms: \(outcome.slowest.sql)"
    )
  }

  private static func tell(_ line: String) {
    guard setting("VITRINE_STATEMENTS", 0) + setting("VITRINE_SOAK_SECONDS", 0) > 0 else { return }
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }

  /// Records what a person has to look at.
  static func judge(_ outcome: Outcome) {
    for difference in outcome.differences { Issue.record("\(difference)") }
    #expect(
      outcome.outOfRange.count <= max(1, outcome.statements / 1000),
      "\(outcome.outOfRange.joined(separator: "\n"))"
    )
    let refused = outcome.failures.joined(separator: "\n")
    #expect(
      outcome.answered * 1000 >= outcome.statements * 995,
      "only \(outcome.answered) of \(outcome.statements) statements gave rows\n\(refused)"
    )
  }
}

/// Random SELECTs give the answer of one database on every layout and under every strategy.
@Suite struct GeneratorTests {
  @Test func randomStatementsAgree() throws {
    let count = RandomStatements.setting("VITRINE_STATEMENTS", 300)
    let seed = RandomStatements.setting("VITRINE_SEED", 1)
    RandomStatements.judge(try RandomStatements.compare(from: seed, count: count))
  }

  @Test func aSeedIsAStatement() {
    #expect(QueryGenerator.statement(seed: 7) == QueryGenerator.statement(seed: 7))
    #expect(Set((1...50).map { QueryGenerator.statement(seed: UInt64($0)) }).count == 50)
  }

  /// A planted difference is made small: what has nothing to do with it goes.
  @Test func shrinkingDropsWhatDoesNotMatter() throws {
    let text = """
      SELECT a.x AS c1, b.y AS c2 FROM a JOIN b ON a.id = b.id WHERE a.x > 1 AND b.y IN (1, 2)
      ORDER BY 1, 2 LIMIT 3
      """
    guard case .query(var query) = try Parser.parse(text) else { return }
    while let smaller = QueryShrinker.reductions(of: query).first(where: {
      QueryShrinker.isDeterministic($0) && $0.printed().contains("a.x > 1")
    }) {
      query = smaller
    }
    #expect(query.printed() == "select b.y as c2 from a where a.x > 1")
  }
}
