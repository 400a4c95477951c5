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
        result.set(expression.hasMatch(in: arguments.text(at: 0)))
      },
      ScalarFunction("my_regexp_replace") { arguments, result throws(SQLError) in
        result.set(try replaced(arguments))
      },
      ScalarFunction("my_regexp_substr") { arguments, result throws(SQLError) in
        guard let found = try occurrence(arguments, position: 2, occurrence: 3) else { return }
        let units = Array(arguments.text(at: 0).utf16)
        result.set(String(decoding: units[found.lowerBound..<found.upperBound], as: UTF16.self))
      },
      ScalarFunction("my_regexp_instr") { arguments, result throws(SQLError) in
        let text = arguments.text(at: 0)
        guard let found = try occurrence(arguments, position: 2, occurrence: 3) else {
          return result.set(0)
        }
        let isEnd = arguments.count > 5 && arguments.integer(at: 4) == 1
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
    return try arguments.cached(at: 1) { () throws(SQLError) in
      try RegularExpression(arguments.text(at: 1), flags: flags)
    }
  }

  /// The range of the nth match at or after a position.
  private static func occurrence(
    _ arguments: borrowing FunctionArguments,
    position: Int,
    occurrence: Int
  ) throws(SQLError) -> NSRange? {
    let last = arguments.count - 1
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let start = position < last ? arguments.count(at: position) : 1
    let count = occurrence < last ? max(arguments.count(at: occurrence), 1) : 1
    return expression.match(count, in: text, from: try offset(of: start, in: text))
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
    _ arguments: borrowing FunctionArguments
  ) throws(SQLError) -> String {
    let last = arguments.count - 1
    let expression = try compiled(arguments, flags: last)
    let text = arguments.text(at: 0)
    let position = last > 3 ? arguments.count(at: 3) : 1
    let wanted = last > 4 ? arguments.count(at: 4) : 0
    let start = try offset(of: position, in: text)
    return try expression.replaced(
      text,
      from: start,
      with: arguments.text(at: 2),
      occurrence: wanted
    )
  }
}

/// A compiled regular expression of ICU's, which is the library that MySQL uses.
private final class RegularExpression {
  private let expression: NSRegularExpression

  /// The last of `c` and `i` in the flags decides about case; `m`, `n` and `u` as in MySQL.
  init(_ pattern: String, flags: String) throws(SQLError) {
    guard flags.allSatisfy({ "cimnu".contains($0) }) else {
      throw SQLError(.wrongArguments, "Incorrect arguments to regexp_like: '\(flags)'")
    }
    guard !pattern.isEmpty else { throw Self.illegal }
    var options: NSRegularExpression.Options = []
    if flags.last(where: { $0 == "c" || $0 == "i" }) == "i" { options.insert(.caseInsensitive) }
    if flags.contains("m") { options.insert(.anchorsMatchLines) }
    if flags.contains("n") { options.insert(.dotMatchesLineSeparators) }
    if flags.contains("u") { options.insert(.useUnixLineSeparators) }
    guard let expression = try? NSRegularExpression(pattern: pattern, options: options) else {
      throw Self.illegal
    }
    self.expression = expression
  }

  private static var illegal: SQLError {
    SQLError(.illegalRegularExpression, "Illegal argument to a regular expression.")
  }

  func hasMatch(in text: String) -> Bool {
    expression.firstMatch(in: text, range: Self.range(of: text, from: 0)) != nil
  }

  /// The nth match at or after an offset in UTF-16 units.
  func match(_ number: Int, in text: String, from start: Int) -> NSRange? {
    var found: NSRange?
    var count = 0
    expression.enumerateMatches(in: text, range: Self.range(of: text, from: start)) {
      match,
      _,
      stop in
      guard let match else { return }
      count += 1
      guard count == number else { return }
      found = match.range
      stop.pointee = true
    }
    return found
  }

  /// The text with one match, or all where `occurrence` is 0, replaced.
  ///
  /// In the replacement `$1` is the first group and a backslash takes what follows it as it is.
  func replaced(
    _ text: String,
    from start: Int,
    with replacement: String,
    occurrence: Int
  ) throws(SQLError) -> String {
    let matches = expression.matches(in: text, range: Self.range(of: text, from: start))
    let chosen = occurrence > 0 ? Array(matches.dropFirst(occurrence - 1).prefix(1)) : matches
    let units = Array(text.utf16)
    let pieces = try Replacement(replacement, groupCount: expression.numberOfCaptureGroups).pieces
    var result: [UInt16] = []
    var position = 0
    for match in chosen {
      result += units[position..<match.range.location]
      for piece in pieces {
        switch piece {
        case .literal(let text): result += text.utf16
        case .group(let number):
          let range = match.range(at: number)
          if range.location != NSNotFound { result += units[range.location..<range.upperBound] }
        }
      }
      position = match.range.upperBound
    }
    return String(decoding: result + units[position...], as: UTF16.self)
  }

  private static func range(of text: String, from start: Int) -> NSRange {
    NSRange(location: start, length: text.utf16.count - start)
  }
}

/// The replacement text of REGEXP_REPLACE, read once.
private struct Replacement {
  enum Piece {
    case literal(String)
    case group(Int)
  }

  var pieces: [Piece] = []

  init(_ text: String, groupCount: Int) throws(SQLError) {
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        if let escaped = rest.popFirst() { pieces.append(.literal(String(escaped))) }
      case "$": pieces.append(.group(try Self.number(&rest, groupCount)))
      default: pieces.append(.literal(String(character)))
      }
    }
  }

  /// As many digits as still name a group.
  private static func number(_ rest: inout Substring, _ count: Int) throws(SQLError) -> Int {
    guard let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true else {
      throw SQLError(
        .invalidCaptureGroup,
        "A capture group has an invalid name."
      )
    }
    guard digit <= count else {
      throw SQLError(.regularExpressionIndex, "Index out of bounds in regular expression search.")
    }
    var number = digit
    rest.removeFirst()
    while let digit = rest.first?.wholeNumberValue, rest.first?.isASCII == true,
      number * 10 + digit <= count
    {
      number = number * 10 + digit
      rest.removeFirst()
    }
    return number
  }
}
