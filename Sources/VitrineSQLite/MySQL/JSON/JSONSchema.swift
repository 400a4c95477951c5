import Foundation
import VitrineSQL

/// Validates documents by a schema of draft 4, as the library inside MySQL does.
///
/// The first requirement that fails is told. What is looked at first follows that library: the type, then
/// what belongs to the kind of the value, its members in their order, and last `enum` and the
/// combinations.
final class JSONSchema {
  /// A requirement that a document fails.
  struct Failure: Error {
    var keyword: String
    /// Pointers, such as `#/properties/a`.
    var schema: String
    var document: String
  }

  private let root: JSONDocument
  private var patterns: [String: NSRegularExpression] = [:]
  /// How many schemas are open, as references may lead in circles.
  private var depth = 0
  private static let maximumDepth = 200

  /// - Throws: 1235 for references to other documents.
  init(_ root: JSONDocument) throws(SQLError) {
    self.root = root
    try Self.checkReferences(root)
  }

  private static func checkReferences(_ schema: JSONDocument) throws(SQLError) {
    switch schema {
    case .array(let elements): for element in elements { try checkReferences(element) }
    case .object(let members):
      if case .string(let target)? = schema.member("$ref"), !target.hasPrefix("#") {
        throw SQLError(
          .unsupported,
          "This version of MySQL doesn't yet support 'references to external JSON Schema resources'"
        )
      }
      for member in members { try checkReferences(member.value) }
    default: break
    }
  }

  /// The first failure; nil where the document is valid.
  func failure(of document: JSONDocument) -> Failure? {
    do throws(Failure) {
      try check(document, root, Place(schema: "#", document: "#"))
      return nil
    } catch {
      return error
    }
  }

  private func isValid(_ document: JSONDocument, _ schema: JSONDocument, _ place: Place) -> Bool {
    do throws(Failure) {
      try check(document, schema, place)
      return true
    } catch {
      return false
    }
  }

  /// Where in the schema and the document a check is.
  private struct Place {
    var schema: String
    var document: String

    func failing(_ keyword: String) -> Failure {
      Failure(keyword: keyword, schema: schema, document: document)
    }

    func inside(_ parts: String..., at child: String? = nil) -> Place {
      let schema = parts.reduce(schema) { $0 + "/" + Self.escaped($1) }
      return Place(
        schema: schema,
        document: child.map { document + "/" + Self.escaped($0) } ?? document
      )
    }

    private static func escaped(_ part: String) -> String {
      part.replacing("~", with: "~0").replacing("/", with: "~1")
    }
  }

  private func check(
    _ document: JSONDocument,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.maximumDepth, case .object = schema else { return }
    if case .string(let target)? = schema.member("$ref") {
      guard let found = referenced(target) else { return }
      return try check(document, found, Place(schema: target, document: place.document))
    }
    try checkType(document, schema, place)
    switch document {
    case .string(let text), .typed(_, let text): try checkText(text, schema, place)
    case .array(let elements): try checkElements(elements, schema, place)
    case .object(let members): try checkMembers(members, schema, place)
    case .integer, .unsigned, .decimal, .real: try checkNumber(document, schema, place)
    case .null, .boolean: break
    }
    try checkCombinations(document, schema, place)
  }

  /// What a reference inside the schema leads to.
  private func referenced(_ target: String) -> JSONDocument? {
    var found: JSONDocument? = root
    for part in String(target.dropFirst()).split(separator: "/") {
      let name = String(part).replacing("~1", with: "/").replacing("~0", with: "~")
      if case .array(let elements)? = found {
        found = Int(name).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      } else {
        found = found?.member(name)
      }
    }
    return found
  }
}

// MARK: - Kinds of values

extension JSONSchema {
  private func checkType(
    _ document: JSONDocument,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    let names: [JSONDocument]
    switch schema.member("type") {
    case .string(let name): names = [.string(name)]
    case .array(let list): names = list
    default: return
    }
    let isKnown = names.contains { name in
      if case .string(let name) = name { Self.isOf(type: name, document) } else { false }
    }
    if !isKnown { throw place.failing("type") }
  }

  private static func isOf(type name: String, _ document: JSONDocument) -> Bool {
    switch document {
    case .null: name == "null"
    case .boolean: name == "boolean"
    case .integer, .unsigned: name == "integer" || name == "number"
    case .decimal, .real: name == "number"
    case .string, .typed: name == "string"
    case .array: name == "array"
    case .object: name == "object"
    }
  }

  private func checkNumber(
    _ document: JSONDocument,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    guard let number = document.number else { return }
    if let least = schema.member("minimum")?.number,
      number < least || (number == least && schema.has("exclusiveMinimum"))
    {
      throw place.failing("minimum")
    }
    if let most = schema.member("maximum")?.number,
      most < number || (number == most && schema.has("exclusiveMaximum"))
    {
      throw place.failing("maximum")
    }
    guard let unit = schema.member("multipleOf")?.number?.double, unit > 0 else { return }
    let times = number.double / unit
    if abs(times - times.rounded()) > 1e-9 * max(1, abs(times)) {
      throw place.failing("multipleOf")
    }
  }

  private func checkText(
    _ text: String,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    let length = text.unicodeScalars.count
    if let least = schema.count("minLength"), length < least { throw place.failing("minLength") }
    if let most = schema.count("maxLength"), length > most { throw place.failing("maxLength") }
    if case .string(let pattern)? = schema.member("pattern"), !matches(text, pattern) {
      throw place.failing("pattern")
    }
  }

