/// A value of MySQL's type JSON.
///
/// Objects hold their members in MySQL's normal form: by length of the key, then by its bytes, the last
/// of equal keys. Numbers keep their kind: integer, decimal or double. What JSON's text cannot tell stands behind a
/// mark where the document is stored: <doc:Marks-in-documents>.
package indirect enum JSONDocument: Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  case decimal(Decimal65)
  case real(Double)
  case string(String)
  /// A value of SQL's that shows as a string.
  case typed(SQLKind, String)
  case array([JSONDocument])
  case object([Member])

  /// What a value is that shows as a string.
  package enum SQLKind: UInt8, Sendable {
    case date = 1
    case time = 2
    case datetime = 3
    /// Bytes, as `base64:type15:…` with the number of their type in MySQL's protocol.
    case opaque = 4
  }

  /// A key with its value.
  package struct Member: Sendable {
    package var key: String
    package var value: JSONDocument

    package init(_ key: String, _ value: JSONDocument) {
      self.key = key
      self.value = value
    }
  }
}

extension JSONDocument {
  /// An object in normal form; of members with one key the last stays.
  static func normalized(_ members: [Member]) -> JSONDocument {
    var seen: [String: Int] = [:]
    var kept: [Member] = []
    for member in members {
      if let index = seen[member.key] {
        kept[index] = member
      } else {
        seen[member.key] = kept.count
        kept.append(member)
      }
    }
    return .object(kept.sorted { precedes($0.key, $1.key) })
  }

  static func precedes(_ left: String, _ right: String) -> Bool {
    let (mine, other) = (Array(left.utf8), Array(right.utf8))
    return mine.count == other.count
      ? mine.lexicographicallyPrecedes(other) : mine.count < other.count
  }

  func member(_ key: String) -> JSONDocument? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// MySQL's JSON_TYPE.
  var typeName: String {
    switch self {
    case .null: "NULL"
    case .boolean: "BOOLEAN"
    case .integer: "INTEGER"
    case .unsigned: "UNSIGNED INTEGER"
    case .decimal: "DECIMAL"
    case .real: "DOUBLE"
    case .string: "STRING"
    case .typed(.date, _): "DATE"
    case .typed(.time, _): "TIME"
    case .typed(.datetime, _): "DATETIME"
    case .typed(.opaque, let text):
      switch OpaqueValue(text)?.type {
      case 16: "BIT"
      case 15, 249, 250, 251, 252, 254: "BLOB"
      default: "OPAQUE"
      }
    case .array: "ARRAY"
    case .object: "OBJECT"
    }
  }

  /// Members of an object, elements of an array, 1 for a scalar.
  var count: Int {
    switch self {
    case .array(let elements): elements.count
    case .object(let members): members.count
    default: 1
    }
  }

  var depth: Int {
    switch self {
    case .array(let elements): 1 + (elements.map(\.depth).max() ?? 0)
    case .object(let members): 1 + (members.map(\.value.depth).max() ?? 0)
    default: 1
    }
  }

  /// The elements of an array, or the value as the only one: MySQL's autowrap.
  var wrapped: [JSONDocument] {
    if case .array(let elements) = self { elements } else { [self] }
  }
}
