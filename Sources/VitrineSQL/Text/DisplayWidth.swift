/// How many cells of a terminal a text takes.
///
/// Marks that combine take none, East Asian wide and full-width characters and emoji take two
/// (Unicode Standard Annex #11), control characters none: callers that print them escape them first.
package enum DisplayWidth {
  package static func of(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  package static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    if scalars.contains("\u{FE0F}") { return 2 }
    return scalars.reduce(0) { max($0, of($1)) }
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator:
      return 0
    default:
      return properties.isEmojiPresentation || isWide(scalar.value) ? 2 : 1
    }
  }

  /// The blocks whose characters are wide or full-width.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
  ]

  private static func isWide(_ scalar: UInt32) -> Bool {
    scalar >= 0x1100 && wideRanges.contains { $0.contains(scalar) }
  }
}

extension StringProtocol {
  /// The text with spaces after it up to a number of cells.
  package func padded(to width: Int) -> String {
    String(self) + String(repeating: " ", count: Swift.max(0, width - DisplayWidth.of(self)))
  }

  /// The text with spaces before it up to a number of cells.
  package func paddedLeft(to width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - DisplayWidth.of(self))) + String(self)
  }
}
