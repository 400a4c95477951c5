package import VitrineSharding

/// Searches in text byte by byte, as REPLACE and SUBSTRING_INDEX do under every collation.
enum TextSearch {
  /// The pieces between the places where a separator stands; overlapping ones count once.
  static func split(_ text: String, _ separator: String) -> [String] {
    let bytes = Array(text.utf8)
    let wanted = Array(separator.utf8)
    var pieces: [String] = []
    var start = 0
    var position = 0
    while position + wanted.count <= bytes.count {
      if bytes[position..<(position + wanted.count)] == wanted[...] {
        pieces.append(String(decoding: bytes[start..<position], as: UTF8.self))
        position += wanted.count
        start = position
      } else {
        position += 1
      }
    }
    return pieces + [String(decoding: bytes[start...], as: UTF8.self)]
  }
}

/// Counts the steps of a search, for it to look now and then whether its statement shall stop.
private struct SearchSteps {
  private static let interval = 1 << 16
  private var left = interval

  mutating func take<E: Error>(
    _ count: Int,
    _ checkStop: () throws(E) -> Void
  ) throws(E) {
    left -= count
    guard left <= 0 else { return }
    left = Self.interval
    try checkStop()
  }
}

// MARK: LOCATE

extension TextSearch {
  /// Where a text stands within another by the rules of a collation, counted in characters from 1; 0 where it does not.
  static func locate<E: Error>(
    _ wanted: String,
    in text: String,
    _ start: Int?,
    _ rules: CollationRules,
    _ checkStop: () throws(E) -> Void
  ) throws(E) -> Int {
    let characters = Array(text.unicodeScalars)
    let needle = Array(wanted.unicodeScalars)
    // As MySQL does, which counts bytes here.
    let isSingleByte = rules.collation.characterSet != "utf8mb4"
    let width = { (scalar: Unicode.Scalar) in isSingleByte ? 1 : UTF8.width(scalar) }
    if let start, start < 1 || start > characters.reduce(0, { $0 + width($1) }) { return 0 }
    let first = start ?? 1
    if needle.isEmpty { return characters.prefix(first - 1).reduce(1) { $0 + width($1) } }
    guard isSingleByte else {
      return try search(wanted, in: text, from: first, rules, checkStop)
    }
    guard characters.count - needle.count >= first - 1 else { return 0 }
    var steps = SearchSteps()
    for position in first - 1...characters.count - needle.count
    where try isMatch(needle, at: position, of: characters, rules, &steps, checkStop) {
      return position + 1
    }
    return 0
  }

  /// The characters before the first part of the text, as many bytes long as what is wanted, that equals it.
  private static func search<E: Error>(
    _ wanted: String,
    in text: String,
    from start: Int,
    _ rules: CollationRules,
    _ checkStop: () throws(E) -> Void
  ) throws(E) -> Int {
    let bytes = Array(text.utf8)
    let length = wanted.utf8.count
    let isPlain = bytes.allSatisfy { $0 < 128 } && wanted.utf8.allSatisfy { $0 < 128 }
    let needle = Array(wanted.unicodeScalars)
    let characters = isPlain ? Array(text.unicodeScalars) : []
    var steps = SearchSteps()
    var position = 0
    var index = 0
    while index + length <= bytes.count {
      position += 1
      let next = index + max(1, UTF8Width.of(bytes[index]))
      if position >= start, index + length == bytes.count || bytes[index + length] & 0xc0 != 0x80 {
        try steps.take(isPlain ? 1 : length, checkStop)
        let isFound =
          isPlain
          ? try isMatch(needle, at: index, of: characters, rules, &steps, checkStop)
          : rules.isEqual(String(decoding: bytes[index..<index + length], as: UTF8.self), wanted)
        if isFound { return position }
      }
      index = next
    }
    return 0
  }

  private static func isMatch<E: Error>(
    _ needle: [Unicode.Scalar],
    at position: Int,
    of characters: [Unicode.Scalar],
    _ rules: CollationRules,
    _ steps: inout SearchSteps,
    _ checkStop: () throws(E) -> Void
  ) throws(E) -> Bool {
    for index in needle.indices {
      try steps.take(1, checkStop)
      guard rules.isSame(characters[position + index], needle[index]) else { return false }
    }
    return true
  }
}

/// The bytes of a character by its first one.
private enum UTF8Width {
  static func of(_ first: UInt8) -> Int {
    first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  }
}

// MARK: LIKE

/// A pattern of LIKE, taken apart once.
package final class LikePattern {
  private enum Part {
    case character(Unicode.Scalar)
    /// `_`
    case any
    /// `%`
    case rest
  }

  private let parts: [Part]
  private let rules: CollationRules

  package init(_ pattern: String, escape: Unicode.Scalar?, _ collation: Collation) {
    var parts: [Part] = []
    var scalars = pattern.unicodeScalars.makeIterator()
    while let scalar = scalars.next() {
      if scalar == escape {
        parts.append(.character(scalars.next() ?? scalar))
      } else if scalar == "%" {
        parts.append(.rest)
      } else {
        parts.append(scalar == "_" ? .any : .character(scalar))
      }
    }
    self.parts = parts
    rules = CollationRules(collation)
  }

  package func matches<E: Error>(
    _ text: String,
    _ checkStop: () throws(E) -> Void
  ) throws(E) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var steps = SearchSteps()
    var (position, part) = (0, 0)
    var retry: (part: Int, position: Int)?
    while position < scalars.count {
      try steps.take(1, checkStop)
      if part < parts.count, case .rest = parts[part] {
        part += 1
        retry = (part, position)
      } else if part < parts.count, isMatch(parts[part], scalars[position]) {
        part += 1
        position += 1
      } else if let last = retry {
        // The last % takes one character more.
        retry = (last.part, last.position + 1)
        (part, position) = (last.part, last.position + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { if case .rest = $0 { true } else { false } }
  }

  private func isMatch(_ part: Part, _ scalar: Unicode.Scalar) -> Bool {
    guard case .character(let wanted) = part else { return true }
    if wanted == scalar { return true }
    if wanted.isASCII, scalar.isASCII, !rules.collation.isBytewise {
      guard rules.collation != .utf8mb4Uca0900AsCs else { return false }
      return wanted.properties.isAlphabetic && scalar.properties.isAlphabetic
        && wanted.value | 32 == scalar.value | 32
    }
    return rules.isSame(wanted, scalar)
  }
}
