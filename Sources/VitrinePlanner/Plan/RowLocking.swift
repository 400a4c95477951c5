import VitrineSQL

/// What FOR UPDATE and its kin do where another transaction is at work.
package enum RowLocking: Sendable, Hashable {
  case wait
  case noWait
  case skipLocked

  init?(_ clauses: [LockingClause]) {
    guard !clauses.isEmpty else { return nil }
    let waiting = Set(clauses.compactMap(\.waiting))
    self = waiting.contains(.skipLocked) ? .skipLocked : waiting.contains(.noWait) ? .noWait : .wait
  }
}

extension QueryExpression {
  /// Refuses a table of `FOR UPDATE OF` that the query does not read.
  func checkLockedTables() throws(SQLError) {
    guard case .select(let select) = body else { return }
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

extension TableReference {
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
