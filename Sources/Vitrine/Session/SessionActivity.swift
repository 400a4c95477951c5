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
    var temporaryTables: [TemporaryTable] = []
  }

  /// A TEMPORARY table of the session.
  struct TemporaryTable {
    /// Which one of the session's it is.
    let number: Int
    let columns: Int
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

  /// Takes note of the TEMPORARY tables that the session now has.
  func note(_ tables: [TemporaryTable]) {
    state.withLock { $0.temporaryTables = tables }
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

  /// The TEMPORARY tables of all sessions, as `information_schema.INNODB_TEMP_TABLE_INFO` has them: with the names that
  /// InnoDB gives them and its three columns more, all in one tablespace.
  private var temporaryTableRows: [[String: Value]] {
    cluster.sessions.activities.flatMap { id, state in
      state.temporaryTables.sorted { $0.number < $1.number }.map { table in
        [
          "TABLE_ID": .integer(id &* 65_536 &+ Int64(table.number)),
          "NAME": .text("#sql1_\(String(id, radix: 16))_\(String(table.number, radix: 16))"),
          "N_COLS": .integer(Int64(table.columns + 3)),
          "SPACE": .integer(4_294_502_266),
        ]
      }
    }
  }

  /// The rows of the tables of `information_schema` and `performance_schema` that tell of sessions, as far as a statement, in lower case, may
  /// read them.
  func sessionRows(readBy text: String) -> [String: [[String: Value]]] {
    var rows: [String: [[String: Value]]] = [:]
    if text.contains(bytesOf: "processlist") { rows["processlist"] = processRows }
    if text.contains(bytesOf: "innodb_temp_table_info") {
      rows["innodb_temp_table_info"] = temporaryTableRows
    }
    if text.contains(bytesOf: "performance_schema") || target.keyspace == "performance_schema" {
      rows["global_variables"] = shownVariables(.global).variableRows
      rows["session_variables"] = shownVariables(.session).variableRows
      rows["global_status"] = shownStatus.variableRows
      rows["session_status"] = rows["global_status"]
    }
    return rows
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
