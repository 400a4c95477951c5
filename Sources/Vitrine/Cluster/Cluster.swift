import Foundation
import Synchronization
import VitrinePlanner
public import VitrineSQL
import VitrineSQLite
package import VitrineSharding

/// A sharded database: keyspaces whose shards are SQLite files, in one directory.
///
///     let cluster = try Cluster.create(at: nil)
///     try cluster.createKeyspace("commerce", shards: 4, vschemaJSON: vschema)
///     let session = try cluster.session(target: "commerce")
///     let result = try session.execute("SELECT COUNT(*) FROM orders")
///
/// Any number of sessions, each used by one thread at a time, may be open. A directory is open in one
/// `Cluster` at a time, in all processes together. A temporary cluster goes with its last reference.
public final class Cluster: Sendable {
  /// How it behaves.
  public let configuration: ClusterConfiguration
  let directory: ClusterDirectory
  let store: CatalogStore
  let sequences: Sequences
  let coordinators = CoordinatorPool()
  let routeHistory = RouteHistory()
  let userLocks = UserLockTable()
  let preparedTransactions = PreparedTransactions()
  let events = EventScheduler()
  let plans: PlanCache
  let programs = ProgramCache()
  let plannerEnvironment: PlannerEnvironment
  let sessions = SessionRegistry()
  /// The values with which sessions begin: those of the configuration, until SET GLOBAL changes them.
  let globalVariables: Mutex<SystemVariables>
  /// When the cluster was opened.
  let opened = ContinuousClock.now
  /// Held by whoever changes schemas, keyspaces or the VSchema: one at a time.
  let changeLock = Mutex<Void>(())
  private let current: Mutex<ClusterSnapshot>
  private let isClosed = Atomic<Bool>(false)
  private let sessionCount = Atomic<Int64>(0)

  init(
    directory: ClusterDirectory,
    store: CatalogStore,
    configuration: ClusterConfiguration,
    snapshot: ClusterSnapshot
  ) {
    self.directory = directory
    self.store = store
    self.configuration = configuration
    sequences = Sequences(store: store, blockSize: configuration.sequenceBlock)
    plannerEnvironment = PlannerEnvironment(
      strategies: configuration.strategies,
      costs: configuration.costs,
      systemVariables: SystemVariableDefinition.types
    )
    plans = PlanCache(capacity: configuration.planCacheCapacity)
    globalVariables = Mutex(SystemVariables(configuration: configuration))
    current = Mutex(snapshot)
  }

  deinit {
    try? close()
  }

  /// Makes a cluster without keyspaces.
  ///
  /// - Parameters:
  ///   - directory: an empty directory, or one that does not exist yet; nil for a temporary cluster,
  ///     whose files go when it is closed.
  ///   - configuration: how it behaves while it is open.
  /// - Returns: the cluster, open.
  /// - Throws: `fileError` or `readOnly` when the directory cannot be used.
  public static func create(
    at directory: String?,
    configuration: ClusterConfiguration = ClusterConfiguration()
  ) throws(SQLError) -> Cluster {
    var configuration = configuration
    configuration.isTemporary = directory == nil
    let place = directory.map(ClusterDirectory.init) ?? .temporary()
    try place.create()
    do {
      let store = try CatalogStore.create(
        at: place.catalogFile,
        isTemporary: configuration.isTemporary
      )
      return Cluster(
        directory: place,
        store: store,
        configuration: configuration,
        snapshot: ClusterSnapshot(catalog: Catalog(), keyspaces: [:])
      ).started()
    } catch {
      if configuration.isTemporary { place.remove() }
      throw error
    }
  }

  /// Opens the cluster in a directory as it was left, finishing or undoing what a crash cut short.
  ///
  /// - Parameters:
  ///   - directory: where the cluster lies.
  ///   - configuration: how it behaves while it is open.
  /// - Returns: the cluster, open.
  /// - Throws: `notACluster` for what is none or has a newer format, `clusterInUse` when it is open
  ///   elsewhere, `readOnly`, and `shardFailed` or `shardCorrupt` for a shard that is missing or
  ///   broken.
  public static func open(
    at directory: String,
    configuration: ClusterConfiguration = ClusterConfiguration()
  ) throws(SQLError) -> Cluster {
    let place = ClusterDirectory(directory)
    try place.checkHoldsCluster()
    let store = try CatalogStore.open(at: place.catalogFile)
    let recovery = Recovery(directory: place, store: store, configuration: configuration)
    let snapshot = try recallStatistics(recallLookups(recovery.run(), store), store)
    return Cluster(
      directory: place,
      store: store,
      configuration: configuration,
      snapshot: snapshot
    ).started()
  }

  /// The cluster, whose events run from now on where the configuration says so.
  private func started() -> Cluster {
    if configuration.runsEvents { events.start(self) }
    return self
  }

  /// Closes all files; a temporary cluster's are removed.
  ///
  /// Harmless when repeated.
  ///
  /// Sessions of a closed cluster throw `shardFailed`; transactions they had open are rolled back.
  public func close() throws(SQLError) {
    guard !isClosed.exchange(true, ordering: .acquiringAndReleasing) else { return }
    events.stop()
    preparedTransactions.rollbackAll()
    let snapshot = snapshot
    for keyspace in snapshot.keyspaces.values { keyspace.close() }
    coordinators.close()
    try? directory.removeTemporaryTables()
    defer { if configuration.isTemporary { directory.remove() } }
    try sequences.close()
    try store.close()
  }

  /// The directory that holds the files.
  public var path: String { directory.path }

  var snapshot: ClusterSnapshot { current.withLock { $0 } }

  /// Puts a new snapshot in place; only under `changeLock`.
  func replaceSnapshot(_ snapshot: ClusterSnapshot) {
    current.withLock { $0 = snapshot }
  }

  func nextSessionID() -> Int64 {
    sessionCount.add(1, ordering: .relaxed).newValue
  }

  func checkOpen() throws(SQLError) {
    guard !isClosed.load(ordering: .acquiring) else {
      throw SQLError(.shardFailed, "the cluster is closed")
    }
  }
}

extension Cluster {
  package var catalog: Catalog { snapshot.catalog }

  /// The names of all keyspaces, sorted.
  public var keyspaceNames: [String] { snapshot.keyspaces.keys.sorted() }

  /// The names of a keyspace's shards, by key range.
  ///
  /// - Throws: `unknownDatabase`.
  public func shards(of keyspace: String) throws(SQLError) -> [String] {
    try snapshot.shards(of: keyspace).map.shards.map(\.name.text)
  }
}
