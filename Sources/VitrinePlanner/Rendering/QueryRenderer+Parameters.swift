import VitrineSQL

extension QueryRenderer {
  /// The text with only those parameters that it uses: parts that were written may have been left out
  /// of it, and SQLite takes no value for a parameter that is not there.
  func shardQuery(_ text: String) -> ShardQuery {
    guard !parameters.isEmpty else {
      return ShardQuery(text: text, parameters: [], tables: slotTables)
    }
    var numbers: [Int?] = Array(repeating: nil, count: parameters.count)
    var used: [ParameterSource] = []
    let renumbered = Self.mapParameters(of: text) { number in
      let index = number - firstParameter
      guard parameters.indices.contains(index) else { return number }
      if let known = numbers[index] { return known }
      used.append(parameters[index])
      let fresh = firstParameter + used.count - 1
      numbers[index] = fresh
      return fresh
    }
    return ShardQuery(text: renumbered, parameters: used, tables: slotTables)
  }

  /// The text with the number of each `?n` outside of quotes replaced.
  private static func mapParameters(of text: String, _ transform: (Int) -> Int) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    var quote: UInt8?
    var isNumber = false
    var number: Int?
    var isChanged = false
    for byte in text.utf8 {
      if isNumber {
        if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
          number = (number ?? 0) &* 10 &+ Int(byte &- UInt8(ascii: "0"))
          continue
        }
        endNumber()
      }
      result.append(byte)
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
        quote = byte
      } else if byte == UInt8(ascii: "?") {
        isNumber = true
      }
    }
    endNumber()
    return isChanged ? String(decoding: result, as: UTF8.self) : text

    func endNumber() {
      if let read = number {
        let mapped = transform(read)
        isChanged = isChanged || mapped != read
        result.append(contentsOf: String(mapped).utf8)
      }
      number = nil
      isNumber = false
    }
  }
}
