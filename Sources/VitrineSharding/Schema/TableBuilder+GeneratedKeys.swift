import VitrineSQL

// Foreign keys beside generated columns: what InnoDB does not compute anew.
extension TableBuilder {
  /// A generated column that holds its value is not changed by a foreign key, one that does not has none.
  func checkGenerated(_ key: ForeignKeyConstraint, at span: Span) throws(SQLError) {
    guard !isReadingBack else { return }
    for name in key.columns {
      guard let generated = table.column(named: name)?.generated else { continue }
      guard generated.isStored else { throw Self.virtualColumn(name, of: key, at: span) }
      guard let clause = key.changingClause else { continue }
      throw SQLError(
        .foreignKeyOptionOfGenerated,
        "Cannot define foreign key with \(clause) clause on a generated column.",
        at: span
      )
    }
    for column in table.columns { try checkBase(of: column, key, at: span) }
  }

  /// No CHECK constraint reads what a foreign key changes, as nothing would hold the new value against it.
  func checkChangedColumns() throws(SQLError) {
    guard !isReadingBack, !table.checks.isEmpty else { return }
    for key in table.foreignKeys where key.changingClause != nil {
      for check in table.checks {
        guard let column = key.columns.first(where: check.expression.mentions) else { continue }
        throw SQLError(
          .checkOfForeignKey,
          "Column '\(column)' cannot be used in a check constraint '\(check.name)': needed in a foreign key "
            + "constraint '\(key.name)' referential action."
        )
      }
    }
  }

  /// What a column that holds its value is computed from is not changed by a foreign key either.
  func checkBase(
    of column: ColumnDefinition,
    _ key: ForeignKeyConstraint,
    at span: Span
  ) throws(SQLError) {
    guard !isReadingBack, key.changesRows, let generated = column.generated, generated.isStored
    else { return }
    let isBase = generated.expression.contains { part in
      guard case .column(let base) = part else { return false }
      return key.columns.contains { isSame($0, base.name.text) }
    }
    guard isBase else { return }
    throw SQLError(
      .cannotAddForeignKey,
      "Cannot add foreign key constraint",
      at: span,
      hint: "the generated column '\(column.name)' holds a value that is computed from it"
    )
  }

  static func virtualColumn(
    _ name: String,
    of key: ForeignKeyConstraint,
    at span: Span
  ) -> SQLError {
    SQLError(
      .virtualColumnOfForeignKey,
      "Foreign key '\(key.name)' uses virtual column '\(name)' which is not supported.",
      at: span
    )
  }
}

extension ForeignKeyConstraint {
  /// Whether a change of the row that is referred to changes or removes rows that refer to it.
  fileprivate var changesRows: Bool {
    [onDelete, onUpdate].contains { $0 == .cascade || $0 == .setNull }
  }

  /// The clause that would give its columns other values; nil for none.
  fileprivate var changingClause: String? {
    switch (onUpdate, onDelete) {
    case (.cascade, _): "ON UPDATE CASCADE"
    case (.setNull, _): "ON UPDATE SET NULL"
    case (_, .setNull): "ON DELETE SET NULL"
    default: nil
    }
  }
}
