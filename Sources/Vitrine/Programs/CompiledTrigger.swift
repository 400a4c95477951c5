import VitrineSQL
import VitrineSharding

/// A trigger ready to run: a program, and the columns of the row that it reads and sets.
struct CompiledTrigger: Sendable {
  /// A column of NEW or OLD.
  struct RowVariable: Sendable {
    var isNew: Bool
    var column: String
    var slot: Int
  }

  var source: StoredTrigger
  var program: CompiledProgram
  /// Those that the body names.
  var row: [RowVariable]
  /// The columns of NEW that the body sets, in lower case.
  var assigned: Set<String>
}

/// What NEW and OLD mean while a trigger is compiled.
final class TriggerRows {
  let event: TriggerEvent
  let isBefore: Bool
  let table: TableDefinition
  private(set) var variables: [CompiledTrigger.RowVariable] = []
  private(set) var assigned: Set<String> = []

  init(_ trigger: StoredTrigger, on table: TableDefinition) {
    event = trigger.event
    isBefore = trigger.isBefore
    self.table = table
  }

  /// Whether the name is one of NEW or OLD.
  static func contains(_ name: ColumnName) -> Bool {
    guard let qualifier = name.qualifier, qualifier.qualifier == nil else { return false }
    return ["new", "old"].contains(qualifier.name.folded)
  }

  /// The column of a name, and whether it is NEW's.
  ///
  /// - Throws: `noSuchTriggerRow` where the event has no such row, `unknownColumn`.
  private func find(_ name: ColumnName) throws(SQLError) -> (isNew: Bool, column: ColumnDefinition)
  {
    let isNew = name.qualifier?.name.folded == "new"
    let word = isNew ? "NEW" : "OLD"
    guard event != (isNew ? .delete : .insert) else {
      throw SQLError(
        .noSuchTriggerRow,
        "There is no \(word) row in on \(event.rawValue.uppercased()) trigger",
        at: name.span
      )
    }
    guard let column = table.column(named: name.name.text), column.name != TableDefinition.hiddenKey
    else {
      throw SQLError(
        .unknownColumn,
        "Unknown column '\(name.name.text)' in '\(word)'",
        at: name.span
      )
    }
    return (isNew, column)
  }

  /// The slot of the variable that stands for a column.
  func slot(of name: ColumnName) throws(SQLError) -> Int {
    let (isNew, column) = try find(name)
    let position = table.position(of: column.name) ?? 0
    let slot = isNew ? position : table.columns.count + position
    if !variables.contains(where: { $0.slot == slot }) {
      variables.append(
        CompiledTrigger.RowVariable(isNew: isNew, column: column.name, slot: slot)
      )
    }
    return slot
  }

  /// The first variables of the program: the columns of NEW, then those of OLD.
  var programVariables: [CompiledProgram.Variable] {
    let columns = table.columns.map { CompiledProgram.Variable(name: $0.name, type: $0.type) }
    return columns + columns
  }

  /// The slot of a column that the body sets.
  ///
  /// - Throws: `rowNotSettable` but for NEW before the row is written, `generatedColumnValue` for a column
  ///   that is computed.
  func assignedSlot(of name: ColumnName) throws(SQLError) -> Int {
    let (isNew, column) = try find(name)
    guard isNew, isBefore else {
      throw SQLError(
        .rowNotSettable,
        isNew
          ? "Updating of NEW row is not allowed in after trigger"
          : "Updating of OLD row is not allowed in trigger",
        at: name.span
      )
    }
    guard column.generated == nil else {
      throw SQLError(
        .generatedColumnValue,
        "The value specified for generated column '\(column.name)' in table '\(table.name)' is not "
          + "allowed.",
        at: name.span
      )
    }
    assigned.insert(column.name.lowercased())
    return try slot(of: name)
  }
}
