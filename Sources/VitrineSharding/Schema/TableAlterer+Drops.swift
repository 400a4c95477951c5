import VitrineSQL

extension TableAlterer {
  /// Constraints go first, then keys, then columns: those that are made of others before these.
  mutating func applyDrops(_ actions: [AlterTableAction]) throws(SQLError) {
    let table = builder.table
    let ranked = actions.enumerated().sorted { left, right in
      let (first, second) = (rank(left.element, table), rank(right.element, table))
      return first == second ? left.offset < right.offset : first < second
    }
    for (_, action) in ranked { try applyDrop(action) }
  }

  private func rank(_ action: AlterTableAction, _ table: TableDefinition) -> Int {
    switch action {
    case .dropForeignKey, .dropCheck: return 0
    case .dropConstraint: return 1
    case .dropIndex, .dropPrimaryKey: return 2
    case .dropColumn(let name):
      guard let position = table.position(of: name.text) else { return 3 }
      let isMade =
        table.columns[position].generated != nil || table.columns[position].defaultExpression != nil
      return 4 + (isMade ? 0 : table.columns.count) + table.columns.count - position
    default: return 3
    }
  }

  private mutating func applyDrop(_ action: AlterTableAction) throws(SQLError) {
    switch action {
    case .dropColumn(let name): try dropColumn(name)
    case .dropIndex(let name): try dropIndex(name)
    case .dropPrimaryKey: try dropPrimaryKey()
    case .dropForeignKey(let name):
      try drop(name, from: \.foreignKeys, named: \.name, error: .cannotDropFieldOrKey)
    case .dropCheck(let name): try drop(name, from: \.checks, named: \.name, error: .checkMissing)
    case .dropConstraint(let name): try dropConstraint(name)
    default: break
    }
  }

  private mutating func dropColumn(_ name: Identifier) throws(SQLError) {
    guard let column = try? existing(name) else { throw cannotDrop(name) }
    try checkUnneeded(column.name, at: name.span)
    let removed = Identifier(text: column.name)
    builder.table.columns.removeAll { $0.name == column.name }
    builder.table.primaryKey.removeAll { removed.matches($0) }
    for index in builder.table.indexes.indices {
      builder.table.indexes[index].parts.removeAll { $0.column.map(removed.matches) ?? false }
    }
    builder.table.indexes.removeAll(where: \.parts.isEmpty)
    sources[column.name] = nil
  }

  /// A column cannot go while something else is made of it.
  private func checkUnneeded(_ column: String, at span: Span) throws(SQLError) {
    let table = builder.table
    try builder.checkTellsNoPartition(column, at: span)
    for key in table.foreignKeys where key.columns.contains(where: { builder.isSame($0, column) }) {
      throw SQLError(
        .columnNeededByForeignKey,
        "Cannot drop column '\(column)': needed in a foreign key constraint '\(key.name)'",
        at: span
      )
    }
    for check in table.checks where check.expression.mentions(column) {
      throw SQLError(
        .columnNeededByCheck,
        "Check constraint '\(check.name)' uses column '\(column)', hence column cannot be dropped or "
          + "renamed.",
        at: span
      )
    }
    for other in table.columns where other.generated?.expression.mentions(column) ?? false {
      throw SQLError(
        .columnNeededByGenerated,
        "Column '\(column)' has a generated column dependency.",
        at: span
      )
    }
    for other in table.columns where other.defaultExpression?.mentions(column) ?? false {
      throw SQLError(
        .columnNeededByDefault,
        "Column '\(column)' of table '\(table.name)' has a default value expression dependency and "
          + "cannot be dropped or renamed.",
        at: span
      )
    }
    for index in table.indexes where index.parts.contains(where: { $0.mentions(column) }) {
      throw SQLError(
        .columnNeededByIndex,
        "Column '\(column)' has a functional index dependency and cannot be dropped or renamed.",
        at: span
      )
    }
  }

  private mutating func dropIndex(_ name: Identifier) throws(SQLError) {
    if name.folded == "primary" { return try dropPrimaryKey() }
    guard let index = builder.table.index(named: name.text) else { throw cannotDrop(name) }
    builder.table.indexes.removeAll { $0.name == index.name }
  }

  private mutating func dropPrimaryKey() throws(SQLError) {
    guard !builder.table.primaryKey.isEmpty, !builder.table.hasHiddenKey else {
      throw SQLError(
        .cannotDropFieldOrKey,
        "Can't DROP 'PRIMARY'; check that column/key exists"
      )
    }
    builder.table.primaryKey = []
  }

  /// DROP CONSTRAINT finds a key, a CHECK or a foreign key by its name.
  private mutating func dropConstraint(_ name: Identifier) throws(SQLError) {
    if name.folded == "primary" { return try dropPrimaryKey() }
    if builder.table.checks.contains(where: { name.matches($0.name) }) {
      builder.table.checks.removeAll { name.matches($0.name) }
    } else if builder.table.foreignKeys.contains(where: { name.matches($0.name) }) {
      builder.table.foreignKeys.removeAll { name.matches($0.name) }
    } else if builder.table.index(named: name.text)?.isUnique ?? false {
      try dropIndex(name)
    } else {
      throw SQLError(
        .constraintMissing,
        "Constraint '\(name.text)' does not exist.",
        at: name.span
      )
    }
  }

  private mutating func drop<Element>(
    _ name: Identifier,
    from list: WritableKeyPath<TableDefinition, [Element]>,
    named elementName: KeyPath<Element, String>,
    error code: SQLError.Code
  ) throws(SQLError) {
    let elements = builder.table[keyPath: list]
    guard elements.contains(where: { name.matches($0[keyPath: elementName]) }) else {
      guard code == .cannotDropFieldOrKey else {
        throw SQLError(
          code,
          "Check constraint '\(name.text)' is not found in the table.",
          at: name.span
        )
      }
      throw cannotDrop(name)
    }
    builder.table[keyPath: list].removeAll { name.matches($0[keyPath: elementName]) }
  }

  private func cannotDrop(_ name: Identifier) -> SQLError {
    let names = builder.table.userColumns.map(\.name) + builder.table.indexes.map(\.name)
    return SQLError(
      .cannotDropFieldOrKey,
      "Can't DROP '\(name.text)'; check that column/key exists",
      at: name.span,
      hint: Catalog.hint(name.text, among: names)
    )
  }
}

extension Expression {
  /// Whether a column of the name stands in it.
  package func mentions(_ column: String) -> Bool {
    contains { part in
      if case .column(let name) = part { name.name.matches(column) } else { false }
    }
  }
}

extension IndexDefinition.Part {
  fileprivate func mentions(_ column: String) -> Bool {
    if case .expression(let expression) = key { expression.mentions(column) } else { false }
  }
}
