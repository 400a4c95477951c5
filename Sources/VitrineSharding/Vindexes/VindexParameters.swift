import VitrineSQL

/// The parameters a VSchema gives a vindex, and which of them the vindex knows.
struct VindexParameters {
  let name: String
  let values: [String: String]
  /// The parameters that mean nothing to the vindex, sorted.
  let unknown: [String]

  init(name: String, values: [String: String], known: [String]) {
    self.name = name
    self.values = values
    self.unknown = values.keys.filter { !known.contains($0) }.sorted()
  }

  /// The text of a parameter; nil when it is absent or empty.
  func text(_ key: String) -> String? {
    guard let text = values[key], !text.isEmpty else { return nil }
    return text
  }

  /// A parameter that must be `true` or `false`.
  func flag(_ key: String) throws(SQLError) -> Bool {
    switch values[key] {
    case nil, "false": return false
    case "true": return true
    case .some(let other):
      throw SQLError(.invalidVSchema, "\(key) value must be 'true' or 'false': '\(other)'")
    }
  }

  /// The elements of a parameter separated by commas, without the spaces around them.
  func list(_ key: String) -> [String] {
    guard let text = text(key) else { return [] }
    return text.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
  }

  private func trimmed(_ text: Substring) -> String {
    var text = text.drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
