package import VitrineSQL
package import VitrineSharding

/// BIT_AND, BIT_OR and BIT_XOR of binary strings, byte by byte: MySQL's since 8.0.
package enum BitStrings {
  /// The function of SQLite's that computes one of the three, of numbers or of binary strings.
  static func function(_ name: String, _ type: MySQLType) -> String {
    "my_\(type.isBinary ? "blob_" : "")\(name.lowercased())"
  }

  /// What the call gives where no value is, as long as its argument may be; nil for all that knows itself.
  static func neutral(_ name: String, _ type: MySQLType) -> String? {
    guard type.isBinary else { return nil }
    let zeros = "zeroblob(\(neutralLength(type)))"
    switch name {
    case "BIT_AND": return "my_blob_not(\(zeros))"
    case "BIT_OR", "BIT_XOR": return zeros
    default: return nil
    }
  }

  /// The type has a byte more than the argument.
  package static func neutralLength(_ type: MySQLType) -> Int { max(type.textLength - 1, 0) }

  /// Two strings byte by byte.
  ///
  /// - Throws: `bitOperandLengths` where one is longer than the other.
  package static func combine(
    _ left: [UInt8],
    _ right: [UInt8],
    _ combine: (UInt8, UInt8) -> UInt8
  ) throws(SQLError) -> [UInt8] {
    try checkLengths(left.count, right.count)
    return zip(left, right).map(combine)
  }

  private static func checkLengths(_ left: Int, _ right: Int) throws(SQLError) {
    guard left == right else {
      throw SQLError(
        .bitOperandLengths,
        "Binary operands of bitwise operators must be of equal length"
      )
    }
  }

  static func functions() -> [AggregateFunction] {
    [
      function("my_blob_bit_and", \.commonBits), function("my_blob_bit_or", \.anyBits),
      function("my_blob_bit_xor", \.oddBits),
    ]
  }

  private static func function(
    _ name: String,
    _ bits: @escaping @Sendable (BitCounts) -> UInt64
  ) -> AggregateFunction {
    AggregateFunction(
      name,
      arguments: 1,
      initial: { WordCounts() },
      step: { counts, arguments throws(SQLError) in
        let bytes = arguments.blob(at: 0)
        if counts.rows > 0 { try checkLengths(counts.length, bytes.count) }
        counts.add(bytes)
      },
      inverse: { counts, arguments in counts.remove(arguments.blob(at: 0)) },
      result: { counts, result in
        if counts.rows > 0 { result.set(blob: counts.bytes(bits)) }
      }
    )
  }
}

/// Binary strings of one length, counted bit by bit in words of eight bytes.
private struct WordCounts {
  private(set) var rows = 0
  private(set) var length = 0
  private var words: [BitCounts] = []

  mutating func add(_ bytes: [UInt8]) {
    if rows == 0 {
      length = bytes.count
      words = [BitCounts](repeating: BitCounts(), count: (bytes.count + 7) / 8)
    }
    rows += 1
    for index in words.indices { words[index].add(Self.word(bytes, index)) }
  }

  mutating func remove(_ bytes: [UInt8]) {
    rows -= 1
    for index in words.indices { words[index].remove(Self.word(bytes, index)) }
  }

  func bytes(_ bits: (BitCounts) -> UInt64) -> [UInt8] {
    Array(words.flatMap { bits($0).bigEndianBytes }.prefix(length))
  }

  /// Eight bytes as a number, the last filled with zeros.
  private static func word(_ bytes: [UInt8], _ index: Int) -> UInt64 {
    (index * 8..<index * 8 + 8).reduce(0) { word, position in
      word << 8 | UInt64(position < bytes.count ? bytes[position] : 0)
    }
  }
}
