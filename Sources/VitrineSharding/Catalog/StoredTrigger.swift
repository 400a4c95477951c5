package import VitrineSQL

/// What a trigger waits for.
package enum TriggerEvent: String, Sendable, Hashable, CaseIterable {
  case insert
  case update
  case delete
}

/// A trigger of a table, as CREATE TRIGGER has made it.
package struct StoredTrigger: Sendable {
  package let name: String
  /// The whole statement, as it was written.
  package let text: String
  /// The mode it was made under, in which it runs.
  package let sqlMode: String
  /// That of the session that has made it, whose texts it compares.
  package let connection: ConnectionSettings
  /// In microseconds after 1970-01-01 00:00:00 UTC.
  package let created: Int64
  /// What its keyspace's tables took when it was made: that of its variables which name none.
  package let collation: Collation
  /// The table it stands on, by the name it has now.
  package internal(set) var table: String
  package let event: TriggerEvent
  package let definition: CreateTrigger

  /// Reads the text of a CREATE TRIGGER.
  ///
  /// - Parameters:
  ///   - text: the statement.
  ///   - sqlMode: the mode it was made under.
  ///   - connection: that of the session that has made it.
  ///   - created: when it was, in microseconds after 1970.
  ///   - collation: that of its variables.
  ///   - table: its table's name, where that is no longer the one in the text.
  /// - Throws: syntax errors; `internal` for any other statement.
  package init(
    text: String,
    sqlMode: String,
    connection: ConnectionSettings,
    created: Int64,
    collation: Collation,
    table: String? = nil
  ) throws(SQLError) {
    guard case .createTrigger(let trigger) = try Parser.parse(text, mode: SQLMode(sqlMode)),
      let event = TriggerEvent(rawValue: trigger.event)
    else { throw SQLError(.internal, "the catalog holds a trigger that is none: \(text)") }
    self.name = trigger.name.name.text
    self.text = text
    self.sqlMode = sqlMode
    self.connection = connection
    self.created = created
    self.collation = collation
    self.table = table ?? trigger.table.name.text
    self.event = event
    self.definition = trigger
  }

  package var isBefore: Bool { definition.isBefore }

  /// The body as it was written.
  package var bodyText: String {
    let span = definition.bodySpan.range
    return String(Substring(text.utf8.dropFirst(span.lowerBound).prefix(span.count)))
  }

  /// Whether it fires at the same moments as another.
  package func isBeside(_ other: StoredTrigger) -> Bool {
    table == other.table && event == other.event && isBefore == other.isBefore
  }
}

extension Keyspace {
  /// The triggers of a table, in the order in which they fire.
  package func triggers(on table: String) -> [StoredTrigger] {
    triggers.filter { $0.table == table }
  }

  /// Whether a table has triggers for an event.
  package func hasTriggers(on table: String, _ event: TriggerEvent) -> Bool {
    triggers.contains { $0.table == table && $0.event == event }
  }

  package func trigger(named name: String) -> StoredTrigger? {
    triggers.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Adds a trigger behind those that fire at the same moments, or where it says.
  ///
  /// - Throws: `triggerExists`, and `referencedTriggerMissing` for what it follows or precedes.
  package mutating func add(_ trigger: StoredTrigger) throws(SQLError) {
    guard self.trigger(named: trigger.name) == nil else {
      throw SQLError(
        .triggerExists,
        "Trigger already exists",
        at: trigger.definition.name.span
      )
    }
    guard let other = trigger.definition.neighbour else { return triggers.append(trigger) }
    guard
      let position = triggers.firstIndex(where: {
        $0.isBeside(trigger) && $0.name.lowercased() == other.name.folded
      })
    else {
      throw SQLError(
        .referencedTriggerMissing,
        "Referenced trigger '\(other.name.text)' for the given action time and event type does not "
          + "exist.",
        at: other.name.span
      )
    }
    triggers.insert(trigger, at: other.isFollowed ? position + 1 : position)
  }

  /// Takes a table's triggers along when it gets another name, or away with it.
  mutating func moveTriggers(of table: String, to name: String?) {
    guard let name else { return triggers.removeAll { $0.table == table } }
    for index in triggers.indices where triggers[index].table == table {
      triggers[index].table = name
    }
  }
}
