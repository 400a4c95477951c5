import VitrineSQL
import VitrineSharding

/// A word that is searched for, or with `*` all words that begin with it.
struct FullTextTerm: Sendable {
  var word: FullTextWord
  var isPrefix = false
}

/// What AGAINST asks for.
struct FullTextQuery: Sendable {
  /// The modes of a search.
  enum Mode: String, Sendable {
    case natural
    case boolean
    /// Natural, and again with the words of the rows that were found.
    case expanding
  }

  /// What stands before a term.
  enum Operator: Character, Sendable {
    case none = " "
    case required = "+"
    case excluded = "-"
    case raised = ">"
    case lowered = "<"
    case negated = "~"
  }

  indirect enum Expression: Sendable {
    case term(FullTextTerm)
    /// Words written as one, `don't`: the operator before them holds for each.
    case terms([FullTextTerm])
    case phrase([FullTextWord])
    /// `(…)`
    case parenthesized([Item])
    /// What stands before a parenthesis, and is searched for before it.
    case before([Item])
  }

  struct Item: Sendable {
    var sign: Operator
    var expression: Expression
  }

  let mode: Mode
  let items: [Item]
  let words: FullTextWords
  /// Every term in the order in which they are searched for, phrases by their words.
  private(set) var terms: [FullTextTerm] = []
  /// The place of each word among the terms; relevances add up in this order.
  private(set) var places: [[UInt8]: Int] = [:]

  /// - Throws: `parseError` for signs that make no query, as InnoDB does; `unsupported` for `"…" @n`.
  init(_ text: String, mode: Mode, _ collation: Collation) throws(SQLError) {
    self.mode = mode
    words = FullTextWords(collation)
    var parser = FullTextParser(text, mode, words)
    items = try parser.items(isInside: false)
    Self.collect(items, &terms)
    for (place, term) in terms.enumerated() where places[term.word.key] == nil {
      places[term.word.key] = place
    }
  }

  private static func collect(_ items: [Item], _ terms: inout [FullTextTerm]) {
    // Where nothing has been found yet, what is excluded is not searched for.
    guard items.contains(where: { $0.sign != .excluded }) else { return }
    for item in items.inSearchOrder {
      switch item.expression {
      case .term(let term): terms.append(term)
      case .terms(let several): terms += several
      case .phrase(let words): terms += words.filter(\.isIndexed).map { FullTextTerm(word: $0) }
      case .parenthesized(let items), .before(let items): collect(items, &terms)
      }
    }
  }
}

extension [FullTextQuery.Item] {
  /// First what is optional, then what is required, then what is excluded.
  ///
  /// Words written as one are searched for where they stand, whatever is before them.
  var inSearchOrder: [FullTextQuery.Item] {
    filter { !$0.isPostponed } + filter { $0.isPostponed && $0.sign == .required }
      + filter { $0.isPostponed && $0.sign == .excluded }
  }
}

extension FullTextQuery.Item {
  fileprivate var isPostponed: Bool {
    if case .terms = expression { return false }
    return sign == .required || sign == .excluded
  }
}

/// Reads the text of AGAINST.
private struct FullTextParser {
  private enum Token: Equatable {
    case sign(Character)
    case text(String)
    case term(String)
    case end

    /// As InnoDB's messages call it.
    var name: String {
      switch self {
      case .sign(let sign): "'\(sign)'"
      case .text: "FTS_TEXT"
      case .term(let text): text.allSatisfy(\.isNumber) ? "FTS_NUMB" : "FTS_TERM"
      case .end: "$end"
      }
    }
  }

  private let words: FullTextWords
  private var tokens: [Token] = []
  private var position = 0

  init(_ text: String, _ mode: FullTextQuery.Mode, _ words: FullTextWords) {
    self.words = words
    tokens = Self.tokens(of: text, signs: mode == .boolean ? "()+-<>~*@" : "")
  }

  // MARK: Tokens

  private static func tokens(of text: String, signs: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first == "\"" {
        rest = rest.dropFirst()
        guard let end = rest.firstIndex(where: { $0 == "\"" || $0.isNewline }), rest[end] == "\""
        else { continue }
        tokens.append(.text(String(rest[..<end])))
        rest = rest[rest.index(after: end)...]
      } else if first.isWhitespace {
        rest = rest.dropFirst()
      } else if signs.contains(first) {
        tokens.append(.sign(first))
        rest = rest.dropFirst()
      } else {
        let term = rest.prefix { !$0.isWhitespace && $0 != "\"" && !signs.contains($0) }
        tokens.append(.term(String(term)))
        rest = rest[term.endIndex...]
      }
    }
    return tokens
  }

  private var next: Token { position < tokens.count ? tokens[position] : .end }

  private mutating func takes(_ sign: Character) -> Bool {
    guard next == .sign(sign) else { return false }
    position += 1
    return true
  }

  private func unexpected(_ expected: String = "") -> SQLError {
    SQLError(.parseError, "syntax error, unexpected \(next.name)\(expected)")
  }

  // MARK: Items

  mutating func items(isInside: Bool, depth: Int = 0) throws(SQLError) -> [FullTextQuery.Item] {
    guard depth < 31 else {
      throw SQLError(.unsupported, "a full-text query of more than 31 levels is not supported")
    }
    var items: [FullTextQuery.Item] = []
    while true {
      let sign = try sign()
      if takes("(") {
        let inner = try self.items(isInside: true, depth: depth + 1)
        guard takes(")") else { throw unexpected() }
        if !items.isEmpty { items = [FullTextQuery.Item(sign: .none, expression: .before(items))] }
        items.append(FullTextQuery.Item(sign: sign, expression: .parenthesized(inner)))
        continue
      }
      switch next {
      case .term, .sign("*"):
        if let expression = try term() {
          items.append(FullTextQuery.Item(sign: sign, expression: expression))
        }
      case .text(let text):
        position += 1
        let phrase = try phrase(text)
        if !phrase.isEmpty {
          items.append(FullTextQuery.Item(sign: sign, expression: .phrase(phrase)))
        }
      case .end where !isInside && sign == .none, .sign(")") where isInside && sign == .none:
        return items
      default: throw unexpected(sign == .none && !isInside ? ", expecting $end" : "")
      }
    }
  }

  private mutating func sign() throws(SQLError) -> FullTextQuery.Operator {
    guard case .sign(let character) = next, let sign = FullTextQuery.Operator(rawValue: character)
    else { return .none }
    position += 1
    return sign
  }

  /// `word`, `*word`, `word*`; nil for what has no word in it.
  private mutating func term() throws(SQLError) -> FullTextQuery.Expression? {
    while takes("*") {}
    guard case .term(let text) = next else {
      throw unexpected(", expecting FTS_TERM or FTS_NUMB or '*'")
    }
    position += 1
    let found = words.words(of: text).enumerated().filter { index, word in
      let length = word.text.unicodeScalars.count
      return length <= FullTextWords.longest && (index == 0 || length >= FullTextWords.shortest)
    }
    var terms = found.map { FullTextTerm(word: $0.element) }
    if takes("*"), let last = terms.indices.last { terms[last].isPrefix = true }
    guard let first = terms.first else { return nil }
    return terms.count == 1 ? .term(first) : .terms(terms)
  }

  /// A phrase begins with its first word that is indexed.
  private mutating func phrase(_ text: String) throws(SQLError) -> [FullTextWord] {
    guard next != .sign("@") else {
      throw SQLError(.unsupported, "full-text search for words at a distance is not supported")
    }
    return Array(words.words(of: text).drop { !$0.isIndexed })
  }
}
