import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Which lookup vindexes are known to be complete, so that statements may be routed by them.
///
/// One is from the moment on at which its owner is seen to be empty: writes keep its table. It no longer is
/// when a statement writes to the lookup table itself, or what the entries depend on changes. The catalog's
/// file says so before any shard is touched.
extension Cluster {
  private static let fact = "routed_lookups"

  /// What lookups the snapshot can rely on, with the writers that keep it so until it is in place.
  func assessLookups(
    _ snapshot: ClusterSnapshot,
    routed: Set<RoutedLookup>,
    waiting patience: Duration? = nil
  ) -> (snapshot: ClusterSnapshot, held: [ShardAccess]) {
    let possible = snapshot.catalog.routableLookups
    var complete = possible.intersection(snapshot.catalog.routedLookups)
    var held: [String: ShardAccess] = [:]
    let open = possible.subtracting(complete).sorted { $0.record < $1.record }
    for lookup in open where isEmpty(lookup.owner, snapshot) {
      let keyspace = lookup.owner.keyspace
      guard let shards = snapshot.keyspaces[keyspace],
        let access = try? held[keyspace] ?? holdWriters(of: shards, waiting: patience)
      else { continue }
      held[keyspace] = access
      if (try? access.hasRows(lookup.owner.table, on: shards)) == false { complete.insert(lookup) }
    }
    if complete != routed, (try? remember(complete)) == nil {
      complete.formIntersection(routed)
    }
    return (snapshot.routing(by: complete), Array(held.values))
  }

  /// Whether a table seems to be empty, as far as can be seen without waiting for writers.
  private func isEmpty(_ table: TableAddress, _ snapshot: ClusterSnapshot) -> Bool {
    guard let shards = snapshot.keyspaces[table.keyspace] else { return false }
    let access = ShardAccess(
      configuration: configuration,
      lockWaitTimeout: .zero,
      keepsSnapshots: false
    )
    defer { access.rollback() }
    return (try? access.seesRows(table.table, on: shards)) == false
  }

  /// No longer relies on lookups whose own tables are about to be written to.
  func distrustLookups(over tables: Set<TableAddress>) throws(SQLError) {
    guard snapshot.catalog.routedLookups.contains(where: { tables.contains($0.table) }) else {
      return
    }
    try changeLock.withLock { _ throws(SQLError) in
      let left = snapshot.catalog.routedLookups.filter { !tables.contains($0.table) }
      try remember(left)
      replaceSnapshot(snapshot.routing(by: left))
    }
  }

  /// Writes down that lookups over some tables cannot be relied on, before the tables change.
  func forgetLookups(
    over tables: Set<TableAddress>,
    in snapshot: ClusterSnapshot
  ) throws(SQLError) {
    let routed = snapshot.catalog.routedLookups
    let left = routed.filter { !$0.involves(tables) }
    if left != routed { try remember(left) }
  }

  private func remember(_ lookups: Set<RoutedLookup>) throws(SQLError) {
    let records = lookups.map(\.record).sorted()
    try store.setFact(Self.fact, records.joined(separator: "\n"))
  }

  /// The snapshot with the lookups that the catalog's file knows to be complete.
  static func recallLookups(
    _ snapshot: ClusterSnapshot,
    _ store: CatalogStore
  ) throws(SQLError) -> ClusterSnapshot {
    guard let fact = try store.fact(fact) else { return snapshot }
    let records = Set(fact.split(separator: "\n").map(String.init))
    let known = snapshot.catalog.routableLookups.filter { records.contains($0.record) }
    return snapshot.routing(by: known)
  }
}

extension ClusterSnapshot {
  func routing(by lookups: Set<RoutedLookup>) -> ClusterSnapshot {
    var catalog = catalog
    catalog.set(routed: lookups)
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces, references: references)
  }
}

extension RoutedLookup {
  /// Whether the owner or the lookup table is one of these.
  func involves(_ tables: Set<TableAddress>) -> Bool {
    tables.contains(owner) || tables.contains(table)
  }
}

extension [SchemaChange] {
  /// The tables that are others after the changes, or none.
  func replacedTables(in keyspace: String) -> Set<TableAddress> {
    var names: Set<String> = []
    for change in self {
      switch change {
      case .created(let table): names.insert(table.name)
      case .dropped(let name): names.insert(name)
      case .renamed(let old, let new): names.formUnion([old, new])
      case .altered: break
      }
    }
    return Set(names.map { TableAddress(keyspace: keyspace, table: $0) })
  }
}

extension Primitive {
  /// The tables that the step writes.
  var writtenTables: Set<TableAddress> {
    switch self {
    case .insert(let step): [step.table.address]
    case .update(let step): Set([step.table.address] + step.targets.map(\.table.address))
    case .delete(let step): Set([step.table.address] + step.targets.map(\.table.address))
    case .pullout(let step): step.input.writtenTables
    default: []
    }
  }
}
