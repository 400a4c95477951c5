/// XXH64 with seed 0, after the specification at github.com/Cyan4973/xxHash.
enum XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The hash of the decimal digits of a number; nothing is allocated.
  static func hash(decimal number: Int64) -> UInt64 {
    withUnsafeTemporaryAllocation(byteCount: 20, alignment: 8) { buffer in
      var rest = number.magnitude
      var start = 20
      repeat {
        start -= 1
        let quotient = rest / 10
        buffer[start] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - quotient * 10)
        rest = quotient
      } while rest > 0
      if number < 0 {
        start -= 1
        buffer[start] = UInt8(ascii: "-")
      }
      return hash(UnsafeRawBufferPointer(rebasing: buffer[start...]))
    }
  }

  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var position = 0
    var sum = prime5
    if bytes.count >= 32 { sum = stripes(bytes, &position) }
    sum &+= UInt64(bytes.count)
    while bytes.count - position >= 8 {
      sum = rotate(sum ^ round(0, word(bytes, position)), 27) &* prime1 &+ prime4
      position += 8
    }
    if bytes.count - position >= 4 {
      let half = UInt64(bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self).littleEndian)
      sum = rotate(sum ^ half &* prime1, 23) &* prime2 &+ prime3
      position += 4
    }
    while position < bytes.count {
      sum = rotate(sum ^ UInt64(bytes[position]) &* prime5, 11) &* prime1
      position += 1
    }
    return avalanche(sum)
  }

  private static func stripes(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UInt64 {
    var (a, b, c, d) = (prime1 &+ prime2, prime2, 0 as UInt64, 0 &- prime1)
    while bytes.count - position >= 32 {
      a = round(a, word(bytes, position))
      b = round(b, word(bytes, position + 8))
      c = round(c, word(bytes, position + 16))
      d = round(d, word(bytes, position + 24))
      position += 32
    }
    var sum = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
    for lane in [a, b, c, d] { sum = (sum ^ round(0, lane)) &* prime1 &+ prime4 }
    return sum
  }

  @inline(__always)
  private static func avalanche(_ sum: UInt64) -> UInt64 {
    var sum = sum
    sum = (sum ^ sum >> 33) &* prime2
    sum = (sum ^ sum >> 29) &* prime3
    return sum ^ sum >> 32
  }

  @inline(__always)
  private static func round(_ sum: UInt64, _ lane: UInt64) -> UInt64 {
    rotate(sum &+ lane &* prime2, 31) &* prime1
  }

  @inline(__always)
  private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
    value << count | value >> (64 - count)
  }

  @inline(__always)
  private static func word(_ bytes: UnsafeRawBufferPointer, _ position: Int) -> UInt64 {
    bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self).littleEndian
  }
}
