import VitrineSQL
import VitrineSharding

// MARK: - Text and bytes

extension AssignmentFit {
  /// A CHAR comes back without the spaces at its end, so it is stored without them.
  mutating func text(_ value: Value) -> Value {
    let text = unpadded(fitted(characters(value)))
    let limit = type.characterLimit
    guard text.utf8.count > limit else { return .text(text) }
    if let narrow = narrowed(value, to: limit) { return .text(narrow) }
    let scalars = text.unicodeScalars
    let countsBytes = type.countsBytes && type.singleByteSet == nil
    let count = countsBytes ? text.utf8.count : scalars.count
    guard count > limit else { return .text(text) }
    let kept = countsBytes ? text.prefix(utf8: limit) : String(scalars.prefix(limit))
    let lost = text.dropFirst(kept.count)
    if lost.allSatisfy({ $0 == " " }) {
      if type.kind == .varchar { note() }
    } else {
      tooLong()
    }
    return .text(unpadded(kept))
  }

  /// A double with the digits that the column has room for; nil for what is none.
  private mutating func narrowed(_ value: Value, to limit: Int) -> String? {
    guard case .real(let number) = value, number.isFinite, !assignment.isCopied,
      assignment.source.isApproximate
    else { return nil }
    let narrow = NarrowNumber(number, width: limit)
    if narrow.isCut { tooLong() }
    return String(narrow.text.prefix(limit))
  }

  /// The characters of a value; of bytes that are no text those before the first that is not.
  private mutating func characters(_ value: Value) -> String {
    guard assignment.source.isBinary || assignment.source.kind == .bit else {
      return text(of: value)
    }
    let bytes = bytes(of: value)
    let set = type.singleByteSet
    if let text = set.map({ $0.text(of: bytes) }) ?? String(validating: bytes, as: UTF8.self) {
      return text
    }
    let kept = set.map { _ in String(decoding: bytes.prefix { $0 < 0x80 }, as: UTF8.self) }
    let text = kept ?? bytes.utf8Prefix
    incorrectString(bytes.dropFirst(text.utf8.count))
    return text
  }

  /// The text with `?` for characters that the column's set lacks, which are a fault.
  private mutating func fitted(_ text: String) -> String {
    guard let collation = type.collation, let lacking = collation.lacks(text) else { return text }
    let bytes = Array(String(lacking).utf8)
    incorrectString((assignment.source.singleByteSet?.bytes(of: String(lacking)) ?? bytes)[...])
    return collation.fitted(text)
  }

  private mutating func incorrectString(_ bytes: ArraySlice<UInt8>) {
    let shown = Hexadecimal.printable(bytes.prefix(6))
    fault(.truncatedWrongValueForField, "Incorrect string value: '\(shown)' for \(place)")
  }

  /// MySQL words it by what comes of it: an error, or a value that was cut.
  private mutating func tooLong() {
    if assignment.mode.isStrict {
      fault(.dataTooLong, "Data too long for \(place)")
    } else {
      fault(.dataTruncated, "Data truncated for \(place)")
    }
  }

  /// A CHAR gives its value without the spaces at its end.
  private func unpadded(_ text: String) -> String {
    guard type.kind == .char, text.utf8.last == 32 else { return text }
    var scalars = text.unicodeScalars[...]
    while scalars.last == " " { scalars.removeLast() }
    return String(scalars)
  }

  mutating func bytes(_ value: Value) -> Value {
    var bytes = bytes(of: value)
    let limit = type.characterLimit
    if bytes.count > limit, let narrow = narrowed(value, to: limit) {
      bytes = Array(narrow.utf8)
    } else if bytes.count > limit {
      tooLong()
      bytes = Array(bytes.prefix(limit))
    }
    if type.kind == .binary, bytes.count < limit {
      bytes += Array(repeating: 0, count: limit - bytes.count)
    }
    return .blob(bytes)
  }
}

extension MySQLType {
  /// Characters of CHAR and VARCHAR, bytes of the rest.
  fileprivate var characterLimit: Int {
    switch kind {
    case .char, .binary: length ?? 1
    case .varchar, .varbinary: length ?? 65_535
    case .tinytext, .tinyblob: 255
    case .text, .blob: length ?? 65_535
    case .mediumtext, .mediumblob: 16_777_215
    default: Int(UInt32.max)
    }
  }

  fileprivate var countsBytes: Bool { kind != .char && kind != .varchar }
}

extension String {
  /// The longest beginning of so many bytes that splits no character.
  fileprivate func prefix(utf8 limit: Int) -> String {
    var end = utf8.index(startIndex, offsetBy: limit, limitedBy: endIndex) ?? endIndex
    while end > startIndex, end.samePosition(in: unicodeScalars) == nil {
      end = utf8.index(before: end)
    }
    return String(self[..<end])
  }
}

extension [UInt8] {
  /// The text that they begin with, up to the first byte that is none.
  fileprivate var utf8Prefix: String {
    var decoder = UTF8()
    var input = makeIterator()
    var text = String.UnicodeScalarView()
    while case .scalarValue(let scalar) = decoder.decode(&input) { text.append(scalar) }
    return String(text)
  }
}
