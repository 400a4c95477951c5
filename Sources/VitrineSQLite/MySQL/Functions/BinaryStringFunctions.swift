import VitrineSQL
import VitrineSharding

/// Bit operations on binary strings, byte by byte: MySQL's since 8.0.
enum BinaryStringFunctions {
  static func bodies() -> [ScalarFunction] {
    [
      pairwise("my_blob_bit_and2") { $0 & $1 },
      pairwise("my_blob_bit_or2") { $0 | $1 },
      pairwise("my_blob_bit_xor2") { $0 ^ $1 },
      ScalarFunction("my_blob_shift_left", arguments: 2) { arguments, result in
        result.set(blob: shifted(arguments.blob(at: 0), left: arguments.integer(at: 1)))
      },
      ScalarFunction("my_blob_shift_right", arguments: 2) { arguments, result in
        let reversed = shifted(
          arguments.blob(at: 0).reversed().map(mirrored),
          left: arguments.integer(at: 1)
        )
        result.set(blob: reversed.reversed().map(mirrored))
      },
      ScalarFunction("my_blob_not", arguments: 1) { arguments, result in
        result.set(blob: arguments.blob(at: 0).map { ~$0 })
      },
      ScalarFunction("my_blob_count", arguments: 1) { arguments, result in
        result.set(arguments.blob(at: 0).reduce(0) { $0 + $1.nonzeroBitCount })
      },
    ]
  }

  private static func pairwise(
    _ name: String,
    _ compute: @escaping (UInt8, UInt8) -> UInt8
  ) -> ScalarFunction {
    ScalarFunction(name, arguments: 2) { arguments, result throws(SQLError) in
      result.set(
        blob: try BitStrings.combine(arguments.blob(at: 0), arguments.blob(at: 1), compute)
      )
    }
  }

  /// The bytes moved towards the first; zeros come in from the last.
  private static func shifted(_ bytes: [UInt8], left count: Int64) -> [UInt8] {
    guard count >= 0, count < bytes.count * 8 else { return bytes.map { _ in 0 } }
    let whole = Int(count) / 8
    let bits = Int(count) % 8
    return bytes.indices.map { index in
      let high = index + whole < bytes.count ? bytes[index + whole] : 0
      let low = index + whole + 1 < bytes.count ? bytes[index + whole + 1] : 0
      return bits == 0 ? high : high << bits | low >> (8 - bits)
    }
  }

  /// The bits of a byte from last to first.
  private static func mirrored(_ byte: UInt8) -> UInt8 {
    (0..<8).reduce(0) { $0 | (byte >> $1 & 1) << (7 - $1) }
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
