/// A document as MySQL's own reader of XML sees it: elements, attributes and texts in one list, in their order.
///
/// It knows no entities, keeps blanks, and takes any number of outermost elements.
struct XMLDocument {
  enum Kind {
    case tag
    case attribute
    case text
  }

  struct Node {
    var kind: Kind
    var level: Int
    /// The place of the node around it; of the root its own.
    var parent: Int
    /// The bytes of its name, or of its text.
    var bytes: Range<Int>
    /// Behind its last byte.
    var end: Int
  }

  /// Why a text is no document.
  struct Fault: Error {
    var message: String
  }

  let bytes: [UInt8]
  private(set) var nodes: [Node]

  init(_ text: String) throws(Fault) {
    bytes = Array(text.utf8)
    nodes = [Node(kind: .tag, level: 0, parent: 0, bytes: 0..<0, end: bytes.count)]
    var reader = XMLReader(bytes)
    try reader.read()
    nodes += reader.nodes
  }

  func name(of node: Int) -> ArraySlice<UInt8> { bytes[nodes[node].bytes] }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

/// Reads a document's nodes.
struct XMLReader {
  private enum Token: Equatable {
    case end
    case comment
    case characters(Range<Int>)
    case string(Range<Int>)
    case name(Range<Int>)
    case sign(UInt8)
    case unknown
  }

  private let bytes: [UInt8]
  private var place = 0
  private(set) var nodes: [XMLDocument.Node] = []
  /// The elements around, by their places among `nodes`.
  private var open: [Int] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func read() throws(XMLDocument.Fault) {
    while place < bytes.count {
      guard bytes[place] == UInt8(ascii: "<") else {
        let start = place
        while place < bytes.count, bytes[place] != UInt8(ascii: "<") { place += 1 }
        addText(start..<place)
        continue
      }
      switch scan() {
      case .comment: break
      case .characters(let range): addText(range)
      default: try tag()
      }
    }
    guard open.isEmpty else { throw fault("unexpected END-OF-INPUT") }
  }

  private mutating func tag() throws(XMLDocument.Fault) {
    var token = scan()
    if token == .sign(UInt8(ascii: "/")) {
      let token = scan()
      guard case .name(let name) = token else {
        throw fault("\(wanted(token)) unexpected (ident wanted)")
      }
      try close(name)
      return try closeBracket(scan())
    }
    let isDeclaration = token == .sign(UInt8(ascii: "!"))
    let isInstruction = token == .sign(UInt8(ascii: "?"))
    if isDeclaration || isInstruction { token = scan() }
    guard case .name(let name) = token else {
      throw fault("\(wanted(token)) unexpected (ident or '/' wanted)")
    }
    let known = nodes.count
    enter(.tag, name)
    token = try attributes(inDeclaration: isDeclaration)
    if token == .sign(UInt8(ascii: "/")) {
      leave()
      token = scan()
    }
    if isInstruction {
      guard token == .sign(UInt8(ascii: "?")) else {
        throw fault("\(wanted(token)) unexpected ('?' wanted)")
      }
      leave()
      token = scan()
    }
    if isDeclaration { leave() }
    // What is no element has no nodes.
    if isDeclaration || isInstruction { nodes.removeSubrange(known...) }
    try closeBracket(token)
  }

  private mutating func closeBracket(_ token: Token) throws(XMLDocument.Fault) {
    guard token == .sign(UInt8(ascii: ">")) else {
      throw fault("\(wanted(token)) unexpected ('>' wanted)")
    }
  }

  private mutating func attributes(inDeclaration: Bool) throws(XMLDocument.Fault) -> Token {
    var token = scan()
    while true {
      switch token {
      case .name(let name):
        token = scan()
        switch token {
        case .sign(UInt8(ascii: "=")):
          enter(.attribute, name)
          addText(try attributeValue())
        case .name: enter(.attribute, name)
        case .string where inDeclaration: continue
        default: return token
        }
        leave()
        token = scan()
      case .string where inDeclaration: token = scan()
      default: return token
      }
    }
  }

