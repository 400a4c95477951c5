/// A range of bytes in the text of a statement.
///
/// Offsets count UTF-8 bytes from the start of the text; `upper` is exclusive. A span is where a
/// syntax node was read, not part of what it means, so **every span equals every other**: two syntax
/// trees are equal when they say the same, wherever they stand. Compare `range` to compare places.
public struct Span: Sendable {
  public var lower: Int32
  public var upper: Int32

  public init(lower: Int, upper: Int) {
    self.lower = Int32(clamping: lower)
    self.upper = Int32(clamping: upper)
  }

  /// The span of a node that no text stands behind, such as one a rule has made.
  public static let none = Span(lower: 0, upper: 0)

  public var range: Range<Int> { Int(lower)..<Int(max(lower, upper)) }
  public var isEmpty: Bool { upper <= lower }

  /// The smallest span that covers both; `none` gives way to the other.
  public func union(_ other: Span) -> Span {
    if isEmpty { return other }
    if other.isEmpty { return self }
    return Span(lower: Int(min(lower, other.lower)), upper: Int(max(upper, other.upper)))
  }
}

extension Span: Hashable {
  public static func == (_: Span, _: Span) -> Bool { true }
  public func hash(into _: inout Hasher) {}
}
