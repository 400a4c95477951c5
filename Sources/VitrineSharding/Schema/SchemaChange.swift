import VitrineSQL

/// What DDL did to a keyspace, for the engine to do to the shards.
package enum SchemaChange: Sendable, Hashable {
  case created(TableDefinition)
  case altered(TableAlteration)
  case dropped(String)
  case renamed(from: String, to: String)
}

/// A table before and after ALTER TABLE, CREATE INDEX or DROP INDEX.
package struct TableAlteration: Sendable, Hashable {
  package var before: TableDefinition
  package var after: TableDefinition
  /// For each column of `after` the column of `before` its values come from; a column that is not
  /// here is new and gets its default.
  package var sources: [String: String]
  /// The number that the statement wants AUTO_INCREMENT to give next.
  package var nextNumber: UInt64?

  package init(before: TableDefinition, after: TableDefinition, sources: [String: String]) {
    self.before = before
    self.after = after
    self.sources = sources
  }

  /// Whether the table's numbers follow from its rows now: the statement names the next, or
  /// AUTO_INCREMENT is new to its column.
  package var renumbers: Bool {
    guard let column = after.autoIncrementColumn else { return false }
    guard nextNumber == nil, let source = sources[column.name] else { return true }
    return before.autoIncrementColumn?.name != source
  }

  /// Whether the rows as they lie stay good: same columns, types and key, so that at most indexes
  /// are made or dropped.
  package var keepsRows: Bool {
    before.primaryKey == after.primaryKey && before.checks == after.checks
      && before.partitioning?.coverage == after.partitioning?.coverage
      && before.foreignKeys == after.foreignKeys
      && before.columns.map(\.storedShape) == after.columns.map(\.storedShape)
  }
}

extension ColumnDefinition {
  /// What of a column the stored rows depend on.
  fileprivate var storedShape: [String] {
    ["\(name)", "\(type)", "\(isNullable)", "\(String(describing: generated))"]
  }
}
