import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Counts the rows that the gateway holds for one statement: those of the answer, of groups, of keys that
/// were seen, and all that goes into the coordinator.
///
/// Batches on their way are not counted; there is at most one for each shard and step. Used on the
/// statement's own thread.
final class MemoryAccount {
  /// The most that one statement may hold; nil for as much as there is.
  struct Limits: Sendable {
    var rows: Int?
    var bytes: Int?
  }

  private let limits: Limits
  private var rows = 0
  private var bytes = 0

  /// What a value costs beside its bytes.
  private static let valueOverhead = 16

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Rows that are kept from now on.
  ///
  /// - Throws: `packetTooLarge` when that is more than the session allows.
  func hold(_ batch: RowBatch) throws(SQLError) {
    try hold(rows: batch.count, bytes: Self.size(of: batch))
  }

  /// One row that is kept from now on.
  func hold(_ row: some Sequence<Value>) throws(SQLError) {
    try hold(rows: 1, bytes: row.reduce(0) { $0 + $1.byteCount + Self.valueOverhead })
  }

  /// Rows that are kept no longer.
  func release(_ batch: RowBatch) {
    rows -= batch.count
    bytes -= Self.size(of: batch)
  }

  private static func size(of batch: RowBatch) -> Int {
    batch.byteCount + batch.values.count * valueOverhead
  }

  private func hold(rows count: Int, bytes size: Int) throws(SQLError) {
    rows += count
    bytes += size
    if let limit = limits.rows, rows > limit {
      throw SQLError(
        .packetTooLarge,
        "in-memory row count exceeded allowed limit of \(limit)",
        hint: "ask for fewer rows, or raise max_memory_rows"
      )
    }
    if let limit = limits.bytes, bytes > limit { throw .memoryExceeded(limit) }
  }
}
