import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// How many rows tables have, and how much room they take.
extension Cluster {
  /// Rows and bytes of tables of one keyspace on all shards; of reference tables those of one copy.
  ///
  /// Where SQLite was built without `dbstat` the bytes are not known.
  func sizes(
    of tables: [ResolvedTable],
    in keyspace: String
  ) throws(SQLError) -> [TableAddress: TableFacts] {
    var found: [TableAddress: TableFacts] = [:]
    let stores = try snapshot.shards(of: keyspace).stores
    for (position, store) in stores.enumerated() {
      let held = tables.filter { position == 0 || !$0.placement.isReference }
      try read(store) { (connection) throws(SQLError) in
        let pages = (try? Self.pages(connection, of: held)) ?? [:]
        for table in held {
          let address = TableAddress(keyspace: keyspace, table: table.table.name)
          var facts = found[address] ?? TableFacts()
          let name = table.table.name
          let rows = try Self.count(SQLiteName.table(name), connection)
          facts.rowCount = rows + (facts.rowCount ?? 0)
          if let pages = pages[SQLiteName.stored(name).lowercased()] {
            facts.dataLength = pages.data + (facts.dataLength ?? 0)
            facts.indexLength = pages.indexes + (facts.indexLength ?? 0)
          }
          found[address] = facts
        }
      }
    }
    return found
  }

  private static func count(
    _ table: String,
    _ connection: Connection
  ) throws(SQLError) -> Int {
    let statement = try connection.prepare("SELECT COUNT(*) FROM \(table)")
    guard try statement.step(), case .integer(let count) = statement.row.value(at: 0) else {
      return 0
    }
    return Int(count)
  }

  /// The bytes that each table's rows and indexes take, by lower-case name; of few tables those alone are looked at.
  private static func pages(
    _ connection: Connection,
    of tables: [ResolvedTable]
  ) throws(SQLError) -> [String: (data: Int, indexes: Int)] {
    var found: [String: (data: Int, indexes: Int)] = [:]
    let columns = "SELECT m.tbl_name, m.type = 'table', s.pgsize"
    let names = tables.map {
      "'" + SQLiteName.stored($0.table.name).replacing("'", with: "''") + "'"
    }
    let source =
      tables.count < 10
      ? "sqlite_master AS m CROSS JOIN dbstat AS s ON s.name = m.name "
        + "WHERE m.tbl_name COLLATE NOCASE IN (\(names.joined(separator: ", "))) AND"
      : "dbstat AS s JOIN sqlite_master AS m ON m.name = s.name WHERE"
    let statement = try connection.prepare("\(columns) FROM \(source) s.aggregate = TRUE")
    while try statement.step() {
      guard case .text(let name) = statement.row.value(at: 0),
        case .integer(let size) = statement.row.value(at: 2)
      else { continue }
      let isTable = statement.row.value(at: 1) == .integer(1)
      var sum = found[name.lowercased()] ?? (0, 0)
      if isTable { sum.data += Int(size) } else { sum.indexes += Int(size) }
      found[name.lowercased()] = sum
    }
    return found
  }
}
