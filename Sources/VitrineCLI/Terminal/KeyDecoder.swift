/// A key as the line editor knows it.
enum Key: Equatable {
  case character(Character)
  case enter, tab, backspace, delete
  case left, right, up, down, home, end
  case wordLeft, wordRight
  /// Control and a letter, the letter in lower case.
  case control(Character)
  /// Text that the terminal marks as pasted.
  case pasted(String)
  /// A sequence that means nothing here.
  case unknown
}

/// Turns the bytes of a terminal into keys: UTF-8, the escape sequences of xterm and of VT220, and
/// bracketed paste.
struct KeyDecoder {
  /// Gives the next byte, or nil at the end of the input.
  private let next: () -> UInt8?
  /// Whether another byte is already there: an escape alone is a key, not the start of a sequence.
  private let hasMore: () -> Bool

  init(next: @escaping () -> UInt8?, hasMore: @escaping () -> Bool = { true }) {
    self.next = next
    self.hasMore = hasMore
  }

  /// The next key; nil at the end of the input.
  func key() -> Key? {
    guard let byte = next() else { return nil }
    switch byte {
    case 0x0D, 0x0A: return .enter
    case 0x09: return .tab
    case 0x7F, 0x08: return .backspace
    case 0x1B: return escape()
    case 0x01...0x1A: return .control(Character(UnicodeScalar(byte + 0x60)))
    case 0..<0x20: return .unknown
    default: return character(from: byte)
    }
  }

  private func character(from first: UInt8) -> Key {
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var bytes = [first]
    while bytes.count < length, let byte = next() { bytes.append(byte) }
    guard let text = String(validating: bytes, as: UTF8.self), let character = text.first else {
      return .unknown
    }
    return .character(character)
  }

  private func escape() -> Key {
    guard hasMore(), let byte = next() else { return .unknown }
    switch byte {
    case UInt8(ascii: "["): return controlSequence()
    case UInt8(ascii: "O"): return next().map { letter($0, modifier: "") } ?? .unknown
    case UInt8(ascii: "b"): return .wordLeft
    case UInt8(ascii: "f"): return .wordRight
    case 0x7F: return .control("w")
    default: return .unknown
    }
  }

  /// `ESC [ parameters final`.
  private func controlSequence() -> Key {
    var parameters = ""
    while let byte = next() {
      guard (0x40...0x7E).contains(byte) else {
        parameters.append(Character(UnicodeScalar(byte)))
        continue
      }
      return byte == UInt8(ascii: "~") ? numbered(parameters) : letter(byte, modifier: parameters)
    }
    return .unknown
  }

  private func letter(_ byte: UInt8, modifier: String) -> Key {
    let isWord = modifier.hasSuffix(";5") || modifier.hasSuffix(";3")
    switch byte {
    case UInt8(ascii: "A"): return .up
    case UInt8(ascii: "B"): return .down
    case UInt8(ascii: "C"): return isWord ? .wordRight : .right
    case UInt8(ascii: "D"): return isWord ? .wordLeft : .left
    case UInt8(ascii: "H"): return .home
    case UInt8(ascii: "F"): return .end
    default: return .unknown
    }
  }

  private func numbered(_ parameters: String) -> Key {
    switch parameters {
    case "1", "7": .home
    case "4", "8": .end
    case "3": .delete
    case "200": .pasted(pastedText())
    default: .unknown
    }
  }

  /// What stands before the end of a bracketed paste, `ESC [ 201 ~`.
  private func pastedText() -> String {
    let end = Array("\u{1B}[201~".utf8)
    var bytes: [UInt8] = []
    while !bytes.suffix(end.count).elementsEqual(end), let byte = next() { bytes.append(byte) }
    if bytes.suffix(end.count).elementsEqual(end) { bytes.removeLast(end.count) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
