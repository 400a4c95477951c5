/// Cuts a stream of lines into statements at `;` and `\G`, wherever those are not inside a string, a
/// quoted name or a comment.
///
/// A line `DELIMITER //` puts another mark in the place of `;`, for stored programs, whose statements
/// have semicolons of their own.
///
///     var splitter = StatementSplitter()
///     splitter.add("SELECT ';'; SELECT")   // [SELECT ';']
///     splitter.add("2\\G")                 // [SELECT\n2, vertical]
struct StatementSplitter {
  /// A statement as it was typed, without its end.
  struct Statement: Equatable {
    var text: String
    /// Ended by `\G`: its rows are to be shown one value a line.
    var isVertical: Bool
    /// The line, counted from 1, on which it starts.
    var line: Int
  }

  /// What the bytes read so far have left open.
  private enum State: Equatable {
    case code
    case quoted(UInt8)
    case lineComment
    case blockComment
  }

  private var state = State.code
  private var pending: [UInt8] = []
  private var pendingLine = 1
  /// Whether anything but white space and comments is pending.
  private var hasCode = false
  private var line = 1
  /// What ends a statement; never empty.
  private var delimiter = Self.semicolon

  private static let semicolon = [UInt8(ascii: ";")]

  /// Whether nothing but white space waits for its end.
  var isEmpty: Bool { state == .code && pending.allSatisfy(StatementSplitter.isSpace) }

  /// Whether a quote or a comment is open, and which: for the prompt.
  var openDelimiter: String? {
    switch state {
    case .code, .lineComment: nil
    case .quoted(let quote): String(UnicodeScalar(quote))
    case .blockComment: "/*"
    }
  }

  /// Reads one line; gives the statements it ends.
  mutating func add(_ text: String) -> [Statement] {
    var ended: [Statement] = []
    let bytes = Array(text.utf8)
    if state == .code, !hasCode, let mark = Self.newDelimiter(bytes) {
      delimiter = mark
      line += 1
      drop()
      return ended
    }
    var position = 0
    while position < bytes.count {
      position += takeRun(bytes, position)
      if position < bytes.count { position += step(bytes, position, &ended) }
    }
    if state == .lineComment { state = .code }
    if pending.isEmpty { pendingLine = line + 1 } else { pending.append(UInt8(ascii: "\n")) }
    line += 1
    return ended
  }

  /// What a line `DELIMITER mark` puts in the place of the semicolon.
  private static func newDelimiter(_ bytes: [UInt8]) -> [UInt8]? {
    let words = bytes.split(whereSeparator: isSpace)
    guard let command = words.first, command.count == 9,
      String(decoding: command, as: UTF8.self).lowercased() == "delimiter"
    else { return nil }
    guard var mark = words.dropFirst().first else { return semicolon }
    if mark.count > 2, let quote = mark.first, quote == mark.last, "'\"`".utf8.contains(quote) {
      mark = mark.dropFirst().dropLast()
    }
    return Array(mark)
  }

  /// What is left at the end of the input, as a statement without an end.
  mutating func finish() -> Statement? {
    defer { reset() }
    return statement(isVertical: false)
  }

  /// Forgets what is pending.
  mutating func reset() {
    state = .code
    drop()
  }

  private mutating func drop() {
    pending = []
    pendingLine = line
    hasCode = false
  }

  /// Takes the bytes from a position on that change nothing, all at once; gives how many.
  private mutating func takeRun(_ bytes: [UInt8], _ position: Int) -> Int {
    guard !pending.isEmpty else { return 0 }
    let run = bytes[position...].prefix { !isTelling($0) && $0 != delimiter.first }
    guard !run.isEmpty else { return 0 }
    if state == .code { hasCode = true }
    pending += run
    return run.count
  }

