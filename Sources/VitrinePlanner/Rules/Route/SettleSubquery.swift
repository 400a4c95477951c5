import VitrineSQL
import VitrineSharding

extension Rule {
  /// Decides where the subqueries of a filter, a projection or a grouping are answered.
  ///
  /// On the shards of the route below, where the subquery needs no row of another shard: it becomes
  /// part of the route. What a grouping, window functions or a sort read is computed by a projection
  /// below them, which goes to the shards even where they stay above. Otherwise, when it reads nothing of the rows around it, it runs first and its
  /// result is a value. What is left is planned by itself and met with its rows in the coordinator.
  static let settleSubquery = Rule("settle-subquery", on: .all) { tree, context throws(SQLError) in
    guard context.hasSubqueries, tree.scalars.contains(where: \.containsOpenSubquery) else {
      return nil
    }
    if let projected = try tree.projectingSubqueries(context) {
      return Rewrite(projected, "a projection computes the subqueries that \(tree.kindName) reads")
    }
    if let empty = tree.judgingNothing { return empty }
    if let limited = try tree.computingBelowLimit(context) {
      return Rewrite(
        limited,
        "the shards compute the subqueries for the rows that the limit leaves"
      )
    }
    let count = tree.scalars.count { $0.containsOpenSubquery }
    let sentence = "settled the subqueries of \(count) expressions"
    if let route = tree.inputs.first?.asRoute, tree.inputs.count == 1 {
      let copies = try route.readingCopiesBeside(tree.scalars, context)
      let host = if let copies { copies } else { try route.movedBeside(tree.scalars, context) }
      let placed = try tree.mapInputs { _ throws(SQLError) in .route(host) }
      let hosted = SubquerySettlement(route: host, context: context, rows: .route(host))
      if let result = try hosted.settled(placed) { return Rewrite(result, sentence) }
    }
    let alone = SubquerySettlement(route: nil, context: context, rows: tree.inputs.first)
    let result = try tree.mapScalars { scalar throws(SQLError) in
      try alone.settle(scalar, isCondition: tree.isFilter)
    }
    return Rewrite(result, sentence)
  }
}

/// Settles the subqueries of one scalar.
struct SubquerySettlement {
  let route: Operator.Route?
  let context: PlanningContext
  /// The rows for which it is evaluated, where it is known what they meet.
  var rows: Operator?

  /// The operator with its subqueries settled beside the route below it; nil where a part of them
  /// could be made local but neither the whole operator that evaluates them nor a projection below it.
  ///
  /// The conditions of a filter are evaluated one by one; what other operators evaluate goes together.
  func settled(_ tree: Operator) throws(SQLError) -> Operator? {
    let mark = context.mark
    let result = try tree.mapScalars { scalar throws(SQLError) in
      tree.isFilter ? try settledAlone(scalar) : try settle(scalar, isCondition: false)
    }
    if tree.isFilter || !result.scalars.contains(where: \.containsLocalSubquery) { return result }
    if let route, result.scalars.allSatisfy({ route.canEvaluate($0, context) }) { return result }
    context.rewind(to: mark)
    return try settledApart(tree)
  }

  /// A projection over one that computes the subqueries that belong to the route; nil for other operators, and where
  /// none does.
  ///
  ///     Project (SELECT … beside a), (SELECT … elsewhere) └─ Route a
  ///       ⇒   Project x, (SELECT … elsewhere) └─ Project x = (SELECT … beside a) └─ Route a
  private func settledApart(_ tree: Operator) throws(SQLError) -> Operator? {
    guard let route, case .project(var project) = tree else { return nil }
    var items: [Operator.Project.Item] = []
    for index in project.items.indices {
      let value = project.items[index].value
      project.items[index].value = try value.map { part throws(SQLError) in
        guard case .subquery(let subquery) = part, subquery.isOpen,
          part == value || subquery.isSafe(context),
          let local = try hosted(subquery, in: route)
        else { return part }
        let column = context.makeColumn("subquery", part.type)
        context.note(part, isThatOf: column)
        items.append(Operator.Project.Item(id: column.id, value: .subquery(local)))
        return .column(column)
      }
    }
    guard !items.isEmpty else { return nil }
    project.input = Operator.route(route).adding(items)
    let alone = SubquerySettlement(route: nil, context: context, rows: .route(route))
    return try Operator.project(project).mapScalars { scalar throws(SQLError) in
      try alone.settle(scalar, isCondition: false)
    }
  }

