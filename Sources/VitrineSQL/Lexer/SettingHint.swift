/// A system variable that a statement sets for itself alone: `/*+ SET_VAR(name = value) */`.
package struct SettingHint: Sendable {
  package enum Value: Sendable {
    case literal(LiteralKind)
    case word(String)
  }

  package var name: String
  package var value: Value
  /// Name and value as a message shows them.
  package var shown: String

  /// What a statement's text sets, in the order in which it counts: what a subquery says comes before what
  /// the statement around it says.
  ///
  /// Empty for statements that have no hints of their own, as CREATE VIEW.
  package static func all(in text: String, mode: SQLMode) -> [SettingHint] {
    var text = text
    return text.withUTF8 { bytes in
      Lexer.withLexer(over: bytes, mode: mode) { lexer in
        var found: [(depth: Int, hints: [SettingHint])] = []
        var (depth, begins) = (0, false)
        while true {
          let token = lexer.next()
          switch token.kind {
          case .endOfText: return found.sorted { $0.depth > $1.depth }.flatMap(\.hints)
          case .leftParenthesis: depth += 1
          case .rightParenthesis: depth -= 1
          case .optimizerHint:
            let inside = token.range.dropFirst(3).dropLast(2)
            found.append((depth, hints(in: UnsafeBufferPointer(rebasing: bytes[inside]), mode)))
          default:
            guard begins || token.keyword.mayTakeHints else { return [] }
            begins = true
          }
        }
      }
    }
  }

  /// The settings among the hints of one comment.
  private static func hints(in bytes: UnsafeBufferPointer<UInt8>, _ mode: SQLMode) -> [SettingHint]
  {
    let tokens = Lexer.withLexer(over: bytes, mode: mode) { lexer in
      var tokens: [Token] = []
      while true {
        let token = lexer.next()
        if token.kind == .endOfText || token.kind.isMalformed { return tokens }
        tokens.append(token)
      }
    }
    let shape: [TokenKind?] = [nil, .leftParenthesis, nil, .equal, nil, .rightParenthesis]
    return tokens.indices.compactMap { start in
      let piece = tokens[start...].prefix(shape.count)
      guard piece.count == shape.count,
        zip(piece, shape).allSatisfy({ $1 == nil || $0.kind == $1 }),
        text(of: tokens[start], bytes).lowercased() == "set_var"
      else { return nil }
      return SettingHint(tokens[start + 2], tokens[start + 4], bytes, mode)
    }
  }

  private init(
    _ name: Token,
    _ value: Token,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ mode: SQLMode
  ) {
    self.name = Self.text(of: name, bytes)
    let word = Self.text(of: value, bytes)
    if let literal = LiteralToken(value) {
      self.value = .literal(literal.value(in: bytes, mode: mode))
    } else if let number = Self.number(word) {
      self.value = .literal(.integer(String(number)))
    } else {
      self.value = .word(word)
    }
    shown = "\(self.name)=\(LiteralToken(value) == nil ? "'\(word)'" : word)"
  }

  /// `2M`: a number of kilobytes, megabytes or gigabytes.
  private static func number(_ word: String) -> Int? {
    let powers: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
    guard let last = word.lowercased().last, let power = powers[last],
      let number = Int(word.dropLast())
    else { return nil }
    let (product, overflows) = number.multipliedReportingOverflow(by: power)
    return overflows ? nil : product
  }

  private static func text(of token: Token, _ bytes: UnsafeBufferPointer<UInt8>) -> String {
    let text = String(decoding: bytes[token.range], as: UTF8.self)
    return token.kind == .quotedIdentifier ? String(text.dropFirst().dropLast()) : text
  }
}

extension Keyword {
  /// Whether a statement that begins with it may have hints.
  fileprivate var mayTakeHints: Bool { takesOptimizerHints || self == .with }
}
