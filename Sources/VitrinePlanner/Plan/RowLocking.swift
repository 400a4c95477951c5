package import VitrineSQL

/// What FOR UPDATE and its kin do where another transaction is at work.
package enum RowLocking: Sendable, Hashable {
  case wait
  case noWait
  case skipLocked
}

extension Statement {
  /// The locks that a query takes; nil for none.
  var rowLocking: RowLocking? {
    guard case .query(let query) = self else { return nil }
    let clauses = query.lockingClauses
    guard !clauses.isEmpty else { return nil }
    if clauses.contains(where: { $0.waiting == .skipLocked }) { return .skipLocked }
    return clauses.contains { $0.waiting == .noWait } ? .noWait : .wait
  }
}

extension QueryExpression {
  /// Its own, and those of the queries in parentheses that it is made of.
  fileprivate var lockingClauses: [LockingClause] { locking + body.lockingClauses }
}

extension QueryBody {
  fileprivate var lockingClauses: [LockingClause] {
    switch self {
    case .setOperation(let operation):
      operation.left.lockingClauses + operation.right.lockingClauses
    case .nested(let query): query.lockingClauses
    case .select, .values, .table: []
    }
  }
}
