import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// The parts of ``TableFacts``, each of which costs something to find out.
struct TableFactParts: OptionSet {
  let rawValue: Int

  static let numbers = Self(rawValue: 1)
  static let sizes = Self(rawValue: 2)
  static let values = Self(rawValue: 4)
}

extension Session {
  /// The facts that a statement, in lower case, may read in `information_schema`.
  func tableFacts(readBy text: String) throws(SQLError) -> [TableAddress: TableFacts] {
    guard
      text.contains(bytesOf: "information_schema")
        || target.keyspace.map(Planner.isSystemSchema) ?? false
    else { return [:] }
    let readsAll = text.replacing("(*)", with: "").contains(bytesOf: "*")
    let namesSize = ["table_rows", "data_length", "index_length", "avg_row_length"]
      .contains { text.contains(bytesOf: $0) }
    var parts: TableFactParts = []
    if text.contains(bytesOf: "tables") { parts.insert(.numbers) }
    if !parts.isEmpty || text.contains(bytesOf: "partitions"), readsAll || namesSize {
      parts.insert(.sizes)
    }
    if text.contains(bytesOf: "statistics"), readsAll || text.contains(bytesOf: "cardinality") {
      parts.insert(.values)
    }
    return try tableFacts(parts) { _ in true }
  }

  /// The facts of the tables of some keyspaces.
  func tableFacts(
    _ parts: TableFactParts,
    in isWanted: (String) -> Bool
  ) throws(SQLError) -> [TableAddress: TableFacts] {
    var found: [TableAddress: TableFacts] = [:]
    guard !parts.isEmpty else { return found }
    for keyspace in catalog.keyspaces.values where !keyspace.isPlanOnly && isWanted(keyspace.name) {
      let tables = keyspace.tables.values.filter { $0.view == nil }.compactMap { table in
        try? catalog.resolve(table: table.name, keyspace: keyspace.name, default: nil)
      }
      if parts.contains(.sizes) {
        found.merge(try cluster.sizes(of: tables, in: keyspace.name)) { $1 }
      }
      for table in tables {
        let address = TableAddress(keyspace: keyspace.name, table: table.table.name)
        if parts.contains(.numbers), table.table.autoIncrementColumn != nil {
          found[address, default: TableFacts()].nextNumber = try cluster.nextNumber(of: table)
        }
        if parts.contains(.values) {
          found[address, default: TableFacts()].statistics = indexFacts(of: table)?.statistics
        }
      }
    }
    return found
  }

  /// What the columns of a table hold: what ANALYZE TABLE has found, or its rows where these are few.
  func indexFacts(of table: ResolvedTable) -> TableFacts? {
    var facts = TableFacts()
    facts.statistics =
      catalog.statistics[table.address]
      ?? (try? cluster.keyStatistics(of: table, ofAtMost: Self.mostCountedRows))
    return facts
  }

  private static let mostCountedRows = 100
}
