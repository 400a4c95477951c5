package import VitrineSQL
import VitrineSharding

/// A query after analysis: its logical tree and what the client gets of it.
package struct BoundQuery: Sendable {
  /// A column of the answer: where it is in the tree, and how it is called.
  package struct Column: Sendable {
    package var bound: BoundColumn
    package var result: ResultColumn
  }

  /// May output more than `columns` names, such as what only the order needs.
  package var root: Operator
  /// In order; the same column of the tree may stand for several of the answer.
  package var columns: [Column]
  /// Columns of its tables that the statement reads beside those of the answer.
  var carried: [CarriedColumn] = []
  /// `SELECT … INTO @a, @b`: the variables that take the one row.
  package var variables: [String] = []
  /// INTO OUTFILE, INTO DUMPFILE.
  package var file: SelectInto?
  /// SQL_CALC_FOUND_ROWS: the count without the limit is wanted too.
  package var countsFoundRows = false
  /// FOR UPDATE and its kin.
  package var isLocking = false

  /// Whether `*` of an open table is among the columns, so that their number is not known.
  var hasOpenStar: Bool { columns.contains { $0.result.column == Relation.openStar } }

  /// The tree's columns, one for each of the answer's, and then those that are carried along.
  package var outputs: [BoundColumn] {
    let own = columns.map(\.bound)
    return carried.isEmpty ? own : own + carried.map(\.column.bound)
  }
}

/// A column of a table in FROM that a query gives beside those of its select list.
struct CarriedColumn: Sendable {
  /// The table's name in the query.
  var table: String
  var keyspace: String?
  var column: Relation.Column
}