  private func hosted(
    _ subquery: Subquery,
    in route: Operator.Route
  ) throws(SQLError) -> Subquery? {
    let mark = context.mark
    guard let local = try localized(subquery, isCondition: false) else { return nil }
    if route.canEvaluate(.subquery(local), context) { return local }
    context.rewind(to: mark)
    return nil
  }

  /// A condition whose subqueries are all local, or none of them is.
  private func settledAlone(_ scalar: Scalar) throws(SQLError) -> Scalar {
    let mark = context.mark
    let result = try settle(scalar, isCondition: true)
    guard let route, result.containsLocalSubquery, !route.canEvaluate(result, context) else {
      return result
    }
    context.rewind(to: mark)
    return try SubquerySettlement(route: nil, context: context, rows: .route(route))
      .settle(scalar, isCondition: true)
  }

  /// The scalar with its subqueries settled.
  ///
  /// Of a condition it only matters whether it is true, and so of what AND and OR join in it.
  func settle(_ scalar: Scalar, isCondition: Bool) throws(SQLError) -> Scalar {
    if isCondition, case .subquery(let subquery) = scalar, subquery.isOpen {
      return try settle(subquery, isCondition: true)
    }
    if isCondition, case .call(var call) = scalar, call.operation == .and || call.operation == .or {
      call.arguments = try call.arguments.mapTyped { part throws(SQLError) in
        try settle(part, isCondition: true)
      }
      return .call(call)
    }
    if isCondition, let settled = try settledEquality(scalar) { return settled }
    if isCondition, let settled = try settledAbsence(scalar) { return settled }
    return try scalar.map { part throws(SQLError) in
      guard case .subquery(let subquery) = part, subquery.isOpen else { return part }
      return try settle(subquery, isCondition: false)
    }
  }

  /// `id = (SELECT user_id … WHERE user_id = 5 LIMIT 1)`, whose value lies where the rows do that have it; nil
  /// for other conditions.
  ///
  /// Of several rows MySQL says that they are too many even where no row is beside them, so there must not be. Plans of
  /// keyspaces without DDL leave that to the shards.
  private func settledEquality(_ scalar: Scalar) throws(SQLError) -> Scalar? {
    let isTrusting = context.catalog.isPlanOnly
    guard let (subject, subquery) = scalar.equalityWithQuery, subquery.isOpen,
      isTrusting || subquery.query.givesOneRowAtMost(context)
    else { return nil }
    var membership = subquery
    membership.kind = .membership(left: subject)
    let found = try localized(membership, isCondition: true) {
      isTrusting || $0.isSingleShard(context)
    }
    guard var local = found else { return nil }
    local.kind = .scalar
    return .equal(subject, .subquery(local))
  }

  /// `id NOT IN (SELECT user_id …)`, whose equal rows would all lie where the row does; nil for other conditions.
  ///
  /// A NULL among the rows of any shard would make it unknown, so there must be none.
  private func settledAbsence(_ scalar: Scalar) throws(SQLError) -> Scalar? {
    guard case .call(var call) = scalar, call.operation == .not,
      case .subquery(let subquery)? = call.arguments.first,
      let local = try settledMembership(subquery)
    else { return nil }
    call.arguments = [.subquery(local)]
    return .call(call)
  }

