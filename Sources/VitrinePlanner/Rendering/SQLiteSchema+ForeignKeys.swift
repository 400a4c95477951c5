import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension SQLiteSchema {
  func constraint(_ foreignKey: ForeignKeyConstraint) -> String {
    let columns = foreignKey.columns.map(SQLiteName.quoted).joined(separator: ", ")
    let referenced = foreignKey.referencedColumns.map(SQLiteName.quoted).joined(separator: ", ")
    return "CONSTRAINT \(SQLiteName.quoted(foreignKey.name)) FOREIGN KEY (\(columns)) "
      + "REFERENCES \(SQLiteName.table(foreignKey.referencedTable.table)) (\(referenced)) "
      + "ON DELETE \(Self.action(foreignKey.onDelete)) "
      + "ON UPDATE \(Self.action(foreignKey.onUpdate))"
  }

  private static func action(_ action: ReferentialAction) -> String {
    switch action {
    case .cascade: "CASCADE"
    case .setNull: "SET NULL"
    case .setDefault: "SET DEFAULT"
    case .restrict: "RESTRICT"
    case .noAction: "NO ACTION"
    }
  }

  /// Whether a shard can check the foreign key by itself: every row lies where the row that it refers
  /// to does, and SQLite sees that the referenced columns are a key.
  func canCheck(_ foreignKey: ForeignKeyConstraint, of table: TableDefinition) -> Bool {
    guard foreignKey.referencedTable.keyspace == keyspace.name else { return false }
    let name = foreignKey.referencedTable.table
    guard let parent = name == table.name ? table : keyspace.tables[name],
      Self.isKey(foreignKey.referencedColumns, of: parent)
    else { return false }
    switch (placement(of: table.name), placement(of: name)) {
    case (.unsharded, .unsharded), (_, .reference), (.pinned, .pinned): return true
    case (.sharded(let mine), .sharded(let theirs)):
      guard let own = mine.first, let other = theirs.first, own.name == other.name else {
        return false
      }
      return Self.pairs(foreignKey, own.columns, with: other.columns)
    default: return false
    }
  }

  private func placement(of table: String) -> TablePlacement {
    keyspace.binding.tables[table]?.placement ?? .unsharded
  }

  /// Whether the foreign key ties the one vindex's columns to the other's, in order.
  private static func pairs(
    _ foreignKey: ForeignKeyConstraint,
    _ columns: [String],
    with others: [String]
  ) -> Bool {
    let pairs = zip(foreignKey.columns, foreignKey.referencedColumns).map {
      "\($0.lowercased())=\($1.lowercased())"
    }
    return columns.count == others.count
      && zip(columns, others).allSatisfy {
        pairs.contains("\($0.lowercased())=\($1.lowercased())")
      }
  }

  private static func isKey(_ columns: [String], of table: TableDefinition) -> Bool {
    let names = Set(columns.map { $0.lowercased() })
    if Set(table.primaryKey.map { $0.lowercased() }) == names { return true }
    return table.indexes.contains { index in
      index.isUnique && index.columns.count == index.parts.count
        && Set(index.columns.map { $0.lowercased() }) == names
    }
  }
}
