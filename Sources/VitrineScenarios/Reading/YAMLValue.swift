import VitrineSQL

/// A node of a YAML document with its place in the file.
struct YAMLValue: Sendable {
  indirect enum Shape: Sendable {
    /// A text; plain where it stands without quotes, so that `null` and `~` mean nothing.
    case scalar(String, isPlain: Bool)
    case sequence([YAMLValue])
    case mapping([Member])
  }

  struct Member: Sendable {
    var key: String
    var position: SourcePosition
    var value: YAMLValue
  }

  var shape: Shape
  var position: SourcePosition

  var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = shape else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(text)
  }

  /// The text of a scalar that is not null.
  var text: String? {
    if !isNull, case .scalar(let text, _) = shape { text } else { nil }
  }

  var elements: [YAMLValue]? {
    if case .sequence(let elements) = shape { elements } else { nil }
  }

  var members: [Member]? {
    if case .mapping(let members) = shape { members } else { nil }
  }

  /// The same value as JSON: plain numbers and booleans as such, everything else a string.
  var json: JSON {
    switch shape {
    case .sequence(let elements): .array(elements.map(\.json))
    case .mapping(let members): .object(members.map { JSON.Member($0.key, $0.value.json) })
    case .scalar(let text, let isPlain): isPlain ? YAMLValue.json(plain: text) : .string(text)
    }
  }

  private static func json(plain text: String) -> JSON {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default:
      guard case .number(let digits)? = try? JSON(parsing: text) else { return .string(text) }
      return .number(digits)
    }
  }
}
