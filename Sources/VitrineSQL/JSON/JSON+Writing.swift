extension JSON {
  /// The document on one line, without white space.
  package var compact: String {
    var text = ""
    write(to: &text, layout: .compact)
    return text
  }

  /// The document over many lines, two spaces to a level.
  package var pretty: String {
    var text = ""
    write(to: &text, layout: .indented(0))
    return text
  }

  private enum Layout {
    case compact
    case indented(Int)

    var inner: Layout {
      if case .indented(let level) = self { .indented(level + 1) } else { .compact }
    }

    var colon: String {
      if case .compact = self { ":" } else { ": " }
    }

    func newline(_ text: inout String) {
      guard case .indented(let level) = self else { return }
      text += "\n" + String(repeating: "  ", count: level)
    }
  }

  private func write(to text: inout String, layout: Layout) {
    switch self {
    case .null: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .number(let digits): text += digits
    case .string(let string): JSON.writeQuoted(string, to: &text)
    case .array(let elements):
      JSON.writeList(elements, "[", "]", to: &text, layout: layout) { element, text in
        element.write(to: &text, layout: layout.inner)
      }
    case .object(let members):
      JSON.writeList(members, "{", "}", to: &text, layout: layout) { member, text in
        JSON.writeQuoted(member.key, to: &text)
        text += layout.colon
        member.value.write(to: &text, layout: layout.inner)
      }
    }
  }

  private static func writeList<Item>(
    _ items: [Item],
    _ open: String,
    _ close: String,
    to text: inout String,
    layout: Layout,
    item write: (Item, inout String) -> Void
  ) {
    text += open
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      layout.inner.newline(&text)
      write(item, &text)
    }
    if !items.isEmpty { layout.newline(&text) }
    text += close
  }

  /// Appends a string in quotes, escaping what JSON demands and nothing more.
  private static func writeQuoted(_ string: String, to text: inout String) {
    text += "\""
    if string.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) {
      text += string
    } else {
      for scalar in string.unicodeScalars { text += escaped(scalar) }
    }
    text += "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    case "\u{00}"..<"\u{20}":
      let digits = String(scalar.value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: return String(scalar)
    }
  }
}
