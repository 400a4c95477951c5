import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// BEGIN, COMMIT, ROLLBACK and savepoints.
  func control(_ statement: Statement) throws(SQLError) -> Result {
    switch statement {
    case .begin(let begin): try self.begin(begin)
    case .commit(let end):
      try commit()
      try chain(end)
    case .rollback(let end):
      rollback()
      try chain(end)
    case .savepoint(let name): try transaction?.setSavepoint(name.text)
    case .rollbackToSavepoint(let name): try savepoints(of: name).rollback(to: name.text)
    case .releaseSavepoint(let name): try savepoints(of: name).release(name.text)
    default: throw SQLError(.internal, "not a statement about a transaction")
    }
    return Result()
  }

  func begin(_ begin: BeginTransaction) throws(SQLError) {
    try commit()
    let access = newAccess(keepsSnapshots: true)
    transaction = access
    isReadOnlyTransaction =
      begin.access.map { $0 == .readOnly } ?? variables.isOn("transaction_read_only")
    guard begin.isConsistentSnapshot else { return }
    for keyspace in cluster.snapshot.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for store in keyspace.stores { try access.startSnapshot(store) }
    }
  }

  /// Commits what is open; nothing otherwise.
  func commit() throws(SQLError) {
    guard let open = transaction else { return }
    transaction = nil
    isReadOnlyTransaction = false
    try open.commit()
  }

  /// Undoes what is open; nothing otherwise.
  func rollback() {
    transaction?.rollback()
    transaction = nil
    isReadOnlyTransaction = false
  }

  private func chain(_ end: EndTransaction) throws(SQLError) {
    if end.chain == true { try begin(BeginTransaction()) }
  }

  private func savepoints(of name: Identifier) throws(SQLError) -> ShardAccess {
    guard let transaction else {
      throw SQLError(.savepointMissing, "SAVEPOINT \(name.text) does not exist", at: name.span)
    }
    return transaction
  }

  func set(_ settings: SetTransaction) throws(SQLError) -> Result {
    if isInTransaction && settings.scope == nil {
      throw SQLError(
        .wrongTransactionState,
        "Transaction characteristics can't be changed while a transaction is in progress"
      )
    }
    if let isolation = settings.isolation {
      let name = isolation.rawValue.uppercased().replacing(" ", with: "-")
      try variables.assign("transaction_isolation", TypedValue(parameter: .text(name)))
    }
    if let access = settings.access {
      try variables.assign(
        "transaction_read_only",
        TypedValue(parameter: .integer(access == .readOnly ? 1 : 0))
      )
    }
    return Result()
  }
}
