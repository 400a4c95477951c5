extension JSONDocument {
  /// Negative, zero or positive as one document's text comes before, with or after another's.
  ///
  /// Texts that are no documents are compared by their bytes.
  package static func compareTexts(_ left: String, _ right: String) -> Int {
    if left == right { return 0 }
    guard let first = stored(left), let second = stored(right) else {
      return left < right ? -1 : 1
    }
    return compare(first, second)
  }

  /// Negative, zero or positive, by MySQL's precedence of types and then by value.
  package static func compare(_ left: JSONDocument, _ right: JSONDocument) -> Int {
    if left.rank != right.rank { return left.rank - right.rank }
    switch (left, right) {
    case (.boolean(let mine), .boolean(let other)): return (mine ? 1 : 0) - (other ? 1 : 0)
    case (.string(let mine), .string(let other)):
      return compareLists(Array(mine.utf8), Array(other.utf8)) { Int($0) - Int($1) }
    case (.typed(let kind, let mine), .typed(_, let other)):
      return compareLists(typedKey(kind, mine), typedKey(kind, other)) { Int($0) - Int($1) }
    case (.array(let mine), .array(let other)): return compareLists(mine, other, compare)
    case (.object(let mine), .object(let other)):
      if mine.count != other.count { return mine.count - other.count }
      return compareLists(mine, other) { first, second in
        first.key == second.key
          ? compare(first.value, second.value) : precedes(first.key, second.key) ? -1 : 1
      }
    default: return compareNumbers(left, right)
    }
  }

  private static func compareLists<Item>(
    _ left: [Item],
    _ right: [Item],
    _ compare: (Item, Item) -> Int
  ) -> Int {
    for (mine, other) in zip(left, right) {
      let order = compare(mine, other)
      if order != 0 { return order }
    }
    return left.count - right.count
  }

  private static func compareNumbers(_ left: JSONDocument, _ right: JSONDocument) -> Int {
    guard let mine = left.number, let other = right.number else { return 0 }
    return mine < other ? -1 : other < mine ? 1 : 0
  }

  var number: Decimal65? {
    switch self {
    case .integer(let number): Decimal65(number)
    case .unsigned(let number): Decimal65(unsigned: number)
    case .decimal(let number): number
    case .real(let number): Decimal65(double: number)
    default: nil
    }
  }

  var rank: Int {
    switch self {
    case .null: 0
    case .integer, .unsigned, .decimal, .real: 1
    case .string: 2
    case .object: 3
    case .array: 4
    case .boolean: 5
    case .typed(.date, _): 6
    case .typed(.time, _): 7
    case .typed(.datetime, _): 8
    case .typed(.opaque, _): 9
    }
  }

  /// Bytes by which two values of one kind compare; dates are texts that sort as they are written.
  private static func typedKey(_ kind: SQLKind, _ text: String) -> [UInt8] {
    switch kind {
    case .date, .datetime: return Array(text.utf8)
    case .time:
      let time = TimeValue.read(prefixOf: text)?.microseconds ?? 0
      return (UInt64(bitPattern: time) ^ 1 << 63).bigEndianBytes
    case .opaque: return OpaqueValue(text).map { [$0.type] + $0.bytes } ?? Array(text.utf8)
    }
  }

  static func isEqual(_ left: JSONDocument, _ right: JSONDocument) -> Bool {
    compare(left, right) == 0
  }
}

// MARK: - Keys

extension JSONDocument {
  /// Bytes that sort as the text's document does, and are the same for `1` and `1.0`.
  package static func sortKey(ofText text: String) -> [UInt8] {
    guard let document = stored(text) else { return [0xff] + Array(text.utf8) }
    var key: [UInt8] = []
    document.appendSortKey(to: &key)
    return key
  }

  private func appendSortKey(to key: inout [UInt8]) {
    key.append(UInt8(clamping: rank))
    switch self {
    case .null: break
    case .boolean(let flag): key.append(flag ? 1 : 0)
    case .string(let text): Self.appendBytes(text.utf8, to: &key)
    case .typed(let kind, let text): Self.appendBytes(Self.typedKey(kind, text), to: &key)
    case .array(let elements):
      for element in elements {
        key.append(1)
        element.appendSortKey(to: &key)
      }
      key.append(0)
    case .object(let members):
      Self.appendCount(members.count, to: &key)
      for member in members {
        Self.appendCount(member.key.utf8.count, to: &key)
        key += Array(member.key.utf8)
        member.value.appendSortKey(to: &key)
      }
    default:
      key += (number ?? Decimal65(0)).sortKey
      key.append(0)
    }
  }

  /// The bytes with an end that comes before every other byte.
  private static func appendBytes(_ bytes: some Sequence<UInt8>, to key: inout [UInt8]) {
    for byte in bytes {
      key.append(byte)
      if byte == 0 { key.append(1) }
    }
    key += [0, 0]
  }

  private static func appendCount(_ count: Int, to key: inout [UInt8]) {
    withUnsafeBytes(of: UInt32(clamping: count).bigEndian) { key += Array($0) }
  }
}
