package import VitrineSharding

/// Rows that a statement reads under a name, as those of a derived table that has been computed before.
package struct GivenRows: Sendable, Hashable {
  package var columns: [ResultColumn]
  package var rows: [[Value]]

  package init(columns: [ResultColumn], rows: [[Value]]) {
    self.columns = columns
    self.rows = rows
  }
}
