import Foundation
import VitrineSQL
import VitrineSharding

/// REGEXP and the REGEXP_ functions, on ICU's regular expressions as in MySQL.
///
/// Positions count code points.
enum RegularExpressions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_regexp_like", arguments: 3) { arguments, result throws(SQLError) in
        let expression = try compiled(arguments, flags: 2)
        let found = try expression.match(1, in: arguments.text(at: 0), from: 0, context)
        result.set(found != nil)
      },
      ScalarFunction("my_regexp_replace") { arguments, result throws(SQLError) in
        result.set(try replaced(arguments, context))
      },
      ScalarFunction("my_regexp_substr") { arguments, result throws(SQLError) in
        try checkPosition(arguments, 2, "regexp_substr")
        guard let found = try occurrence(arguments, context) else { return }
        let units = Array(arguments.text(at: 0).utf16)
        result.set(String(decoding: units[found.lowerBound..<found.upperBound], as: UTF16.self))
      },
      ScalarFunction("my_regexp_instr") { arguments, result throws(SQLError) in
        let text = arguments.text(at: 0)
        let option = arguments.count > 5 ? arguments.integer(at: 4) : 0
        guard option == 0 || option == 1 else {
          throw SQLError(
            .wrongArguments,
            "Incorrect arguments to regexp_instr: return_option must be 1 or 0."
          )
        }
        guard let found = try occurrence(arguments, context) else {
          return result.set(0)
        }
        let isEnd = option == 1
        let place = isEnd ? found.upperBound : found.lowerBound
        let before = text.utf16.index(text.startIndex, offsetBy: place)
        result.set(text.unicodeScalars.distance(from: text.startIndex, to: before) + 1)
      },
    ]
  }

  private static func compiled(
    _ arguments: borrowing FunctionArguments,
    flags: Int
  ) throws(SQLError) -> RegularExpression {
    let flags = arguments.text(at: flags)
    let kept = try arguments.cached(at: 1) { () throws(SQLError) in
      try RegularExpression(arguments.text(at: 1), flags: flags)
    }
    return kept.flags == flags ? kept : try RegularExpression(arguments.text(at: 1), flags: flags)
  }

  /// The range of the nth match at or after a position.
  private static func occurrence(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) throws(SQLError) -> NSRange? {
    let last = arguments.count - 1
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let start = last > 2 ? arguments.count(at: 2) : 1
    let count = last > 3 ? max(arguments.count(at: 3), 1) : 1
    return try expression.match(count, in: text, from: try offset(of: start, in: text), context)
  }

  /// REGEXP_SUBSTR and REGEXP_REPLACE take no position before the first; REGEXP_INSTR leaves it to ICU.
  private static func checkPosition(
    _ arguments: borrowing FunctionArguments,
    _ index: Int,
    _ name: String
  ) throws(SQLError) {
    guard arguments.count > index + 1, arguments.integer(at: index) < 1 else { return }
    throw SQLError(
      .wrongNativeArguments,
      "Incorrect parameters in the call to native function '\(name)'"
    )
  }

  /// The offset in UTF-16 units of a position that counts code points from 1.
  private static func offset(of position: Int, in text: String) throws(SQLError) -> Int {
    guard position >= 1, position <= text.unicodeScalars.count + 1 else {
      throw SQLError(.regularExpressionIndex, "Index out of bounds in regular expression search.")
    }
    let index = text.unicodeScalars.index(text.startIndex, offsetBy: position - 1)
    return text.utf16.distance(from: text.startIndex, to: index)
  }

  private static func replaced(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) throws(SQLError) -> String {
    let last = arguments.count - 1
    try checkPosition(arguments, 3, "regexp_replace")
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let position = last > 3 ? arguments.count(at: 3) : 1
    let wanted = last > 4 ? arguments.count(at: 4) : 0
    let start = try offset(of: position, in: text)
    return try expression.replaced(
      text,
      from: start,
      with: arguments.text(at: 2),
      occurrence: wanted,
      context
    )
  }
}
