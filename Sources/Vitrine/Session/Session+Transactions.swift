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
      let access = openAccess
      try commit()
      try chain(end, access)
    case .rollback(let end):
      if let xa { throw .xaRefused(in: xa.state) }
      let access = openAccess
      rollback()
      try chain(end, access)
    case .savepoint(let name): try setSavepoint(name.text)
    case .rollbackToSavepoint(let name): try savepoints(of: name).rollback(to: name.text)
    case .releaseSavepoint(let name): try savepoints(of: name).release(name.text)
    default: throw SQLError(.internal, "not a statement about a transaction")
    }
    return Result()
  }

  func begin(_ begin: BeginTransaction) throws(SQLError) {
    try commit()
    holdsTableLocks = false
    let access = openTransaction()
    isReadOnlyTransaction = begin.access.map { $0 == .readOnly } ?? nextIsReadOnly
    isNextReadOnly = nil
    guard begin.isConsistentSnapshot else { return }
    for keyspace in cluster.snapshot.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for store in keyspace.stores { try access.startSnapshot(store) }
    }
  }

  /// Commits what is open; nothing otherwise.
  ///
  /// - Throws: `xaRefused` in an XA transaction, which only XA COMMIT ends.
  func commit() throws(SQLError) {
    if let xa { throw .xaRefused(in: xa.state) }
    guard let open = transaction else { return }
    try checkTransactionTime()
    transaction = nil
    isReadOnlyTransaction = false
    try open.commit()
  }

  /// LOCK TABLES and FLUSH commit what is open, and so does UNLOCK TABLES where tables were locked; the locks
  /// themselves are without effect.
  func commit(before statement: Statement) throws(SQLError) {
    switch statement {
    case .lockTables(let node):
      try commit()
      for lock in node.locks {
        do throws(SQLError) { _ = try resolve(lock.table) } catch {
          throw error.located(at: lock.table.span)
        }
      }
      holdsTableLocks = true
    case .unlockTables:
      if holdsTableLocks { try commit() }
      holdsTableLocks = false
    default: try commit()
    }
  }

  /// Undoes what is open; nothing otherwise.
  func rollback() {
    transaction?.rollback()
    transaction = nil
    isReadOnlyTransaction = false
  }

  /// AND CHAIN begins a transaction like the one that has ended.
  private func chain(
    _ end: EndTransaction,
    _ access: TransactionAccess?
  ) throws(SQLError) {
    if end.chain == true { try begin(BeginTransaction(access: access)) }
  }

  /// Of the open transaction; nil where there is none.
  private var openAccess: TransactionAccess? {
    guard isInTransaction else { return nil }
    return isReadOnlyTransaction ? .readOnly : .readWrite
  }

  /// Whether a transaction that begins now is READ ONLY unless it says otherwise.
  var nextIsReadOnly: Bool { isNextReadOnly ?? variables.isOn("transaction_read_only") }

  /// Without autocommit the first savepoint begins the transaction; with it there is nothing to go back to.
  private func setSavepoint(_ name: String) throws(SQLError) {
    if transaction == nil, !autocommit {
      isReadOnlyTransaction = nextIsReadOnly
      _ = openTransaction()
    }
    try transaction?.setSavepoint(name)
  }

  private func savepoints(of name: Identifier) throws(SQLError) -> ShardAccess {
    guard let transaction else {
      throw SQLError(.savepointMissing, "SAVEPOINT \(name.text) does not exist", at: name.span)
    }
    return transaction
  }

  private func assign(
    _ name: String,
    _ value: TypedValue,
    _ scope: VariableScope
  ) throws(SQLError) {
    try assign(SystemVariable(scope: scope, name: Identifier(text: name)), value: value)
  }

  func set(_ settings: SetTransaction) throws(SQLError) -> Result {
    if isInTransaction && settings.scope == nil {
      throw SQLError(
        .wrongTransactionState,
        "Transaction characteristics can't be changed while a transaction is in progress"
      )
    }
    guard let scope = settings.scope else {
      if let access = settings.access { isNextReadOnly = access == .readOnly }
      return Result()
    }
    if let isolation = settings.isolation {
      let name = isolation.rawValue.uppercased().replacing(" ", with: "-")
      try assign("transaction_isolation", TypedValue(parameter: .text(name)), scope)
    }
    if let access = settings.access {
      let value = TypedValue(parameter: .integer(access == .readOnly ? 1 : 0))
      try assign("transaction_read_only", value, scope)
    }
    return Result()
  }
}
