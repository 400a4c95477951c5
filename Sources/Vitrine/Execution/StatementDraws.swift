import Synchronization
import VitrineSQL

/// Gives every piece of work for a statement random numbers of its own, and the same again in another run of
/// the same statement.
///
/// A piece is one evaluation at the gateway, or one text on a shard. Without this RAND() and UUID() would
/// begin again on each shard and in each row of VALUES.
final class StatementDraws: Sendable {
  /// Where a piece of work is done.
  enum Place: Sendable {
    case gateway
    case shard(ShardStore)
    /// A shard that has the same rows as its neighbours, and must draw as they do.
    case copy(ShardStore)
  }

  /// How many pieces have been begun at a place.
  private let counts = Mutex<[ObjectIdentifier?: UInt64]>([:])

  /// The seed for the next piece of work at a place.
  func seed(_ seed: UInt64, at place: Place) -> UInt64 {
    let (shard, lane) =
      switch place {
      case .gateway: (ObjectIdentifier?.none, UInt64(0))
      case .shard(let store): (ObjectIdentifier(store), store.lane)
      case .copy(let store): (ObjectIdentifier(store), UInt64(0))
      }
    let count = counts.withLock { counts in
      let count = counts[shard, default: 0]
      counts[shard] = count + 1
      return count
    }
    guard lane != 0 || count != 0 else { return seed }
    var source = SplitMix64(seed: seed ^ lane &+ count &* 0x9E37_79B9_7F4A_7C15)
    return source.next()
  }
}
