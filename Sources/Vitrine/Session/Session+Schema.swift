import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// DDL.
  ///
  /// It commits what is open first, as in MySQL.
  func changeSchema(_ statement: Statement, _ input: StatementInput) throws(SQLError) -> Result {
    guard statement.isSchemaChange else {
      throw SQLError(
        .unsupported,
        "\(statement.kindName) is not supported by an embedded engine"
      )
    }
    if !statement.isTemporary { try commit() }
    if !input.isInternal {
      add(warnings: engineSubstitutions(in: statement) + statement.deprecations)
    }
    try checkTimestamps(of: statement)
    if let result = try changeTemporaries(statement, input) { return result }
    try checkMayChange(statement)
    let statement = try computingBounds(of: statement)
    switch statement {
    case .createDatabase(let statement): return try create(statement)
    case .dropDatabase(let statement): return try drop(statement)
    case .alterDatabase(let statement): return try alter(statement)
    case .truncateTable(let statement): return try truncate(statement)
    case .createTable(let statement) where statement.query != nil:
      return try create(statement, input)
    case .createView(let view): return try create(view, text: input.text)
    case .alterView(var view):
      guard try resolve(view.name).table.view != nil else {
        throw SQLError(
          .wrongObject,
          "'\(view.name.name.text)' is not VIEW",
          at: view.name.span
        )
      }
      view.isOrReplace = true
      return try create(view, text: input.text)
    case .createRoutine(let node): return try create(node, text: input.text)
    case .createTrigger(let node): return try create(node, text: input.text)
    case .createEvent(let node): return try create(node, text: input.text)
    case .alterEvent(let node): return try alter(node, text: input.text)
    case .alterRoutine(let node): return try alter(node)
    case .dropRoutine(let drop):
      if try self.drop(drop) { return Result() }
      try checkMayMiss(drop)
      if drop.kind == .event {
        warn("Event \(drop.name.name.text) does not exist", code: 1305)
      } else {
        warn(missing(drop).message, code: missing(drop).code.number)
      }
      return Result()
    default: return try changeTables(statement)
    }
  }

  /// That InnoDB takes the place of an engine which is not known, where the sql_mode allows it.
  private func engineSubstitutions(in statement: Statement) -> [Warning] {
    guard !variables.options.sqlMode.contains("NO_ENGINE_SUBSTITUTION"),
      let engine = statement.namedEngine, StorageEngines.name(engine) == nil
    else { return [] }
    let unknown = Warning(.warning, code: 1286, message: "Unknown storage engine '\(engine)'")
    guard case .createTable(let create) = statement else { return [unknown] }
    let text = "Using storage engine InnoDB for table '\(create.name.name.text)'"
    return [unknown, Warning(.warning, code: 1266, message: text)]
  }

  /// - Throws: `readOnly` under a target, or for a table of one, that takes no writes.
  private func checkMayChange(_ statement: Statement) throws(SQLError) {
    switch statement {
    case .createDatabase, .dropDatabase, .alterDatabase: return
    case .truncateTable(let truncate):
      guard let keyspace = truncate.name.qualifier?.text else { break }
      return try ShardTarget.checkWritable(keyspace, at: truncate.name.span)
    default: break
    }
    if target.isReadOnly { throw ShardTarget.readOnly(target.text) }
  }

  private func truncate(_ statement: TruncateTable) throws(SQLError) -> Result {
    do throws(SQLError) {
      let table = try resolve(statement.name)
      try checkUnreferenced(table)
      try cluster.distrustLookups(over: [table.address])
      try cluster.truncate(
        table,
        shards: snapshot.shards(of: table.keyspace.name),
        waiting: variables.options.statement.schemaLockTimeout
      )
    } catch {
      throw error.located(at: statement.name.span)
    }
    return Result()
  }

  /// Rows that others may refer to do not go all at once.
  private func checkUnreferenced(_ table: ResolvedTable) throws(SQLError) {
    let references = cluster.snapshot.references[table.address] ?? []
    guard variables.options.checksForeignKeys,
      let other = references.first(where: { $0.child != table.address })
    else { return }
    throw SQLError(
      .truncateOfParent,
      "Cannot truncate a table referenced in a foreign key constraint "
        + "(`\(other.child.keyspace)`.`\(other.child.table)`, CONSTRAINT `\(other.key.name)`)"
    )
  }

  /// Refuses what leaves a table without a primary key, under `sql_require_primary_key`.
  func checkPrimaryKeys(in changes: [SchemaChange]) throws(SQLError) {
    guard variables.options.requiresPrimaryKeys else { return }
    let loses = changes.contains { change in
      switch change {
      case .created(let table): table.view == nil && table.hasHiddenKey
      case .altered(let alteration):
        alteration.after.hasHiddenKey && !alteration.before.hasHiddenKey
      case .dropped, .renamed: false
      }
    }
    guard loses else { return }
    throw SQLError(
      .primaryKeyRequired,
      "Unable to create or change a table without a primary key, when the system variable "
        + "'sql_require_primary_key' is set. Add a primary key to the table or unset this variable to "
        + "avoid this message. Note that tables without a primary key can cause performance problems "
        + "in row-based replication, so please consult your DBA before changing this setting."
    )
  }

  /// Refuses defaults and generated columns that call stored functions.
  private func checkFunctions(
    in changes: [SchemaChange],
    of keyspace: String
  ) throws(SQLError) {
    for change in changes {
      let table: TableDefinition
      switch change {
      case .created(let created): table = created
      case .altered(let alteration): table = alteration.after
      case .dropped, .renamed: continue
      }
      for column in table.columns {
        if let name = storedFunction(in: column.defaultExpression, keyspace) {
          throw SQLError(
            .defaultByFunction,
            "Default value expression of column '\(column.name)' contains a disallowed function: \(name)."
          )
        }
        if let name = storedFunction(in: column.generated?.expression, keyspace) {
          throw SQLError(
            .generatedByFunction,
            "Expression of generated column '\(column.name)' contains a disallowed function: \(name)."
          )
        }
      }
    }
  }

  /// The name of a stored function that an expression of a table calls, as MySQL shows it.
  private func storedFunction(in expression: VitrineSQL.Expression?, _ keyspace: String) -> String?
  {
    var name: String?
    _ = expression?.contains { part in
      guard case .function(let call) = part,
        StoredProgram.find(call, in: catalog, default: keyspace) != nil
      else { return false }
      name = "`\(call.name.text)`"
      return true
    }
    return name
  }

  /// The statements that `SchemaBuilder` applies, one keyspace at a time.
  func changeTables(_ statement: Statement) throws(SQLError) -> Result {
    if let result = try maintainPartitions(statement) { return result }
    let changes = try changesByKeyspace(of: statement)
    if statement.changesPartitionedRows {
      for change in changes { try check(change) }
      programs.firesNoTriggers = true
      defer { programs.firesNoTriggers = false }
      try changePartitionedRows(statement)
    }
    // Nothing is dropped in one keyspace that another would refuse.
    if changes.count > 1 { for change in changes { try check(change) } }
    for change in changes { try checkForeignKeys(addedBy: change) }
    var copied = 0
    for change in changes { copied += try countOfCopied(by: change) }
    for (keyspace, statement) in changes {
      let place = try targetedPlace(in: keyspace)
      var duplicates: [Warning] = []
      let notes = try cluster.changeTables(
        of: keyspace,
        settings: schemaSettings,
        onWarnings: add(warnings:)
      ) { (builder) throws(SQLError) in
        configure(&builder)
        try builder.apply(statement, at: place)
        try checkTimestamps(in: builder.changes)
        try checkPrimaryKeys(in: builder.changes)
        try checkFunctions(in: builder.changes, of: keyspace)
        duplicates = builder.changes.flatMap { $0.duplicateIndexes(in: keyspace) }
      }
      add(warnings: duplicates)
      for note in notes { warn(note, code: statement.noteCode) }
    }
    var result = Result(affectedRows: copied)
    if statement.altersTable {
      result.info = "Records: \(copied)  Duplicates: 0  Warnings: \(warnings.count)"
    }
    return result
  }

  /// How many rows MySQL would copy.
  private func countOfCopied(
    by change: (keyspace: String, statement: Statement)
  ) throws(SQLError) -> Int {
    guard change.statement.altersTable else { return 0 }
    let checks = variables.options.checksForeignKeys
    let isStrict = variables.options.statement.mode.isStrict
    for case .altered(let alteration) in try changes(of: change)
    where change.statement.copiesTable
      || alteration.copiesRows(checksForeignKeys: checks, isStrict: isStrict)
    {
      let (saved, known) = (warnings, facts)
      defer { (warnings, facts) = (saved, known) }
      let table = "\(change.keyspace.quotedName).\(alteration.before.name.quotedName)"
      let input = StatementInput(printed: "SELECT COUNT(*) FROM \(table)")
      let result = try dispatch(input)
      try commit()
      guard case .integer(let count)? = result.rows.first?.first else { return 0 }
      return Int(clamping: count)
    }
    return 0
  }

  /// What the statement changes in each keyspace; only DROP may name tables of several.
  func changesByKeyspace(
    of statement: Statement
  ) throws(SQLError) -> [(keyspace: String, statement: Statement)] {
    var names: [String: [TableName]] = [:]
    var order: [String] = []
    for name in statement.changedTables {
      let keyspace = try keyspace(of: name)
      if names[keyspace] == nil { order.append(keyspace) }
      names[keyspace, default: []].append(name)
    }
    guard order.count > 1 else { return order.map { ($0, statement) } }
    return try order.mapTyped { (keyspace) throws(SQLError) in
      (keyspace, try statement.dropping(names[keyspace] ?? []))
    }
  }

  /// Throws what the change would, in a keyspace whose tables DDL has made.
  func check(_ change: (keyspace: String, statement: Statement)) throws(SQLError) {
    _ = try changes(of: change)
  }

  /// What a statement does to the definitions; nothing where DDL has made none of them.
  func changes(
    of change: (keyspace: String, statement: Statement)
  ) throws(SQLError) -> [SchemaChange] {
    let keyspace = try catalog.keyspace(named: change.keyspace)
    guard !keyspace.isPlanOnly else { return [] }
    var builder = SchemaBuilder(keyspace: keyspace)
    builder.references = planningCatalog == nil ? cluster.snapshot.references : nil
    configure(&builder)
    try builder.apply(change.statement, at: targetedPlace(in: change.keyspace))
    return builder.changes
  }

  /// A keyspace id on the one shard of the keyspace that the target names; nil where it names none.
  private func targetedPlace(in keyspace: String) throws(SQLError) -> KeyspaceID? {
    guard target.keyspace == keyspace, let destination = target.destination else { return nil }
    switch destination {
    case .keyspaceID(let id): return id
    case .shard(let name):
      let shards = try cluster.snapshot.shards(of: keyspace)
      return shards.map.shards[try shards.position(ofShard: name)].range.start
    case .keyRange, .allShards, .anyShard: return nil
    }
  }

  /// Only DROP … IF EXISTS goes on without the program it names.
  func checkMayMiss(_ drop: DropProgram) throws(SQLError) {
    guard drop.isIfExists else { throw missing(drop).located(at: drop.name.span) }
  }

  private func missing(_ drop: DropProgram) -> SQLError {
    let keyspace = drop.name.qualifier?.text ?? target.keyspace ?? ""
    let name = drop.name.name.text
    switch drop.kind {
    case .procedure, .function:
      return SQLError(
        .unknownFunction,
        "\(drop.kind.rawValue.uppercased()) \(keyspace).\(name) does not exist"
      )
    case .trigger: return SQLError(.unknownTrigger, "Trigger does not exist")
    case .event: return SQLError(.unknownEvent, "Unknown event '\(name)'")
    }
  }

  /// The keyspace in which a name stands: its qualifier or the current one.
  func keyspace(of name: TableName) throws(SQLError) -> String {
    if let qualifier = name.qualifier { return qualifier.text }
    if let current = target.keyspace { return current }
    if let table = try? catalog.resolve(table: name.name.text, keyspace: nil, default: nil) {
      return table.keyspace.name
    }
    let homes = catalog.keyspaces.values.filter { $0.tables[name.name.text] != nil }
    if homes.count == 1, let home = homes.first { return home.name }
    if catalog.keyspaces.count == 1, let only = catalog.keyspaces.values.first { return only.name }
    throw SQLError(
      .noDatabase,
      "No database selected",
      at: name.span,
      hint: "say USE, or qualify the name"
    )
  }

  func resolve(_ name: TableName) throws(SQLError) -> ResolvedTable {
    do throws(SQLError) {
      return try catalog.resolve(
        table: name.name.text,
        keyspace: name.qualifier?.text,
        default: target.keyspace
      )
    } catch {
      throw error.located(at: name.span)
    }
  }

  /// Takes note of a warning.
  func warn(_ warning: SQLError) {
    warnings.append(Warning(.warning, code: warning.code.number, message: warning.message))
  }

  func add(warnings added: [Warning]) { warnings += told(added) }

  func warn(_ message: String, code: Int) {
    add(warnings: [Warning(.note, code: code, message: message)])
  }

  /// The messages that the session wants: under `sql_notes = 0` no notes.
  func told(_ messages: [Warning]) -> [Warning] {
    variables.options.tellsNotes ? messages : messages.filter { $0.level != .note }
  }
}

