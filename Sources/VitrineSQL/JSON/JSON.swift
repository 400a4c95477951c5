/// A JSON document as a value: objects keep the order and numbers the spelling of their text.
///
/// It is what VSchemas, plans, reports and the pipe are read from and written to. Columns of type JSON
/// are another matter: MySQL's normal form of them is the business of the function library.
///
///     let document = try JSON(parsing: #"{"sharded": true}"#)
///     document["sharded"]            // .boolean(true)
package indirect enum JSON: Sendable, Hashable {
  case null
  case boolean(Bool)
  /// The number as it is spelled, so that no digit is lost on the way through.
  case number(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key of an object with its value.
  package struct Member: Sendable, Hashable {
    package var key: String
    package var value: JSON

    package init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }
}

extension JSON {
  /// The value of a key, the last where an object repeats it; nil for what is not an object.
  package subscript(key: String) -> JSON? { members?.last { $0.key == key }?.value }

  package var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  package var elements: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  package var boolean: Bool? {
    if case .boolean(let flag) = self { flag } else { nil }
  }

  /// The number as an `Int`, where it is one and fits.
  package var integer: Int? {
    if case .number(let digits) = self { Int(digits) } else { nil }
  }

  package var isNull: Bool { self == .null }

  /// An object of the members whose value is there.
  package static func object(skippingNil members: KeyValuePairs<String, JSON?>) -> JSON {
    .object(members.compactMap { key, value in value.map { Member(key, $0) } })
  }

  package static func integer(_ value: some BinaryInteger) -> JSON { .number(String(value)) }

  package static func strings(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(stringLiteral text: String) { self = .string(text) }
  package init(integerLiteral value: Int) { self = .number(String(value)) }
  package init(booleanLiteral flag: Bool) { self = .boolean(flag) }
  package init(nilLiteral: ()) { self = .null }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}
