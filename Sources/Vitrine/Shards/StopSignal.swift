import Synchronization
import VitrinePlanner
import VitrineSQL

/// Tells the work of one statement to stop: because it was killed, took too long, or nobody needs the
/// rest of its rows.
///
/// Every connection that works for a statement looks at its signal now and then, so stopping needs
/// no interrupt, which would reach other statements on the same connection.
final class StopSignal: Sendable {
  private let isRaised = Atomic<Bool>(false)
  private let cause = Mutex<SQLError?>(nil)
  private let deadline: ContinuousClock.Instant?
  /// What is reported past the deadline.
  private let lateness: SQLError?
  private let parent: StopSignal?

  /// A signal that is not raised; raising its parent, that of the whole of which this work is a part,
  /// raises it too.
  init(
    deadline: ContinuousClock.Instant? = nil,
    lateness: SQLError? = nil,
    parent: StopSignal? = nil
  ) {
    self.deadline = deadline
    self.lateness = lateness
    self.parent = parent
  }

  /// Stops the work; the first cause is the one that is reported.
  func raise(_ error: SQLError) {
    cause.withLock { $0 = $0 ?? error }
    isRaised.store(true, ordering: .releasing)
  }

  /// Whether work should stop; past the deadline it raises itself.
  var shouldStop: Bool {
    if isRaised.load(ordering: .acquiring) { return true }
    if let parent, parent.shouldStop {
      raise(parent.error)
      return true
    }
    guard let deadline, ContinuousClock.now >= deadline else { return false }
    raise(lateness ?? .maximumTimeExceeded)
    return true
  }

  /// Throws the cause if work should stop.
  func check() throws(SQLError) {
    if shouldStop { throw error }
  }

  /// Throws past a deadline that is an error of the statement, also where its functions have made do with the
  /// time: SLEEP ends early, and that is all MySQL has to say of `max_execution_time`.
  func checkDeadline() throws(SQLError) {
    guard let lateness, lateness.code != .timeout, shouldStop, error == lateness else { return }
    throw lateness
  }

  /// The cause, or the general one before there is one.
  var error: SQLError {
    cause.withLock { $0 } ?? SQLError(.interrupted, "Query execution was interrupted")
  }
}
