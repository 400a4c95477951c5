import Foundation
import Testing

/// What `make soak` runs: batch after batch of random statements, sequences of writes, partitions and twins,
/// each batch on its own rows, until `VITRINE_SOAK_SECONDS` are over.
///
/// `VITRINE_SEED` is the first batch's seed; the seed of each batch is printed, so that any can be run again.
/// `VITRINE_STATEMENTS` bounds the statements.
@Suite(.enabled(if: RandomStatements.setting("VITRINE_SOAK_SECONDS", 0) > 0))
struct SoakTests {
  @Test func soak() throws {
    let seconds = RandomStatements.setting("VITRINE_SOAK_SECONDS", 0)
    let bound = RandomStatements.setting("VITRINE_STATEMENTS", .max)
    var seed = RandomStatements.setting("VITRINE_SEED", 1_000_000)
    let deadline = ContinuousClock.now + .seconds(seconds)
    var total = RandomStatements.Outcome()
    while ContinuousClock.now < deadline, total.statements < bound {
      for outcome in try Self.outcomes(from: seed, until: deadline) {
        RandomStatements.judge(outcome)
        total.statements += outcome.statements
        total.answered += outcome.answered
        total.differences += outcome.differences
        total.outOfRange += outcome.outOfRange
        if outcome.slowest.seconds > total.slowest.seconds { total.slowest = outcome.slowest }
      }
      seed += RandomStatements.batch
      RandomStatements.show("soak: before seed \(seed)", total)
      if total.differences.count >= 20 { break }
    }
  }

  private static func outcomes(
    from seed: Int,
    until deadline: ContinuousClock.Instant
  ) throws -> [RandomStatements.Outcome] {
    [
      try RandomStatements.compare(from: seed, count: RandomStatements.batch, until: deadline),
      try TernaryPartitions.check(from: seed, count: RandomStatements.batch / 5, until: deadline),
      try RandomWrites.compare(from: seed, count: RandomStatements.batch / 25, until: deadline),
      try LiteralTwins.check(from: seed, count: RandomStatements.batch / 5, until: deadline),
    ]
  }
}
