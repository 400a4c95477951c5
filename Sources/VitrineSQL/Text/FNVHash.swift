/// The hash FNV-1a of bytes, the same on every run.
package struct FNVHash {
  package var value: UInt64 = 0xcbf2_9ce4_8422_2325

  @inlinable
  package init() {}

  @inlinable
  package mutating func combine(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }
}
