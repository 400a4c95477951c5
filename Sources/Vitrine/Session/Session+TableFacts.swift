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
  /// The facts that a statement, whose text is in lower case, may read in `information_schema`.
  func tableFacts(
    readBy text: String,
    of statement: Statement,
    _ options: PlannerOptions
  ) throws(SQLError) -> [TableAddress: TableFacts] {
    guard
      text.contains(bytesOf: "information_schema")
        || target.keyspace.map(Planner.isSystemSchema) ?? false
    else { return [:] }
    let readsAll = text.hasStarItem
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
    let choice = Planner.systemTableChoice(of: statement, catalog, options)
    return try tableFacts(parts, where: choice.takes)
  }

  /// The facts of some tables.
  func tableFacts(
    _ parts: TableFactParts,
    where isWanted: (TableAddress) -> Bool
  ) throws(SQLError) -> [TableAddress: TableFacts] {
    var found: [TableAddress: TableFacts] = [:]
    guard !parts.isEmpty else { return found }
    for keyspace in catalog.keyspaces.values where !keyspace.isPlanOnly {
      let wanted = keyspace.tables.values.filter { table in
        table.view == nil && isWanted(TableAddress(keyspace: keyspace.name, table: table.name))
      }
      let tables = wanted.compactMap { table in
        try? catalog.resolve(table: table.name, keyspace: keyspace.name, default: nil)
      }
      if parts.contains(.sizes), !tables.isEmpty {
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

extension String {
  /// Whether a `*`, of a statement in lower case, may stand for columns: where it neither multiplies nor belongs to a comment or
  /// `COUNT(*)`.
  fileprivate var hasStarItem: Bool {
    let bytes = Array(utf8)
    return bytes.indices.contains { index in
      guard bytes[index] == UInt8(ascii: "*") else { return false }
      let before = bytes[..<index]
      let opens =
        before.last == UInt8(ascii: "/") && before.dropLast().last != UInt8(ascii: "*")
      let closes = bytes[index...].dropFirst().first == UInt8(ascii: "/")
      guard !opens, !closes, let end = before.lastIndex(where: { $0 > 0x20 }) else { return false }
      if bytes[end] == UInt8(ascii: "(") || bytes[end] == UInt8(ascii: ")") { return false }
      let word = bytes[...end].reversed().prefix(while: Self.isWordByte).reversed()
      return word.isEmpty || Self.wordsBeforeItems.contains(String(decoding: word, as: UTF8.self))
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || byte &- 0x30 < 10 || byte &- 0x61 < 26 || byte >= 0x80
  }

  private static let wordsBeforeItems: Set<String> = [
    "select", "all", "distinct", "distinctrow", "high_priority", "straight_join",
    "sql_small_result", "sql_big_result", "sql_buffer_result", "sql_cache", "sql_no_cache",
    "sql_calc_found_rows",
  ]
}
