import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What USE names: a keyspace, and perhaps shards of it.
///
///     commerce          commerce:-80        commerce/-80@primary      commerce[80-]
struct SessionTarget: Sendable, Hashable {
  var keyspace: String?
  var destination: ShardDestination?

  /// Neither.
  init() {}

  /// Reads a target, which must exist.
  init(_ text: String, in snapshot: ClusterSnapshot) throws(SQLError) {
    var rest = text[...]
    if let tablet = rest.lastIndex(of: "@") {
      let type = rest[rest.index(after: tablet)...].lowercased()
      guard ["primary", "master", "replica", "rdonly"].contains(type) else {
        throw SQLError(.unknownDatabase, "the target '\(text)' names no type of tablet that exists")
      }
      rest = rest[..<tablet]
    }
    if rest.hasSuffix("]"), let bracket = rest.firstIndex(of: "[") {
      destination = try Self.keyspaceIDs(rest[rest.index(after: bracket)...].dropLast())
      rest = rest[..<bracket]
    } else if let separator = rest.firstIndex(where: { $0 == ":" || $0 == "/" }) {
      destination = .shard(String(rest[rest.index(after: separator)...]))
      rest = rest[..<separator]
    }
    keyspace = rest.isEmpty ? nil : String(rest)
    try check(in: snapshot)
  }

  private func check(in snapshot: ClusterSnapshot) throws(SQLError) {
    guard let keyspace else { return }
    let known = try snapshot.catalog.keyspace(named: keyspace)
    if case .shard(let name)? = destination {
      _ = try snapshot.shards(of: known.name).position(ofShard: name)
    }
  }

  private static func keyspaceIDs(_ text: Substring) throws(SQLError) -> ShardDestination {
    if text.contains("-"), let range = KeyRange(text) { return .keyRange(range) }
    if let id = KeyspaceID(hexadecimal: text) { return .keyspaceID(id) }
    throw SQLError(.noSuchShard, "'\(text)' is neither a keyspace id nor a range of them")
  }
}
