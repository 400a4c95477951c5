/// The hash FNV-1a of bytes, the same on every run.
///
/// Public, as an SPI, for the compiler to inline it in other modules.
@_spi(Text) public struct FNVHash {
  /// The hash of the bytes so far.
  public var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The hash of no bytes.
  @inlinable
  public init() {}

  /// Adds a byte.
  @inlinable
  public mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