  /// `id IN (SELECT user_id …)` where it matters too that it is false; nil of other subqueries.
  private func settledMembership(_ subquery: Subquery) throws(SQLError) -> Subquery? {
    guard subquery.isOpen, case .membership(let left) = subquery.kind, let subject = left.column,
      let route, route.isNeverNull(subject, context),
      let column = subquery.columns.first
    else { return nil }
    let found = try localized(subquery, isCondition: true) { inner in
      !inner.input.givesRowsOfNothing && inner.isNeverNull(column, context)
    }
    guard var local = found else { return nil }
    local.home = nil
    return local
  }

  private func settle(_ subquery: Subquery, isCondition: Bool) throws(SQLError) -> Scalar {
    if !(isCondition && isListOfKeys(subquery)),
      let local = try localized(subquery, isCondition: isCondition)
    {
      return .subquery(local)
    }
    if !isCondition, let local = try settledMembership(subquery) { return .subquery(local) }
    var apart = subquery.askingOnlyWhether
    if let rows { apart = apart.told(of: rows) }
    apart.query = try context.apart { () throws(SQLError) in
      try RuleDriver(context: context).planTree(apart.query, columns: apart.columns)
    }
    if apart.columns.isEmpty { apart.columns = Array(apart.query.outputs.prefix(1)) }
    apart.isSettled = true
    return pulledOut(apart) ?? .subquery(apart)
  }

  /// Whether it is made of constants alone, `id IN (SELECT 5 UNION SELECT 6)`, and its rows lead a route that asks every
  /// shard to fewer, if they are known before.
  private func isListOfKeys(_ subquery: Subquery) -> Bool {
    guard let route, route.routing.variant == .scatter, context.enclosing.isEmpty,
      case .membership(let left) = subquery.kind, subquery.outerColumns.isEmpty
    else { return false }
    return route.isPlaced(by: left.members.compactMap(\.column)) && subquery.query.isConstant
  }

  /// The subquery as a part of the route, if the route's shards can answer it.
  private func localized(
    _ subquery: Subquery,
    isCondition: Bool,
    where isFit: (Operator.Route) -> Bool = { _ in true }
  ) throws(SQLError) -> Subquery? {
    guard let route, context.allowsAttempt() else { return nil }
    let mark = context.mark
    let tree = try context.within(route) { () throws(SQLError) in
      try RuleDriver(context: context).planTree(subquery.query, columns: subquery.columns)
    }
    guard let inner = tree.asRoute?.beside(route, context),
      isFit(inner),
      canHost(inner, in: route, subquery, isCondition: isCondition)
    else {
      context.rewind(to: mark)
      return nil
    }
    var local = subquery
    local.query = inner.input
    local.isLocal = true
    local.isSettled = true
    if local.needsRow(of: inner) { local.home = inner.locality }
    return local
  }

  private func canHost(
    _ inner: Operator.Route,
    in route: Operator.Route,
    _ subquery: Subquery,
    isCondition: Bool
  ) -> Bool {
    var known = inner.locality
    if isCondition, case .membership(let left) = subquery.kind {
      known.spread(over: zip(left.members, subquery.columns).map { .equal($0, .column($1)) })
    }
    return route.canHost(inner, anchors: known.anchors, context)
  }

  /// What takes the place of a subquery that reads nothing of the rows around it: a value in a slot, or
  /// for IN, ANY and ALL the same subquery over the rows in a slot.
  private func pulledOut(_ subquery: Subquery) -> Scalar? {
    guard subquery.outerColumns.isEmpty, subquery.query.freeColumns.isEmpty,
      !subquery.query.readsOpenRecursion
    else { return nil }
    switch subquery.kind {
    case .scalar:
      guard subquery.columns.count == 1 else { return nil }
      return .slot(pullOut(subquery, .value), subquery.type)
    case .exists: return .slot(pullOut(subquery, .exists), subquery.type)
    case .membership, .quantified: return .subquery(overSlot(subquery))
    }
  }

