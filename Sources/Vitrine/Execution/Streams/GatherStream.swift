import VitrineSQL

/// The rows of several shards, in whatever order they come.
final class GatherStream: RowStream {
  let width: Int
  private let gather: ShardGather

  init(width: Int, _ gather: ShardGather) {
    self.width = width
    self.gather = gather
  }

  func next() throws(SQLError) -> RowBatch? { try gather.nextFromAny() }
  func cancel() { gather.cancel() }
}
