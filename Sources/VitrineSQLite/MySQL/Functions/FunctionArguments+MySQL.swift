import VitrineSQL
package import VitrineSharding

/// Reads arguments as MySQL's values, whatever storage class they come in.
extension FunctionArguments {
  /// An unsigned integer past 2⁶³: an 8-byte big-endian BLOB.
  func unsignedBlob(at index: Int) -> UInt64? {
    guard storageClass(at: index) == .blob else { return nil }
    return withBlobBytes(at: index) { bytes in
      guard bytes.count == 8 else { return nil }
      return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
  }

  /// An integer argument, signed or unsigned, with room to compute in.
  func wide(at index: Int) -> Int128 {
    if storageClass(at: index) == .integer { return Int128(integer(at: index)) }
    if let unsigned = unsignedBlob(at: index) { return Int128(unsigned) }
    guard let integer = decimal(at: index).integer else {
      return decimal(at: index).isNegative ? Int128(Int64.min) : Int128(Int64.max)
    }
    return Int128(integer)
  }

  func decimal(at index: Int) -> Decimal65 {
    switch storageClass(at: index) {
    case .null: .zero
    case .integer: Decimal65(integer(at: index))
    case .real: Decimal65(double: real(at: index)) ?? Decimal65.zero
    case .text: Decimal65(prefixOf: text(at: index))
    case .blob:
      if let unsigned = unsignedBlob(at: index) {
        Decimal65(unsigned: unsigned)
      } else {
        Decimal65(prefixOf: text(at: index))
      }
    }
  }

  /// A position or count: clamped where it is beyond all texts.
  func count(at index: Int) -> Int {
    unsignedBlob(at: index) != nil ? Int(Int32.max) : Int(clamping: integer(at: index))
  }

  func isTrue(at index: Int) -> Bool {
    switch storageClass(at: index) {
    case .null: false
    case .integer: integer(at: index) != 0
    case .real: real(at: index) != 0
    case .text, .blob:
      unsignedBlob(at: index) != nil || NumericText.double(text(at: index)).value != 0
    }
  }

  /// A date or a date and time, as columns and functions give them, so that its day may be one that its month has not; nil where
  /// the text is none.
  func instant(at index: Int) -> Instant? {
    guard !isNull(at: index) else { return nil }
    return Instant(anyDay: text(at: index))
  }
}

extension ResultSlot {
  /// An unsigned integer: INTEGER while it fits, else the BLOB that sorts after all INTEGERs.
  mutating func set(unsigned number: UInt64) {
    if let small = Int64(exactly: number) { set(small) } else { set(blob: number.bigEndianBytes) }
  }

  /// A decimal as its canonical text.
  mutating func set(_ number: Decimal65) { set(number.text) }
}

extension UInt64 {
  /// The eight bytes, the most significant first.
  package var bigEndianBytes: [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(56 - 8 * $0)) }
  }
}

extension Value {
  /// A BIGINT UNSIGNED as it is stored: an integer, or eight bytes from 2⁶³ on.
  package static func unsigned(_ number: UInt64) -> Value {
    if let integer = Int64(exactly: number) { return .integer(integer) }
    return .blob(number.bigEndianBytes)
  }

  /// The 64 bits of an integer in either form; 0 for what is none.
  package var unsignedBits: UInt64 {
    switch self {
    case .integer(let number): UInt64(bitPattern: number)
    case .blob(let bytes): bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    default: 0
    }
  }
}

/// The bodies of one chapter of the function library.
typealias FunctionBodies = (StatementContext) -> [ScalarFunction]
