import VitrineSQL
import VitrineSharding

extension Lowering {
  /// The route with the question that its lookup vindex asks first, where it goes by one.
  func lookingUp(_ route: Primitive.Route) -> Primitive.Route {
    guard let vindex = route.vindex, let lookup = vindex.lookup, let from = lookup.from.first,
      let value = route.values.first, route.asksLookup,
      let table = lookupTable(of: lookup, in: route.keyspace)
    else { return route }
    let values = value.firstElements
    var asked = Self.question(to: table, by: from, values, like: route)
    if vindex.storesHashes { asked.values = [] }
    asked.query.text = RowStatements(table.table)
      .select(lookup.to, where: from, isOneOf: values.count)
    var route = route
    route.lookup = .route(asked)
    return route
  }

  private func lookupTable(
    of lookup: LookupDescription,
    in keyspace: String
  ) -> ResolvedTable? {
    if let address = context.catalog.lookupTable(of: lookup, in: keyspace),
      let home = context.catalog.keyspaces[address.keyspace],
      let table = home.tables[address.table]
    {
      return ResolvedTable(keyspace: home, table: table, binding: home.tableBinding(of: table))
    }
    // Where no DDL declares it, the VSchema may.
    let parts = lookup.table.split(separator: ".", maxSplits: 1).map(String.init)
    guard let name = parts.last else { return nil }
    return try? context.catalog.resolve(
      table: name,
      keyspace: parts.count > 1 ? parts[0] : keyspace,
      default: nil
    )
  }

  /// The route to the rows of a lookup table of which a column has one of some values.
  private static func question(
    to table: ResolvedTable,
    by from: String,
    _ values: [RoutingValue],
    like route: Primitive.Route
  ) -> Primitive.Route {
    let column = table.table.column(named: from)
    let type = column?.type ?? route.columnTypes.first
    func asked(
      _ variant: Routing.Variant,
      _ reason: RoutingReason,
      vindex: ColumnVindex? = nil,
      values: [RoutingValue] = [],
      destination: ShardDestination? = nil
    ) -> Primitive.Route {
      Primitive.Route(
        variant: variant.rawValue,
        keyspace: table.keyspace.name,
        isSharded: table.keyspace.isSharded,
        vindex: vindex,
        values: values,
        columnTypes: vindex == nil ? [] : [type].compactMap(\.self),
        destination: destination,
        query: ShardQuery(text: ""),
        columns: [],
        keyInput: nil,
        why: reason,
        tables: [table.table.name]
      )
    }
    let name = "\(table.table.name).\(from)"
    switch table.placement {
    case .unsharded, .sequence:
      return asked(.unsharded, .unsharded(table.keyspace.name), values: values)
    case .reference: return asked(.reference, .reference, values: values)
    case .pinned(let id):
      let reason = RoutingReason.pinned(table.table.name, to: id)
      return asked(.byDestination, reason, values: values, destination: .keyspaceID(id))
    case .sharded(let vindexes):
      guard let primary = vindexes.first, primary.lookup == nil,
        primary.columns.count == 1, primary.columns[0].isSameName(as: from),
        column == nil || table.keepsTogether([from])
      else { return asked(.scatter, "no vindex on \(name)", values: values) }
      let isEachKey = values.contains(where: \.isLookupKey)
      let isOne = isEachKey || (values.count == 1 && !values[0].isSlotColumn)
      return asked(
        isOne ? .equalUnique : .in,
        isEachKey
          ? "each key goes to its shard via \(primary.name)" : "\(name) via \(primary.name)",
        vindex: primary,
        values: isOne ? values : [.list(values)]
      )
    }
  }
}

extension Primitive.Route {
  /// Whether its lookup vindex is asked for keyspace ids.
  fileprivate var asksLookup: Bool {
    ["Equal", "EqualUnique", "IN", "MultiEqual"].contains(variant)
  }
}
