package import VitrineSQL
import VitrineSharding

/// Rows that are pulled, batch by batch, by the statement's own thread.
///
/// A stream gives no empty batches, and nil for ever once it is at its end. Whoever stops before the
/// end calls `cancel()`, after which no shard works for it any longer.
package protocol RowStream: AnyObject {
  /// How many columns each row has.
  var width: Int { get }

  /// The next rows; nil at the end.
  func next() throws(SQLError) -> RowBatch?

  /// Ends the stream early and gives back what it holds. Harmless at the end, and twice.
  func cancel()
}

extension RowStream {
  /// All rows that are left, which the account then holds.
  func collect(_ memory: MemoryAccount) throws(SQLError) -> [[Value]] {
    var rows: [[Value]] = []
    while let batch = try next() {
      try memory.hold(batch)
      for index in 0..<batch.count { rows.append(Array(batch.row(index))) }
    }
    return rows
  }
}

/// Rows at hand, as a stream.
package final class BatchStream: RowStream {
  package let width: Int
  private var batches: ArraySlice<RowBatch>

  package init(width: Int, _ batches: [RowBatch]) {
    self.width = width
    self.batches = batches.filter { !$0.isEmpty }[...]
  }

  package func next() throws(SQLError) -> RowBatch? { batches.popFirst() }
  package func cancel() { batches = [] }
}
