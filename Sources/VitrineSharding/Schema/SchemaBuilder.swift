package import VitrineSQL

/// Applies DDL to a keyspace's definitions, without touching a shard.
///
/// A statement is applied whole or not at all: when it throws, nothing of it is in `keyspace`. What the
/// engine must then do to the shards is in `changes`, what the user should read in `notes`.
///
///     var builder = SchemaBuilder(keyspace: catalog.keyspaces["ks"], checksForeignKeys: true)
///     try builder.apply(Parser.parse("CREATE TABLE t (id INT PRIMARY KEY)"))
///     builder.changes        // [.created(…)]
package struct SchemaBuilder {
  package internal(set) var keyspace: Keyspace
  /// The names of the tables that may be others, or there no more, or new.
  package private(set) var touched: Set<String> = []
  /// The foreign keys that referred to each table before; nil where they are not known.
  package var references: [TableAddress: [ReferringKey]]?
  /// What the statements applied so far did, in order.
  package private(set) var changes: [SchemaChange] = []
  /// What the user should be told, such as a placement Vitrine chose.
  package private(set) var notes: [String] = []
  /// Whether foreign keys must find what they refer to, MySQL's `foreign_key_checks`.
  package var checksForeignKeys: Bool
  /// Whether what does not fit is an error, or made to fit.
  package var isStrict = true
  /// Whether a storage engine that is not known is an error, NO_ENGINE_SUBSTITUTION, or InnoDB instead.
  package var refusesOtherEngines = true

  /// Makes of a literal default what its column stores; nil for one that it does not hold.
  package typealias FitsDefault = (Expression, ColumnDefinition) throws(SQLError) -> Expression?
  /// How literal defaults are made to fit; nil where they do already.
  package var fitsDefault: FitsDefault?
  /// The keyspace in which the table of LIKE stands, where it is another than this one.
  package typealias FindsKeyspace = (TableName) throws(SQLError) -> Keyspace?
  package var otherKeyspace: FindsKeyspace?

  package init(keyspace: Keyspace, checksForeignKeys: Bool = true) {
    self.keyspace = keyspace
    self.checksForeignKeys = checksForeignKeys
  }

  /// Whether a statement is one that `apply` knows.
  package static func applies(to statement: Statement) -> Bool {
    switch statement {
    case .createTable, .alterTable, .dropTable, .renameTable, .createIndex, .dropIndex, .dropView:
      true
    default: false
    }
  }

  /// Applies one statement.
  ///
  /// CREATE VIEW and CREATE TABLE … AS SELECT need the columns of a query, which only the analyzer
  /// knows: see `create(view:columns:)` and `create(table:queryColumns:)`.
  ///
  /// - Throws: MySQL's error for what the definitions do not allow; the keyspace is then unchanged.
  package mutating func apply(_ statement: Statement) throws(SQLError) {
    var copy = self
    switch statement {
    case .createTable(let statement): try copy.create(table: statement)
    case .alterTable(let statement): try copy.alter(statement.name, statement.actions)
    case .dropTable(let statement): try copy.drop(statement)
    case .renameTable(let statement):
      for rename in statement.renames { try copy.rename(rename.from, to: rename.to) }
    case .createIndex(let statement):
      try copy.alter(statement.table, [.addIndex(statement.index)])
    case .dropIndex(let statement): try copy.alter(statement.table, [.dropIndex(statement.name)])
    case .dropView(let statement): try copy.drop(statement)
    default: throw SQLError(.internal, "not a statement about a schema")
    }
    self = copy
  }

  // MARK: Creating

  /// Creates a table; `queryColumns` are those of `AS SELECT`, which follow the ones written, and `like`
  /// is the table of LIKE where it is a TEMPORARY one.
  package mutating func create(
    table statement: CreateTable,
    queryColumns: [ColumnDefinition] = [],
    like source: TableDefinition? = nil
  ) throws(SQLError) {
    let name = statement.name.name.text
    guard try isFree(statement.name, ifNotExists: statement.isIfNotExists) else { return }
    var table = TableDefinition(name: name, columns: [])
    table.options.collation = keyspace.collation
    if let like = statement.like {
      if let source { table = source } else { table = try self.source(like) }
      table.name = name
      table.numberChecks()
      table.foreignKeys = []
      table.options.autoIncrementStart = nil
    } else {
      let selected = queryColumns.filter { column in
        !statement.columns.contains { $0.name.matches(column.name) }
      }
      var builder = builder(of: table)
      try builder.build(statement, selected: selected)
      notes += builder.notes
      table = builder.table
      table.moveToEnd(columns: queryColumns.map(\.name))
    }
    try place(table)
    changes.append(.created(table))
  }

  private func source(_ like: TableName) throws(SQLError) -> TableDefinition {
    guard let other = try otherKeyspace?(like) else { return try existing(like) }
    return try SchemaBuilder(keyspace: other).existing(like)
  }

  /// Creates or replaces a view, whose columns the analyzer found.
  package mutating func create(
    view statement: CreateView,
    columns: [ColumnDefinition],
    connection: ConnectionSettings
  ) throws(SQLError) {
    let name = statement.name.name.text
    if let old = keyspace.tables[name] {
      guard old.view != nil || !statement.isOrReplace else {
        throw SQLError(
          .wrongObject,
          "'\(keyspace.name).\(name)' is not VIEW",
          at: statement.name.span
        )
      }
      guard statement.isOrReplace else {
        throw SQLError(
          .tableExists,
          "Table '\(name)' already exists",
          at: statement.name.span
        )
      }
      changes.append(.dropped(name))
    }
    guard statement.columns.isEmpty || statement.columns.count == columns.count else {
      throw SQLError(
        .viewColumnCount,
        "In definition of view, derived table or common table expression, SELECT list and column "
          + "names list have different column counts",
        at: statement.name.span
      )
    }
    var view = TableDefinition(view: statement, columns: columns)
    view.viewOptions.connection = connection
    put(view, at: name)
    changes.append(.created(view))
  }

  private mutating func isFree(_ name: TableName, ifNotExists: Bool) throws(SQLError) -> Bool {
    guard name.name.text.count <= 64 else {
      throw SQLError(.tooLong, "Identifier name '\(name.name.text)' is too long", at: name.span)
    }
    guard !name.name.text.hasSuffix(" ") else {
      throw SQLError(.wrongTableName, "Incorrect table name '\(name.name.text)'", at: name.span)
    }
    guard keyspace.tables[name.name.text] != nil else {
      try checkCase(of: name)
      return true
    }
    guard ifNotExists else {
      throw SQLError(.tableExists, "Table '\(name.name.text)' already exists", at: name.span)
    }
    notes.append("Table '\(name.name.text)' already exists")
    return false
  }

  /// MySQL on Linux tells `T` from `t`, SQLite does not.
  private func checkCase(of name: TableName) throws(SQLError) {
    let other = keyspace.tables.keys.first { other in
      other.utf8.count == name.name.text.utf8.count && other.foldedName == name.name.folded
        && keyspace.tables[other]?.view == nil
    }
    guard let other else { return }
    throw SQLError(
      .unsupported,
      "a table '\(name.name.text)' beside '\(other)', whose name differs in upper and lower case alone",
      at: name.span
    )
  }

  /// Takes a new or changed table in, if the VSchema can place its rows.
  private mutating func place(_ table: TableDefinition) throws(SQLError) {
    let isNew = keyspace.tables[table.name] == nil
    let binding = keyspace.tableBinding(of: table)
    if let failure = binding.failure { throw failure }
    if isNew, let note = binding.note { notes.append(note) }
    put(table, at: table.name)
    keyspace.isPlanOnly = false
  }

  // MARK: Altering

  private mutating func alter(_ name: TableName, _ actions: [AlterTableAction]) throws(SQLError) {
    let before = try existing(name)
    var alterer = TableAlterer(builder(of: before))
    try alterer.apply(actions)
    notes += alterer.builder.notes
    let alteration = alterer.alteration
    try alteration.checkIndexesOfForeignKeys()
    if checksForeignKeys { try alteration.checkColumnsOfForeignKeys() }
    try keepPlacement(alteration)
    try place(alteration.after)
    try keepReferences(alteration)
    changes.append(.altered(alteration))
    guard let newName = alterer.newName else { return }
    let isMoved = (newName.qualifier?.text ?? keyspace.name) != keyspace.name
    if isMoved || newName.name.text != name.name.text { try rename(name, to: newName) }
  }

  /// Rows stay where they are: the vindex columns must stay what they were, under whatever name.
  private mutating func keepPlacement(_ alteration: TableAlteration) throws(SQLError) {
    let name = alteration.before.name
    let old = keyspace.tableBinding(of: alteration.before).placement.columnVindexes
    guard !old.isEmpty else { return }
    try alteration.checkPlacement(old)
    let renames = Dictionary(
      alteration.sources.map { ($0.value, $0.key) },
      uniquingKeysWith: { first, _ in first }
    )
    if let told = keyspace.vschema.tables[name] {
      let renamed = told.renaming(columns: renames)
      if renamed != told { keyspace.setVSchema(renamed, of: name) }
    } else if let (told, vindex, type) = keyspace.implicitVSchema(of: alteration.before) {
      var kept = told.renaming(columns: renames)
      let after = keyspace.implicitVSchema(of: alteration.after)?.table
      guard kept != after else { return }
      kept.isImplied = true
      keyspace.addVindex(vindex, type: type)
      keyspace.setVSchema(kept, of: name)
    }
  }

  /// Puts a table in place of another, or of none; nil takes it away.
  mutating func put(_ table: TableDefinition?, at name: String) {
    keyspace.tables[name] = table
    touched.insert(name)
  }

  // MARK: Finding

  func existing(_ name: TableName) throws(SQLError) -> TableDefinition {
    if let table = keyspace.tables[name.name.text] {
      guard table.view == nil else {
        throw SQLError(
          .wrongObject,
          "'\(keyspace.name).\(table.name)' is not BASE TABLE",
          at: name.span
        )
      }
      return table
    }
    throw SQLError(
      .unknownTable,
      "Table '\(keyspace.name).\(name.name.text)' doesn't exist",
      at: name.span,
      hint: Catalog.hint(name.name.text, among: keyspace.tables.keys)
    )
  }

  private func builder(of table: TableDefinition) -> TableBuilder {
    var builder = TableBuilder(
      table: table,
      keyspace: keyspace.name,
      siblings: keyspace.tables,
      checksForeignKeys: checksForeignKeys,
      fitsDefault: fitsDefault
    )
    builder.isStrict = isStrict
    builder.refusesOtherEngines = refusesOtherEngines
    builder.databaseCollation = keyspace.collation
    return builder
  }
}

