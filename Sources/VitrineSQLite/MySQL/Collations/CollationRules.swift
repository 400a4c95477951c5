package import VitrineSharding

/// How texts compare under one of MySQL's collations.
///
/// `compare` and `sortKey` agree: texts compare as their keys do byte by byte, and are equal when their
/// keys are. So ORDER BY in a shard, GROUP BY and DISTINCT in the gateway and an index see one order.
package struct CollationRules: Sendable {
  package let collation: Collation
  private let weighing: Weighing

  /// What of a character counts.
  enum Weighing: Sendable, Hashable {
    case bytes
    /// Elements of the Unicode collation table up to a level: 1 letters, 2 accents, 3 case too.
    case unicode(levels: Int)
    /// One weight a character, from the table of an older collation.
    case folded
  }

  package init(_ collation: Collation) {
    self.collation = collation
    switch collation {
    case .utf8mb4Uca0900AiCi, .utf8mb4UnicodeCi: weighing = .unicode(levels: 1)
    case .utf8mb4Uca0900AsCi: weighing = .unicode(levels: 2)
    case .utf8mb4Uca0900AsCs: weighing = .unicode(levels: 3)
    case .utf8mb4GeneralCi, .latin1SwedishCi, .asciiGeneralCi: weighing = .folded
    default: weighing = .bytes
    }
  }

  package typealias Bytes = UnsafeBufferPointer<UInt8>

  /// Negative, zero or positive as the first text sorts before, with or after the second.
  package func compare(_ left: Bytes, _ right: Bytes) -> Int {
    var left = left
    var right = right
    if collation.padsSpaces {
      left = Self.trimmed(left)
      right = Self.trimmed(right)
    }
    switch weighing {
    case .bytes: return Self.compareBytes(left, right, pads: collation.padsSpaces)
    case .folded: return FoldedWeights.compare(left, right, collation)
    case .unicode(let levels): return compareUnicode(left, right, levels)
    }
  }

  package func compare(_ left: String, _ right: String) -> Int {
    var left = left
    var right = right
    return left.withUTF8 { mine in right.withUTF8 { compare(mine, $0) } }
  }

  package func isEqual(_ left: String, _ right: String) -> Bool { compare(left, right) == 0 }

  /// Bytes that sort as the text does.
  package func sortKey(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { sortKey($0) }
  }

  package func sortKey(_ bytes: Bytes) -> [UInt8] {
    let bytes = collation.padsSpaces ? Self.trimmed(bytes) : bytes
    switch weighing {
    case .bytes: return Array(bytes)
    case .folded: return FoldedWeights.sortKey(bytes, collation)
    case .unicode(let levels): return UnicodeKey.sortKey(bytes, levels)
    }
  }

  // MARK: Bytes

  /// Without the spaces that PAD SPACE passes over.
  private static func trimmed(_ bytes: Bytes) -> Bytes {
    var count = bytes.count
    while count > 0, bytes[count - 1] == 32 { count -= 1 }
    return Bytes(rebasing: bytes[..<count])
  }

  private static func compareBytes(_ left: Bytes, _ right: Bytes, pads: Bool) -> Int {
    let count = min(left.count, right.count)
    for index in 0..<count where left[index] != right[index] {
      return Int(left[index]) - Int(right[index])
    }
    if left.count == right.count { return 0 }
    guard pads else { return left.count - right.count }
    let isLeft = left.count > count
    let rest = isLeft ? left[count] : right[count]
    return (rest < 32 ? -1 : 1) * (isLeft ? 1 : -1)
  }

  // MARK: Unicode

  /// ASCII is compared by a table of 128 weights; what is not goes through the whole table.
  private func compareUnicode(_ left: Bytes, _ right: Bytes, _ levels: Int) -> Int {
    if let order = AsciiWeights.comparePrimary(left, right) {
      if order != 0 || levels < 3 { return order }
      return AsciiWeights.compareCase(left, right)
    }
    let mine = UnicodeKey.sortKey(left, levels)
    let other = UnicodeKey.sortKey(right, levels)
    return mine.withUnsafeBufferPointer { mine in
      other.withUnsafeBufferPointer { Self.compareBytes(mine, $0, pads: false) }
    }
  }

  // MARK: Characters

  /// Whether two characters are the same to LIKE, LOCATE and their kin.
  package func isSame(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
    if left == right { return true }
    if weighing == .bytes { return false }
    return sortKey(String(left)) == sortKey(String(right))
  }
}

