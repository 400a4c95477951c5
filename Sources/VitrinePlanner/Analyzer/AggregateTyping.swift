import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension AggregateFunction {
  /// The type of a call on the operands.
  func type(_ operands: [Operand], _ context: PlanningContext) throws(SQLError) -> MySQLType {
    guard let libraryName, self != .countRows, self != .count else { return .bigint }
    let increment = context.options.divisionIncrement
    return try Aggregates.type(libraryName, operands, increment: increment)
  }
}
