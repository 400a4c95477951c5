package import VitrineSQL

extension SchemaBuilder {
  /// Foreign keys of the keyspace's tables follow the columns that they refer to, which must stay and be
  /// a key.
  ///
  /// - Throws: 1829 for a column that goes, 1833 for one of another type, 1553 for the last key of the columns.
  mutating func keepReferences(_ alteration: TableAlteration) throws(SQLError) {
    let address = TableAddress(keyspace: keyspace.name, table: alteration.before.name)
    for child in children(of: address).sorted(by: { $0.name < $1.name }) {
      var changed = child
      for (index, key) in child.foreignKeys.enumerated() where key.referencedTable == address {
        let place = TableAddress(keyspace: keyspace.name, table: child.name)
        if checksForeignKeys { try alteration.checkColumns(referredToBy: key, of: place) }
        changed.foreignKeys[index].referencedColumns = try alteration.names(
          ofReferencedBy: key,
          of: child.name,
          isChecked: checksForeignKeys
        )
      }
      if changed != child { put(changed, at: child.name) }
    }
    for other in references(fromElsewhereTo: address) {
      if checksForeignKeys { try alteration.checkColumns(referredToBy: other.key, of: other.child) }
      let names = try alteration.names(
        ofReferencedBy: other.key,
        of: other.child.description,
        isChecked: checksForeignKeys
      )
      guard names != other.key.referencedColumns else { continue }
      throw Self.referredToFromElsewhere(other)
    }
  }

  /// The foreign keys of other databases that refer to a table.
  func references(fromElsewhereTo parent: TableAddress) -> [ReferringKey] {
    references?[parent]?.filter { $0.child.keyspace != keyspace.name } ?? []
  }

  /// The error of giving a table, or columns of it, another name while a foreign key of another database has the old one.
  static func referredToFromElsewhere(_ other: ReferringKey) -> SQLError {
    SQLError(
      .unsupported,
      "a new name of what the foreign key '\(other.key.name)' of '\(other.child)', in another database, refers to "
        + "is not supported",
      hint: "drop the foreign key, and add it again afterwards"
    )
  }

  /// The tables that refer to one.
  func children(of parent: TableAddress) -> [TableDefinition] {
    let known = references.map { references in
      touched.union(
        (references[parent] ?? []).map(\.child).filter { $0.keyspace == keyspace.name }.map(\.table)
      )
    }
    return (known ?? Set(keyspace.tables.keys)).compactMap { keyspace.tables[$0] }.filter { child in
      child.foreignKeys.contains { $0.referencedTable == parent }
    }
  }
}

extension TableAlteration {
  /// What the columns are called now that a foreign key of another table or of this one refers to.
  fileprivate func names(
    ofReferencedBy key: ForeignKeyConstraint,
    of child: String,
    isChecked: Bool
  ) throws(SQLError) -> [String] {
    let isOld = child != before.name || before.foreignKeys.contains { $0.name == key.name }
    guard isOld, before.hasKey(beginningWith: key.referencedColumns) else {
      return key.referencedColumns
    }
    var names: [String] = []
    for name in key.referencedColumns {
      guard let old = before.column(named: name),
        let new = sources.first(where: { $0.value == old.name })?.key
      else {
        guard isChecked else { return key.referencedColumns }
        throw SQLError(
          .columnNeededByReference,
          "Cannot drop column '\(name)': needed in a foreign key constraint '\(key.name)' of table "
            + "'\(child)'"
        )
      }
      names.append(new)
    }
    guard !isChecked || after.hasKey(beginningWith: names) else {
      throw Self.indexNeeded(before.nameOfKey(beginningWith: key.referencedColumns))
    }
    return names
  }

  /// The foreign keys of the table itself need an index each.
  func checkIndexesOfForeignKeys() throws(SQLError) {
    for key in after.foreignKeys where !after.hasKey(beginningWith: key.columns) {
      let columns = key.columns.map { sources[$0] ?? $0 }
      throw Self.indexNeeded(before.nameOfKey(beginningWith: columns))
    }
  }

  private static func indexNeeded(_ name: String) -> SQLError {
    SQLError(
      .indexNeededByForeignKey,
      "Cannot drop index '\(name)': needed in a foreign key constraint"
    )
  }
}

extension ForeignKeyConstraint {
  /// The error of dropping the table that it refers to: 3730.
  package func refusal(toDropFor child: String) -> SQLError {
    SQLError(
      .tableReferenced,
      "Cannot drop table '\(referencedTable.table)' referenced by a foreign key constraint "
        + "'\(name)' on table '\(child)'."
    )
  }
}

extension TableDefinition {
  fileprivate func nameOfKey(beginningWith columns: [String]) -> String {
    let index = indexes.first { index in
      index.columns.map { $0.lowercased() }.starts(with: columns.map { $0.lowercased() })
    }
    return index?.name ?? "PRIMARY"
  }
}
