import VitrineSQL

extension QueryRenderer {
  /// The text with only those parameters that it uses: parts that were written may have been left out
  /// of it, and SQLite takes no value for a parameter that is not there.
  func shardQuery(_ text: String) -> ShardQuery {
    var numbers: [Int: Int] = [:]
    var used: [ParameterSource] = []
    let renumbered = Self.mapParameters(of: text) { number in
      let index = number - firstParameter
      guard parameters.indices.contains(index) else { return number }
      if let known = numbers[number] { return known }
      used.append(parameters[index])
      numbers[number] = firstParameter + used.count - 1
      return firstParameter + used.count - 1
    }
    return ShardQuery(text: renumbered, parameters: used, tables: slotTables)
  }

  /// The text with the number of each `?n` outside of quotes replaced.
  private static func mapParameters(of text: String, _ transform: (Int) -> Int) -> String {
    var result = ""
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      result.append(character)
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "`" {
        quote = character
      } else if character == "?" {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(digits.count)
        result += Int(digits).map { String(transform($0)) } ?? String(digits)
      }
    }
    return result
  }
}
