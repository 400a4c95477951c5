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

  package func matches(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    var (position, part) = (0, 0)
    var retry: (part: Int, position: Int)?
    while position < scalars.count {
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
