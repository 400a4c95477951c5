package import VitrineSQL
import VitrineSharding

/// How many rounds a recursive common table expression may take.
package struct RecursionLimit: Sendable {
  private let rounds: Int64

  /// By default as many as in MySQL.
  package init(rounds: Int64 = 1000) { self.rounds = rounds }

  /// - Throws: 3636 for a row of a round past the limit; the seed is round 0.
  package func check(depth: Int64) throws(SQLError) {
    guard depth <= rounds else {
      throw SQLError(
        .recursionTooDeep,
        "Recursive query aborted after \(rounds &+ 1) iterations. "
          + "Try increasing @@cte_max_recursion_depth to a larger value."
      )
    }
  }
}

/// Functions that rewritten queries call where SQLite has no words of its own for what MySQL does.
enum RewritingFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [recursionDepth(context), unquote(), frameDistance()]
  }

  /// `my_recursion_depth(depth)`: the depth of the next round of a recursion; 3636 past the limit.
  private static func recursionDepth(_ context: StatementContext) -> ScalarFunction {
    ScalarFunction("my_recursion_depth", arguments: 1) { arguments, result throws(SQLError) in
      let depth = arguments.integer(at: 0)
      try context.recursionLimit.check(depth: depth + 1)
      result.set(depth + 1)
    }
  }

  /// `my_unquote(text)`: the value whose SQL literal SQLite's `quote` gave.
  private static func unquote() -> ScalarFunction {
    ScalarFunction("my_unquote", arguments: 1) { arguments, result in
      let text = arguments.text(at: 0)
      if text == "NULL" { return }
      if text.hasPrefix("X'") { return result.set(blob: bytes(ofHexadecimal: text)) }
      if text.hasPrefix("'") {
        return result.set(text.dropFirst().dropLast().replacing("''", with: "'"))
      }
      if let integer = Int64(text) { return result.set(integer) }
      result.set(Double(text) ?? 0)
    }
  }

  /// `my_frame_distance(amount)`: the amount; 3586 where it is NULL or negative.
  private static func frameDistance() -> ScalarFunction {
    ScalarFunction("my_frame_distance", arguments: 1, returnsNullOnNull: false) {
      arguments,
      result throws(SQLError) in
      guard !arguments.isNull(at: 0),
        !arguments.text(at: 0).drop(while: { $0 == " " }).hasPrefix("-")
      else { throw SQLError(.invalidWindowFrame, SQLError.illegalFrameBound) }
      result.set(argument: 0, of: arguments)
    }
  }

  private static func bytes(ofHexadecimal literal: String) -> [UInt8] {
    let digits = literal.dropFirst(2).dropLast().compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { index in
      UInt8(truncatingIfNeeded: digits[index] << 4 | digits[index + 1])
    }
  }
}
