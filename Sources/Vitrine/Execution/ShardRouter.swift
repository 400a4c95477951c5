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
    case "Equal", "EqualUnique", "SubShard": return try shards(ofEqual: route)
    case "IN", "MultiEqual": return try shards(ofList: route)
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
    var destinations: [VindexDestination] = []
    for tuple in try tuples(of: route.values, types: route.columnTypes) {
      guard let tuple else { return Array(keyspace.map.shards.indices) }
      destinations.append(try destination(vindex, tuple))
    }
    return shards(of: destinations)
  }

  private func shards(ofList route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex else { throw Self.noVindex }
    var destinations: [VindexDestination] = []
    for tuple in try expanded(route.values, types: route.columnTypes) {
      guard let tuple else { return Array(keyspace.map.shards.indices) }
      destinations.append(try destination(vindex, tuple))
    }
    return shards(of: destinations)
  }

  private func shards(ofRange route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex?.vindex as? any SequentialVindex,
      case .list(let bounds)? = route.values.first, bounds.count == 2,
      let type = route.columnTypes.first,
      let low = try vindexValue(values.scalar(bounds[0]), as: type),
      let high = try vindexValue(values.scalar(bounds[1]), as: type)
    else { return Array(keyspace.map.shards.indices) }
    if low.isNull || high.isNull { return [] }
    return try vindex.mapRange(from: low, through: high).shards(in: keyspace.map)
  }

  /// The keyspace id or ids of column values; NULL in a condition is nowhere.
  private func destination(
    _ vindex: ColumnVindex,
    _ tuple: [VindexValue]
  ) throws(SQLError) -> VindexDestination {
    if tuple.contains(where: \.isNull) { return .none }
    return try vindex.vindex.map(tuple)
  }

  private func shards(of destinations: [VindexDestination]) -> [Int] {
    if destinations.count == 1 { return destinations[0].shards(in: keyspace.map) }
    return Set(destinations.flatMap { $0.shards(in: keyspace.map) }).sorted()
  }

  private static let noVindex = SQLError(.internal, "a plan routes by values without a vindex")
}

extension ShardRouter {
  /// The column tuples of an equality: one, unless a slot gives several.
  ///
  /// Nil for a tuple that cannot
  /// be told exactly.
  private func tuples(
    of routingValues: [RoutingValue],
    types: [MySQLType]
  ) throws(SQLError) -> [[VindexValue]?] {
    guard !routingValues.contains(where: \.isSlotColumn) else {
      return try expanded(routingValues, types: types)
    }
    return [try tuple(routingValues, types)]
  }

  /// The column tuples of an IN: a list for each column, or one list of tuples.
  ///
  /// A column with a
  /// single value goes with each of the others'.
  private func expanded(
    _ routingValues: [RoutingValue],
    types: [MySQLType]
  ) throws(SQLError) -> [[VindexValue]?] {
    if routingValues.count == 1, case .list(let members) = routingValues[0],
      members.contains(where: \.isTuple)
    {
      return try members.mapTyped { (member) throws(SQLError) in
        guard case .tuple(let elements) = member else { return try tuple([member], types) }
        return try tuple(Array(elements.prefix(types.count)), types)
      }
    }
    var combinations: [[VindexValue]] = [[]]
    for (value, type) in zip(routingValues, types) {
      let column = try column(value, type)
      var next: [[VindexValue]] = []
      for combination in combinations {
        for element in column {
          guard let element else { return [nil] }
          next.append(combination + [element])
        }
      }
      combinations = next
    }
    return combinations
  }

  private func column(
    _ routingValue: RoutingValue,
    _ type: MySQLType
  ) throws(SQLError) -> [VindexValue?] {
    switch routingValue {
    case .list(let members):
      var elements: [VindexValue?] = []
      for member in members { elements += try column(member, type) }
      return elements
    case .slotColumn(let slot, let offset, let slotType):
      return try (values.rowSlots[slot] ?? []).mapTyped { (row) throws(SQLError) in
        try vindexValue(TypedValue(row[row.startIndex + offset], slotType), as: type)
      }
    default: return [try vindexValue(values.scalar(routingValue), as: type)]
    }
  }

  private func tuple(
    _ routingValues: [RoutingValue],
    _ types: [MySQLType]
  ) throws(SQLError) -> [VindexValue]? {
    var tuple: [VindexValue] = []
    for (value, type) in zip(routingValues, types) {
      guard let element = try vindexValue(values.scalar(value), as: type) else { return nil }
      tuple.append(element)
    }
    return tuple
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

extension RoutingValue {
  fileprivate var isSlotColumn: Bool {
    if case .slotColumn = self { true } else { false }
  }

  fileprivate var isTuple: Bool {
    if case .tuple = self { true } else { false }
  }
}
