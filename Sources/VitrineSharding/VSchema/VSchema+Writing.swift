package import VitrineSQL

extension VSchema {
  /// The JSON of it, which reads back to the same VSchema here and in Vitess.
  public var json: String { document.pretty }

  package var document: JSON {
    var members: [JSON.Member] = []
    members.append(
      JSON.Member("keyspaces", JSONFields.map(keyspaces.mapValues(\.document)))
    )
    return .object(members + routing.fields)
  }
}

extension RoutingRules {
  /// The JSON of them, each kind by its name in `SrvVSchema`; reads back to the same rules.
  package var json: String { JSON.object(fields).pretty }

  var fields: [JSON.Member] {
    var fields = JSONFields()
    fields.add(
      rules: "routing_rules",
      tables.map { ["from_table": .string($0.from), "to_tables": .strings($0.to)] }
    )
    fields.add(
      rules: "shard_routing_rules",
      shards.map {
        [
          "from_keyspace": .string($0.from), "to_keyspace": .string($0.to),
          "shard": .string($0.shard),
        ]
      }
    )
    fields.add(
      rules: "keyspace_routing_rules",
      keyspaces.map { ["from_keyspace": .string($0.from), "to_keyspace": .string($0.to)] }
    )
    fields.add(
      rules: "mirror_rules",
      mirrors.map {
        [
          "from_table": .string($0.from), "to_table": .string($0.to),
          "percent": .number(JSONFields.number($0.percent)),
        ]
      }
    )
    return fields.members
  }
}

extension KeyspaceVSchema {
  /// The JSON of it, as a VSchema file of Vitess's holds it; reads back to the same VSchema.
  public var json: String { document.pretty }

  package var document: JSON {
    var fields = JSONFields()
    fields.add("sharded", isSharded)
    fields.add("require_explicit_routing", requiresExplicitRouting)
    if foreignKeyMode != .unspecified { fields.add("foreign_key_mode", foreignKeyMode.rawValue) }
    if let multiTenant {
      var tenant = JSONFields()
      tenant.add("tenant_id_column_name", multiTenant.column)
      tenant.add("tenant_id_column_type", multiTenant.type)
      fields.add("multi_tenant_spec", .object(tenant.members))
    }
    fields.add("vindexes", vindexes.mapValues(\.document))
    fields.add("tables", tables.mapValues(\.document))
    return .object(fields.members)
  }
}

extension VindexDefinition {
  var document: JSON {
    var fields = JSONFields()
    fields.add("type", type)
    fields.add("params", parameters.mapValues { JSON.string($0) })
    fields.add("owner", owner)
    return .object(fields.members)
  }
}

extension TableVSchema {
  var document: JSON {
    var fields = JSONFields()
    fields.add("type", type)
    fields.add("source", source)
    fields.add("pinned", pinned)
    fields.add("column_vindexes", columnVindexes.map(\.document))
    if let autoIncrement {
      var generator = JSONFields()
      generator.add("column", autoIncrement.column)
      generator.add("sequence", autoIncrement.sequence)
      fields.add("auto_increment", .object(generator.members))
    }
    fields.add("columns", columns.map(\.document))
    fields.add("column_list_authoritative", isColumnListAuthoritative)
    fields.add("implied", isImplied)
    return .object(fields.members)
  }
}

extension TableVSchema.ColumnVindex {
  var document: JSON {
    var fields = JSONFields()
    fields.add("column", column)
    fields.add("columns", columns.map { JSON.string($0) })
    fields.add("name", vindex)
    return .object(fields.members)
  }
}

extension TableVSchema.Column {
  var document: JSON {
    var fields = JSONFields()
    fields.add("name", name)
    fields.add("type", type)
    fields.add("invisible", isInvisible)
    fields.add("default", defaultExpression)
    fields.add("collation_name", collation)
    fields.add("size", size)
    fields.add("scale", scale)
    if let isNullable { fields.add("nullable", .boolean(isNullable)) }
    fields.add("values", values.map { JSON.string($0) })
    return .object(fields.members)
  }
}

/// The members of an object in the making; as in protojson, what has its zero value is left out.
private struct JSONFields {
  var members: [JSON.Member] = []

  mutating func add(_ name: String, _ value: JSON) { members.append(JSON.Member(name, value)) }

  mutating func add(_ name: String, _ text: String) {
    if !text.isEmpty { add(name, .string(text)) }
  }

  mutating func add(_ name: String, _ flag: Bool) {
    if flag { add(name, .boolean(true)) }
  }

  mutating func add(_ name: String, _ number: Int) {
    if number != 0 { add(name, .integer(number)) }
  }

  mutating func add(_ name: String, _ elements: [JSON]) {
    if !elements.isEmpty { add(name, .array(elements)) }
  }

  mutating func add(_ name: String, _ entries: [String: JSON]) {
    if !entries.isEmpty { add(name, Self.map(entries)) }
  }

  mutating func add(rules name: String, _ rules: [JSON]) {
    if !rules.isEmpty { add(name, ["rules": .array(rules)]) }
  }

  static func map(_ entries: [String: JSON]) -> JSON {
    .object(entries.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) })
  }

  static func number(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? "\(value)"
  }
}