  /// The slot of its result, one for all places that name it.
  private func pullOut(_ subquery: Subquery, _ kind: Operator.Pullout.Kind) -> Int {
    if let known = context.pulledOut.slot(of: subquery.id, as: kind) { return known }
    var pullout = Operator.Pullout(
      slot: context.makeSlot(),
      kind: kind,
      query: subquery.query,
      columns: kind == .rows ? subquery.columns : Array(subquery.columns.prefix(1)),
      type: subquery.type
    )
    pullout.subquery = subquery.id
    context.pullOut(pullout)
    return pullout.slot
  }

  /// The subquery over rows that were fetched before, which any shard and the coordinator can read.
  private func overSlot(_ subquery: Subquery) -> Subquery {
    var fetched = subquery
    let slot = pullOut(subquery, .rows)
    fetched.columns = subquery.columns.map(context.makeColumn(like:))
    fetched.query = .input(
      Operator.Input(name: "slot_\(slot)", columns: fetched.columns, slot: slot)
    )
    fetched.isLocal = true
    fetched.isSettled = true
    return fetched
  }
}

extension Operator.Route {
  /// Whether the column has a value in every row; of a table without DDL its vindex says so.
  fileprivate func isNeverNull(_ column: BoundColumn, _ context: PlanningContext) -> Bool {
    let source = input.listed(column.id) ?? .column(column)
    guard let own = source.column,
      // The column may be that of a row around this one's.
      ([self] + context.enclosing).allSatisfy({ route in
        route.locality.nullExtended.isDisjoint(with: [column.id, own.id])
      })
    else { return false }
    return context.catalog.isPlanOnly || !context.isNullable(own.id)
  }
}

extension Operator.Route {
  /// In a statement that reads none but reference tables outside of its subqueries, the route at the one shard that
  /// the first of these asks, or any where they read reference tables too; elsewhere the route itself.
  ///
  ///     SELECT (SELECT MAX(id) FROM orders), (SELECT MAX(id) FROM events)   ⇒   one text for one shard
  fileprivate func movedBeside(
    _ scalars: [Scalar],
    _ context: PlanningContext
  ) throws(SQLError) -> Operator.Route {
    guard context.readsOnlyInSubqueries, context.enclosing.isEmpty,
      locality.keyspace.isEmpty || routing.variant == .reference
    else { return self }
    var anywhere: Operator.Route?
    for subquery in scalars.flatMap(\.openSubqueries) where context.allowsAttempt() {
      guard let inner = try place(of: subquery, context) else { return self }
      if inner.locality.keyspace.isEmpty { continue }
      guard locality.keyspace.isEmpty || locality.keyspace == inner.locality.keyspace else {
        return self
      }
      switch inner.routing.variant {
      case .unsharded, .equalUnique: return moved(beside: inner)
      case .byDestination where inner.routing.isSingleShard: return moved(beside: inner)
      case .reference: anywhere = anywhere ?? inner
      default: return self
      }
    }
    return anywhere.map(moved) ?? self
  }

  private func moved(beside inner: Operator.Route) -> Operator.Route {
    guard locality.keyspace.isEmpty || inner.routing.variant != routing.variant else { return self }
    var moved = self
    moved.locality.keyspace = inner.locality.keyspace
    moved.locality.isSharded = inner.locality.isSharded
    moved.locality.borrowed = inner.routing
    moved.routing = inner.routing
    return moved
  }
}

extension Operator.Route {
  /// The one route that answers the subquery, found without any effect; nil where there are several.
  private func place(
    of subquery: Subquery,
    _ context: PlanningContext
  ) throws(SQLError) -> Operator.Route? {
    let mark = context.mark
    let tree = try context.within(self) { () throws(SQLError) in
      try RuleDriver(context: context).planTree(subquery.query, columns: subquery.columns)
    }
    context.rewind(to: mark)
    return tree.asRoute
  }

