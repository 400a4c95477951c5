import VitrineSQL

extension TableBuilder {
  /// Adds a CHECK constraint, named `t_chk_1` and so on where no name was given.
  mutating func addCheck(
    _ syntax: CheckConstraint,
    of column: String? = nil
  ) throws(SQLError) {
    let name = syntax.name?.text ?? freeName("\(table.name)_chk_", among: table.checks.map(\.name))
    guard !isTaken(name, among: { $0.checks.map(\.name) }) else {
      throw SQLError(.duplicateCheck, "Duplicate check constraint name '\(name)'.", at: syntax.span)
    }
    try checkColumnsExist(in: syntax.expression)
    if let column { try checkOwn(syntax, named: name, of: column) }
    let check = CheckDefinition(
      name: name,
      expression: syntax.expression.detached,
      isEnforced: syntax.isEnforced ?? true
    )
    table.checks.append(check)
    table.sortConstraints()
  }

  private func checkColumnsExist(in expression: Expression) throws(SQLError) {
    try expression.walk { (part) throws(SQLError) in
      guard case .column(let column) = part, table.position(of: column.name.text) == nil else {
        return
      }
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(column.name.text)' in 'check constraint expression'",
        at: column.span,
        hint: Catalog.hint(column.name.text, among: table.userColumns.map(\.name))
      )
    }
  }

  /// Adds a foreign key and, as MySQL does, an index on its columns where none begins with them; the index alone
  /// where the storage engine has no foreign keys.
  mutating func addForeignKey(_ syntax: ForeignKeyDefinition) throws(SQLError) {
    let name =
      syntax.name?.text ?? freeName("\(table.name)_ibfk_", among: table.foreignKeys.map(\.name))
    guard !isTaken(name, among: { $0.foreignKeys.map(\.name) }) else {
      throw SQLError(
        .duplicateForeignKey,
        "Duplicate foreign key constraint name '\(name)'",
        at: syntax.span
      )
    }
    let reference = syntax.reference
    guard syntax.columns.count == reference.columns.count else {
      throw SQLError(
        .wrongForeignKey,
        "Incorrect foreign key definition for '\(name)': Key reference and table reference don't match",
        at: syntax.span
      )
    }
    var columns: [String] = []
    for column in syntax.columns { columns.append(try ownColumn(column)) }
    let key = ForeignKeyConstraint(
      name: name,
      columns: columns,
      referencedTable: TableAddress(
        keyspace: reference.table.qualifier?.text ?? keyspace,
        table: reference.table.name.text
      ),
      referencedColumns: reference.columns.map(\.text),
      onDelete: reference.onDelete ?? .noAction,
      onUpdate: reference.onUpdate ?? .noAction
    )
    let isKept = StorageEngines.keepsForeignKeys(table.options.engine)
    if isKept {
      try checkActions(of: key, syntax)
      try checkGenerated(key, at: syntax.span)
      try checkReferenced(key, syntax)
    }
    addSupportingIndex(for: key, named: syntax.name ?? syntax.index)
    guard isKept else { return }
    table.foreignKeys.append(key)
    table.sortConstraints()
  }

  /// InnoDB has no SET DEFAULT, and sets no column to NULL that takes none.
  private func checkActions(
    of key: ForeignKeyConstraint,
    _ syntax: ForeignKeyDefinition
  ) throws(SQLError) {
    let actions = [key.onDelete, key.onUpdate]
    if actions.contains(.setDefault) {
      throw SQLError(
        .cannotAddForeignKey,
        "Cannot add foreign key constraint",
        at: syntax.span,
        hint: "ON DELETE and ON UPDATE have no SET DEFAULT"
      )
    }
    guard actions.contains(.setNull) else { return }
    for name in key.columns where table.column(named: name)?.isNullable == false {
      throw SQLError(
        .foreignKeyNotNull,
        "Column '\(name)' cannot be NOT NULL: needed in a foreign key constraint '\(key.name)' SET NULL",
        at: syntax.span
      )
    }
  }

  private func ownColumn(_ name: Identifier) throws(SQLError) -> String {
    guard let column = table.column(named: name.text) else {
      throw SQLError(
        .keyColumnMissing,
        "Key column '\(name.text)' doesn't exist in table",
        at: name.span,
        hint: Catalog.hint(name.text, among: table.userColumns.map(\.name))
      )
    }
    return column.name
  }

  /// Only tables of the same keyspace can be looked at; others are the planner's business.
  private func checkReferenced(
    _ key: ForeignKeyConstraint,
    _ syntax: ForeignKeyDefinition
  )
    throws(SQLError)
  {
    guard checksForeignKeys, key.referencedTable.keyspace == keyspace else { return }
    let isSelf = key.referencedTable.table == table.name
    guard let parent = isSelf ? table : siblings[key.referencedTable.table] else {
      throw SQLError(
        .referencedTableMissing,
        "Failed to open the referenced table '\(key.referencedTable.table)'",
        at: syntax.reference.table.span,
        hint: Catalog.hint(key.referencedTable.table, among: siblings.keys)
      )
    }
    for column in syntax.reference.columns where parent.position(of: column.text) == nil {
      throw SQLError(
        .referencedColumnMissing,
        "Failed to add the foreign key constraint. Missing column '\(column.text)' for constraint "
          + "'\(key.name)' in the referenced table '\(parent.name)'",
        at: column.span,
        hint: Catalog.hint(column.text, among: parent.userColumns.map(\.name))
      )
    }
    for (own, referenced) in zip(key.columns, key.referencedColumns) {
      guard let child = table.column(named: own), let column = parent.column(named: referenced),
        !child.type.canRefer(to: column.type)
      else { continue }
      throw SQLError(
        .incompatibleForeignKey,
        "Referencing column '\(child.name)' and referenced column '\(column.name)' in foreign key "
          + "constraint '\(key.name)' are incompatible.",
        at: syntax.span
      )
    }
    for column in key.referencedColumns
    where parent.column(named: column)?.generated?.isStored == false {
      throw Self.virtualColumn(column, of: key, at: syntax.span)
    }
    guard parent.hasKey(beginningWith: key.referencedColumns) else {
      throw SQLError(
        .referencedIndexMissing,
        "Failed to add the foreign key constraint. Missing index for constraint '\(key.name)' in "
          + "the referenced table '\(parent.name)'",
        at: syntax.span
      )
    }
  }

  private mutating func addSupportingIndex(for key: ForeignKeyConstraint, named name: Identifier?) {
    guard !table.hasKey(beginningWith: key.columns), let first = key.columns.first else { return }
    table.indexes.append(
      IndexDefinition(
        name: freeIndexName(name?.text ?? first),
        kind: .plain,
        parts: key.columns.map { IndexDefinition.Part(.column($0, length: nil)) }
      )
    )
  }

  /// Whether this table or another of the database has a constraint of the name.
  private func isTaken(_ name: String, among names: (TableDefinition) -> [String]) -> Bool {
    ([table] + siblings.values.filter { $0.name != table.name })
      .contains { other in names(other).contains { isSame($0, name) } }
  }

  /// The first of `t_chk_1`, `t_chk_2`, … past the highest in use.
  private func freeName(_ prefix: String, among names: [String]) -> String {
    let numbers = names.compactMap { name -> Int? in
      name.lowercased().hasPrefix(prefix.lowercased()) ? Int(name.dropFirst(prefix.count)) : nil
    }
    return "\(prefix)\((numbers.max() ?? 0) + 1)"
  }
}
