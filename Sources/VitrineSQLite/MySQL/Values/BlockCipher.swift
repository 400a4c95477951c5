import Crypto
import VitrineSQL
import VitrineSharding
import _CryptoExtras

/// AES as MySQL's `block_encryption_mode` names it: `aes-256-cbc`.
struct BlockCipher {
  /// How blocks hang together.
  enum Mode: String, Sendable {
    case ecb
    case cbc
    case cfb1
    case cfb8
    case cfb128
    case ofb

    var needsVector: Bool { self != .ecb }
    /// Whether the text is filled up to whole blocks, as PKCS #7 does.
    var isPadded: Bool { self == .ecb || self == .cbc }
  }

  /// The name of a mode, taken apart.
  struct Algorithm: Sendable, Hashable {
    var keyLength: Int
    var mode: Mode

    static let standard = Algorithm(keyLength: 16, mode: .ecb)

    init(keyLength: Int, mode: Mode) {
      self.keyLength = keyLength
      self.mode = mode
    }

    init?(_ name: String) {
      let parts = name.lowercased().split(separator: "-")
      guard parts.count == 3, parts[0] == "aes", let bits = Int(parts[1]),
        [128, 192, 256].contains(bits), let mode = Mode(rawValue: String(parts[2]))
      else { return nil }
      self.init(keyLength: bits / 8, mode: mode)
    }
  }

  static let blockSize = 16
  private let mode: Mode
  private let key: SymmetricKey
  private let vector: [UInt8]

  /// Folds a key of any length into the algorithm's with XOR, as MySQL does.
  init(_ algorithm: Algorithm, key bytes: [UInt8], vector: [UInt8] = []) {
    var folded = [UInt8](repeating: 0, count: algorithm.keyLength)
    for (index, byte) in bytes.enumerated() { folded[index % algorithm.keyLength] ^= byte }
    key = SymmetricKey(data: folded)
    mode = algorithm.mode
    let zeros = [UInt8](repeating: 0, count: Self.blockSize)
    self.vector = Array((vector + zeros).prefix(Self.blockSize))
  }

  func encrypted(_ bytes: [UInt8]) throws(SQLError) -> [UInt8] {
    guard mode.isPadded else { return try streamed(bytes, isEncrypting: true) }
    let missing = Self.blockSize - bytes.count % Self.blockSize
    var previous = vector
    return try blocks(bytes + Array(repeating: UInt8(missing), count: missing)) {
      (block) throws(SQLError) in
      if mode == .cbc { block = Self.mixed(block, previous) }
      block = try permuted(block)
      previous = block
    }
  }

  /// Nil where the bytes or the key are wrong, as far as the padding tells.
  func decrypted(_ bytes: [UInt8]) throws(SQLError) -> [UInt8]? {
    guard mode.isPadded else { return try streamed(bytes, isEncrypting: false) }
    guard !bytes.isEmpty, bytes.count % Self.blockSize == 0 else { return nil }
    var previous = vector
    let plain = try blocks(bytes) { (block) throws(SQLError) in
      let cipher = block
      do { try AES.inversePermute(&block, key: key) } catch { throw Self.refused }
      if mode == .cbc { block = Self.mixed(block, previous) }
      previous = cipher
    }
    guard let last = plain.last, (1...UInt8(Self.blockSize)).contains(last),
      plain.suffix(Int(last)).allSatisfy({ $0 == last })
    else { return nil }
    return plain.dropLast(Int(last))
  }

  // MARK: Blocks

  private static var refused: SQLError { SQLError(.internal, "AES refused a block") }

  private static func mixed(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
    zip(left, right).map { $0 ^ $1 }
  }

  private func permuted(_ block: [UInt8]) throws(SQLError) -> [UInt8] {
    var block = block
    do { try AES.permute(&block, key: key) } catch { throw Self.refused }
    return block
  }

  private func blocks(
    _ bytes: [UInt8],
    _ change: (inout [UInt8]) throws(SQLError) -> Void
  ) throws(SQLError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
      var block = Array(bytes[start..<min(start + Self.blockSize, bytes.count)])
      try change(&block)
      result += block
    }
    return result
  }

  // MARK: Streams

  /// CFB and OFB of NIST SP 800-38A: the register's cipher is mixed into the text.
  private func streamed(_ bytes: [UInt8], isEncrypting: Bool) throws(SQLError) -> [UInt8] {
    if mode == .cfb1 { return try streamedByBits(bytes, isEncrypting: isEncrypting) }
    var register = vector
    let width = mode == .cfb8 ? 1 : Self.blockSize
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for start in stride(from: 0, to: bytes.count, by: width) {
      let input = Array(bytes[start..<min(start + width, bytes.count)])
      let pad = try permuted(register)
      let output = Self.mixed(input, pad)
      let fed = mode == .ofb ? pad : isEncrypting ? output : input
      register = Array((register + fed).suffix(Self.blockSize))
      result += output
    }
    return result
  }

  private func streamedByBits(
    _ bytes: [UInt8],
    isEncrypting: Bool
  ) throws(SQLError) -> [UInt8] {
    var register = vector
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes {
      var output: UInt8 = 0
      for bit in stride(from: 7, through: 0, by: -1) {
        let pad = (try permuted(register).first ?? 0) >> 7
        let input = byte >> UInt8(bit) & 1
        output = output << 1 | (input ^ pad)
        Self.shift(&register, in: isEncrypting ? output & 1 : input)
      }
      result.append(output)
    }
    return result
  }

  /// Moves the register one bit to the left.
  private static func shift(_ register: inout [UInt8], in bit: UInt8) {
    var carry = bit
    for index in register.indices.reversed() {
      let next = register[index] >> 7
      register[index] = register[index] << 1 | carry
      carry = next
    }
  }
}
