/// A place in a text as people name it: line and column, both counted from 1.
package struct SourcePosition: Sendable, Hashable {
  package var line: Int
  /// In characters (code points), not bytes.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// The place of a byte of a text; offsets past the end are brought to the end.
  package init(offset: Int, in text: String) {
    let before = text.utf8.prefix(max(0, offset))
    let newline = UInt8(ascii: "\n")
    let line = before.reduce(1) { $1 == newline ? $0 + 1 : $0 }
    let start = before.lastIndex(of: newline).map(before.index(after:)) ?? before.startIndex
    self.init(line: line, column: SourcePosition.codePoints(before[start...]) + 1)
  }

  private static func codePoints(_ bytes: Substring.UTF8View) -> Int {
    bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
  }
}
