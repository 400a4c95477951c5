import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The chain of foreign keys by which a change has come to a row.
struct Cascade {
  /// The tables whose rows were updated on the way here.
  var updated: [TableAddress] = []
  var depth = 0

  /// InnoDB's limit.
  private static let deepest = 15

  func next(updating table: TableAddress? = nil) throws(SQLError) -> Cascade {
    guard depth < Self.deepest else {
      throw SQLError(
        .cascadeTooDeep,
        "Foreign key cascade delete/update exceeds max depth of \(Self.deepest)."
      )
    }
    return Cascade(updated: updated + (table.map { [$0] } ?? []), depth: depth + 1)
  }
}

/// Foreign keys as InnoDB keeps them: checked and followed row by row, at once.
///
/// NO ACTION is RESTRICT. A parent's columns need not be unique: what becomes of one parent happens to
/// the children though another parent has the same values.
extension RowWriter {
  /// That the rows exist that a row refers to; `changed` are the columns that an UPDATE has changed, by
  /// lower-case names, nil for all.
  func checkParents(of values: [Value], changed: Set<String>? = nil) throws(SQLError) {
    guard execution.checksForeignKeys else { return }
    for key in table.table.foreignKeys {
      if let changed, !key.columns.contains(where: { dependsOn($0, changed) }) { continue }
      let reference = try self.values(of: key.columns, in: values)
      guard !reference.contains(where: \.isNull) else { continue }
      guard let parent = try? execution.rowWriter(for: key.referencedTable),
        try parent.hasRow(where: key.referencedColumns, equal: reference)
      else {
        throw SQLError(
          .foreignKeyChild,
          "Cannot add or update a child row: a foreign key constraint fails "
            + "(\(ReferringKey(child: table.address, key: key).description))"
        )
      }
    }
  }

  /// Whether a column's value may change when others do.
  private func dependsOn(_ column: String, _ changed: Set<String>) -> Bool {
    changed.contains(column.lowercased()) || rows.position(of: column) == nil
  }

  /// What becomes of the rows that referred to a row that is gone.
  func actOnChildren(ofDeleted values: [Value], _ cascade: Cascade) throws(SQLError) {
    guard execution.checksForeignKeys else { return }
    for reference in execution.snapshot.references[table.address] ?? [] {
      let old = try self.values(of: reference.key.referencedColumns, in: values)
      guard !old.contains(where: \.isNull) else { continue }
      let child = try execution.rowWriter(for: reference.child)
      switch reference.key.onDelete {
      case .cascade:
        for row in try child.rows(where: reference.key.columns, equal: old) {
          try child.delete(row, cascade: cascade.next())
        }
      case .setNull:
        let nulls = old.map { _ in Value.null }
        try child.set(reference, old, to: nulls, cascade.next(updating: reference.child))
      case .restrict, .noAction, .setDefault:
        guard !refersToItself(values, by: reference, old) else { throw Self.refused(reference) }
        try child.refuse(reference, old)
      }
    }
  }

  /// What becomes of the rows that referred to a row that has other values now.
  func actOnChildren(
    ofUpdated before: [Value],
    to after: [Value],
    _ cascade: Cascade
  ) throws(SQLError) {
    guard execution.checksForeignKeys else { return }
    for reference in execution.snapshot.references[table.address] ?? [] {
      let columns = reference.key.referencedColumns
      let old = try values(of: columns, in: before)
      let new = try values(of: columns, in: after)
      guard old != new, !old.contains(where: \.isNull) else { continue }
      let child = try execution.rowWriter(for: reference.child)
      // A table that this very cascade has updated is not updated again.
      let isAgain = (cascade.updated + [table.address]).contains(reference.child)
      switch reference.key.onUpdate {
      case .cascade where !isAgain:
        try child.set(reference, old, to: new, cascade.next(updating: table.address))
      case .setNull where !isAgain:
        let nulls = old.map { _ in Value.null }
        try child.set(reference, old, to: nulls, cascade.next(updating: table.address))
      case .cascade, .setNull, .restrict, .noAction, .setDefault:
        guard !refersToItself(before, by: reference, old) else { throw Self.refused(reference) }
        try child.refuse(reference, old)
      }
    }
  }

  /// Sets the referring columns of this table's rows that refer to `old`.
  private func set(
    _ reference: ReferringKey,
    _ old: [Value],
    to new: [Value],
    _ cascade: Cascade
  ) throws(SQLError) {
    let positions = reference.key.columns.compactMap(rows.position(of:))
    guard positions.count == new.count else { return try refuse(reference, old) }
    for row in try rows(where: reference.key.columns, equal: old) {
      var values = row.values
      for (position, value) in zip(positions, new) { values[position] = value }
      try update(row, to: values, cascade: cascade)
    }
  }

  /// Fails when rows of this table refer to `old`.
  private func refuse(_ reference: ReferringKey, _ old: [Value]) throws(SQLError) {
    guard try hasRow(where: reference.key.columns, equal: old) else { return }
    throw Self.refused(reference)
  }

  private static func refused(_ reference: ReferringKey) -> SQLError {
    SQLError(
      .foreignKeyParent,
      "Cannot delete or update a parent row: a foreign key constraint fails "
        + "(\(reference.description))"
    )
  }

  /// Whether a row, as it was, refers to itself: InnoDB looks for children before the row's own entry is gone.
  private func refersToItself(
    _ values: [Value],
    by reference: ReferringKey,
    _ old: [Value]
  ) -> Bool {
    guard reference.child == table.address,
      let own = try? self.values(of: reference.key.columns, in: values)
    else { return false }
    return zip(reference.key.columns, zip(own, old)).allSatisfy { column, pair in
      guard case (.text(let mine), .text(let other)) = pair,
        let collation = table.table.column(named: column)?.type.collation
      else { return pair.0 == pair.1 }
      return CollationRules(collation).isEqual(mine, other)
    }
  }
}
