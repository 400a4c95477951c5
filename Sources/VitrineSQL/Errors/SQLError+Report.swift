extension SQLError {
  /// The error as one line: `error 1054 (42S22): unknown column 'nmae'`.
  package var summary: String { "\(heading) \(message)" }

  private var heading: String { "error \(code.number) (\(code.state)):" }

  /// The error as people read it: the summary, the line of the statement with a caret under the place,
  /// and the hint.
  ///
  ///     error 1054 (42S22): unknown column 'nmae'
  ///       SELECT nmae FROM user
  ///              ^~~~
  ///     hint: did you mean 'name'?
  ///
  /// Without a text, or where the error has no place in it, there is no caret.
  package func report(in text: String? = nil, emphasis: (String) -> String = { $0 }) -> String {
    var lines = ["\(emphasis(heading)) \(message)"]
    if let text, let span, !span.isEmpty || span.lower > 0 {
      lines += SQLError.excerpt(of: text, at: span)
    }
    if let hint { lines.append("\(emphasis("hint:")) \(hint)") }
    return lines.joined(separator: "\n")
  }

  /// The line of the text on which the span starts, and a line that underlines the span.
  private static func excerpt(of text: String, at span: Span) -> [String] {
    let bytes = Array(text.utf8)
    let lower = min(span.range.lowerBound, bytes.count)
    let upper = min(max(span.range.upperBound, lower), bytes.count)
    let newline = UInt8(ascii: "\n")
    let start = bytes[..<lower].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = bytes[lower...].firstIndex(of: newline) ?? bytes.count
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    let before = String(decoding: bytes[start..<lower], as: UTF8.self)
    let marked = String(decoding: bytes[lower..<min(upper, end)], as: UTF8.self)
    return clipped(
      line: line.replacing("\t", with: " "),
      indent: DisplayWidth.of(before.replacing("\t", with: " ")),
      width: max(1, DisplayWidth.of(marked))
    )
  }

  /// Cuts a long line to a window around the mark, so that the caret stays in sight.
  private static func clipped(line: String, indent: Int, width: Int) -> [String] {
    let window = 96
    let skipped = indent > window - 24 ? indent - 24 : 0
    var shown = String(line.dropFirst(skipped))
    if shown.count > window { shown = String(shown.prefix(window)) + "…" }
    let ellipsis = skipped > 0 ? "…" : ""
    let caretIndent = indent - skipped + (skipped > 0 ? 1 : 0)
    let tildes = String(repeating: "~", count: max(0, min(width, window) - 1))
    return [
      "  " + ellipsis + shown, "  " + String(repeating: " ", count: caretIndent) + "^" + tildes,
    ]
  }
}
