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
    ["keyspaces", "routing_rules", "routingRules"].contains { document[$0] != nil }
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

  /// The rules for tables as they stand alone, `{"rules": […]}`.
  package init(tableRules document: JSON) throws(SQLError) {
    try self.init(
      MessageReader(.object([JSON.Member("routing_rules", document)]), path: "")
    )
  }

  private static func rules(
    _ reader: MessageReader,
    _ name: String
  ) throws(SQLError)
    -> [MessageReader]
  {
    try reader.message(name)?.messages("rules") ?? []
  }
}
