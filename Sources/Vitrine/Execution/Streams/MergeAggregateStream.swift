import VitrinePlanner
import VitrineSQL
import VitrineSharding

/// Combines the partial aggregates of each group.
///
/// Group columns and all others keep the values of the group's first row. Ordered input is streamed
/// group by group; any other is hashed whole, and groups come in the order of their first row.
final class MergeAggregateStream: RowStream {
  private struct Group {
    var row: [Value]
    var partials: [PartialAggregate]
  }

  let width: Int
  private let plan: Primitive.MergeAggregate
  private let input: any RowStream
  private let keys: RowKeyMaker
  private let memory: MemoryAccount
  private let fresh: [PartialAggregate]
  private var current: (key: RowKey, group: Group)?
  private var isFinished = false

  private static let batchLimit = 1024

  init(
    _ plan: Primitive.MergeAggregate,
    _ input: any RowStream,
    _ memory: MemoryAccount
  ) throws(SQLError) {
    try input.check(plan.groups.map(\.column) + plan.items.map(\.column))
    width = input.width
    self.plan = plan
    self.input = input
    self.memory = memory
    keys = RowKeyMaker(plan.groups.map { (column: $0.column, type: $0.type) })
    fresh = plan.items.map(PartialAggregate.init)
  }

  func next() throws(SQLError) -> RowBatch? {
    guard !isFinished else { return nil }
    return plan.isOrdered && !plan.groups.isEmpty ? try nextOrdered() : try all()
  }

  func cancel() {
    isFinished = true
    current = nil
    input.cancel()
  }

  private func nextOrdered() throws(SQLError) -> RowBatch? {
    var output = RowBatch(width: width)
    while output.count < Self.batchLimit, let batch = try input.next() {
      for row in 0..<batch.count {
        let values = batch.row(row)
        let key = keys.key(of: values)
        if case (let currentKey, var group)? = current, currentKey == key {
          current = nil
          try add(values, to: &group)
          current = (key, group)
        } else {
          try flush(into: &output)
          current = (key, try group(startingWith: values))
        }
      }
    }
    if output.count < Self.batchLimit {
      isFinished = true
      try flush(into: &output)
    }
    return output.isEmpty ? nil : output
  }

  private func flush(into output: inout RowBatch) throws(SQLError) {
    guard let (_, group) = current else { return }
    current = nil
    output.append(try row(of: group))
  }

  private func all() throws(SQLError) -> RowBatch? {
    isFinished = true
    var groups: [Group] = []
    var positions: [RowKey: Int] = [:]
    while let batch = try input.next() {
      for row in 0..<batch.count {
        let values = batch.row(row)
        let key = keys.key(of: values)
        if let position = positions[key] {
          try add(values, to: &groups[position])
        } else {
          try memory.hold(values)
          positions[key] = groups.count
          groups.append(try group(startingWith: values))
        }
      }
    }
    if plan.groups.isEmpty && groups.isEmpty {
      groups.append(Group(row: Array(repeating: .null, count: width), partials: fresh))
    }
    var output = RowBatch(width: width, capacity: groups.count)
    for group in groups { output.append(try row(of: group)) }
    return output.isEmpty ? nil : output
  }

  private func group(startingWith row: ArraySlice<Value>) throws(SQLError) -> Group {
    var group = Group(row: Array(row), partials: fresh)
    try add(row, to: &group)
    return group
  }

  private func add(_ row: ArraySlice<Value>, to group: inout Group) throws(SQLError) {
    for (index, item) in plan.items.enumerated() {
      try group.partials[index].add(row[row.startIndex + item.column])
    }
  }

  private func row(of group: Group) throws(SQLError) -> [Value] {
    var row = group.row
    for (index, item) in plan.items.enumerated() {
      row[item.column] = try group.partials[index].result()
    }
    return row
  }
}
