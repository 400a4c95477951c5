import VitrineSQL
import VitrineSharding

extension Session {
  /// Refuses foreign keys that the rows which are there do not meet: ALTER TABLE … ADD FOREIGN KEY.
  ///
  /// - Throws: 1452, unless `foreign_key_checks` is 0.
  func checkForeignKeys(
    addedBy change: (keyspace: String, statement: Statement)
  ) throws(SQLError) {
    guard case .alterTable(let alter) = change.statement, variables.options.checksForeignKeys,
      alter.actions.contains(where: \.addsForeignKey)
    else { return }
    for case .altered(let alteration) in try changes(of: change) {
      let known = Set(alteration.before.foreignKeys.map(\.name))
      for key in alteration.after.foreignKeys where !known.contains(key.name) {
        try check(key, of: alteration, in: change.keyspace)
      }
    }
  }

  private func check(
    _ key: ForeignKeyConstraint,
    of alteration: TableAlteration,
    in keyspace: String
  ) throws(SQLError) {
    guard let text = Self.orphans(of: key, alteration, in: keyspace) else { return }
    let orphans: Result
    do throws(SQLError) {
      orphans = try dispatch(StatementInput(printed: text))
      try commit()
    } catch {
      rollback()
      // Places count in the text made here, not in the one the user wrote.
      throw SQLError(error.code, error.message, hint: error.hint)
    }
    guard orphans.rows.isEmpty else {
      let child = TableAddress(keyspace: keyspace, table: alteration.before.name)
      throw SQLError(
        .foreignKeyChild,
        "Cannot add or update a child row: a foreign key constraint fails "
          + "(\(ReferringKey(child: child, key: key).description))"
      )
    }
  }

  /// A query of a row whose parent is missing; nil where every row has NULL for it.
  ///
  /// It asks the shards' writers, as others would read the whole of a schema that has changed again.
  private static func orphans(
    of key: ForeignKeyConstraint,
    _ alteration: TableAlteration,
    in keyspace: String
  ) -> String? {
    var conditions: [String] = []
    var matches: [String] = []
    for (name, referenced) in zip(key.columns, key.referencedColumns) {
      guard let value = value(of: name, alteration) else { return nil }
      conditions.append("\(value) IS NOT NULL")
      matches.append("`vitrine parent`.\(referenced.quotedName) = \(value)")
    }
    guard let first = key.referencedColumns.first else { return nil }
    let child = "\(keyspace.quotedName).\(alteration.before.name.quotedName)"
    let parent =
      "\(key.referencedTable.keyspace.quotedName).\(key.referencedTable.table.quotedName)"
    return "SELECT 1 FROM \(child) AS `vitrine child` LEFT JOIN \(parent) AS `vitrine parent` ON "
      + "\(matches.joined(separator: " AND ")) WHERE \(conditions.joined(separator: " AND ")) "
      + "AND `vitrine parent`.\(first.quotedName) IS NULL LIMIT 1 FOR SHARE"
  }

  /// What a row that is there has in a column after the change; nil for NULL.
  private static func value(of name: String, _ alteration: TableAlteration) -> String? {
    guard let column = alteration.after.column(named: name) else { return nil }
    if let source = alteration.sources[column.name] {
      return "`vitrine child`.\(source.quotedName)"
    }
    if let standard = column.defaultExpression { return "(\(standard.printed()))" }
    guard !column.isNullable else { return nil }
    return column.type.isNumeric ? "0" : "''"
  }
}

extension AlterTableAction {
  fileprivate var addsForeignKey: Bool {
    if case .addForeignKey = self { true } else { false }
  }
}
