/// A column's value as a vindex sees it.
///
/// Vitess hashes the text in which a value was sent. Integers are kept apart because some vindexes
/// read signed ones as two's complement; everything else is the bytes of MySQL's text.
public enum VindexValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case unsigned(UInt64)
  /// Text, binary strings, and the MySQL text of all other types.
  case bytes([UInt8])

  /// A text value.
  public static func text(_ text: String) -> VindexValue { .bytes(Array(text.utf8)) }

  /// Whether it is NULL.
  public var isNull: Bool { self == .null }

  /// The bytes Vitess's `ToBytes` gives: the value's text; none for NULL.
  public var bytes: [UInt8] {
    switch self {
    case .null: []
    case .integer(let number): Array(String(number).utf8)
    case .unsigned(let number): Array(String(number).utf8)
    case .bytes(let bytes): bytes
    }
  }

  /// The number Vitess's `ToCastUint64` reads: unsigned decimal digits between optional spaces; nil
  /// for a sign, a tail, nothing, NULL or more than 64 bits.
  public var unsignedNumber: UInt64? {
    switch self {
    case .null: nil
    case .integer(let number): UInt64(exactly: number)
    case .unsigned(let number): number
    case .bytes(let bytes): Self.number(bytes)
    }
  }

  /// The 64 bits a number is hashed by: two's complement for signed integers, else
  /// `unsignedNumber`.
  public var numberBits: UInt64? {
    if case .integer(let number) = self { return UInt64(bitPattern: number) }
    return unsignedNumber
  }

  private static func number(_ bytes: [UInt8]) -> UInt64? {
    let trimmed = bytes.drop(while: isSpace)
    guard let last = trimmed.lastIndex(where: { !isSpace($0) }) else { return nil }
    var result: UInt64 = 0
    for byte in trimmed[...last] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let (product, isLarge) = result.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
      guard !isLarge, !isLarger else { return nil }
      result = sum
    }
    return result
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (9...13).contains(byte)
  }
}
