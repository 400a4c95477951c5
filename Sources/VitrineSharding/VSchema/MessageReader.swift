import VitrineSQL

/// Reads one JSON object as protojson reads a message: either spelling of a name, unknown fields
/// passed over, null as absent, and an error that tells the path to what is wrong.
struct MessageReader {
  let path: String
  private let fields: [String: JSON]

  init(_ document: JSON, path: String) throws(SQLError) {
    guard let members = document.members else {
      throw Self.failure(path, expected: "an object", found: document)
    }
    self.path = path
    var fields: [String: JSON] = [:]
    for member in members where !member.value.isNull {
      guard fields.updateValue(member.value, forKey: Self.camelCase(member.key)) == nil else {
        throw SQLError(.invalidVSchema, "\(Self.join(path, member.key)): given twice")
      }
    }
    self.fields = fields
  }

  func value(_ name: String) -> JSON? { fields[Self.camelCase(name)] }

  func string(_ name: String) throws(SQLError) -> String {
    guard let value = value(name) else { return "" }
    guard let text = value.text else { throw failure(name, expected: "a string", found: value) }
    return text
  }

  func flag(_ name: String) throws(SQLError) -> Bool { try optionalFlag(name) ?? false }

  func optionalFlag(_ name: String) throws(SQLError) -> Bool? {
    guard let value = value(name) else { return nil }
    guard let flag = value.boolean else {
      throw failure(name, expected: "true or false", found: value)
    }
    return flag
  }

  func integer(_ name: String) throws(SQLError) -> Int {
    guard let value = value(name) else { return 0 }
    guard let number = value.integer ?? value.text.flatMap({ Int($0) }) else {
      throw failure(name, expected: "a whole number", found: value)
    }
    return number
  }

  func real(_ name: String) throws(SQLError) -> Double {
    guard let value = value(name) else { return 0 }
    guard case .number(let digits) = value, let number = Double(digits) else {
      throw failure(name, expected: "a number", found: value)
    }
    return number
  }

  func strings(_ name: String) throws(SQLError) -> [String] {
    var result: [String] = []
    for element in try elements(name) {
      guard let text = element.text else {
        throw failure(name, expected: "a list of strings", found: element)
      }
      result.append(text)
    }
    return result
  }

  func messages(_ name: String) throws(SQLError) -> [MessageReader] {
    var result: [MessageReader] = []
    for (index, element) in try elements(name).enumerated() {
      result.append(try MessageReader(element, path: "\(Self.join(path, name))[\(index)]"))
    }
    return result
  }

  func message(_ name: String) throws(SQLError) -> MessageReader? {
    guard let value = value(name) else { return nil }
    return try MessageReader(value, path: Self.join(path, name))
  }

  /// The entries of an object that maps names to values, as a message's fields are not: as spelled.
  func entries(_ name: String) throws(SQLError) -> [(key: String, value: JSON, path: String)] {
    guard let value = value(name) else { return [] }
    guard let members = value.members else {
      throw failure(name, expected: "an object", found: value)
    }
    var seen: Set<String> = []
    var result: [(key: String, value: JSON, path: String)] = []
    for member in members {
      let path = "\(Self.join(path, name)).\(member.key)"
      guard seen.insert(member.key).inserted else {
        throw SQLError(.invalidVSchema, "\(path): given twice")
      }
      result.append((member.key, member.value, path))
    }
    return result
  }

  private func elements(_ name: String) throws(SQLError) -> [JSON] {
    guard let value = value(name) else { return [] }
    guard let elements = value.elements else {
      throw failure(name, expected: "a list", found: value)
    }
    return elements
  }

  private func failure(_ name: String, expected: String, found: JSON) -> SQLError {
    Self.failure(Self.join(path, name), expected: expected, found: found)
  }

  static func failure(_ path: String, expected: String, found: JSON) -> SQLError {
    let place = path.isEmpty ? "the VSchema" : path
    return SQLError(.invalidVSchema, "\(place): expected \(expected), found \(found.kindName)")
  }

  private static func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }

  /// `column_vindexes` ⇒ `columnVindexes`.
  private static func camelCase(_ name: String) -> String {
    guard name.utf8.contains(UInt8(ascii: "_")) else { return name }
    let words = name.split(separator: "_")
    return words.dropFirst().reduce(String(words.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}

extension JSON {
  fileprivate var kindName: String {
    switch self {
    case .null: "null"
    case .boolean: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
