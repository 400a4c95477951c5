/// How the rows of a table spread over the shards of its keyspace.
package enum TablePlacement: Sendable {
  /// All rows on the one shard of an unsharded keyspace.
  case unsharded
  /// All rows on every shard.
  case reference
  /// By vindexes; the first is the primary one.
  case sharded([ColumnVindex])
  /// All rows at one keyspace id.
  case pinned(KeyspaceID)
  /// A sequence, which gives numbers and has no rows to speak of.
  case sequence

  /// The vindexes of a sharded table, the primary one first; none for the rest.
  package var columnVindexes: [ColumnVindex] {
    if case .sharded(let vindexes) = self { vindexes } else { [] }
  }

  package var primaryVindex: ColumnVindex? { columnVindexes.first }
}

/// A vindex on columns of a table.
package struct ColumnVindex: Sendable {
  /// The vindex's name in the VSchema.
  package var name: String
  /// The columns it is computed from, in its order, as the VSchema writes them.
  package var columns: [String]
  package var vindex: any Vindex {
    didSet { lookup = Self.lookup(of: vindex) }
  }
  /// The table that a lookup vindex reads; nil for the others.
  package private(set) var lookup: LookupDescription?
  /// Whether this table's writes keep the vindex: its lookup table, or its say over new ids.
  package var isOwned: Bool
  /// The table that owns it, if any.
  package var owner: String?

  package init(
    name: String,
    columns: [String],
    vindex: any Vindex,
    isOwned: Bool = false,
    owner: String? = nil
  ) {
    self.name = name
    self.columns = columns
    self.vindex = vindex
    self.lookup = Self.lookup(of: vindex)
    self.isOwned = isOwned
    self.owner = owner
  }

  private static func lookup(of vindex: any Vindex) -> LookupDescription? {
    (vindex as? any LookupVindex)?.lookup
  }

  package var type: String { vindex.type }
  package var isUnique: Bool { vindex.isUnique }
  /// Whether fewer columns than the vindex has are given, which gives a range of ids.
  package var isPartial: Bool { columns.count < vindex.columnCount }
  /// Whether the lookup table is still being filled, so that reads must not use it.
  package var isBackfilling: Bool { lookup?.isWriteOnly ?? false }

  package var cost: Int {
    guard isPartial, let partial = vindex as? any PartialVindex else { return vindex.cost }
    return partial.cost(columns: columns.count)
  }

  /// This vindex on all its columns, and where it can map the first few of them alone, on those too.
  package var withSubsets: [ColumnVindex] {
    guard columns.count > 1, vindex is any PartialVindex else { return [self] }
    return [self]
      + (1..<columns.count).reversed().map { count in
        var subset = self
        subset.columns = Array(columns.prefix(count))
        return subset
      }
  }
}
