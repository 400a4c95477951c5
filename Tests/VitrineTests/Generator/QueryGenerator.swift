import VitrineSQL

/// Random SELECT statements of MySQL whose answer is the same wherever the rows lie.
///
/// What the answer of one database leaves open is avoided: a LIMIT comes with an ORDER BY over every
/// column, aggregates that depend on an order have one, doubles stay exact.
struct QueryGenerator {
  /// A table, derived table or common table in scope, with what it is called there.
  struct Source {
    var alias: String
    var columns: [GeneratedColumn]
    /// The stored table's name, where it is one.
    var table: String?
  }

  /// The sources that a name may mean, outermost first.
  struct Scope {
    var sources: [Source] = []
    var outer: [Source] = []
    /// Whether aggregates may be written: never inside one, nor in WHERE.
    var depth = 0
  }

  var random: SplitMix64
  private var aliases = 0
  /// How many subqueries the statement may still get.
  var subqueries = 3
  /// How deep the text is inside a function that tells equal texts apart, such as LENGTH.
  var exactness = 0
  /// An expression by which the outermost SELECT may be ordered before its columns.
  var orderTerm: String?

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// The statement of a seed.
  static func statement(seed: UInt64) -> String {
    var generator = QueryGenerator(seed: seed)
    return generator.statement()
  }

  mutating func alias() -> String {
    aliases += 1
    return "t\(aliases)"
  }

  private mutating func statement() -> String {
    let kinds = (0..<(1 + random.below(4))).map { _ in ValueKind.any(&random) }
    let scope = Scope()
    switch random.below(12) {
    case 0: return setOperation(kinds, scope) + ending(kinds.count)
    case 1: return random.chance(25) ? recursion() : commonTable(kinds)
    default:
      let body = select(kinds, scope)
      // A number in ORDER BY is a position.
      let term = orderTerm.flatMap { $0.allSatisfy(\.isNumber) ? nil : $0 }
      return body + ending(kinds.count, first: term)
    }
  }

  /// Columns named `c1`, `c2`, … of the query; open where it makes one value of several equal ones.
  func columns(_ kinds: [ValueKind], of query: String) -> [GeneratedColumn] {
    let words = ["DISTINCT", "GROUP BY", "MIN(", "MAX(", "UNION", "EXCEPT", "INTERSECT", ".label"]
    let isOpen = words.contains { query.contains($0) }
    return kinds.enumerated().map {
      GeneratedColumn(name: "c\($0 + 1)", kind: $1, isOpen: isOpen)
    }
  }

  mutating func setOperation(_ kinds: [ValueKind], _ scope: Scope) -> String {
    let operation = random.pick(["UNION", "UNION ALL", "UNION ALL", "EXCEPT", "INTERSECT"])
    let first = select(kinds, scope)
    if random.chance(20) {
      let more = random.pick(["UNION", "UNION ALL"])
      return first + " \(operation) (" + select(kinds, scope) + " \(more) " + select(kinds, scope)
        + ")"
    }
    let last = select(kinds, scope)
    return random.chance(15)
      ? "(\(first)) \(operation) (\(last)\(ending(kinds.count, limit: true)))"
      : "\(first) \(operation) \(last)"
  }

  /// A recursion that counts, or follows users' ages to other users, joined to a table.
  private mutating func recursion() -> String {
    let start = random.below(6)
    let step = random.pick([
      "SELECT n + 1 FROM w WHERE n < \(start + 4)",
      "SELECT w.n + 1 FROM w JOIN users AS u ON u.id = w.n WHERE u.age > 19",
      "SELECT w.n + o.user_id FROM w JOIN orders AS o ON o.id = w.n WHERE w.n < 20",
    ])
    let union = random.chance(30) ? "UNION" : "UNION ALL"
    let filter = random.chance(40) ? " WHERE s.id > 2" : ""
    return "WITH RECURSIVE w (n) AS (SELECT \(start) \(union) \(step)) "
      + "SELECT w.n AS c1, s.id AS c2 FROM w LEFT JOIN \(random.pick(["users", "orders", "items"])) "
      + "AS s ON s.id = w.n\(filter)" + ending(2)
  }

  private mutating func commonTable(_ kinds: [ValueKind]) -> String {
    let inner = select(kinds, Scope())
    let source = Source(alias: "w", columns: columns(kinds, of: inner), table: nil)
    if random.chance(30) { return commonTableTwice(inner, source) }
    let scope = Scope(sources: [source])
    let items = kinds.indices.map { "\(column(kinds[$0], scope) ?? "NULL") AS c\($0 + 1)" }
    let filter = random.chance(50) ? " WHERE " + predicate(scope) : ""
    return "WITH w AS (\(inner)) SELECT " + items.joined(separator: ", ") + " FROM w" + filter
      + ending(kinds.count)
  }

