import VitrineSQL

extension QueryRenderer {
  /// The text with only those parameters that it uses: parts that were written may have been left out
  /// of it, and SQLite takes no value for a parameter that is not there.
  func shardQuery(_ text: String) -> ShardQuery {
    guard !parameters.isEmpty else {
      return ShardQuery(text: text, parameters: [], tables: slotTables)
    }
    guard !ParameterMention.areInOrder(in: text, first: firstParameter, count: parameters.count)
    else { return ShardQuery(text: text, parameters: parameters, tables: slotTables) }
    var numbers: [Int?] = Array(repeating: nil, count: parameters.count)
    var used: [ParameterSource] = []
    let written = ParameterMention.all(in: text)
    let mentions = written.map { mention in
      var renumbered = mention
      let index = mention.number - firstParameter
      guard parameters.indices.contains(index) else { return renumbered }
      let number = numbers[index] ?? firstParameter + used.count
      if numbers[index] == nil { used.append(parameters[index]) }
      numbers[index] = number
      renumbered.number = number
      return renumbered
    }
    return ShardQuery(
      text: mentions == written ? text : ParameterMention.replacing(mentions, in: text),
      parameters: used,
      tables: slotTables
    )
  }
}

/// A `?n` of a text, outside of quotes.
private struct ParameterMention: Equatable {
  /// The digits, as offsets into the text's UTF-8.
  var digits: Range<Int>
  var number: Int

  /// All in a text, in order.
  static func all(in text: String) -> [ParameterMention] {
    var found: [ParameterMention] = []
    forEach(in: text) { found.append($0) }
    return found
  }

  /// Whether all so many parameters are mentioned in a text, for the first time in the order of their numbers.
  static func areInOrder(in text: String, first: Int, count: Int) -> Bool {
    var next = first
    var isInOrder = true
    forEach(in: text) { mention in
      if mention.number == next { next += 1 } else if mention.number > next { isInOrder = false }
    }
    return isInOrder && next == first + count
  }

  private static func forEach(in text: String, _ body: (ParameterMention) -> Void) {
    let isContiguous: Void? = text.utf8.withContiguousStorageIfAvailable { forEach(in: $0, body) }
    if isContiguous == nil { Array(text.utf8).withUnsafeBufferPointer { forEach(in: $0, body) } }
  }

  private static func forEach(
    in bytes: UnsafeBufferPointer<UInt8>,
    _ body: (ParameterMention) -> Void
  ) {
    var quote: UInt8?
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") {
        quote = byte
      } else if byte == UInt8(ascii: "?") {
        let start = index
        var number = 0
        while index < bytes.count, case let digit = bytes[index] &- UInt8(ascii: "0"), digit < 10 {
          number = number &* 10 &+ Int(digit)
          index += 1
        }
        if index > start { body(ParameterMention(digits: start..<index, number: number)) }
      }
    }
  }

  /// The text with the mentions' numbers in the places of their digits.
  static func replacing(_ mentions: [ParameterMention], in text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var end = 0
    for mention in mentions {
      result += bytes[end..<mention.digits.lowerBound]
      result += String(mention.number).utf8
      end = mention.digits.upperBound
    }
    result += bytes[end...]
    return String(decoding: result, as: UTF8.self)
  }
}
