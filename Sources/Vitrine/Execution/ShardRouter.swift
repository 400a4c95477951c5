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
  /// Asks the table of a lookup vindex for the keyspace ids of values of the owner's column.
  var lookUp: ((ColumnVindex, [Value]) throws(SQLError) -> [KeyspaceID])?

  /// The positions of the shards, ascending.
  func shards(for route: Primitive.Route) throws(SQLError) -> [Int] {
    let all = Array(keyspace.map.shards.indices)
    switch route.variant {
    case "None": return []
    case "Unsharded", "Reference", "Next", "DBA": return Array(all.prefix(1))
    case "Scatter": return all
    case "ByDestination": return try shards(at: route.destination ?? .allShards)
    case "Equal", "EqualUnique", "IN", "MultiEqual":
      if let vindex = route.vindex, vindex.isLookup, let lookUp {
        return try shards(of: route, vindex, lookUp)
      }
      return try route.variant.hasPrefix("Equal") ? shards(ofEqual: route) : shards(ofList: route)
    case "SubShard": return try shards(ofList: route)
    case "Between": return try shards(ofRange: route)
    default: throw SQLError(.internal, "a plan routes by '\(route.variant)', which means nothing")
    }
  }

  /// The shards that may have rows of one key of a lookup join.
  func shards(for route: Primitive.Route, key: [Value]) throws(SQLError) -> [Int] {
    try shards(for: route, keys: [key])
  }

  /// The shards that may have rows of any of some keys of a lookup join.
  func shards(for route: Primitive.Route, keys: [[Value]]) throws(SQLError) -> [Int] {
    let before = values.rowSlots
    defer { values.rowSlots = before }
    values.rowSlots[RoutingValue.lookupSlot] = keys.map { $0[...] }
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
    var key = try key(route.values, route.columnTypes)
    if case .unknown = key, route.variant == "EqualUnique" { key = try onlyKey(of: route) }
    if case .values(let values) = key, values.count == 1, case .integer(let number) = values[0],
      let id = vindex.vindex.keyspaceID(of: number)
    {
      return [keyspace.map.index(for: id)]
    }
    return try shards(of: [key], vindex)
  }

  /// The shards of the keyspace ids that a lookup table has for the values, asked for all at once.
  private func shards(
    of route: Primitive.Route,
    _ vindex: ColumnVindex,
    _ lookUp: (ColumnVindex, [Value]) throws(SQLError) -> [KeyspaceID]
  ) throws(SQLError) -> [Int] {
    guard let value = route.values.first, let type = route.columnTypes.first else {
      throw Self.noVindex
    }
    var wanted: [Value] = []
    for given in try given(value) where !given.value.isNull {
      if let stored = try stored(given, as: type) {
        wanted.append(stored)
      } else if route.variant == "EqualUnique" {
        if let only = try onlyValue(given, as: type) { wanted.append(only) }
      } else {
        return Array(keyspace.map.shards.indices)
      }
    }
    guard !wanted.isEmpty else { return [] }
    let shards = Set(try lookUp(vindex, wanted).map { keyspace.map.index(for: $0) }).sorted()
    guard shards.count < 2 || route.variant != "EqualUnique" || value.isSlotColumn else {
      throw SQLError(
        .vindexError,
        "the table of the unique lookup vindex '\(vindex.name)' has several keyspace ids for a value"
      )
    }
    return shards
  }

  /// The values of a routing value on one column.
  private func given(_ value: RoutingValue) throws(SQLError) -> [TypedValue] {
    switch value {
    case .list(let members):
      var found: [TypedValue] = []
      for member in members { found += try given(member) }
      return found
    case .tuple(let elements):
      guard let first = elements.first else { throw Self.noVindex }
      return try given(first)
    case .slotColumn(let slot, let offset, let type):
      return (values.rowSlots[slot] ?? []).map { TypedValue($0[$0.startIndex + offset], type) }
    default: return [try values.scalar(value)]
    }
  }

  private func shards(ofList route: Primitive.Route) throws(SQLError) -> [Int] {
    guard let vindex = route.vindex else { throw Self.noVindex }
    let keys =
      route.variant == "MultiEqual"
      ? try keys(ofRows: route) : try expanded(route.values, types: route.columnTypes)
    return try shards(of: keys, vindex)
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

  /// The keys of rows that are told column by column, as many values for each.
  private func keys(ofRows route: Primitive.Route) throws(SQLError) -> [Key] {
    var keys: [Key]?
    for (value, type) in zip(route.values, route.columnTypes) {
      let column = try column(value, type)
      guard let known = keys else {
        keys = column
        continue
      }
      guard known.count == column.count else {
        throw SQLError(.internal, "a plan routes by rows that lack values")
      }
      keys = zip(known, column).map { $0.appending($1) }
    }
    return keys ?? []
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
    return try stored(value, as: type).map { VindexValue(stored: $0, type) }
  }

  /// The same as a column of the type stores it.
  private func stored(_ value: TypedValue, as type: MySQLType) throws(SQLError) -> Value? {
    if let direct = value.represented(as: type) { return direct }
    let converted = try values.represented(value, as: type)
    let back = try values.represented(TypedValue(converted, type), as: value.type)
    return back == value.value ? converted : nil
  }

  /// The only key that rows on the one shard of the route can have, where a value is none of its
  /// column's type: a plan for one shard must not get the answers of several.
  private func onlyKey(of route: Primitive.Route) throws(SQLError) -> Key {
    var key = Key.values([])
    for (value, type) in zip(route.values, route.columnTypes) {
      var next = try self.key(value, type)
      if case .unknown = next {
        let only = try onlyValue(values.scalar(value), as: type)
        next = only.map { .values([VindexValue(stored: $0, type)]) } ?? .none
      }
      key = key.appending(next)
    }
    return key
  }

  /// The only value of the type that equals one that is none of the type; nil where none does.
  ///
  /// Texts are compared with integers as floating-point numbers, exact up to 2⁵³; beyond what the type holds
  /// none is equal.
  private func onlyValue(_ value: TypedValue, as type: MySQLType) throws(SQLError) -> Value? {
    guard type.isInteger, value.type.isText || value.type.isBinary || value.type.isApproximate
    else { return nil }
    let number = try values.represented(value, as: .double)
    guard case .real(let number) = number, number.rounded() == number else { return nil }
    if number.magnitude > type.greatestMagnitude { return nil }
    guard number.magnitude <= 0x1p53, let whole = Int64(exactly: number) else {
      throw SQLError(
        .unsupported,
        "a value that is no integer is compared with a column that routes, and may equal several",
        hint: "give an integer"
      )
    }
    return try stored(TypedValue(.integer(whole), .bigint), as: type)
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

extension MySQLType {
  /// What no integer of the type passes, whichever its sign.
  fileprivate var greatestMagnitude: Double {
    kind != .bigint ? 0x1p32 : isUnsigned ? 0x1p64 : 0x1p63
  }
}

extension RoutingValue {
  fileprivate var isTuple: Bool {
    if case .tuple = self { true } else { false }
  }
}
