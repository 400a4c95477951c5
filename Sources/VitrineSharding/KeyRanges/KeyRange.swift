/// A stretch of a keyspace: from `start`, which belongs to it, up to `end`, which does not.
///
/// An empty bound is open. `-` is the whole keyspace, `-80` its first half, `80-` the second. Bounds
/// are compared without their trailing zero bytes: `80-` and `8000-` are the same range.
public struct KeyRange: Sendable {
  /// The first id that belongs to the range; empty when it begins with the keyspace.
  public let start: KeyspaceID
  /// The first id past the range; empty when it reaches to the end of the keyspace.
  public let end: KeyspaceID

  /// The range between two bounds; nil when it would hold nothing.
  public init?(start: KeyspaceID, end: KeyspaceID) {
    guard end.isEmpty || start.precedes(end) else { return nil }
    self.init(uncheckedStart: start, end: end)
  }

  private init(uncheckedStart start: KeyspaceID, end: KeyspaceID) {
    self.start = start
    self.end = end
  }

  /// The range written as in a shard's name, such as `-80`, `40-80` or `-`.
  public init?(_ text: some StringProtocol) {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2, let start = KeyspaceID(hexadecimal: bounds[0]),
      let end = KeyspaceID(hexadecimal: bounds[1])
    else { return nil }
    self.init(start: start, end: end)
  }

  /// The whole keyspace.
  public static let whole = KeyRange(uncheckedStart: .empty, end: .empty)

  /// The smallest range in plain bounds that holds all ids from one through another, that included;
  /// nil when the second lies before the first.
  ///
  /// The end is the last id with a byte 1 appended, so some longer ids behind it are held as well.
  public init?(from first: KeyspaceID, through last: KeyspaceID) {
    guard !last.precedes(first) else { return nil }
    self.init(uncheckedStart: first, end: KeyspaceID(last.bytes + [1]))
  }

  /// The range of all ids that begin with these bytes: up to the prefix plus one, carried.
  public init(prefix: [UInt8]) {
    var end = prefix
    while let last = end.last, last == .max { end.removeLast() }
    if let last = end.popLast() { end.append(last + 1) }
    self.init(uncheckedStart: KeyspaceID(prefix), end: KeyspaceID(end))
  }

  /// Whether it is the whole keyspace.
  public var isWhole: Bool { start.coincides(with: .empty) && end.isEmpty }

  /// Whether an id lies in it.
  @inlinable
  public func contains(_ id: KeyspaceID) -> Bool {
    !id.precedes(start) && (end.isEmpty || id.precedes(end))
  }
}

extension KeyRange: Hashable {
  /// Whether both hold the same ids.
  public static func == (left: KeyRange, right: KeyRange) -> Bool {
    left.start.coincides(with: right.start) && left.end.isEmpty == right.end.isEmpty
      && left.end.coincides(with: right.end)
  }

  /// Feeds what equality compares to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(start.prefix)
    hasher.combine(end.prefix)
    hasher.combine(end.isEmpty)
  }
}

extension KeyRange: CustomStringConvertible {
  /// The range as a shard's name: `40-80`.
  public var description: String { "\(start.hexadecimal)-\(end.hexadecimal)" }
}
