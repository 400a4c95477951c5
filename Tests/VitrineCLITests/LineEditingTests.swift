import Testing

@testable import VitrineCLI

@Suite struct LineEditingTests {
  /// The keys that a sequence of bytes stands for.
  private func keys(_ text: String) -> [Key] {
    var bytes = Array(text.utf8)[...]
    let decoder = KeyDecoder(next: { bytes.popFirst() }, hasMore: { true })
    var keys: [Key] = []
    while let key = decoder.key() { keys.append(key) }
    return keys
  }

  @Test(arguments: [
    ("aé東", [Key.character("a"), .character("é"), .character("東")]),
    ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
    ("\u{1B}[H\u{1B}OF\u{1B}[1~\u{1B}[4~", [.home, .end, .home, .end]),
    ("\u{1B}[3~\u{7F}\t\r", [.delete, .backspace, .tab, .enter]),
    ("\u{01}\u{05}\u{0B}", [.control("a"), .control("e"), .control("k")]),
    ("\u{1B}[1;5C\u{1B}b", [.wordRight, .wordLeft]),
    ("\u{1B}[200~a;\nb\u{1B}[201~c", [.pasted("a;\nb"), .character("c")]),
    ("\u{1B}[99;1~", [.unknown]),
  ])
  func bytesBecomeKeys(bytes: String, expected: [Key]) {
    #expect(keys(bytes) == expected)
  }

  @Test(arguments: [
    ("ab\u{1B}[Dc", "acb", 2),
    ("select 1\u{01}x", "xselect 1", 1),
    ("one two\u{17}", "one ", 4),
    ("one two\u{01}\u{0B}", "", 0),
    ("one two\u{15}\u{19}", "one two", 7),
    ("ab\u{14}", "ba", 2),
    ("a\u{1B}[C\u{1B}[C\u{7F}\u{7F}\u{7F}b", "b", 1),
    ("one two\u{1B}b\u{1B}[3~", "one wo", 4),
  ])
  func keysEditTheLine(typed: String, text: String, cursor: Int) {
    var buffer = LineBuffer()
    for key in keys(typed) { buffer.apply(key) }
    #expect(buffer.text == text)
    #expect(buffer.cursor == cursor)
  }

  @Test func historyWalksBackAndForth() {
    var history = History(file: nil)
    for line in ["one", "two", "two", "  "] { history.add(line) }
    #expect(history.entries == ["one", "two"])
    #expect(history.older(than: "draft") == "two")
    #expect(history.older(than: "two") == "one")
    #expect(history.older(than: "one") == nil)
    #expect(history.newer() == "two")
    #expect(history.newer() == "draft")
    #expect(history.newer() == nil)
    #expect(history.search("ON")?.entry == "one")
  }

  @Test func completionOffersWhatFits() {
    let completer = Completer(
      dotCommands: [".mode", ".quit"],
      keywords: ["SELECT", "SET"],
      names: ["users", "user_emails"]
    )
    #expect(completer.complete(".m") == Completion(replaced: 2, words: [".mode"]))
    #expect(completer.complete("SE").words == ["SELECT", "SET"])
    #expect(completer.complete("sel").common == "select ")
    #expect(completer.complete("FROM us").common == "user")
    #expect(completer.complete("FROM users ").words == [])
  }
}
