/// Where rows live: what a vindex says of a value.
public enum VindexDestination: Sendable, Hashable {
  /// Nowhere: a SELECT finds nothing, an INSERT fails.
  case none
  /// At one keyspace id.
  case keyspaceID(KeyspaceID)
  /// At any of these.
  case keyspaceIDs([KeyspaceID])
  /// Somewhere in a range.
  case keyRange(KeyRange)
  /// Anywhere.
  case allShards
}

extension VindexDestination {
  /// The positions of the shards it reaches, ascending.
  public func shards(in map: ShardMap) -> [Int] {
    switch self {
    case .none: []
    case .keyspaceID(let id): [map.index(for: id)]
    case .keyspaceIDs(let ids): Set(ids.map { map.index(for: $0) }).sorted()
    case .keyRange(let range): Array(map.indices(intersecting: range))
    case .allShards: Array(map.shards.indices)
    }
  }
}
