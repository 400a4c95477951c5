/// The bytes of a statement, read as texts.
///
/// Nearly all names and numbers have up to 15 bytes, all of them ASCII. A String of such a text is made of the
/// two words that it is in memory, in a third of the time of decoding it. Nobody promises how String lays
/// out short texts, so that is looked at before it is relied on: where it is done otherwise, all texts are decoded.
struct StatementText {
  let bytes: UnsafeBufferPointer<UInt8>
  /// What `isLayoutKnown()` said.
  let isLayoutKnown: Bool
}

extension StatementText {
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.init(bytes: bytes, isLayoutKnown: KeywordTable.shared.isTextLayoutKnown)
  }

  /// The text of some of the bytes, invalid UTF-8 repaired.
  subscript(range: Range<Int>) -> String {
    short(range) ?? decoded(range)
  }

  /// The text of some of the bytes when it is short: nothing but two words, so that there is no memory to release.
  @inline(__always)
  func short(_ range: Range<Int>) -> String? {
    guard isLayoutKnown, var words = words(range) else { return nil }
    // Moved, as `unsafeBitCast` would count a reference where there is none.
    return withUnsafeMutablePointer(to: &words) { words in
      words.withMemoryRebound(to: String.self, capacity: 1) { $0.move() }
    }
  }

  /// The text of some of the bytes, however long it is.
  func decoded(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }
}

extension StatementText {
  /// Whether no byte of a string could be a quote or an escape.
  ///
  /// A plain loop, as literals of many megabytes should not be slow in a debug build either.
  func isPlain(_ range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      if byte == 0x5C || byte == 0x27 || byte == 0x22 { return false }
      index += 1
    }
    return true
  }
}

// Short texts.
extension StatementText {
  private struct Words: Equatable {
    var first: UInt64
    var second: UInt64
  }

  private static let longestShort = 15

  /// Whether Strings of all short lengths have the words that are made here.
  static func isLayoutKnown() -> Bool {
    guard MemoryLayout<String>.size == MemoryLayout<Words>.size,
      MemoryLayout<String>.alignment <= MemoryLayout<Words>.alignment
    else { return false }
    let bytes = (0..<24).map { UInt8(0x41 + $0) }
    return bytes.withUnsafeBufferPointer { bytes in
      let source = StatementText(bytes: bytes, isLayoutKnown: false)
      return (0...longestShort).allSatisfy { length in
        let range = 8..<8 + length
        return unsafeBitCast(source[range], to: Words.self) == source.words(range)
      }
    }
  }

  /// The words of a short text of ASCII; nil for others, and where eight bytes up to its end cannot be read.
  @inline(__always)
  private func words(_ range: Range<Int>) -> Words? {
    let length = range.upperBound &- range.lowerBound
    guard length <= Self.longestShort, range.upperBound >= 8, range.upperBound <= bytes.count else {
      return nil
    }
    let bits = UInt64(truncatingIfNeeded: length) &* 8
    let last = word(at: range.upperBound &- 8)
    // A shift by 64 bits, for no text at all, gives 0.
    var words =
      length > 8
      ? Words(first: word(at: range.lowerBound), second: last &>> (128 &- bits))
      : Words(first: last >> (64 &- bits), second: 0)
    guard (words.first | words.second) & 0x8080_8080_8080_8080 == 0 else { return nil }
    words.second |= (0xE0 | UInt64(truncatingIfNeeded: length)) << 56
    return words
  }

  @inline(__always)
  private func word(at offset: Int) -> UInt64 {
    let bytes = UnsafeRawBufferPointer(bytes)
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
