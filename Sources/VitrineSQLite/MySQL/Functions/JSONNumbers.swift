import VitrineSQL
import VitrineSharding

/// Documents as numbers: what CAST and computing take them for.
///
/// What is no number, no boolean and no text of a number is 0, with warning 3156.
enum JSONNumbers {
  static func functions(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_json_int", arguments: 1) { arguments, result throws(SQLError) in
        let number = integer(try JSONBodies.document(arguments, 0), context)
        if let integer = number.integer { return result.set(integer) }
        result.set(unsigned: number.unsigned ?? 0)
      },
      ScalarFunction("my_json_real", arguments: 1) { arguments, result throws(SQLError) in
        let document = try JSONBodies.document(arguments, 0)
        if case .real(let real) = document { return result.set(real) }
        result.set(number(document, "DOUBLE", context).double)
      },
      ScalarFunction("my_json_dec", arguments: 1) { arguments, result throws(SQLError) in
        result.set(number(try JSONBodies.document(arguments, 0), "DECIMAL", context))
      },
    ]
  }

  /// Of a text the digits before the point alone.
  private static func integer(_ document: JSONDocument, _ context: StatementContext) -> Decimal65 {
    guard case .string(let text) = document else { return number(document, "INTEGER", context) }
    let number = Decimal65(prefixOf: text).truncated(toScale: 0)
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let isWhole = !digits.isEmpty && digits.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
    if !isWhole { warn("INTEGER", context) }
    return number
  }

  private static func number(
    _ document: JSONDocument,
    _ kind: String,
    _ context: StatementContext
  ) -> Decimal65 {
    switch document {
    case .boolean(let flag): return Decimal65(Int64(flag ? 1 : 0))
    case .string(let text):
      if !NumericText.double(text).isWhole { warn(kind, context) }
      return Decimal65(prefixOf: text)
    default:
      if let number = document.number { return number }
      warn(kind, context)
      return .zero
    }
  }

  private static func warn(_ kind: String, _ context: StatementContext) {
    context.warn(
      .invalidJSONValueForCast,
      "Invalid JSON value for CAST to \(kind) from column json_extract at row 1"
    )
  }
}
