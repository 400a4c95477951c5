import VitrineSQL

/// A path into a JSON document: `$.a[0].*`.
final class JSONPath: Sendable {
  enum Leg: Sendable, Hashable {
    case member(String)
    /// `.*`
    case anyMember
    case element(Position)
    case range(Position, Position)
    /// `[*]`
    case anyElement
    /// `**`: this and everything below.
    case descend
  }

  /// A place in an array, counted from its start or back from its last element.
  struct Position: Sendable, Hashable {
    var offset: Int
    var isFromEnd: Bool

    func index(in count: Int) -> Int { isFromEnd ? count - 1 - offset : offset }

    /// Whether it comes after the other in every array.
    func isAfter(_ other: Position) -> Bool {
      isFromEnd == other.isFromEnd && (isFromEnd ? offset < other.offset : offset > other.offset)
    }
  }

  let legs: [Leg]
  /// Whether it may come to one value in several ways: by two `**`, or by one before what takes a value for an
  /// array of itself.
  let mayRepeat: Bool

  init(_ text: String) throws(SQLError) {
    var parser = JSONPathParser(text)
    legs = try parser.legs()
    let below = legs.drop { $0 != .descend }.dropFirst()
    mayRepeat = below.contains { leg in
      switch leg {
      case .descend, .element, .range: true
      case .member, .anyMember, .anyElement: false
      }
    }
  }

  /// Whether it names the whole document.
  var isRoot: Bool { legs.isEmpty }

  /// Whether it names an element of an array.
  var endsInElement: Bool {
    if case .element? = legs.last { true } else { false }
  }

  /// Whether it may lead to more than one value.
  var hasWildcard: Bool {
    legs.contains { leg in
      switch leg {
      case .anyMember, .anyElement, .descend, .range: true
      case .member, .element: false
      }
    }
  }
}

/// Reads the text of a path.
private struct JSONPathParser {
  private let scalars: [Unicode.Scalar]
  private var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private func failure() -> SQLError {
    SQLError(
      .invalidJSONPath,
      "Invalid JSON path expression. The error is around character position \(position)."
    )
  }

  private mutating func skipSpaces() {
    while next?.properties.isWhitespace == true { position += 1 }
  }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    skipSpaces()
    guard next == scalar else { return false }
    position += 1
    return true
  }

  mutating func legs() throws(SQLError) -> [JSONPath.Leg] {
    guard take("$") else { throw failure() }
    var legs: [JSONPath.Leg] = []
    skipSpaces()
    while next != nil {
      legs.append(try leg())
      skipSpaces()
    }
    if legs.last == .descend { throw failure() }
    return legs
  }

  private mutating func leg() throws(SQLError) -> JSONPath.Leg {
    if take(".") { return try member() }
    if take("[") { return try element() }
    guard take("*"), take("*") else { throw failure() }
    return .descend
  }

  private mutating func member() throws(SQLError) -> JSONPath.Leg {
    skipSpaces()
    if take("*") { return .anyMember }
    if next == "\"" { return .member(try quotedName()) }
    let start = position
    while let scalar = next, Self.isName(scalar) { position += 1 }
    guard position > start, scalars[start].properties.numericType == nil else { throw failure() }
    var name = String.UnicodeScalarView()
    name.append(contentsOf: scalars[start..<position])
    return .member(String(name))
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar == "$" || scalar.properties.isAlphabetic
      || scalar.properties.numericType != nil || scalar.value > 0x7f
  }

  private mutating func quotedName() throws(SQLError) -> String {
    let start = position
    position += 1
    while let scalar = next, scalar != "\"" { position += scalar == "\\" ? 2 : 1 }
    guard next == "\"" else { throw failure() }
    position += 1
    var literal = String.UnicodeScalarView()
    literal.append(contentsOf: scalars[start..<position])
    guard case .string(let name)? = JSONDocument(String(literal)) else { throw failure() }
    return name
  }

  private mutating func element() throws(SQLError) -> JSONPath.Leg {
    if take("*") {
      guard take("]") else { throw failure() }
      return .anyElement
    }
    let first = try place()
    if take("]") { return .element(first) }
    guard word("to") else { throw failure() }
    let last = try place()
    guard take("]"), !first.isAfter(last) else { throw failure() }
    return .range(first, last)
  }

  private mutating func word(_ word: String) -> Bool {
    skipSpaces()
    let wanted = Array(word.unicodeScalars)
    guard scalars[position...].starts(with: wanted) else { return false }
    position += wanted.count
    return true
  }

  private mutating func place() throws(SQLError) -> JSONPath.Position {
    guard word("last") else {
      return JSONPath.Position(offset: try number(), isFromEnd: false)
    }
    let offset = take("-") ? try number() : 0
    return JSONPath.Position(offset: offset, isFromEnd: true)
  }

  private mutating func number() throws(SQLError) -> Int {
    skipSpaces()
    let start = position
    while let scalar = next, (48...57).contains(scalar.value) { position += 1 }
    var digits = String.UnicodeScalarView()
    digits.append(contentsOf: scalars[start..<position])
    guard let number = Int(String(digits)), number <= Int(UInt32.max) else { throw failure() }
    return number
  }
}