extension Statement {
  var isSchemaChange: Bool {
    switch self {
    case .createDatabase, .dropDatabase, .alterDatabase, .truncateTable, .createTable,
      .alterTable, .dropTable, .renameTable, .createIndex, .dropIndex, .createView, .alterView,
      .dropView, .createRoutine, .createTrigger, .createEvent, .alterEvent, .alterRoutine,
      .dropRoutine:
      true
    default: false
    }
  }

  /// Whether it says TEMPORARY, so that it does not commit.
  fileprivate var isTemporary: Bool {
    switch self {
    case .createTable(let create): create.isTemporary
    case .dropTable(let drop): drop.isTemporary
    default: false
    }
  }

  fileprivate var changedTables: [TableName] {
    switch self {
    case .createTable(let statement): [statement.name]
    case .alterTable(let statement): [statement.name]
    case .dropTable(let statement): statement.tables
    case .renameTable(let statement):
      // A new name without a qualifier stands where the old one does.
      statement.renames.flatMap { $0.to.qualifier == nil ? [$0.from] : [$0.from, $0.to] }
    case .createIndex(let statement): [statement.table]
    case .dropIndex(let statement): [statement.table]
    case .dropView(let statement): statement.views
    default: []
    }
  }

  /// Whether it is an ALTER TABLE, or one in other words, which tells how many rows it has copied.
  fileprivate var altersTable: Bool {
    switch self {
    case .alterTable, .createIndex, .dropIndex: true
    default: false
    }
  }