  /// Whether a pattern is found in a text; one that is no pattern is found in each.
  private func matches(_ text: String, _ pattern: String) -> Bool {
    if patterns[pattern] == nil {
      guard let expression = try? NSRegularExpression(pattern: pattern) else { return true }
      patterns[pattern] = expression
    }
    let range = NSRange(location: 0, length: text.utf16.count)
    return patterns[pattern]?.firstMatch(in: text, range: range) != nil
  }

  private func checkElements(
    _ elements: [JSONDocument],
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    for (index, element) in elements.enumerated() {
      switch schema.member("items") {
      case .array(let schemas) where index < schemas.count:
        let inner = place.inside("items", String(index), at: String(index))
        try check(element, schemas[index], inner)
      case .array:
        switch schema.member("additionalItems") {
        case .boolean(false): throw place.failing("additionalItems")
        case .some(let rest):
          try check(element, rest, place.inside("additionalItems", at: String(index)))
        case nil: break
        }
      case .some(let each): try check(element, each, place.inside("items", at: String(index)))
      case nil: break
      }
    }
    if let least = schema.count("minItems"), elements.count < least {
      throw place.failing("minItems")
    }
    if let most = schema.count("maxItems"), elements.count > most {
      throw place.failing("maxItems")
    }
    guard schema.has("uniqueItems") else { return }
    for (index, element) in elements.enumerated()
    where elements[..<index].contains(where: { JSONDocument.isEqual($0, element) }) {
      throw place.failing("uniqueItems")
    }
  }

  private func checkMembers(
    _ members: [JSONDocument.Member],
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    for member in members { try check(member, schema, place) }
    if case .array(let names)? = schema.member("required") {
      for case .string(let name) in names where !members.contains(where: { $0.key == name }) {
        throw place.failing("required")
      }
    }
    if let least = schema.count("minProperties"), members.count < least {
      throw place.failing("minProperties")
    }
    if let most = schema.count("maxProperties"), members.count > most {
      throw place.failing("maxProperties")
    }
    try checkDependencies(members, schema, place)
  }

  private func check(
    _ member: JSONDocument.Member,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    var isNamed = false
    if let own = schema.member("properties")?.member(member.key) {
      isNamed = true
      try check(member.value, own, place.inside("properties", member.key, at: member.key))
    }
    if case .object(let patterns)? = schema.member("patternProperties") {
      for pattern in patterns where matches(member.key, pattern.key) {
        isNamed = true
        let inner = place.inside("patternProperties", pattern.key, at: member.key)
        try check(member.value, pattern.value, inner)
      }
    }
    guard !isNamed else { return }
    switch schema.member("additionalProperties") {
    case .boolean(false):
      throw Failure(
        keyword: "additionalProperties",
        schema: place.schema,
        document: place.inside(at: member.key).document
      )
    case .some(let rest):
      try check(member.value, rest, place.inside("additionalProperties", at: member.key))
    case nil: break
    }
  }

  private func checkDependencies(
    _ members: [JSONDocument.Member],
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    guard case .object(let dependencies)? = schema.member("dependencies") else { return }
    for dependency in dependencies where members.contains(where: { $0.key == dependency.key }) {
      switch dependency.value {
      case .array(let names):
        for case .string(let name) in names where !members.contains(where: { $0.key == name }) {
          throw place.failing("dependencies")
        }
      default:
        let inner = place.inside("dependencies", dependency.key)
        guard isValid(.object(members), dependency.value, inner) else {
          throw place.failing("dependencies")
        }
      }
    }
  }
}

// MARK: - Combinations

extension JSONSchema {
  private func checkCombinations(
    _ document: JSONDocument,
    _ schema: JSONDocument,
    _ place: Place
  ) throws(Failure) {
    if case .array(let values)? = schema.member("enum"),
      !values.contains(where: { JSONDocument.isEqual($0, document) })
    {
      throw place.failing("enum")
    }
    if valid("allOf", document, schema, place).contains(false) { throw place.failing("allOf") }
    let any = valid("anyOf", document, schema, place)
    if !any.isEmpty, !any.contains(true) { throw place.failing("anyOf") }
    let one = valid("oneOf", document, schema, place)
    if !one.isEmpty, one.filter({ $0 }).count != 1 { throw place.failing("oneOf") }
    if let not = schema.member("not"), isValid(document, not, place.inside("not")) {
      throw place.failing("not")
    }
  }

  private func valid(
    _ keyword: String,
    _ document: JSONDocument,
    _ schema: JSONDocument,
    _ place: Place
  ) -> [Bool] {
    guard case .array(let schemas)? = schema.member(keyword) else { return [] }
    return schemas.enumerated().map { index, schema in
      isValid(document, schema, place.inside(keyword, String(index)))
    }
  }
}

extension JSONDocument {
  /// Whether a flag of a schema is set.
  fileprivate func has(_ keyword: String) -> Bool {
    if case .boolean(true)? = member(keyword) { true } else { false }
  }

  /// A keyword's value that is a count.
  fileprivate func count(_ keyword: String) -> Int? {
    guard case .integer(let number)? = member(keyword), number >= 0 else { return nil }
    return Int(number)
  }
}
