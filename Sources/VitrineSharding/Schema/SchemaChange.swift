package import VitrineSQL

/// What DDL did to a keyspace, for the engine to do to the shards.
package enum SchemaChange: Sendable, Hashable {
  case created(TableDefinition)
  case altered(TableAlteration)
  case dropped(String)
  case renamed(from: String, to: String)
}

extension SchemaChange {
  /// Warnings of indexes that it makes though the table has the same one under another name.
  package func duplicateIndexes(in keyspace: String) -> [Warning] {
    switch self {
    case .created(let table): table.duplicates(of: table.indexes, in: keyspace)
    case .altered(let alteration):
      alteration.after.duplicates(
        of: alteration.after.indexes.filter { !alteration.before.indexes.contains($0) },
        in: keyspace
      )
    case .dropped, .renamed: []
    }
  }
}

extension TableDefinition {
  fileprivate func duplicates(of added: [IndexDefinition], in keyspace: String) -> [Warning] {
    added.compactMap { index in
      let isDuplicate = indexes.prefix { $0.name != index.name }
        .contains { $0.kind == index.kind && $0.parts == index.parts }
      guard isDuplicate else { return nil }
      let text = "Duplicate index '\(index.name)' defined on the table '\(keyspace).\(name)'."
      return Warning(
        .warning,
        code: 1831,
        message: "\(text) This is deprecated and will be disallowed in a future release."
      )
    }
  }
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
  /// Whether the table is made anew though nothing else changes: FORCE.
  package var isForced = false

  package init(before: TableDefinition, after: TableDefinition, sources: [String: String]) {
    self.before = before
    self.after = after
    self.sources = sources
  }

  /// Whether the table's numbers follow from its rows now: the statement names the next, or
  /// AUTO_INCREMENT is new to its column or numbers the rows of a group no more.
  package var renumbers: Bool {
    guard let column = after.autoIncrementColumn else { return false }
    guard nextNumber == nil, let source = sources[column.name] else { return true }
    let isCountedNow = !before.numberedGroup.isEmpty && after.numberedGroup.isEmpty
    return isCountedNow || before.autoIncrementColumn?.name != source
  }

  /// Whether the rows as they lie stay good: same columns, types and key, so that at most indexes
  /// are made or dropped.
  package var keepsRows: Bool {
    !isForced && before.primaryKey == after.primaryKey && before.checks == after.checks
      && before.partitioning?.coverage == after.partitioning?.coverage
      && before.foreignKeys == after.foreignKeys
      && before.columns.map(\.storedShape) == after.columns.map(\.storedShape)
  }

  /// Whether a unique key, `PRIMARY` or an index, tells rows apart that have been told apart before.
  package func keepsApart(_ key: String) -> Bool {
    guard key != "PRIMARY" else {
      return !before.hasHiddenKey && before.primaryKey.count == after.primaryKey.count
        && zip(before.primaryKey, after.primaryKey).allSatisfy(isSame)
    }
    guard let parts = after.index(named: key)?.parts else { return false }
    return before.indexes.contains { old in
      old.isUnique && old.parts.count == parts.count && zip(old.parts, parts).allSatisfy(isSame)
    }
  }

  private func isSame(_ old: IndexDefinition.Part, _ new: IndexDefinition.Part) -> Bool {
    switch (old.key, new.key) {
    case (.column(let name, let length), .column(let column, let other)):
      length == other && isSame(name, column)
    case (.expression(let expression), .expression(let other)): keepsRows && expression == other
    default: false
    }
  }

  /// Whether a column has the values of another before.
  private func isSame(_ old: String, _ new: String) -> Bool {
    guard let column = after.column(named: new), let was = before.column(named: old) else {
      return false
    }
    return sources[column.name] == was.name && was.type == column.type
      && was.generated == column.generated
  }
}

extension ColumnDefinition {
  /// What of a column the stored rows depend on.
  fileprivate var storedShape: [String] {
    ["\(name)", "\(type)", "\(isNullable)", "\(String(describing: generated))"]
  }
}
