extension KeyRange {
  /// Whether every id of another range is in this one.
  public func contains(_ other: KeyRange) -> Bool {
    guard !other.start.precedes(start) else { return false }
    if end.isEmpty { return true }
    return !other.end.isEmpty && !end.precedes(other.end)
  }

  /// Whether some id is in both.
  public func intersects(_ other: KeyRange) -> Bool {
    (end.isEmpty || other.start.precedes(end)) && (other.end.isEmpty || start.precedes(other.end))
  }

  /// The ids in both; nil when there are none.
  public func intersection(_ other: KeyRange) -> KeyRange? {
    guard intersects(other) else { return nil }
    let start = self.start.precedes(other.start) ? other.start : self.start
    return KeyRange(start: start, end: Self.lesserEnd(end, other.end))
  }

  /// Whether one begins where the other ends.
  public func isAdjacent(to other: KeyRange) -> Bool {
    (!end.isEmpty && end.coincides(with: other.start))
      || (!other.end.isEmpty && other.end.coincides(with: start))
  }

  /// The two ranges this one falls into at a bound; nil when the bound is not inside.
  public func split(at bound: KeyspaceID) -> (KeyRange, KeyRange)? {
    guard start.precedes(bound), end.isEmpty || bound.precedes(end),
      let left = KeyRange(start: start, end: bound), let right = KeyRange(start: bound, end: end)
    else { return nil }
    return (left, right)
  }

  /// One range for two that touch or overlap; nil when ids between them would come in.
  public func merged(with other: KeyRange) -> KeyRange? {
    guard intersects(other) || isAdjacent(to: other) else { return nil }
    let start = self.start.precedes(other.start) ? self.start : other.start
    return KeyRange(start: start, end: Self.greaterEnd(end, other.end))
  }

  /// A keyspace cut into so many ranges of equal width (to within one step of `hexadecimalWidth`
  /// digits), as `GenerateShardRanges` of Vitess does: bound i is floor(i·16ʷ/n).
  ///
  /// The width grows until the ranges are distinct. At most 65,536 ranges.
  public static func evenSplit(_ count: Int, hexadecimalWidth: Int = 2) -> [KeyRange] {
    let count = min(max(count, 1), 65_536)
    var width = min(max(2, hexadecimalWidth + hexadecimalWidth % 2), 8)
    while width < 8, 1 << (4 * width) < count { width += 2 }
    let bounds = (0...count).map { index in
      index == 0 || index == count ? KeyspaceID.empty : bound(index, of: count, width: width)
    }
    return zip(bounds, bounds.dropFirst()).compactMap { KeyRange(start: $0, end: $1) }
  }

  private static func bound(_ index: Int, of count: Int, width: Int) -> KeyspaceID {
    let number = UInt64(index * (1 << (4 * width)) / count)
    let bytes = (0..<(width / 2)).map { byte in
      UInt8(truncatingIfNeeded: number >> UInt64(8 * (width / 2 - 1 - byte)))
    }
    return KeyspaceID(bytes)
  }

  private static func lesserEnd(_ left: KeyspaceID, _ right: KeyspaceID) -> KeyspaceID {
    if left.isEmpty { return right }
    if right.isEmpty { return left }
    return right.precedes(left) ? right : left
  }

  private static func greaterEnd(_ left: KeyspaceID, _ right: KeyspaceID) -> KeyspaceID {
    if left.isEmpty || right.isEmpty { return .empty }
    return left.precedes(right) ? right : left
  }
}
