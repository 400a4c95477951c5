/// The order of canonical decimal texts as numbers, without reading them: sign, length of the integer
/// part, digits.
enum DecimalCollation {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  static func compare(_ left: Bytes, _ right: Bytes) -> Int {
    let mine = Parts(left)
    let other = Parts(right)
    if mine.sign != other.sign { return mine.sign - other.sign }
    let order = magnitudes(mine, other)
    return mine.sign < 0 ? -order : order
  }

  /// Where the digits of a text lie.
  private struct Parts {
    let bytes: Bytes
    let start: Int
    let point: Int
    let sign: Int

    init(_ bytes: Bytes) {
      self.bytes = bytes
      let isNegative = bytes.first == UInt8(ascii: "-")
      start = isNegative ? 1 : 0
      point = bytes.firstIndex(of: UInt8(ascii: ".")) ?? bytes.count
      let isZero = bytes.allSatisfy { $0 < 49 || $0 > 57 }
      sign = isZero ? 0 : isNegative ? -1 : 1
    }
  }

  private static func magnitudes(_ left: Parts, _ right: Parts) -> Int {
    let lengths = (left.point - left.start) - (right.point - right.start)
    if lengths != 0 { return lengths }
    for offset in 0..<(left.point - left.start) {
      let order = Int(left.bytes[left.start + offset]) - Int(right.bytes[right.start + offset])
      if order != 0 { return order }
    }
    return fractions(left, right)
  }

  private static func fractions(_ left: Parts, _ right: Parts) -> Int {
    var offset = 1
    while true {
      let mine = left.point + offset
      let other = right.point + offset
      if mine >= left.bytes.count, other >= right.bytes.count { return 0 }
      let first = mine < left.bytes.count ? left.bytes[mine] : 48
      let second = other < right.bytes.count ? right.bytes[other] : 48
      if first != second { return Int(first) - Int(second) }
      offset += 1
    }
  }
}
