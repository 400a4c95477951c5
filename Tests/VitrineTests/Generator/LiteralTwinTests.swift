import Foundation
import Testing
import Vitrine
import VitrineSQL

/// Checks that a plan which was made for one statement is taken for another of its shape only where it is right.
///
/// Each statement is run behind its twin, in which all literals of a kind are the first of them: what the planner
/// finds out of literals that happen to be equal must not be told of the others.
enum LiteralTwins {
  /// Runs so many statements, from the seed's on; stops at the time or at twenty differences.
  static func check(
    from seed: Int,
    count: Int,
    until deadline: ContinuousClock.Instant? = nil
  ) throws -> RandomStatements.Outcome {
    let layouts = try Layouts(seed: UInt64(seed), shardCounts: [0, 4])
    var outcome = RandomStatements.Outcome()
    for number in seed..<(seed + count) {
      if let deadline, ContinuousClock.now > deadline { break }
      if outcome.differences.count >= 20 { break }
      guard let pair = twins(of: QueryGenerator.statement(seed: UInt64(number))) else { continue }
      outcome.statements += 1
      switch layouts.compare(pair.statement, behind: pair.twin) {
      case .different(let difference) where difference.isOutOfRange: outcome.answered += 1
      case .different(let difference):
        outcome.differences.append("seed \(number), behind \(pair.twin)\n\(difference.report)")
      case .agreed(.failure(let error)):
        outcome.failures.append("seed \(number): \(error.code.number) \(error.message)")
      case .agreed: outcome.answered += 1
      }
    }
    return outcome
  }

  /// A statement and the same with equal literals, both as they are printed; nil where there is nothing to make equal.
  static func twins(of sql: String) -> (statement: String, twin: String)? {
    guard let statement = try? Parser.parse(sql) else { return nil }
    let first = FirstLiterals()
    let rewriter = LeafRewriter { (leaf) throws(Never) -> VitrineSQL.Expression? in
      guard case .literal(let literal) = leaf else { return nil }
      return .literal(first.like(literal))
    }
    let (text, twin) = (statement.printed(), rewriter.rewritten(statement).printed())
    return text == twin ? nil : (text, twin)
  }

  /// The first literal of each kind in a statement.
  private final class FirstLiterals {
    private var known: [String: Literal] = [:]

    /// The first literal of the kind, which is the given one at first.
    func like(_ literal: Literal) -> Literal {
      guard let kind = kind(of: literal) else { return literal }
      let first = known[kind] ?? literal
      known[kind] = first
      return first
    }

    private func kind(of literal: Literal) -> String? {
      switch literal.kind {
      case .integer: "integer"
      case .string: "string"
      case .date: "date"
      case .timestamp: "timestamp"
      default: nil
      }
    }
  }
}

/// Plans are taken for other literals only where they are right for them.
@Suite struct LiteralTwinTests {
  @Test func plansOfTwinsAreNotTakenForOthers() throws {
    let count = RandomStatements.setting("VITRINE_STATEMENTS", 60)
    let seed = RandomStatements.setting("VITRINE_SEED", 1)
    RandomStatements.judge(try LiteralTwins.check(from: seed, count: count))
  }

  @Test func aTwinHasTheFirstLiteralOfEachKind() {
    let pair = LiteralTwins.twins(
      of: "SELECT 'a', 1 FROM t WHERE x IN (2, 3, 'b') AND y = DATE '2024-01-01' LIMIT 5"
    )
    #expect(
      pair?.twin
        == "select 'a', 1 from t where x in (1, 1, 'a') and y = date'2024-01-01' limit 1"
    )
    #expect(LiteralTwins.twins(of: "SELECT 1 FROM t WHERE x = 1") == nil)
  }

  private let vschema = """
    {"sharded": true, "vindexes": {"h": {"type": "hash"}},
     "tables": {"t": {"column_vindexes": [{"column": "id", "name": "h"}]}}}
    """

  /// Arms of a union whose literals were equal once are not one shard's for ever.
  @Test(arguments: [
    ("SELECT id FROM t WHERE id = %1 UNION ALL SELECT id FROM t WHERE id = %2 ORDER BY 1", "5 6"),
    ("SELECT id FROM t WHERE id = %1 UNION SELECT id FROM t WHERE id = %2 ORDER BY 1", "5 6"),
    (
      "SELECT COUNT(*) FROM (SELECT id FROM t WHERE id = %1 UNION ALL SELECT id FROM t WHERE id = %2) x",
      "2"
    ),
    (
      "WITH w AS (SELECT id FROM t WHERE id = abs(%1) UNION ALL SELECT id FROM t WHERE id = abs(%2)) SELECT COUNT(*) FROM w",
      "2"
    ),
    (
      "SELECT a.id, b.id FROM t AS a JOIN LATERAL (SELECT id FROM t WHERE id = %2) b ON 1 = 1 WHERE a.id = %1",
      "5 | 6"
    ),
    ("SELECT (SELECT COUNT(*) FROM t AS i WHERE i.id = %2) FROM t WHERE id = %1", "1"),
    (
      "SELECT COUNT(*) FROM (SELECT id FROM t WHERE id IN (%1, 7) UNION ALL SELECT id FROM t WHERE id IN (%2, 7)) x",
      "4"
    ),
  ])
  func literalsThatWereEqualOnce(_ sql: String, _ expected: String) throws {
    for strategy in strategyNames {
      let cluster = try Cluster.generated(shards: 4, vschema: vschema)
      defer { try? cluster.close() }
      let session = try cluster.session(target: "main")
      session.strategy = strategy
      try session.execute("CREATE TABLE t (id INT PRIMARY KEY)")
      try session.execute("INSERT INTO t VALUES (1), (2), (3), (4), (5), (6), (7), (8)")
      func text(_ second: String) throws -> String {
        let text = sql.replacingOccurrences(of: "%1", with: "5")
        let rows = try session.execute(text.replacingOccurrences(of: "%2", with: second)).textRows
        return rows.map { $0.map { $0 ?? "NULL" }.joined(separator: " | ") }.joined(separator: " ")
      }
      _ = try text("5")
      for other in ["6", "8"] {
        #expect(
          try text(other) == expected.replacingOccurrences(of: "6", with: other),
          "\(strategy)"
        )
      }
    }
  }
}
