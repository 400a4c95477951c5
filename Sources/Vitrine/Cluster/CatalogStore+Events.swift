import Foundation
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension CatalogStore {
  /// The events of a keyspace, by name.
  static func events(
    of keyspace: Value,
    _ connection: Connection
  ) throws(SQLError) -> [StoredEvent] {
    try connection.rows("SELECT event FROM events WHERE keyspace = ?1 ORDER BY name", [keyspace])
      .mapTyped { (row) throws(SQLError) in
        let data = Data(row[0].catalogText.utf8)
        guard let event = try? JSONDecoder().decode(StoredEvent.self, from: data) else {
          throw SQLError(.notACluster, "the catalog holds an event that cannot be read")
        }
        return event
      }
  }

  /// Puts other events in place of a keyspace's.
  func setEvents(_ events: [StoredEvent], of keyspace: String) throws(SQLError) {
    try transaction { connection throws(SQLError) in
      _ = try connection.prepare("DELETE FROM events WHERE keyspace = ?1").run([.text(keyspace)])
      for event in events {
        guard let data = try? JSONEncoder().encode(event) else {
          throw SQLError(.internal, "an event cannot be written down")
        }
        _ = try connection.prepare("INSERT INTO events VALUES (?1, ?2, ?3)").run([
          .text(keyspace), .text(event.name.lowercased()),
          .text(String(decoding: data, as: UTF8.self)),
        ])
      }
    }
  }
}
