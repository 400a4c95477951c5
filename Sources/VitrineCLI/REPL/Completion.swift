/// What the word before the cursor could become.
struct Completion: Equatable {
  /// How many characters before the cursor it replaces.
  var replaced: Int
  /// The candidates, sorted.
  var words: [String]

  /// What all candidates begin with; nil without any.
  var common: String? {
    guard let first = words.first else { return nil }
    let prefix = words.dropFirst().reduce(Substring(first)) { prefix, word in
      prefix.prefix(zip(prefix, word).prefix { $0.lowercased() == $1.lowercased() }.count)
    }
    return words.count == 1 ? prefix + " " : String(prefix)
  }
}

/// Completes dot commands at the start of a line, and keywords, tables and columns anywhere.
struct Completer {
  var dotCommands: [String]
  /// Offered in the case the word is typed in.
  var keywords: [String]
  /// Names of keyspaces, tables and columns, offered as they are.
  var names: [String]

  func complete(_ text: String) -> Completion {
    if text.hasPrefix("."), !text.contains(" ") {
      return Completion(
        replaced: text.count,
        words: dotCommands.filter { $0.hasPrefix(text) }.sorted()
      )
    }
    let word = String(text.reversed().prefix { $0.isWordCharacter }.reversed())
    guard !word.isEmpty else { return Completion(replaced: 0, words: []) }
    return Completion(replaced: word.count, words: candidates(for: word))
  }

  private func candidates(for word: String) -> [String] {
    let lowercased = word.lowercased()
    let isUpper = word == word.uppercased() && word != lowercased
    let matchingKeywords = keywords.filter { $0.lowercased().hasPrefix(lowercased) }
      .map { isUpper ? $0.uppercased() : $0.lowercased() }
    let matchingNames = names.filter { $0.lowercased().hasPrefix(lowercased) }
    return Set(matchingKeywords + matchingNames).sorted()
  }
}

extension Completer {
  /// The words that statements are mostly made of.
  static let keywords = [
    "ADD", "ALTER", "AND", "AS", "ASC", "AUTO_INCREMENT", "BEGIN", "BETWEEN", "BIGINT", "BY",
    "CASE",
    "CAST", "COMMIT", "COUNT", "CREATE", "CROSS", "CURRENT_TIMESTAMP", "DATABASE", "DATETIME",
    "DECIMAL", "DEFAULT", "DELETE", "DESC", "DESCRIBE", "DISTINCT", "DROP", "ELSE", "END", "EXISTS",
    "EXPLAIN", "FALSE", "FROM", "GROUP", "HAVING", "IN", "INDEX", "INNER", "INSERT", "INT",
    "INTERVAL", "INTO", "IS", "JOIN", "JSON", "KEY", "KEYSPACE", "LEFT", "LIKE", "LIMIT", "NOT",
    "NULL", "OFFSET", "ON", "OR", "ORDER", "OUTER", "PARTITION", "PRIMARY", "RECURSIVE", "REPLACE",
    "RIGHT", "ROLLBACK", "SAVEPOINT", "SELECT", "SET", "SHOW", "START", "SUM", "TABLE", "TABLES",
    "THEN", "TIMESTAMP", "TRANSACTION", "TRUE", "TRUNCATE", "UNION", "UNIQUE", "UPDATE", "USE",
    "USING", "VALUES", "VARCHAR", "VEXPLAIN", "VITESS_SHARDS", "VSCHEMA", "WHEN", "WHERE", "WITH",
  ]
}
