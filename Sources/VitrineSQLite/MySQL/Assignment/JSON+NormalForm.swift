import VitrineSQL

extension JSON {
  /// MySQL's text of a JSON value: keys by length and then by bytes, each once, a space after colons
  /// and commas.
  package var normalForm: String {
    switch self {
    case .object(let members): "{\(Self.normal(members).joined(separator: ", "))}"
    case .array(let elements): "[\(elements.map(\.normalForm).joined(separator: ", "))]"
    case .null, .boolean, .number, .string: compact
    }
  }

  /// Of a repeated key the last value counts.
  private static func normal(_ members: [Member]) -> [String] {
    var values: [String: JSON] = [:]
    for member in members { values[member.key] = member.value }
    let keys = values.keys.sorted { left, right in
      let counts = (left.utf8.count, right.utf8.count)
      return counts.0 != counts.1
        ? counts.0 < counts.1 : left.utf8.lexicographicallyPrecedes(right.utf8)
    }
    return keys.compactMap { key in
      values[key].map { "\(JSON.string(key).compact): \($0.normalForm)" }
    }
  }
}
