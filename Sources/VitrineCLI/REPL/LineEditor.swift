import VitrineSQL

/// Reads lines from a terminal with the keys of readline: arrows, Home and End, Ctrl-A, E, B, F, K, U,
/// W, Y, T, R, L, D and C, words with Alt or Ctrl and an arrow, Tab, and bracketed paste.
final class LineEditor {
  /// What came of reading a line.
  enum Outcome: Equatable {
    case line(String)
    /// Ctrl-C: the line is dropped.
    case interrupted
    /// Ctrl-D on an empty line, or the end of the input.
    case end
  }

  var history: History
  /// Words that the text before the cursor could go on with, and how many characters they replace.
  var complete: (String) -> Completion = { _ in Completion(replaced: 0, words: []) }

  private let terminal: RawTerminal
  private let output: Output
  private var buffer = LineBuffer()
  private var prompt = ""
  /// The row of the cursor below the row of the prompt, as drawn last.
  private var drawnRow = 0
  /// Lines of a paste that are still to be handed out.
  private var pasted: [String] = []

  init(history: History, input: Int32 = 0, output: Output = .standard) {
    self.history = history
    terminal = RawTerminal(input: input)
    self.output = output
  }

  func readLine(prompt: String) -> Outcome {
    self.prompt = prompt
    drawnRow = 0
    buffer = LineBuffer(pasted.isEmpty ? "" : pasted.removeFirst())
    if !pasted.isEmpty {
      draw()
      return finish(.line(buffer.text))
    }
    return terminal.run {
      output.write("\u{1B}[?2004h")
      draw()
      let outcome = edit()
      output.write("\u{1B}[?2004l")
      return outcome
    }
  }

  private func edit() -> Outcome {
    let decoder = KeyDecoder(next: terminal.byte, hasMore: terminal.hasByte)
    while let key = decoder.key() {
      if let outcome = handle(key, decoder) { return outcome }
      draw()
    }
    return finish(.end)
  }

  /// Does what a key asks for; an outcome where it ends the line.
  private func handle(_ key: Key, _ decoder: KeyDecoder) -> Outcome? {
    switch key {
    case .enter: return finish(.line(buffer.text))
    case .control("c"): return finish(.interrupted)
    case .control("d") where buffer.isEmpty: return finish(.end)
    case .control("r"): return search(decoder)
    case .control("l"):
      output.write("\u{1B}[H\u{1B}[2J")
      drawnRow = 0
    case .tab: completeWord()
    case .pasted(let text): return paste(text)
    case .up, .control("p"): history.older(than: buffer.text).map { buffer.replace(with: $0) }
    case .down, .control("n"): history.newer().map { buffer.replace(with: $0) }
    default: buffer.apply(key)
    }
    return nil
  }

  private func finish(_ outcome: Outcome) -> Outcome {
    buffer.moveToEnd()
    draw()
    output.write(outcome == .interrupted ? "^C\r\n" : "\r\n")
    history.stopWalking()
    return outcome
  }

  /// A paste of several lines ends this one; the rest follow as lines of their own.
  private func paste(_ text: String) -> Outcome? {
    let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    var lines = plain.replacing("\t", with: "  ").split(
      separator: "\n",
      omittingEmptySubsequences: false
    ).map(String.init)
    buffer.insert(lines.removeFirst())
    guard !lines.isEmpty else { return nil }
    pasted = lines
    return finish(.line(buffer.text))
  }

  private func completeWord() {
    let completion = complete(buffer.textBeforeCursor)
    guard let common = completion.common else { return output.write("\u{07}") }
    buffer.replace(last: completion.replaced, with: common)
    guard completion.words.count > 1 else { return }
    let current = (buffer, prompt)
    buffer.moveToEnd()
    draw()
    output.write("\r\n" + completion.words.prefix(60).joined(separator: "  ") + "\r\n")
    (buffer, prompt) = current
    drawnRow = 0
  }

  /// Ctrl-R: the newest entry that holds what is typed; again for the one before.
  private func search(_ decoder: KeyDecoder) -> Outcome? {
    let kept = (prompt, buffer)
    var wanted = ""
    var found = history.search(wanted)
    defer { prompt = kept.0 }
    while true {
      prompt = "(search) '\(wanted)': "
      buffer.replace(with: found?.entry ?? "")
      draw()
      guard let key = decoder.key() else { return nil }
      switch key {
      case .character(let character): wanted.append(character)
      case .backspace: wanted = String(wanted.dropLast())
      case .control("r"): found = history.search(wanted, before: found?.index) ?? found
      case .control("c"), .control("g"):
        buffer = kept.1
        return nil
      default:
        prompt = kept.0
        return handle(key, decoder)
      }
      if key != .control("r") { found = history.search(wanted) }
    }
  }
}

extension LineEditor {
  /// Draws prompt and line over what was drawn before, and puts the cursor in its place.
  private func draw() {
    let width = max(1, output.width)
    let end = DisplayWidth.of(prompt) + DisplayWidth.of(buffer.text)
    let cursor = DisplayWidth.of(prompt) + DisplayWidth.of(buffer.textBeforeCursor)
    var text = drawnRow > 0 ? "\u{1B}[\(drawnRow)A" : ""
    text += "\r\u{1B}[J" + prompt + buffer.text
    if end > 0 && end % width == 0 { text += "\r\n" }
    let rowsUp = end / width - cursor / width
    if rowsUp > 0 { text += "\u{1B}[\(rowsUp)A" }
    text += "\r"
    if cursor % width > 0 { text += "\u{1B}[\(cursor % width)C" }
    drawnRow = cursor / width
    output.write(text)
  }
}

extension LineBuffer {
  /// Edits the line as a key asks for; keys that do not edit change nothing.
  mutating func apply(_ key: Key) {
    switch key {
    case .character(let character): insert([character])
    case .backspace: deleteBackward()
    case .delete, .control("d"): deleteForward()
    case .left, .control("b"): moveLeft()
    case .right, .control("f"): moveRight()
    case .home, .control("a"): moveToStart()
    case .end, .control("e"): moveToEnd()
    case .wordLeft: moveWordLeft()
    case .wordRight: moveWordRight()
    case .control("k"): killToEnd()
    case .control("u"): killToStart()
    case .control("w"): killWord()
    case .control("y"): yank()
    case .control("t"): transpose()
    default: break
    }
  }
}
