extension Operator.Recursion {
  /// Whether the step asks for the keys of the last round's rows, so that the gateway runs round after round.
  var isAskedByRounds: Bool {
    step.contains { node in
      guard case .lookupJoin(let join) = node else { return false }
      return join.left.openRecursions.contains(id)
    }
  }

  /// Whether each round would read again what does not depend on the rows before it, or what depends on rows
  /// around the recursion.
  var repeatsReading: Bool {
    step.readsWithoutKeys || !Operator.recursion(self).freeColumns.isEmpty
  }
}

extension Operator {
  /// Whether a table is read otherwise than by a lookup's keys.
  fileprivate var readsWithoutKeys: Bool {
    switch self {
    case .route(let route): return !route.routing.keyspace.isEmpty
    case .lookupJoin(let join): return join.left.readsWithoutKeys
    default:
      let isInSubquery = scalars.contains { scalar in
        scalar.containsSubquery(where: { !$0.isLocal && $0.query.readsWithoutKeys })
      }
      return isInSubquery || inputs.contains(where: \.readsWithoutKeys)
    }
  }
}
