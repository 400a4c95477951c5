/// Base64 in its standard alphabet.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xff, count: 256)
    for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// The bytes of a text, line breaks and spaces passed over; nil where it is not base64.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count * 3 / 4)
    let table = values
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for letter in text {
      if letter == 10 || letter == 13 || letter == 32 || letter == 9 { continue }
      if letter == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      let value = table[Int(letter)]
      guard value != 0xff, padding == 0 else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count % 4 == 0 {
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits))
      }
    }
    guard (count + padding) % 4 == 0, padding <= 2 else { return nil }
    if padding == 1 {
      bytes.append(UInt8(truncatingIfNeeded: bits >> 10))
      bytes.append(UInt8(truncatingIfNeeded: bits >> 2))
    } else if padding == 2 {
      bytes.append(UInt8(truncatingIfNeeded: bits >> 4))
    }
    return bytes
  }

  /// The text of bytes, in lines of 76 characters as MySQL's TO_BASE64 breaks them.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      if start > 0, start % 57 == 0 { text.append(10) }
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for step in 0..<4 {
        let isPadding = step > group.count
        let value = Int(bits >> UInt32(18 - 6 * step) & 63)
        text.append(isPadding ? UInt8(ascii: "=") : alphabet[value])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
