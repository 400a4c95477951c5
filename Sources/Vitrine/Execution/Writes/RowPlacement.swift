import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Tells on which shards the rows of a table belong.
struct RowPlacement {
  unowned let execution: PlanExecution
  let table: ResolvedTable
  let keyspace: KeyspaceShards
  /// The columns whose values are given, in order.
  let columns: [(name: String, type: MySQLType)]

  /// The shards of a row with these values.
  func stores(of values: [Value]) throws(SQLError) -> [ShardStore] {
    try shards(of: values).map { keyspace.stores[$0] }
  }

  func shards(of values: [Value]) throws(SQLError) -> [Int] {
    if let fixed { return fixed }
    return [keyspace.map.index(for: try keyspaceID(of: values))]
  }

  /// The keyspace id of a sharded table's row with these values.
  func keyspaceID(of values: [Value]) throws(SQLError) -> KeyspaceID {
    guard let vindex = table.placement.primaryVindex else {
      throw SQLError(.noVindexForTable, "table '\(table.table.name)' has no primary vindex")
    }
    let tuple = try vindexValues(of: values, vindex)
    if let lookup = try Lookup(vindex, of: table, in: execution) {
      let position = columns.firstIndex { $0.name.matches(vindex.columns.first ?? "") }
      if let position, let id = try lookup.keyspaceID(of: values[position]) { return id }
      throw Self.unmapped(vindex, tuple)
    }
    guard case .keyspaceID(let id) = try vindex.vindex.map(tuple) else {
      throw Self.unmapped(vindex, tuple)
    }
    return id
  }

  /// The shards that may have rows of which columns equal values.
  func stores(where names: [String], equal values: [Value]) throws(SQLError) -> [ShardStore] {
    if let fixed { return fixed.map { keyspace.stores[$0] } }
    guard let vindex = table.placement.primaryVindex, table.keepsTogether(names) else {
      return keyspace.stores
    }
    var tuple: [VindexValue] = []
    for name in vindex.columns {
      guard let position = names.firstIndex(where: { $0.matches(name) }),
        values.indices.contains(position), let column = table.table.column(named: name)
      else { return keyspace.stores }
      tuple.append(VindexValue(stored: values[position], column.type))
    }
    return try vindex.vindex.map(tuple).shards(in: keyspace.map).map { keyspace.stores[$0] }
  }

  /// The shards of a row whose primary vindex has these stored values; all where it cannot tell.
  func stores(vindexValues values: some Collection<Value>) throws(SQLError) -> [ShardStore] {
    if let fixed { return fixed.map { keyspace.stores[$0] } }
    guard let vindex = table.placement.primaryVindex, !vindex.isLookup,
      values.count == vindex.columns.count
    else { return keyspace.stores }
    let tuple = zip(vindex.columns, values).compactMap { name, value in
      table.table.column(named: name).map { VindexValue(stored: value, $0.type) }
    }
    guard tuple.count == vindex.columns.count else { return keyspace.stores }
    return try vindex.vindex.map(tuple).shards(in: keyspace.map).map { keyspace.stores[$0] }
  }

  /// The shards of every row, where they are the same for all.
  private var fixed: [Int]? {
    switch table.placement {
    case .unsharded, .sequence: [0]
    case .reference: Array(keyspace.map.shards.indices)
    case .pinned(let id): [keyspace.map.index(for: id)]
    case .sharded: nil
    }
  }

  private func vindexValues(
    of values: [Value],
    _ vindex: ColumnVindex
  ) throws(SQLError) -> [VindexValue] {
    try vindex.columns.mapTyped { (name) throws(SQLError) in
      guard let position = columns.firstIndex(where: { $0.name.matches(name) }) else {
        throw SQLError(
          .missingVindexColumn,
          "the row gives no value for the vindex column '\(name)'"
        )
      }
      return VindexValue(stored: values[position], columns[position].type)
    }
  }

  private static func unmapped(_ vindex: ColumnVindex, _ tuple: [VindexValue]) -> SQLError {
    let values = tuple.map { $0.isNull ? "NULL" : String(decoding: $0.bytes, as: UTF8.self) }
    return SQLError(
      .noKeyspaceID,
      "could not map [\(values.joined(separator: ", "))] to a unique keyspace id: DestinationNone",
      hint: "column '\(vindex.columns.joined(separator: ", "))' decides on which shard a row lives"
    )
  }
}
