import Foundation
import Testing

/// What `make soak` runs: batch after batch of random statements, sequences of writes and partitions,
/// each batch on its own rows, until `VITRINE_SOAK_SECONDS` are over.
///
/// `VITRINE_SEED` is the first batch's seed; the seed of each batch is printed, so that any can be run again.
/// `VITRINE_STATEMENTS` bounds the statements.
@Suite(.enabled(if: RandomStatements.setting("VITRINE_SOAK_SECONDS", 0) > 0))
struct SoakTests {
  private static let batch = 500

  @Test func soak() throws {
    let seconds = RandomStatements.setting("VITRINE_SOAK_SECONDS", 0)
    let bound = RandomStatements.setting("VITRINE_STATEMENTS", .max)
    var seed = RandomStatements.setting("VITRINE_SEED", 1_000_000)
    let deadline = ContinuousClock.now + .seconds(seconds)
    Self.show("soak: seed \(seed), \(seconds) seconds, strategies \(strategyNames)")
    var total = RandomStatements.Outcome()
    while ContinuousClock.now < deadline, total.statements < bound {
      for outcome in try Self.outcomes(from: seed, until: deadline) {
        RandomStatements.judge(outcome)
        total.statements += outcome.statements
        total.answered += outcome.answered
        total.differences += outcome.differences
      }
      seed += Self.batch
      Self.show(
        "soak: before seed \(seed): \(total.statements) statements, \(total.answered) answered, "
          + "\(total.differences.count) differences"
      )
      if total.differences.count >= 20 { break }
    }
  }

  private static func outcomes(
    from seed: Int,
    until deadline: ContinuousClock.Instant
  ) throws -> [RandomStatements.Outcome] {
    [
      try RandomStatements.compare(from: seed, count: batch, until: deadline),
      try TernaryPartitions.check(from: seed, count: batch / 5, until: deadline),
      try RandomWrites.compare(from: seed, count: batch / 25, until: deadline),
    ]
  }

  private static func show(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
