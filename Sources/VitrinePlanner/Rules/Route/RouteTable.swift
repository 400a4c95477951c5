import VitrineSQL

extension Rule {
  /// Makes the scan of a table a route to the shards that hold it.
  ///
  ///     user   ⇒   Route Scatter └─ user
  static let routeTable = Rule("route-table", on: .scan) { tree, context throws(SQLError) in
    guard case .scan(let scan) = tree else { return nil }
    let locality = Locality(scan)
    let routing = RoutingChoice.choose(for: locality, context: context)
    return Rewrite(
      .route(Operator.Route(tree, routing, locality)),
      .readTable(alias: scan.alias, routing.variant)
    )
  }

  /// Makes rows written in the statement a route that can run on any shard or on none.
  static let routeValues = Rule("route-values", on: [.values, .jsonRows]) {
    tree,
    context throws(SQLError) in
    switch tree {
    case .values, .jsonRows: break
    default: return nil
    }
    let free = tree.scalars.reduce(into: ColumnSet()) { $0.formUnion($1.columns) }
    guard free.isSubset(of: context.enclosingColumns),
      !tree.scalars.contains(where: { $0.containsSubquery || $0.callsProgram })
    else { return nil }
    let home = context.homeWithoutTables
    let routing = RoutingChoice.choose(for: home, context: context)
    return Rewrite(
      .route(Operator.Route(tree, routing, home)),
      "rows of the statement itself"
    )
  }
}
