import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Turns what a statement gives a column into what the column stores.
struct RowValues {
  let execution: PlanExecution

  private var mode: AssignmentMode { execution.settings.mode }

  /// The value in the column's representation.
  func stored(
    _ given: TypedValue,
    in column: ColumnDefinition,
    of table: TableDefinition,
    row: Int
  ) throws(SQLError) -> Value {
    if case .null = given.value {
      if column.isNullable { return .null }
      return try replacement(ofNullIn: column)
    }
    let assignment = ColumnAssignment(
      column: column.name,
      column.type,
      from: given.type,
      mode: mode,
      clock: execution.settings.clock,
      of: table.name
    )
    return try assignment.store(
      given.value,
      row: row,
      warn: { execution.recorder.warn($0) },
      note: { execution.recorder.warn($0, .note) }
    )
  }

  /// NULL for a column that takes none: an error, or the type's own default with a warning.
  func replacement(ofNullIn column: ColumnDefinition) throws(SQLError) -> Value {
    let error = SQLError(.columnCannotBeNull, "Column '\(column.name)' cannot be null")
    guard !mode.isStrict else { throw error }
    execution.recorder.warn(error)
    return column.type.implicitDefault
  }

  /// Nothing for a column that has no default: an error, or the type's own default with a warning.
  func replacement(ofMissing column: ColumnDefinition) throws(SQLError) -> Value {
    // MySQL takes an ENUM's first member for its default.
    if column.type.kind == .enum { return .integer(1) }
    let error = SQLError(.noDefault, "Field '\(column.name)' doesn't have a default value")
    guard !mode.isStrict else { throw error }
    execution.recorder.warnOnce(error)
    return column.type.implicitDefault
  }

  /// Makes sure that a table's sequence does not give a number that a row has.
  func skip(_ value: Value, of table: ResolvedTable) throws(SQLError) {
    if case .integer(let number) = value, number <= 0 { return }
    if value.isNull { return }
    try execution.skipNumber(value.unsignedBits, of: table)
  }
}