  /// Whether a byte may open, close or end something in this state.
  private func isTelling(_ byte: UInt8) -> Bool {
    switch state {
    case .code: !(byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: ","))
    case .quoted(let quote): byte == quote || byte == UInt8(ascii: "\\")
    case .lineComment: false
    case .blockComment: byte == UInt8(ascii: "*")
    }
  }

  /// Takes the byte at a position, and those that belong to it; gives how many.
  private mutating func step(_ bytes: [UInt8], _ position: Int, _ ended: inout [Statement]) -> Int {
    let byte = bytes[position]
    let following = position + 1 < bytes.count ? bytes[position + 1] : 0
    if state == .code, let end = terminator(bytes[position...], following) {
      if let statement = statement(isVertical: end.isVertical) { ended.append(statement) }
      drop()
      return end.length
    }
    let length = lengthOfUnit(byte, following)
    advance(byte, following, position + 2 < bytes.count ? bytes[position + 2] : 0x20)
    if pending.isEmpty && StatementSplitter.isSpace(byte) {
      pendingLine = line
      return 1
    }
    if pending.isEmpty { pendingLine = line }
    pending += bytes[position..<min(position + length, bytes.count)]
    return length
  }

  private func terminator(
    _ rest: ArraySlice<UInt8>,
    _ following: UInt8
  ) -> (length: Int, isVertical: Bool)? {
    if rest.starts(with: delimiter) { return (delimiter.count, false) }
    guard rest.first == UInt8(ascii: "\\") else { return nil }
    if following == UInt8(ascii: "G") { return (2, true) }
    return following == UInt8(ascii: "g") ? (2, false) : nil
  }

  /// Two for an escaped character inside a string and for the ends of a comment, else one.
  private func lengthOfUnit(_ byte: UInt8, _ following: UInt8) -> Int {
    switch (state, byte, following) {
    case (.quoted(let quote), UInt8(ascii: "\\"), _) where quote != UInt8(ascii: "`"): 2
    case (.code, UInt8(ascii: "/"), UInt8(ascii: "*")): 2
    case (.blockComment, UInt8(ascii: "*"), UInt8(ascii: "/")): 2
    default: 1
    }
  }

  private mutating func advance(_ byte: UInt8, _ following: UInt8, _ third: UInt8) {
    let before = state
    defer { noteCode(byte, third, before: before) }
    switch (state, byte) {
    case (.code, UInt8(ascii: "'")), (.code, UInt8(ascii: "\"")), (.code, UInt8(ascii: "`")):
      state = .quoted(byte)
    case (.code, UInt8(ascii: "#")): state = .lineComment
    case (.code, UInt8(ascii: "-"))
    where following == UInt8(ascii: "-") && StatementSplitter.isSpace(third):
      state = .lineComment
    case (.code, UInt8(ascii: "/")) where following == UInt8(ascii: "*"): state = .blockComment
    case (.blockComment, UInt8(ascii: "*")) where following == UInt8(ascii: "/"): state = .code
    case (.quoted(let quote), byte) where quote == byte: state = .code
    default: break
    }
  }

  /// An executable comment, `/*! … */`, counts as code.
  private mutating func noteCode(_ byte: UInt8, _ third: UInt8, before: State) {
    switch (before, state) {
    case (.code, .blockComment): hasCode = hasCode || third == UInt8(ascii: "!")
    case (.blockComment, _), (_, .blockComment), (_, .lineComment): break
    default: hasCode = hasCode || !StatementSplitter.isSpace(byte)
    }
  }

  private func statement(isVertical: Bool) -> Statement? {
    let start = pending.firstIndex { !StatementSplitter.isSpace($0) } ?? pending.endIndex
    let end = pending.lastIndex { !StatementSplitter.isSpace($0) } ?? start
    guard hasCode, start < pending.endIndex else { return nil }
    let text = String(decoding: pending[start...end], as: UTF8.self)
    return Statement(text: text, isVertical: isVertical, line: pendingLine)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }
}

extension StatementSplitter {
  /// The statements of a whole text.
  static func statements(of text: String) -> [Statement] {
    var splitter = StatementSplitter()
    var statements: [Statement] = []
    for line in text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      let line = line.last == 0x0D ? line.dropLast() : line
      statements += splitter.add(String(Substring(line)))
    }
    if let rest = splitter.finish() { statements.append(rest) }
    return statements
  }
}
