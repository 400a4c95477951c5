import VitrineSQL
import VitrineSharding

/// Chooses the shards a route asks from the conditions its rows meet.
///
/// Every vindex of every table is held against every condition; among the routings they allow the
/// first by variant, then uniqueness, then cost is taken, as Vitess does.
struct RoutingChoice {
  let locality: Locality
  let context: PlanningContext

  static func choose(for locality: Locality, context: PlanningContext) -> Routing {
    RoutingChoice(locality: locality, context: context).choose()
  }

  private func choose() -> Routing {
    if let impossible = impossible() { return impossible }
    if let settled = settled() { return settled }
    guard !locality.predicates.isEmpty else {
      return routing(.scatter, reason: .noCondition(on: locality.tables))
    }
    guard let best = best() else { return routing(.scatter, reason: .scatter(locality)) }
    if best.match.variant == .none { best.match.values.forEach(context.pin(literalsOf:)) }
    return routing(by: best)
  }

  /// The routing of a condition that no row can meet.
  private func impossible() -> Routing? {
    guard let predicate = locality.predicates.first(where: \.isNeverTrue) else { return nil }
    context.pin(literalsOf: predicate)
    return routing(.none, reason: "no row can meet the condition")
  }

  /// The routing of rows for which conditions do not matter; nil where they lie on many shards.
  private func settled() -> Routing? {
    if locality.keyspace.isEmpty { return routing(.reference, reason: "no table is read") }
    if let destination = context.options.destination, !Keyspace.isTemporary(locality.keyspace) {
      return routing(.byDestination, destination: destination, reason: "the session's target")
    }
    if let named = locality.tables.first(where: { $0.table.destination != nil }) {
      return routing(
        .byDestination,
        destination: named.table.destination,
        reason: "the statement names shards for \(named.alias)"
      )
    }
    if let pinned = pinned() { return pinned }
    if let borrowed = locality.borrowed { return borrowed }
    if locality.tables.allSatisfy({ $0.table.placement.isSequence }), !locality.tables.isEmpty {
      return routing(.next, reason: "a sequence")
    }
    if !locality.isSharded {
      return routing(.unsharded, reason: .unsharded(locality.keyspace))
    }
    if locality.tables.allSatisfy({ $0.table.placement.isReference }) {
      return routing(.reference, reason: .reference)
    }
    return nil
  }

  private func pinned() -> Routing? {
    for table in locality.tables {
      guard case .pinned(let id) = table.table.placement else { continue }
      return routing(
        .byDestination,
        destination: .keyspaceID(id),
        reason: .pinned(table.alias, to: id)
      )
    }
    return nil
  }

  private func routing(
    _ variant: Routing.Variant,
    destination: ShardDestination? = nil,
    reason: RoutingReason
  ) -> Routing {
    Routing(
      variant,
      keyspace: locality.keyspace,
      isSharded: locality.isSharded,
      destination: destination,
      reason: reason
    )
  }
}

// MARK: - Candidates

extension RoutingChoice {
  /// A routing that one vindex and some conditions allow.
  fileprivate struct Candidate {
    var match: VindexSearch.Match
    var vindex: ColumnVindex
    var table: Locality.RoutedTable
    var rank: Rank
  }

  /// The order of preference; ties go to the vindex named later, as in Vitess.
  fileprivate struct Rank: Comparable {
    var variant: Int
    var isShared: Bool
    var cost: Int
    var position: Int

    static func < (left: Rank, right: Rank) -> Bool {
      if left.variant != right.variant { return left.variant < right.variant }
      if left.isShared != right.isShared { return !left.isShared }
      if left.cost != right.cost { return left.cost < right.cost }
      return left.position > right.position
    }
  }

  /// The routing that comes first among those that the vindexes allow; nil where none allows any.
  fileprivate func best() -> Candidate? {
    var candidates = Candidates(
      conditions: ColumnCondition.conditions(ofAll: locality.predicates),
      tuples: locality.predicates.compactMap(TupleMembership.init)
    )
    for table in locality.tables { consider(table, &candidates) }
    for table in locality.witnesses { consider(table, &candidates) }
    return candidates.best
  }

  /// What routings are made of, and the best of those found so far.
  private struct Candidates {
    let conditions: [ColumnCondition]
    let tuples: [TupleMembership]
    var best: Candidate?
    var count = 0
  }

  private func consider(_ table: Locality.RoutedTable, _ candidates: inout Candidates) {
    for vindex in table.table.placement.columnVindexes {
      consider(vindex, table, &candidates)
      for subset in vindex.subsets { consider(subset, table, &candidates) }
    }
  }

  private func consider(
    _ vindex: ColumnVindex,
    _ table: Locality.RoutedTable,
    _ candidates: inout Candidates
  ) {
    guard table.table.canRoute(by: vindex) else { return }
    let search = VindexSearch(
      table: table,
      vindex: vindex,
      conditions: candidates.conditions,
      tuples: candidates.tuples,
      escapesPatterns: !context.options.sqlMode.contains(.noBackslashEscapes)
    )
    guard let match = search.best() else { return }
    let found = candidate(match, vindex, of: table, position: candidates.count)
    candidates.count += 1
    if candidates.best.map({ found.rank < $0.rank }) ?? true { candidates.best = found }
  }

  private func candidate(
    _ match: VindexSearch.Match,
    _ vindex: ColumnVindex,
    of table: Locality.RoutedTable,
    position: Int
  ) -> Candidate {
    var vindex = vindex
    if let pattern = match.pattern { vindex.vindex = pattern }
    let rank = Rank(
      variant: Routing.Variant.allCases.firstIndex(of: match.rankedAs) ?? 0,
      isShared: !vindex.isUnique,
      cost: vindex.cost,
      position: position
    )
    return Candidate(match: match, vindex: vindex, table: table, rank: rank)
  }

  private func routing(by candidate: Candidate) -> Routing {
    let vindex = candidate.vindex
    return Routing(
      candidate.match.variant,
      keyspace: locality.keyspace,
      isSharded: locality.isSharded,
      vindex: vindex,
      values: candidate.match.values,
      columnTypes: vindex.routingColumns.map { candidate.table.column($0)?.type ?? .unknown },
      reason: reason(candidate.match, vindex, of: candidate.table)
    )
  }

  private func reason(
    _ match: VindexSearch.Match,
    _ vindex: ColumnVindex,
    of table: Locality.RoutedTable
  ) -> RoutingReason {
    if match.variant == .none { return "no row can meet the condition" }
    return .values(
      match.values,
      of: table.alias,
      columns: vindex.routingColumns,
      verb: match.verb,
      vindex: vindex.name
    )
  }
}

extension TablePlacement {
  package var isReference: Bool {
    if case .reference = self { true } else { false }
  }

  package var isSequence: Bool {
    if case .sequence = self { true } else { false }
  }
}
