import Foundation
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// ANALYZE TABLE: what the tables hold, for plans by cost.
///
/// Kept in the catalog's file, a fact for each table; plans that were made without it are forgotten.
extension Cluster {
  /// What ANALYZE TABLE does about histograms.
  enum HistogramChange {
    case none
    /// UPDATE HISTOGRAM ON columns WITH n BUCKETS; names in lower case.
    case update(columns: Set<String>, buckets: Int)
    /// DROP HISTOGRAM ON columns.
    case drop(columns: Set<String>)
  }

  /// Reads a table on all shards that have rows of it and keeps what was found.
  func analyze(_ table: ResolvedTable, _ change: HistogramChange) throws(SQLError) {
    guard table.table.view == nil else { return }
    let before = snapshot.catalog.statistics[table.address]
    var statistics = try collect(table, change, of: table.table.columns)
    for (name, old) in before?.columns ?? [:] {
      switch change {
      case .update(let columns, _), .drop(let columns):
        if columns.contains(name) { continue }
      case .none: break
      }
      statistics.columns[name]?.histogram = old.histogram
    }
    try self.change { snapshot throws(SQLError) in
      try remember(statistics, of: table.address)
      return snapshot.analyzed([table.address: statistics])
    }
  }

  /// What the indexed columns of a table hold now; nil where it has more rows than that.
  func keyStatistics(
    of table: ResolvedTable,
    ofAtMost limit: Int
  ) throws(SQLError) -> TableStatistics? {
    let keyNames = table.table.keyNames
    let columns = table.table.columns.filter { column in
      keyNames.contains { $0.isName(column.name) }
    }
    guard !columns.isEmpty else { return nil }
    let found = try collect(table, .none, of: columns, limit: limit + 1)
    return found.rowCount > Double(limit) ? nil : found
  }

  private func collect(
    _ table: ResolvedTable,
    _ change: HistogramChange,
    of columns: [ColumnDefinition],
    limit: Int? = nil
  ) throws(SQLError) -> TableStatistics {
    var stores = try snapshot.shards(of: table.keyspace.name).stores
    if table.placement.isReference { stores = Array(stores.prefix(1)) }
    let names = columns.map { SQLiteName.quoted($0.name) }.joined(separator: ", ")
    let bound = limit.map { " LIMIT \($0)" } ?? ""
    let text = "SELECT \(names) FROM \(SQLiteName.table(table.table.name))\(bound)"
    var collector = StatisticsCollector(columns)
    for store in stores {
      try read(store) { (connection) throws(SQLError) in
        let statement = try connection.prepare(text)
        while try statement.step() {
          let row = statement.row
          collector.add(columns.indices.map { row.value(at: $0) })
        }
      }
    }
    if case .update(let wanted, let buckets) = change {
      return collector.statistics(histogramsOf: wanted, buckets: buckets)
    }
    return collector.statistics(histogramsOf: [], buckets: 1)
  }

  /// Reads what a shard has committed.
  func read(
    _ store: ShardStore,
    _ body: (Connection) throws(SQLError) -> Void
  ) throws(SQLError) {
    let access = ShardAccess(
      configuration: configuration,
      lockWaitTimeout: configuration.lockWaitTimeout,
      keepsSnapshots: false
    )
    defer { access.rollback() }
    try access.reader(store).exclusively { (connection, _) throws(SQLError) in
      try body(connection)
    }
  }

  private static func fact(of table: TableAddress) -> String {
    "statistics of \(table.keyspace).\(table.table)"
  }

  private func remember(
    _ statistics: TableStatistics,
    of table: TableAddress
  ) throws(SQLError) {
    guard let data = try? JSONEncoder().encode(statistics) else {
      throw SQLError(.internal, "the statistics of \(table) cannot be written down")
    }
    try store.setFact(Self.fact(of: table), String(decoding: data, as: UTF8.self))
  }

  /// The snapshot with what ANALYZE TABLE has found before; what cannot be read is not known.
  static func recallStatistics(
    _ snapshot: ClusterSnapshot,
    _ store: CatalogStore
  ) throws(SQLError) -> ClusterSnapshot {
    var found: [TableAddress: TableStatistics] = [:]
    for keyspace in snapshot.catalog.keyspaces.values {
      for name in keyspace.tables.keys {
        let address = TableAddress(keyspace: keyspace.name, table: name)
        guard let text = try store.fact(fact(of: address)) else { continue }
        let known = try? JSONDecoder().decode(TableStatistics.self, from: Data(text.utf8))
        if let known { found[address] = known }
      }
    }
    return found.isEmpty ? snapshot : snapshot.analyzed(found)
  }
}

extension ClusterSnapshot {
  fileprivate func analyzed(_ statistics: [TableAddress: TableStatistics]) -> ClusterSnapshot {
    var catalog = catalog
    catalog.set(statistics)
    return ClusterSnapshot(catalog: catalog, keyspaces: keyspaces, references: references)
  }
}

extension TableDefinition {
  /// The columns of its keys that are kept whole or by a prefix, some of them twice.
  fileprivate var keyNames: [String] {
    let kept = indexes.filter { $0.kind != .fulltext && $0.kind != .spatial }
    return primaryKey + kept.flatMap { $0.parts.compactMap(\.column) }
  }
}
