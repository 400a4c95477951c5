extension QueryGenerator {
  /// One to four sources, joined; each is added to the scope.
  mutating func fromClause(_ scope: inout Scope) -> String {
    let most = scope.depth == 1 ? 4 : 2
    let count = min([1, 1, 1, 2, 2, 2, 3, 3, 4][random.below(9)], most)
    let (first, firstText) = source(scope)
    scope.sources.append(first)
    var text = " FROM " + firstText
    for _ in 1..<max(count, 1) where count > 1 { text += join(&scope) }
    return text
  }

  private mutating func join(_ scope: inout Scope) -> String {
    if scope.depth < 3, random.chance(6) { return lateral(&scope) }
    let (source, text) = source(scope)
    var inner = scope
    inner.sources = [source]
    let left = Scope(sources: scope.sources, outer: [], depth: scope.depth)
    scope.sources.append(source)
    let kind = random.pick(["JOIN", "JOIN", "JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN"])
    let condition = link(source, left) ?? equality(inner, left)
    let more = random.chance(20) ? " AND " + comparison(scope, 0) : ""
    if source.table == "countries" || source.table == "settings", random.chance(20) {
      return " CROSS JOIN \(text)"
    }
    if random.chance(8), let shared = sharedColumn(source, left) {
      return " \(kind) \(text) USING (\(shared))"
    }
    return " \(kind) \(text) ON \(condition)\(more)"
  }

  /// A derived table that may name the sources before it.
  private mutating func lateral(_ scope: inout Scope) -> String {
    let name = alias()
    let kinds = (0..<(1 + random.below(2))).map { _ in ValueKind.any(&random) }
    let inner = select(kinds, scope)
    scope.sources.append(Source(alias: name, columns: columns(kinds, of: inner), table: nil))
    return " \(random.pick(["JOIN", "LEFT JOIN"])) LATERAL (\(inner)) AS \(name) ON 1 = 1"
  }

  /// A column that the source and exactly one source before it have.
  private func sharedColumn(_ source: Source, _ left: Scope) -> String? {
    guard left.sources.count == 1, let other = left.sources.first else { return nil }
    return source.columns.first { column in
      other.columns.contains { $0.name == column.name && $0.kind == column.kind }
    }?.name
  }

  /// The equality of two columns that mean the same, where the schema knows such a pair.
  private mutating func link(_ source: Source, _ left: Scope) -> String? {
    guard random.chance(85) else { return nil }
    var found: [String] = []
    for other in left.sources {
      for (table, column, otherTable, otherColumn) in GeneratedSchema.links {
        if source.table == table, other.table == otherTable {
          found.append("\(source.alias).\(column) = \(other.alias).\(otherColumn)")
        }
        if source.table == otherTable, other.table == table {
          found.append("\(other.alias).\(column) = \(source.alias).\(otherColumn)")
        }
      }
    }
    return found.isEmpty ? nil : random.pick(found)
  }

  private mutating func equality(_ right: Scope, _ left: Scope) -> String {
    for kind in [ValueKind.integer, .text, .decimal, .date, .double, .moment, .padded] {
      if let first = column(kind, right), let second = column(kind, left) {
        return "\(first) = \(second)"
      }
    }
    return "1 = 1"
  }

  private mutating func source(_ scope: Scope) -> (Source, String) {
    let name = alias()
    if scope.depth < 3, random.chance(10) { return derived(name, scope) }
    let table = random.pick(GeneratedSchema.weighted)
    let source = Source(alias: name, columns: table.columns, table: table.name)
    return (source, "\(table.qualified) AS \(name)")
  }

  private mutating func derived(_ name: String, _ scope: Scope) -> (Source, String) {
    if random.chance(15) { return unionOfReferences(name) }
    let kinds = (0..<(1 + random.below(3))).map { _ in ValueKind.any(&random) }
    let below = Scope(depth: scope.depth + 1)
    let inner = random.chance(12) ? setOperation(kinds, below) : select(kinds, below)
    let limit = random.chance(25) ? ending(kinds.count, limit: true) : ""
    let columns = columns(kinds, of: inner)
    return (Source(alias: name, columns: columns, table: nil), "(\(inner)\(limit)) AS \(name)")
  }

  /// A set operation of tables that lie on every shard.
  private mutating func unionOfReferences(_ name: String) -> (Source, String) {
    let kinds: [ValueKind] = [.text, .integer]
    let operation = random.pick(["UNION", "UNION ALL", "UNION ALL", "EXCEPT", "INTERSECT"])
    let first = "SELECT code AS c1, area AS c2 FROM countries"
    let second = random.pick([
      "SELECT title, area FROM countries", "SELECT code, area FROM countries WHERE area > 2",
      "SELECT code, 3 FROM countries", "SELECT 'it', 2",
    ])
    let text = "\(first) \(operation) \(second)"
    return (
      Source(alias: name, columns: columns(kinds, of: text), table: nil), "(\(text)) AS \(name)"
    )
  }

  /// A column of the kind from the scope, now and then from an outer one.
  mutating func column(_ kind: ValueKind, _ scope: Scope) -> String? {
    let outer = !scope.outer.isEmpty && random.chance(25)
    let candidates = (outer ? scope.outer : scope.sources).flatMap { source in
      source.columns.filter { $0.kind == kind && !($0.isOpen && exactness > 0) }.map {
        "\(source.alias).\($0.name)"
      }
    }
    return candidates.isEmpty ? nil : random.pick(candidates)
  }
}