// MARK: - Reading

extension JSONDocument {
  /// All values a path leads to, each once, in document order.
  func values(at path: JSONPath) -> [JSONDocument] {
    guard path.mayRepeat else { return values(path.legs[...]) }
    var seen: Set<String> = []
    var found: [JSONDocument] = []
    visit(path.legs[...], at: "$") { place, value in
      if seen.insert(place).inserted { found.append(value) }
    }
    return found
  }

  /// The value at a path of members and elements, where nothing is taken for an array of itself.
  func value(unwrappedAt path: JSONPath) -> JSONDocument? {
    var found = self
    for leg in path.legs {
      switch (leg, found) {
      case (.member(let key), _):
        guard let value = found.member(key) else { return nil }
        found = value
      case (.element(let place), .array(let elements)):
        let index = place.index(in: elements.count)
        guard elements.indices.contains(index) else { return nil }
        found = elements[index]
      default: return nil
      }
    }
    return found
  }

  private func values(_ legs: ArraySlice<JSONPath.Leg>) -> [JSONDocument] {
    guard let leg = legs.first else { return [self] }
    let rest = legs.dropFirst()
    switch leg {
    case .member(let key): return member(key).map { $0.values(rest) } ?? []
    case .anyMember:
      guard case .object(let members) = self else { return [] }
      return members.flatMap { $0.value.values(rest) }
    case .element(let place):
      let elements = wrapped
      let index = place.index(in: elements.count)
      return elements.indices.contains(index) ? elements[index].values(rest) : []
    case .range(let first, let last):
      let elements = wrapped
      let low = max(first.index(in: elements.count), 0)
      let high = min(last.index(in: elements.count), elements.count - 1)
      return low <= high ? elements[low...high].flatMap { $0.values(rest) } : []
    case .anyElement:
      guard case .array(let elements) = self else { return [] }
      return elements.flatMap { $0.values(rest) }
    case .descend: return values(rest) + children.flatMap { $0.values(legs) }
    }
  }

  /// Calls `body` with all places that a path leads to, `$[0].a`, and the values there.
  func visit(
    _ legs: ArraySlice<JSONPath.Leg>,
    at place: String,
    _ body: (String, JSONDocument) -> Void
  ) {
    guard let leg = legs.first else { return body(place, self) }
    let rest = legs.dropFirst()
    switch leg {
    case .member(let key):
      member(key)?.visit(rest, at: place + JSONSearch.leg(key), body)
    case .anyMember:
      guard case .object(let members) = self else { return }
      for member in members {
        member.value.visit(rest, at: place + JSONSearch.leg(member.key), body)
      }
    case .element, .range, .anyElement: visitElements(leg, rest, at: place, body)
    case .descend:
      visit(rest, at: place, body)
      switch self {
      case .array: visit(([.anyElement] + legs)[...], at: place, body)
      case .object: visit(([.anyMember] + legs)[...], at: place, body)
      default: break
      }
    }
  }

