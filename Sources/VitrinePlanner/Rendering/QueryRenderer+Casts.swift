import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension QueryRenderer {
  /// `CAST(x AS type)`: the value carried over, then cut to what the type holds.
  func cast(_ operand: Operand, to type: MySQLType) -> Operand {
    if operand.type.kind == .null { return Operand("NULL", type) }
    return Operand(Self.castText(operand, type), type)
  }

  private static func castText(_ operand: Operand, _ type: MySQLType) -> String {
    switch type.kind {
    case .bigint where type.isUnsigned:
      return operand.type.isUnsigned
        ? operand.sql : "my_bit_or2(\(Conversion.sql(operand, to: .integer)),0)"
    case .decimal:
      let text = Conversion.sql(operand, to: .decimal)
      return "my_cast_dec(\(text),\(type.length ?? 10),\(Operators.form(type)))"
    case .json: return Conversion.sql(operand, to: .json)
    case .char, .varchar: return cut(Conversion.sql(operand, to: .text), type, operand.type)
    case .binary, .varbinary: return cut(Conversion.sql(operand, to: .binary), type, operand.type)
    default: return Conversion.sql(operand.sql, from: operand.type, to: type)
    }
  }

  /// The first so many characters or bytes, where the value may have more.
  private static func cut(_ text: String, _ type: MySQLType, _ from: MySQLType) -> String {
    guard let length = type.length, from.textLength > length else { return text }
    return "substr(\(text),1,\(length))"
  }
}