extension SchemaBuilder {
  // MARK: Dropping and renaming

  private mutating func drop(_ statement: DropTable) throws(SQLError) {
    let names = statement.tables
    let missing = names.filter { keyspace.tables[$0.name.text].map { $0.view != nil } ?? true }
    try reportMissing(missing, isIfExists: statement.isIfExists)
    let doomed = Set(names.map(\.name.text)).subtracting(missing.map(\.name.text))
    try checkUnreferenced(doomed, names)
    for name in names where doomed.contains(name.name.text) { remove(name.name.text) }
  }

  private mutating func drop(_ statement: DropView) throws(SQLError) {
    for name in statement.views {
      guard let table = keyspace.tables[name.name.text], table.view == nil else { continue }
      throw SQLError(.wrongObject, "'\(keyspace.name).\(table.name)' is not VIEW", at: name.span)
    }
    let missing = statement.views.filter { keyspace.tables[$0.name.text] == nil }
    try reportMissing(missing, isIfExists: statement.isIfExists)
    for name in statement.views { remove(name.name.text) }
  }

  private mutating func remove(_ name: String) {
    guard keyspace.tables[name] != nil else { return }
    put(nil, at: name)
    keyspace.moveTriggers(of: name, to: nil)
    if let told = keyspace.vschema.tables[name], told.isOnlyPinned || told.isImplied {
      keyspace.setVSchema(nil, of: name)
    }
    changes.append(.dropped(name))
  }

