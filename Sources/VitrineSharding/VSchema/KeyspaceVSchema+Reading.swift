public import VitrineSQL

extension KeyspaceVSchema {
  /// Reads the VSchema of one keyspace, as a VSchema file of Vitess's holds it.
  ///
  /// Snake and camel case are both read, unknown fields passed over.
  ///
  /// - Throws: `invalidVSchema` when the text is not JSON or a field has the wrong type; the message
  ///   names the field.
  public init(json text: String) throws(SQLError) {
    try self.init(VSchema.document(text))
  }

  package init(_ document: JSON) throws(SQLError) {
    try self.init(MessageReader(document, path: ""))
  }

  init(_ reader: MessageReader) throws(SQLError) {
    self.init()
    isSharded = try reader.flag("sharded")
    requiresExplicitRouting = try reader.flag("require_explicit_routing")
    foreignKeyMode = try Self.foreignKeyMode(reader)
    if let tenant = try reader.message("multi_tenant_spec") {
      multiTenant = MultiTenant(
        column: try tenant.string("tenant_id_column_name"),
        type: try tenant.string("tenant_id_column_type")
      )
    }
    for entry in try reader.entries("vindexes") {
      vindexes[entry.key] = try VindexDefinition(MessageReader(entry.value, path: entry.path))
    }
    for entry in try reader.entries("tables") {
      tables[entry.key] = try TableVSchema(MessageReader(entry.value, path: entry.path))
    }
  }

  private static func foreignKeyMode(_ reader: MessageReader) throws(SQLError) -> ForeignKeyMode {
    guard let value = reader.value("foreign_key_mode") else { return .unspecified }
    if let number = value.integer, ForeignKeyMode.allCases.indices.contains(number) {
      return ForeignKeyMode.allCases[number]
    }
    guard let mode = value.text.flatMap(ForeignKeyMode.init(rawValue:)) else {
      throw MessageReader.failure(
        "foreign_key_mode",
        expected: "unspecified, disallow, unmanaged or managed",
        found: value
      )
    }
    return mode
  }
}

extension VindexDefinition {
  init(_ reader: MessageReader) throws(SQLError) {
    self.init(try reader.string("type"), owner: try reader.string("owner"))
    for entry in try reader.entries("params") {
      guard let text = entry.value.text else {
        throw MessageReader.failure(entry.path, expected: "a string", found: entry.value)
      }
      parameters[entry.key] = text
    }
  }
}

extension TableVSchema {
  init(_ reader: MessageReader) throws(SQLError) {
    self.init()
    type = try reader.string("type")
    source = try reader.string("source")
    pinned = try reader.string("pinned")
    isColumnListAuthoritative = try reader.flag("column_list_authoritative")
    isImplied = try reader.flag("implied")
    for vindex in try reader.messages("column_vindexes") {
      columnVindexes.append(
        ColumnVindex(
          vindex: try vindex.string("name"),
          column: try vindex.string("column"),
          columns: try vindex.strings("columns")
        )
      )
    }
    if let generator = try reader.message("auto_increment") {
      autoIncrement = AutoIncrement(
        column: try generator.string("column"),
        sequence: try generator.string("sequence")
      )
    }
    for column in try reader.messages("columns") { columns.append(try Column(column)) }
  }
}

extension TableVSchema.Column {
  init(_ reader: MessageReader) throws(SQLError) {
    self.init(try reader.string("name"))
    type = try Self.type(reader)
    isInvisible = try reader.flag("invisible")
    defaultExpression = try reader.string("default")
    collation = try reader.string("collation_name")
    size = try reader.integer("size")
    scale = try reader.integer("scale")
    isNullable = try reader.optionalFlag("nullable")
    values = try reader.strings("values")
  }

  /// The name of the type; protojson also knows the number NULL_TYPE has, which is 0.
  private static func type(_ reader: MessageReader) throws(SQLError) -> String {
    if reader.value("type")?.integer == 0 { return "NULL_TYPE" }
    return try reader.string("type")
  }
}
