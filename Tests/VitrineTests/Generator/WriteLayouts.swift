import Foundation
import Vitrine
import VitrineSQL

/// The tables that random writes change, in fresh clusters.
///
/// `accounts` lie by their organisation while their numbers and addresses are unique in the whole
/// keyspace, and a lookup leads to them by their notes; `children` and `leaves` hang on rows that may lie on another shard; `pairs` by the second
/// column of their key, `words` by a text, `kinds` on every shard; `audit` in another keyspace.
enum WrittenSchema {
  static let vschema = """
    {"sharded": true,
     "vindexes": {"hash": {"type": "hash"}, "text": {"type": "unicode_loose_xxhash"},
      "by_note": {"type": "lookup", "owner": "accounts", "params":
        {"table": "note_ids", "from": "note,id", "to": "place", "ignore_nulls": "true"}}},
     "tables": {
      "accounts": {"column_vindexes": [{"column": "org", "name": "hash"},
        {"columns": ["note", "id"], "name": "by_note"}]},
      "note_ids": {"column_vindexes": [{"column": "note", "name": "text"}]},
      "parents": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "children": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "leaves": {"column_vindexes": [{"column": "id", "name": "hash"}]},
      "pairs": {"column_vindexes": [{"column": "b", "name": "hash"}]},
      "words": {"column_vindexes": [{"column": "word", "name": "text"}]},
      "kinds": {"type": "reference"}}}
    """

  static let definitions = """
    CREATE TABLE note_ids (note VARCHAR(10), id BIGINT, place VARBINARY(16), KEY (note));
    CREATE TABLE accounts (id BIGINT PRIMARY KEY, org BIGINT, email VARCHAR(20), n INT,
      amount DECIMAL(10,2), note VARCHAR(10), UNIQUE KEY by_email (email), KEY (n));
    CREATE TABLE parents (id BIGINT PRIMARY KEY, code VARCHAR(8), n INT, UNIQUE KEY (code));
    CREATE TABLE children (id BIGINT PRIMARY KEY, pid BIGINT, code VARCHAR(8),
      CONSTRAINT by_id FOREIGN KEY (pid) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE CASCADE,
      CONSTRAINT by_code FOREIGN KEY (code) REFERENCES parents (code)
        ON DELETE SET NULL ON UPDATE CASCADE);
    CREATE TABLE leaves (id BIGINT PRIMARY KEY, cid BIGINT, n INT,
      CONSTRAINT by_child FOREIGN KEY (cid) REFERENCES children (id));
    CREATE TABLE pairs (a INT, b INT, c INT, note VARCHAR(8), PRIMARY KEY (a, b), UNIQUE KEY (c));
    CREATE TABLE words (word VARCHAR(8) PRIMARY KEY, n INT, note VARCHAR(12));
    CREATE TABLE kinds (code VARCHAR(4) PRIMARY KEY, n INT);
    """
  static let unshardedDefinitions =
    "CREATE TABLE audit (id BIGINT PRIMARY KEY, what VARCHAR(12), n INT)"

  /// What the tables hold, each in the order of its key.
  static let contents =
    ["accounts", "parents", "children", "leaves", "words", "kinds"].map {
      "SELECT * FROM \($0) ORDER BY 1"
    } + [
      "SELECT * FROM pairs ORDER BY 1, 2", "SELECT * FROM config.audit ORDER BY 1",
      "SELECT id FROM accounts WHERE note = 'a' ORDER BY 1",
      "SELECT id FROM accounts WHERE note IN ('ss', 'zoe') ORDER BY 1",
    ]
}

/// A cluster of so many shards that a sequence of statements is run in; 0 is a keyspace that is not sharded.
struct WriteLayout {
  let shards: Int
  let strategy: String

  var name: String { "\(shards == 0 ? "not sharded" : "\(shards) shards"), \(strategy)" }

  /// The reference, and sharded layouts under the strategies in turn.
  static let all = [0, 1, 2, 4, 7].enumerated().map { index, shards in
    WriteLayout(shards: shards, strategy: strategyNames[index % strategyNames.count])
  }

  /// What each statement gives, and the tables after it and all statements before it.
  func answers(_ statements: [String]) throws -> [String] {
    let cluster = try Cluster.generated(shards: shards, vschema: WrittenSchema.vschema)
    defer { try? cluster.close() }
    let session = try cluster.session(target: "main")
    session.strategy = strategy
    try session.executeScript(WrittenSchema.definitions)
    try cluster.session(target: "config").execute(WrittenSchema.unshardedDefinitions)
    return statements.map { sql in
      let answer = WriteScript.answer(sql, session)
      return answer + "\n" + contents(session)
    }
  }

  private func contents(_ session: Session) -> String {
    WrittenSchema.contents.map { "\($0):\n\(WriteScript.answer($0, session))" }
      .joined(separator: "\n")
  }
}

/// Compares sequences of writes of consecutive seeds on all layouts.
enum RandomWrites {
  /// How many steps a sequence has after the tables are filled.
  static let steps = 25

  static func compare(
    from seed: Int,
    count: Int,
    until deadline: ContinuousClock.Instant? = nil
  ) throws -> RandomStatements.Outcome {
    var outcome = RandomStatements.Outcome()
    for number in seed..<(seed + count) {
      if let deadline, ContinuousClock.now > deadline { break }
      if outcome.differences.count >= 10 { break }
      let statements = WriteGenerator.statements(seed: UInt64(number), count: steps)
      let expected = try WriteLayout.all[0].answers(statements)
      outcome.statements += statements.count
      outcome.answered += statements.count
      for layout in WriteLayout.all.dropFirst() {
        let actual = try layout.answers(statements)
        guard let index = firstDifference(expected, actual) else { continue }
        let smallest = try shrunk(Array(statements[...index]), layout)
        outcome.differences.append("seed \(number): \(try report(smallest, layout))")
        break
      }
    }
    return outcome
  }

  private static func firstDifference(_ expected: [String], _ actual: [String]) -> Int? {
    expected.indices.first { expected[$0] != actual[$0] }
  }

  /// Whether the last statement still gives another answer there, and the others the same.
  private static func differs(_ statements: [String], _ layout: WriteLayout) throws -> Bool {
    let expected = try WriteLayout.all[0].answers(statements)
    let actual = try layout.answers(statements)
    return firstDifference(expected, actual) == statements.count - 1
  }

  /// The sequence without what does not matter for its last statement.
  private static func shrunk(_ statements: [String], _ layout: WriteLayout) throws -> [String] {
    var smallest = statements
    for index in statements.indices.dropLast().reversed() {
      var candidate = smallest
      candidate.remove(at: index)
      if try differs(candidate, layout) { smallest = candidate }
    }
    return smallest
  }

  private static func report(_ statements: [String], _ layout: WriteLayout) throws -> String {
    let expected = try WriteLayout.all[0].answers(statements).last ?? ""
    let actual = try layout.answers(statements).last ?? ""
    let pairs = zip(expected.split(separator: "\n"), actual.split(separator: "\n"))
    let lines = pairs.filter { $0 != $1 }.prefix(4).map { "- \($0)\n+ \($1)" }
      .joined(separator: "\n")
    return "\(layout.name)\n\(statements.joined(separator: ";\n"))\n\(lines)"
  }
}
