/// Two statements that must give the same rows: one asks for the whole, one for its parts.
struct StatementPair {
  var whole: String
  var parts: String
}

/// Pairs of statements by which one layout checks itself, without another to compare with.
///
/// Ternary logic partitioning (Rigger and Su, 2020): the rows under `p`, `NOT p` and `p IS NULL` together
/// are all rows; so are their duplicates, counts, sums, extremes and groups. NoREC (Rigger and Su, 2020):
/// as many rows satisfy WHERE as there are rows for which the condition, merely computed, is true.
extension QueryGenerator {
  /// The pair of a seed.
  static func pair(seed: UInt64) -> StatementPair {
    var generator = QueryGenerator(seed: seed)
    return generator.pair()
  }

  private mutating func pair() -> StatementPair {
    var scope = Scope(depth: 1)
    let from = fromClause(&scope)
    let condition = predicate(scope)
    switch random.below(7) {
    case 5: return derivedGroups(scope, from)
    case 0: return rows(scope, from, condition)
    case 1: return distinctRows(scope, from, condition)
    case 2: return aggregates(scope, from, condition)
    case 3: return groups(scope, from, condition)
    case 4: return having(scope, from)
    default: return optimized(from, condition)
    }
  }

  /// The three conditions of which exactly one holds for each row.
  private static func partition(_ condition: String) -> [String] {
    ["(\(condition))", "NOT (\(condition))", "(\(condition)) IS NULL"]
  }

  private mutating func items(_ scope: Scope) -> String {
    (1...(1 + random.below(3))).map { number in
      let kind = ValueKind.any(&random)
      return "\(column(kind, scope) ?? literal(kind)) AS c\(number)"
    }
    .joined(separator: ", ")
  }

  private mutating func rows(_ scope: Scope, _ from: String, _ condition: String) -> StatementPair {
    let select = "SELECT \(items(scope))\(from)"
    let parts = Self.partition(condition).map { "\(select) WHERE \($0)" }
    return StatementPair(whole: select, parts: parts.joined(separator: " UNION ALL "))
  }

  private mutating func distinctRows(
    _ scope: Scope,
    _ from: String,
    _ condition: String
  ) -> StatementPair {
    let select = "SELECT DISTINCT \(items(scope))\(from)"
    let parts = Self.partition(condition).map { "\(select) WHERE \($0)" }
    return StatementPair(whole: select, parts: parts.joined(separator: " UNION "))
  }

  /// A number, a decimal and some value to be summed, counted and compared.
  private mutating func operands(_ scope: Scope) -> [String] {
    let kind = ValueKind.any(&random)
    return [
      column(.integer, scope) ?? "1", column(.decimal, scope) ?? "1.5",
      column(kind == .json ? .text : kind, scope) ?? "NULL",
    ]
  }

  private static let sums = "SUM(n) AS n, SUM(a) AS a, SUM(b) AS b, MIN(c) AS c, MAX(d) AS d"

  private static func partial(_ operands: [String]) -> String {
    "COUNT(*) AS n, SUM(\(operands[0])) AS a, SUM(\(operands[1])) AS b, "
      + "MIN(\(operands[2])) AS c, MAX(\(operands[2])) AS d"
  }

  private mutating func aggregates(
    _ scope: Scope,
    _ from: String,
    _ condition: String
  ) -> StatementPair {
    let select = "SELECT \(Self.partial(operands(scope)))\(from)"
    let parts = Self.partition(condition).map { "\(select) WHERE \($0)" }
    return StatementPair(
      whole: select,
      parts: "SELECT \(Self.sums) FROM (\(parts.joined(separator: " UNION ALL "))) AS p"
    )
  }

  private mutating func groups(_ scope: Scope, _ from: String, _ condition: String) -> StatementPair
  {
    let key = column(random.pick([.integer, .text, .decimal, .date, .padded]), scope)
    guard let key = key ?? column(.integer, scope) else { return optimized(from, condition) }
    let select = "SELECT \(key) AS k, \(Self.partial(operands(scope)))\(from)"
    let parts = Self.partition(condition).map { "\(select) WHERE \($0) GROUP BY \(key)" }
    return StatementPair(
      whole: "\(select) GROUP BY \(key)",
      parts:
        "SELECT k, \(Self.sums) FROM (\(parts.joined(separator: " UNION ALL "))) AS p GROUP BY k"
    )
  }

  private mutating func having(_ scope: Scope, _ from: String) -> StatementPair {
    let key = column(.integer, scope) ?? column(.text, scope)
    guard let key else { return optimized(from, predicate(scope)) }
    let select = "SELECT \(key) AS k, COUNT(*) AS n\(from) GROUP BY \(key)"
    let parts = Self.partition(havingPredicate(scope)).map { "\(select) HAVING \($0)" }
    return StatementPair(whole: select, parts: parts.joined(separator: " UNION ALL "))
  }

  /// The rows of groups with their totals, under a condition that stands outside.
  private mutating func derivedGroups(_ scope: Scope, _ from: String) -> StatementPair {
    let keys = [ValueKind.integer, .text, .decimal].compactMap { kind in
      column(kind, scope).map { (kind, $0) }
    }
    guard let (kind, key) = keys.first else { return optimized(from, predicate(scope)) }
    let rollup = random.chance(50) ? " WITH ROLLUP" : ""
    let groups = "SELECT \(key) AS c1, COUNT(*) AS c2\(from) GROUP BY \(key)\(rollup)"
    let derived = Source(alias: "g", columns: columns([kind, .integer], of: groups), table: nil)
    let select = "SELECT g.c1, g.c2 FROM (\(groups)) AS g"
    let condition = comparison(Scope(sources: [derived], depth: 2), 0)
    let parts = Self.partition(condition).map { "\(select) WHERE \($0)" }
    return StatementPair(whole: select, parts: parts.joined(separator: " UNION ALL "))
  }

  private func optimized(_ from: String, _ condition: String) -> StatementPair {
    StatementPair(
      whole: "SELECT COUNT(*)\(from) WHERE \(condition)",
      parts: "SELECT CAST(COALESCE(SUM((\(condition)) IS TRUE), 0) AS SIGNED)\(from)"
    )
  }
}
