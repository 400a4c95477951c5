import VitrineSQL

/// What FOR UPDATE and its kin do where another transaction is at work.
package enum RowLocking: Sendable, Hashable {
  case wait
  case noWait
  /// SKIP LOCKED of a query that may not do without a shard: it is refused where it would have to wait.
  case skipLocked
  /// SKIP LOCKED of a query whose rows come from shards one by one: those of a locked shard are locked.
  case skipShards

  init?(_ clauses: [LockingClause]) {
    guard !clauses.isEmpty else { return nil }
    let waiting = Set(clauses.compactMap(\.waiting))
    self = waiting.contains(.skipLocked) ? .skipLocked : waiting.contains(.noWait) ? .noWait : .wait
  }
}

extension QueryExpression {
  /// Whether the rows that it gives of some shards are right without those of others: it joins tables that it locks,
  /// asks no other query, and always gives rows of theirs.
  var skipsShards: Bool {
    guard case .select(let select) = body, with == nil, select.from.allSatisfy(\.joinsTables),
      locking.count == 1, locking.allSatisfy({ $0.tables.isEmpty })
    else { return false }
    let items = select.items.compactMap { item in
      if case .expression(let item) = item { item.expression } else { nil }
    }
    let parts =
      items + [select.where, select.having].compactMap(\.self) + orderBy.map(\.expression)
    return !(parts + select.from.flatMap(\.conditions)).contains { part in
      part.holdsQuery || (select.groupBy.isEmpty && part.aggregates)
    }
  }

  /// Whether it names tables itself, or joins queries.
  var readsTables: Bool {
    if case .select(let select) = body { !select.from.isEmpty } else { true }
  }

  /// Refuses a table of `FOR UPDATE OF` that the query does not read.
  func checkLockedTables() throws(SQLError) {
    guard !locking.isEmpty, case .select(let select) = body else { return }
    let names = select.from.flatMap(\.visibleNames)
    for table in locking.flatMap(\.tables)
    where !names.contains(where: table.name.matches) {
      throw SQLError(
        .unresolvedLockedTable,
        "Unresolved table name `\(table.name.text)` in locking clause.",
        at: table.span
      )
    }
  }
}

extension Expression {
  /// Whether it holds an aggregate, which is there for no rows too.
  fileprivate var aggregates: Bool {
    contains { part in
      guard case .function(let call) = part else { return false }
      return AggregateFunction(call) != nil
    }
  }
}

extension TableReference {
  /// Whether it is nothing but tables and inner joins of them.
  fileprivate var joinsTables: Bool {
    switch self {
    case .table: true
    case .derived, .jsonTable: false
    case .join(let join):
      (join.kind == .inner || join.kind == .straight) && join.left.joinsTables
        && join.right.joinsTables
    }
  }

  /// The conditions of its joins.
  fileprivate var conditions: [Expression] {
    guard case .join(let join) = self else { return [] }
    let below = join.left.conditions + join.right.conditions
    guard case .on(let condition)? = join.condition else { return below }
    return below + [condition]
  }

  /// The names by which the query knows its tables.
  fileprivate var visibleNames: [String] {
    switch self {
    case .table(let factor): [factor.alias?.text ?? factor.name.name.text]
    case .derived(let table): table.alias.map { [$0.text] } ?? []
    case .jsonTable(let table): table.alias.map { [$0.text] } ?? []
    case .join(let join): join.left.visibleNames + join.right.visibleNames
    }
  }
}