  /// A common table joined to itself.
  private mutating func commonTableTwice(_ inner: String, _ source: Source) -> String {
    let (first, second) = (alias(), alias())
    let scope = Scope(sources: [
      Source(alias: first, columns: source.columns, table: nil),
      Source(alias: second, columns: source.columns, table: nil),
    ])
    let kind = random.pick(source.columns.map(\.kind))
    let item = column(kind, scope) ?? "NULL"
    let filter = random.chance(40) ? " WHERE " + predicate(scope, 1) : ""
    let join = random.pick(["JOIN", "LEFT JOIN"])
    return "WITH w AS (\(inner)) SELECT \(item) AS c1, COUNT(*) AS c2 FROM w AS \(first) "
      + "\(join) w AS \(second) ON \(first).c1 = \(second).c1\(filter) GROUP BY \(item)" + ending(2)
  }

  /// ORDER BY over some columns, or over all with a LIMIT, or nothing.
  ///
  /// Where there is a first term, it may come before the columns.
  mutating func ending(_ columns: Int, limit: Bool = false, first: String? = nil) -> String {
    var positions = Array(1...columns)
    positions.shuffle(using: &random)
    let before = first.map { $0 + (random.chance(40) ? " DESC, " : ", ") } ?? ""
    func order(_ count: Int) -> String {
      " ORDER BY " + before
        + positions.prefix(count).map { "\($0)" + (random.chance(40) ? " DESC" : "") }
        .joined(separator: ", ")
    }
    if limit || random.chance(30) {
      let offset = random.chance(30) ? " OFFSET \(random.below(4))" : ""
      return order(columns) + " LIMIT \(random.below(9))" + offset
    }
    return random.chance(50) ? order(1 + random.below(columns)) : ""
  }

  /// A SELECT whose columns `c1`, `c2`, … have these kinds.
  mutating func select(_ kinds: [ValueKind], _ outer: Scope) -> String {
    var scope = Scope(outer: outer.outer + outer.sources, depth: outer.depth + 1)
    let from = fromClause(&scope)
    let filter = random.chance(65) ? " WHERE " + predicate(scope) : ""
    let body: String
    switch random.below(10) {
    case 0...2: body = grouped(kinds, scope, from + filter)
    case 3: body = wholeAggregate(kinds, scope, from + filter)
    case 4 where scope.depth == 1: body = windowed(kinds, scope, from + filter)
    default: body = plain(kinds, scope, from + filter)
    }
    return "SELECT " + body
  }

  private mutating func plain(_ kinds: [ValueKind], _ scope: Scope, _ rest: String) -> String {
    let distinct = random.chance(20) ? "DISTINCT " : ""
    if scope.depth == 1, distinct.isEmpty, random.chance(20) {
      orderTerm = expression(ValueKind.any(&random), scope, 2)
    }
    return distinct + items(kinds) { $0.expression($1, scope, 2) } + rest
  }

  private mutating func wholeAggregate(
    _ kinds: [ValueKind],
    _ scope: Scope,
    _ rest: String
  ) -> String {
    let having = random.chance(20) ? " HAVING " + havingPredicate(scope) : ""
    return items(kinds) { $0.aggregate($1, scope) } + rest + having
  }

  private mutating func grouped(_ kinds: [ValueKind], _ scope: Scope, _ rest: String) -> String {
    var keys: [(ValueKind, String)] = []
    for _ in 0..<(1 + random.below(2)) {
      let kind = ValueKind.any(&random)
      let own = Scope(sources: scope.sources, depth: scope.depth)
      let key = random.chance(85) ? column(kind, own) : expression(kind, own, 1)
      guard let key, key.contains("."), !key.contains("SELECT") else { continue }
      keys.append((kind, key))
    }
    if keys.isEmpty { return wholeAggregate(kinds, scope, rest) }
    let body = items(kinds) { generator, kind in
      let matching = keys.filter { $0.0 == kind }
      if !matching.isEmpty, generator.random.chance(70) { return generator.random.pick(matching).1 }
      return generator.aggregate(kind, scope)
    }
    let having = random.chance(30) ? " HAVING " + havingPredicate(scope) : ""
    let rollup = having.isEmpty && random.chance(12) ? " WITH ROLLUP" : ""
    if scope.depth == 1, rollup.isEmpty, random.chance(25) {
      orderTerm = aggregate(ValueKind.any(&random), scope)
    }
    return body + rest + " GROUP BY " + keys.map(\.1).joined(separator: ", ") + rollup + having
  }

  private mutating func windowed(_ kinds: [ValueKind], _ scope: Scope, _ rest: String) -> String {
    items(kinds) { $0.random.chance(50) ? $0.window($1, scope) : $0.expression($1, scope, 1) }
      + rest
  }

  private mutating func items(
    _ kinds: [ValueKind],
    _ item: (inout QueryGenerator, ValueKind) -> String
  ) -> String {
    var texts: [String] = []
    for (index, kind) in kinds.enumerated() {
      texts.append(item(&self, kind) + " AS c\(index + 1)")
    }
    return texts.joined(separator: ", ")
  }
}
