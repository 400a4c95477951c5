import VitrineSQL
import VitrineSharding

extension Rule {
  /// Lets the shards unite rows.
  ///
  /// One shard can do any set operation. Many can do UNION ALL of routes that ask the same shards, as
  /// every row of every input is then seen once, and of routes that ask fewer beside one that asks all; UNION
  /// needs a second pass above, which `split-union` adds, and may ask every shard for rows that all of them
  /// have. Reference tables are read from the copies beside the other inputs. An input without rows goes with
  /// any one shard, and never says that the others have none either.
  static let mergeSetOperation = Rule("merge-set-operation", on: .setOperation) {
    tree,
    context throws(SQLError) in
    guard case .setOperation(let operation) = tree else { return nil }
    let routes = operation.inputs.compactMap(\.asRoute)
    guard routes.count == operation.inputs.count, let first = routes.first else { return nil }
    let placed = routes.filter { !$0.locality.keyspace.isEmpty }
    let home =
      placed.first { $0.routing.variant == .scatter }
      ?? placed.first { $0.routing.variant != .none && $0.routing.variant != .reference }
      ?? placed.first { $0.routing.variant != .none } ?? placed.first ?? first
    let sentence = "one place answers all \(routes.count) queries of the union"
    let others = placed.filter {
      $0.locality.keyspace != home.locality.keyspace && $0.routing.variant != .none
    }
    for home in [home] + others {
      let there = routes.map { $0.beside(home, context) }
      if there.allSatisfy({ home.canUnite(with: $0, operation, context) }) {
        return Rewrite(.route(home.uniting(there, operation)), sentence)
      }
      if let scattered = home.uniting(scattered: there, operation, context) {
        return Rewrite(scattered, sentence)
      }
    }
    return nil
  }

  /// Makes UNION a UNION ALL whose duplicates are removed above.
  static let splitUnion = Rule("split-union", on: .setOperation) { tree, _ throws(SQLError) in
    guard case .setOperation(var operation) = tree, operation.kind == .union, !operation.isAll
    else { return nil }
    operation.isAll = true
    return Rewrite(
      .distinct(Operator.Distinct(.setOperation(operation))),
      "duplicates are removed above the union"
    )
  }

  /// Lets one shard run a recursive common table expression whose every round it can answer.
  static let mergeRecursion = Rule("merge-recursion", on: .recursion) {
    tree,
    context throws(SQLError) in
    guard case .recursion(var recursion) = tree, case .route(let seed) = recursion.seed,
      case .route(let step) = recursion.step, seed.isSingleShard(context),
      step.isSingleShard(context),
      // A step without rows says nothing of the first round's.
      step.routing.variant != .none
    else { return nil }
    let merge = RouteMerge(
      kind: .inner,
      left: seed,
      right: step,
      predicates: [],
      context: context
    )
    guard let place = merge.merged() else { return nil }
    recursion.seed = seed.input
    recursion.step = step.input
    let route = Operator.Route(.recursion(recursion), place.routing, place.locality)
    return Rewrite(.route(route), "one place answers every round")
  }

  /// The rows of a recursion's last round are wherever the recursion is.
  ///
  /// Does not apply to a recursion that was found to need several places.
  static let routeRecursionInput = Rule("route-recursion-input", on: .recursionInput) {
    tree,
    context throws(SQLError) in
    guard case .recursionInput(let input) = tree, !context.isCoordinated(recursion: input.recursion)
    else { return nil }
    let routing = RoutingChoice.choose(for: .anywhere, context: context)
    return Rewrite(
      .route(Operator.Route(tree, routing, .anywhere)),
      "the last round's rows are beside the step"
    )
  }
}

extension Operator {
  var asRoute: Route? {
    if case .route(let route) = self { route } else { nil }
  }
}

extension Operator.Route {
  /// One route in place of some that it can unite with, itself among them; their set operation is done
  /// on the shards.
  func uniting(
    _ routes: [Operator.Route],
    _ operation: Operator.SetOperation
  ) -> Operator.Route {
    var operation = operation
    operation.inputs = routes.map(\.input)
    var locality = Locality(
      keyspace: locality.keyspace,
      isSharded: locality.isSharded,
      tables: routes.flatMap(\.locality.tables)
    )
    switch routing.variant {
    case .scatter: locality.keepPlaces(of: routes, in: operation)
    case .none: locality.predicates = [.false]
    case .reference:
      // Still on every shard, whatever shards the inputs without rows would be on.
      locality.tables = routes.filter { $0.routing.variant != .none }.flatMap(\.locality.tables)
    // Rows that every shard has, or that none is asked for, are beside those of the one shard.
    default: if locality.isSharded { locality.borrowed = routing }
    }
    return Operator.Route(.setOperation(operation), routing, locality)
  }

