package import VitrineSharding

/// A source of rows that are values in memory.
package final class ValueRows: RowSource {
  package let shape: TableShape
  package let rows: [[Value]]

  /// Rows shorter than the shape end in NULLs; what a row has beyond it is not seen.
  package init(_ shape: TableShape, rows: [[Value]]) {
    self.shape = shape
    self.rows = rows
  }

  package var estimatedRowCount: Int? { rows.count }

  package func open() -> any RowCursor {
    ValueRowCursor(rows)
  }
}

private final class ValueRowCursor: RowCursor {
  private let rows: [[Value]]
  private var position = -1

  init(_ rows: [[Value]]) {
    self.rows = rows
  }

  func next() -> Bool {
    position += 1
    return position < rows.count
  }

  func value(at column: Int) -> Value {
    guard rows.indices.contains(position), rows[position].indices.contains(column) else {
      return .null
    }
    return rows[position][column]
  }
}
