import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The XA transaction that a session is in; once it is prepared it is the cluster's.
struct XABranch {
  let id: XATransactionID
  /// Whether XA END has been: it takes no more statements.
  var isEnded = false

  /// MySQL's name for where it stands.
  var state: String { isEnded ? "IDLE" : "ACTIVE" }
}

/// Transactions that a coordinator outside drives.
extension Session {
  func run(_ statement: XATransaction) throws(SQLError) -> Result {
    guard let id = statement.id else {
      return cluster.preparedTransactions.rows(inHexadecimal: statement.option == .convertID)
    }
    switch statement.step {
    case .start: try startXA(id, statement.option)
    case .end: try endXA(id, statement.option)
    case .prepare: try prepareXA(id)
    case .commit: try commitXA(id, inOnePhase: statement.option == .onePhase)
    case .rollback: try rollbackXA(id)
    case .recover: break
    }
    return Result()
  }

  /// Refuses a statement that cannot stand where the session's XA transaction is.
  func checkMayRun(_ input: StatementInput, in branch: XABranch) throws(SQLError) {
    if transaction != nil, !branch.isEnded { return }
    let mode = input.parserMode ?? parserMode
    let statement: Statement
    if let read = input.statement {
      statement = read
    } else {
      statement = try Parser.parse(input.text, mode: mode)
    }
    if case .xa = statement { return }
    throw transaction == nil ? .xaRolledBack : .xaRefused(in: branch.state)
  }

  private func startXA(
    _ id: XATransactionID,
    _ option: XATransaction.Option?
  ) throws(SQLError) {
    if option == .resume, let branch = xa, branch.isEnded {
      guard branch.id == id else { throw .xaUnknown }
      xa?.isEnded = false
      return
    }
    guard option == nil else { throw .xaInvalid }
    if let xa { throw .xaRefused(in: xa.state) }
    guard !isInTransaction else {
      throw SQLError(
        .xaOutside,
        "XAER_OUTSIDE: Some work is done outside global transaction"
      )
    }
    guard cluster.preparedTransactions.begin(id) else {
      throw SQLError(.xaDuplicate, "XAER_DUPID: The XID already exists")
    }
    isReadOnlyTransaction = nextIsReadOnly
    isNextReadOnly = nil
    _ = openTransaction()
    xa = XABranch(id: id)
  }

  private func endXA(_ id: XATransactionID, _ option: XATransaction.Option?) throws(SQLError) {
    guard option == nil else { throw .xaInvalid }
    guard let branch = xa, !branch.isEnded else {
      throw .xaRefused(in: xa?.state ?? XABranch.none)
    }
    guard branch.id == id else { throw .xaUnknown }
    xa?.isEnded = true
    if transaction == nil { throw .xaRolledBack }
  }

  private func prepareXA(_ id: XATransactionID) throws(SQLError) {
    guard let branch = xa, branch.isEnded else {
      throw .xaRefused(in: xa?.state ?? XABranch.none)
    }
    guard branch.id == id else { throw .xaUnknown }
    guard let open = transaction else { throw .xaRolledBack }
    guard !open.writtenShards.contains(where: { Keyspace.isTemporary($0.keyspace) }) else {
      throw SQLError(
        .xaTemporaryTable,
        "XA: Temporary tables cannot be accessed inside XA transactions when xa_detach_on_prepare=ON"
      )
    }
    open.deadline = nil
    cluster.preparedTransactions.keep(open, as: id)
    leaveXA()
  }

  private func commitXA(_ id: XATransactionID, inOnePhase: Bool) throws(SQLError) {
    guard let branch = xa, branch.id == id else {
      return try finishPrepared(id, mayBe: !inOnePhase) { access throws(SQLError) in
        try access.commit()
      }
    }
    guard branch.isEnded, inOnePhase else { throw .xaRefused(in: branch.state) }
    guard let open = transaction else { throw .xaRolledBack }
    try checkTransactionTime()
    cluster.preparedTransactions.forget(id)
    leaveXA()
    try open.commit()
  }

  private func rollbackXA(_ id: XATransactionID) throws(SQLError) {
    guard let branch = xa, branch.id == id else {
      return try finishPrepared(id, mayBe: true) { $0.rollback() }
    }
    guard branch.isEnded || transaction == nil else { throw .xaRefused(in: branch.state) }
    cluster.preparedTransactions.forget(id)
    transaction?.rollback()
    leaveXA()
  }

  /// Ends a transaction that some session has prepared.
  private func finishPrepared(
    _ id: XATransactionID,
    mayBe isAllowed: Bool,
    _ end: (ShardAccess) throws(SQLError) -> Void
  ) throws(SQLError) {
    if let xa { throw .xaRefused(in: xa.state) }
    guard !isInTransaction else { throw .xaRefused(in: XABranch.none) }
    guard cluster.preparedTransactions.isPrepared(id) else { throw .xaUnknown }
    guard isAllowed else { throw .xaInvalid }
    guard let access = cluster.preparedTransactions.take(id) else { throw .xaUnknown }
    try end(access)
  }

  private func leaveXA() {
    xa = nil
    transaction = nil
    isReadOnlyTransaction = false
  }
}

extension XABranch {
  /// The state of a session that is in none.
  fileprivate static let none = "NON-EXISTING"
}

extension SQLError {
  static func xaRefused(in state: String) -> SQLError {
    SQLError(
      .xaRefused,
      "XAER_RMFAIL: The command cannot be executed when global transaction is in the  \(state) state"
    )
  }

  fileprivate static var xaUnknown: SQLError { SQLError(.xaUnknown, "XAER_NOTA: Unknown XID") }

  fileprivate static var xaInvalid: SQLError {
    SQLError(.xaInvalid, "XAER_INVAL: Invalid arguments (or unsupported command)")
  }

  fileprivate static var xaRolledBack: SQLError {
    SQLError(.xaRolledBack, "XA_RBROLLBACK: Transaction branch was rolled back")
  }
}