  /// Whether the shards of this route can do the set operation with the rows of the other.
  func canUnite(
    with other: Operator.Route,
    _ operation: Operator.SetOperation,
    _ context: PlanningContext
  ) -> Bool {
    if isSingleShard(context) {
      guard other.isSingleShard(context) else { return false }
      if other.locality.keyspace.isEmpty { return true }
      guard locality.keyspace == other.locality.keyspace else { return false }
      return !locality.isSharded || other.routing.variant == .none
        || routing.namesSameShard(as: other.routing, context)
        || other.routing.variant == .reference || meetsAround(other, context)
    }
    guard operation.kind == .union, operation.isAll,
      locality.keyspace == other.locality.keyspace
    else { return false }
    if other.isEmptyEverywhere { return true }
    guard routing.variant == .scatter else { return asksSameShards(as: other, context) }
    return other.routing.variant == .scatter
      || other.isFoundByAll && !operation.columns.contains(where: \.type.hasUnlikeEquals)
  }

  /// Whether both ask the shards of the same values of a vindex.
  private func asksSameShards(as other: Operator.Route, _ context: PlanningContext) -> Bool {
    routing.variant == .in && other.routing.variant == .in
      && routing.columnTypes == other.routing.columnTypes
      && routing.hasValues(of: other.routing, context)
  }

  /// UNION on all shards, or on those of a list of values, some of whose rows every shard has, and a removal of
  /// duplicates above; nil where the routes are others.
  ///
  /// Of equal texts the first query's stands in the answer, so a reference table of texts comes first.
  fileprivate func uniting(
    scattered routes: [Operator.Route],
    _ operation: Operator.SetOperation,
    _ context: PlanningContext
  ) -> Operator? {
    guard operation.kind == .union, !operation.isAll,
      let variant = [.scatter, .in].first(where: { variant in
        routes.contains { $0.routing.variant == variant }
      }),
      let position = routes.firstIndex(where: { $0.routing.variant == variant }),
      routes.contains(where: { $0.routing.variant != variant }),
      !operation.columns.contains(where: \.type.hasUnlikeEquals)
        || routes[position...].allSatisfy({ $0.routing.variant != .reference })
    else { return nil }
    let home = routes[position]
    let canUnite = routes.allSatisfy {
      $0.locality.keyspace == home.locality.keyspace
        && ($0.isSameEverywhere || $0.isEmptyEverywhere
          || (variant == .in
            ? home.asksSameShards(as: $0, context)
            : $0.routing.variant == .scatter
              || $0.isFoundByAll
                && !operation.columns.contains(where: \.type.hasUnlikeEquals)))
    }
    guard canUnite else { return nil }
    var united = operation
    united.isAll = true
    return .distinct(Operator.Distinct(.route(home.uniting(routes, united))))
  }

  /// Whether its conditions, by which some shards are asked, find the same rows where all shards are: no row of
  /// other shards meets them.
  private var isFoundByAll: Bool {
    switch routing.variant {
    case .equalUnique, .equal, .in, .between, .multiEqual, .subShard:
      locality.borrowed == nil && !input.givesRowsOfNothing
    default: false
    }
  }

  /// Whether no shard gives any row.
  private var isEmptyEverywhere: Bool {
    routing.variant == .none && !input.givesRowsOfNothing
  }

  /// Whether every shard gives the same rows, each time.
  private var isSameEverywhere: Bool {
    routing.variant == .reference && input.isRepeatable
  }
}

extension Operator.Route {
  /// Whether the rows of both lie beside the row of one route around them.
  fileprivate func meetsAround(_ other: Operator.Route, _ context: PlanningContext) -> Bool {
    guard routing.variant == .scatter, other.routing.variant == .scatter else { return false }
    return context.enclosing.contains { around in
      [self, other].allSatisfy { route in
        route.locality.anchors.contains { own in
          around.locality.anchors.contains { own.meets($0) }
        }
      }
    }
  }
}

extension Locality {
  /// Says of a union's rows where they lie as far as all its inputs say it of theirs.
  fileprivate mutating func keepPlaces(
    of routes: [Operator.Route],
    in operation: Operator.SetOperation
  ) {
    guard operation.kind == .union, operation.sources.count == routes.count else { return }
    var shared: [Anchor]?
    for (route, sources) in zip(routes, operation.sources) where route.routing.variant != .none {
      let own = route.locality.anchors.map { $0.renamed(sources, as: operation.columns) }
      for (source, column) in zip(sources, operation.columns)
      where route.locality.nullExtended.contains(source.id) {
        nullExtended.insert(column.id)
      }
      shared = shared.map { $0.flatMap { anchor in own.compactMap(anchor.shared(with:)) } } ?? own
    }
    anchors = shared ?? []
  }
}

extension Operator {
  /// Whether the rows are those of tables by conditions and values that are the same each time.
  fileprivate var isRepeatable: Bool {
    switch self {
    case .scan, .filter, .project:
      scalars.allSatisfy { !$0.isVolatile && !$0.containsSubquery }
        && inputs.allSatisfy(\.isRepeatable)
    default: false
    }
  }
}
