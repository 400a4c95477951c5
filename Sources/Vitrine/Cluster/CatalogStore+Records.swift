import Foundation
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// A keyspace as the catalog's file has it.
struct KeyspaceRecord: Sendable {
  /// How far its making or its end has come.
  enum State: String, Sendable {
    /// Its files are being made; recovery removes it.
    case creating
    case ready
    /// Its files are being removed; recovery goes on with it.
    case dropping
  }

  var name: String
  var state: State
  /// As JSON.
  var vschema: String
  var shards: [String]
  var collation: Collation
  /// CREATE TABLE and CREATE VIEW texts by name.
  var definitions: [String: String]
  /// The connections that have made the views, by their names.
  var viewConnections: [String: ConnectionSettings] = [:]
  var programs: [StoredProgram] = []
  var triggers: [TriggerRecord] = []
  var events: [StoredEvent] = []
}

/// A trigger as the catalog's file has it.
struct TriggerRecord: Sendable, Codable {
  var table: String
  var text: String
  var sqlMode: String
  var created: Int64
  /// nil in catalogs that knew but one.
  var collation: Collation?
  var connection: ConnectionSettings?

  init(_ trigger: StoredTrigger) {
    table = trigger.table
    text = trigger.text
    sqlMode = trigger.sqlMode
    created = trigger.created
    collation = trigger.collation
    connection = trigger.connection
  }

  fileprivate init(_ row: [Value]) throws(SQLError) {
    guard row.count == 7, case .integer(let created) = row[3] else {
      throw SQLError(.notACluster, "the catalog holds a trigger that cannot be read")
    }
    table = row[0].catalogText
    text = row[1].catalogText
    sqlMode = row[2].catalogText
    self.created = created
    collation = try row[4].catalogCollation
    connection = ConnectionSettings(row[5...])
  }

  var trigger: StoredTrigger {
    get throws(SQLError) {
      try StoredTrigger(
        text: text,
        sqlMode: sqlMode,
        connection: connection ?? ConnectionSettings(),
        created: created,
        collation: collation ?? .standard,
        table: table
      )
    }
  }
}

/// A change of a keyspace's tables that is on its way to the shards.
///
/// Written before the first shard is touched. Every shard carries the number of the last change it
/// has made in its `user_version`, set in the same transaction, so that recovery knows how far the
/// change has come.
struct PendingChange: Sendable, Codable {
  var id = 0
  var keyspace: String
  /// SQLite texts that every shard runs.
  var statements: [String] = []
  /// Definitions to be written once every shard has made the change.
  var definitions: [String: String] = [:]
  /// The connections that have made the views among them, by their names.
  var viewConnections: [String: ConnectionSettings]?
  var removedTables: [String] = []
  /// Old names to new ones: their sequences go along.
  var renamedTables: [String: String] = [:]
  /// The keyspace's triggers afterwards, where the change is one of theirs.
  var triggers: [TriggerRecord]?

  init(keyspace: String) {
    self.keyspace = keyspace
  }
}

extension CatalogStore {
  func keyspaces() throws(SQLError) -> [KeyspaceRecord] {
    try exclusively { connection throws(SQLError) in
      var records: [KeyspaceRecord] = []
      let keyspaces = try connection.rows(
        "SELECT name, state, vschema, collation FROM keyspaces ORDER BY name"
      )
      for row in keyspaces {
        let name = row[0].catalogText
        let shards = try connection.rows(
          "SELECT name FROM shards WHERE keyspace = ?1 ORDER BY name",
          [row[0]]
        )
        let tables = try connection.rows(
          "SELECT name, definition, client, connection FROM tables WHERE keyspace = ?1",
          [row[0]]
        )
        records.append(
          KeyspaceRecord(
            name: name,
            state: KeyspaceRecord.State(rawValue: row[1].catalogText) ?? .ready,
            vschema: row[2].catalogText,
            shards: shards.map { $0[0].catalogText },
            collation: try row[3].catalogCollation,
            definitions: Dictionary(
              tables.map { ($0[0].catalogText, $0[1].catalogText) },
              uniquingKeysWith: { $1 }
            ),
            viewConnections: Dictionary(
              tables.compactMap { row in
                ConnectionSettings(row[2...]).map { (row[0].catalogText, $0) }
              },
              uniquingKeysWith: { $1 }
            ),
            programs: try Self.programs(of: row[0], connection),
            triggers: try connection.rows(
              "SELECT \"table\", definition, mode, created, collation, client, connection FROM triggers "
                + "WHERE keyspace = ?1 ORDER BY position",
              [row[0]]
            ).mapTyped { (row) throws(SQLError) in try TriggerRecord(row) },
            events: try Self.events(of: row[0], connection)
          )
        )
      }
      return records
    }
  }

