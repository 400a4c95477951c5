import Vitrine
import VitrineSharding

extension Cluster {
  /// A cluster in memory for random statements: the keyspace `main` of so many shards, not sharded for 0,
  /// and `config`, which never is.
  static func generated(
    shards: Int,
    vschema: String,
    configuration: ClusterConfiguration = ClusterConfiguration()
  ) throws -> Cluster {
    let cluster = try Cluster.create(at: nil, configuration: configuration)
    try cluster.createKeyspace(
      "main",
      shards: max(shards, 1),
      vschemaJSON: shards == 0 ? nil : vschema
    )
    try cluster.createKeyspace("config", shards: 1, vschemaJSON: nil)
    return cluster
  }
}
