import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// Joins by asking the right side once for each batch of left rows.
///
/// The distinct keys of a batch go to the shards as a table, each key only to shards that may have
/// rows of it; what comes back is hashed by its keys, and the left rows are given in their order with
/// their matches. Where conditions on the right side read more of a left row than its keys, the rows that
/// differ in that go along with numbers, by which what comes back is told apart.
final class LookupJoinStream: RowStream {
  let width: Int
  private let plan: Primitive.LookupJoin
  private let left: any RowStream
  private let leftKeys: RowKeyMaker
  private let rightKeys: RowKeyMaker
  private let lookUp: ([[Value]]) throws(SQLError) -> any RowStream
  private let memory: MemoryAccount
  /// Left rows for the next question.
  private var batchSize: Int
  /// Left rows that were read and not asked for yet.
  private var rest: RowBatch?
  private var isFinished = false

  /// Joins the left rows with what `lookUp` gives for some distinct keys; where a limit above wants so many rows, the
  /// first question is for as many, and each is for four times as many as the one before.
  init(
    _ plan: Primitive.LookupJoin,
    left: any RowStream,
    wanting wanted: [Int],
    _ memory: MemoryAccount,
    lookUp: @escaping ([[Value]]) throws(SQLError) -> any RowStream
  ) throws(SQLError) {
    try left.check(plan.leftKeys.map(\.column) + plan.carried)
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
    let most = plan.batchSize
    let first = wanted.reduce(0) { min($0 + min($1, most), most) }
    batchSize = wanted.isEmpty ? most : max(first, 1)
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
    while count < batchSize, let batch = try nextLeftBatch() {
      let end = batchSize < plan.batchSize ? min(batch.count, batchSize - count) : batch.count
      if end < batch.count { rest = batch.rows(end..<batch.count) }
      batches.append(batch.rows(0..<end))
      count += end
    }
    batchSize = batchSize > plan.batchSize / 4 ? plan.batchSize : batchSize * 4
    return batches
  }

  private func nextLeftBatch() throws(SQLError) -> RowBatch? {
    guard let kept = rest else { return try left.next() }
    rest = nil
    return kept
  }

  private struct Matches {
    var rows: RowBatch
    var positions: [RowKey: [Int]] = [:]
    /// The numbers of what was sent, where it is told apart by them.
    var numbers: [[Value]: Int64] = [:]
  }

  private func matches(of batches: [RowBatch]) throws(SQLError) -> Matches {
    var matches = Matches(rows: RowBatch(width: plan.right.columns.count))
    let keys = keys(of: batches, &matches)
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

  /// The distinct keys of the rows, with what goes along with them.
  private func keys(of batches: [RowBatch], _ matches: inout Matches) -> [[Value]] {
    var keys: [[Value]] = []
    var seen: Set<RowKey> = []
    for batch in batches {
      for row in 0..<batch.count {
        let values = batch.row(row)
        guard !leftKeys.hasNull(values) else { continue }
        if plan.carried.isEmpty {
          guard seen.insert(leftKeys.key(of: values)).inserted else { continue }
          keys.append(sent(values))
        } else {
          let sent = sent(values)
          let number = Int64(keys.count)
          guard matches.numbers[sent] == nil else { continue }
          matches.numbers[sent] = number
          keys.append(sent + [.integer(number)])
        }
      }
    }
    return keys
  }

  /// The values of a left row that the right side reads.
  private func sent(_ row: ArraySlice<Value>) -> [Value] {
    plan.leftKeys.map { row[row.startIndex + $0.column] }
      + plan.carried.map { row[row.startIndex + $0] }
  }

  /// The positions of a left row's partners.
  private func partners(of row: ArraySlice<Value>, in matches: Matches) -> [Int]? {
    guard !leftKeys.hasNull(row) else { return nil }
    if plan.carried.isEmpty { return matches.positions[leftKeys.key(of: row)] }
    return matches.numbers[sent(row)].flatMap { matches.positions[.integer($0)] }
  }

  private func join(
    _ batch: RowBatch,
    _ row: Int,
    _ matches: Matches,
    into output: inout RowBatch
  ) {
    let found = partners(of: batch.row(row), in: matches)
    switch (plan.kind, found) {
    case (.inner, nil), (.semi, nil), (.anti, .some): break
    case (.left, nil), (.anti, nil), (.semi, .some): append(batch, row, nil, matches, to: &output)
    case (.inner, let positions?), (.left, let positions?):
      for position in positions { append(batch, row, position, matches, to: &output) }
    }
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
