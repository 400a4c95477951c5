/// DES (FIPS 46-3) under the key of eight zero bytes: the permutation behind Vitess's `hash`.
///
/// All sixteen round keys of that key are zero, so a round is a table look-up without a key to mix
/// in, and the cipher is its own inverse. Neighbouring S-boxes share two input bits; a pair reads ten
/// bits of the half block, and four tables of 1,024 entries hold S-boxes, expansion and permutation.
struct ZeroKeyDES: Sendable {
  /// The tables; one for the process, as there is one key.
  static let shared = ZeroKeyDES()

  /// Four tables, one behind the other, of round outputs; rotated right by one, like the halves.
  private let rounds: [UInt32]
  /// What each value of each of the sixteen nibbles becomes under the initial permutation.
  private let initial: [UInt64]
  /// The same for the final permutation.
  private let final: [UInt64]

  private init() {
    rounds = (0..<4).flatMap { pair in
      (0..<1024).map { Self.roundOutput(pair: pair, input: $0) }
    }
    initial = Self.nibbleTable { Self.rotatedRight(Self.initialPermutation($0)) }
    final = Self.nibbleTable { Self.finalPermutation(Self.rotatedLeft($0)) }
  }

  /// Encrypts a block; applied twice it gives the block back.
  func permute(_ block: UInt64) -> UInt64 {
    let start = Self.permuted(block, by: initial)
    var left = UInt32(truncatingIfNeeded: start >> 32)
    var right = UInt32(truncatingIfNeeded: start)
    rounds.withUnsafeBufferPointer { tables in
      for _ in 0..<8 {
        left = Self.round(left, right, tables)
        right = Self.round(right, left, tables)
      }
    }
    return Self.permuted(UInt64(right) << 32 | UInt64(left), by: final)
  }

  /// Permutations of bits are linear: the permuted block is what its nibbles become, put together.
  @inline(__always)
  private static func permuted(_ block: UInt64, by table: [UInt64]) -> UInt64 {
    table.withUnsafeBufferPointer { table in
      var even: UInt64 = 0
      var odd: UInt64 = 0
      var rest = block
      for nibble in 0..<8 {
        even ^= table[nibble << 5 | Int(truncatingIfNeeded: rest & 15)]
        odd ^= table[nibble << 5 | 16 | Int(truncatingIfNeeded: rest >> 4 & 15)]
        rest >>= 8
      }
      return even ^ odd
    }
  }

  private static func nibbleTable(_ permutation: (UInt64) -> UInt64) -> [UInt64] {
    (0..<256).map { permutation(UInt64($0 & 15) << UInt64($0 >> 4 * 4)) }
  }

  /// One half mixed with what the round makes of the other; written as a tree, since the look-ups'
  /// results meet soonest so.
  @inline(__always)
  private static func round(
    _ half: UInt32,
    _ key: UInt32,
    _ tables: UnsafeBufferPointer<UInt32>
  ) -> UInt32 {
    let first = half ^ tables[Int(key >> 22)]
    let second = tables[Int(1024 | (key >> 14 & 1023))]
    let third = tables[Int(2048 | (key >> 6 & 1023))]
    let fourth = tables[Int(3072 | ((key << 2 | key >> 30) & 1023))]
    return (first ^ second) ^ (third ^ fourth)
  }

  private static func swapBits(
    _ a: inout UInt32,
    _ b: inout UInt32,
    _ shift: UInt32,
    _ mask: UInt32
  ) {
    let difference = (a >> shift ^ b) & mask
    b ^= difference
    a ^= difference << shift
  }

  private static func initialPermutation(_ block: UInt64) -> UInt64 {
    var left = UInt32(truncatingIfNeeded: block >> 32)
    var right = UInt32(truncatingIfNeeded: block)
    swapBits(&left, &right, 4, 0x0F0F_0F0F)
    swapBits(&left, &right, 16, 0x0000_FFFF)
    swapBits(&right, &left, 2, 0x3333_3333)
    swapBits(&right, &left, 8, 0x00FF_00FF)
    swapBits(&left, &right, 1, 0x5555_5555)
    return UInt64(left) << 32 | UInt64(right)
  }

  /// Both halves rotated, which puts the bits of all S-boxes but the last pair side by side.
  private static func rotatedRight(_ halves: UInt64) -> UInt64 {
    let low = halves & 0x0000_0001_0000_0001
    return halves >> 1 & 0x7FFF_FFFF_7FFF_FFFF | low << 31
  }

  private static func rotatedLeft(_ halves: UInt64) -> UInt64 {
    let high = halves & 0x8000_0000_8000_0000
    return halves << 1 & 0xFFFF_FFFE_FFFF_FFFE | high >> 31
  }

  private static func finalPermutation(_ halves: UInt64) -> UInt64 {
    var left = UInt32(truncatingIfNeeded: halves >> 32)
    var right = UInt32(truncatingIfNeeded: halves)
    swapBits(&left, &right, 1, 0x5555_5555)
    swapBits(&right, &left, 8, 0x00FF_00FF)
    swapBits(&right, &left, 2, 0x3333_3333)
    swapBits(&left, &right, 16, 0x0000_FFFF)
    swapBits(&left, &right, 4, 0x0F0F_0F0F)
    return UInt64(left) << 32 | UInt64(right)
  }

  /// What two neighbouring S-boxes make of their ten bits, permuted and rotated right by one.
  private static func roundOutput(pair: Int, input: Int) -> UInt32 {
    let first = substitution(box: 2 * pair, input: input >> 4)
    let second = substitution(box: 2 * pair + 1, input: input & 63)
    let joined = UInt32(first << 4 | second) << UInt32(24 - 8 * pair)
    let permuted = permutation.reduce(0 as UInt32) { $0 << 1 | (joined >> UInt32(32 - $1) & 1) }
    return permuted >> 1 | permuted << 31
  }

  private static func substitution(box: Int, input: Int) -> Int {
    let row = (input >> 4 & 2) | (input & 1)
    let index = substitutions.utf8.index(
      substitutions.utf8.startIndex,
      offsetBy: box * 64 + row * 16 + (input >> 1 & 15)
    )
    return Character(Unicode.Scalar(substitutions.utf8[index])).hexDigitValue ?? 0
  }

  /// The permutation P: which bit of the S-boxes' output comes first, which second, and so on.
  private static let permutation = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10,
    2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
  ]

  /// The eight S-boxes of four rows of sixteen, a hexadecimal digit an entry.
  private static let substitutions =
    "e4d12fb83a6c59070f74e2d1a6cb953841e8d62bfc973a50fc8249175b3ea06d"
    + "f18e6b34972dc05a3d47f28ec01a69b50e7ba4d158c6932fd8a13f42b67c05e9"
    + "a09e63f51dc7b428d709346a285ecbf1d6498f30b12c5ae71ad069874fe3b52c"
    + "7de3069a1285bc4fd8b56f03472c1ae9a690cb7df13e52843f06a1d8945bc72e"
    + "2c417ab6853fd0e9eb2c47d150fa3986421bad78f9c5630eb8c71e2d6f09a453"
    + "c1af92680d34e75baf427c9561de0b389ef528c3704a1db6432c95fabe17608d"
    + "4b2ef08d3c975a61d0b7491ae35c2f8614bdc37eaf6805926bd814a7950fe23c"
    + "d2846fb1a93e50c71fd8a374c56b0e927b419ce206adf35821e74a8dfc90356b"
}
