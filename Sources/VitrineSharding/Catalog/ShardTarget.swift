package import VitrineSQL

/// Shards named outright, by a target (`ks:-80`, `ks[a0]`, `ks[80-]`) or a pinned table.
package enum ShardDestination: Sendable, Hashable {
  case shard(String)
  case keyspaceID(KeyspaceID)
  case keyRange(KeyRange)
  case allShards
  case anyShard
}

/// What USE and the qualifier of a table may name: a keyspace, perhaps shards of it, perhaps a type of
/// tablet.
///
///     commerce      commerce:-80      commerce/-80@primary      commerce[80-]      commerce[1a2b]
package struct ShardTarget: Sendable, Hashable {
  /// Nil where only a type of tablet is named.
  package var keyspace: String?
  package var destination: ShardDestination?
  /// Lower case; nil where none is named.
  package var tabletType: String?

  /// Neither keyspace nor shard.
  package init() {}

  /// Reads a target, without looking whether there is such a thing.
  ///
  /// - Throws: `unknownDatabase` for a type of tablet that does not exist, `noSuchShard` for what is
  ///   neither a keyspace id nor a range of them.
  package init(_ text: String) throws(SQLError) {
    var rest = text[...]
    if let at = rest.lastIndex(of: "@") {
      let type = rest[rest.index(after: at)...].lowercased()
      guard ["primary", "master", "replica", "rdonly"].contains(type) else {
        throw SQLError(
          .unknownDatabase,
          "the target '\(text)' names no type of tablet that exists",
          hint: "the types are primary, replica and rdonly"
        )
      }
      tabletType = type == "master" ? "primary" : type
      rest = rest[..<at]
    }
    if rest.hasSuffix("]"), let bracket = rest.firstIndex(of: "[") {
      destination = try Self.keyspaceIDs(rest[rest.index(after: bracket)...].dropLast())
      rest = rest[..<bracket]
    } else if let separator = rest.firstIndex(where: { $0 == ":" || $0 == "/" }) {
      destination = .shard(String(rest[rest.index(after: separator)...]))
      rest = rest[..<separator]
    }
    keyspace = rest.isEmpty ? nil : String(rest)
  }

  private static func keyspaceIDs(_ text: Substring) throws(SQLError) -> ShardDestination {
    if text.contains("-"), let range = KeyRange(text) { return .keyRange(range) }
    if let id = KeyspaceID(hexadecimal: text), !id.isEmpty { return .keyspaceID(id) }
    throw SQLError(
      .noSuchShard,
      "'\(text)' is neither a keyspace id nor a range of them",
      hint: "write hexadecimal digits, as in ks[80-] or ks[1a2b]"
    )
  }

  /// - Throws: `readOnly` for a keyspace that is written with tablets that take no writes: `ks@replica`.
  package static func checkWritable(_ keyspace: String, at span: Span) throws(SQLError) {
    guard isWritten(in: keyspace), let type = try ShardTarget(keyspace).tabletType,
      type != "primary"
    else { return }
    throw readOnly(keyspace, at: span)
  }

  /// What a write through the target ends with.
  package static func readOnly(_ text: String, at span: Span? = nil) -> SQLError {
    SQLError(
      .readOnly,
      "the target \(text) is read only",
      at: span,
      hint: "write to @primary"
    )
  }

  /// Whether a name is more than that of a keyspace.
  static func isWritten(in name: String) -> Bool {
    name.utf8.contains { [UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "[")].contains($0) }
      || name.utf8.contains(UInt8(ascii: "@"))
  }
}

extension Catalog {
  /// The keyspace that a target means, after the routing rules for keyspaces and shards, and its shards.
  ///
  /// - Throws: `unknownDatabase`, or `noSuchShard` for a shard that is not there and for a range that
  ///   cuts through one.
  package func resolve(
    _ target: ShardTarget,
    default defaultKeyspace: String? = nil
  ) throws(SQLError) -> (keyspace: Keyspace, destination: ShardDestination?) {
    guard let name = target.keyspace ?? defaultKeyspace else {
      throw SQLError(.noDatabase, "No database selected")
    }
    var keyspace = try keyspace(named: name, tabletType: target.tabletType)
    switch target.destination {
    case .shard(let shard):
      if let other = rules.shards["\(keyspace.name).\(shard)"] {
        keyspace = try self.keyspace(named: other)
      }
      try keyspace.check(shard: shard)
    case .keyRange(let range): try keyspace.check(range)
    case .keyspaceID, .allShards, .anyShard, nil: break
    }
    return (keyspace, target.destination)
  }
}

extension Keyspace {
  fileprivate func check(shard name: String) throws(SQLError) {
    guard shards.index(named: name) == nil, !isPlanOnly else { return }
    throw noShard("keyspace '\(self.name)' has no shard '\(name)'")
  }

  /// A range must be made of whole shards, as in Vitess.
  fileprivate func check(_ range: KeyRange) throws(SQLError) {
    let asked = shards.indices(intersecting: range).map { shards.shards[$0] }
    guard !asked.allSatisfy({ range.contains($0.range) }) else { return }
    throw noShard("the range \(range) cuts through a shard of keyspace '\(name)'")
  }

  private func noShard(_ message: String) -> SQLError {
    let names = shards.shards.map(\.name.text).joined(separator: ", ")
    return SQLError(.noSuchShard, message, hint: "its shards are \(names)")
  }
}
