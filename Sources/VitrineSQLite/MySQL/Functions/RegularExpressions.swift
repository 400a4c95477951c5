import VitrineSQL
import VitrineSharding

/// REGEXP and the REGEXP_ functions, on Swift's regular expressions.
///
/// Their syntax is close to that of ICU, which MySQL uses; characters are code points, as there.
enum RegularExpressions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_regexp_like", arguments: 3) { arguments, result throws(SQLError) in
        let expression = try compiled(arguments, flags: 2)
        result.set(try expression.first(in: arguments.text(at: 0)[...]) != nil)
      },
      ScalarFunction("my_regexp_replace") { arguments, result throws(SQLError) in
        result.set(try replaced(arguments))
      },
      ScalarFunction("my_regexp_substr") { arguments, result throws(SQLError) in
        let found = try occurrence(arguments, position: 2, occurrence: 3)
        if let found { result.set(arguments.text(at: 0)[found]) }
      },
      ScalarFunction("my_regexp_instr") { arguments, result throws(SQLError) in
        let text = arguments.text(at: 0)
        guard let found = try occurrence(arguments, position: 2, occurrence: 3) else {
          return result.set(0)
        }
        let isEnd = arguments.count > 5 && arguments.integer(at: 4) == 1
        let place = isEnd ? found.upperBound : found.lowerBound
        result.set(text.unicodeScalars.distance(from: text.startIndex, to: place) + 1)
      },
    ]
  }

  private static func compiled(
    _ arguments: borrowing FunctionArguments,
    flags: Int
  ) throws(SQLError) -> RegularExpression {
    let flags = arguments.text(at: flags)
    return try arguments.cached(at: 1) { () throws(SQLError) in
      try RegularExpression(arguments.text(at: 1), flags: flags)
    }
  }

  /// The range of the nth match at or after a position.
  private static func occurrence(
    _ arguments: borrowing FunctionArguments,
    position: Int,
    occurrence: Int
  ) throws(SQLError) -> Range<String.Index>? {
    let last = arguments.count - 1
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let start = position < last ? arguments.count(at: position) : 1
    let count = occurrence < last ? max(arguments.count(at: occurrence), 1) : 1
    let matches = try expression.matches(in: rest(of: text, from: start), limit: count)
    return matches.count >= count ? matches[count - 1] : nil
  }

  private static func rest(of text: String, from position: Int) throws(SQLError) -> Substring {
    guard position >= 1, position <= text.unicodeScalars.count + 1 else {
      throw SQLError(.regularExpressionIndex, "Index out of bounds in regular expression search.")
    }
    return text[text.unicodeScalars.index(text.startIndex, offsetBy: position - 1)...]
  }

  private static func replaced(
    _ arguments: borrowing FunctionArguments
  ) throws(SQLError) -> String {
    let last = arguments.count - 1
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let position = last > 3 ? arguments.count(at: 3) : 1
    let wanted = last > 4 ? arguments.count(at: 4) : 0
    let matches = try expression.matches(in: rest(of: text, from: position), limit: .max)
    let chosen = wanted > 0 ? Array(matches.dropFirst(wanted - 1).prefix(1)) : matches
    var result = ""
    var start = text.startIndex
    for match in chosen {
      result += text[start..<match.lowerBound] + arguments.text(at: 2)
      start = match.upperBound
    }
    return result + text[start...]
  }
}

/// A compiled regular expression.
private final class RegularExpression {
  private let regex: Regex<AnyRegexOutput>

  /// The last of `c` and `i` in the flags decides about case; `m`, `n` as in MySQL.
  init(_ pattern: String, flags: String) throws(SQLError) {
    guard flags.allSatisfy({ "cimnu".contains($0) }) else {
      throw SQLError(.wrongArguments, "Incorrect arguments to regexp_like: '\(flags)'")
    }
    do {
      var regex = try Regex(pattern).matchingSemantics(.unicodeScalar)
      if flags.last(where: { $0 == "c" || $0 == "i" }) == "i" { regex = regex.ignoresCase() }
      if flags.contains("m") { regex = regex.anchorsMatchLineEndings() }
      if flags.contains("n") { regex = regex.dotMatchesNewlines() }
      self.regex = regex
    } catch {
      throw SQLError(.illegalRegularExpression, "Illegal argument to a regular expression.")
    }
  }

  func first(in text: Substring) throws(SQLError) -> Range<String.Index>? {
    do {
      return try regex.firstMatch(in: text)?.range
    } catch {
      throw SQLError(.illegalRegularExpression, "Illegal argument to a regular expression.")
    }
  }

  /// At most `limit` matches, one after another; after an empty one the search goes on a character
  /// later.
  func matches(in text: Substring, limit: Int) throws(SQLError) -> [Range<String.Index>] {
    var found: [Range<String.Index>] = []
    var rest = text
    while found.count < limit, let match = try first(in: rest) {
      found.append(match)
      var next = match.upperBound
      if match.isEmpty {
        guard next < text.endIndex else { break }
        next = text.unicodeScalars.index(after: next)
      }
      rest = text[next...]
    }
    return found
  }
}