  func insert(_ record: KeyspaceRecord) throws(SQLError) {
    try transaction { connection throws(SQLError) in
      _ = try connection.prepare("INSERT INTO keyspaces VALUES (?1, ?2, ?3, ?4)").run([
        .text(record.name), .text(record.state.rawValue), .text(record.vschema),
        .text(record.collation.rawValue),
      ])
      for shard in record.shards {
        _ = try connection.prepare("INSERT INTO shards VALUES (?1, ?2)").run([
          .text(record.name), .text(shard),
        ])
      }
    }
  }

  func setState(_ state: KeyspaceRecord.State, of keyspace: String) throws(SQLError) {
    try run("UPDATE keyspaces SET state = ?2 WHERE name = ?1", keyspace, state.rawValue)
  }

  func setVSchema(_ json: String, of keyspace: String) throws(SQLError) {
    try run("UPDATE keyspaces SET vschema = ?2 WHERE name = ?1", keyspace, json)
  }

  func setCollation(_ collation: Collation, of keyspace: String) throws(SQLError) {
    try run("UPDATE keyspaces SET collation = ?2 WHERE name = ?1", keyspace, collation.rawValue)
  }

  func removeKeyspace(_ name: String) throws(SQLError) {
    try run("DELETE FROM keyspaces WHERE name = ?1", name)
  }

  private static func programs(
    of keyspace: Value,
    _ connection: Connection
  ) throws(SQLError) -> [StoredProgram] {
    try connection.rows(
      "SELECT definition, mode, created, altered, collation, client, connection FROM programs "
        + "WHERE keyspace = ?1",
      [keyspace]
    ).mapTyped { (row) throws(SQLError) in
      guard case .integer(let created) = row[2] else {
        throw SQLError(.notACluster, "the catalog holds a program that cannot be read")
      }
      let altered: Int64? = if case .integer(let moment) = row[3] { moment } else { nil }
      return try StoredProgram(
        text: row[0].catalogText,
        sqlMode: row[1].catalogText,
        connection: ConnectionSettings(row[5...]) ?? ConnectionSettings(),
        created: created,
        altered: altered,
        collation: try row[4].catalogCollation
      )
    }
  }

  /// Puts other stored programs in place of a keyspace's.
  func setPrograms(_ programs: [StoredProgram], of keyspace: String) throws(SQLError) {
    try transaction { connection throws(SQLError) in
      _ = try connection.prepare("DELETE FROM programs WHERE keyspace = ?1").run([.text(keyspace)])
      for program in programs {
        _ = try connection.prepare(
          "INSERT INTO programs VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        ).run(
          [
            .text(keyspace), .text(program.kind.rawValue), .text(program.key.name),
            .text(program.text), .text(program.sqlMode), .integer(program.created),
            .integer(program.altered), .text(program.collation.rawValue),
          ] + program.connection.catalogValues
        )
      }
    }
  }

  /// Puts other triggers in place of a keyspace's.
  func setTriggers(_ triggers: [TriggerRecord], of keyspace: String) throws(SQLError) {
    try transaction { connection throws(SQLError) in
      try Self.write(triggers, of: keyspace, connection)
    }
  }

  private static func write(
    _ triggers: [TriggerRecord],
    of keyspace: String,
    _ connection: Connection
  ) throws(SQLError) {
    _ = try connection.prepare("DELETE FROM triggers WHERE keyspace = ?1").run([.text(keyspace)])
    for (position, trigger) in triggers.enumerated() {
      _ = try connection.prepare(
        "INSERT INTO triggers VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
      ).run(
        [
          .text(keyspace), .integer(Int64(position)), .text(trigger.table), .text(trigger.text),
          .text(trigger.sqlMode), .integer(trigger.created),
          .text((trigger.collation ?? .standard).rawValue),
        ] + (trigger.connection ?? ConnectionSettings()).catalogValues
      )
    }
  }

  /// A fact of the cluster as a whole, such as its routing rules.
  func fact(_ name: String) throws(SQLError) -> String? {
    try exclusively { connection throws(SQLError) in
      try connection.value("SELECT value FROM facts WHERE name = ?1", [.text(name)])?.catalogText
    }
  }

  func setFact(_ name: String, _ value: String) throws(SQLError) {
    try run("INSERT OR REPLACE INTO facts VALUES (?1, ?2)", name, value)
  }

