import VitrineSQL
import VitrineSQLite
import VitrineSharding

// Events, by name.
extension SystemRows {
  var events: [Row] {
    catalog.keyspaces.values.sorted { $0.name < $1.name }.flatMap { keyspace in
      keyspace.events.map { row($0, keyspace) }
    }
  }

  private func row(_ event: StoredEvent, _ keyspace: Keyspace) -> Row {
    let connection = event.connection ?? ConnectionSettings()
    let row: Row = [
      "EVENT_CATALOG": .text("def"), "EVENT_SCHEMA": .text(keyspace.name),
      "EVENT_NAME": .text(event.name), "DEFINER": .text("root@localhost"),
      "TIME_ZONE": .text(event.timeZone), "EVENT_BODY": .text("SQL"),
      "EVENT_DEFINITION": .text(event.body), "SQL_MODE": .text(event.sqlMode),
      "STATUS": .text(event.status.rawValue),
      "ON_COMPLETION": .text(event.isPreserved ? "PRESERVE" : "NOT PRESERVE"),
      "CREATED": moment(event.created, event), "LAST_ALTERED": moment(event.altered, event),
      "LAST_EXECUTED": event.executed.map { moment($0, event) } ?? .null,
      "EVENT_COMMENT": .text(event.comment), "ORIGINATOR": .integer(1),
      "CHARACTER_SET_CLIENT": .text(connection.clientCharacterSet),
      "COLLATION_CONNECTION": .text(connection.collation),
      "DATABASE_COLLATION": .text((event.collation ?? .standard).rawValue),
    ]
    return row.merging(schedule(of: event)) { $1 }
  }

  private func schedule(of event: StoredEvent) -> Row {
    switch event.schedule {
    case .once(let moment):
      ["EVENT_TYPE": .text("ONE TIME"), "EXECUTE_AT": self.moment(moment, event)]
    case .every(_, let unit, let starts, let ends):
      [
        "EVENT_TYPE": .text("RECURRING"), "INTERVAL_VALUE": .text(event.shownInterval),
        "INTERVAL_FIELD": .text(unit.uppercased()), "STARTS": moment(starts, event),
        "ENDS": ends.map { moment($0, event) } ?? .null,
      ]
    }
  }

  /// A moment as clocks of the event's time zone show it.
  private func moment(_ moment: Int64, _ event: StoredEvent) -> Value {
    .text(event.localText(of: moment))
  }
}

extension StoredEvent {
  /// A moment as clocks of its time zone show it.
  package func localText(of moment: Int64) -> String {
    let zone = SessionTimeZone(timeZone) ?? .utc
    return Instant(microseconds: zone.local(moment))?.text(0) ?? ""
  }

  /// The amount of a recurring one, in quotes where it has several numbers.
  package var shownInterval: String {
    guard case .every(let value, let unit, _, _) = schedule else { return "" }
    return unit.contains("_") ? "'\(value)'" : value
  }
}
