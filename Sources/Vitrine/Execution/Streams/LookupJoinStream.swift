import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// Joins by asking the right side once for each batch of left rows.
///
/// The distinct keys of a batch go to the shards as a table, each key only to shards that may have
/// rows of it; what comes back is hashed by its keys, and the left rows are given in their order with
/// their matches.
final class LookupJoinStream: RowStream {
  let width: Int
  private let plan: Primitive.LookupJoin
  private let left: any RowStream
  private let leftKeys: RowKeyMaker
  private let rightKeys: RowKeyMaker
  private let lookUp: ([[Value]]) throws(SQLError) -> any RowStream
  private let memory: MemoryAccount
  private var isFinished = false

  /// Joins the left rows with what `lookUp` gives for some distinct keys.
  init(
    _ plan: Primitive.LookupJoin,
    left: any RowStream,
    _ memory: MemoryAccount,
    lookUp: @escaping ([[Value]]) throws(SQLError) -> any RowStream
  ) throws(SQLError) {
    try left.check(plan.leftKeys.map(\.column))
    for item in plan.output {
      if case .left(let offset) = item { try left.check([offset]) }
    }
    width = plan.output.count
    self.plan = plan
    self.left = left
    leftKeys = RowKeyMaker(plan.leftKeys.map { (column: $0.column, type: $0.type) })
    rightKeys = RowKeyMaker(plan.rightKeys.map { (column: $0.column, type: $0.type) })
    self.lookUp = lookUp
    self.memory = memory
  }

  func next() throws(SQLError) -> RowBatch? {
    while !isFinished {
      let batches = try nextLeftRows()
      guard !batches.isEmpty else { break }
      let matches = try matches(of: batches)
      var output = RowBatch(width: width)
      for batch in batches {
        for row in 0..<batch.count { join(batch, row, matches, into: &output) }
      }
      memory.release(matches.rows)
      if !output.isEmpty { return output }
    }
    isFinished = true
    return nil
  }

  func cancel() {
    isFinished = true
    left.cancel()
  }

  /// Left rows for one question: whole batches until there are enough.
  private func nextLeftRows() throws(SQLError) -> [RowBatch] {
    var batches: [RowBatch] = []
    var count = 0
    while count < plan.batchSize, let batch = try left.next() {
      batches.append(batch)
      count += batch.count
    }
    return batches
  }

  private struct Matches {
    var rows: RowBatch
    var positions: [RowKey: [Int]]
  }

  private func matches(of batches: [RowBatch]) throws(SQLError) -> Matches {
    var keys: [[Value]] = []
    var seen: Set<RowKey> = []
    for batch in batches {
      for row in 0..<batch.count {
        let values = batch.row(row)
        guard !leftKeys.hasNull(values), seen.insert(leftKeys.key(of: values)).inserted else {
          continue
        }
        keys.append(plan.leftKeys.map { batch[row, $0.column] })
      }
    }
    var matches = Matches(rows: RowBatch(width: plan.right.columns.count), positions: [:])
    guard !keys.isEmpty else { return matches }
    let right = try lookUp(keys)
    defer { right.cancel() }
    try right.check(plan.rightKeys.map(\.column))
    while let batch = try right.next() {
      try memory.hold(batch)
      for row in 0..<batch.count {
        let key = rightKeys.key(of: batch.row(row))
        matches.positions[key, default: []].append(matches.rows.count)
        matches.rows.append(batch.row(row))
      }
    }
    return matches
  }

  private func join(
    _ batch: RowBatch,
    _ row: Int,
    _ matches: Matches,
    into output: inout RowBatch
  ) {
    let values = batch.row(row)
    let found =
      leftKeys.hasNull(values) ? nil : matches.positions[leftKeys.key(of: values)]
    guard let found else {
      if plan.isOuter { append(batch, row, nil, matches, to: &output) }
      return
    }
    for position in found { append(batch, row, position, matches, to: &output) }
  }

  private func append(
    _ batch: RowBatch,
    _ row: Int,
    _ position: Int?,
    _ matches: Matches,
    to output: inout RowBatch
  ) {
    for item in plan.output {
      switch item {
      case .left(let offset): output.appendValue(batch[row, offset])
      case .right(let offset):
        output.appendValue(position.map { matches.rows[$0, offset] } ?? .null)
      }
    }
    output.finishRow()
  }
}
