import VitrineSQL

extension Rule {
  /// Lets the shards that hold the rows on the left make the rows that LATERAL makes of each of them.
  ///
  ///     Join lateral ├─ Route u └─ Aggregate └─ Filter o.user_id = u.id └─ Route o
  ///       ⇒   Route └─ Join lateral ├─ u └─ Aggregate └─ Filter o.user_id = u.id └─ o
  ///
  /// Applies where all rows that belong to one row on the left lie on its shard, as with a subquery; a row
  /// that has none is kept or left out by its own shard, whatever the kind of the join.
  ///
  /// Does not apply when the right side needs rows of other shards, or the join's conditions read other tables.
  static let mergeLateral = Rule("merge-lateral", on: .join) { tree, context throws(SQLError) in
    guard case .join(var join) = tree, join.isLateral, case .route(var route) = join.left,
      context.allowsAttempt()
    else { return nil }
    let mark = context.mark
    let right = try context.within(route) { () throws(SQLError) in
      try RuleDriver(context: context).planTree(join.right, columns: join.right.outputs)
    }
    guard let inner = right.asRoute?.beside(route, context),
      route.canHost(inner, anchors: inner.locality.anchors, context),
      join.predicates.allSatisfy({ predicate in
        predicate.reads(
          only: route.input.outputIDs.union(inner.input.outputIDs).union(context.enclosingColumns)
        ) && predicate.canRunOnShards
      })
    else {
      context.rewind(to: mark)
      return nil
    }
    join.left = route.input
    join.right = inner.input
    route.input = .join(join)
    route.locality.anchors += inner.locality.anchors
    route.locality.nullExtended.formUnion(inner.locality.nullExtended)
    if join.kind == .left { route.locality.nullExtended.formUnion(inner.input.outputIDs) }
    return Rewrite(.route(route), "the shards make the lateral rows of their own")
  }
}

extension Operator.Route {
  /// Whether the shard of each row of this route has all rows of another that belong to it.
  ///
  /// The anchors tell where the other's rows lie, equalities between the two counted. Inside subqueries that are
  /// to be answered beside rows around them, what lies beside those rows is there too: an attempt whose
  /// subquery finds no place beside them is given up with all that is in it.
  func canHost(
    _ inner: Operator.Route,
    anchors: [Locality.Anchor],
    _ context: PlanningContext
  ) -> Bool {
    let own = inner.locality
    if own.keyspace.isEmpty { return true }
    guard own.keyspace == locality.keyspace else { return false }
    // What no row can meet has the same answer on every shard.
    if !own.isSharded || [.reference, .none].contains(inner.routing.variant) { return true }
    for route in context.enclosing.reversed() + [self] where route.locality.keyspace == own.keyspace
    {
      if route.routing.namesSameShard(as: inner.routing, context) { return true }
      let places = route.locality.anchors
      if anchors.contains(where: { anchor in places.contains { anchor.meets($0) } }) { return true }
    }
    return false
  }
}
