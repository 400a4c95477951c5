import VitrinePlanner
import VitrineSQL

/// How long statements and transactions may take.
///
/// MySQL's `max_execution_time` limits SELECTs. Vitess's `query_timeout` and `/*vt+ QUERY_TIMEOUT_MS=n */` limit any
/// statement; `transaction_timeout` a transaction, which is rolled back by its first statement that is too late.
extension Session {
  /// What stops a statement at the first of the times at which it has to end.
  func stopSignal(for plan: Plan, _ access: ShardAccess) -> StopSignal {
    let limits = [
      selectTimeout(of: plan).map { (ContinuousClock.now + $0, SQLError.maximumTimeExceeded) },
      queryTimeout(of: plan).map { (ContinuousClock.now + $0, SQLError.queryTimeExceeded($0)) },
      access.deadline.map { ($0.time, SQLError.transactionTimeExceeded($0.timeout)) },
    ]
    guard let first = limits.compactMap({ $0 }).min(by: { $0.0 < $1.0 }) else {
      return StopSignal()
    }
    return StopSignal(deadline: first.0, lateness: first.1)
  }

  private func selectTimeout(of plan: Plan) -> Duration? {
    guard plan.kind == .select, plan.timeout != .zero else { return nil }
    return plan.timeout ?? variables.options.timeout ?? cluster.configuration.statementTimeout
  }

  /// How long a statement may take whose parts the session computes itself; nil for as long as it needs.
  func timeout(of statement: Statement) -> Duration? {
    switch statement.timeoutMilliseconds {
    case 0?: nil
    case let limit?: .milliseconds(limit)
    case nil: variables.options.timeout ?? cluster.configuration.statementTimeout
    }
  }

  private func queryTimeout(of plan: Plan) -> Duration? {
    guard plan.queryTimeout != .zero else { return nil }
    return plan.queryTimeout ?? variables.options.queryTimeout
  }

  /// Begins a transaction, from which its time counts.
  func openTransaction() -> ShardAccess {
    let access = newAccess(keepsSnapshots: true)
    access.deadline = variables.options.transactionTimeout.map { (.now + $0, $0) }
    transaction = access
    return access
  }

  /// Rolls a transaction back that has taken too long.
  func checkTransactionTime() throws(SQLError) {
    guard let transaction, let deadline = transaction.deadline, transaction.isLate else { return }
    rollback()
    throw SQLError.transactionTimeExceeded(deadline.timeout)
  }
}

extension ShardAccess {
  /// Whether its transaction should have ended by now.
  var isLate: Bool { deadline.map { ContinuousClock.now >= $0.time } ?? false }
}

extension SQLError {
  fileprivate static func queryTimeExceeded(_ timeout: Duration) -> SQLError {
    SQLError(
      .interrupted,
      "Query execution was interrupted, context deadline exceeded (query timeout: \(timeout))"
    )
  }

  fileprivate static func transactionTimeExceeded(_ timeout: Duration) -> SQLError {
    SQLError(
      .interrupted,
      "Query execution was interrupted, the transaction is rolled back (exceeded timeout: \(timeout))"
    )
  }
}