  private mutating func reportMissing(_ missing: [TableName], isIfExists: Bool) throws(SQLError) {
    guard let first = missing.first else { return }
    let names = missing.map { "\(keyspace.name).\($0.name.text)" }.joined(separator: ",")
    guard isIfExists else {
      throw SQLError(
        .badTable,
        "Unknown table '\(names)'",
        at: first.span,
        hint: Catalog.hint(first.name.text, among: keyspace.tables.keys)
      )
    }
    notes += missing.map { "Unknown table '\(keyspace.name).\($0.name.text)'" }
  }

  private func checkUnreferenced(_ doomed: Set<String>, _ names: [TableName]) throws(SQLError) {
    guard checksForeignKeys else { return }
    func refers(_ key: ForeignKeyConstraint) -> Bool {
      key.referencedTable.keyspace == keyspace.name && doomed.contains(key.referencedTable.table)
    }
    let referring = Set(
      doomed.flatMap { children(of: TableAddress(keyspace: keyspace.name, table: $0)) }
    )
    for child in referring.sorted(by: { $0.name < $1.name }) where !doomed.contains(child.name) {
      for key in child.foreignKeys where refers(key) {
        throw key.refusal(toDropFor: child.name).located(
          at: names.first { $0.name.text == key.referencedTable.table }?.span ?? .none
        )
      }
    }
    for name in names where doomed.contains(name.name.text) {
      let address = TableAddress(keyspace: keyspace.name, table: name.name.text)
      guard let other = references(fromElsewhereTo: address).first else { continue }
      throw other.key.refusal(toDropFor: other.child.table).located(at: name.span)
    }
  }

