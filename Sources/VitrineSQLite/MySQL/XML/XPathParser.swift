import VitrineSQL

/// Reads an XPath.
struct XPathParser {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  /// How many operands, steps and predicates it has so far.
  private var count = 0
  /// How many predicates it is in.
  private var predicateDepth = 0

  /// - Throws: `unknownError` for what is none, or beyond what MySQL knows.
  static func parse(_ text: String) throws(SQLError) -> XPath {
    var parser = XPathParser(bytes: Array(text.utf8))
    let path = try parser.or()
    parser.skipBlanks()
    guard parser.place == parser.bytes.count else { throw parser.fault() }
    return path
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Operators

  private mutating func or() throws(SQLError) -> XPath {
    depth += 1
    defer { depth -= 1 }
    guard depth < 100 else { throw fault() }
    var left = try and()
    while takeWord("or") { left = .binary(.or, left, try and()) }
    return left
  }

  private mutating func and() throws(SQLError) -> XPath {
    var left = try equality()
    while takeWord("and") { left = .binary(.and, left, try equality()) }
    return left
  }

  private mutating func equality() throws(SQLError) -> XPath {
    var left = try relation()
    while let (sign, start) = taken(of: Self.equalities) {
      left = try compared(sign.operation, left, try relation(), at: start)
    }
    return left
  }

  private mutating func relation() throws(SQLError) -> XPath {
    var left = try sum()
    while let (sign, start) = taken(of: Self.relations) {
      left = try compared(sign.operation, left, try sum(), at: start)
    }
    return left
  }

  private func compared(
    _ operation: XPath.Operation,
    _ left: XPath,
    _ right: XPath,
    at start: Int
  ) throws(SQLError) -> XPath {
    guard left.givesNodes, right.givesNodes else { return .binary(operation, left, right) }
    let rest = String(decoding: bytes[start...], as: UTF8.self)
    throw SQLError(
      .unknownError,
      "XPATH error: comparison of two nodesets is not supported: '\(rest)'"
    )
  }

  private mutating func sum() throws(SQLError) -> XPath {
    var left = try product()
    while let (sign, _) = taken(of: Self.sums) {
      left = .binary(sign.operation, left, try product())
    }
    return left
  }

  private mutating func product() throws(SQLError) -> XPath {
    var left = try unary()
    while let (sign, _) = taken(of: Self.products) {
      left = .binary(sign.operation, left, try unary())
    }
    return left
  }

  private mutating func unary() throws(SQLError) -> XPath {
    var isNegated = false
    while take("-") { isNegated.toggle() }
    let path = try union()
    return isNegated ? .negated(path) : path
  }

  private mutating func union() throws(SQLError) -> XPath {
    var left = try path()
    while take("|") {
      let right = try path()
      guard left.givesNodes, right.givesNodes else { throw fault() }
      left = .union(left, right)
    }
    return left
  }

  // MARK: Paths

  /// Counts one part more.
  ///
  /// - Throws: `unsupported` for one too many: what evaluates them goes as deep as they are many.
  private mutating func noteOne() throws(SQLError) {
    count += 1
    guard count <= 300 else {
      throw SQLError(.unsupported, "an XPath of more than 300 steps and operands is not supported")
    }
  }

  private mutating func path() throws(SQLError) -> XPath {
    try noteOne()
    if take("//") { return try steps(.step(.root, .descendantOrSelf, name: nil)) }
    if take("/") {
      skipBlanks()
      return beginsStep ? try steps(.root) : .root
    }
    if let primary = try primary() {
      return primary.givesNodes ? try furtherSteps(primary) : primary
    }
    return try steps(.context)
  }

  private mutating func steps(_ base: XPath) throws(SQLError) -> XPath {
    try furtherSteps(try step(base))
  }

  private mutating func furtherSteps(_ base: XPath) throws(SQLError) -> XPath {
    var path = base
    while true {
      if take("//") {
        path = try step(.step(path, .descendantOrSelf, name: nil))
      } else if take("/") {
        path = try step(path)
      } else {
        return path
      }
    }
  }

  private mutating func step(_ base: XPath) throws(SQLError) -> XPath {
    try noteOne()
    if take("..") { return .step(base, .parent, name: nil) }
    if take(".") { return base }
    if take("@") { return try predicates(.step(base, .attribute, name: try nameTest())) }
    let start = place
    if let word = name(), take("::") {
      guard let axis = XPath.Axis(rawValue: word) else {
        throw SQLError(.unsupported, "the axis '\(word)' of XPath is not supported")
      }
      if try takeNodeType() { return try predicates(base) }
      return try predicates(.step(base, axis, name: try nameTest()))
    }
    place = start
    if try takeNodeType() { return try predicates(base) }
    return try predicates(.step(base, .child, name: try nameTest()))
  }

  /// `text()` and its like, which change nothing: the texts of an element are what it gives anyway.
  private mutating func takeNodeType() throws(SQLError) -> Bool {
    let start = place
    guard let word = name(), Self.nodeTypes.contains(word), take("(") else {
      place = start
      return false
    }
    guard take(")") else { throw fault() }
    return true
  }

  private static let nodeTypes = ["text", "node", "comment", "processing-instruction"]

  /// A name; nil for `*`.
  private mutating func nameTest() throws(SQLError) -> [UInt8]? {
    if take("*") { return nil }
    guard let name = name() else { throw fault() }
    return Array(name.utf8)
  }

  private mutating func predicates(_ base: XPath) throws(SQLError) -> XPath {
    var path = base
    while take("[") {
      try noteOne()
      guard path.givesNodes else { throw fault() }
      predicateDepth += 1
      let condition = try or()
      predicateDepth -= 1
      guard take("]") else { throw fault() }
      path = .filtered(path, by: condition)
    }
    return path
  }

  private mutating func primary() throws(SQLError) -> XPath? {
    skipBlanks()
    guard place < bytes.count else { throw fault() }
    switch bytes[place] {
    case UInt8(ascii: "("):
      place += 1
      let path = try or()
      guard take(")") else { throw fault() }
      return path
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      return try string()
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      return try number()
    case UInt8(ascii: "$"):
      throw SQLError(.unsupported, "variables in an XPath are not supported")
    default:
      return try call()
    }
  }

  private mutating func string() throws(SQLError) -> XPath {
    let quote = bytes[place]
    let start = place + 1
    guard let end = bytes[start...].firstIndex(of: quote) else { throw fault() }
    place = end + 1
    return .literal(String(decoding: bytes[start..<end], as: UTF8.self))
  }

  private mutating func number() throws(SQLError) -> XPath {
    let start = place
    while place < bytes.count, bytes[place].isDigitOrPoint { place += 1 }
    let digits = String(decoding: bytes[start..<place], as: UTF8.self)
    guard Double(digits) != nil else { throw fault(from: start) }
    return .number(digits)
  }

  private mutating func call() throws(SQLError) -> XPath? {
    let start = place
    guard let word = name(), !Self.nodeTypes.contains(word) else {
      place = start
      return nil
    }
    let parenthesis = place
    guard take("(") else {
      place = start
      return nil
    }
    guard let arity = XPath.functions[word] else { throw fault(from: parenthesis) }
    var arguments: [XPath] = []
    while arguments.count < arity.upperBound {
      skipBlanks()
      if arguments.count >= arity.lowerBound, place < bytes.count, bytes[place] == UInt8(ascii: ")")
      {
        break
      }
      if !arguments.isEmpty, !take(",") { throw fault() }
      arguments.append(try or())
    }
    guard take(")") else { throw fault() }
    let needsNodes = word == "count" || word == "sum"
    let needsPlace = word == "last" || word == "position"
    guard !needsNodes || arguments.allSatisfy(\.givesNodes), !needsPlace || predicateDepth > 0
    else {
      throw fault()
    }
    return .call(word, arguments)
  }

  // MARK: Signs of operators

  /// How an operator is written; of those that begin alike the longer one comes first.
  private struct Sign {
    let text: String
    let operation: XPath.Operation
    /// Whether it is a word, which ends where names do.
    var isWord = false
  }

  private static let equalities = [
    Sign(text: "=", operation: .equal), Sign(text: "!=", operation: .notEqual),
  ]

  private static let relations = [
    Sign(text: "<=", operation: .lessOrEqual), Sign(text: ">=", operation: .greaterOrEqual),
    Sign(text: "<", operation: .less), Sign(text: ">", operation: .greater),
  ]

  private static let sums = [
    Sign(text: "+", operation: .add), Sign(text: "-", operation: .subtract),
  ]

  private static let products = [
    Sign(text: "*", operation: .multiply), Sign(text: "div", operation: .divide, isWord: true),
    Sign(text: "mod", operation: .modulo, isWord: true),
  ]

  /// The sign that comes next, and where it begins; nil when it is none of these.
  private mutating func taken(of signs: [Sign]) -> (Sign, start: Int)? {
    skipBlanks()
    let start = place
    for sign in signs where sign.isWord ? takeWord(sign.text) : take(sign.text) {
      return (sign, start)
    }
    return nil
  }

  // MARK: Tokens

  private var beginsStep: Bool {
    guard place < bytes.count else { return false }
    let byte = bytes[place]
    return byte.beginsXMLName
      || [UInt8(ascii: "*"), UInt8(ascii: "@"), UInt8(ascii: ".")].contains(byte)
  }

  private mutating func skipBlanks() {
    while place < bytes.count, [0x20, 0x09, 0x0a, 0x0d].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ sign: String) -> Bool {
    skipBlanks()
    guard bytes[place...].starts(with: sign.utf8) else { return false }
    // `a//b` is not `a/` and `/b`, nor `a..b` a step of itself.
    if sign == "/" || sign == ".", place + 1 < bytes.count, bytes[place + 1] == bytes[place] {
      return false
    }
    place += sign.utf8.count
    return true
  }

  private mutating func takeWord(_ word: String) -> Bool {
    let start = place
    skipBlanks()
    if name() == word { return true }
    place = start
    return false
  }

  /// A name, perhaps with a prefix: `a:b`.
  private mutating func name() -> String? {
    skipBlanks()
    guard place < bytes.count, bytes[place].beginsXMLName, bytes[place] != UInt8(ascii: ":") else {
      return nil
    }
    let start = place
    while place < bytes.count, bytes[place].isInXMLName {
      // Two colons end an axis.
      if bytes[place] == UInt8(ascii: ":"), place + 1 < bytes.count,
        bytes[place + 1] == UInt8(ascii: ":")
      {
        break
      }
      place += 1
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private func fault(from start: Int? = nil) -> SQLError {
    let rest = String(decoding: bytes[min(start ?? place, bytes.count)...], as: UTF8.self)
    return SQLError(.unknownError, "XPATH syntax error: '\(rest.prefix(64))'")
  }
}

extension UInt8 {
  fileprivate var isDigitOrPoint: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || self == UInt8(ascii: ".")
  }
}
