import Testing

/// Random sequences of writes leave the tables of one database on every layout.
@Suite struct WriteGeneratorTests {
  @Test func randomWritesAgree() throws {
    let count = RandomStatements.setting("VITRINE_SEQUENCES", 6)
    let seed = RandomStatements.setting("VITRINE_SEED", 1)
    RandomStatements.judge(try RandomWrites.compare(from: seed, count: count))
  }

  @Test func aSeedIsASequence() {
    let first = WriteGenerator.statements(seed: 3, count: 40)
    #expect(first == WriteGenerator.statements(seed: 3, count: 40))
    #expect(first != WriteGenerator.statements(seed: 4, count: 40))
  }

  @Test func everyKindOfWriteIsDrawn() {
    let statements = (1...40).flatMap { WriteGenerator.statements(seed: UInt64($0), count: 25) }
    let kinds = [
      "INSERT IGNORE", "REPLACE", "ON DUPLICATE KEY", "INTO parents SELECT", "UPDATE IGNORE",
      "UPDATE accounts AS a JOIN", "SET org", "SET id", "DELETE l, a", "SAVEPOINT", "ROLLBACK",
    ]
    for kind in kinds {
      #expect(statements.contains { $0.contains(kind) }, "no \(kind)")
    }
  }
}
