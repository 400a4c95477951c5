import VitrineSQL

/// Reads the keys of a mapping, and knows which are there that nobody asked for.
struct MappingReader {
  let path: String
  let position: SourcePosition
  private let members: [YAMLValue.Member]
  private var known: Set<String> = []

  init(_ value: YAMLValue, of what: String, path: String) throws(ScenarioError) {
    guard let members = value.members else {
      throw ScenarioError("\(what) is not a mapping", path: path, at: value.position)
    }
    self.path = path
    position = value.position
    self.members = members
  }

  /// The value of a key, if it is there and not null.
  mutating func value(_ key: String) -> YAMLValue? {
    known.insert(key)
    return members.last { $0.key == key && !$0.value.isNull }?.value
  }

  mutating func text(_ key: String) throws(ScenarioError) -> String? {
    guard let value = value(key) else { return nil }
    guard let text = value.text else { throw failure("'\(key)' is not a text", at: value) }
    return text
  }

  mutating func integer(_ key: String) throws(ScenarioError) -> Int? {
    guard let value = value(key) else { return nil }
    guard let text = value.text, let number = Int(text) else {
      throw failure("'\(key)' is not a whole number", at: value)
    }
    return number
  }

  mutating func unsigned(_ key: String) throws(ScenarioError) -> UInt64? {
    guard let value = value(key) else { return nil }
    guard let number = value.text.flatMap({ UInt64($0) }) else {
      throw failure("'\(key)' is not a whole number of 0 or more", at: value)
    }
    return number
  }

  mutating func flag(_ key: String) throws(ScenarioError) -> Bool? {
    guard let value = value(key) else { return nil }
    guard let text = value.text, let flag = Bool(text.lowercased()) else {
      throw failure("'\(key)' is neither true nor false", at: value)
    }
    return flag
  }

  /// The elements of a list; none where the key is missing.
  mutating func elements(_ key: String) throws(ScenarioError) -> [YAMLValue] {
    guard let value = value(key) else { return [] }
    guard let elements = value.elements else { throw failure("'\(key)' is not a list", at: value) }
    return elements
  }

  /// The members of a mapping; none where the key is missing.
  mutating func members(_ key: String) throws(ScenarioError) -> [YAMLValue.Member] {
    guard let value = value(key) else { return [] }
    guard let members = value.members else { throw failure("'\(key)' is not a mapping", at: value) }
    return members
  }

  /// One text, or a list of them.
  mutating func texts(_ key: String) throws(ScenarioError) -> [String]? {
    guard let value = value(key) else { return nil }
    if let text = value.text { return [text] }
    var texts: [String] = []
    guard let elements = value.elements else {
      throw failure("'\(key)' is neither a text nor a list of them", at: value)
    }
    for element in elements {
      guard let text = element.text else {
        throw failure("'\(key)' lists more than texts", at: element)
      }
      texts.append(text)
    }
    return texts
  }

  /// One whole number, or a list of them.
  mutating func integers(_ key: String) throws(ScenarioError) -> [Int]? {
    guard let value = value(key) else { return nil }
    return try (value.elements ?? [value]).map { element throws(ScenarioError) in
      guard let number = element.text.flatMap({ Int($0) }) else {
        throw failure("'\(key)' lists more than whole numbers", at: element)
      }
      return number
    }
  }

  func failure(_ message: String, at value: YAMLValue) -> ScenarioError {
    ScenarioError(message, path: path, at: value.position)
  }

  /// Refuses keys that were not asked for: mostly misspelt ones.
  func finish() throws(ScenarioError) {
    guard let stranger = members.first(where: { !known.contains($0.key) }) else { return }
    let hint =
      nearest(to: stranger.key, in: known.sorted()).map { "did you mean '\($0)'?" }
      ?? "the keys here are: \(known.sorted().joined(separator: ", "))"
    throw ScenarioError(
      "unknown key '\(stranger.key)'",
      path: path,
      at: stranger.position,
      hint: hint
    )
  }
}

extension ScenarioError {
  init(_ message: String, path: String, at position: SourcePosition, hint: String? = nil) {
    self.init(message, path: path, line: position.line, column: position.column, hint: hint)
  }
}
