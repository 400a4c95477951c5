public import VitrineSQL

extension VSchema {
  /// Reads a whole VSchema, the JSON of Vitess's `SrvVSchema`.
  ///
  /// - Throws: `invalidVSchema` when the text is not JSON or a field has the wrong type; the message
  ///   names the field.
  public init(json text: String) throws(SQLError) {
    try self.init(Self.document(text))
  }

  package init(_ document: JSON) throws(SQLError) {
    self.init()
    let reader = try MessageReader(document, path: "")
    for entry in try reader.entries("keyspaces") {
      keyspaces[entry.key] = try KeyspaceVSchema(MessageReader(entry.value, path: entry.path))
    }
    routing = try RoutingRules(reader)
  }

  /// Whether a document is a whole VSchema rather than the VSchema of one keyspace.
  package static func isWhole(_ document: JSON) -> Bool {
    (["keyspaces"] + RoutingRules.fieldNames).contains { document[$0] != nil }
  }

  static func document(_ text: String) throws(SQLError) -> JSON {
    do throws(SQLError) {
      return try JSON(parsing: text)
    } catch {
      throw SQLError(.invalidVSchema, error.message, at: error.span, hint: error.hint)
    }
  }
}

extension RoutingRules {
  /// The fields of a whole VSchema that hold rules, in both spellings.
  package static let fieldNames = [
    "routing_rules", "routingRules", "shard_routing_rules", "shardRoutingRules",
    "keyspace_routing_rules", "keyspaceRoutingRules", "mirror_rules", "mirrorRules",
  ]

  /// Reads `routing_rules`, `shard_routing_rules`, `keyspace_routing_rules` and `mirror_rules` of an
  /// object.
  init(_ reader: MessageReader) throws(SQLError) {
    self.init()
    for rule in try Self.rules(reader, "routing_rules") {
      tables.append(
        TableRule(from: try rule.string("from_table"), to: try rule.strings("to_tables"))
      )
    }
    for rule in try Self.rules(reader, "shard_routing_rules") {
      shards.append(
        ShardRule(
          from: try rule.string("from_keyspace"),
          to: try rule.string("to_keyspace"),
          shard: try rule.string("shard")
        )
      )
    }
    for rule in try Self.rules(reader, "keyspace_routing_rules") {
      keyspaces.append(
        KeyspaceRule(from: try rule.string("from_keyspace"), to: try rule.string("to_keyspace"))
      )
    }
    for rule in try Self.rules(reader, "mirror_rules") {
      mirrors.append(
        MirrorRule(
          from: try rule.string("from_table"),
          to: try rule.string("to_table"),
          percent: try rule.real("percent")
        )
      )
    }
  }

  /// Reads rules: those for tables alone, `{"rules": […]}`, or an object with every kind of rule by
  /// its name in `SrvVSchema`.
  ///
  /// - Throws: `invalidVSchema` when the text is not JSON or a field has the wrong type.
  package init(json text: String) throws(SQLError) {
    var document = try VSchema.document(text)
    if document["rules"] != nil { document = .object([JSON.Member("routing_rules", document)]) }
    try self.init(MessageReader(document, path: ""))
  }

  private static func rules(
    _ reader: MessageReader,
    _ name: String
  ) throws(SQLError)
    -> [MessageReader]
  {
    guard let value = reader.value(name) else { return [] }
    guard let members = value.members, members.isEmpty || value["rules"] != nil else {
      throw SQLError(
        .invalidVSchema,
        "\(name): expected an object with a list 'rules'",
        hint: "such as {\"rules\": [{\"from_table\": \"t\", \"to_tables\": [\"ks.t\"]}]}"
      )
    }
    return try reader.message(name)?.messages("rules") ?? []
  }
}
