import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The tables whose AUTO_INCREMENT goes on from another number after DDL: from the one that the
/// statement names, but never from one that a row has.
struct Renumbering {
  private struct Table {
    var name: String
    var column: String
    /// The least number to give next.
    var start: UInt64
  }

  private var tables: [Table] = []

  init(_ changes: [SchemaChange]) {
    for change in changes {
      switch change {
      case .altered(let alteration):
        guard alteration.renumbers, let column = alteration.after.autoIncrementColumn else {
          continue
        }
        let start = max(alteration.nextNumber ?? 1, 1)
        tables.append(Table(name: alteration.after.name, column: column.name, start: start))
      case .renamed(let old, let new):
        for index in tables.indices where tables[index].name == old { tables[index].name = new }
      case .created, .dropped: continue
      }
    }
  }

  /// Reads what numbers the rows of one shard have.
  mutating func read(_ connection: Connection) throws(SQLError) {
    for index in tables.indices {
      let column = SQLiteName.quoted(tables[index].column)
      let table = SQLiteName.table(tables[index].name)
      let highest = try connection.value("SELECT MAX(\(column)) FROM \(table) WHERE \(column) > 0")
      tables[index].start = max(tables[index].start, Self.successor(of: highest))
    }
  }

  /// The number after one that a row has; 1 after NULL and what is below 1.
  static func successor(of value: Value?) -> UInt64 {
    switch value {
    case .real(let number) where number >= 1:
      UInt64(exactly: number.rounded(.up)).map { $0 + 1 } ?? 1
    case .integer(let number): UInt64(clamping: number) + 1
    case .blob(let bytes): Value.blob(bytes).unsignedBits.addingReportingOverflow(1).partialValue
    default: 1
    }
  }

  /// Starts the numbers anew; those of a sequence that the VSchema names are told by its row.
  func apply(to sequences: Sequences, in keyspace: Keyspace) throws(SQLError) {
    for table in tables
    where keyspace.binding.tables[table.name]?.autoIncrement?.sequence == nil {
      let address = TableAddress(keyspace: keyspace.name, table: table.name)
      try sequences.restart(address, at: table.start)
    }
  }
}
