import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension SQLiteSchema {
  /// An expression over the table's columns, converted to a column's type.
  func expression(
    _ expression: Expression,
    on table: TableDefinition,
    as type: MySQLType
  ) throws(SQLError) -> String {
    let operand = try operand(expression, on: table)
    return QueryBlock.unwrapped(Conversion.sql(operand.sql, from: operand.type, to: type))
  }

  /// An expression as a part of an index, with the collation under which queries compare it.
  func key(_ expression: Expression, on table: TableDefinition) throws(SQLError) -> String {
    Operators.key(try operand(expression, on: table))
  }

  func condition(_ expression: Expression, on table: TableDefinition) throws(SQLError) -> String {
    QueryBlock.unwrapped(Operators.condition(try operand(expression, on: table)))
  }

  /// The expression in the words that queries have for it, so that SQLite sees that they are the same.
  private func operand(
    _ expression: Expression,
    on table: TableDefinition
  ) throws(SQLError) -> Operand {
    throw SQLError(.unsupported, "expressions in table definitions are not supported")
  }
}
