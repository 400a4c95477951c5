/// A range of bytes in the text of a statement.
///
/// Offsets count UTF-8 bytes from the start of the text; `upper` is exclusive. A span is where a
/// syntax node was read, not part of what it means, so **every span equals every other**: two syntax
/// trees are equal when they say the same, wherever they stand. Compare `range` to compare places.
public struct Span: Sendable {
  /// Both offsets in one word, since names and nodes that hold spans are moved about all the time.
  private var bounds: UInt64

  /// The offset of the first byte.
  public var lower: Int32 {
    get { Int32(truncatingIfNeeded: bounds) }
    set { self = Span(newValue, upper) }
  }

  /// The offset behind the last byte.
  public var upper: Int32 {
    get { Int32(truncatingIfNeeded: bounds >> 32) }
    set { self = Span(lower, newValue) }
  }

  /// A span from `lower` to `upper`, both clamped to 32 bits.
  public init(lower: Int, upper: Int) {
    self.init(Int32(clamping: lower), Int32(clamping: upper))
  }

  /// A span from `lower` to `upper`.
  @inline(__always)
  init(_ lower: Int32, _ upper: Int32) {
    bounds = UInt64(UInt32(bitPattern: upper)) << 32 | UInt64(UInt32(bitPattern: lower))
  }

  /// The span of a node that no text stands behind, such as one a rule has made.
  public static let none = Span(lower: 0, upper: 0)

  /// The offsets as a range.
  public var range: Range<Int> { Int(lower)..<Int(max(lower, upper)) }
  /// Whether no byte is covered, as by `none`.
  public var isEmpty: Bool { upper <= lower }

  /// Whether both cover the same bytes, which equality does not ask.
  @inline(__always)
  func isSamePlace(as other: Span) -> Bool { bounds == other.bounds }

  /// The smallest span that covers both; `none` gives way to the other.
  public func union(_ other: Span) -> Span {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Span(min(lower, other.lower), max(upper, other.upper))
  }
}

extension Span: Hashable {
  /// Always true: places do not take part in equality.
  public static func == (_: Span, _: Span) -> Bool { true }
  /// Hashes nothing, as all spans are equal.
  public func hash(into _: inout Hasher) {}
}
