extension JSONDocument {
  /// MySQL's normal form as it is stored, with marks: `{"a": 1, "bb": [true, null]}`.
  package var text: String { text(isMarked: true) }

  /// The same as it is shown.
  var shownText: String { text(isMarked: false) }

  private func text(isMarked: Bool) -> String {
    var text = ""
    write(to: &text, indent: nil, isMarked)
    return text
  }

  /// JSON_PRETTY.
  var prettyText: String {
    var text = ""
    write(to: &text, indent: 0, false)
    return text
  }

  private func write(to text: inout String, indent: Int?, _ isMarked: Bool) {
    switch self {
    case .null: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .unsigned(let number):
      if isMarked, Int64(exactly: number) != nil { Self.mark(Mark.unsigned, &text) }
      text += String(number)
    case .decimal(let number):
      let own = number.text
      if isMarked, Self.looksLikeAnother(own) { Self.mark(Mark.decimal, &text) }
      text += own
    case .real(let number): text += Self.text(number)
    case .string(let string): Self.write(string, to: &text)
    case .typed(let kind, let string):
      if isMarked { Self.mark(kind.rawValue, &text) }
      Self.write(string, to: &text)
    case .array(let elements):
      Self.writeList("[", "]", elements, to: &text, indent) { element, text, inner in
        element.write(to: &text, indent: inner, isMarked)
      }
    case .object(let members):
      Self.writeList("{", "}", members, to: &text, indent) { member, text, inner in
        Self.write(member.key, to: &text)
        text += ": "
        member.value.write(to: &text, indent: inner, isMarked)
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

// MARK: - Marks

extension JSONDocument {
  /// The bytes before a value whose kind its text does not tell, beside those of `SQLKind`.
  ///
  /// No byte below a space stands in a text that an application may store, nor in a normal form without marks.
  enum Mark {
    static let decimal: UInt8 = 5
    static let unsigned: UInt8 = 6
    static let last = unsigned
  }

  /// Whether a decimal's digits are those of an integer or a double too; others are a decimal's without a mark.
  private static func looksLikeAnother(_ digits: String) -> Bool {
    guard digits.utf8.contains(UInt8(ascii: ".")), let number = Double(digits) else { return true }
    return text(number) == digits
  }

  private static func mark(_ mark: UInt8, _ text: inout String) {
    text.unicodeScalars.append(Unicode.Scalar(mark))
  }

  /// A value of SQL's as a document: the text of a string behind its mark.
  static func marked(_ kind: SQLKind, _ string: String) -> String {
    JSONDocument.typed(kind, string).text
  }

  /// The text of a stored document as it is shown: without marks.
  package static func shown(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 }) else { return text }
    return String(decoding: text.utf8.lazy.filter { $0 >= 0x20 }, as: UTF8.self)
  }
}

/// The parts of `base64:type15:yv4=`.
struct OpaqueValue {
  let type: UInt8
  let bytes: [UInt8]

  init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[1].hasPrefix("type"), let type = UInt8(parts[1].dropFirst(4)),
      let bytes = Base64.decode(parts[2].utf8)
    else { return nil }
    self.type = type
    self.bytes = bytes
  }
}
