package import VitrineSQL

/// How long statements may take, planning included; nil is as long as they need.
package struct TimeLimits: Sendable {
  /// Of a SELECT: MySQL's `max_execution_time`.
  package var select: Duration?
  /// Of any statement: Vitess's `query_timeout`.
  package var statement: Duration?

  package init(select: Duration? = nil, statement: Duration? = nil) {
    self.select = select
    self.statement = statement
  }

  /// The limits of a statement that says some itself, of which zero is none.
  package func replaced(by own: TimeLimits) -> TimeLimits {
    TimeLimits(select: own.select ?? select, statement: own.statement ?? statement)
  }

  /// When a statement that begins now has to end; nil where nothing limits it.
  package func deadline(isSelect: Bool) -> Deadline? {
    guard select != nil || statement != nil else { return nil }
    let ofSelect = isSelect ? Self.deadline(select) { _ in .select } : nil
    return Deadline.first(ofSelect, Self.deadline(statement) { .statement($0) })
  }

  private static func deadline(
    _ limit: Duration?,
    _ subject: (Duration) -> Deadline.Subject
  ) -> Deadline? {
    guard let limit, limit != .zero else { return nil }
    return Deadline(time: .now + limit, subject: subject(limit))
  }
}

/// When a statement has to end, and what is reported then.
package struct Deadline: Sendable {
  /// What has taken too long, and of which length that is said.
  package enum Subject: Sendable {
    case select
    case statement(Duration)
    case transaction(Duration)
  }

  package var time: ContinuousClock.Instant
  package var subject: Subject

  package init(time: ContinuousClock.Instant, subject: Subject) {
    self.time = time
    self.subject = subject
  }

  /// What is reported once the time is over.
  package var error: SQLError {
    switch subject {
    case .select: .maximumTimeExceeded
    case .statement(let timeout): .queryTimeExceeded(timeout)
    case .transaction(let timeout): .transactionTimeExceeded(timeout)
    }
  }

  /// The one that comes first of those there are.
  package static func first(_ one: Deadline?, _ other: Deadline?) -> Deadline? {
    guard let one, let other else { return one ?? other }
    return one.time <= other.time ? one : other
  }
}

/// What keeps the planning of a statement from going on past its end.
struct PlanningTime {
  private var isLimited = false
  private var steps = 0
  var deadline: Deadline? {
    didSet { isLimited = deadline != nil }
  }

  /// How many steps are made between looks at the clock.
  private static let patience = 32

  /// Throws once the statement may take no more time; called for every step.
  mutating func check() throws(SQLError) {
    guard isLimited else { return }
    steps += 1
    guard steps >= Self.patience, let deadline else { return }
    steps = 0
    if ContinuousClock.now >= deadline.time { throw deadline.error }
  }
}

extension SQLError {
  /// MySQL's error of `max_execution_time`.
  package static let maximumTimeExceeded = SQLError(
    .timeout,
    "Query execution was interrupted, maximum statement execution time exceeded"
  )

  fileprivate static func queryTimeExceeded(_ timeout: Duration) -> SQLError {
    SQLError(
      .interrupted,
      "Query execution was interrupted, context deadline exceeded (query timeout: \(timeout))"
    )
  }

  /// Vitess's error of `transaction_timeout`.
  package static func transactionTimeExceeded(_ timeout: Duration) -> SQLError {
    SQLError(
      .interrupted,
      "Query execution was interrupted, the transaction is rolled back (exceeded timeout: \(timeout))"
    )
  }
}
