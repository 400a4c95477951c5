import VitrinePlanner
import VitrineSQL

/// Counts what a statement costs while it runs, on the statement's own thread.
final class TraceRecorder {
  private(set) var trace = ExecutionTrace()
  private(set) var warnings: [Warning] = []
  /// Those of the statement itself, for which a strict write fails: of what its triggers compute their own statements tell.
  private(set) var ownWarnings: [Warning] = []
  /// The texts sent, with their shards, where somebody wants to see them.
  private(set) var queries: [SentQuery] = []
  /// Whether every text, and the time of every step, is kept.
  let isDetailed: Bool
  private let costs: CostModel
  private var shards: Set<String> = []
  private var nodes: [Int: ExecutionTrace.Node] = [:]
  /// The messages noted once.
  private var known: Set<String> = []

  /// A text that went to a shard.
  struct SentQuery: Sendable {
    var round: Int
    /// The step that sent it.
    var node: Int
    var keyspace: String
    var shard: String
    var text: String
  }

  /// - Parameters:
  ///   - costs: what calls, rows and bytes take on the simulated network.
  ///   - isDetailed: whether every text, and the time of every step, is kept.
  init(costs: CostModel, isDetailed: Bool) {
    self.costs = costs
    self.isDetailed = isDetailed
  }

  /// A round of calls: one text to some shards at once.
  func recordRound(_ node: Int, _ text: String, _ stores: [ShardStore]) {
    trace.roundTrips += 1
    trace.shardCalls += stores.count
    nodes[node, default: .init(index: node)].runs += 1
    nodes[node, default: .init(index: node)].shardCalls += stores.count
    for store in stores {
      shards.insert(store.label)
      if isDetailed {
        nodes[node, default: .init(index: node)].shards.insert(store.label)
        queries.append(
          SentQuery(
            round: trace.roundTrips,
            node: node,
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
    nodes[node, default: .init(index: node)].bytes += batch.byteCount
  }

  /// That a step above the shards ran.
  func recordRun(_ node: Int) {
    nodes[node, default: .init(index: node)].runs += 1
  }

  /// Time in a step and all below it, and the rows that came of it where shards did not send them.
  func recordStep(_ node: Int, rows: Int, elapsed: Duration) {
    nodes[node, default: .init(index: node)].rows += rows
    nodes[node, default: .init(index: node)].elapsed += elapsed
  }

  /// Runs a part of a step, and keeps how long it took where that is wanted.
  func timing<Outcome>(
    _ node: Int,
    _ body: () throws(SQLError) -> Outcome
  ) throws(SQLError) -> Outcome {
    guard isDetailed else { return try body() }
    let start = ContinuousClock.now
    defer { recordStep(node, rows: 0, elapsed: ContinuousClock.now - start) }
    return try body()
  }

  /// Notes what was changed to fit.
  func warn(_ change: SQLError, _ level: Warning.Level = .warning) {
    record([Warning(level, code: change.code.number, message: change.message)])
  }

  /// Notes what is the same for every row of the statement.
  func warnOnce(_ change: SQLError) {
    if known.insert(change.message).inserted { warn(change) }
  }

  func record(_ warnings: [Warning]) {
    self.warnings += warnings
    ownWarnings += warnings
  }

  /// The warnings of a program that the statement has run.
  func add(programWarnings warnings: [Warning]) {
    self.warnings += warnings
  }

  /// Adds what statements have cost that this one has run, such as those of triggers.
  func add(_ other: ExecutionTrace) {
    trace.shardCalls += other.shardCalls
    trace.rowsMoved += other.rowsMoved
    trace.bytesMoved += other.bytesMoved
    trace.roundTrips += other.roundTrips
    shards.formUnion(other.shards)
  }

  /// The trace so far, complete in everything but the elapsed time.
  func finished(elapsed: Duration) -> ExecutionTrace {
    var trace = trace
    trace.elapsed = elapsed
    trace.shards = shards.sorted()
    trace.nodes = nodes.values.sorted { $0.index < $1.index }
    for index in trace.nodes.indices where trace.nodes[index].shardCalls > 0 {
      let node = trace.nodes[index]
      trace.nodes[index].simulated = costs.time(
        rounds: node.runs,
        calls: node.shardCalls,
        rows: node.rows,
        bytes: node.bytes
      )
      trace.simulated += trace.nodes[index].simulated
    }
    return trace
  }
}
