package import VitrineSQL

extension KeyspaceVSchema {
  /// Applies an ALTER VSCHEMA, in Vitess's terms and with its refusals.
  ///
  /// What it says of tables that hold rows may place them elsewhere; the engine asks
  /// `Catalog.placementChanges` before it takes the result in.
  ///
  /// - Throws: `invalidVSchema` when what is to be dropped is missing or in use, what is to be added is
  ///   there, or the kind of keyspace does not have such things.
  package mutating func apply(_ action: AlterVSchemaAction, keyspace: String) throws(SQLError) {
    let before = tables
    try change(action, keyspace)
    for (name, table) in tables where table.isImplied && before[name] != table {
      tables[name]?.isImplied = false
    }
  }

  private mutating func change(
    _ action: AlterVSchemaAction,
    _ keyspace: String
  ) throws(SQLError) {
    switch action {
    case .createVindex(let name, let specification):
      try createVindex(name.name, specification, keyspace)
    case .dropVindex(let name): try dropVindex(name.name, keyspace)
    case .addTable(let name): try addTable(name.name, type: "", keyspace)
    case .addSequence(let name): try addTable(name.name, type: "sequence", keyspace)
    case .dropTable(let name), .dropSequence(let name): try dropTable(name.name, keyspace)
    case .addColumnVindex(let specification): try addColumnVindex(specification, keyspace)
    case .dropColumnVindex(let table, let vindex):
      try dropColumnVindex(vindex, of: table.name, keyspace)
    case .addAutoIncrement(let table, let column, let sequence):
      try addAutoIncrement(table.name, column, sequence, keyspace)
    case .dropAutoIncrement(let table): try dropAutoIncrement(table.name, keyspace)
    }
  }

  // MARK: Vindexes

  private mutating func createVindex(
    _ name: Identifier,
    _ specification: VindexSpecification,
    _ keyspace: String
  ) throws(SQLError) {
    guard vindexes[name.text] == nil else {
      throw Self.refusal("vindex \(name.text) already exists in keyspace \(keyspace)", name)
    }
    becomeSharded()
    vindexes[name.text] = VindexDefinition(specification)
  }

  /// A keyspace with its first vindex is a sharded one, as in Vitess.
  private mutating func becomeSharded() {
    if vindexes.isEmpty, tables.isEmpty { isSharded = true }
  }

  private mutating func dropVindex(_ name: Identifier, _ keyspace: String) throws(SQLError) {
    guard vindexes[name.text] != nil else {
      throw Self.refusal(
        "vindex \(name.text) does not exists in keyspace \(keyspace)",
        name,
        among: vindexes.keys
      )
    }
    let users = tables.filter { $0.value.columnVindexes.contains { $0.vindex == name.text } }
    if let user = users.keys.min() {
      throw Self.refusal(
        "can not drop vindex cause \(name.text) still defined on table \(user)",
        name
      )
    }
    vindexes[name.text] = nil
  }

  private mutating func addColumnVindex(
    _ specification: ColumnVindexSpecification,
    _ keyspace: String
  ) throws(SQLError) {
    let name = specification.vindex
    let table = specification.table.name.text
    if let made = specification.specification.map({ VindexDefinition($0) }) {
      if let old = vindexes[name.text], old != made {
        throw Self.refusal("vindex \(name.text) already exists and is defined otherwise", name)
      }
      becomeSharded()
      vindexes[name.text] = made
    } else if vindexes[name.text] == nil {
      throw Self.refusal(
        "vindex \(name.text) does not exist in keyspace \(keyspace)",
        name,
        among: vindexes.keys
      )
    }
    let uses = tables[table]?.columnVindexes ?? []
    guard !uses.contains(where: { $0.vindex == name.text }) else {
      throw Self.refusal("vindex \(name.text) already defined on table \(table)", name)
    }
    tables[table, default: TableVSchema()].columnVindexes.append(
      TableVSchema.ColumnVindex(name.text, columns: specification.columns.map(\.text))
    )
  }

  private mutating func dropColumnVindex(
    _ vindex: Identifier,
    of table: Identifier,
    _ keyspace: String
  ) throws(SQLError) {
    guard let uses = tables[table.text]?.columnVindexes else {
      throw Self.refusal(
        "table \(keyspace).\(table.text) not defined in vschema",
        table,
        among: tables.keys
      )
    }
    guard uses.contains(where: { $0.vindex == vindex.text }) else {
      throw Self.refusal(
        "vindex \(vindex.text) not defined in table \(keyspace).\(table.text)",
        vindex,
        among: uses.map(\.vindex)
      )
    }
    let rest = uses.filter { $0.vindex != vindex.text }
    tables[table.text]?.columnVindexes = rest
    if rest.isEmpty { tables[table.text] = nil }
  }

  // MARK: Tables

  private mutating func addTable(
    _ name: Identifier,
    type: String,
    _ keyspace: String
  )
    throws(SQLError)
  {
    let word = type.isEmpty ? "table" : type
    guard !isSharded else {
      throw Self.refusal("add vschema \(word): unsupported on sharded keyspace \(keyspace)", name)
    }
    guard tables[name.text] == nil else {
      throw Self.refusal(
        "vschema already contains \(word) \(name.text) in keyspace \(keyspace)",
        name
      )
    }
    tables[name.text] = TableVSchema()
    tables[name.text]?.type = type
  }

  private mutating func dropTable(_ name: Identifier, _ keyspace: String) throws(SQLError) {
    try requireTable(name, keyspace)
    tables[name.text] = nil
  }

  private mutating func addAutoIncrement(
    _ table: Identifier,
    _ column: Identifier,
    _ sequence: TableName,
    _ keyspace: String
  ) throws(SQLError) {
    try requireTable(table, keyspace)
    guard tables[table.text]?.autoIncrement == nil else {
      throw Self.refusal(
        "vschema already contains auto inc on table \(table.text) in keyspace \(keyspace)",
        table
      )
    }
    let prefix = sequence.qualifier.map { "\($0.text)." } ?? ""
    tables[table.text]?.autoIncrement = TableVSchema.AutoIncrement(
      column: column.text,
      sequence: prefix + sequence.name.text
    )
  }

  private mutating func dropAutoIncrement(_ table: Identifier, _ keyspace: String) throws(SQLError)
  {
    try requireTable(table, keyspace)
    guard tables[table.text]?.autoIncrement != nil else {
      throw Self.refusal(
        "vschema does not contain auto increment on table \(table.text) in keyspace \(keyspace)",
        table
      )
    }
    tables[table.text]?.autoIncrement = nil
  }

  private func requireTable(_ name: Identifier, _ keyspace: String) throws(SQLError) {
    guard tables[name.text] == nil else { return }
    throw Self.refusal(
      "vschema does not contain table \(name.text) in keyspace \(keyspace)",
      name,
      among: tables.keys
    )
  }

  private static func refusal(
    _ message: String,
    _ name: Identifier,
    among names: some Sequence<String> = []
  ) -> SQLError {
    SQLError(
      .invalidVSchema,
      message,
      at: name.span,
      hint: Catalog.hint(name.text, among: names)
    )
  }
}

extension VindexDefinition {
  /// The vindex a statement specifies; the parameter `owner` is none of the vindex's own.
  init(_ specification: VindexSpecification) {
    self.init(specification.type.text)
    for parameter in specification.parameters {
      if parameter.name.folded == "owner" {
        owner = parameter.value
      } else {
        parameters[parameter.name.text] = parameter.value
      }
    }
  }
}
