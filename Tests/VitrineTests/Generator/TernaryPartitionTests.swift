import Testing
import Vitrine
import VitrineSQL

/// Checks the pairs of consecutive seeds on every layout by itself.
enum TernaryPartitions {
  /// Runs so many pairs, from the seed's on; stops at the time or at twenty differences.
  static func check(
    from seed: Int,
    count: Int,
    until deadline: ContinuousClock.Instant? = nil
  ) throws -> RandomStatements.Outcome {
    let layouts = try Layouts(seed: UInt64(seed), shardCounts: [0, 2, 7])
    var outcome = RandomStatements.Outcome()
    for number in seed..<(seed + count) {
      if let deadline, ContinuousClock.now > deadline { break }
      if outcome.differences.count >= 20 { break }
      let pair = QueryGenerator.pair(seed: UInt64(number))
      outcome.statements += 1
      if let failure = layouts.failure(of: pair) {
        outcome.failures.append("seed \(number): \(failure)\n  \(pair.parts)")
      } else if let difference = layouts.difference(in: pair) {
        outcome.differences.append("seed \(number): \(difference)")
      } else {
        outcome.answered += 1
      }
    }
    return outcome
  }
}

extension Layouts {
  /// Why the statements have no answer to be compared, if so.
  fileprivate func failure(of pair: StatementPair) -> String? {
    for sql in [pair.whole, pair.parts] {
      if case .failure(let error) = all[0].answer(sql) {
        return "\(error.code.number) \(error.message)"
      }
    }
    return nil
  }

  /// The first layout on which the parts are not the whole.
  fileprivate func difference(in pair: StatementPair) -> String? {
    for layout in all {
      let (whole, parts) = (layout.answer(pair.whole), layout.answer(pair.parts))
      if !AnswerComparison().agree(whole, parts) {
        return "\(layout.name)\n\(pair.whole)\nparts:\n\(pair.parts)\n"
          + "whole:\n\(whole.text)\nparts:\n\(parts.text)"
      }
    }
    return nil
  }
}

/// On every layout the rows under a condition, its negation and IS NULL are all rows.
@Suite struct TernaryPartitionTests {
  @Test func thePartsAreTheWhole() throws {
    let count = RandomStatements.setting("VITRINE_STATEMENTS", 100)
    let seed = RandomStatements.setting("VITRINE_SEED", 1)
    RandomStatements.judge(try TernaryPartitions.check(from: seed, count: count))
  }

  @Test func everyKindOfPairIsDrawn() {
    let pairs = (1...200).map { QueryGenerator.pair(seed: UInt64($0)) }
    let marks = [
      "UNION ALL SELECT", "UNION SELECT DISTINCT", "AS p GROUP BY k", "HAVING NOT", "IS TRUE",
    ]
    for mark in marks {
      #expect(pairs.contains { $0.parts.contains(mark) }, "no pair with \(mark)")
    }
  }
}
