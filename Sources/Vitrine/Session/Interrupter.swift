import Synchronization
import VitrineSQL

/// Stops what a session is doing; the one part of a session that any thread may use.
///
///     let interrupter = session.interrupter
///     Thread.detachNewThread { interrupter.interrupt() }   // execute throws `interrupted`, 1317
public final class Interrupter: Sendable {
  private struct State {
    /// The innermost last: a stored program, and the statement of it that runs.
    var running: [StopSignal] = []
    var isKilled = false
  }

  private let state = Mutex(State())

  init() {}

  /// Stops the statement that is running, which throws `interrupted` and has changed nothing; without
  /// effect between statements.
  public func interrupt() {
    let running = state.withLock { $0.running }
    for signal in running {
      signal.raise(SQLError(.interrupted, "Query execution was interrupted"))
    }
  }

  /// Stops the statement that is running and lets no other one run.
  func kill() {
    state.withLock { $0.isKilled = true }
    interrupt()
  }

  /// Takes note of what runs now.
  func start(_ signal: StopSignal) {
    let isKilled = state.withLock { state in
      state.running.append(signal)
      return state.isKilled
    }
    if isKilled { interrupt() }
  }

  func finish() {
    state.withLock { _ = $0.running.popLast() }
  }

  /// Throws once the session is killed.
  func check() throws(SQLError) {
    guard state.withLock({ $0.isKilled }) else { return }
    throw SQLError(.sessionKilled, "Connection was killed")
  }
}

/// The sessions of a cluster, by the id that CONNECTION_ID() gives.
final class SessionRegistry: Sendable {
  private struct Entry {
    weak var interrupter: Interrupter?
    weak var activity: SessionActivity?
  }

  private let entries = Mutex<[Int64: Entry]>([:])

  func add(_ interrupter: Interrupter, _ activity: SessionActivity, id: Int64) {
    entries.withLock { $0[id] = Entry(interrupter: interrupter, activity: activity) }
  }

  func remove(id: Int64) {
    entries.withLock { $0[id] = nil }
  }

  /// What each session is doing, by id.
  var activities: [(id: Int64, state: SessionActivity.State)] {
    let entries = entries.withLock { $0 }
    return entries.compactMap { id, entry in entry.activity.map { (id, $0.current) } }
      .sorted { $0.id < $1.id }
  }

  func interrupter(of id: Int64) -> Interrupter? {
    entries.withLock { $0[id]?.interrupter }
  }
}
