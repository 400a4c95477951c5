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
  private var contents: Shared<Contents>

  private struct Contents: Sendable {
    var name: String
    var columns: [String]
    var vindex: any Vindex
    var nature: Nature
    var isOwned: Bool
    var owner: String?
  }

  /// What is asked of the vindex again and again while statements are planned.
  private struct Nature: Sendable {
    let isUnique: Bool
    let columnCount: Int
    let lookup: LookupDescription?
    let isLookup: Bool
    let isBackfilling: Bool

    init(_ vindex: any Vindex) {
      isUnique = vindex.isUnique
      columnCount = vindex.columnCount
      lookup = (vindex as? any LookupVindex)?.lookup
      isLookup = lookup != nil
      isBackfilling = lookup?.isWriteOnly ?? false
    }
  }

  /// The vindex's name in the VSchema.
  package var name: String { contents.value.name }
  /// The columns it is computed from, in its order, as the VSchema writes them.
  package var columns: [String] {
    get { contents.value.columns }
    set { contents.value.columns = newValue }
  }
  package var vindex: any Vindex {
    get { contents.value.vindex }
    set {
      contents.value.vindex = newValue
      contents.value.nature = Nature(newValue)
    }
  }
  /// The table that a lookup vindex reads; nil for the others.
  package var lookup: LookupDescription? { contents.value.nature.lookup }
  package var isLookup: Bool { contents.value.nature.isLookup }
  /// Whether this table's writes keep the vindex: its lookup table, or its say over new ids.
  package var isOwned: Bool { contents.value.isOwned }
  /// The table that owns it, if any.
  package var owner: String? { contents.value.owner }

  package init(
    name: String,
    columns: [String],
    vindex: any Vindex,
    isOwned: Bool = false,
    owner: String? = nil
  ) {
    contents = Shared(
      Contents(
        name: name,
        columns: columns,
        vindex: vindex,
        nature: Nature(vindex),
        isOwned: isOwned,
        owner: owner
      )
    )
  }

  package var type: String { vindex.type }
  package var isUnique: Bool { contents.value.nature.isUnique }
  /// Whether fewer columns than the vindex has are given, which gives a range of ids.
  package var isPartial: Bool { contents.value.columns.count < contents.value.nature.columnCount }
  /// Whether the lookup table is still being filled, so that reads must not use it.
  package var isBackfilling: Bool { contents.value.nature.isBackfilling }

  package var cost: Int {
    guard isPartial, let partial = vindex as? any PartialVindex else { return vindex.cost }
    return partial.cost(columns: columns.count)
  }

  /// This vindex on the first few of its columns alone, most first; none where it cannot map those.
  package var subsets: [ColumnVindex] {
    guard contents.value.columns.count > 1, vindex is any PartialVindex else { return [] }
    return (1..<columns.count).reversed().map { count in
      var subset = self
      subset.columns = Array(columns.prefix(count))
      return subset
    }
  }
}
