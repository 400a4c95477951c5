package import VitrineSQL

/// Where a row would go, and why.
public struct RowRoute: Sendable, Hashable {
  /// What the primary vindex says of the row's values.
  public var destination: VindexDestination
  /// The names of the shards, in order of their ranges; none for a row that has no place.
  public var shards: [String]
  /// One line: `shop.users(id) = 5 → hash → 70bb023c810ca87a → -80`.
  public var reason: String
}

extension RowRoute: CustomStringConvertible {
  /// The reason.
  public var description: String { reason }
}

extension ResolvedTable {
  /// Where a row with these values of the primary vindex's columns lies.
  ///
  /// - Throws: `vindexError` when the vindex refuses the values, `wrongArguments` when they are too many
  ///   or too few.
  package func route(_ values: [VindexValue]) throws(SQLError) -> RowRoute {
    let all = keyspace.shards.shards
    switch placement {
    case .unsharded, .sequence:
      return RowRoute(
        destination: .allShards,
        shards: all.prefix(1).map(\.description),
        reason: "\(address) → unsharded → \(all.first?.description ?? "")"
      )
    case .reference:
      return RowRoute(
        destination: .allShards,
        shards: all.map(\.description),
        reason: "\(address) → reference → every shard"
      )
    case .pinned(let id):
      let shard = keyspace.shards.shard(for: id)
      return RowRoute(
        destination: .keyspaceID(id),
        shards: [shard.description],
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
    try check(values.count, vindex)
    let destination = try vindex.vindex.map(values)
    let shards = destination.shards(in: keyspace.shards).map {
      keyspace.shards.shards[$0].description
    }
    let places = shards.isEmpty ? "no shard" : shards.joined(separator: ", ")
    let columns = vindex.columns.prefix(values.count).joined(separator: ", ")
    let texts = values.map { $0.isNull ? "NULL" : String(decoding: $0.bytes, as: UTF8.self) }
    return RowRoute(
      destination: destination,
      shards: shards,
      reason: "\(address)(\(columns)) = \(texts.joined(separator: ", ")) → \(vindex.type) → "
        + "\(destination) → \(places)"
    )
  }

  /// Every column has a value, or the first few where the vindex can do with them.
  private func check(_ count: Int, _ vindex: ColumnVindex) throws(SQLError) {
    let most = vindex.columns.count
    let isEnough = count == most || (count > 0 && vindex.vindex is any PartialVindex)
    guard count <= most, isEnough else {
      let columns = vindex.columns.joined(separator: ", ")
      throw SQLError(
        .wrongArguments,
        "the rows of \(address) are placed by (\(columns)): \(most) \(most == 1 ? "value is" : "values are") "
          + "needed, not \(count)"
      )
    }
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