/// The weights of ASCII under the Unicode collations, for comparing without a table lookup a byte.
enum AsciiWeights {
  /// Primary weights; 0 for characters that do not count.
  private static let primary: [UInt16] = weights(\.primary)
  private static let tertiary: [UInt16] = weights(\.tertiary)

  private static func weights(_ level: KeyPath<WeightTable.Element, UInt16>) -> [UInt16] {
    (UInt32(0)..<128).map { point in
      var weight: UInt16 = 0
      WeightTable.unicode900.forEach(point) { weight = $0[keyPath: level] }
      return weight
    }
  }

  /// The order of the letters; nil where a byte is not ASCII.
  static func comparePrimary(
    _ left: CollationRules.Bytes,
    _ right: CollationRules.Bytes
  ) -> Int? {
    primary.withUnsafeBufferPointer { compare(left, right, $0) }
  }

  static func compareCase(_ left: CollationRules.Bytes, _ right: CollationRules.Bytes) -> Int {
    tertiary.withUnsafeBufferPointer { compare(left, right, $0) ?? 0 }
  }

  private static func compare(
    _ left: CollationRules.Bytes,
    _ right: CollationRules.Bytes,
    _ weights: UnsafeBufferPointer<UInt16>
  ) -> Int? {
    var mine = 0
    var other = 0
    var order = 0
    while mine < left.count || other < right.count {
      guard let first = next(left, &mine, weights), let second = next(right, &other, weights) else {
        return nil
      }
      if order == 0, first != second { order = Int(first) - Int(second) }
      if order != 0, isAscii(left, mine), isAscii(right, other) { return order }
    }
    return order
  }

  /// The next weight that counts; 0 at the end, nil at a byte that is not ASCII.
  @inline(__always)
  private static func next(
    _ bytes: CollationRules.Bytes,
    _ position: inout Int,
    _ weights: UnsafeBufferPointer<UInt16>
  ) -> UInt16? {
    while position < bytes.count {
      let byte = bytes[position]
      if byte >= 0x80 { return nil }
      position += 1
      let weight = weights[Int(byte)]
      if weight != 0 { return weight }
    }
    return 0
  }

  /// Whether the byte there is ASCII: else the character before it may belong to it.
  @inline(__always)
  private static func isAscii(_ bytes: CollationRules.Bytes, _ position: Int) -> Bool {
    position >= bytes.count || bytes[position] < 0x80
  }
}

/// Sort keys under the Unicode collations.
enum UnicodeKey {
  static func sortKey(_ bytes: CollationRules.Bytes, _ levels: Int) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(bytes.count * 2 + 4)
    var secondary: [UInt16] = []
    var tertiary: [UInt16] = []
    let table = WeightTable.unicode900
    forEachScalar(bytes) { point in
      table.forEach(point) { element in
        append(element.primary, &key)
        if levels > 1, element.secondary != 0 { secondary.append(element.secondary) }
        if levels > 2, element.tertiary != 0 { tertiary.append(element.tertiary) }
      }
    }
    if levels > 1 { appendLevel(secondary, &key) }
    if levels > 2 { appendLevel(tertiary, &key) }
    return key
  }

  private static func append(_ weight: UInt16, _ key: inout [UInt8]) {
    guard weight != 0 else { return }
    key.append(UInt8(truncatingIfNeeded: weight >> 8))
    key.append(UInt8(truncatingIfNeeded: weight))
  }

  private static func appendLevel(_ weights: [UInt16], _ key: inout [UInt8]) {
    key.append(0)
    key.append(0)
    for weight in weights { append(weight, &key) }
  }

  /// Decodes UTF-8; broken bytes count as U+FFFD.
  static func forEachScalar(_ bytes: CollationRules.Bytes, _ body: (UInt32) -> Void) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): body(scalar.value)
      case .emptyInput: return
      case .error: body(0xfffd)
      }
    }
  }
}
