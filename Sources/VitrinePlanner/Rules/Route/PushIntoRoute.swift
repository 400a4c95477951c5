import VitrineSQL

extension Rule {
  /// Lets the shards filter, and chooses again which of them are asked.
  ///
  ///     Filter id = 5 └─ Route Scatter   ⇒   Route EqualUnique └─ Filter id = 5
  ///
  /// Conditions with subqueries move only when the subquery can be answered on the same shard: see
  /// `settle-subquery`.
  static let pushFilterIntoRoute = Rule("push-filter-into-route", on: .filter) {
    tree,
    context throws(SQLError) in
    guard case .filter(let filter) = tree, case .route(let route) = filter.input else { return nil }
    let columns = route.columnsInSight(context)
    let (movable, kept) = filter.predicates.partitioned {
      $0.canRunOnShards(with: columns) && route.keepsSequence(of: $0, context)
    }
    guard !movable.isEmpty else { return nil }
    let result = route.filtered(by: movable, context)
    return Rewrite(
      Operator.route(result).filtered(by: kept),
      .pushedFilter(from: route.routing.variant, to: result.routing.variant)
    )
  }

  /// Lets the shards compute the columns.
  static let pushProjectIntoRoute = Rule("push-project-into-route", on: .project) {
    tree,
    context throws(SQLError) in
    guard case .project(let project) = tree, case .route(var route) = project.input else {
      return nil
    }
    let columns = route.columnsInSight(context)
    guard
      project.items.allSatisfy({
        $0.value.canRunOnShards(with: columns) && route.keepsSequence(of: $0.value, context)
      })
    else { return nil }
    route.input = .project(Operator.Project(route.input, project.items))
    let renamed = project.items.compactMap { item in
      item.value.column.flatMap { $0.id == item.id ? nil : (source: $0.id, alias: item.id) }
    }
    if !renamed.isEmpty { route.locality.alias(renamed) }
    return Rewrite(.route(route), .pushedProject(columns: project.items.count))
  }

  /// Lets the shards group where no group spans two of them.
  ///
  ///     Aggregate user_id └─ Route Scatter   ⇒   Route Scatter └─ Aggregate user_id
  ///
  /// Applies when one shard answers, or the rows of a group lie together because a unique vindex is
  /// among the grouping columns. ROLLUP's totals span groups and need one shard.
  static let pushAggregateIntoRoute = Rule("push-aggregate-into-route", on: .aggregate) {
    tree,
    context throws(SQLError) in
    guard case .aggregate(var aggregate) = tree, case .route(var route) = aggregate.input,
      aggregate.scalars.allSatisfy({ route.canEvaluate($0, context) })
    else { return nil }
    let grouped = ColumnSet(aggregate.groups.compactMap { $0.value.column?.id })
    let isTogether = !aggregate.hasRollup && route.locality.keepsTogether(grouped)
    guard route.isSingleShard(context) || isTogether else { return nil }
    aggregate.input = route.input
    route.input = .aggregate(aggregate)
    route.locality.alias(
      aggregate.groups.compactMap { group in group.value.column.map { ($0.id, group.id) } }
    )
    route.locality.alias(aggregate.items.compactMap(\.chosenColumn), canBeNull: true)
    return Rewrite(
      .route(route),
      isTogether ? "every group lies on one shard" : "one shard has all rows of every group"
    )
  }

  /// Lets the shards compute window functions where no partition spans two of them.
  static let pushWindowIntoRoute = Rule("push-window-into-route", on: .window) {
    tree,
    context throws(SQLError) in
    guard case .window(var window) = tree, case .route(var route) = window.input,
      Operator.window(window).scalars.allSatisfy({ route.canEvaluate($0, context) })
    else { return nil }
    let isTogether = window.items.allSatisfy { item in
      route.locality.keepsTogether(ColumnSet(item.call.partition.compactMap { $0.column?.id }))
    }
    guard route.isSingleShard(context) || isTogether else { return nil }
    window.input = route.input
    route.input = .window(window)
    return Rewrite(.route(route), "no window's partition spans two shards")
  }

