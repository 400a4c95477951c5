import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// The name of a keyspace, or of a schema of the server.
  private func shownSchema(_ show: Show) throws(SQLError) -> String {
    if let name = (show.database?.text ?? target.keyspace)?.lowercased(),
      Planner.isSystemSchema(name)
    {
      return name
    }
    return try shownKeyspace(show).name
  }

  func shownKeyspace(_ show: Show) throws(SQLError) -> Keyspace {
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
    if let schema = (show.database?.text ?? target.keyspace)?.lowercased(),
      Planner.isSystemSchema(schema)
    {
      return Self.tables(in: schema, Planner.systemTables(of: schema), isFull: show.isFull)
    }
    let keyspace = try shownKeyspace(show)
    let tables = keyspace.tables.sorted { $0.key < $1.key }
      .map { ($0, $1.view == nil ? "BASE TABLE" : "VIEW") }
    return Self.tables(in: keyspace.name, tables, isFull: show.isFull)
  }

  private static func tables(
    in schema: String,
    _ tables: [(name: String, kind: String)],
    isFull: Bool
  ) -> ShowTable {
    let title = "Tables_in_\(schema)"
    var shown = ShowTable(isFull ? [title, "Table_type"] : [title])
    for table in tables {
      if isFull { shown.add(table.name, table.kind) } else { shown.add(table.name) }
    }
    return shown
  }

  func showTableStatus(_ show: Show) throws(SQLError) -> ShowTable {
    let keyspace = try shownSchema(show)
    let facts = try tableFacts([.numbers, .sizes]) { $0.keyspace == keyspace }
    let rows = Planner.systemRows(of: "tables", in: catalog, facts: facts)
    return ShowTable(
      rows.filter { $0["TABLE_SCHEMA"] == .text(keyspace) },
      [
        ("Name", "TABLE_NAME"), ("Engine", "ENGINE"), ("Version", "VERSION"),
        ("Row_format", "ROW_FORMAT"), ("Rows", "TABLE_ROWS"), ("Avg_row_length", "AVG_ROW_LENGTH"),
        ("Data_length", "DATA_LENGTH"), ("Max_data_length", "MAX_DATA_LENGTH"),
        ("Index_length", "INDEX_LENGTH"), ("Data_free", "DATA_FREE"),
        ("Auto_increment", "AUTO_INCREMENT"), ("Create_time", "CREATE_TIME"),
        ("Update_time", "UPDATE_TIME"), ("Check_time", "CHECK_TIME"),
        ("Collation", "TABLE_COLLATION"), ("Checksum", "CHECKSUM"),
        ("Create_options", "CREATE_OPTIONS"), ("Comment", "TABLE_COMMENT"),
      ]
    )
  }

  func describe(_ describe: Describe) throws(SQLError) -> Result {
    var show = Show(subject: "columns")
    show.name = describe.table
    var table = try showColumns(show)
    if let pattern = describe.column { table.keep(like: pattern) }
    return table.result
  }

  func showColumns(_ show: Show) throws(SQLError) -> ShowTable {
    let resolved = try shownTable(show)
    var definition = resolved.table
    if definition.view != nil {
      definition.columns = try Planner.columns(ofView: resolved, in: catalog)
    }
    definition = shown(definition)
    var table = ShowTable(
      show.isFull
        ? [
          "Field", "Type", "Collation", "Null", "Key", "Default", "Extra", "Privileges", "Comment",
        ] : ["Field", "Type", "Null", "Key", "Default", "Extra"]
    )
    for column in definition.columns where column.name != TableDefinition.hiddenKey {
      var row: [String?] = [
        column.name, column.declaration, column.isNullable ? "YES" : "NO",
        definition.keyMark(of: column), column.shownDefault, column.shownExtra,
      ]
      if show.isFull {
        row.insert(column.shownCollation, at: 2)
        row += ["select,insert,update,references", column.comment]
      }
      table.rows.append(row.map { $0.map(Value.text) ?? .null })
    }
    return table
  }

  func showIndexes(_ show: Show) throws(SQLError) -> ShowTable {
    let table = try shownTable(show)
    return ShowTable(
      Planner.systemIndexRows(of: table.table, indexFacts(of: table)),
      [
        ("Table", "TABLE_NAME"), ("Non_unique", "NON_UNIQUE"), ("Key_name", "INDEX_NAME"),
        ("Seq_in_index", "SEQ_IN_INDEX"), ("Column_name", "COLUMN_NAME"),
        ("Collation", "COLLATION"), ("Cardinality", "CARDINALITY"), ("Sub_part", "SUB_PART"),
        ("Packed", "PACKED"), ("Null", "NULLABLE"), ("Index_type", "INDEX_TYPE"),
        ("Comment", "COMMENT"), ("Index_comment", "INDEX_COMMENT"), ("Visible", "IS_VISIBLE"),
        ("Expression", "EXPRESSION"),
      ],
      nameColumn: 2
    )
  }

  func systemRows(_ table: String) -> [[String: Value]] {
    Planner.systemRows(of: table, in: catalog)
  }

  func showCreateTable(_ show: Show) throws(SQLError) -> ShowTable {
    let resolved = try shownTable(show)
    var definition = shown(resolved.table)
    let next = try cluster.nextNumber(of: resolved)
    definition.options.autoIncrementStart = next.flatMap { $0 > 1 ? $0 : nil }
    var text = definition.shownText(in: resolved.keyspace.name)
    if resolved.keyspace.isTemporary {
      text = "CREATE TEMPORARY" + text.dropFirst("CREATE".count)
    }
    if let query = resolved.table.view {
      let text = shownView(resolved, query) ?? text
      var table = ShowTable(["View", "Create View", "character_set_client", "collation_connection"])
      let connection = resolved.table.viewOptions.connection
      table.add(resolved.table.name, text, connection.clientCharacterSet, connection.collation)
      return table
    }
    var table = ShowTable(["Table", "Create Table"])
    table.add(resolved.table.name, text)
    return table
  }

  /// A view as MySQL shows it; nil where its query has no such form here.
  private func shownView(_ view: ResolvedTable, _ query: QueryExpression) -> String? {
    let home = view.keyspace.name
    let columns = view.table.columns.map(\.name)
    let prefix = home == target.keyspace ? "" : home.quotedName + "."
    return ViewText(catalog, home: home, current: target.keyspace).text(query, columns: columns)
      .map { text in
        "CREATE \(view.table.viewOptions.attributes(definer: "DEFINER=`root`@`localhost` "))VIEW "
          + "\(prefix)\(view.table.name.quotedName) AS \(text)\(view.table.viewOptions.clause)"
      }
  }

  func showCreateDatabase(_ show: Show) throws(SQLError) -> ShowTable {
    let name = show.name?.name.text ?? show.database?.text ?? target.keyspace ?? ""
    let system = Planner.systemSchema(name)
    let keyspace = if let system { system } else { try catalog.keyspace(named: name) }
    var table = ShowTable(["Database", "Create Database"])
    let collation = keyspace.collation
    let clause = collation.isShown ? " COLLATE \(collation.rawValue)" : ""
    table.add(
      keyspace.name,
      "CREATE DATABASE \(keyspace.name.quotedName) /*!40100 DEFAULT CHARACTER SET "
        + "\(collation.characterSet)\(clause) */ /*!80016 DEFAULT ENCRYPTION='N' */"
    )
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

  /// Each shard as Vitess would tell of its one tablet, and the shard's file.
  func showTablets() -> ShowTable {
    var table = ShowTable([
      "Cell", "Keyspace", "Shard", "TabletType", "State", "Alias", "Hostname",
      "PrimaryTermStartTime", "File",
    ])
    let keyspaces = cluster.snapshot.keyspaces.values.sorted { $0.name < $1.name }
    for (index, store) in keyspaces.flatMap(\.stores).enumerated() {
      let alias = "local-\(String(10_000_000_000 + index).dropFirst())"
      table.add(
        "local",
        store.keyspace,
        store.name,
        "PRIMARY",
        "SERVING",
        alias,
        "localhost",
        "",
        store.path
      )
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
}
