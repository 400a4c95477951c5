import VitrineSQL

/// An event of a keyspace: a program that runs once or again and again, as CREATE EVENT has made it.
///
/// Moments are microseconds after 1970-01-01 00:00:00 UTC, of whole seconds.
package struct StoredEvent: Sendable, Hashable, Codable {
  /// When it runs.
  package enum Schedule: Sendable, Hashable, Codable {
    case once(at: Int64)
    /// `EVERY value unit STARTS … ENDS …`; the unit is MySQL's, in lower case.
    case every(value: String, unit: String, starts: Int64, ends: Int64?)
  }

  /// Whether it runs at all, in MySQL's words.
  package enum Status: String, Sendable, Hashable, Codable {
    case enabled = "ENABLED"
    case disabled = "DISABLED"
    /// Enabled where a source would run it, which is not here.
    case elsewhere = "SLAVESIDE_DISABLED"

    /// What `ENABLE`, `DISABLE` or `DISABLE ON SLAVE` asks for.
    package init(syntax: String) {
      switch syntax {
      case "enable": self = .enabled
      case "disable": self = .disabled
      default: self = .elsewhere
      }
    }
  }

  package var name: String
  /// Its statement, as it was written.
  package var body: String
  /// The mode it was made under, in which it runs.
  package var sqlMode: String
  /// The time zone of the session that has said when it runs, in which it runs.
  package var timeZone: String
  package var schedule: Schedule
  package var status: Status
  /// Whether it stays once it is over: ON COMPLETION PRESERVE.
  package var isPreserved: Bool
  package var comment: String
  /// What its keyspace's tables took when it was made or altered; nil in catalogs that knew but one.
  package var collation: Collation?
  /// That of the session that has made or altered it, whose texts it compares; nil in catalogs that knew but one.
  package var connection: ConnectionSettings?
  package let created: Int64
  package var altered: Int64
  /// When it ran last; nil before.
  package var executed: Int64?

  package init(
    name: String,
    body: String,
    sqlMode: String,
    timeZone: String,
    schedule: Schedule,
    created: Int64
  ) {
    self.name = name
    self.body = body
    self.sqlMode = sqlMode
    self.timeZone = timeZone
    self.schedule = schedule
    self.created = created
    status = .enabled
    isPreserved = false
    comment = ""
    altered = created
  }

  /// Its statement as a procedure without parameters, which is how it runs.
  package var program: StoredProgram {
    get throws(SQLError) {
      let quoted = name.split(separator: "`", omittingEmptySubsequences: false).joined(
        separator: "``"
      )
      let text = "CREATE PROCEDURE `\(quoted)`() \(body)"
      return try StoredProgram(
        text: text,
        sqlMode: sqlMode,
        connection: connection ?? ConnectionSettings(),
        created: created,
        collation: collation ?? .standard
      )
    }
  }
}

extension Keyspace {
  package func event(named name: String) -> StoredEvent? {
    events.first { $0.name.lowercased() == name.lowercased() }
  }
}
