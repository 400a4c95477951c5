import VitrineSQL
import VitrineSharding

extension PlanOutliner {
  /// The text with what each `?n` stands for in its place.
  func text(of query: ShardQuery) -> String {
    guard !query.parameters.isEmpty else { return query.text }
    return text(of: query.text, query.parameters.map { self.text(of: $0) })
  }

  /// A text with the sources in the places of `?1`, `?2`, ….
  func text(of query: String, _ sources: [String]) -> String {
    var text = ""
    var quote: Character?
    var rest = query[...]
    while let character = rest.popFirst() {
      if quote != nil {
        if character == quote { quote = nil }
      } else if character == "'" || character == "\"" || character == "`" {
        quote = character
      } else if character == "?" {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        text +=
          Int(digits).flatMap { sources.indices.contains($0 - 1) ? sources[$0 - 1] : nil }
          ?? "?\(digits)"
        continue
      }
      text.append(character)
    }
    return text
  }

  /// A value that is not known while planning, by a name the reader can place: `:v1` is the
  /// statement's first literal, `?1` its first parameter.
  func text(of source: ParameterSource) -> String {
    switch source {
    case .parameter(let position, _): "?\(position + 1)"
    case .literal(let ordinal, _): printing.literals[ordinal] ?? ":v\(ordinal + 1)"
    case .constant(let value, _): Self.text(of: value)
    case .variable(let name, _): name.prefix + name.name
    case .slot(let slot, _): ":slot\(slot)"
    }
  }

  func text(of value: RoutingValue) -> String {
    switch value {
    case .source(let source): text(of: source)
    case .expression(let query, _): text(of: query)
    case .tuple(let members), .list(let members):
      "(" + members.map { text(of: $0) }.joined(separator: ", ") + ")"
    case .slotColumn(RoutingValue.lookupSlot, let offset, _): ":key\(offset)"
    case .slotColumn(let slot, let offset, _): ":slot\(slot).\(offset)"
    }
  }

  private static func text(of value: Value) -> String {
    switch value {
    case .null: "NULL"
    case .integer(let number): String(number)
    case .real(let number): "\(number)"
    case .text(let text): "'" + text.replacing("'", with: "''") + "'"
    case .blob(let bytes): "X'" + Self.hexadecimal(bytes) + "'"
    }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
