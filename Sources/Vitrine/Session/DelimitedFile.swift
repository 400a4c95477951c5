import VitrineSQL

/// Splits the bytes of a file into rows of fields, as LOAD DATA reads them.
///
/// A field may be enclosed, in which case its terminators mean nothing until it is closed; a doubled
/// enclosing character stands for one; the escape character changes what follows it; `\N` alone is NULL,
/// and so is the word NULL, unenclosed, where fields may be enclosed.
struct DelimitedFile {
  /// FIELDS and LINES of the statement, as bytes.
  struct Format {
    var fieldEnd = Array("\t".utf8)
    var enclosure: UInt8?
    var escape: UInt8? = UInt8(ascii: "\\")
    var lineStart: [UInt8] = []
    var lineEnd = Array("\n".utf8)
  }

  private let bytes: [UInt8]
  private let format: Format
  private var position = 0

  init(_ bytes: [UInt8], _ format: Format) {
    self.bytes = bytes
    self.format = format
  }

  /// Passes over lines, whatever they hold.
  mutating func skipLines(_ count: Int) {
    for _ in 0..<count where position < bytes.count {
      while position < bytes.count, !takes(format.lineEnd) { position += 1 }
    }
  }

  /// The next row; nil at the end.
  ///
  /// A field that is nil is NULL.
  mutating func nextRow() -> [[UInt8]?]? {
    guard findStart(), position < bytes.count else { return nil }
    var row: [[UInt8]?] = []
    while true {
      row.append(nextField())
      if takes(format.fieldEnd) { continue }
      _ = takes(format.lineEnd)
      return row
    }
  }

  /// Goes past LINES STARTING BY; false where no more line has it.
  private mutating func findStart() -> Bool {
    guard !format.lineStart.isEmpty else { return true }
    while position < bytes.count {
      if takes(format.lineStart) { return true }
      position += 1
    }
    return false
  }

  private mutating func nextField() -> [UInt8]? {
    if let enclosure = format.enclosure, position < bytes.count, bytes[position] == enclosure {
      let start = position
      position += 1
      if let field = enclosed(by: enclosure) { return field }
      position = start
    }
    let start = position
    var field: [UInt8] = []
    while position < bytes.count, !isAt(format.fieldEnd), !isAt(format.lineEnd) {
      append(to: &field)
    }
    return isNull(bytes[start..<position]) ? nil : field
  }

  /// The rest of an enclosed field; nil where it is never closed before a terminator.
  private mutating func enclosed(by enclosure: UInt8) -> [UInt8]? {
    var field: [UInt8] = []
    while position < bytes.count {
      guard bytes[position] == enclosure else {
        append(to: &field)
        continue
      }
      let next = position + 1
      if next < bytes.count, bytes[next] == enclosure {
        field.append(enclosure)
        position += 2
        continue
      }
      position = next
      if position == bytes.count || isAt(format.fieldEnd) || isAt(format.lineEnd) { return field }
      field.append(enclosure)
    }
    return nil
  }

  private mutating func append(to field: inout [UInt8]) {
    let byte = bytes[position]
    position += 1
    guard byte == format.escape, position < bytes.count else { return field.append(byte) }
    field.append(Self.unescaped(bytes[position]))
    position += 1
  }

  private static func unescaped(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "0"): 0
    case UInt8(ascii: "b"): 8
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "Z"): 26
    default: byte
    }
  }

  private func isNull(_ raw: ArraySlice<UInt8>) -> Bool {
    if let escape = format.escape, raw.elementsEqual([escape, UInt8(ascii: "N")]) { return true }
    return format.enclosure != nil && raw.elementsEqual("NULL".utf8)
  }

  private func isAt(_ mark: [UInt8]) -> Bool {
    guard position < bytes.count, let first = mark.first, bytes[position] == first else {
      return false
    }
    return mark.count == 1 || bytes[position...].starts(with: mark)
  }

  private mutating func takes(_ mark: [UInt8]) -> Bool {
    guard isAt(mark) else { return false }
    position += mark.count
    return true
  }
}
