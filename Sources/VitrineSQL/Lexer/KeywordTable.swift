/// Finds keywords by their bytes, in any case, without making a String.
///
/// Open addressing over a power of two that keeps the load under a half; a slot holds the keyword,
/// and where its letters lie in one buffer of all words. Letters are folded by setting bit 5, which
/// leaves digits alone and sends `_` to DEL, a byte no word contains.
struct KeywordTable: Sendable {
  struct Slot: Sendable {
    var keyword = Keyword.other
    var isReserved = false
    var length: UInt8 = 0
    var offset: UInt16 = 0
  }

  static let shared = KeywordTable()
  static let size = 2048
  static let longestWord = 40

  let slots: [Slot]
  let letters: [UInt8]
  /// 1 for every byte a word may hold, by byte.
  let classes: [UInt8] = (0...255).map { UInt8($0).isWordByte ? 1 : 0 }
  /// See `StatementText`; here, as one constant is less work to ask for than two.
  let isTextLayoutKnown = StatementText.isLayoutKnown()

  private init() {
    var slots = [Slot](repeating: Slot(), count: Self.size)
    var letters: [UInt8] = []
    for keyword in Keyword.allCases where keyword != .other {
      let folded = keyword.rawValue.utf8.map { $0 | 0x20 }
      var index = Self.slot(of: folded.reduce(0) { Self.hash($0, $1) })
      while slots[index].length > 0 { index = (index + 1) & (Self.size - 1) }
      slots[index] = Slot(
        keyword: keyword,
        isReserved: Keyword.reservedWords.contains(keyword.rawValue),
        length: UInt8(folded.count),
        offset: UInt16(letters.count)
      )
      letters += folded
    }
    self.slots = slots
    self.letters = letters
  }

  /// The hash of a word extended by one folded byte.
  @inline(__always)
  static func hash(_ hash: UInt32, _ folded: UInt8) -> UInt32 {
    (hash << 5) &- hash &+ UInt32(folded)
  }

  @inline(__always)
  static func slot(of hash: UInt32) -> Int {
    Int((hash &* 0x9E37_79B1) >> 21)
  }
}