  /// What is no array is one of itself, which has the place of the whole.
  private func visitElements(
    _ leg: JSONPath.Leg,
    _ rest: ArraySlice<JSONPath.Leg>,
    at place: String,
    _ body: (String, JSONDocument) -> Void
  ) {
    let elements = wrapped
    var isArray = false
    if case .array = self { isArray = true }
    let chosen: Range<Int>
    switch leg {
    case .element(let position):
      let index = position.index(in: elements.count)
      chosen = elements.indices.contains(index) ? index..<(index + 1) : 0..<0
    case .range(let first, let last):
      let low = max(first.index(in: elements.count), 0)
      let high = min(last.index(in: elements.count), elements.count - 1)
      chosen = low <= high ? low..<(high + 1) : 0..<0
    default: chosen = isArray ? elements.indices : 0..<0
    }
    for index in chosen {
      elements[index].visit(rest, at: isArray ? "\(place)[\(index)]" : place, body)
    }
  }

  private var children: [JSONDocument] {
    switch self {
    case .array(let elements): elements
    case .object(let members): members.map(\.value)
    default: []
    }
  }
}

// MARK: - Changing

extension JSONDocument {
  /// What a change does at the place a path leads to.
  enum Change {
    /// JSON_SET: in place of what is there, or new.
    case set(JSONDocument)
    /// JSON_INSERT: only what is not there.
    case insert(JSONDocument)
    /// JSON_REPLACE: only what is there.
    case replace(JSONDocument)
    case remove
    case appendToArray(JSONDocument)
    /// JSON_ARRAY_INSERT: before the element of that place.
    case insertIntoArray(JSONDocument)
  }

  func changed(_ change: Change, at path: JSONPath) -> JSONDocument {
    changed(change, path.legs[...]) ?? self
  }

  /// Nil where the value is to be removed.
  private func changed(_ change: Change, _ legs: ArraySlice<JSONPath.Leg>) -> JSONDocument? {
    guard let leg = legs.first else { return changedHere(change) }
    switch leg {
    case .member(let key): return changedMember(change, key, legs.dropFirst())
    case .element(let place): return changedElement(change, place, legs.dropFirst())
    default: return self
    }
  }

  private func changedHere(_ change: Change) -> JSONDocument? {
    switch change {
    case .set(let value), .replace(let value): value
    case .insert, .insertIntoArray: self
    case .remove: nil
    case .appendToArray(let value): .array(wrapped + [value])
    }
  }

  /// The value a path's last leg would create.
  private static func created(_ change: Change) -> JSONDocument? {
    switch change {
    case .set(let value), .insert(let value): value
    default: nil
    }
  }

  private func changedMember(
    _ change: Change,
    _ key: String,
    _ rest: ArraySlice<JSONPath.Leg>
  ) -> JSONDocument {
    guard case .object(var members) = self else { return self }
    if let index = members.firstIndex(where: { $0.key == key }) {
      if let value = members[index].value.changed(change, rest) {
        members[index].value = value
      } else {
        members.remove(at: index)
      }
      return .object(members)
    }
    guard rest.isEmpty, let value = Self.created(change) else { return self }
    return .normalized(members + [Member(key, value)])
  }

  private func changedElement(
    _ change: Change,
    _ place: JSONPath.Position,
    _ rest: ArraySlice<JSONPath.Leg>
  ) -> JSONDocument {
    var elements = wrapped
    let isArray = if case .array = self { true } else { false }
    let index = place.index(in: elements.count)
    if rest.isEmpty, case .insertIntoArray(let value) = change {
      guard isArray else { return self }
      elements.insert(value, at: min(max(index, 0), elements.count))
      return .array(elements)
    }
    if elements.indices.contains(index) {
      if let value = elements[index].changed(change, rest) {
        if !isArray { return value }
        elements[index] = value
      } else if isArray {
        elements.remove(at: index)
      }
      return isArray ? .array(elements) : self
    }
    guard rest.isEmpty, let value = Self.created(change) else { return self }
    return .array(index < 0 ? [value] + elements : elements + [value])
  }
}
