import VitrineSQL
import VitrineSharding

extension StringFunctions {
  /// FIND_IN_SET: the place among what the list has, or, of a constant in a SET column, among the SET's members.
  static func place(
    _ arguments: [String],
    _ operands: [Operand]
  ) throws(SQLError) -> String {
    let found = try collatedCall("my_find_in_set", arguments, operands)
    guard operands[0].origin == .constant, operands[1].origin == .column,
      operands[1].type.kind == .set
    else { return found }
    let members = quotedForSQLite(operands[1].type.members.joined(separator: ","))
    let name = quotedForSQLite(Collation.utf8mb4GeneralCi.rawValue)
    let member = "my_find_in_set(\(name),\(arguments[0]),\(members))"
    let isThere = "(\(operands[1].sql) >> (\(member) - 1)) & 1"
    return "(CASE \(member) WHEN 0 THEN \(found) ELSE (\(isThere)) * \(member) END)"
  }

  /// The call with the collation that all texts are compared under before them.
  static func collatedCall(
    _ function: String,
    _ arguments: [String],
    _ operands: [Operand]
  ) throws(SQLError) -> String {
    let chosen = try CollationChoice.compared(operands)
    let name = quotedForSQLite(chosen.collation.rawValue)
    // Beside a binary string bytes count.
    let seesBytes = chosen.collation == .binary && operands.contains { $0.type.isBinary }
    let parts = zip(arguments, operands).map { argument, operand in
      seesBytes && operand.hasCharacters
        ? "my_bytes_text(\(Conversion.sql(operand, to: .binary)))" : argument
    }
    return "\(function)(\(name),\(parts.joined(separator: ",")))"
  }
}
