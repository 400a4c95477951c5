import VitrineSQL
import VitrineSharding

// CREATE, ALTER and DROP DATABASE.
extension Session {
  func create(_ statement: CreateDatabase) throws(SQLError) -> Result {
    let name = statement.name.text
    let collation = try collation(of: statement)
    let isSystem = name == "mysql" || name == "sys"
    if statement.isIfNotExists, isSystem || cluster.snapshot.keyspaces[name] != nil {
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
      try cluster.createKeyspace(
        name,
        shards: shards,
        vschema: KeyspaceVSchema(sharded: shards > 1),
        collation: collation
      )
    } catch {
      throw error.located(at: statement.name.span)
    }
    return Result(affectedRows: 1)
  }

  /// What the tables of a database that is made now will take.
  func collation(of statement: CreateDatabase) throws(SQLError) -> Collation {
    try Collation(statement.options, default: serverCollation) ?? serverCollation
  }

  func alter(_ statement: AlterDatabase) throws(SQLError) -> Result {
    let (keyspace, collation) = try altered(statement)
    if collation != keyspace.collation {
      try cluster.setCollation(collation, of: keyspace.name)
    }
    return Result(affectedRows: 1)
  }

  /// The keyspace that ALTER DATABASE names, and what its later tables will take.
  func altered(
    _ statement: AlterDatabase
  ) throws(SQLError) -> (keyspace: Keyspace, collation: Collation) {
    guard let name = statement.name?.text ?? target.keyspace else {
      throw SQLError(.noDatabase, "No database selected", at: statement.span)
    }
    let keyspace: Keyspace
    do throws(SQLError) {
      keyspace = try catalog.keyspace(named: name)
    } catch {
      let refusal = SystemSchemas.refusal(ofDatabase: name) ?? error
      throw refusal.located(at: statement.name?.span ?? statement.span)
    }
    for option in statement.options where option.name == "read only" {
      if case .number("1") = option.value {
        throw SQLError(.unsupported, "ALTER DATABASE … READ ONLY is not supported", at: option.span)
      }
    }
    let chosen = try Collation(statement.options, default: serverCollation)
    return (keyspace, chosen ?? keyspace.collation)
  }

  func drop(_ statement: DropDatabase) throws(SQLError) -> Result {
    let name = statement.name.text
    let count = catalog.keyspaces[name]?.tables.count ?? 0
    if statement.isIfExists, cluster.snapshot.keyspaces[name] == nil, !Planner.isSystemSchema(name)
    {
      warn("Can't drop database '\(name)'; database doesn't exist", code: 1008)
      return Result()
    }
    do throws(SQLError) {
      try checkUnreferenced(name)
      try cluster.dropKeyspace(name)
    } catch {
      throw error.located(at: statement.name.span)
    }
    if target.keyspace == name { target = SessionTarget() }
    return Result(affectedRows: count)
  }

  /// That no table of another database refers to one of this.
  private func checkUnreferenced(_ database: String) throws(SQLError) {
    guard variables.options.checksForeignKeys else { return }
    let snapshot = cluster.snapshot
    for table in snapshot.catalog.keyspaces[database]?.tables.keys.sorted() ?? [] {
      let references = snapshot.references[TableAddress(keyspace: database, table: table)] ?? []
      guard let other = references.first(where: { $0.child.keyspace != database }) else { continue }
      throw other.key.refusal(toDropFor: other.child.table)
    }
  }

  // MARK: Collations

  /// `collation_database`: that of the current database, without one the server's.
  var databaseCollation: Collation {
    target.keyspace.flatMap { catalog.keyspaces[$0]?.collation } ?? serverCollation
  }

  /// `collation_server`, which databases take that name none.
  var serverCollation: Collation {
    (try? Collation(name: variables.text("collation_server"))) ?? .standard
  }

  /// The value of a variable that follows USE; nil for all others.
  func databaseVariable(_ name: String) -> String? {
    switch name {
    case "character_set_database": databaseCollation.characterSet
    case "collation_database": databaseCollation.rawValue
    default: nil
    }
  }

  /// SET of a variable that follows USE: to what it is, which DEFAULT is too, and to nothing else.
  func checkDatabaseVariable(
    _ name: String,
    is current: String,
    _ value: TypedValue?
  ) throws(SQLError) {
    guard let value, Collation.currentName(of: value.shown) != current else { return }
    throw SQLError(
      .unsupported,
      "\(name) = \(value.shown) is not supported",
      hint: "it follows USE and ALTER DATABASE"
    )
  }
}
