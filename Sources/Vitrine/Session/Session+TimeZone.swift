import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// What of TIMESTAMP columns is not in the rows: the catalog keeps their defaults in UTC, as columns do.
extension Session {
  private var zone: SessionTimeZone { variables.options.statement.timeZone }

  /// What a statement that changes tables sees: the session's time, zone and modes.
  var schemaSettings: StatementSettings {
    let session = settings(isWriting: true)
    var settings = StatementSettings(waiting: variables.options)
    (settings.now, settings.timeZone) = (session.now, session.timeZone)
    settings.mode = session.mode
    settings.setsAutoIncrementForZero = session.setsAutoIncrementForZero
    (settings.facts, settings.seed) = (session.facts, session.seed)
    return settings
  }

  /// Refuses a CREATE TABLE whose defaults would have to be converted.
  func checkTimestamps(of statement: Statement) throws(SQLError) {
    guard zone != .utc, case .createTable(let create) = statement else { return }
    for column in create.columns where column.type.name == "timestamp" {
      guard let value = column.defaultValue, case .literal(let literal) = value,
        literal.kind != .null
      else { continue }
      throw refused("the DEFAULT of the TIMESTAMP column '\(column.name.text)'", at: value.span)
    }
  }

  /// Refuses an ALTER TABLE that converts TIMESTAMP columns or gives them such defaults.
  func checkTimestamps(in changes: [SchemaChange]) throws(SQLError) {
    guard zone != .utc else { return }
    for case .altered(let alteration) in changes {
      for column in alteration.after.columns {
        let old = alteration.sources[column.name].flatMap { alteration.before.column(named: $0) }
        try check(column, old)
      }
    }
  }

  private func check(_ column: ColumnDefinition, _ old: ColumnDefinition?) throws(SQLError) {
    let isTimestamp = column.type.kind == .timestamp
    if let old, isTimestamp != (old.type.kind == .timestamp) {
      throw refused("the conversion of the column '\(column.name)' to or from TIMESTAMP")
    }
    guard isTimestamp, let expression = column.defaultExpression,
      !expression.isCurrentTimestamp, old?.defaultExpression != expression
    else { return }
    throw refused("the DEFAULT of the TIMESTAMP column '\(column.name)'")
  }

  private func refused(_ what: String, at span: Span? = nil) -> SQLError {
    SQLError(
      .unsupported,
      "\(what) is taken to be in UTC, which is not the session's time zone",
      at: span,
      hint: "SET time_zone = 'UTC' for this statement"
    )
  }

  /// The table as SHOW has it: the literal defaults of TIMESTAMP columns in the session's time zone.
  func shown(_ table: TableDefinition) -> TableDefinition {
    guard zone != .utc else { return table }
    var shown = table
    for position in table.columns.indices where table.columns[position].type.kind == .timestamp {
      guard case .literal(let literal)? = table.columns[position].defaultExpression,
        case .string(let text) = literal.kind, let local = zone.localText(ofTimestamp: text)
      else { continue }
      shown.columns[position].defaultExpression = .literal(Literal(kind: .string(local)))
    }
    return shown
  }
}
