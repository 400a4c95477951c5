import Synchronization
import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension Session {
  /// SHOW, from the catalog and the session alone; no shard is asked.
  func show(_ show: Show, _ parameters: [TypedValue] = []) throws(SQLError) -> Result {
    var table = try rows(of: show)
    switch show.filter {
    case .like(let literal):
      if case .string(let pattern) = literal.kind {
        table.keep(like: pattern)
        table.tellPattern(pattern)
      }
    case .where(let condition):
      let messages = warnings
      table.rows = try rows(of: table, where: condition, parameters)
      warnings = messages
    case nil: break
    }
    if show.subject == "warnings" || show.subject == "errors", let limit = show.limit {
      let skipped = try Self.rowCount(limit.offset) ?? 0
      table.rows = Array(table.rows.dropFirst(skipped).prefix(try Self.rowCount(limit.count) ?? 0))
    }
    return table.result
  }

  /// The number of a LIMIT; nil where there is none.
  private static func rowCount(_ expression: Expression?) throws(SQLError) -> Int? {
    guard let expression else { return nil }
    guard case .literal(let literal) = expression, case .integer(let digits) = literal.kind else {
      throw SQLError(
        .parseError,
        "LIMIT takes a whole number that is not negative",
        at: expression.span
      )
    }
    return Int(digits) ?? .max
  }

  private func rows(of show: Show) throws(SQLError) -> ShowTable {
    switch show.subject {
    case "databases", "schemas": return showDatabases(SystemSchemas.names)
    case "keyspaces", "vitess_keyspaces", "vitess keyspaces": return showDatabases()
    case "tables": return try showTables(show)
    case "table status": return try showTableStatus(show)
    case "columns", "fields": return try showColumns(show)
    case "index", "indexes", "keys": return try showIndexes(show)
    case "create table", "create view": return ansiQuoted(try showCreateTable(show))
    case "create procedure", "create function": return try showCreateRoutine(show)
    case "create trigger": return try showCreateTrigger(show)
    case "triggers": return try showTriggers(show)
    case "create event": return try showCreateEvent(show)
    case "events": return try showEvents(show)
    case "procedure status": return showRoutineStatus(.procedure)
    case "function status": return showRoutineStatus(.function)
    case "create database", "create keyspace", "create database if not exists",
      "create keyspace if not exists":
      return ansiQuoted(try showCreateDatabase(show))
    case "vitess_metadata variables": return ShowTable(["Key", "Value"])
    case "variables": return shownVariables(show.scope)
    case "status": return shownStatus
    case "warnings": return showWarnings { _ in true }
    case "errors": return showWarnings { $0.level == .error }
    case "count(*) warnings": return showCount("warning_count", warnings.count)
    case "count(*) errors": return showCount("error_count", warnings.errorCount)
    case "vitess_shards", "vitess shards": return showShards()
    case "vitess_tablets", "vitess tablets": return showTablets()
    case "vitess_target", "vitess target": return showTarget()
    case "vschema tables": return try showVSchemaTables(show)
    case "vschema vindexes": return try showVindexes(show)
    case "vschema keyspaces": return showVSchemaKeyspaces()
    case "processlist": return showProcesses(show)
    case "binary logs", "master logs":
      throw SQLError(.noBinaryLog, "You are not using binary logging", at: show.span)
    case "engines", "storage engines": return showEngines()
    case "collation", "collations": return showCollations()
    case "charset", "character set": return showCharacterSets()
    case "grants": return showGrants(show)
    case "gtid_executed", "vgtid_executed": return try showGTIDs(show)
    default:
      if let columns = ShowTable.columnsOfNothing[show.subject] { return ShowTable(columns) }
      throw SQLError(
        .unsupported,
        "SHOW \(show.subject.uppercased()) is not supported",
        at: show.span
      )
    }
  }

  /// The statement in the second column, with names quoted as the mode ANSI_QUOTES wants them.
  private func ansiQuoted(_ table: ShowTable) -> ShowTable {
    guard variables.options.sqlMode.contains("ANSI_QUOTES") else { return table }
    var table = table
    for row in table.rows.indices {
      guard table.rows[row].count > 1, case .text(let text) = table.rows[row][1] else { continue }
      table.rows[row][1] = .text(text.withANSIQuotes)
    }
    return table
  }

  /// WHERE on the rows of a SHOW: they are read as a table by the coordinator.
  private func rows(
    of table: ShowTable,
    where condition: Expression,
    _ parameters: [TypedValue]
  ) throws(SQLError) -> [[Value]] {
    let names = table.columns.map(\.quotedForSQL)
    let selects = table.rows.map { row in
      "SELECT "
        + zip(row, names).map { "\($0.quotedForMySQL) AS `\($1.dropFirst().dropLast())`" }
        .joined(separator: ", ")
    }
    guard !selects.isEmpty else { return [] }
    let text =
      "SELECT * FROM (\(selects.joined(separator: " UNION ALL "))) AS shown "
      + "WHERE \(condition.printed())"
    var input = StatementInput(text: text, parameters: parameters)
    input.parserMode = .default
    return try dispatch(input).rows
  }

  private func showDatabases(_ others: Set<String> = []) -> ShowTable {
    var table = ShowTable(["Database"])
    for name in others.union(cluster.keyspaceNames).sorted() { table.add(name) }
    return table
  }

  func shownVariables(_ scope: VariableScope?) -> ShowTable {
    var table = ShowTable(["Variable_name", "Value"])
    let globals = cluster.globalVariables.withLock { $0.all }
    for (own, global) in zip(variables.allSystem, globals) {
      let (name, place) = (own.name, SystemVariableDefinition.all[own.name]?.scope)
      if scope == .global && place == .session { continue }
      let value = scope == .global || place == .global ? global.value : own.value
      if name == "event_scheduler" {
        table.add(name, cluster.events.isOn ? "ON" : "OFF")
        continue
      }
      if scope != .global, let text = databaseVariable(name) {
        table.add(name, text)
        continue
      }
      let isSwitch = SystemVariableDefinition.all[name]?.domain.isSwitch ?? false
      table.add(name, isSwitch ? (value.value == .integer(0) ? "OFF" : "ON") : value.shown)
    }
    return table
  }

  var shownStatus: ShowTable {
    var table = ShowTable(["Variable_name", "Value"])
    let plans = cluster.plans.statistics
    table.add("Plan_cache_misses", String(plans.misses))
    table.add("Plan_cache_shape_hits", String(plans.shapeHits))
    table.add("Plan_cache_size", String(cluster.plans.count))
    table.add("Plan_cache_text_hits", String(plans.textHits))
    for (name, value) in serverStatus { table.add(name, String(value)) }
    for keyspace in cluster.snapshot.keyspaces.values.sorted(by: { $0.name < $1.name }) {
      for store in keyspace.stores {
        let readers = store.readers.statistics
        table.add("Readers_loans_\(store.label)", String(readers.loans))
        table.add("Readers_waits_\(store.label)", String(readers.waits))
        table.add("Writer_loans_\(store.label)", String(store.writer.statistics.loans))
        table.add("Writer_waits_\(store.label)", String(store.writer.statistics.waits))
      }
    }
    return table
  }

  private func showWarnings(_ isShown: (Warning) -> Bool) -> ShowTable {
    var table = ShowTable(["Level", "Code", "Message"])
    for warning in keptWarnings where isShown(warning) {
      table.add(warning.level.rawValue, String(warning.code), warning.message)
    }
    return table
  }

  private func showCount(_ variable: String, _ count: Int) -> ShowTable {
    var table = ShowTable(["@@session.\(variable)"])
    table.add(String(count))
    return table
  }

  private func showEngines() -> ShowTable {
    ShowTable(
      systemRows("engines"),
      [
        ("Engine", "ENGINE"), ("Support", "SUPPORT"), ("Comment", "COMMENT"),
        ("Transactions", "TRANSACTIONS"), ("XA", "XA"), ("Savepoints", "SAVEPOINTS"),
      ]
    )
  }

  private func showCollations() -> ShowTable {
    ShowTable(
      systemRows("collations"),
      [
        ("Collation", "COLLATION_NAME"), ("Charset", "CHARACTER_SET_NAME"), ("Id", "ID"),
        ("Default", "IS_DEFAULT"), ("Compiled", "IS_COMPILED"), ("Sortlen", "SORTLEN"),
        ("Pad_attribute", "PAD_ATTRIBUTE"),
      ]
    )
  }

  private func showCharacterSets() -> ShowTable {
    ShowTable(
      systemRows("character_sets"),
      [
        ("Charset", "CHARACTER_SET_NAME"), ("Description", "DESCRIPTION"),
        ("Default collation", "DEFAULT_COLLATE_NAME"), ("Maxlen", "MAXLEN"),
      ]
    )
  }
}

extension Value {
  /// As a literal of SQL.
  fileprivate var quotedForMySQL: String {
    if case .text(let text) = self { text.quotedForMySQL } else { "NULL" }
  }
}

extension String {
  /// As a MySQL string literal.
  var quotedForMySQL: String {
    "'" + replacing("\\", with: "\\\\").replacing("'", with: "''") + "'"
  }
}
