import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  private func shownKeyspace(_ show: Show) throws(SQLError) -> Keyspace {
    guard let name = show.database?.text ?? target.keyspace else {
      throw SQLError(.noDatabase, "No database selected", at: show.span, hint: "say USE first")
    }
    return try catalog.keyspace(named: name)
  }

  private func shownTable(_ show: Show) throws(SQLError) -> ResolvedTable {
    guard var name = show.name else {
      throw SQLError(.noDatabase, "SHOW needs the name of a table", at: show.span)
    }
    if let database = show.database { name.qualifier = database }
    if let table = Planner.systemTable(name, default: target.keyspace) { return table }
    return try resolve(name)
  }

  func showTables(_ show: Show) throws(SQLError) -> ShowTable {
    if let schema = show.database?.text.lowercased(), Planner.isSystemSchema(schema) {
      var table = ShowTable(["Tables_in_\(schema)"])
      for name in Planner.systemTables(of: schema) { table.add(name) }
      return table
    }
    let keyspace = try shownKeyspace(show)
    let title = "Tables_in_\(keyspace.name)"
    var table = ShowTable(show.isFull ? [title, "Table_type"] : [title])
    for name in keyspace.tables.keys.sorted() {
      let kind = keyspace.tables[name]?.view == nil ? "BASE TABLE" : "VIEW"
      if show.isFull { table.add(name, kind) } else { table.add(name) }
    }
    return table
  }

  func showTableStatus(_ show: Show) throws(SQLError) -> ShowTable {
    let keyspace = try shownKeyspace(show)
    var table = ShowTable(["Name", "Engine", "Collation", "Comment"])
    for definition in keyspace.tables.values.sorted(by: { $0.name < $1.name }) {
      table.add(
        definition.name,
        definition.view == nil ? definition.options.engine : nil,
        definition.options.collation.rawValue,
        definition.view == nil ? definition.options.comment : "VIEW"
      )
    }
    return table
  }

  func describe(_ describe: Describe) throws(SQLError) -> Result {
    var show = Show(subject: "columns")
    show.name = describe.table
    var table = try showColumns(show)
    if let pattern = describe.column { table.keep(like: pattern) }
    return table.result
  }

  func showColumns(_ show: Show) throws(SQLError) -> ShowTable {
    let definition = try shownTable(show).table
    var columns = ["Field", "Type", "Null", "Key", "Default", "Extra"]
    if show.isFull { columns += ["Comment"] }
    var table = ShowTable(columns)
    for column in definition.columns where column.name != TableDefinition.hiddenKey {
      var row: [String?] = [
        column.name, column.type.declaration, column.isNullable ? "YES" : "NO",
        definition.keyMark(of: column), column.shownDefault, column.shownExtra,
      ]
      if show.isFull { row.append(column.comment) }
      table.rows.append(row.map { $0.map(Value.text) ?? .null })
    }
    return table
  }

  func showIndexes(_ show: Show) throws(SQLError) -> ShowTable {
    let definition = try shownTable(show).table
    var table = ShowTable(
      ["Table", "Non_unique", "Key_name", "Seq_in_index", "Column_name", "Index_type"],
      nameColumn: 2
    )
    if !definition.hasHiddenKey {
      for (offset, column) in definition.primaryKey.enumerated() {
        table.add(definition.name, "0", "PRIMARY", String(offset + 1), column, "BTREE")
      }
    }
    for index in definition.indexes {
      for (offset, part) in index.parts.enumerated() {
        let type = index.kind == .fulltext ? "FULLTEXT" : "BTREE"
        table.add(
          definition.name,
          index.isUnique ? "0" : "1",
          index.name,
          String(offset + 1),
          part.column,
          type
        )
      }
    }
    return table
  }

  func showCreateTable(_ show: Show) throws(SQLError) -> ShowTable {
    let resolved = try shownTable(show)
    let isView = resolved.table.view != nil
    var table = ShowTable(isView ? ["View", "Create View"] : ["Table", "Create Table"])
    table.add(resolved.table.name, resolved.table.createText(in: resolved.keyspace.name))
    return table
  }

  func showCreateDatabase(_ show: Show) throws(SQLError) -> ShowTable {
    let name = show.name?.name.text ?? show.database?.text ?? target.keyspace ?? ""
    let keyspace = try catalog.keyspace(named: name)
    var table = ShowTable(["Database", "Create Database"])
    table.add(keyspace.name, "CREATE DATABASE `\(keyspace.name)`")
    return table
  }
}

// MARK: - Sharding

extension Session {
  func showShards() -> ShowTable {
    var table = ShowTable(["Shards"])
    for keyspace in cluster.snapshot.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for store in keyspace.stores { table.add(store.label) }
    }
    return table
  }

  func showTablets() -> ShowTable {
    var table = ShowTable(["Keyspace", "Shard", "TabletType", "State", "File"])
    for keyspace in cluster.snapshot.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for store in keyspace.stores {
        table.add(store.keyspace, store.name, "PRIMARY", "SERVING", store.path)
      }
    }
    return table
  }

  /// Each shard of a keyspace with the transactions it has logged: none, as no GTIDs are written.
  func showGTIDs(_ show: Show) throws(SQLError) -> ShowTable {
    let keyspace = try shownKeyspace(show)
    var table = ShowTable(["db_name", "gtid_executed", "shard"])
    for shard in keyspace.shards.shards { table.add(keyspace.name, "", shard.name.text) }
    return table
  }

  /// ANALYZE, CHECK, OPTIMIZE TABLE: SQLite needs none of it said.
  func maintain(_ maintenance: TableMaintenance) throws(SQLError) -> Result {
    var table = ShowTable(["Table", "Op", "Msg_type", "Msg_text"])
    for name in maintenance.tables {
      let resolved = try resolve(name)
      table.add(resolved.address.description, maintenance.kind.rawValue, "status", "OK")
    }
    return table.result
  }
}

extension TableDefinition {
  /// PRI, UNI, MUL or nothing, as DESCRIBE shows it.
  fileprivate func keyMark(of column: ColumnDefinition) -> String {
    if primaryKey.contains(where: { $0.matches(column.name) }) { return "PRI" }
    let leading = indexes.filter { $0.parts.first?.column?.matches(column.name) ?? false }
    if leading.contains(where: { $0.isUnique && $0.parts.count == 1 }) { return "UNI" }
    return leading.isEmpty ? "" : "MUL"
  }
}

extension ColumnDefinition {
  fileprivate var shownDefault: String? {
    guard let defaultExpression else { return nil }
    guard case .literal(let literal) = defaultExpression else {
      let text = defaultExpression.printed()
      return text.lowercased().hasPrefix("current_timestamp") ? text.uppercased() : text
    }
    switch literal.kind {
    case .string(let text): return text
    case .null: return nil
    default: return defaultExpression.printed()
    }
  }

  fileprivate var shownExtra: String {
    var words: [String] = []
    if isAutoIncrement { words.append("auto_increment") }
    if let defaultExpression, case .function = defaultExpression {
      words.append("DEFAULT_GENERATED")
    }
    if let onUpdate { words.append("on update \(onUpdate.printed().uppercased())") }
    if let generated { words.append(generated.isStored ? "STORED GENERATED" : "VIRTUAL GENERATED") }
    if isInvisible { words.append("INVISIBLE") }
    return words.joined(separator: " ")
  }
}
