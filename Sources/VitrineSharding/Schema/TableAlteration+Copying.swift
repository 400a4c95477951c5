import VitrineSQL

// What MySQL's InnoDB cannot change where it lies: the rows are copied, and with them goes what foreign keys hold.
extension TableAlteration {
  /// Whether MySQL copies the rows, of which the statement then tells as affected.
  ///
  /// The source is the chapter on online DDL of MySQL 8.0's reference manual.
  package func copiesRows(checksForeignKeys: Bool, isStrict: Bool) -> Bool {
    let losesKey = !before.hasHiddenKey && !before.primaryKey.isEmpty && after.hasHiddenKey
    let known = Set(before.foreignKeys.map(\.name))
    let addsKey = checksForeignKeys && after.foreignKeys.contains { !known.contains($0.name) }
    let addsCheck = after.checks.contains { check in
      check.isEnforced && !before.checks.contains { $0.name == check.name && $0.isEnforced }
    }
    return losesKey || addsKey || addsCheck || before.options.engine != after.options.engine
      || (before.partitioning == nil) != (after.partitioning == nil)
      || after.columns.contains { copiesRows(for: $0, isStrict: isStrict) }
  }

  private func copiesRows(for column: ColumnDefinition, isStrict: Bool) -> Bool {
    guard column.name != TableDefinition.hiddenKey else { return false }
    guard let old = sources[column.name].flatMap({ before.column(named: $0) }) else {
      return column.generated?.isStored ?? column.hasComputedDefault
    }
    return old.generated != column.generated || changesData(of: old, in: column)
      || !isStrict && old.isNullable && !column.isNullable
  }

  /// Whether a column's values do not stay as they lie.
  private func changesData(of old: ColumnDefinition, in column: ColumnDefinition) -> Bool {
    let isIndexed = [before, after].contains { table in
      let name = table == before ? old.name : column.name
      return (table.primaryKey + table.indexes.flatMap(\.columns)).contains { $0 == name }
    }
    return old.isAutoIncrement != column.isAutoIncrement
      || !column.type.keepsData(of: old.type, isIndexed: isIndexed)
  }

  /// Refuses that columns of foreign keys change their types: the values might no longer refer to others.
  ///
  /// - Throws: 1832.
  func checkColumnsOfForeignKeys() throws(SQLError) {
    for key in before.foreignKeys where after.foreignKeys.contains(where: { $0.name == key.name }) {
      guard let name = changed(among: key.columns) else { continue }
      throw SQLError(
        .columnOfForeignKeyChanges,
        "Cannot change column '\(name)': used in a foreign key constraint '\(key.name)'"
      )
    }
  }

  /// The same of the columns that a foreign key of another table, or of this one, refers to.
  ///
  /// - Throws: 1833.
  func checkColumns(
    referredToBy key: ForeignKeyConstraint,
    of child: TableAddress
  ) throws(SQLError) {
    guard let name = changed(among: key.referencedColumns) else { return }
    throw SQLError(
      .columnOfReferenceChanges,
      "Cannot change column '\(name)': used in a foreign key constraint '\(key.name)' of table '\(child)'"
    )
  }

  private func changed(among names: [String]) -> String? {
    names.first { name in
      guard let old = before.column(named: name),
        let new = sources.first(where: { $0.value == old.name })?.key,
        let column = after.column(named: new)
      else { return false }
      return changesData(of: old, in: column)
    }
  }
}

extension MySQLType {
  /// Whether InnoDB keeps the values of the other type as they lie, as MySQL's `Field::is_equal` says.
  fileprivate func keepsData(of old: MySQLType, isIndexed: Bool) -> Bool {
    guard kind == old.kind, isUnsigned == old.isUnsigned else { return false }
    let isKept = isIndexed ? collation == old.collation : keepsCharacters(of: old)
    switch kind {
    case .varchar, .varbinary:
      let (size, earlier) = (bytes, old.bytes)
      return isKept && earlier <= size && (earlier > 255) == (size > 255)
    case .enum, .set:
      let isLonger = members.starts(with: old.members)
      return isKept && isLonger && memberBytes == old.memberBytes
    case .tinyint, .smallint, .mediumint, .int, .bigint, .year: return true
    default: return isKept && length == old.length && scale == old.scale
    }
  }

  private func keepsCharacters(of old: MySQLType) -> Bool {
    collation?.characterSet == old.collation?.characterSet
  }

  private var bytes: Int {
    (length ?? 1) * (kind == .varchar ? (collation ?? .standard).bytesPerCharacter : 1)
  }

  private var memberBytes: Int {
    guard kind == .set else { return members.count > 255 ? 2 : 1 }
    return members.count > 32 ? 8 : members.count > 24 ? 4 : (members.count + 7) / 8
  }
}
