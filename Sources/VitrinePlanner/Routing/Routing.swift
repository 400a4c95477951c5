package import VitrineSharding

/// Which shards a route asks, and why.
package struct Routing: Sendable {
  /// Vitess's opcodes, in its order of preference.
  package enum Variant: String, Sendable, Hashable, CaseIterable {
    case unsharded = "Unsharded"
    case equalUnique = "EqualUnique"
    case equal = "Equal"
    case `in` = "IN"
    case between = "Between"
    case multiEqual = "MultiEqual"
    case subShard = "SubShard"
    case scatter = "Scatter"
    case next = "Next"
    /// `information_schema` and its kin: answered by the gateway for the whole cluster.
    case dba = "DBA"
    /// Any one shard: every shard holds the table whole.
    case reference = "Reference"
    /// No shard: the condition cannot be true.
    case none = "None"
    case byDestination = "ByDestination"
  }

  package var variant: Variant
  /// The keyspace; empty for a route that may run anywhere, such as one over `Values` alone.
  package var keyspace: String
  package var isSharded: Bool
  /// The vindex that chooses the shards, for the variants that have one.
  package var vindex: ColumnVindex?
  /// One for each of the vindex's columns used: a scalar for equality, a tuple for IN, low and high as
  /// a tuple for BETWEEN.
  package var values: [Scalar]
  /// The types of the vindex's columns, to which the values are converted before they are hashed.
  package var columnTypes: [MySQLType]
  /// The shards that a target or a pinned table names.
  package var destination: ShardDestination?
  package var reason: RoutingReason
}

extension Routing {
  package init(
    _ variant: Variant,
    keyspace: String,
    isSharded: Bool,
    vindex: ColumnVindex? = nil,
    values: [Scalar] = [],
    columnTypes: [MySQLType] = [],
    destination: ShardDestination? = nil,
    reason: RoutingReason = ""
  ) {
    self.init(
      variant: variant,
      keyspace: keyspace,
      isSharded: isSharded,
      vindex: vindex,
      values: values,
      columnTypes: columnTypes,
      destination: destination,
      reason: reason
    )
  }

  /// Whether at most one shard is asked, whatever the values turn out to be.
  package var isSingleShard: Bool {
    variant.isSingleShard(sharded: isSharded) ?? (destination?.isOneShard == true)
  }
}

extension Routing.Variant {
  /// Whether at most one shard is asked; nil where the destination decides it.
  fileprivate func isSingleShard(sharded isSharded: Bool) -> Bool? {
    switch self {
    case .unsharded, .equalUnique, .next, .dba, .reference, .none: true
    case .byDestination where isSharded: nil
    default: !isSharded
    }
  }
}

extension Operator.Route {
  /// The same, without a copy of the routing.
  var asksOneShard: Bool {
    routing.variant.isSingleShard(sharded: routing.isSharded) ?? routing.isSingleShard
  }
}

extension ShardDestination {
  /// Whether it is one shard, whatever shards there are.
  var isOneShard: Bool {
    switch self {
    case .shard, .keyspaceID, .anyShard: true
    case .keyRange, .allShards: false
    }
  }
}
