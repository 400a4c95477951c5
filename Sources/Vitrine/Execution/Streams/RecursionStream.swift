import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The rows of a recursion: the seed's, then those of one round after another until one gives none.
///
/// A round's step reads the rows of the round before. UNION DISTINCT gives each row once, and only new rows
/// go into the next round.
final class RecursionStream: RowStream {
  let width: Int
  private let plan: Primitive.Recursion
  private let openStep: ([ArraySlice<Value>]) throws(SQLError) -> any RowStream
  private let memory: MemoryAccount
  private let limit: RecursionLimit
  private let keys: RowKeyMaker
  private var seen: Set<RowKey> = []
  private var current: (any RowStream)?
  private var round = 0
  /// The rows that the next round reads.
  private var rows: RowBatch

  init(
    _ plan: Primitive.Recursion,
    seed: any RowStream,
    _ memory: MemoryAccount,
    _ limit: RecursionLimit,
    openStep: @escaping ([ArraySlice<Value>]) throws(SQLError) -> any RowStream
  ) {
    width = plan.columns.count
    self.plan = plan
    self.memory = memory
    self.limit = limit
    self.openStep = openStep
    keys = RowKeyMaker(plan.columns.enumerated().map { (column: $0.offset, type: $0.element) })
    current = seed
    rows = RowBatch(width: width)
  }

  func next() throws(SQLError) -> RowBatch? {
    while let stream = current {
      guard let batch = try stream.next() else {
        try openNextRound()
        continue
      }
      let new = try newRows(of: batch)
      guard !new.isEmpty else { continue }
      if plan.isAll { try limit.check(depth: Int64(round)) }
      try memory.hold(new)
      for row in 0..<new.count { rows.append(new.row(row)) }
      return new
    }
    return nil
  }

  func cancel() {
    current?.cancel()
    current = nil
    seen = []
  }

  private func openNextRound() throws(SQLError) {
    current = nil
    guard !rows.isEmpty else { return }
    let last = rows
    rows = RowBatch(width: width)
    round += 1
    current = try openStep((0..<last.count).map(last.row))
    memory.release(last)
  }

  private func newRows(of batch: RowBatch) throws(SQLError) -> RowBatch {
    guard !plan.isAll else { return batch }
    var new = RowBatch(width: width)
    for row in 0..<batch.count where seen.insert(keys.key(of: batch.row(row))).inserted {
      try memory.hold(batch.row(row))
      new.append(batch.row(row))
    }
    return new
  }
}
