import VitrinePlanner
import VitrineSQL
import VitrineSQLite
import VitrineSharding

/// Combines the partial results that shards give for one group and one aggregate.
///
/// NULL is "no rows" and changes nothing, except for counts, which are never NULL.
struct PartialAggregate: Sendable {
  private let merge: PartialMerge
  private let type: MySQLType
  private let order: ValueOrder
  private var value = Value.null
  private var sum: DecimalSum?

  init(_ item: Primitive.MergeAggregate.Item) {
    merge = item.merge
    type = item.type
    order = ValueOrder(item.type)
  }

  /// Takes a shard's partial result in.
  mutating func add(_ partial: Value) throws(SQLError) {
    if case .null = partial { return }
    if case .null = value, merge != .addSums {
      value = partial
      return
    }
    switch merge {
    case .addCounts: value = try Self.sum(value, partial)
    case .addSums: try addToSum(partial)
    case .least: if order.compare(partial, value) < 0 { value = partial }
    case .greatest: if order.compare(partial, value) > 0 { value = partial }
    case .any: break
    case .bitAnd: value = try Self.bits(value, partial, &, &)
    case .bitOr: value = try Self.bits(value, partial, |, |)
    case .bitXor: value = try Self.bits(value, partial, ^, ^)
    }
  }

  /// What has come together.
  func result() throws(SQLError) -> Value {
    if let sum { return .text(sum.text) }
    guard case .null = value else { return value }
    switch merge {
    case .bitAnd where type.isBinary, .bitOr where type.isBinary, .bitXor where type.isBinary:
      let byte: UInt8 = merge == .bitAnd ? .max : 0
      return .blob([UInt8](repeating: byte, count: BitStrings.neutralLength(type)))
    case .addCounts, .bitOr, .bitXor: return .integer(0)
    case .bitAnd: return .unsigned(.max)
    default: return .null
    }
  }

  private mutating func addToSum(_ partial: Value) throws(SQLError) {
    if case .decimalText = type.representation, case .text(let text) = partial {
      var total = sum ?? DecimalSum(scale: type.scale ?? 0)
      total.add(text)
      sum = total
    } else if case .null = value {
      value = partial
    } else {
      value = try Self.sum(value, partial)
    }
  }

  private static func sum(_ left: Value, _ right: Value) throws(SQLError) -> Value {
    switch (left, right) {
    case (.integer(let left), .integer(let right)):
      let (sum, overflows) = left.addingReportingOverflow(right)
      guard !overflows else { throw SQLError(.outOfRange, "a sum of shards' sums is out of range") }
      return .integer(sum)
    case (.real(let left), .real(let right)): return .real(left + right)
    case (.real(let left), .integer(let right)): return .real(left + Double(right))
    case (.integer(let left), .real(let right)): return .real(Double(left) + right)
    default: throw SQLError(.internal, "a partial sum is neither integer nor real")
    }
  }

  private static func bits(
    _ left: Value,
    _ right: Value,
    _ combine: (UInt64, UInt64) -> UInt64,
    _ combineBytes: (UInt8, UInt8) -> UInt8
  ) throws(SQLError) -> Value {
    if case .blob(let first) = left, case .blob(let second) = right {
      return .blob(try BitStrings.combine(first, second, combineBytes))
    }
    return .unsigned(combine(left.unsignedBits, right.unsignedBits))
  }
}

/// A sum of decimal texts of one scale: 38 digits at machine speed, the full 65 of DECIMAL when they
/// do not do.
struct DecimalSum: Sendable {
  private let scale: Int
  private var small: Int128 = 0
  private var large: Decimal65?

  init(scale: Int) {
    self.scale = scale
  }

  mutating func add(_ text: String) {
    if large == nil, let number = Self.scaled(text, scale) {
      let (sum, overflows) = small.addingReportingOverflow(number)
      if !overflows {
        small = sum
        return
      }
    }
    let base = large ?? Decimal65(prefixOf: Self.text(small, scale))
    large = base + Decimal65(prefixOf: text)
  }

  /// The canonical text, with exactly the scale's digits.
  var text: String { large?.rounded(toScale: scale).text ?? Self.text(small, scale) }

  /// The digits of a text as a number scaled by ten to the power of the scale; nil when they do not
  /// fit or there are more of them behind the point.
  private static func scaled(_ text: String, _ scale: Int) -> Int128? {
    var number: Int128 = 0
    var digitsBehindPoint: Int?
    var isNegative = false
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "-") where index == 0: isNegative = true
      case UInt8(ascii: ".") where digitsBehindPoint == nil: digitsBehindPoint = 0
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard let next = times10(number, plus: Int128(byte - UInt8(ascii: "0"))) else { return nil }
        number = next
        digitsBehindPoint = digitsBehindPoint.map { $0 + 1 }
      default: return nil
      }
    }
    guard let missing = Optional(scale - (digitsBehindPoint ?? 0)), missing >= 0 else { return nil }
    for _ in 0..<missing {
      guard let next = times10(number, plus: 0) else { return nil }
      number = next
    }
    return isNegative ? -number : number
  }

  private static func times10(_ number: Int128, plus digit: Int128) -> Int128? {
    let (product, overflows) = number.multipliedReportingOverflow(by: 10)
    let (sum, overflowsToo) = product.addingReportingOverflow(digit)
    return overflows || overflowsToo ? nil : sum
  }

  private static func text(_ number: Int128, _ scale: Int) -> String {
    let digits = String(number.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    let sign = number < 0 ? "-" : ""
    guard scale > 0 else { return sign + padded }
    return "\(sign)\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }
}
