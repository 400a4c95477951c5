import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// TIMESTAMP columns under a time zone: stored in UTC, read and written in the session's.
///
///     SELECT ts FROM t WHERE ts > '2026-01-01'
///       ⇒  SELECT my_local_time(ts) FROM t WHERE my_local_time(ts) > '2026-01-01 00:00:00'
///
/// The text is the same for all zones but UTC: the function asks the session for its zone.
extension QueryRenderer {
  /// A stored column as the statement's expressions see it.
  static func stored(
    _ text: String,
    _ type: MySQLType,
    in table: ResolvedTable,
    _ origin: Operand.Origin = .column
  ) -> Operand {
    guard table.convertsTimestamps, type.kind == .timestamp else {
      return Operand(text, type, origin: origin)
    }
    return local(text, type, origin)
  }

  /// A column that an assignment has just set.
  func assigned(_ text: String, _ type: MySQLType) -> Operand {
    guard context.options.convertsTimestamps, type.kind == .timestamp else {
      return Operand(text, type)
    }
    return Self.local(text, type, .expression)
  }

  private static func local(_ text: String, _ type: MySQLType, _ origin: Operand.Origin) -> Operand
  {
    var operand = Operand("my_local_time(\(text))", type, origin: origin)
    operand.stored = text
    return operand
  }

  /// A value as a TIMESTAMP column stores it: what was read from one stays the moment that it is, also
  /// where clocks show its time twice.
  func timestamp(
    _ scalar: Scalar,
    assignedTo column: ColumnDefinition,
    in scope: RenderingScope
  ) throws(SQLError) -> String {
    if case .call(let call) = scalar, call.operation == .choose {
      var rest = call.arguments[...]
      var text = "CASE"
      while rest.count > 1, let condition = rest.popFirst(), let value = rest.popFirst() {
        text += " WHEN \(Operators.condition(try operand(condition, in: scope)))"
        text += " THEN \(try timestamp(value, assignedTo: column, in: scope))"
      }
      if let last = rest.first {
        text += " ELSE \(try timestamp(last, assignedTo: column, in: scope))"
      }
      return text + " END"
    }
    let operand = try operand(scalar, in: scope)
    if let stored = operand.stored {
      return Self.assigned(stored, from: operand.type, to: column)
    }
    return ColumnAssignment.sql(
      operand.sql,
      from: Self.widest(operand),
      column: column.name,
      column.type,
      isLocal: true
    )
  }
}

extension Operand {
  /// The text by which a row is told from others: of a TIMESTAMP what is stored.
  var asStored: String { stored ?? sql }
}
