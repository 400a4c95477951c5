import CSQLite
package import VitrineSQL
package import VitrineSharding

/// A change that does not fit the database it is applied to.
package struct ChangeConflict: Sendable, Hashable {
  package enum Reason: Sendable, Hashable {
    /// The row to update or delete is there but differs from what the change expects.
    case differs
    /// The row to update or delete is not there.
    case missing
    /// A row with the key to insert is there already.
    case exists
    /// The change breaks a UNIQUE, NOT NULL or CHECK constraint.
    case constraint
    /// After all changes foreign keys lead nowhere, so many by SQLite's count.
    case foreignKeys(Int)
  }

  package let reason: Reason
  /// Nil for `foreignKeys`, which no single change causes.
  package let change: Change?
  /// The row in the way, for `differs` and `exists`; empty otherwise.
  package let current: [Value?]

  /// What to do about a conflict.
  package enum Resolution: Sendable, Hashable {
    /// Undo everything and throw.
    case abort
    /// Leave this change out.
    case skip
    /// Put the change's row in place of the one in the way; aborts unless the reason is `differs`
    /// or `exists`.
    case replace
  }

  package typealias Policy = (ChangeConflict) throws(SQLError) -> Resolution
}

extension Connection {
  /// Applies changes to `main`, all or none.
  ///
  /// - Parameters:
  ///   - changeset: applied in order; each of its tables must exist with as many columns and the
  ///     same primary key.
  ///   - policy: decides what becomes of a change that does not fit; aborts when not given. It must
  ///     not use the connection.
  /// - Throws: `changesetConflict` after an abort, what the policy throws, `shardCorrupt` where the
  ///   bytes are no changeset.
  package func apply(
    _ changeset: Changeset,
    onConflict policy: ChangeConflict.Policy? = nil
  ) throws(SQLError) {
    try requireTables(of: changeset)
    let application = ChangesetApplication(policy)
    let code = withExtendedLifetime(application) {
      changeset.withInput { count, input in
        sqlite3changeset_apply_v2(
          handle,
          count,
          input,
          nil,
          { ChangesetApplication.resolve($0, $1, $2) },
          Unmanaged.passUnretained(application).toOpaque(),
          nil,
          nil,
          0
        )
      }
    }
    guard code == SQLITE_OK else {
      throw application.failure ?? errors.take() ?? failure(code)
    }
  }

  private func failure(_ code: Int32) -> SQLError {
    code & 0xff == SQLITE_CORRUPT ? Changeset.error(code) : error(code)
  }

  /// SQLite passes silently over changes of a table that is missing or shaped otherwise.
  private func requireTables(of changeset: Changeset) throws(SQLError) {
    var seen: [String: [Bool]] = [:]
    try changeset.iterate { seen[Change.table($0)] = Change.keyColumns($0) }
    for (table, isKey) in seen {
      let columns = try columns(of: table).filter { !$0.isGenerated }
      guard !columns.isEmpty else {
        throw SQLError(.unknownTable, "table '\(table)' of the changeset does not exist")
      }
      guard columns.map({ $0.keyPosition != nil }) == isKey else {
        throw SQLError(
          .changesetConflict,
          "table '\(table)' has other columns or another primary key than in the changeset"
        )
      }
    }
  }
}

/// One call of `apply`, which SQLite asks about conflicts.
private final class ChangesetApplication {
  let policy: ChangeConflict.Policy?
  var failure: SQLError?

  init(_ policy: ChangeConflict.Policy?) {
    self.policy = policy
  }

  static func resolve(
    _ data: UnsafeMutableRawPointer?,
    _ code: Int32,
    _ iterator: OpaquePointer?
  ) -> Int32 {
    guard let data, let iterator else { return SQLITE_CHANGESET_ABORT }
    let application = Unmanaged<ChangesetApplication>.fromOpaque(data).takeUnretainedValue()
    let conflict = ChangeConflict(code, iterator)
    switch application.resolution(of: conflict) {
    case .skip:
      return SQLITE_CHANGESET_OMIT
    case .replace where conflict.isReplaceable:
      return SQLITE_CHANGESET_REPLACE
    case .replace, .abort:
      application.failure = application.failure ?? conflict.error
      return SQLITE_CHANGESET_ABORT
    }
  }

  private func resolution(of conflict: ChangeConflict) -> ChangeConflict.Resolution {
    do throws(SQLError) {
      return try policy?(conflict) ?? .abort
    } catch {
      failure = error
      return .abort
    }
  }
}

extension ChangeConflict {
  fileprivate init(_ code: Int32, _ iterator: OpaquePointer) {
    switch code {
    case SQLITE_CHANGESET_DATA: reason = .differs
    case SQLITE_CHANGESET_NOTFOUND: reason = .missing
    case SQLITE_CHANGESET_CONFLICT: reason = .exists
    case SQLITE_CHANGESET_FOREIGN_KEY:
      var count: Int32 = 0
      sqlite3changeset_fk_conflicts(iterator, &count)
      reason = .foreignKeys(Int(count))
    default: reason = .constraint
    }
    change = code == SQLITE_CHANGESET_FOREIGN_KEY ? nil : Change(iterator)
    let hasRow = code == SQLITE_CHANGESET_DATA || code == SQLITE_CHANGESET_CONFLICT
    let width = Int32(clamping: change?.isKey.count ?? 0)
    current = hasRow ? Change.row(iterator, width, sqlite3changeset_conflict) : []
  }

  fileprivate var isReplaceable: Bool { reason == .differs || reason == .exists }

  fileprivate var error: SQLError {
    let row = change.map { "the row \($0.key) of '\($0.table)'" } ?? "the changeset"
    let problem =
      switch reason {
      case .differs: "\(row) is not as the changeset expects it"
      case .missing: "\(row) is missing"
      case .exists: "\(row) exists already"
      case .constraint: "\(row) breaks a constraint"
      case .foreignKeys(let count): "\(row) leaves \(count) foreign keys without a parent"
      }
    return SQLError(.changesetConflict, "a changeset cannot be applied: \(problem)")
  }
}
