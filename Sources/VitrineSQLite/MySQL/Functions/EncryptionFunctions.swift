import Crypto
import VitrineSQL
import VitrineSharding

/// The chapter "Encryption and Compression Functions".
///
/// Absent: STATEMENT_DIGEST, which hashes MySQL's own parse tree.
enum EncryptionFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition("MD5", 1...1, [.binary], .plainText(32), .call("my_md5")),
    FunctionDefinition(
      "SHA1",
      1...1,
      [.binary],
      .plainText(40),
      .call("my_sha1"),
      aliases: ["SHA"]
    ),
    FunctionDefinition("SHA2", 2...2, [.binary, .integer], .plainText(128), .call("my_sha2")),
    FunctionDefinition(
      "AES_ENCRYPT",
      2...3,
      [.binary],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        let length = operands.first?.type.textLength ?? 0
        return .text(ofLength: 16 * (length / 16 + 1), .binary)
      },
      .call("my_aes_encrypt")
    ),
    FunctionDefinition(
      "AES_DECRYPT",
      2...3,
      [.binary],
      ResultRule(coercibility: .coercible) { operands throws(SQLError) in
        .text(ofLength: operands.first?.type.textLength ?? 0, .binary)
      },
      .call("my_aes_decrypt")
    ),
    FunctionDefinition(
      "RANDOM_BYTES",
      1...1,
      [.integer],
      .fixed(MySQLType(.varbinary, length: 1024, collation: .binary)),
      .call("my_random_bytes"),
      stability: .volatile
    ),
  ]

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    digests(context) + ciphers(context)
  }

  // MARK: Digests

  private static func digests(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_md5", arguments: 1) { arguments, result in
        result.set(hexadecimal(Insecure.MD5.hash(data: arguments.blob(at: 0))))
      },
      ScalarFunction("my_sha1", arguments: 1) { arguments, result in
        result.set(hexadecimal(Insecure.SHA1.hash(data: arguments.blob(at: 0))))
      },
      ScalarFunction("my_sha2", arguments: 2) { arguments, result in
        let bytes = arguments.blob(at: 0)
        switch arguments.integer(at: 1) {
        case 0, 256: result.set(hexadecimal(SHA256.hash(data: bytes)))
        case 224: result.set(hexadecimal(SHA224.hash(bytes)))
        case 384: result.set(hexadecimal(SHA384.hash(data: bytes)))
        case 512: result.set(hexadecimal(SHA512.hash(data: bytes)))
        default:
          context.warn(
            .wrongNativeArguments,
            "Incorrect parameters in the call to native function 'sha2'"
          )
        }
      },
    ]
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    var text = ""
    for byte in bytes { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
    return text
  }

  // MARK: Ciphers

  private static func ciphers(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_aes_encrypt", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        guard let cipher = try cipher(arguments, "aes_encrypt", context) else { return }
        result.set(blob: try cipher.encrypted(arguments.blob(at: 0)))
      },
      ScalarFunction("my_aes_decrypt", returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        guard let cipher = try cipher(arguments, "aes_decrypt", context),
          let bytes = try cipher.decrypted(arguments.blob(at: 0))
        else { return }
        result.set(blob: bytes)
      },
      ScalarFunction("my_random_bytes", arguments: 1, isDeterministic: false) {
        arguments,
        result throws(SQLError) in
        let count = arguments.integer(at: 0)
        guard (1...1024).contains(count) else {
          throw SQLError(
            .outOfRange,
            "length value is out of range in 'random_bytes'"
          )
        }
        var generator = SystemRandomNumberGenerator()
        result.set(blob: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
      },
    ]
  }

  /// Nil where the text or the key is NULL.
  private static func cipher(
    _ arguments: borrowing FunctionArguments,
    _ name: String,
    _ context: StatementContext
  ) throws(SQLError) -> BlockCipher? {
    let algorithm = BlockCipher.Algorithm(context.blockEncryptionMode) ?? .standard
    let hasVector = arguments.count > 2
    if hasVector, !algorithm.mode.needsVector {
      context.warn(.optionIgnored, "<IV> option ignored")
    }
    guard hasVector || !algorithm.mode.needsVector else {
      throw SQLError(
        .wrongArgumentCount,
        "Incorrect parameter count in the call to native function '\(name)'"
      )
    }
    if arguments.isNull(at: 0) || arguments.isNull(at: 1) { return nil }
    let vector = hasVector && algorithm.mode.needsVector ? arguments.blob(at: 2) : []
    guard !algorithm.mode.needsVector || vector.count >= BlockCipher.blockSize else {
      throw SQLError(
        .invalidVector,
        "The initialization vector supplied to \(name) is too short. Must be at least "
          + "\(BlockCipher.blockSize) bytes long"
      )
    }
    return BlockCipher(algorithm, key: arguments.blob(at: 1), vector: vector)
  }
}

/// SHA-224 of FIPS 180-4: SHA-256 from other starting values, cut short.
enum SHA224 {
  private static let start: [UInt32] = [
    0xc105_9ed8, 0x367c_d507, 0x3070_dd17, 0xf70e_5939,
    0xffc0_0b31, 0x6858_1511, 0x64f9_8fa7, 0xbefa_4fa4,
  ]

  static func hash(_ message: [UInt8]) -> [UInt8] {
    var state = start
    let padded = padded(message)
    for offset in stride(from: 0, to: padded.count, by: 64) {
      mix(padded[offset..<offset + 64], into: &state)
    }
    return state.prefix(7).flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  /// A one bit, zeros up to a block less eight bytes, and the length in bits.
  private static func padded(_ message: [UInt8]) -> [UInt8] {
    var bytes = message + [0x80]
    while bytes.count % 64 != 56 { bytes.append(0) }
    return bytes + (UInt64(message.count) &* 8).bigEndianBytes
  }

  private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
    var words: [UInt32] = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
      block[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      let first = rotated(early, 7) ^ rotated(early, 18) ^ early >> 3
      let second = rotated(late, 17) ^ rotated(late, 19) ^ late >> 10
      words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
    }
    var s = state
    for index in 0..<64 {
      let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
      let upper = rotated(s[4], 6) ^ rotated(s[4], 11) ^ rotated(s[4], 25)
      let first = s[7] &+ upper &+ choice &+ constants[index] &+ words[index]
      let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
      let lower = rotated(s[0], 2) ^ rotated(s[0], 13) ^ rotated(s[0], 22)
      s = [first &+ lower &+ majority, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
    }
    for index in state.indices { state[index] &+= s[index] }
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word >> count | word << (32 - count)
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private static let constants: [UInt32] = primes(64).map { prime in
    // ⌊∛p·2³²⌋ = ⌊∛(p·2⁹⁶)⌋, found bit by bit; its low half is the fraction.
    let target = UInt128(prime) << 96
    var root: UInt128 = 0
    for bit in stride(from: 35, through: 0, by: -1) {
      let candidate = root | UInt128(1) << UInt128(bit)
      if candidate * candidate * candidate <= target { root = candidate }
    }
    return UInt32(truncatingIfNeeded: root)
  }

  private static func primes(_ count: Int) -> [UInt32] {
    var found: [UInt32] = []
    var number: UInt32 = 2
    while found.count < count {
      if found.allSatisfy({ number % $0 != 0 }) { found.append(number) }
      number += 1
    }
    return found
  }
}