  private func run(_ text: String, _ parameters: String...) throws(SQLError) {
    try exclusively { connection throws(SQLError) in
      _ = try connection.prepare(text).run(parameters.map { .text($0) })
    }
  }
}

extension CatalogStore {
  /// Writes a change down before it begins; gives its number.
  func begin(_ change: PendingChange) throws(SQLError) -> Int {
    guard let data = try? JSONEncoder().encode(change) else {
      throw SQLError(.internal, "a change of a schema cannot be written down")
    }
    return try transaction { connection throws(SQLError) in
      let last = try connection.value("SELECT value FROM facts WHERE name = 'last_change'")
      let id = (last.flatMap { Int($0.catalogText) } ?? 0) + 1
      _ = try connection.prepare("INSERT OR REPLACE INTO facts VALUES ('last_change', ?1)").run([
        .text(String(id))
      ])
      _ = try connection.prepare("INSERT INTO pending VALUES (?1, ?2)").run([
        .integer(Int64(id)), .text(String(decoding: data, as: UTF8.self)),
      ])
      return id
    }
  }

  /// Forgets a change that no shard has made.
  func abandon(_ id: Int) throws(SQLError) {
    try exclusively { connection throws(SQLError) in
      _ = try connection.prepare("DELETE FROM pending WHERE id = ?1").run([.integer(Int64(id))])
    }
  }

  /// Makes a change final: every shard has made it.
  func finish(_ change: PendingChange) throws(SQLError) {
    try transaction { connection throws(SQLError) in
      // By passing names, as tables may change places.
      let renames = change.renamedTables
      for (old, new) in renames.map({ ($0, $1 + "#new") }) + renames.map({ ($1 + "#new", $1) }) {
        _ = try connection.prepare(
          "UPDATE OR REPLACE sequences SET name = ?3 WHERE keyspace = ?1 AND name = ?2"
        ).run([.text(change.keyspace), .text(old), .text(new)])
      }
      for name in change.removedTables {
        for table in ["tables", "sequences"] {
          _ = try connection.prepare("DELETE FROM \(table) WHERE keyspace = ?1 AND name = ?2").run([
            .text(change.keyspace), .text(name),
          ])
        }
      }
      for (name, definition) in change.definitions {
        _ = try connection.prepare("INSERT OR REPLACE INTO tables VALUES (?1, ?2, ?3, ?4, ?5)").run(
          [.text(change.keyspace), .text(name), .text(definition)]
            + (change.viewConnections?[name]?.catalogValues ?? [.null, .null])
        )
      }
      if let triggers = change.triggers {
        try Self.write(triggers, of: change.keyspace, connection)
      }
      _ = try connection.prepare("DELETE FROM pending WHERE id = ?1").run([
        .integer(Int64(change.id))
      ])
    }
  }

  /// Changes that a crash cut short, oldest first.
  func pendingChanges() throws(SQLError) -> [PendingChange] {
    try exclusively { connection throws(SQLError) in
      var changes: [PendingChange] = []
      for row in try connection.rows("SELECT id, change FROM pending ORDER BY id") {
        guard case .integer(let id) = row[0],
          var change = try? JSONDecoder().decode(
            PendingChange.self,
            from: Data(row[1].catalogText.utf8)
          )
        else { throw SQLError(.notACluster, "the catalog holds a change that cannot be read") }
        change.id = Int(id)
        changes.append(change)
      }
      return changes
    }
  }
}

extension ConnectionSettings {
  /// Those of two columns of the catalog's file, NULL where a version that knew but one has made it.
  fileprivate init?(_ columns: ArraySlice<Value>) {
    guard case .text(let client)? = columns.first, case .text(let collation)? = columns.last else {
      return nil
    }
    self.init(clientCharacterSet: client, collation: collation)
  }

  fileprivate var catalogValues: [Value] { [.text(clientCharacterSet), .text(collation)] }
}

extension Value {
  /// A collation's name; NULL where the catalog was made by a version that knew but one.
  fileprivate var catalogCollation: Collation {
    get throws(SQLError) {
      guard !isNull else { return .standard }
      guard let collation = Collation(rawValue: catalogText) else {
        throw SQLError(
          .notACluster,
          "the catalog names the collation '\(catalogText)', which is not known"
        )
      }
      return collation
    }
  }

  /// The text of a catalog column, all of which are NOT NULL texts.
  var catalogText: String {
    if case .text(let text) = self { text } else { "" }
  }
}
