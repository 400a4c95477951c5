/// The stages of reading a statement, one by one, for the benchmarks.
@_spi(Benchmarks) public enum ParsingStages {
  /// Cuts a statement into tokens, keeping none; gives how many there are.
  public static func lex(_ statement: UnsafeBufferPointer<UInt8>) -> Int {
    Lexer.withLexer(over: statement, mode: .default) { lexer in
      var count = 0
      while lexer.next().kind != .endOfText { count += 1 }
      return count
    }
  }

  /// Builds the tree of a statement and drops it; false when it is refused.
  public static func parse(_ statement: UnsafeBufferPointer<UInt8>) -> Bool {
    (try? Parser.parse(statement)) != nil
  }

  /// Lifts the literals out of a statement; gives the length of what is left.
  public static func normalize(_ statement: UnsafeBufferPointer<UInt8>) -> Int {
    var normalized = NormalizedStatement()
    _ = Normalizer.normalize(statement, into: &normalized)
    return normalized.key.count
  }
}