  /// The route over the copies that its tables have beside a subquery's at one place; nil where there are
  /// none, or where the subquery can come here instead.
  fileprivate func readingCopiesBeside(
    _ scalars: [Scalar],
    _ context: PlanningContext
  ) throws(SQLError) -> Operator.Route? {
    guard hasCopies else { return nil }
    for subquery in scalars.flatMap(\.openSubqueries) where context.allowsAttempt() {
      guard let inner = try place(of: subquery, context)?.beside(self, context),
        inner.isSingleShard(context),
        inner.locality.keyspace != locality.keyspace
      else { continue }
      let copy = beside(inner, context)
      if copy.locality.keyspace == inner.locality.keyspace { return copy }
    }
    return nil
  }
}

extension Subquery {
  /// Whether it can be true only through a row of the route's tables.
  ///
  /// A maximum over no rows is NULL, which IN never finds; a count over none is a row like any other.
  fileprivate func needsRow(of route: Operator.Route) -> Bool {
    guard route.input.givesRowsOfNothing else { return true }
    guard case .membership = kind, columns.count == 1, let column = columns.first else {
      return false
    }
    return route.locality.anchors.contains { anchor in
      anchor.components.contains { $0.contains(column.id) }
    }
  }

  /// An EXISTS that asks for no column but those of its conditions and, if it reads nothing of the rows around it, for one
  /// row; any other as it is.
  fileprivate var askingOnlyWhether: Subquery {
    guard case .exists = kind else { return self }
    var copy = self
    copy.columns = Array(columns.prefix(1))
    if let rows = query.conditionedRows {
      copy.query = rows
      copy.columns = []
      copy.outerColumns = rows.freeColumns
    }
    if case .limit = query { return copy }
    guard copy.outerColumns.isEmpty, copy.query.freeColumns.isEmpty else { return copy }
    copy.query = .limit(Operator.Limit(copy.query, count: .one, offset: nil))
    return copy
  }

  /// Whether nobody has decided yet where it is answered.
  var isOpen: Bool { !isSettled }
}

extension Scalar {
  /// The subqueries in it, but not those inside of them.
  var subqueries: [Subquery] {
    var found: [Subquery] = []
    walk { if case .subquery(let subquery) = $0 { found.append(subquery) } }
    return found
  }

  var openSubqueries: [Subquery] { subqueries.filter(\.isOpen) }

  var containsOpenSubquery: Bool {
    containsSubquery(where: \.isOpen)
  }
}

extension Scalar {
  /// Whether a subquery inside it is evaluated by the shards of the route around it.
  fileprivate var containsLocalSubquery: Bool {
    containsSubquery(where: { $0.isLocal && $0.slotInput == nil })
  }
}

extension Operator {
  fileprivate var isFilter: Bool {
    if case .filter = self { true } else { false }
  }

  /// Without the subqueries of a filter that sees no row; nil for others.
  fileprivate var judgingNothing: Rewrite? {
    guard case .filter(let filter) = self, let route = filter.input.asRoute,
      route.routing.variant == .none, !route.input.givesRowsOfNothing
    else { return nil }
    let kept = filter.predicates.filter { !$0.containsOpenSubquery }
    return Rewrite(filter.input.filtered(by: kept), "no row is left that a subquery could judge")
  }
}

extension Operator {
  /// A grouping, window functions or a sort whose subqueries are columns of a projection below; nil for
  /// other operators.
  fileprivate func projectingSubqueries(_ context: PlanningContext) throws(SQLError) -> Operator? {
    switch self {
    case .aggregate, .window, .sort: break
    default: return nil
    }
    guard let input = inputs.first else { return nil }
    var items: [Project.Item] = []
    let result = mapScalars { (scalar: Scalar) throws(Never) -> Scalar in
      guard scalar.containsOpenSubquery else { return scalar }
      let column = context.makeColumn("subquery", scalar.type)
      items.append(Project.Item(id: column.id, value: scalar))
      return .column(column)
    }
    let projection = input.adding(items)
    return try result.mapInputs { _ throws(SQLError) in projection }
  }
}
