import VitrineSQL
import VitrineSharding

/// Removes rows that equal an earlier one in every column.
///
/// Remembers the key of every row it has given; the first of equal rows wins.
final class DistinctStream: RowStream {
  let width: Int
  private let input: any RowStream
  private let keys: RowKeyMaker
  private let memory: MemoryAccount
  private var seen: Set<RowKey> = []

  init(_ input: any RowStream, types: [MySQLType], _ memory: MemoryAccount) throws(SQLError) {
    try input.check(types.indices)
    width = input.width
    self.input = input
    self.memory = memory
    keys = RowKeyMaker(types.enumerated().map { (column: $0.offset, type: $0.element) })
  }

  func next() throws(SQLError) -> RowBatch? {
    while let batch = try input.next() {
      var distinct = RowBatch(width: width)
      for row in 0..<batch.count where seen.insert(keys.key(of: batch.row(row))).inserted {
        try memory.hold(batch.row(row))
        distinct.append(batch.row(row))
      }
      if !distinct.isEmpty { return distinct }
    }
    return nil
  }

  func cancel() {
    seen = []
    input.cancel()
  }
}
