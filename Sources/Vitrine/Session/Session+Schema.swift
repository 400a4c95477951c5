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
    try commit()
    switch statement {
    case .createDatabase(let statement): return try create(statement)
    case .dropDatabase(let statement): return try drop(statement)
    case .alterDatabase: return Result()
    case .truncateTable(let statement): return try truncate(statement)
    case .createTable(let statement) where statement.query != nil:
      throw SQLError(
        .unsupported,
        "CREATE TABLE … AS SELECT is not supported yet",
        at: statement.span,
        hint: "create the table, then INSERT … SELECT"
      )
    case .createView(let view), .alterView(let view): return try create(view)
    default: return try changeTables(statement)
    }
  }

  private func create(_ statement: CreateDatabase) throws(SQLError) -> Result {
    let name = statement.name.text
    if statement.isIfNotExists, cluster.snapshot.keyspaces[name] != nil {
      warn("Can't create database '\(name)'; database exists", code: 1007)
      return Result(affectedRows: 1)
    }
    var shards = cluster.configuration.shardCount
    for option in statement.options where option.name == "shards" {
      guard case .number(let text) = option.value, let number = Int(text) else {
        throw SQLError(.wrongArguments, "shards takes a number", at: option.span)
      }
      shards = number
    }
    do throws(SQLError) {
      try cluster.createKeyspace(name, shards: shards)
    } catch {
      throw error.located(at: statement.name.span)
    }
    return Result(affectedRows: 1)
  }

  private func drop(_ statement: DropDatabase) throws(SQLError) -> Result {
    let name = statement.name.text
    let count = cluster.snapshot.catalog.keyspaces[name]?.tables.count ?? 0
    if statement.isIfExists, cluster.snapshot.keyspaces[name] == nil {
      warn("Can't drop database '\(name)'; database doesn't exist", code: 1008)
      return Result()
    }
    do throws(SQLError) {
      try cluster.dropKeyspace(name)
    } catch {
      throw error.located(at: statement.name.span)
    }
    if target.keyspace == name { target = SessionTarget() }
    return Result(affectedRows: count)
  }

  private func truncate(_ statement: TruncateTable) throws(SQLError) -> Result {
    do throws(SQLError) {
      let table = try resolve(statement.name)
      try checkUnreferenced(table)
      try cluster.truncate(table)
    } catch {
      throw error.located(at: statement.name.span)
    }
    return Result()
  }

  /// Rows that others may refer to do not go all at once.
  private func checkUnreferenced(_ table: ResolvedTable) throws(SQLError) {
    let references = cluster.snapshot.references[table.address] ?? []
    guard variables.isOn("foreign_key_checks"),
      let other = references.first(where: { $0.child != table.address })
    else { return }
    throw SQLError(
      .truncateOfParent,
      "Cannot truncate a table referenced in a foreign key constraint "
        + "(`\(other.child.keyspace)`.`\(other.child.table)`, CONSTRAINT `\(other.key.name)`)"
    )
  }

  /// The statements that `SchemaBuilder` applies, one keyspace at a time.
  private func changeTables(_ statement: Statement) throws(SQLError) -> Result {
    let names = statement.changedTables
    guard let first = names.first else { return Result() }
    let keyspace = try keyspace(of: first)
    for name in names {
      guard try self.keyspace(of: name) == keyspace else {
        throw SQLError(
          .unsupported,
          "one statement cannot change tables of several keyspaces",
          at: name.span
        )
      }
    }
    let notes = try cluster.changeTables(of: keyspace) { (builder) throws(SQLError) in
      try builder.apply(statement)
    }
    for note in notes { warn(note, code: statement.noteCode) }
    return Result()
  }

  private func create(_ view: CreateView) throws(SQLError) -> Result {
    let keyspace = try keyspace(of: view.name)
    let query = Statement.query(view.query)
    var options = plannerOptions
    options.defaultKeyspace = options.defaultKeyspace ?? keyspace
    let plan = try Planner(catalog: cluster.snapshot.catalog, options: options)
      .plan(query, text: query.printed())
    let columns = plan.columns.map { ColumnDefinition(name: $0.name, type: $0.type) }
    _ = try cluster.changeTables(of: keyspace) { (builder) throws(SQLError) in
      try builder.create(view: view, columns: columns)
    }
    return Result()
  }

  /// The keyspace in which a name stands: its qualifier or the current one.
  func keyspace(of name: TableName) throws(SQLError) -> String {
    if let qualifier = name.qualifier { return qualifier.text }
    if let current = target.keyspace { return current }
    let catalog = cluster.snapshot.catalog
    let homes = catalog.keyspaces.values.filter { $0.tables[name.name.text] != nil }
    if homes.count == 1, let home = homes.first { return home.name }
    throw SQLError(
      .noDatabase,
      "No database selected",
      at: name.span,
      hint: "say USE, or qualify the name"
    )
  }

  func resolve(_ name: TableName) throws(SQLError) -> ResolvedTable {
    do throws(SQLError) {
      return try cluster.snapshot.catalog.resolve(
        table: name.name.text,
        keyspace: name.qualifier?.text,
        default: target.keyspace
      )
    } catch {
      throw error.located(at: name.span)
    }
  }

  func warn(_ message: String, code: Int) {
    warnings.append(Warning(.note, code: code, message: message))
  }
}

extension Statement {
  fileprivate var isSchemaChange: Bool {
    switch self {
    case .createDatabase, .dropDatabase, .alterDatabase, .truncateTable, .createTable,
      .alterTable, .dropTable, .renameTable, .createIndex, .dropIndex, .createView, .alterView,
      .dropView:
      true
    default: false
    }
  }

  fileprivate var changedTables: [TableName] {
    switch self {
    case .createTable(let statement): [statement.name]
    case .alterTable(let statement): [statement.name]
    case .dropTable(let statement): statement.tables
    case .renameTable(let statement): statement.renames.flatMap { [$0.from, $0.to] }
    case .createIndex(let statement): [statement.table]
    case .dropIndex(let statement): [statement.table]
    case .dropView(let statement): statement.views
    default: []
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
    default:
      printed().split(separator: " ").prefix(2).joined(separator: " ").uppercased()
    }
  }
}
