import Synchronization

/// Turns text into syntax trees.
///
///     let statement = try Parser.parse("select 1 + 1")
///
/// Everything throws `SQLError` with the place of the first token that does not fit. Nesting is limited
/// (see `maximumDepth`), so no input overflows the stack.
package enum Parser {
  /// How deep expressions, queries and blocks may nest.
  ///
  /// Long chains of AND and of OR do not count: they are built as balanced trees.
  package static let maximumDepth = 250
  /// How many operators of one kind may join queries in a row; SQLite takes 500 queries in one.
  package static let longestUnion = 499

  /// The one statement in `text`; a semicolon may follow it.
  package static func parse(
    _ text: String,
    mode: SQLMode = .default
  ) throws(SQLError) -> Statement {
    var text = text
    return try text.withBytes { bytes throws(SQLError) -> Statement in
      try parse(bytes, mode: mode)
    }
  }

  /// The one statement in `text`, and the warnings that MySQL has for the forms in it.
  package static func parse(
    _ text: String,
    mode: SQLMode,
    warnings: inout [Warning]
  ) throws(SQLError) -> Statement {
    var text = text
    let parsed: (statement: Statement, warnings: [Warning]) = try text.withBytes {
      bytes throws(SQLError) in
      try withParser(over: bytes, mode: mode) { parser, directives throws(SQLError) in
        (try parser.wholeStatement(directives), parser.deprecations)
      }
    }
    warnings += parsed.warnings
    return parsed.statement
  }

  /// The one statement in `bytes`, which need not be valid UTF-8.
  package static func parse(
    _ bytes: UnsafeBufferPointer<UInt8>,
    mode: SQLMode = .default
  ) throws(SQLError) -> Statement {
    try withParser(over: bytes, mode: mode) { parser, directives throws(SQLError) -> Statement in
      try parser.wholeStatement(directives)
    }
  }

  /// A statement of a stored program's body, where `SELECT … INTO x` and the like may stand.
  package static func parseProgramStatement(
    _ text: String,
    mode: SQLMode = .default
  ) throws(SQLError) -> Statement {
    var text = text
    return try text.withBytes { bytes throws(SQLError) -> Statement in
      try withParser(over: bytes, mode: mode) { parser, directives throws(SQLError) -> Statement in
        parser.isInProgram = true
        return try parser.wholeStatement(directives)
      }
    }
  }

  /// An expression standing alone, such as a default kept in a catalog.
  package static func parseExpression(
    _ text: String,
    mode: SQLMode = .default
  ) throws(SQLError) -> Expression {
    var text = text
    return try text.withBytes { bytes throws(SQLError) -> Expression in
      try withParser(over: bytes, mode: mode) { parser, _ throws(SQLError) -> Expression in
        let expression = try parser.expression()
        guard parser.kind == .endOfText else { throw parser.unexpected() }
        return expression
      }
    }
  }

  /// All statements of a script, each with the bytes it was read from, without its semicolon.
  ///
  /// Stops at the first error, whose span counts from the start of the script.
  package static func parseScript(
    _ text: String,
    mode: SQLMode = .default
  ) throws(SQLError) -> [(statement: Statement, range: Range<Int>)] {
    var text = text
    return try text.withBytes {
      bytes throws(SQLError) -> [(statement: Statement, range: Range<Int>)] in
      try withParser(over: bytes, mode: mode) { parser, directives throws(SQLError) in
        try parser.script(directives)
      }
    }
  }

  private static func withParser<Result>(
    over bytes: UnsafeBufferPointer<UInt8>,
    mode: SQLMode,
    _ body: (inout StatementParser, DirectiveRanges) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    guard bytes.count < Int(Int32.max) else {
      throw SQLError(.tooLarge, "the statement is longer than 2 GB")
    }
    let outcome = withUnsafeTemporaryAllocation(of: Token.self, capacity: tokensOnStack) { few in
      Lexer.withLexer(over: bytes, mode: mode) { lexer -> Swift.Result<Result, SQLError> in
        var some = lexer.fill(few)
        do throws(SQLError) {
          guard some[some.count - 1].kind != .endOfText else {
            return .success(try parse(bytes, some, lexer.directiveRanges, mode, body))
          }
          var tokens = TokenBuffers.take()
          defer { TokenBuffers.giveBack(&tokens) }
          tokens.reserveCapacity(min(bytes.count / 4 + 16, 1 << 16))
          tokens.append(contentsOf: some)
          repeat {
            some = lexer.fill(few)
            tokens.append(contentsOf: some)
          } while some[some.count - 1].kind != .endOfText
          return try tokens.withUnsafeBufferPointer { tokens throws(SQLError) in
            .success(try parse(bytes, tokens, lexer.directiveRanges, mode, body))
          }
        } catch {
          return .failure(error)
        }
      }
    }
    return try outcome.get()
  }

  /// As many tokens as the stack holds for a parse without a buffer of its own: 1 kB.
  private static let tokensOnStack = 64

  @inline(__always)
  private static func parse<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ tokens: UnsafeBufferPointer<Token>,
    _ directives: [Range<Int>],
    _ mode: SQLMode,
    _ body: (inout StatementParser, DirectiveRanges) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    var parser = StatementParser(bytes: bytes, tokens: tokens, mode: mode)
    return try body(&parser, DirectiveRanges(ranges: directives, bytes: bytes))
  }
}

