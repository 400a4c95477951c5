import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Compares the statements of consecutive seeds on all layouts.
enum RandomStatements {
  /// What came of a run.
  struct Outcome {
    /// How many statements were run.
    var statements = 0
    /// How many of them one database answers with rows.
    var answered = 0
    /// The differences, shrunk.
    var differences: [String] = []
    /// What one database refuses, for a person to look at.
    var failures: [String] = []
  }

  /// A number from the environment, else the given one.
  static func setting(_ name: String, _ standard: Int) -> Int {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? standard
  }

  /// Compares so many statements, from the seed's on; stops at the time or at twenty differences.
  static func compare(
    from seed: Int,
    count: Int,
    until deadline: ContinuousClock.Instant? = nil
  ) throws -> Outcome {
    let layouts = try Layouts(seed: UInt64(seed))
    var outcome = Outcome()
    for number in seed..<(seed + count) {
      if let deadline, ContinuousClock.now > deadline { break }
      if outcome.differences.count >= 20 { break }
      let sql = QueryGenerator.statement(seed: UInt64(number))
      outcome.statements += 1
      switch layouts.compare(sql) {
      case .different(let difference):
        outcome.differences.append("seed \(number): \(layouts.shrunk(difference).report)")
      case .agreed(.failure(let error)):
        outcome.failures.append(
          "seed \(number): \(error.code.number) \(error.message)\n  \(sql)"
        )
      case .agreed: outcome.answered += 1
      }
    }
    return outcome
  }

  /// Records what a person has to look at.
  static func judge(_ outcome: Outcome) {
    for difference in outcome.differences { Issue.record("\(difference)") }
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
