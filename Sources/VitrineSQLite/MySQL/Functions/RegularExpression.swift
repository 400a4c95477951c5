import Foundation
import VitrineSQL

/// A compiled regular expression of ICU's, which is the library that MySQL uses.
final class RegularExpression {
  let flags: String
  private let expression: NSRegularExpression

  /// The last of `c` and `i` in the flags decides about case; `m`, `n` and `u` as in MySQL.
  init(_ pattern: String, flags: String) throws(SQLError) {
    guard flags.allSatisfy({ "cimnu".contains($0) }) else {
      throw SQLError(.wrongArguments, "Incorrect arguments to regexp_like")
    }
    guard !pattern.isEmpty else { throw ExpressionDiagnosis.illegal }
    var options: NSRegularExpression.Options = []
    if flags.last(where: { $0 == "c" || $0 == "i" }) == "i" { options.insert(.caseInsensitive) }
    if flags.contains("m") { options.insert(.anchorsMatchLines) }
    if flags.contains("n") { options.insert(.dotMatchesLineSeparators) }
    if flags.contains("u") { options.insert(.useUnixLineSeparators) }
    guard let expression = try? NSRegularExpression(pattern: pattern, options: options) else {
      throw ExpressionDiagnosis.error(of: pattern)
    }
    self.flags = flags
    self.expression = expression
  }

  /// The nth match at or after an offset in UTF-16 units.
  func match(
    _ number: Int,
    in text: String,
    from start: Int,
    _ context: StatementContext
  ) throws(SQLError) -> NSRange? {
    var found: NSRange?
    var count = 0
    try visitMatches(in: text, from: start, context) { match in
      count += 1
      guard count == number else { return true }
      found = match.range
      return false
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
    occurrence: Int,
    _ context: StatementContext
  ) throws(SQLError) -> String {
    var matches: [NSTextCheckingResult] = []
    try visitMatches(in: text, from: start, context) { match in
      matches.append(match)
      return occurrence == 0 || matches.count < occurrence
    }
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

  /// Calls `body` for each match until it says false.
  ///
  /// ICU reports every place it tries and every 10,000 steps within one, the unit of MySQL's
  /// `regexp_time_limit`, and the reports look alike. So as many reports as there are places and
  /// matches are free, and the limit counts those beyond.
  private func visitMatches(
    in text: String,
    from start: Int,
    _ context: StatementContext,
    _ body: (NSTextCheckingResult) -> Bool
  ) throws(SQLError) {
    let length = text.utf16.count - start
    var budget = context.regexpTimeLimit > 0 ? context.regexpTimeLimit + length + 1 : Int.max
    var reports = 0
    var failure: SQLError?
    withoutActuallyEscaping(body) { body in
      expression.enumerateMatches(
        in: text,
        options: [.reportProgress, .reportCompletion],
        range: NSRange(location: start, length: length)
      ) { match, flags, stop in
        if let match {
          if budget < Int.max { budget += 1 }
          stop.pointee = ObjCBool(!body(match))
        } else if flags.contains(.progress) {
          reports += 1
          if reports > budget { failure = Self.timeout }
          if failure == nil, reports.isMultiple(of: 16) { failure = Self.interruption(context) }
          stop.pointee = ObjCBool(failure != nil)
        } else if flags.contains(.internalError), failure == nil {
          failure = Self.overflow
        }
      }
    }
    if let failure { throw failure }
  }

  /// Why the statement has to stop, if it has to.
  private static func interruption(_ context: StatementContext) -> SQLError? {
    do throws(SQLError) {
      try context.checkStop()
      return nil
    } catch {
      return error
    }
  }

  private static var timeout: SQLError {
    SQLError(.regularExpressionTimeout, "Timeout exceeded in regular expression match.")
  }

  private static var overflow: SQLError {
    SQLError(
      .regularExpressionOverflow,
      "Overflow in the regular expression backtrack stack."
    )
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