  private mutating func attributeValue() throws(XMLDocument.Fault) -> Range<Int> {
    let token = scan()
    switch token {
    case .name(let range), .string(let range): return range
    default: throw fault("\(wanted(token)) unexpected (ident or string wanted)")
    }
  }

  // MARK: Nodes

  private mutating func enter(_ kind: XMLDocument.Kind, _ name: Range<Int>) {
    add(kind, name)
    open.append(nodes.count - 1)
  }

  private mutating func add(_ kind: XMLDocument.Kind, _ range: Range<Int>) {
    // The root comes before all of these.
    let parent = open.last.map { $0 + 1 } ?? 0
    nodes.append(
      XMLDocument.Node(
        kind: kind,
        level: open.count + 1,
        parent: parent,
        bytes: range,
        end: range.upperBound
      )
    )
  }

  private mutating func addText(_ range: Range<Int>) {
    if !range.isEmpty { add(.text, range) }
  }

  private mutating func leave() {
    guard let last = open.popLast() else { return }
    // The bracket of a tag is taken to follow at once.
    nodes[last].end = nodes[last].kind == .tag ? min(place + 1, bytes.count) : place
  }

  private mutating func close(_ name: Range<Int>) throws(XMLDocument.Fault) {
    let given = String(decoding: bytes[name], as: UTF8.self)
    guard let last = open.last else {
      throw fault("'</\(given)>' unexpected (END-OF-INPUT wanted)")
    }
    let expected = String(decoding: bytes[nodes[last].bytes], as: UTF8.self)
    guard given == expected else {
      throw fault("'</\(given)>' unexpected ('</\(expected)>' wanted)")
    }
    leave()
  }

  // MARK: Tokens

  private mutating func scan() -> Token {
    while place < bytes.count, bytes[place].isXMLBlank { place += 1 }
    guard place < bytes.count else { return .end }
    if skip("<!--", until: "-->") != nil { return .comment }
    if let range = skip("<![CDATA[", until: "]]>") { return .characters(range) }
    let byte = bytes[place]
    switch byte {
    case UInt8(ascii: "?"), UInt8(ascii: "="), UInt8(ascii: "/"), UInt8(ascii: "<"),
      UInt8(ascii: ">"),
      UInt8(ascii: "!"):
      place += 1
      return .sign(byte)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let start = place + 1
      place = start
      while place < bytes.count, bytes[place] != byte { place += 1 }
      let range = start..<place
      if place < bytes.count { place += 1 }
      return .string(range)
    default:
      guard byte.beginsXMLName else { return .unknown }
      let start = place
      while place < bytes.count, bytes[place].isInXMLName { place += 1 }
      return .name(start..<place)
    }
  }

  /// Goes past what begins and ends so.
  ///
  /// - Returns: what lies between; nil where it does not begin here.
  private mutating func skip(_ beginning: String, until ending: String) -> Range<Int>? {
    guard bytes[place...].starts(with: beginning.utf8) else { return nil }
    let start = place + beginning.utf8.count
    var end = start
    while end < bytes.count, !bytes[end...].starts(with: ending.utf8) { end += 1 }
    place = min(bytes.count, end + ending.utf8.count)
    return start..<min(end, bytes.count)
  }

  // MARK: Faults

  private func wanted(_ token: Token) -> String {
    switch token {
    case .end: "END-OF-INPUT"
    case .comment: "COMMENT"
    case .characters: "CDATA"
    case .string: "STRING"
    case .name: "IDENT"
    case .sign(let byte): "'\(Character(UnicodeScalar(byte)))'"
    case .unknown: "unknown token"
    }
  }

  private func fault(_ message: String) -> XMLDocument.Fault {
    let before = bytes.prefix(place)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")) ?? 0
    return XMLDocument.Fault(
      message: "parse error at line \(line) pos \(place - start + 1): \(message)"
    )
  }
}

extension UInt8 {
  fileprivate var isXMLBlank: Bool { self == 0x20 || (0x09...0x0d).contains(self) && self != 0x0b }

  var beginsXMLName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"),
      UInt8(ascii: ":"), 0x80...:
      true
    default: false
    }
  }

  var isInXMLName: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."): true
    default: beginsXMLName
    }
  }
}
