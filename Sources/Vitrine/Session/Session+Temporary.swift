import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

// DDL on temporary tables.
extension Session {
  /// What the session's statements find: the cluster's catalog and shards, and its temporary tables.
  var snapshot: ClusterSnapshot {
    guard let temporaries, !temporaries.isEmpty else { return cluster.snapshot }
    return temporaries.snapshot(over: cluster.snapshot)
  }

  /// The plans that statements look for: those of a session with temporary tables are its own.
  var plans: PlanCache {
    guard let temporaries, !temporaries.isEmpty else { return cluster.plans }
    return temporaries.plans
  }

  private var ownTemporaries: TemporaryTables {
    if let temporaries { return temporaries }
    let made = TemporaryTables(cluster, session: id, activity)
    temporaries = made
    return made
  }

  /// The temporary table that a name stands for; nil for any other.
  func temporary(_ name: TableName) -> TableAddress? {
    guard let temporaries, !temporaries.isEmpty, let home = try? keyspace(of: name) else {
      return nil
    }
    let address = TableAddress(keyspace: home, table: name.name.text)
    return temporaries.keyspace(at: address) == nil ? nil : address
  }

  /// DDL that names temporary tables; nil for what concerns others alone.
  ///
  /// With the word TEMPORARY it commits nothing, and ROLLBACK does not undo it.
  func changeTemporaries(
    _ statement: Statement,
    _ input: StatementInput
  ) throws(SQLError) -> Result? {
    switch statement {
    case .createTable(let create) where create.isTemporary:
      try refuseInReadOnlyTransaction()
      return try createTemporary(create, input)
    case .dropTable(let drop) where drop.isTemporary:
      try refuseInReadOnlyTransaction()
      return try dropTemporary(drop)
    case .dropTable(let drop): return try self.drop(drop)
    case .createTable(let create): return try self.create(create)
    case .alterTable(let alter):
      return try self.alter(alter.name, statement, alter.actions)
    case .createIndex(let create): return try alter(create.table, statement)
    case .dropIndex(let drop): return try alter(drop.table, statement)
    default: return nil
    }
  }

  // MARK: CREATE

  private func createTemporary(
    _ statement: CreateTable,
    _ input: StatementInput
  ) throws(SQLError) -> Result {
    let home = try catalogHome(of: statement.name)
    let address = TableAddress(keyspace: home, table: statement.name.name.text)
    guard temporaries?.keyspace(at: address) == nil else {
      let error = SQLError(
        .tableExists,
        "Table '\(address.table)' already exists",
        at: statement.name.span
      )
      guard statement.isIfNotExists else { throw error }
      warn(error.message, code: error.code.number)
      return Result()
    }
    if let like = statement.like, like.name.text == address.table, try keyspace(of: like) == home {
      throw SQLError(
        .notUniqueTable,
        "Not unique table/alias: '\(address.table)'",
        at: like.span
      )
    }
    let like = try statement.like.map { (name) throws(SQLError) in try resolve(name) }
    var columns: [ColumnDefinition] = []
    if statement.query != nil {
      columns = try queryColumns(of: statement, home, input)
    }
    let collation = try catalog.keyspace(named: home).collation
    let made = try ownTemporaries.create(collation, settings: schemaSettings) {
      (builder) throws(SQLError) in
      configure(&builder)
      builder.checksForeignKeys = false
      try builder.create(table: statement, queryColumns: columns, like: like?.table)
      try checkPrimaryKeys(in: builder.changes)
    }
    for note in made.notes { warn(note, code: 1050) }
    guard let query = statement.query else {
      temporaries?.name(made.address, address)
      return Result()
    }
    return try fill(made.address, statement, query, columns.map(\.name), input, as: address)
  }

  /// The rows of AS SELECT; where that fails no table is left.
  private func fill(
    _ made: TableAddress,
    _ statement: CreateTable,
    _ query: QueryExpression,
    _ columns: [String],
    _ input: StatementInput,
    as address: TableAddress
  ) throws(SQLError) -> Result {
    let created = warnings
    do throws(SQLError) {
      var result = try insertRows(of: statement, into: made, columns, query, input)
      temporaries?.name(made, address)
      warnings = created + warnings
      result.warnings = warnings
      return result
    } catch {
      forget(made)
      throw SQLError(error.code, error.message, at: query.span, hint: error.hint)
    }
  }

