import VitrineSQL

/// Counts what a statement costs while it runs, on the statement's own thread.
final class TraceRecorder {
  private(set) var trace = ExecutionTrace()
  private(set) var warnings: [Warning] = []
  /// The texts sent, with their shards, where somebody wants to see them.
  private(set) var queries: [SentQuery] = []
  private let recordsQueries: Bool
  private var shards: Set<String> = []
  private var nodes: [Int: ExecutionTrace.Node] = [:]

  /// A text that went to a shard.
  struct SentQuery: Sendable {
    var round: Int
    var keyspace: String
    var shard: String
    var text: String
  }

  init(recordsQueries: Bool) {
    self.recordsQueries = recordsQueries
  }

  /// A round of calls: one text to some shards at once.
  func recordRound(_ node: Int, _ text: String, _ stores: [ShardStore]) {
    trace.roundTrips += 1
    trace.shardCalls += stores.count
    nodes[node, default: .init(index: node)].runs += 1
    nodes[node, default: .init(index: node)].shardCalls += stores.count
    for store in stores {
      shards.insert(store.label)
      if recordsQueries {
        queries.append(
          SentQuery(
            round: trace.roundTrips,
            keyspace: store.keyspace,
            shard: store.name,
            text: text
          )
        )
      }
    }
  }

  func recordRows(_ node: Int, _ batch: RowBatch) {
    trace.rowsMoved += batch.count
    trace.bytesMoved += batch.byteCount
    nodes[node, default: .init(index: node)].rows += batch.count
  }

  /// Rows and time of a step above the shards.
  func recordStep(_ node: Int, rows: Int, elapsed: Duration) {
    nodes[node, default: .init(index: node)].rows += rows
    nodes[node, default: .init(index: node)].elapsed += elapsed
  }

  /// Notes what was changed to fit.
  func warn(_ change: SQLError) {
    warnings.append(Warning(.warning, code: change.code.number, message: change.message))
  }

  func record(_ warnings: [Warning]) {
    self.warnings += warnings
  }

  /// The trace so far, complete in everything but the elapsed time.
  func finished(elapsed: Duration) -> ExecutionTrace {
    var trace = trace
    trace.elapsed = elapsed
    trace.shards = shards.sorted()
    trace.nodes = nodes.values.sorted { $0.index < $1.index }
    return trace
  }
}
