/// What a statement cost: the calls it made to shards and what came back.
///
/// A *shard call* is one text run once on one shard. Calls that run side by side are one *round trip*.
public struct ExecutionTrace: Sendable, Hashable {
  /// What one step of the plan did, by its position in the plan's tree, parents first.
  public struct Node: Sendable, Hashable {
    /// The step's place in the plan's tree, parents before their inputs, from 0.
    public var index: Int
    /// How often the step was run: a lookup's right side once per batch.
    public var runs = 0
    /// Shard calls it made itself.
    public var shardCalls = 0
    /// The rows that it gave to the step above, all runs together.
    public var rows = 0
    /// Bytes of the rows that shards sent it.
    public var bytes = 0
    /// The shards that it asked, `keyspace/shard`, each once.
    public var shards: Set<String> = []
    /// Time spent in the step and its inputs, on the statement's own thread.
    public var elapsed = Duration.zero
    /// The time that its calls take by `ClusterConfiguration.costs`; zero for a step that makes none.
    public var simulated = Duration.zero

    /// A step that has not run yet.
    public init(index: Int) {
      self.index = index
    }
  }

  /// Texts run on shards, each counted once per shard.
  public var shardCalls = 0
  /// Rows that shards sent.
  public var rowsMoved = 0
  /// Bytes of those rows: 8 for a number, the length of a text or blob, 1 for NULL.
  public var bytesMoved = 0
  /// Rounds of calls, one after another.
  public var roundTrips = 0
  /// The shards that were asked, `keyspace/shard`, sorted, each once.
  public var shards: [String] = []
  /// From the statement's text to its last row.
  public var elapsed = Duration.zero
  /// The time that its calls take by `ClusterConfiguration.costs`, one round after another.
  ///
  /// The same for the same work on every machine; nothing waits that long.
  public var simulated = Duration.zero
  /// The plan's steps that ran.
  public var nodes: [Node] = []

  /// The trace of a statement that has asked nothing.
  public init() {}
}