  /// Gives a table another name; what the VSchema says of it goes along, and so do foreign keys.
  private mutating func rename(_ old: TableName, to new: TableName) throws(SQLError) {
    let (from, to) = (old.name.text, new.name.text)
    guard var table = keyspace.tables[from] else { throw missing(old) }
    guard (new.qualifier?.text ?? keyspace.name) == keyspace.name else {
      throw SQLError(
        .unsupported,
        "a table cannot be renamed into another keyspace",
        at: new.span
      )
    }
    guard try isFree(new, ifNotExists: false) else { return }
    guard table.view == nil else {
      remove(from)
      table.name = to
      put(table, at: to)
      return changes.append(.created(table))
    }
    let address = TableAddress(keyspace: keyspace.name, table: from)
    if let other = references(fromElsewhereTo: address).first {
      throw Self.referredToFromElsewhere(other).located(at: old.span)
    }
    try keepPlacement(of: table, renamedTo: to, at: new.span)
    put(nil, at: from)
    table.name = to
    table.renameConstraints(from: from)
    put(table, at: to)
    keyspace.moveTriggers(of: from, to: to)
    for var child in children(of: address) {
      for index in child.foreignKeys.indices
      where child.foreignKeys[index].referencedTable == address {
        child.foreignKeys[index].referencedTable.table = to
      }
      put(child, at: child.name)
    }
    changes.append(.renamed(from: from, to: to))
  }

  private mutating func keepPlacement(
    of table: TableDefinition,
    renamedTo name: String,
    at span: Span
  ) throws(SQLError) {
    guard let told = keyspace.vschema.tables[table.name] else {
      guard keyspace.vschema.tables[name] == nil || !keyspace.isSharded else {
        throw Self.otherPlacement(name, span)
      }
      return
    }
    if let other = keyspace.vschema.tables[name] {
      guard other == told || !keyspace.isSharded else { throw Self.otherPlacement(name, span) }
    }
    keyspace.setVSchema(nil, of: table.name)
    keyspace.setVSchema(told, of: name)
  }

  private static func otherPlacement(_ name: String, _ span: Span) -> SQLError {
    SQLError(
      .unsupported,
      "the VSchema places the rows of '\(name)' otherwise than they lie",
      at: span,
      hint: "drop '\(name)' from the VSchema first"
    )
  }

  private func missing(_ name: TableName) -> SQLError {
    SQLError(
      .unknownTable,
      "Table '\(keyspace.name).\(name.name.text)' doesn't exist",
      at: name.span,
      hint: Catalog.hint(name.name.text, among: keyspace.tables.keys)
    )
  }
}
