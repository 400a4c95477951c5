import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// How long statements and transactions may take.
///
/// MySQL's `max_execution_time` limits SELECTs. Vitess's `query_timeout` and `/*vt+ QUERY_TIMEOUT_MS=n */` limit any
/// statement; `transaction_timeout` a transaction, which is rolled back by its first statement that is too late.
extension Session {
  /// What stops a statement at the first of the times at which it has to end.
  func stopSignal(for plan: Plan, _ access: ShardAccess) -> StopSignal {
    let own = TimeLimits(select: plan.timeout, statement: plan.queryTimeout)
    let ofTransaction = access.deadline.map {
      Deadline(time: $0.time, subject: .transaction($0.timeout))
    }
    let deadline = timeLimits.replaced(by: own).deadline(isSelect: plan.kind == .select)
    guard let first = Deadline.first(deadline, ofTransaction) else { return StopSignal() }
    return StopSignal(deadline: first.time, lateness: first.error)
  }

  /// What plans the session's statements, in no more time than these may take.
  func planner(_ catalog: Catalog, _ options: PlannerOptions) -> Planner {
    var planner = cluster.planner(catalog, options)
    planner.limits = timeLimits
    return planner
  }

  private var timeLimits: TimeLimits {
    TimeLimits(select: selectTimeout, statement: variables.options.queryTimeout)
  }

  private var selectTimeout: Duration? {
    variables.options.timeout ?? cluster.configuration.statementTimeout
  }

  /// How long a statement may take whose parts the session computes itself; nil for as long as it needs.
  func timeout(of statement: Statement) -> Duration? {
    switch statement.timeoutMilliseconds {
    case 0?: nil
    case let limit?: .milliseconds(limit)
    case nil: selectTimeout
    }
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
