/// Where in a keyspace a row lives: the bytes a vindex makes of a column's value.
///
/// Ids are byte strings, mostly of eight bytes. Those of up to eight are kept inline, so that mapping a
/// key allocates nothing. Two ids are equal when their bytes are; their *place* in the keyspace is
/// told by `precedes`, for which trailing zero bytes do not count, as in Vitess.
public struct KeyspaceID: Sendable {
  /// The first eight bytes as a big-endian number, padded with zero bytes.
  @usableFromInline let prefix: UInt64
  /// How many bytes the id has.
  public let count: Int
  /// The bytes from the ninth on; nil when there are none.
  @usableFromInline let tail: [UInt8]?

  @usableFromInline
  init(prefix: UInt64, count: Int, tail: [UInt8]?) {
    self.prefix = prefix
    self.count = count
    self.tail = tail
  }

  /// The id of eight bytes that spell a number, most significant first.
  @inlinable
  public init(bigEndian number: UInt64) {
    self.init(prefix: number, count: 8, tail: nil)
  }

  /// The id with these bytes.
  public init(_ bytes: some Collection<UInt8>) {
    var prefix: UInt64 = 0
    for byte in bytes.prefix(8) { prefix = prefix << 8 | UInt64(byte) }
    let count = bytes.count
    let missing = max(0, 8 - count)
    self.init(
      prefix: missing == 8 ? 0 : prefix << UInt64(missing * 8),
      count: count,
      tail: count > 8 ? Array(bytes.dropFirst(8)) : nil
    )
  }

  /// The id written in hexadecimal; nil when the digits are not or are an odd number.
  public init?(hexadecimal text: some StringProtocol) {
    guard let bytes = Hexadecimal.bytes(text) else { return nil }
    self.init(bytes)
  }

  /// No bytes: the start of the keyspace, and as a bound of a key range an open one.
  public static let empty = KeyspaceID(prefix: 0, count: 0, tail: nil)

  /// Whether it has no bytes.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The bytes, copied.
  public var bytes: [UInt8] {
    var result = (0..<min(count, 8)).map {
      UInt8(truncatingIfNeeded: prefix >> UInt64(56 - $0 * 8))
    }
    if let tail { result += tail }
    return result
  }

  /// The bytes in lower-case hexadecimal, as shard names and Vitess write them.
  public var hexadecimal: String { Hexadecimal.text(bytes) }

  /// The id's value where it is the eight bytes of a number.
  @inlinable public var number: UInt64? { count == 8 ? prefix : nil }

  /// Whether it lies before another in the keyspace; trailing zero bytes do not count.
  @inlinable
  public func precedes(_ other: KeyspaceID) -> Bool {
    if prefix != other.prefix { return prefix < other.prefix }
    if tail == nil && other.tail == nil { return false }
    return tailPrecedes(other)
  }

  @usableFromInline
  func tailPrecedes(_ other: KeyspaceID) -> Bool {
    let left = Self.significant(tail)
    let right = Self.significant(other.tail)
    return left.lexicographicallyPrecedes(right)
  }

  /// Whether both mark the same place in the keyspace: equal but for trailing zero bytes.
  public func coincides(with other: KeyspaceID) -> Bool {
    !precedes(other) && !other.precedes(self)
  }

  private static func significant(_ tail: [UInt8]?) -> ArraySlice<UInt8> {
    guard let tail, let last = tail.lastIndex(where: { $0 != 0 }) else { return [] }
    return tail[...last]
  }
}

extension KeyspaceID: Hashable {
  /// Whether the bytes are the same.
  public static func == (left: KeyspaceID, right: KeyspaceID) -> Bool {
    left.prefix == right.prefix && left.count == right.count && left.tail == right.tail
  }

  /// Feeds the bytes to a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(prefix)
    hasher.combine(count)
    if let tail { hasher.combine(tail) }
  }
}

extension KeyspaceID: Comparable {
  /// The order of the bytes; ids that coincide are ordered by their length.
  public static func < (left: KeyspaceID, right: KeyspaceID) -> Bool {
    if left.precedes(right) { return true }
    return !right.precedes(left) && left.count < right.count
  }
}

extension KeyspaceID: CustomStringConvertible {
  /// The hexadecimal digits.
  public var description: String { hexadecimal }
}

/// Bytes as hexadecimal digits and back.
package enum Hexadecimal {
  package static func text(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var result: [UInt8] = []
    for byte in bytes { result += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes as messages show them: what is no printable character of ASCII as `\xFF`.
  package static func printable(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in
      (0x20...0x7e).contains(byte)
        ? String(Unicode.Scalar(byte)) : "\\x" + text([byte]).uppercased()
    }
    .joined()
  }

  package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
    var result: [UInt8] = []
    var high: UInt8?
    for character in text.utf8 {
      guard let digit = digit(character) else { return nil }
      if let left = high {
        result.append(left << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return high == nil ? result : nil
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
