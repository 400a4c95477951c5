import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension AggregateFunction {
  /// The type of a call on the operands.
  func type(_ operands: [Operand]) throws(SQLError) -> MySQLType {
    guard let libraryName, self != .countRows, self != .count else { return .bigint }
    return try Aggregates.type(libraryName, operands)
  }
}
