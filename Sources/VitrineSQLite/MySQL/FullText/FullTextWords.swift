import VitrineSharding

/// A word of a document or of what is searched for.
struct FullTextWord: Sendable {
  var text: String
  /// What tells it from other words under the collation.
  var key: [UInt8]
  /// Whether an index has it: it is long enough, not too long, and says something.
  var isIndexed: Bool
}

/// Finds the words of texts as InnoDB's built-in parser does: runs of letters, digits and `_`.
///
/// Words of less than three characters or more than 84 are not indexed, nor are those of InnoDB's list of
/// stopwords (reference manual 14.9.4).
struct FullTextWords: Sendable {
  static let shortest = 3
  static let longest = 84

  static let stopwords: [String] = [
    "a", "about", "an", "are", "as", "at", "be", "by", "com", "de", "en", "for", "from", "how", "i",
    "in", "is", "it", "la", "of", "on", "or", "that", "the", "this", "to", "was", "what", "when",
    "where", "who", "will", "with", "und", "the", "www",
  ]

  private let rules: CollationRules
  private let stopKeys: Set<[UInt8]>

  init(_ collation: Collation) {
    rules = CollationRules(collation)
    let rules = rules
    stopKeys = Set(Self.stopwords.map { rules.sortKey($0) })
  }

  /// The words in order, those too that no index has.
  func words(of text: String) -> [FullTextWord] {
    var words: [FullTextWord] = []
    var current = ""
    var length = 0
    for scalar in text.unicodeScalars {
      if Self.isPart(scalar) {
        current.unicodeScalars.append(scalar)
        length += 1
      } else if length > 0 {
        words.append(word(current, length))
        current = ""
        length = 0
      }
    }
    if length > 0 { words.append(word(current, length)) }
    return words
  }

  private func word(_ text: String, _ length: Int) -> FullTextWord {
    let key = rules.sortKey(text)
    let fits = (Self.shortest...Self.longest).contains(length)
    return FullTextWord(text: text, key: key, isIndexed: fits && !stopKeys.contains(key))
  }

  /// Whether a word begins as a prefix says.
  func begins(_ word: String, with prefix: FullTextWord) -> Bool {
    let count = prefix.text.unicodeScalars.count
    var start = ""
    start.unicodeScalars.append(contentsOf: word.unicodeScalars.prefix(count))
    return rules.sortKey(start) == prefix.key
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": true
      default: false
      }
    }
    return switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }
}

/// The words of one row's columns.
struct FullTextDocument {
  /// How often each indexed word occurs.
  private(set) var counts: [[UInt8]: Int] = [:]
  private var texts: [[UInt8]: String] = [:]
  private var fields: [[FullTextWord]] = []

  mutating func add(_ words: [FullTextWord]) {
    fields.append(words)
    for word in words where word.isIndexed {
      counts[word.key, default: 0] += 1
      if texts[word.key] == nil { texts[word.key] = word.text }
    }
  }

  /// How often each word occurs that a term means, in the order of words: of a prefix perhaps several.
  func counts(of term: FullTextTerm, _ words: FullTextWords) -> [Int] {
    guard term.isPrefix else { return counts[term.word.key].map { [$0] } ?? [] }
    return texts.filter { words.begins($0.value, with: term.word) }.keys
      .sorted { $0.lexicographicallyPrecedes($1) }
      .compactMap { counts[$0] }
  }

  /// Whether the words stand one after another in a column.
  func contains(_ phrase: [FullTextWord]) -> Bool {
    let keys = phrase.map(\.key)
    return fields.contains { field in
      guard !keys.isEmpty, field.count >= keys.count else { return false }
      return (0...(field.count - keys.count)).contains { start in
        zip(field[start...], keys).allSatisfy { $0.key == $1 }
      }
    }
  }
}
