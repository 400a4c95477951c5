import VitrineSQL
package import VitrineSharding

/// Some rows of one width, in one flat array.
///
/// Rows of a batch are numbered from 0; an offset past the width or count is a defect of the caller and
/// is checked where streams are built, not at each read.
package struct RowBatch: Sendable {
  package let width: Int
  package private(set) var count = 0
  package private(set) var values: [Value] = []

  package init(width: Int, capacity: Int = 0) {
    self.width = width
    values.reserveCapacity(width * capacity)
  }

  /// A batch of rows that are all as wide as `width`.
  package init(width: Int, rows: [[Value]]) {
    self.init(width: width, capacity: rows.count)
    for row in rows { append(row) }
  }

  package var isEmpty: Bool { count == 0 }

  package subscript(row: Int, column: Int) -> Value { values[row * width + column] }

  /// The values of one row.
  package func row(_ index: Int) -> ArraySlice<Value> {
    values[index * width..<(index + 1) * width]
  }

  /// Adds a row; its length must be the width.
  package mutating func append(_ row: some Collection<Value>) {
    values.append(contentsOf: row)
    count += 1
  }

  /// Adds a row made of columns of another batch's row.
  package mutating func append(_ offsets: [Int], of row: Int, in batch: RowBatch) {
    for offset in offsets { values.append(batch[row, offset]) }
    count += 1
  }

  /// Adds the next value of a row; after `width` of them comes `finishRow()`.
  package mutating func appendValue(_ value: Value) {
    values.append(value)
  }

  /// Counts the row whose values have been added one by one.
  package mutating func finishRow() {
    count += 1
  }

  /// The rows of a range alone.
  package func rows(_ range: Range<Int>) -> RowBatch {
    if range.lowerBound == 0, range.upperBound >= count { return self }
    var batch = RowBatch(width: width)
    let bounds = range.clamped(to: 0..<count)
    batch.values = Array(values[bounds.lowerBound * width..<bounds.upperBound * width])
    batch.count = bounds.count
    return batch
  }
}

extension RowBatch {
  /// What the rows would weigh on a wire: 8 bytes a number, the length of a text or blob, 1 for NULL.
  package var byteCount: Int {
    values.reduce(0) { $0 + $1.byteCount }
  }
}
