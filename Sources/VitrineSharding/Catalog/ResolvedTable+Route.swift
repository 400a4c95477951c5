package import VitrineSQL

/// Where a row would go, and why.
package struct RowRoute: Sendable {
  package var destination: VindexDestination
  /// The shards, in order of their ranges.
  package var shards: [Shard]
  /// One line: `users.id = 5 → hash → 70bb023c810ca87a → -80`.
  package var reason: String
}

extension ResolvedTable {
  /// Where a row with these values of the primary vindex's columns lies.
  ///
  /// - Throws: `vindexError` when the vindex refuses the values.
  package func route(_ values: [VindexValue]) throws(SQLError) -> RowRoute {
    let all = keyspace.shards.shards
    switch placement {
    case .unsharded, .sequence:
      return RowRoute(
        destination: .allShards,
        shards: Array(all.prefix(1)),
        reason: "\(address) → unsharded → \(all.first?.description ?? "")"
      )
    case .reference:
      return RowRoute(
        destination: .allShards,
        shards: all,
        reason: "\(address) → reference → every shard"
      )
    case .pinned(let id):
      let shard = keyspace.shards.shard(for: id)
      return RowRoute(
        destination: .keyspaceID(id),
        shards: [shard],
        reason: "\(address) → pinned → \(id) → \(shard)"
      )
    case .sharded(let vindexes):
      guard let primary = vindexes.first else {
        throw SQLError(.noVindexForTable, "table '\(table.name)' has no primary vindex")
      }
      return try route(values, by: primary)
    }
  }

  private func route(_ values: [VindexValue], by vindex: ColumnVindex) throws(SQLError) -> RowRoute
  {
    let destination = try vindex.vindex.map(values)
    let shards = destination.shards(in: keyspace.shards).map { keyspace.shards.shards[$0] }
    let places = shards.isEmpty ? "no shard" : shards.map(\.description).joined(separator: ", ")
    let columns = vindex.columns.prefix(values.count).joined(separator: ", ")
    let texts = values.map { $0.isNull ? "NULL" : String(decoding: $0.bytes, as: UTF8.self) }
    return RowRoute(
      destination: destination,
      shards: shards,
      reason: "\(address)(\(columns)) = \(texts.joined(separator: ", ")) → \(vindex.type) → "
        + "\(destination) → \(places)"
    )
  }
}

extension VindexDestination: CustomStringConvertible {
  /// The id, the ids, the range, or in words.
  public var description: String {
    switch self {
    case .none: "no keyspace id"
    case .keyspaceID(let id): id.hexadecimal
    case .keyspaceIDs(let ids): ids.map(\.hexadecimal).joined(separator: ", ")
    case .keyRange(let range): range.description
    case .allShards: "anywhere"
    }
  }
}
