import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Finds the shards that a route asks.
///
/// Where a value cannot be told exactly in the vindex's column type (a fraction for an integer
/// column, a text that is no number) a read asks all shards: the condition in its text decides, so
/// the answer is right and only slower.
struct ShardRouter {
  let keyspace: KeyspaceShards
  let values: StatementValues

  /// The positions of the shards, ascending.
  func shards(for route: Primitive.Route) throws(SQLError) -> [Int] {
    let all = Array(keyspace.map.shards.indices)
    switch route.variant {
    case "None": return []
    case "Unsharded", "Reference", "Next", "DBA": return Array(all.prefix(1))
    case "Scatter": return all
    case "ByDestination": return try shards(at: route.destination ?? .allShards)
    case "Equal", "EqualUnique": return try shards(ofEqual: route)
    case "IN", "MultiEqual", "SubShard": return try shards(ofList: route)
    case "Between": return try shards(ofRange: route)
    default: throw SQLError(.internal, "a plan routes by '\(route.variant)', which means nothing")
    }
  }

  /// The shards that may have rows of one key of a lookup join.
  func shards(for route: Primitive.Route, key: [Value]) throws(SQLError) -> [Int] {
    let before = values.rowSlots
    defer { values.rowSlots = before }
    values.rowSlots[RoutingValue.lookupSlot] = [key[...]]
    return try shards(for: route)
  }

  /// The shards that a target names.
  func shards(at destination: ShardDestination) throws(SQLError) -> [Int] {
    switch destination {
    case .shard(let name): return [try keyspace.position(ofShard: name)]
    case .keyspaceID(let id): return [keyspace.map.index(for: id)]
    case .keyRange(let range): return Array(keyspace.map.indices(intersecting: range))
    case .allShards: return Array(keyspace.map.shards.indices)
    case .anyShard: return [0]
    }
  }

  private func shards(ofEqual route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex else { throw Self.noVindex }
    if route.values.contains(where: \.isSlotColumn) {
      return try shards(of: expanded(route.values, types: route.columnTypes), vindex)
    }
    let key = try key(route.values, route.columnTypes)
    if case .values(let values) = key, values.count == 1, case .integer(let number) = values[0],
      let id = vindex.vindex.keyspaceID(of: number)
    {
      return [keyspace.map.index(for: id)]
    }
    return try shards(of: [key], vindex)
  }

  private func shards(ofList route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex else { throw Self.noVindex }
    return try shards(of: expanded(route.values, types: route.columnTypes), vindex)
  }

  private func shards(ofRange route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex?.vindex as? any SequentialVindex,
      case .list(let bounds)? = route.values.first, bounds.count == 2,
      let type = route.columnTypes.first
    else { throw Self.noVindex }
    guard let low = try vindexValue(values.scalar(bounds[0]), as: type),
      let high = try vindexValue(values.scalar(bounds[1]), as: type)
    else { return Array(keyspace.map.shards.indices) }
    if low.isNull || high.isNull { return [] }
    return try vindex.mapRange(from: low, through: high).shards(in: keyspace.map)
  }

  /// The shards that may have rows of any of the keys.
  private func shards(of keys: [Key], _ vindex: ColumnVindex) throws(SQLError) -> [Int] {
    var shards: Set<Int> = []
    for key in keys {
      switch key {
      case .none: continue
      case .unknown: return Array(keyspace.map.shards.indices)
      case .values(let values):
        shards.formUnion(try vindex.vindex.map(values).shards(in: keyspace.map))
      }
    }
    return shards.sorted()
  }

  private static let noVindex = SQLError(.internal, "a plan routes by values without a vindex")
}

extension ShardRouter {
  /// What conditions say of the vindex's columns.
  fileprivate enum Key {
    /// No row can meet them: something is compared with NULL.
    case none
    /// Rows with these values meet them.
    case values([VindexValue])
    /// The column's type cannot hold the value exactly, so only the shards can tell.
    case unknown
  }

  /// The keys of an IN: a list for each column, or one list of tuples.
  ///
  /// A column with a single value goes with each of the others'.
  private func expanded(
    _ routingValues: [RoutingValue],
    types: [MySQLType]
  ) throws(SQLError) -> [Key] {
    if routingValues.count == 1, case .list(let members) = routingValues[0],
      members.contains(where: \.isTuple)
    {
      return try members.mapTyped { (member) throws(SQLError) in
        guard case .tuple(let elements) = member else { return try key([member], types) }
        return try key(Array(elements.prefix(types.count)), types)
      }
    }
    var keys: [Key] = [.values([])]
    for (value, type) in zip(routingValues, types) {
      let column = try column(value, type)
      keys = keys.flatMap { key in column.map { key.appending($0) } }
    }
    return keys
  }

  private func column(
    _ routingValue: RoutingValue,
    _ type: MySQLType
  ) throws(SQLError) -> [Key] {
    switch routingValue {
    case .list(let members):
      var keys: [Key] = []
      for member in members { keys += try column(member, type) }
      return keys
    case .slotColumn(let slot, let offset, let slotType):
      return try (values.rowSlots[slot] ?? []).mapTyped { (row) throws(SQLError) in
        try key(TypedValue(row[row.startIndex + offset], slotType), type)
      }
    default: return [try key(routingValue, type)]
    }
  }

  private func key(
    _ routingValues: [RoutingValue],
    _ types: [MySQLType]
  ) throws(SQLError) -> Key {
    var key = Key.values([])
    for (value, type) in zip(routingValues, types) {
      key = key.appending(try self.key(value, type))
    }
    return key
  }

  /// A NULL that the plan itself holds stands for IS NULL; one that a value turns out to be equals
  /// nothing.
  private func key(_ value: RoutingValue, _ type: MySQLType) throws(SQLError) -> Key {
    if case .source(.constant(.null, _)) = value { return .values([.null]) }
    return try key(values.scalar(value), type)
  }

  private func key(_ value: TypedValue, _ type: MySQLType) throws(SQLError) -> Key {
    guard let element = try vindexValue(value, as: type) else { return .unknown }
    return element.isNull ? .none : .values([element])
  }

  /// A value as the vindex of a column of the type sees it; nil when the column's type cannot hold
  /// exactly this value.
  func vindexValue(_ value: TypedValue, as type: MySQLType) throws(SQLError) -> VindexValue? {
    if case .null = value.value { return .null }
    if let direct = value.represented(as: type) { return VindexValue(stored: direct, type) }
    let converted = try values.represented(value, as: type)
    let back = try values.represented(TypedValue(converted, type), as: value.type)
    return back == value.value ? VindexValue(stored: converted, type) : nil
  }
}

extension ShardRouter.Key {
  /// The key with the values of one column more.
  fileprivate func appending(_ next: ShardRouter.Key) -> ShardRouter.Key {
    switch (self, next) {
    case (.none, _), (_, .none): .none
    case (.unknown, _), (_, .unknown): .unknown
    case (.values(let values), .values(let more)): .values(values + more)
    }
  }
}

extension RoutingValue {
  fileprivate var isSlotColumn: Bool {
    if case .slotColumn = self { true } else { false }
  }

  fileprivate var isTuple: Bool {
    if case .tuple = self { true } else { false }
  }
}
