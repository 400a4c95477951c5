import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// `CAST(x AS type)`: the value carried over, then cut to what the type holds.
  func cast(_ operand: Operand, to type: MySQLType) -> Operand {
    if operand.type.kind == .null { return Operand("NULL", type) }
    return Operators.cast(operand, to: type)
  }
}
