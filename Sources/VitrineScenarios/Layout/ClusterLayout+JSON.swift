package import VitrineSQL
import VitrineSharding

extension ClusterLayout {
  /// Reads the keyspaces of a VSchema file.
  ///
  /// The file is either Vitess's `SrvVSchema`, with `keyspaces` and routing rules, or the VSchema of
  /// one keyspace, which then goes by the name given.
  package init(vschemaText: String, keyspace name: String, shards: Int?) throws(SQLError) {
    self.init()
    let document = try JSON(parsing: vschemaText)
    guard case .object? = Optional(document) else {
      throw SQLError(.invalidVSchema, "a VSchema is a JSON object")
    }
    guard let members = document["keyspaces"]?.members else {
      keyspaces = [Keyspace(name, shards: shards, vschema: document.compact)]
      defaultKeyspace = name
      return
    }
    keyspaces = members.map { member in
      let isSharded = member.value["sharded"]?.boolean == true
      return Keyspace(
        member.key,
        shards: isSharded ? shards : 1,
        vschema: member.value.compact
      )
    }
    let rules = document.members?.filter { RoutingRules.fieldNames.contains($0.key) } ?? []
    routingRules = rules.isEmpty ? nil : JSON.object(rules).compact
    defaultKeyspace = keyspaces.count == 1 ? keyspaces.first?.name : nil
  }
}
