import Testing

@testable import VitrineSQL

@Suite struct StatementTextTests {
  /// Where this fails names and numbers are decoded, which is right and slow.
  @Test func theLayoutOfShortTextsIsKnown() {
    #expect(StatementText.isLayoutKnown())
  }

  @Test(arguments: ["abcdefghijklmnopqrstuvwxyz_0123456789", "aéb€c😀dabcdefgh\u{7F}\u{0}ijklm"])
  func eachPartIsTheTextOfItsBytes(_ text: String) {
    expectTexts(of: Array(text.utf8))
  }

  /// Bytes that are no UTF-8 are repaired, as when they are decoded.
  @Test func invalidBytesAreRepaired() {
    expectTexts(of: Array("abc".utf8) + [0xFF] + Array("defghij".utf8) + [0xC3])
  }

  private func expectTexts(of bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { bytes in
      for source in [true, false].map({ StatementText(bytes: bytes, isLayoutKnown: $0) }) {
        for lower in 0...bytes.count {
          for upper in lower...bytes.count {
            let decoded = String(decoding: bytes[lower..<upper], as: UTF8.self)
            let text = source[lower..<upper]
            #expect(Array(text.utf8) == Array(decoded.utf8) && text == decoded)
            #expect((text + "!").hashValue == (decoded + "!").hashValue)
          }
        }
      }
    }
  }
}