  /// Lets the shards remove duplicates where equal rows lie on one shard.
  static let pushDistinctIntoRoute = Rule("push-distinct-into-route", on: .distinct) {
    tree,
    context throws(SQLError) in
    guard case .distinct(let distinct) = tree, case .route(var route) = distinct.input
    else { return nil }
    let isTogether = route.locality.keepsTogether(route.input.outputIDs)
    guard route.isSingleShard(context) || isTogether else { return nil }
    route.input = .distinct(Operator.Distinct(route.input))
    return Rewrite(.route(route), "equal rows lie on one shard")
  }

  /// Lets the one shard that answers sort.
  static let pushSortIntoRoute = Rule("push-sort-into-route", on: .sort) {
    tree,
    context throws(SQLError) in
    guard case .sort(let sort) = tree, case .route(var route) = sort.input,
      route.isSingleShard(context),
      sort.keys.allSatisfy({ route.canEvaluate($0.value, context) })
    else { return nil }
    route.input = .sort(Operator.Sort(route.input, sort.keys))
    return Rewrite(.route(route), "the one shard sorts")
  }

  /// Lets the one shard that answers apply the limit.
  static let pushLimitIntoRoute = Rule("push-limit-into-route", on: .limit) {
    tree,
    context throws(SQLError) in
    guard case .limit(let limit) = tree, case .route(var route) = limit.input,
      route.isSingleShard(context)
    else { return nil }
    route.input = .limit(
      Operator.Limit(route.input, count: limit.count, offset: limit.offset)
    )
    return Rewrite(.route(route), "the one shard applies the limit")
  }
}

extension Operator.Route {
  /// Whether each row's shard alone decides the scalar: it reads columns of the route, or of a route
  /// around it, and its subqueries are settled on the same shard.
  func canEvaluate(_ scalar: Scalar, _ context: PlanningContext) -> Bool {
    scalar.canRunOnShards(with: columnsInSight(context)) && keepsSequence(of: scalar, context)
  }

  /// Whether functions that go on from row to row see all rows, which several shards would each begin anew.
  func keepsSequence(of scalar: Scalar, _ context: PlanningContext) -> Bool {
    !context.callsSequentially || !scalar.isSequential || isSingleShard(context)
  }

  /// Its columns and those of the routes around it.
  func columnsInSight(_ context: PlanningContext) -> ColumnSet {
    input.outputIDs.union(context.enclosingColumns)
  }

  /// Whether one shard has all the rows: of the whole route, or inside a subquery of those that
  /// belong to one row of an enclosing route.
  func isSingleShard(_ context: PlanningContext) -> Bool {
    if asksOneShard { return true }
    return context.enclosing.contains { around in
      locality.anchors.contains { own in around.locality.anchors.contains { own.meets($0) } }
    }
  }

  /// The route over fewer rows.
  func filtered(by predicates: [Scalar], _ context: PlanningContext) -> Operator.Route {
    let locality = locality.adding(predicates)
    let routing = RoutingChoice.choose(for: locality, context: context)
    return Operator.Route(input.filtered(by: predicates), routing, locality)
  }
}

extension Operator.Aggregate.Item {
  /// The column one of whose values the aggregate gives, and the column that carries it.
  fileprivate var chosenColumn: (source: ColumnID, alias: ColumnID)? {
    switch call.function {
    case .minimum, .maximum, .anyValue: call.arguments.first?.column.map { ($0.id, id) }
    default: nil
    }
  }
}

extension Operator.Aggregate {
  /// The scalars it evaluates.
  var scalars: [Scalar] { Operator.aggregate(self).scalars }
}

extension Scalar {
  /// Whether a subquery inside it has not been made part of the route that evaluates it.
  var containsUnsettledSubquery: Bool {
    containsSubquery(where: { !$0.isLocal })
  }

  /// Whether shards can evaluate it once they have its columns: its subqueries are theirs, and it runs no
  /// stored function.
  var canRunOnShards: Bool { !containsUnsettledSubquery && !callsProgram }

  /// Whether shards that have these columns can evaluate it.
  func canRunOnShards(with columns: ColumnSet) -> Bool { canRunOnShards && reads(only: columns) }
}
