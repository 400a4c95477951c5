/// A value of MySQL's type JSON.
///
/// Objects hold their members in MySQL's normal form: by length of the key, then by its bytes, the last
/// of equal keys. Numbers keep their kind: integer, decimal or double.
package indirect enum JSONDocument: Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case decimal(Decimal65)
  case real(Double)
  case string(String)
  case array([JSONDocument])
  case object([Member])

  /// A key with its value.
  package struct Member: Sendable {
    package var key: String
    package var value: JSONDocument

    package init(_ key: String, _ value: JSONDocument) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONDocument {
  /// An object in normal form; of members with one key the last stays.
  static func normalized(_ members: [Member]) -> JSONDocument {
    var seen: [String: Int] = [:]
    var kept: [Member] = []
    for member in members {
      if let index = seen[member.key] {
        kept[index] = member
      } else {
        seen[member.key] = kept.count
        kept.append(member)
      }
    }
    return .object(kept.sorted { precedes($0.key, $1.key) })
  }

  static func precedes(_ left: String, _ right: String) -> Bool {
    let (mine, other) = (Array(left.utf8), Array(right.utf8))
    return mine.count == other.count
      ? mine.lexicographicallyPrecedes(other) : mine.count < other.count
  }

  func member(_ key: String) -> JSONDocument? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// MySQL's JSON_TYPE.
  var typeName: String {
    switch self {
    case .null: "NULL"
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .unsigned: "UNSIGNED INTEGER"
    case .decimal: "DECIMAL"
    case .real: "DOUBLE"
    case .string: "STRING"
    case .array: "ARRAY"
    case .object: "OBJECT"
    }
  }

  /// Members of an object, elements of an array, 1 for a scalar.
  var count: Int {
    switch self {
    case .array(let elements): elements.count
    case .object(let members): members.count
    default: 1
    }
  }

  var depth: Int {
    switch self {
    case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
    case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
    default: 1
    }
  }

  /// The elements of an array, or the value as the only one: MySQL's autowrap.
  var wrapped: [JSONDocument] {
    if case .array(let elements) = self { elements } else { [self] }
  }
}

// MARK: - Text

extension JSONDocument {
  /// MySQL's normal form: `{"a": 1, "bb": [true, null]}`.
  package var text: String {
    var text = ""
    write(to: &text, indent: nil)
    return text
  }

  /// JSON_PRETTY.
  var prettyText: String {
    var text = ""
    write(to: &text, indent: 0)
    return text
  }

  private func write(to text: inout String, indent: Int?) {
    switch self {
    case .null: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .unsigned(let number): text += String(number)
    case .decimal(let number): text += number.text
    case .real(let number): text += Self.text(number)
    case .string(let string): Self.write(string, to: &text)
    case .array(let elements):
      Self.writeList("[", "]", elements, to: &text, indent) { element, text, inner in
        element.write(to: &text, indent: inner)
      }
    case .object(let members):
      Self.writeList("{", "}", members, to: &text, indent) { member, text, inner in
        Self.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indent: inner)
      }
    }
  }

  private static func writeList<Item>(
    _ open: String,
    _ close: String,
    _ items: [Item],
    to text: inout String,
    _ indent: Int?,
    _ write: (Item, inout String, Int?) -> Void
  ) {
    text += open
    let inner = indent.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { text += inner == nil ? ", " : "," }
      if let inner { text += "\n" + String(repeating: " ", count: inner) }
      write(item, &text, inner)
    }
    if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent) }
    text += close
  }

  /// A double keeps a point or an exponent: `1.0`.
  static func text(_ number: Double) -> String {
    let text = NumericText.text(number)
    return text.contains { $0 == "." || $0 == "e" || $0 == "n" } ? text : text + ".0"
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{8}": text += "\\b"
      case "\u{c}": text += "\\f"
      case _ where scalar.value < 0x20:
        text += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  static func quoted(_ string: String) -> String {
    var text = ""
    write(string, to: &text)
    return text
  }
}
