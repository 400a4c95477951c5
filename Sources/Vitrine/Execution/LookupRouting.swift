import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Routes through the tables of lookup vindexes.
extension PlanExecution {
  /// The keyspace ids that a lookup table has for values of its owner's column.
  ///
  /// - Throws: `deadlock` when somebody has meanwhile written to the lookup table by itself, so that it may
  ///   lack entries.
  func keyspaceIDs(
    _ vindex: ColumnVindex,
    of values: [Value],
    in keyspace: String,
    _ node: Int
  ) throws(SQLError) -> [KeyspaceID] {
    let known = snapshot.catalog.keyspaces[keyspace]?.routedLookups.first {
      $0.vindex == vindex.name && $0.owner.table == vindex.owner
    }
    guard let known, let owner = snapshot.catalog.keyspaces[keyspace]?.tables[known.owner.table],
      let lookup = try Lookup(vindex, of: resolved(owner, in: keyspace), in: self)
    else { throw SQLError(.internal, "a plan routes by '\(vindex.name)', which is not kept") }
    let ids = try recorder.timing(node) { () throws(SQLError) in
      try lookup.keyspaceIDs(of: values, node: node)
    }
    guard cluster.catalog.routedLookups.contains(known) else {
      throw SQLError(
        .deadlock,
        "the table of the lookup vindex '\(vindex.name)' was written to meanwhile; try again"
      )
    }
    return ids
  }

  func resolved(
    _ table: TableDefinition,
    in keyspace: String
  ) throws(SQLError) -> ResolvedTable {
    let keyspace = try snapshot.catalog.keyspace(named: keyspace)
    let binding = keyspace.tableBinding(of: table)
    return ResolvedTable(keyspace: keyspace, table: table, binding: binding)
  }
}

extension RowWriter {
  private static let batch = 500

  /// The values of one column in the rows of which another has one of some values, read as the statement
  /// sees them; each shard is asked once for up to 500.
  func look(
    for values: [Value],
    in column: String,
    giving other: String,
    node: Int
  ) throws(SQLError) -> [Value] {
    var wanted: [Int: [Value]] = [:]
    var stores: [ShardStore] = placement.keyspace.stores
    if case .reference = table.placement { stores = Array(stores.prefix(1)) }
    for value in values {
      for store in try placement.stores(where: [column], equal: [value]) {
        if let position = stores.firstIndex(where: { $0 === store }) {
          wanted[position, default: []].append(value)
        }
      }
    }
    var found: [Value] = []
    for (position, values) in wanted.sorted(by: { $0.key < $1.key }) {
      for start in stride(from: 0, to: values.count, by: Self.batch) {
        let batch = Array(values[start..<min(start + Self.batch, values.count)])
        let text = rows.select(other, where: column, isOneOf: batch.count)
        execution.recorder.recordRound(node, text, [stores[position]])
        let answer = try execution.access.reader(stores[position]).exclusively(execution.stop) {
          (connection, context) throws(SQLError) in
          execution.settings.apply(to: context, at: .shard(stores[position]))
          return try connection.rows(text, batch)
        }
        execution.recorder.recordRows(node, RowBatch(width: 1, rows: answer))
        found += answer.compactMap(\.first)
      }
    }
    return found
  }
}
