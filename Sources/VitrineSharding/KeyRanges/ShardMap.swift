public import VitrineSQL

/// The shards of a keyspace in the order of their ranges, without gaps and overlaps, and the search
/// for the one that holds an id.
///
/// The law of a sharded store: every id is in exactly one shard. The initialiser refuses shards that
/// break it, so a search cannot fail.
public struct ShardMap: Sendable, Hashable {
  /// The shards, by range.
  public let shards: [Shard]
  /// The starts of the ranges of all shards but the first, as numbers of eight bytes.
  @usableFromInline let bounds: [UInt64]
  /// For each value of an id's first twelve bits, how many bounds begin with lesser ones.
  @usableFromInline let buckets: [UInt32]
  /// Whether some bound is longer than eight bytes, so that numbers do not tell shards apart.
  @usableFromInline let hasLongBounds: Bool

  /// Orders shards and checks that together they cover the keyspace once.
  ///
  /// - Throws: `noSuchShard` when there is none, or they leave a gap, or they overlap.
  public init(_ shards: [Shard]) throws(SQLError) {
    let sorted = shards.sorted { $0.range.start.precedes($1.range.start) }
    try Self.checkCover(sorted)
    self.init(sorted: sorted)
  }

  private init(sorted: [Shard]) {
    shards = sorted
    bounds = sorted.dropFirst().map(\.range.start.prefix)
    buckets = Self.buckets(bounds)
    hasLongBounds = sorted.contains { $0.range.start.tail != nil }
  }

  /// A keyspace cut evenly into so many shards, at most 65,536; one shard is named `-`.
  public init(evenSplit count: Int) {
    self.init(sorted: KeyRange.evenSplit(count).map { Shard(ShardName($0)) })
  }

  /// How many shards there are; at least one.
  public var count: Int { shards.count }

  /// The position of the shard that holds an id: a binary search that allocates nothing.
  @inlinable
  public func index(for id: KeyspaceID) -> Int {
    if hasLongBounds { return slowIndex(for: id) }
    return index(forPrefix: id.prefix)
  }

  /// The position of the shard that holds the id of eight bytes which spell a number.
  ///
  /// A binary search among the bounds that share the number's first twelve bits: one step where shards
  /// are even, few where they are not.
  @inlinable
  public func index(forPrefix prefix: UInt64) -> Int {
    bounds.withUnsafeBufferPointer { bounds in
      let bucket = Int(truncatingIfNeeded: prefix >> 52)
      var low = Int(buckets[bucket])
      var length = Int(buckets[bucket + 1]) - low
      while length > 0 {
        let half = length / 2
        let isPast = bounds[low + half] <= prefix
        low = isPast ? low + half + 1 : low
        length = isPast ? length - half - 1 : half
      }
      return low
    }
  }

  @usableFromInline
  func slowIndex(for id: KeyspaceID) -> Int {
    var low = 0
    var high = shards.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if id.precedes(shards[middle].range.start) { high = middle - 1 } else { low = middle }
    }
    return low
  }

  /// The shard that holds an id.
  public func shard(for id: KeyspaceID) -> Shard { shards[index(for: id)] }

  /// The positions of the shards that hold some id of a range.
  public func indices(intersecting range: KeyRange) -> Range<Int> {
    let first = index(for: range.start)
    guard !range.end.isEmpty else { return first..<shards.count }
    let last = index(for: range.end)
    let touchesLast = shards[last].range.start.precedes(range.end)
    return first..<max(first + 1, touchesLast ? last + 1 : last)
  }

  /// The position of the shard with a name.
  public func index(named name: String) -> Int? {
    if let index = shards.firstIndex(where: { $0.name.text == name }) { return index }
    guard shards.count == 1, ["0", "-"].contains(name) else { return nil }
    return 0
  }

  private static func buckets(_ bounds: [UInt64]) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: 4097)
    for bound in bounds { counts[Int(bound >> 52) + 1] += 1 }
    for bucket in 1...4096 { counts[bucket] += counts[bucket - 1] }
    return counts
  }

  private static func checkCover(_ sorted: [Shard]) throws(SQLError) {
    guard let first = sorted.first, let last = sorted.last else {
      throw SQLError(.noSuchShard, "a keyspace needs at least one shard")
    }
    var isCover = first.range.start.coincides(with: .empty) && last.range.end.isEmpty
    for (left, right) in zip(sorted, sorted.dropFirst()) {
      isCover =
        isCover && !left.range.end.isEmpty && left.range.end.coincides(with: right.range.start)
    }
    guard isCover else {
      let names = sorted.map(\.name.text).joined(separator: ", ")
      throw SQLError(
        .noSuchShard,
        "the shards \(names) do not cover the keyspace exactly once",
        hint: "each range must begin where the one before it ends, from '-' to '-'"
      )
    }
  }
}