extension Lexer {
  /// The next tokens, as many as `buffer` holds or up to the end.
  @inline(never)
  fileprivate mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<Token>
  ) -> UnsafeBufferPointer<Token> {
    var count = 0
    while count < buffer.count {
      let token = next()
      buffer.initializeElement(at: count, to: token)
      count &+= 1
      if token.kind == .endOfText { break }
    }
    return UnsafeBufferPointer(rebasing: buffer[..<count])
  }
}

/// The buffer of the last statement's tokens, kept for the next one.
///
/// It is too large for malloc's quick lists, so a fresh one costs more than lexing a short statement.
/// Whoever finds it taken makes one of their own.
private enum TokenBuffers {
  private static let kept = Mutex<ContiguousArray<Token>?>(nil)
  private static let largestKept = 4096

  static func take() -> ContiguousArray<Token> {
    let buffer = kept.withLockIfAvailable { kept in
      let buffer = kept
      kept = nil
      return buffer
    }
    return (buffer ?? nil) ?? []
  }

  static func giveBack(_ tokens: inout ContiguousArray<Token>) {
    guard tokens.capacity <= largestKept else { return }
    tokens.removeAll(keepingCapacity: true)
    let buffer = tokens
    tokens = []
    _ = kept.withLockIfAvailable { $0 = buffer }
  }
}

extension String {
  /// The UTF-8 of the text, contiguous, for as long as `body` runs.
  fileprivate mutating func withBytes<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    let outcome = withUTF8 { bytes -> Swift.Result<Result, SQLError> in
      do throws(SQLError) {
        return .success(try body(bytes))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}

/// Where the `/*vt+ … */` comments of a text are.
struct DirectiveRanges {
  let ranges: [Range<Int>]
  let bytes: UnsafeBufferPointer<UInt8>

  /// The directives written in the given part of the text.
  func directives(in part: Range<Int>) -> Directives {
    var entries: [String: String] = [:]
    for range in ranges where part.contains(range.lowerBound) {
      let text = String(decoding: bytes[range], as: UTF8.self)
      for word in text.split(whereSeparator: \.isWhitespace) {
        let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = halves.first, !name.isEmpty else { continue }
        entries[name.uppercased()] = halves.count > 1 ? String(halves[1]).unquotedDirective : ""
      }
    }
    return Directives(entries: entries)
  }
}

extension String {
  /// Without the quotes a directive's value may carry.
  fileprivate var unquotedDirective: String {
    guard count >= 2, let first, first == last, first == "'" || first == "\"" else { return self }
    return String(dropFirst().dropLast())
  }
}
