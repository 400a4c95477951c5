import VitrineSQL

/// The rows of several shards: in whatever order they come, or those of one shard after those of
/// another, the same in every run.
final class GatherStream: RowStream {
  let width: Int
  private let gather: ShardGather
  private let isInShardOrder: Bool

  init(width: Int, _ gather: ShardGather, inShardOrder: Bool = false) {
    self.width = width
    self.gather = gather
    isInShardOrder = inShardOrder
  }

  func next() throws(SQLError) -> RowBatch? {
    guard isInShardOrder else { return try gather.nextFromAny() }
    for index in 0..<gather.count {
      if let batch = try gather.next(from: index) { return batch }
    }
    return nil
  }

  func cancel() { gather.cancel() }
}
