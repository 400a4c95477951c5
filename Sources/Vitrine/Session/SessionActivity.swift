import Synchronization
import VitrineSQL

/// What a session is doing, for other sessions to look at: a row of SHOW PROCESSLIST.
final class SessionActivity: Sendable {
  /// What is known at one moment.
  struct State {
    var keyspace: String?
    /// The statement that runs; nil between statements.
    var statement: String?
    var since: ContinuousClock.Instant
    /// How many statements there have been.
    var count = 0
  }

  private let state = Mutex(State(since: .now))

  /// Takes note of a statement that begins.
  func begin(_ statement: String, at time: ContinuousClock.Instant) {
    state.withLock { state in
      state.statement = statement
      state.since = time
      state.count += 1
    }
  }

  /// Takes note that it has ended, and where the session now is.
  func end(_ keyspace: String?) {
    state.withLock { state in
      state.statement = nil
      state.since = .now
      state.keyspace = keyspace
    }
  }

  var current: State { state.withLock { $0 } }
}

extension Session {
  /// The sessions of the cluster, as `information_schema.PROCESSLIST` has them.
  var processRows: [[String: Value]] {
    cluster.sessions.activities.map { id, state in
      let seconds = (ContinuousClock.now - state.since).components.seconds
      return [
        "ID": .integer(id), "USER": .text("root"), "HOST": .text("localhost"),
        "DB": state.keyspace.map(Value.text) ?? .null,
        "COMMAND": .text(state.statement == nil ? "Sleep" : "Query"),
        "TIME": .integer(seconds),
        "STATE": .text(state.statement == nil ? "" : "executing"),
        "INFO": state.statement.map(Value.text) ?? .null,
      ]
    }
  }

  /// SHOW PROCESSLIST; without FULL the first 100 characters of each statement.
  func showProcesses(_ show: Show) -> ShowTable {
    var rows = processRows
    if !show.isFull {
      for index in rows.indices {
        guard case .text(let text)? = rows[index]["INFO"] else { continue }
        rows[index]["INFO"] = .text(String(text.prefix(100)))
      }
    }
    return ShowTable(
      rows,
      [
        ("Id", "ID"), ("User", "USER"), ("Host", "HOST"), ("db", "DB"), ("Command", "COMMAND"),
        ("Time", "TIME"), ("State", "STATE"), ("Info", "INFO"),
      ]
    )
  }

  /// The status variables of MySQL's that are known here.
  var serverStatus: [(name: String, value: Int)] {
    let activities = cluster.sessions.activities.map(\.state)
    return [
      ("Connections", Int(id)),
      ("Queries", activities.map(\.count).reduce(0, +)),
      ("Questions", activity.current.count),
      ("Threads_connected", activities.count),
      ("Threads_running", activities.filter { $0.statement != nil }.count),
      ("Uptime", Int((ContinuousClock.now - cluster.opened).components.seconds)),
    ]
  }
}
