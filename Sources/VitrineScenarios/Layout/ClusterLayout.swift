public import Vitrine
public import VitrineSQL

/// What a cluster is made of: its keyspaces with their shards, VSchemas and tables, and the rules
/// between them.
///
///     var layout = ClusterLayout()
///     layout.keyspaces = [.init("shop", shards: 4, vschema: json, schema: "CREATE TABLE …;")]
///     let cluster = try layout.makeCluster(at: nil)
public struct ClusterLayout: Sendable, Hashable {
  /// A keyspace to create.
  public struct Keyspace: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// How many shards it has; nil for the cluster's own number where its VSchema is sharded, else one.
    public var shards: Int?
    /// Its VSchema as Vitess writes a keyspace's; nil for none.
    public var vschema: String?
    /// Statements to run in it once all keyspaces are there.
    public var schema: String

    /// A keyspace with nothing in it, unless said otherwise.
    public init(_ name: String, shards: Int? = nil, vschema: String? = nil, schema: String = "") {
      self.name = name
      self.shards = shards
      self.vschema = vschema
      self.schema = schema
    }
  }

  /// In the order in which they are created.
  public var keyspaces: [Keyspace] = []
  /// Routing rules as JSON, in Vitess's form.
  public var routingRules: String?
  /// The keyspace of sessions that name none.
  public var defaultKeyspace: String?

  /// An empty layout.
  public init() {}
}

extension ClusterLayout {
  /// A new cluster of this layout, its schemas run; a temporary one without a directory.
  ///
  /// - Throws: what the cluster or the first failing statement throws; a temporary cluster is gone
  ///   then, one in a directory stays as far as it got.
  public func makeCluster(
    at directory: String?,
    configuration: ClusterConfiguration = ClusterConfiguration()
  ) throws(SQLError) -> Cluster {
    let cluster = try Cluster.create(at: directory, configuration: configuration)
    do throws(SQLError) {
      try fill(cluster)
    } catch {
      try? cluster.close()
      throw error
    }
    return cluster
  }

  /// Creates the keyspaces in a cluster and runs their schemas.
  public func fill(_ cluster: Cluster) throws(SQLError) {
    for keyspace in keyspaces {
      try cluster.createKeyspace(
        keyspace.name,
        shards: keyspace.shardCount(standard: cluster.configuration.shardCount),
        vschemaJSON: keyspace.vschema
      )
    }
    if let routingRules { try cluster.setRoutingRules(routingRules) }
    for keyspace in keyspaces where !keyspace.schema.isEmpty {
      let session = try cluster.session(target: keyspace.name)
      try Script.run(keyspace.schema, in: session)
    }
  }
}

extension ClusterLayout.Keyspace {
  /// Its own number of shards, else the standard one where it is sharded.
  ///
  /// A keyspace whose VSchema is unsharded has one shard, whatever number stands beside it: layouts
  /// often say one number for all their keyspaces.
  func shardCount(standard: Int) -> Int {
    guard let vschema else { return shards ?? 1 }
    let isSharded = (try? JSON(parsing: vschema))?["sharded"]?.boolean ?? false
    return isSharded ? shards ?? standard : 1
  }
}
