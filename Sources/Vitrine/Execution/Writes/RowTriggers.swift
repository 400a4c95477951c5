import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// The triggers of one table that one statement fires, row after row.
final class RowTriggers {
  private let writer: RowWriter
  private let keyspace: String
  private let triggers: [CompiledTrigger]
  private unowned let execution: PlanExecution
  private let session: Session

  /// Those that wait for some events; nil where the table has none, or the statement fires none.
  init?(
    _ writer: RowWriter,
    of events: Set<TriggerEvent>,
    in execution: PlanExecution
  ) throws(SQLError) {
    let table = writer.table
    let stored = table.keyspace.triggers(on: table.table.name)
      .filter { events.contains($0.event) }
    guard !stored.isEmpty, let session = execution.session, session.firesTriggers else {
      return nil
    }
    self.writer = writer
    self.execution = execution
    self.session = session
    keyspace = table.keyspace.name
    triggers = try stored.mapTyped { (trigger) throws(SQLError) in
      try execution.cluster.programs.trigger(trigger, on: table.table)
    }
  }

  /// Whether something waits for an event.
  func has(_ event: TriggerEvent, before isBefore: Bool? = nil) -> Bool {
    triggers.contains {
      $0.source.event == event && (isBefore == nil || $0.source.isBefore == isBefore)
    }
  }

  /// Whether the triggers before an event may set a column.
  func sets(_ column: String, before event: TriggerEvent) -> Bool {
    triggers.contains {
      $0.source.isBefore && $0.source.event == event
        && $0.assigned.contains(column.lowercased())
    }
  }

  /// Runs the triggers before a row is written; gives what they have made of NEW.
  func before(
    _ event: TriggerEvent,
    old: [Value]? = nil,
    new: [Value]
  ) throws(SQLError) -> [Value] {
    var new = new
    for trigger in triggers where trigger.source.isBefore && trigger.source.event == event {
      let values = try fire(trigger, old, new)
      for variable in trigger.row where trigger.assigned.contains(variable.column.lowercased()) {
        guard variable.isNew, let position = writer.rows.position(of: variable.column) else {
          continue
        }
        new[position] = try stored(values[variable.slot])
      }
    }
    return new
  }

  /// Runs the triggers before a row is removed.
  func before(deleting old: [Value]) throws(SQLError) {
    for trigger in triggers where trigger.source.isBefore && trigger.source.event == .delete {
      _ = try fire(trigger, old, nil)
    }
  }

  /// Runs the triggers after a row has been written or removed.
  func after(
    _ event: TriggerEvent,
    old: [Value]? = nil,
    new: [Value]? = nil
  ) throws(SQLError) {
    for trigger in triggers where !trigger.source.isBefore && trigger.source.event == event {
      _ = try fire(trigger, old, new)
    }
  }

  private func fire(
    _ trigger: CompiledTrigger,
    _ old: [Value]?,
    _ new: [Value]?
  ) throws(SQLError) -> [TypedValue] {
    try session.fire(
      trigger,
      of: keyspace,
      row: { (variable) throws(SQLError) in
        try value(of: variable.column, in: (variable.isNew ? new : old) ?? [])
      },
      in: execution
    )
  }

  /// A TIMESTAMP as programs see it: in the session's time zone.
  private func shown(_ value: TypedValue) -> TypedValue {
    let zone = execution.settings.timeZone
    guard value.type.kind == .timestamp, zone != .utc, case .text(let text) = value.value,
      let local = zone.localText(ofTimestamp: text)
    else { return value }
    return TypedValue(.text(local), value.type)
  }

  /// What a program has set as its column stores it.
  private func stored(_ value: TypedValue) throws(SQLError) -> Value {
    guard value.type.kind == .timestamp, execution.settings.timeZone != .utc,
      case .text(let text) = value.value
    else { return value.value }
    return try storedTimestamp(text, value.type, by: execution.settings.clock)
  }

  /// A column's value in a row, of a generated column by what it is generated from.
  private func value(of column: String, in row: [Value]) throws(SQLError) -> TypedValue {
    let type = writer.table.table.column(named: column)?.type ?? .unknown
    if let position = writer.rows.position(of: column) {
      return shown(TypedValue(row.indices.contains(position) ? row[position] : .null, type))
    }
    return TypedValue(try writer.values(of: [column], in: row).first ?? .null, type)
  }
}

extension RowValues {
  /// A row after its BEFORE triggers, where the columns that take no NULL have some value.
  func complete(_ values: [Value], _ columns: [ColumnDefinition]) throws(SQLError) -> [Value] {
    var values = values
    for (index, column) in columns.enumerated() where !column.isNullable {
      guard values.indices.contains(index), values[index].isNull else { continue }
      values[index] = try replacement(ofNullIn: column)
    }
    return values
  }
}
