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

  /// The one statement in `text`, and the warnings that MySQL has for the forms in it; those of a wrong statement too, up
  /// to where it is wrong.
  package static func parse(
    _ text: String,
    mode: SQLMode,
    warnings: inout [Warning]
  ) throws(SQLError) -> Statement {
    var text = text
    var found: [Warning] = []
    defer { warnings += found }
    return try text.withBytes { bytes throws(SQLError) -> Statement in
      try withParser(over: bytes, mode: mode) { parser, directives throws(SQLError) -> Statement in
        defer { found = parser.deprecations }
        return try parser.wholeStatement(directives)
      }
    }
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
    guard bytes.count > longestOnStack else {
      return try withUnsafeTemporaryAllocation(of: Token.self, capacity: tokensOnStack) { page in
        outcome(bytes, mode, by: page, body)
      }.get()
    }
    let page = TokenPages.take()
    defer { TokenPages.giveBack(page) }
    return try outcome(bytes, mode, by: page, body).get()
  }

  /// As many tokens as the stack holds for a parse without a page of its own: 1 kB.
  private static let tokensOnStack = 64
  /// Longer texts, in bytes, hardly have so few tokens.
  private static let longestOnStack = 240

  /// What parsing the bytes gives; a text of more tokens than a page holds has them in an array.
  private static func outcome<Result>(
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ mode: SQLMode,
    by page: UnsafeMutableBufferPointer<Token>,
    _ body: (inout StatementParser, DirectiveRanges) throws(SQLError) -> Result
  ) -> Swift.Result<Result, SQLError> {
    Lexer.withLexer(over: bytes, mode: mode) { lexer in
      var some = lexer.fill(page)
      do throws(SQLError) {
        guard some[some.count - 1].kind != .endOfText else {
          return .success(try parse(lexer, some, body))
        }
        var tokens = ContiguousArray<Token>()
        tokens.reserveCapacity(min(bytes.count / 4 + 16, 1 << 16))
        tokens.append(contentsOf: some)
        repeat {
          some = lexer.fill(page)
          tokens.append(contentsOf: some)
        } while some[some.count - 1].kind != .endOfText
        return try tokens.withUnsafeBufferPointer { tokens throws(SQLError) in
          .success(try parse(lexer, tokens, body))
        }
      } catch {
        return .failure(error)
      }
    }
  }

  @inline(__always)
  private static func parse<Result>(
    _ lexer: Lexer,
    _ tokens: UnsafeBufferPointer<Token>,
    _ body: (inout StatementParser, DirectiveRanges) throws(SQLError) -> Result
  ) throws(SQLError) -> Result {
    var parser = StatementParser(source: lexer.source, tokens: tokens, mode: lexer.mode)
    return try body(
      &parser,
      DirectiveRanges(ranges: lexer.directiveRanges, bytes: lexer.bytes)
    )
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

/// A page for the tokens of a statement, kept for the next one.
///
/// It is too large for malloc's quick lists, so a fresh one costs more than lexing a short statement.
/// Whoever finds it taken makes one of their own; of two that come back one is kept.
private enum TokenPages {
  /// The address of the page; 0 while there is none.
  private static let kept = Atomic<UInt>(0)
  private static let capacity = 1024

  static func take() -> UnsafeMutableBufferPointer<Token> {
    let page = page(kept.exchange(0, ordering: .acquiring)) ?? .allocate(capacity: capacity)
    return UnsafeMutableBufferPointer(start: page, count: capacity)
  }

  static func giveBack(_ page: UnsafeMutableBufferPointer<Token>) {
    let address = UInt(bitPattern: page.baseAddress)
    Self.page(kept.exchange(address, ordering: .acquiringAndReleasing))?.deallocate()
  }

  private static func page(_ address: UInt) -> UnsafeMutablePointer<Token>? {
    UnsafeMutablePointer(bitPattern: address)
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