  /// The keyspace that a new table belongs to.
  private func catalogHome(of name: TableName) throws(SQLError) -> String {
    let home = try keyspace(of: name)
    guard !Keyspace.isTemporary(home) else {
      throw SQLError(.unknownDatabase, "Unknown database '\(home)'", at: name.span)
    }
    return try catalog.keyspace(named: home).name
  }

  /// CREATE TABLE of a table that is there for all, where a temporary one plays a part; nil elsewhere.
  private func create(_ statement: CreateTable) throws(SQLError) -> Result? {
    if let like = statement.like, let source = temporary(like),
      let table = temporaries?.keyspace(at: source)?.tables[source.table]
    {
      let notes = try cluster.changeTables(
        of: keyspace(of: statement.name),
        settings: StatementSettings(waiting: variables.options)
      ) {
        (builder) throws(SQLError) in
        try builder.create(table: statement, like: table)
        try checkPrimaryKeys(in: builder.changes)
      }
      for note in notes { warn(note, code: 1050) }
      return Result()
    }
    if statement.query != nil, temporary(statement.name) != nil {
      throw SQLError(
        .unsupported,
        "CREATE TABLE … AS SELECT beside a TEMPORARY table of the same name is not supported",
        at: statement.name.span
      )
    }
    return nil
  }

  // MARK: DROP

  private func dropTemporary(_ statement: DropTable) throws(SQLError) -> Result {
    let missing = statement.tables.filter { temporary($0) == nil }
    if let first = missing.first {
      let names = try missing.mapTyped { (name) throws(SQLError) in
        "\(try keyspace(of: name)).\(name.name.text)"
      }
      guard statement.isIfExists else {
        throw SQLError(
          .badTable,
          "Unknown table '\(names.joined(separator: ","))'",
          at: first.span
        )
      }
      for name in names { warn("Unknown table '\(name)'", code: 1051) }
    }
    for name in statement.tables { temporary(name).map(forget) }
    return Result()
  }

  /// DROP TABLE takes the temporary table where there is one; nil where it names none.
  private func drop(_ statement: DropTable) throws(SQLError) -> Result? {
    let own = statement.tables.compactMap(temporary)
    guard !own.isEmpty else { return nil }
    var rest = statement
    rest.tables = statement.tables.filter { temporary($0) == nil }
    if !rest.tables.isEmpty { _ = try changeTables(.dropTable(rest)) }
    for address in own { forget(address) }
    return Result()
  }

  /// Removes a table; the transaction that is open lets go of it first.
  private func forget(_ address: TableAddress) {
    for store in temporaries?.shards(at: address)?.stores ?? [] { transaction?.abandon(store) }
    temporaries?.drop(address)
  }

  // MARK: ALTER

  /// The same statement on the keyspace of a temporary table; nil for any other table.
  private func alter(
    _ name: TableName,
    _ statement: Statement,
    _ actions: [AlterTableAction] = []
  ) throws(SQLError) -> Result? {
    guard let address = temporary(name), let temporaries else { return nil }
    let notes = try temporaries.alter(
      address,
      settings: schemaSettings,
      onWarnings: add(warnings:)
    ) { (builder) throws(SQLError) in
      configure(&builder)
      builder.checksForeignKeys = false
      try builder.apply(statement.namingNoKeyspace(address.keyspace))
      try checkTimestamps(in: builder.changes)
      try checkPrimaryKeys(in: builder.changes)
    }
    for note in notes { warn(note, code: 1050) }
    return Result()
  }
}

extension Statement {
  /// An ALTER TABLE whose new name stands in the same keyspace needs none.
  fileprivate func namingNoKeyspace(_ keyspace: String) -> Statement {
    guard case .alterTable(var alter) = self else { return self }
    for (index, action) in alter.actions.enumerated() {
      guard case .renameTable(var name) = action, name.qualifier?.text == keyspace else { continue }
      name.qualifier = nil
      alter.actions[index] = .renameTable(name)
    }
    return .alterTable(alter)
  }
}