  /// Whether it says ALGORITHM = COPY.
  fileprivate var copiesTable: Bool {
    switch self {
    case .alterTable(let alter):
      alter.actions.contains {
        if case .algorithm(let name) = $0 { name.lowercased() == "copy" } else { false }
      }
    case .createIndex(let create): create.algorithm?.lowercased() == "copy"
    case .dropIndex(let drop): drop.algorithm?.lowercased() == "copy"
    default: false
    }
  }

  /// The same DROP of some of its tables or views.
  ///
  /// - Throws: `unsupported` for any other statement.
  fileprivate func dropping(_ names: [TableName]) throws(SQLError) -> Statement {
    switch self {
    case .dropTable(var statement):
      statement.tables = names
      return .dropTable(statement)
    case .dropView(var statement):
      statement.views = names
      return .dropView(statement)
    default:
      throw SQLError(
        .unsupported,
        "one statement cannot change tables of several keyspaces",
        at: names.first?.span
      )
    }
  }

  /// MySQL's number for the note of IF EXISTS and IF NOT EXISTS.
  fileprivate var noteCode: Int {
    switch self {
    case .dropTable, .dropView: 1051
    default: 1050
    }
  }

  /// The statement's leading words, for messages.
  var kindName: String {
    switch self {
    case .administration(let statement): statement.name.uppercased()
    case .call: "CALL"
    case .handler: "HANDLER"
    case .loadData: "LOAD DATA"
    case .compound(.getDiagnostics): "GET DIAGNOSTICS"
    case .compound: String(printed().prefix(while: \.isLetter)).uppercased()
    default:
      printed().split(separator: " ").prefix(2).joined(separator: " ").uppercased()
    }
  }
}
