public import VitrineSQL

/// A shard's name: `-`, `0`, `-80`, `40-80`.
///
/// A name of the form `start-end` says the shard's key range; any other name (`0` by habit) is that of
/// the one shard of an unsharded keyspace, which holds all.
public struct ShardName: Sendable, Hashable {
  /// The name as written.
  public let text: String
  /// The ids the shard holds.
  public let range: KeyRange

  /// Reads a name.
  ///
  /// - Throws: `noSuchShard` when it looks like a key range and is none.
  public init(_ text: String) throws(SQLError) {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { Self.isPlain($0) }
    guard let range = isPlain ? KeyRange.whole : KeyRange(text) else {
      throw SQLError(
        .noSuchShard,
        "'\(text)' is not the name of a shard",
        hint: "a shard is named by its key range, such as -80, 40-80 or -"
      )
    }
    self.text = text
    self.range = range
  }

  /// The name of the shard that holds a key range.
  public init(_ range: KeyRange) {
    text = range.description
    self.range = range
  }

  private static func isPlain(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension ShardName: CustomStringConvertible {
  /// The name as written.
  public var description: String { text }
}

/// One shard of a keyspace.
public struct Shard: Sendable, Hashable {
  /// Its name, from which its key range follows.
  public let name: ShardName

  /// A shard with a name.
  public init(_ name: ShardName) {
    self.name = name
  }

  /// The ids it holds.
  public var range: KeyRange { name.range }
}

extension Shard: CustomStringConvertible {
  /// The name.
  public var description: String { name.text }
}
