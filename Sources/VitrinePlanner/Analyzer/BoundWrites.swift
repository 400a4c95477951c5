package import VitrineSQL
package import VitrineSharding

/// An INSERT or REPLACE after analysis.
package struct BoundInsert: Sendable {
  /// What a row gives a column.
  package enum Cell: Sendable {
    case value(Scalar)
    /// DEFAULT, or nothing.
    case `default`
  }

  package var table: ResolvedTable
  /// The columns that rows have values for, in the rows' order.
  package var columns: [ColumnDefinition]
  package var rows: [[Cell]]
  /// INSERT … SELECT: gives as many columns as there are.
  package var query: BoundQuery?
  package var isReplace: Bool
  package var isIgnore: Bool
  /// ON DUPLICATE KEY UPDATE: what is changed of the row that is there.
  package var onDuplicate: [SQLiteRenderer.Assignment]
  /// The row that is there, as `onDuplicate` reads it.
  package var existing: Operator.Scan
  /// The row that would be new, by lower-case column name: `VALUES(c)`, `alias.c`.
  package var inserted: [String: BoundColumn]
  /// What the rows of `query` bring along for `onDuplicate`, behind the values for `columns`.
  var carried: [BoundColumn] = []
  /// What rows must meet to belong to the partitions that the statement names.
  package var partitionSet: Expression?
  /// What rows must meet to be those of the view through which they are written.
  var check: RowCheck?

  package init(
    table: ResolvedTable,
    columns: [ColumnDefinition],
    rows: [[Cell]],
    query: BoundQuery? = nil,
    isReplace: Bool = false,
    isIgnore: Bool = false,
    onDuplicate: [SQLiteRenderer.Assignment] = [],
    existing: Operator.Scan,
    inserted: [String: BoundColumn] = [:]
  ) {
    self.table = table
    self.columns = columns
    self.rows = rows
    self.query = query
    self.isReplace = isReplace
    self.isIgnore = isIgnore
    self.onDuplicate = onDuplicate
    self.existing = existing
    self.inserted = inserted
  }
}

/// An UPDATE after analysis.
package struct BoundUpdate: Sendable {
  /// A table that is changed, and how.
  package struct Target: Sendable {
    /// Its scan inside `rows`, with all columns.
    package var scan: Operator.Scan
    package var assignments: [SQLiteRenderer.Assignment]
    /// What rows must still meet, to stay in the partitions that the statement names.
    package var partitionSet: Expression?
    /// What rows must still meet, to stay in the view through which they are written.
    var check: RowCheck?

    package init(scan: Operator.Scan, assignments: [SQLiteRenderer.Assignment]) {
      self.scan = scan
      self.assignments = assignments
    }
  }

  /// The rows of the joined tables that meet WHERE, ordered and limited where the statement says so.
  package var rows: Operator
  package var targets: [Target]
  package var isIgnore: Bool

  package init(rows: Operator, targets: [Target], isIgnore: Bool = false) {
    self.rows = rows
    self.targets = targets
    self.isIgnore = isIgnore
  }
}

/// A DELETE after analysis.
package struct BoundDelete: Sendable {
  /// The rows of the joined tables that meet WHERE, ordered and limited where the statement says so.
  package var rows: Operator
  /// The scans of the tables rows are deleted from, inside `rows`, with all columns.
  package var targets: [Operator.Scan]
  package var isIgnore: Bool

  package init(rows: Operator, targets: [Operator.Scan], isIgnore: Bool = false) {
    self.rows = rows
    self.targets = targets
    self.isIgnore = isIgnore
  }
}

/// WITH CHECK OPTION: what written rows must meet to be a view's.
struct RowCheck: Sendable {
  var conditions: [Scalar]
  /// The table that is written, with all its columns.
  var scan: Operator.Scan
  /// `keyspace.view`, for the error.
  var view: String

  /// - Throws: `unsupported` for conditions that a row alone does not tell.
  init?(_ relation: Relation) throws(SQLError) {
    guard let written = relation.written, !written.checks.isEmpty else { return nil }
    view = "\(relation.keyspace ?? "").\(relation.viewName ?? relation.name)"
    guard !written.scan.table.convertsTimestamps,
      !written.checks.contains(where: \.containsSubquery)
    else {
      throw SQLError(
        .unsupported,
        "the CHECK OPTION of '\(view)' reads more than the row that is written",
        hint: "write to the table, or use a view without subqueries, under time_zone = 'UTC'"
      )
    }
    conditions = written.checks
    scan = written.scan
  }
}
