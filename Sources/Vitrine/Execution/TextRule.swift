import VitrineSQLite
import VitrineSharding

/// What of a text of one type decides whether it equals another, and which comes first.
enum TextRule: Sendable {
  case bytes
  case collated(CollationRules)
  case decimal
  case document

  init(_ type: MySQLType) {
    switch type.representation {
    case .text(let collation) where !collation.isPlainBytes:
      self = .collated(CollationRules(collation))
    case .decimalText: self = .decimal
    case .json: self = .document
    default: self = .bytes
    }
  }

  /// Bytes that two texts share where they are equal.
  func key(_ text: String) -> [UInt8] {
    switch self {
    case .bytes: Array(text.utf8)
    case .collated(let rules): rules.sortKey(text)
    case .decimal: Decimal65(prefixOf: text).sortKey
    case .document: JSONDocument.sortKey(ofText: text)
    }
  }
}
