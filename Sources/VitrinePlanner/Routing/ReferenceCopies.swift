import VitrineSQL
import VitrineSharding

extension Operator.Route {
  /// The same rows from the copies that a keyspace has of all the route's tables; nil where it lacks one.
  ///
  /// A reference table with a `source` copies another keyspace's table, and either may stand for the
  /// other. Copies are kept by whoever made them, so this is so only where no data is: in keyspaces to
  /// which no DDL belongs.
  func reading(copiesIn keyspace: String, _ context: PlanningContext) -> Operator.Route? {
    var copies: [TableAddress: ResolvedTable] = [:]
    var isWhole = true
    input.walkIncludingSubqueries { node in
      guard case .scan(let scan) = node else { return }
      guard !context.writtenTables.contains(scan.table.address),
        let copy = scan.table.copy(in: keyspace, context.catalog)
      else {
        isWhole = false
        return
      }
      copies[scan.table.address] = copy
    }
    guard isWhole, !copies.isEmpty,
      !input.contains(where: { $0.scalars.contains(where: \.containsSubquery) })
    else { return nil }
    var copy = self
    copy.input = input.map { node in
      guard case .scan(var scan) = node, let table = copies[scan.table.address] else { return node }
      scan.table = table
      return .scan(scan)
    }
    copy.locality.keyspace = keyspace
    copy.locality.isSharded = context.catalog.keyspaces[keyspace]?.isSharded ?? false
    copy.locality.anchors = []
    for index in copy.locality.tables.indices {
      guard let table = copies[copy.locality.tables[index].table.address] else { continue }
      copy.locality.tables[index].table = table
    }
    copy.routing = RoutingChoice.choose(for: copy.locality, context: context)
    return copy
  }
}

extension Operator.Route {
  /// The same rows in the keyspace of another route where copies of the tables are there; else the route as
  /// it is.
  func beside(_ home: Operator.Route, _ context: PlanningContext) -> Operator.Route {
    let there = home.locality.keyspace
    guard !there.isEmpty, !locality.keyspace.isEmpty, locality.keyspace != there else {
      return self
    }
    return reading(copiesIn: there, context) ?? self
  }

  /// Whether tables of the route have copies elsewhere, or are such.
  var hasCopies: Bool {
    locality.tables.contains { $0.table.source != nil || !$0.table.copies.isEmpty }
  }
}

extension ResolvedTable {
  /// The table of another keyspace that this one copies, or that copies this one.
  fileprivate func copy(in name: String, _ catalog: Catalog) -> ResolvedTable? {
    guard keyspace.isPlanOnly,
      let address = ([source].compactMap { $0 } + copies).first(where: { $0.keyspace == name })
    else { return nil }
    return try? catalog.resolve(table: address.table, keyspace: address.keyspace, default: nil)
  }

  /// The table that writes go to: a copy's source, where copies are somebody else's to keep.
  func written(_ catalog: Catalog) -> ResolvedTable {
    source.flatMap { copy(in: $0.keyspace, catalog) } ?? self
  }
}
