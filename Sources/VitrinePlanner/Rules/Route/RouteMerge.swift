import VitrineSQL
import VitrineSharding

/// Decides whether two routes can be one, and makes it.
struct RouteMerge {
  let kind: Operator.Join.Kind
  let left: Operator.Route
  let right: Operator.Route
  /// The conditions of the join that read only columns of the two.
  let predicates: [Scalar]
  let context: PlanningContext

  /// The one route in place of both; nil when rows that belong together can lie on two shards.
  func merged() -> Operator.Route? {
    var first = left.locality
    var second = right.locality
    first.spread(over: predicates)
    second.spread(over: predicates)
    guard canJoin(first, second) else { return mergedAtCopy() }
    guard canEvaluatePredicates else { return nil }
    // The condition of an outer join says nothing of the left rows, which stay without a match.
    var locality =
      kind == .left ? combined(left.locality, right.locality) : combined(first, second)
    if left.hasRowOfNothing || right.hasRowOfNothing {
      // What no row can meet below an aggregate says nothing of the rows beside the aggregate.
      guard !locality.isSharded else { return nil }
      locality.predicates = []
    }
    let tree = Operator.join(Operator.Join(kind, left.input, right.input, on: predicates))
    return Operator.Route(
      tree,
      RoutingChoice.choose(for: locality, context: context),
      locality
    )
  }

  private var canEvaluatePredicates: Bool {
    let columns = left.input.outputIDs.union(right.input.outputIDs).union(context.enclosingColumns)
    return predicates.allSatisfy {
      $0.reads(only: columns) && $0.canRunOnShards && left.keepsSequence(of: $0, context)
    }
  }

  /// The merge over the copies that one side's tables have in the other's keyspace.
  private func mergedAtCopy() -> Operator.Route? {
    let (home, away) = (left.locality.keyspace, right.locality.keyspace)
    guard home != away, !home.isEmpty, !away.isEmpty else { return nil }
    var merge = self
    if let copy = left.reading(copiesIn: away, context) {
      merge = RouteMerge(
        kind: kind,
        left: copy,
        right: right,
        predicates: predicates,
        context: context
      )
    } else if let copy = right.reading(copiesIn: home, context) {
      merge = RouteMerge(
        kind: kind,
        left: left,
        right: copy,
        predicates: predicates,
        context: context
      )
    } else {
      return nil
    }
    return merge.merged()
  }

  private func canJoin(_ first: Locality, _ second: Locality) -> Bool {
    if isEverywhere(right, beside: first.keyspace) { return true }
    if isEverywhere(left, beside: second.keyspace) {
      return kind == .inner || right.isSingleShard(context)
    }
    guard first.keyspace == second.keyspace else { return false }
    if !first.isSharded || isEmpty { return true }
    if left.routing.namesSameShard(as: right.routing, context) { return true }
    return first.anchors.contains { own in second.anchors.contains { own.meets($0) } }
  }

  /// Whether a side without rows, wherever it is asked for them, leaves no pairs to be found.
  private var isEmpty: Bool {
    right.routing.variant == .none && !right.hasRowOfNothing
      || left.routing.variant == .none && !left.hasRowOfNothing
  }

  /// Whether every shard of the keyspace has the route's rows whole.
  private func isEverywhere(_ route: Operator.Route, beside keyspace: String) -> Bool {
    if route.locality.keyspace.isEmpty { return true }
    return route.routing.variant == .reference && route.locality.keyspace == keyspace
  }

  private func combined(_ first: Locality, _ second: Locality) -> Locality {
    let home = first.keyspace.isEmpty ? second : first
    var result = Locality(
      keyspace: home.keyspace,
      isSharded: home.isSharded,
      tables: first.tables,
      predicates: first.predicates,
      // A right side without rows lies nowhere: what it says of rows around it holds for none.
      anchors: first.anchors
        + (kind == .left && right.routing.variant == .none ? [] : second.anchors),
      nullExtended: first.nullExtended.union(second.nullExtended)
    )
    result.witnesses = first.witnesses
    if kind == .left {
      result.nullExtended.formUnion(right.input.outputIDs)
      result.borrowed = first.borrowed ?? borrowed(first)
    } else {
      result.borrowed = first.borrowed ?? second.borrowed
      result.tables += second.tables
      result.witnesses += second.witnesses
      result.predicates += second.predicates + predicates
      result.spread(over: predicates)
    }
    return result
  }

  /// The right side's routing, where the left rows of an outer join are on every shard and its own are not.
  private func borrowed(_ first: Locality) -> Routing? {
    guard isEverywhere(left, beside: right.locality.keyspace),
      !isEverywhere(right, beside: first.keyspace), right.locality.isSharded,
      right.routing.variant != .none, right.routing.variant != .reference
    else { return nil }
    return right.routing
  }
}

extension Operator.Route {
  /// Whether no row can meet its conditions and an aggregate gives a row all the same.
  fileprivate var hasRowOfNothing: Bool {
    routing.variant == .none && input.givesRowsOfNothing
  }
}

extension Routing {
  /// Whether both ask one and the same shard, whatever the values turn out to be.
  ///
  /// Two equal literals name one shard only as long as both keep their values: they are pinned.
  func namesSameShard(as other: Routing, _ context: PlanningContext) -> Bool {
    guard isSingleShard, other.isSingleShard, variant == other.variant else { return false }
    switch variant {
    case .equalUnique: return hasValues(of: other, context)
    case .byDestination: return destination == other.destination
    case .unsharded, .reference, .none, .dba: return true
    default: return false
    }
  }

  /// Whether both have the same values of one vindex, whose literals are then pinned.
  func hasValues(of other: Routing, _ context: PlanningContext) -> Bool {
    guard vindex?.name == other.vindex?.name else { return false }
    if values == other.values { return true }
    guard values.map(\.withoutOrdinals) == other.values.map(\.withoutOrdinals) else { return false }
    for value in values + other.values { context.pin(literalsOf: value) }
    return true
  }
}
