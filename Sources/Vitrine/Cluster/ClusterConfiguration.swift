public import VitrinePlanner
import VitrineSQLite
public import VitrineSharding

/// How a cluster behaves.
///
/// None of it is stored in the cluster's directory.
public struct ClusterConfiguration: Sendable {
  /// When a commit has to be on the disk.
  public enum Durability: String, Sendable, Hashable, CaseIterable {
    /// Left to the operating system; a power cut may damage the files.
    case off
    /// A power cut may lose the latest commits, never the database.
    case normal
    /// Every commit waits for the disk.
    case full
  }

  /// Shards of a keyspace that CREATE KEYSPACE makes without naming a number.
  public var shardCount = 4
  /// The planner's strategy where neither the session nor the statement names one.
  public var strategy = "pushdown"
  /// Strategies of the application beside Vitrine's own.
  public var strategies: [any PlannerStrategy] = []
  /// What the strategy `cost` takes the network and the gateway to cost.
  public var costs = CostModel()
  /// MySQL's `sql_mode` of new sessions; nil for MySQL 8.0's default.
  public var sqlMode: String?
  /// Makes RAND, UUID and everything else that is random repeatable.
  public var seed: UInt64?
  /// Connections that may read one shard at the same time.
  public var readersPerShard = 16
  /// How long a statement waits for a reader.
  public var readerTimeout = Duration.seconds(10)
  /// How long a write waits for another transaction on its shard before error 1205.
  public var lockWaitTimeout = Duration.seconds(50)
  /// How long a SELECT may take; nil for as long as it likes.
  public var statementTimeout: Duration?
  /// Whether new sessions refuse statements that ask every shard for want of a vindex, as under
  /// `SET no_scatter = 1`.
  public var refusesScatter = false
  /// Whether such statements leave a warning, as under `SET warn_scatter = 1`.
  public var warnsOfScatter = false
  /// Whether LOAD DATA LOCAL may read files in new sessions, as under `SET GLOBAL local_infile = 1`.
  public var allowsLocalFiles = false
  /// The directory below which LOAD DATA without LOCAL may read and SELECT … INTO OUTFILE may write, MySQL's `secure_file_priv`; nil for
  /// none, the empty text for any.
  public var fileDirectory: String?
  /// The most rows that the gateway holds for one statement, the answer's among them; nil for any number.
  public var maximumMemoryRows: Int?
  /// The most bytes of such rows; nil for any number.
  public var maximumMemoryBytes: Int? = 1 << 30
  /// When commits reach the disk.
  ///
  /// Temporary clusters never wait for it.
  public var durability = Durability.normal
  /// SQLite's page cache, for each connection; nil for SQLite's own default.
  public var cacheKilobytesPerConnection: Int?
  /// Plans kept for the next statement like it.
  public var planCacheCapacity = 1024
  /// The most pages of a new shard's file; a full disk in a test.
  ///
  /// Nil for no limit.
  public var maximumPagesPerShard: Int?
  /// Ids that AUTO_INCREMENT reserves at once; a crash skips at most so many.
  public var sequenceBlock = 1000

  /// The kinds of vindexes that a VSchema may name: all of Vitess's, `expression`, and what the
  /// application registers.
  ///
  ///     configuration.vindexes.register("by_continent") { name, parameters in ByContinent() }
  ///
  /// Whoever opens a cluster again registers the same kinds first; tables whose vindex is of a kind
  /// nobody knows are refused.
  public var vindexes = VindexRegistry.vitrine

  /// What time it is: the system's clock, or one that the application moves.
  public var clock = ClusterClock.system
  /// Whether events run from the start, as under `SET GLOBAL event_scheduler = ON`.
  public var runsEvents = false
  /// Called, on the thread that runs events, with each one that fails; MySQL writes a line into its log.
  public var eventFailed: (@Sendable (EventRun) -> Void)?

  /// Set by the cluster: its directory goes when it is closed.
  var isTemporary = false

  /// The defaults: four shards, all planner rules, MySQL's strict mode.
  public init() {}
}

extension ClusterConfiguration.Durability {
  var synchronous: Connection.Synchronous {
    switch self {
    case .off: .off
    case .normal: .normal
    case .full: .full
    }
  }
}
