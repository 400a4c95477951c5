package import VitrineSharding

/// How texts compare under one of MySQL's collations.
///
/// `compare` and `sortKey` agree: texts compare as their keys do byte by byte, and are equal when their
/// keys are. So ORDER BY in a shard, GROUP BY and DISTINCT in the gateway and an index see one order.
package struct CollationRules: Sendable {
  package let collation: Collation
  private let weighing: Weighing
  /// Of the Unicode collations.
  private let ascii: AsciiWeights

  /// What of a character counts.
  enum Weighing: Sendable, Hashable {
    case bytes
    /// Elements of the Unicode collation table up to a level: 1 letters, 2 accents, 3 case too.
    case unicode(levels: Int)
    /// One weight a character, from the table of an older collation.
    case folded
  }

  package init(_ collation: Collation) {
    let collation = collation.wide
    self.collation = collation
    switch collation {
    case .utf8mb4UnicodeCi: ascii = .unicode400
    case .utf8mb4Unicode520Ci: ascii = .unicode520
    default: ascii = AsciiWeights.language(collation) ?? .unicode900
    }
    switch collation {
    case .utf8mb4Uca0900AiCi, .utf8mb4UnicodeCi, .utf8mb4Unicode520Ci:
      weighing = .unicode(levels: 1)
    case .utf8mb4Uca0900AsCi: weighing = .unicode(levels: 2)
    case .utf8mb4Uca0900AsCs: weighing = .unicode(levels: 3)
    case .utf8mb4GeneralCi, .asciiGeneralCi: weighing = .folded
    case .binary, .utf8mb4Bin, .utf8mb4Uca0900Bin, .asciiBin: weighing = .bytes
    default: weighing = collation.characterSet == "latin1" ? .folded : .unicode(levels: 1)
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
    switch weighing {
    case .bytes: return collation.padsSpaces ? Self.trimmed(bytes) + [32] : Array(bytes)
    case .folded: return Self.padded(FoldedWeights.key(bytes, collation), with: 32)
    case .unicode(let levels):
      let key = UnicodeKey.key(bytes, levels, ascii.table)
      return collation.padsSpaces ? Self.padded(key, with: ascii.space) : key
    }
  }

  func weightString(_ text: String) -> [UInt8] {
    var text = text
    return text.withUTF8 { weightString($0) }
  }

  /// What WEIGHT_STRING gives: the weights alone, with trailing spaces as they are.
  package func weightString(_ bytes: Bytes) -> [UInt8] {
    switch weighing {
    case .bytes: Array(bytes)
    case .folded: FoldedWeights.weightString(bytes, collation)
    case .unicode(let levels): UnicodeKey.key(bytes, levels, ascii.table)
    }
  }

  /// A key of two bytes a weight, whose spaces at the end become one: the text goes on in spaces, which
  /// sort after some characters and before others.
  private static func padded(_ key: [UInt8], with space: UInt16) -> [UInt8] {
    let (high, low) = (UInt8(space >> 8), UInt8(truncatingIfNeeded: space))
    var count = key.count
    while count >= 2, key[count - 2] == high, key[count - 1] == low { count -= 2 }
    return key[..<count] + [high, low]
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
    if let order = ascii.comparePrimary(left, right, pads: collation.padsSpaces) {
      if order != 0 || levels < 3 { return order }
      return ascii.compareCase(left, right)
    }
    let mine = sortKey(left)
    let other = sortKey(right)
    return mine.withUnsafeBufferPointer { mine in
      other.withUnsafeBufferPointer { Self.compareBytes(mine, $0, pads: false) }
    }
  }

  // MARK: Characters

  /// Whether two characters are the same to LIKE, LOCATE and their kin.
  package func isSame(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
    if left == right { return true }
    if weighing == .bytes { return false }
    var (first, second) = (String(left), String(right))
    return first.withUTF8 { weightString($0) } == second.withUTF8 { weightString($0) }
  }
}

/// The weights of ASCII under the Unicode collations, for comparing without a table lookup a byte.
final class AsciiWeights: Sendable {
  static let unicode900 = AsciiWeights(.unicode900)
  static let unicode400 = AsciiWeights(.unicode400)
  static let unicode520 = AsciiWeights(.unicode520)

  /// Those of a collation of one language.
  static func language(_ collation: Collation) -> AsciiWeights? { languages[collation] }

  private static let languages: [Collation: AsciiWeights] = {
    var languages: [Collation: AsciiWeights] = [:]
    for collation in Collation.allCases {
      languages[collation] = WeightTable.language(collation).map(AsciiWeights.init)
    }
    return languages
  }()

  /// The table they are taken from.
  let table: WeightTable
  /// Primary weights; 0 for characters that do not count.
  private let primary: [UInt16]
  /// The primary weight of a space.
  var space: UInt16 { primary[32] }
  private let tertiary: [UInt16]

  private init(_ table: WeightTable) {
    self.table = table
    primary = (UInt32(0)..<128).map { table.first($0)?.primary ?? 0 }
    tertiary = (UInt32(0)..<128).map { table.first($0)?.tertiary ?? 0 }
  }

  /// The order of the letters, the shorter text going on in spaces if it `pads`; nil where a byte is not
  /// ASCII.
  func comparePrimary(
    _ left: CollationRules.Bytes,
    _ right: CollationRules.Bytes,
    pads: Bool
  ) -> Int? {
    let end = pads ? space : 0
    return primary.withUnsafeBufferPointer { Self.compare(left, right, $0, end) }
  }

  func compareCase(_ left: CollationRules.Bytes, _ right: CollationRules.Bytes) -> Int {
    tertiary.withUnsafeBufferPointer { Self.compare(left, right, $0, 0) ?? 0 }
  }

  private static func compare(
    _ left: CollationRules.Bytes,
    _ right: CollationRules.Bytes,
    _ weights: UnsafeBufferPointer<UInt16>,
    _ end: UInt16
  ) -> Int? {
    var mine = 0
    var other = 0
    var order = 0
    while mine < left.count || other < right.count {
      guard let first = next(left, &mine, weights, end),
        let second = next(right, &other, weights, end)
      else { return nil }
      if order == 0, first != second { order = Int(first) - Int(second) }
      if order != 0, isAscii(left, mine), isAscii(right, other) { return order }
    }
    return order
  }

  /// The next weight that counts; that of the end behind it, nil at a byte that is not ASCII.
  @inline(__always)
  private static func next(
    _ bytes: CollationRules.Bytes,
    _ position: inout Int,
    _ weights: UnsafeBufferPointer<UInt16>,
    _ end: UInt16
  ) -> UInt16? {
    while position < bytes.count {
      let byte = bytes[position]
      if byte >= 0x80 { return nil }
      position += 1
      let weight = weights[Int(byte)]
      if weight != 0 { return weight }
    }
    return end
  }

  /// Whether the byte there is ASCII: else the character before it may belong to it.
  @inline(__always)
  private static func isAscii(_ bytes: CollationRules.Bytes, _ position: Int) -> Bool {
    position >= bytes.count || bytes[position] < 0x80
  }
}

/// Sort keys under the Unicode collations.
enum UnicodeKey {
  /// The weights level by level, two bytes each, with two zero bytes between levels.
  static func key(
    _ bytes: CollationRules.Bytes,
    _ levels: Int,
    _ table: WeightTable
  ) -> [UInt8] {
    var key: [UInt8] = []
    key.reserveCapacity(bytes.count * 2 + 4)
    var secondary: [UInt16] = []
    var tertiary: [UInt16] = []
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
