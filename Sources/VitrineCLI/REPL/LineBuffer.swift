/// A line being edited: its characters and where the cursor stands among them.
struct LineBuffer: Equatable {
  private(set) var characters: [Character]
  /// The number of characters before the cursor.
  private(set) var cursor: Int
  /// What was killed last, for `yank`.
  private(set) var killed: [Character] = []

  init(_ text: String = "") {
    characters = Array(text)
    cursor = characters.count
  }

  var text: String { String(characters) }
  var textBeforeCursor: String { String(characters[..<cursor]) }
  var isEmpty: Bool { characters.isEmpty }

  /// Another text, with the cursor at its end; what was killed stays.
  mutating func replace(with text: String) {
    characters = Array(text)
    cursor = characters.count
  }

  mutating func insert(_ text: some Sequence<Character>) {
    let inserted = Array(text)
    characters.insert(contentsOf: inserted, at: cursor)
    cursor += inserted.count
  }

  mutating func moveLeft() { cursor = max(0, cursor - 1) }
  mutating func moveRight() { cursor = min(characters.count, cursor + 1) }
  mutating func moveToStart() { cursor = 0 }
  mutating func moveToEnd() { cursor = characters.count }
  mutating func moveWordLeft() { cursor = wordStart }
  mutating func moveWordRight() { cursor = wordEnd }

  mutating func deleteBackward() {
    guard cursor > 0 else { return }
    cursor -= 1
    characters.remove(at: cursor)
  }

  mutating func deleteForward() {
    guard cursor < characters.count else { return }
    characters.remove(at: cursor)
  }

  mutating func killToEnd() { kill(cursor..<characters.count) }
  mutating func killToStart() { kill(0..<cursor) }
  mutating func killWord() { kill(wordStart..<cursor) }
  mutating func yank() { insert(killed) }

  /// Swaps the characters around the cursor.
  mutating func transpose() {
    guard cursor > 0, characters.count > 1 else { return }
    let right = min(cursor, characters.count - 1)
    characters.swapAt(right - 1, right)
    cursor = right + 1
  }

  /// Replaces characters before the cursor by a text.
  mutating func replace(last count: Int, with text: String) {
    let start = max(0, cursor - count)
    characters.removeSubrange(start..<cursor)
    cursor = start
    insert(text)
  }

  private mutating func kill(_ range: Range<Int>) {
    killed = Array(characters[range])
    characters.removeSubrange(range)
    cursor = range.lowerBound
  }

  private var wordStart: Int {
    let before = characters[..<cursor]
    guard let last = before.lastIndex(where: \.isWordCharacter) else { return 0 }
    return before[..<last].lastIndex { !$0.isWordCharacter }.map { $0 + 1 } ?? 0
  }

  private var wordEnd: Int {
    let after = characters[cursor...]
    guard let first = after.firstIndex(where: \.isWordCharacter) else { return characters.count }
    return after[first...].firstIndex { !$0.isWordCharacter } ?? characters.count
  }
}

extension Character {
  /// Letters, digits and `_`: what names are made of.
  var isWordCharacter: Bool { isLetter || isNumber || self == "_" }
}
