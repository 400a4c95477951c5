import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What USE has named: a keyspace, and perhaps shards of it and a type of tablet.
///
///     commerce          commerce:-80        commerce/-80@primary      commerce[80-]
struct SessionTarget: Sendable, Hashable {
  var keyspace: String?
  /// Whether nobody has chosen the keyspace: tables that it lacks are looked for in the others too, as Vitess does
  /// where no keyspace is selected.
  var isAssumed = false
  var destination: ShardDestination?
  /// Replicas are named for the sake of routing rules; they are the shards themselves, read only.
  var tabletType = "primary"

  /// Neither.
  init() {}

  /// Reads a target, which must exist; where it names no keyspace, that of another target stays.
  init(_ text: String, in catalog: Catalog, after former: SessionTarget) throws(SQLError) {
    if Planner.isSystemSchema(text.lowercased()) {
      keyspace = text.lowercased()
      return
    }
    let target = try ShardTarget(text)
    tabletType = target.tabletType ?? "primary"
    guard target.keyspace ?? former.keyspace != nil else {
      guard target.destination == nil else {
        throw SQLError(
          .noDatabase,
          "No database selected",
          hint: "name a keyspace before the shard"
        )
      }
      return
    }
    let found = try catalog.resolve(target, default: former.keyspace)
    destination = found.destination
    // A keyspace that routing rules lead elsewhere keeps its name, by which other rules may go.
    let isRouted = destination == nil && target.keyspace != nil
    keyspace = isRouted ? target.keyspace : found.keyspace.name
  }

  /// Whether statements may only read.
  var isReadOnly: Bool { tabletType != "primary" }

  /// The target as `SHOW VITESS_TARGET` tells it.
  var text: String {
    let home = keyspace ?? ""
    let shards =
      switch destination {
      case .shard(let name): ":\(name)"
      case .keyspaceID(let id): "[\(id)]"
      case .keyRange(let range): "[\(range)]"
      case .allShards, .anyShard, nil: ""
      }
    return "\(home)\(shards)@\(tabletType)"
  }
}
