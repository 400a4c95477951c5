import VitrineSQL

/// The collation key behind Vitess's loose vindexes: the primary weights of a text under the root
/// collation of golang.org/x/text (CLDR 23, Unicode 6.2).
///
/// Texts that differ only in case, accents or trailing spaces have the same key. Each weight is two
/// bytes, most significant first, or three with the highest bit set; characters without weight leave
/// nothing.
enum LooseCollation {
  /// The key of a text.
  ///
  /// - Throws: `vindexError` when the bytes are not UTF-8, as in Vitess.
  static func key(of bytes: [UInt8]) throws(SQLError) -> [UInt8] {
    var length = bytes.count
    while length > 0, bytes[length - 1] == UInt8(ascii: " ") { length -= 1 }
    guard let text = String(validating: bytes[..<length], as: UTF8.self) else {
      throw SQLError(.vindexError, "cannot normalize a text that is not UTF-8")
    }
    var writer = KeyWriter(scalars: Array(text.unicodeScalars))
    writer.run()
    return writer.key
  }
}

/// A weight with the combining class of the mark it belongs to.
private struct Element {
  let packed: UInt32

  init(packed: UInt32) {
    self.packed = packed
  }

  init(class combiningClass: Int, primary: Int) {
    packed = UInt32(combiningClass) << 24 | UInt32(primary)
  }

  var primary: UInt32 { packed & 0xFF_FFFF }
  var combiningClass: UInt32 { packed >> 24 }
}

/// Writes a key: finds each character's elements, puts marks into their canonical order.
private struct KeyWriter {
  let scalars: [Unicode.Scalar]
  private(set) var key: [UInt8] = []
  /// Elements of marks not yet written, which one of a lower class may still precede.
  private var marks: [Element] = []
  private let weights = LooseWeights.shared

  init(scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  mutating func run() {
    var position = 0
    while position < scalars.count { position = step(position) }
    flush()
  }

  /// Writes what begins at a position; gives the position behind it.
  private mutating func step(_ position: Int) -> Int {
    let scalar = scalars[position]
    if let node = weights.contractions[scalar.value] {
      if let match = contraction(after: position, from: node) {
        for element in match.elements { append(element) }
        for skipped in match.skipped { appendCharacter(scalars[skipped]) }
        return match.end
      }
    }
    appendCharacter(scalar)
    return position + 1
  }

  private mutating func appendCharacter(_ scalar: Unicode.Scalar) {
    if let elements = weights.elements(of: scalar.value) {
      for element in elements { append(element) }
    } else if (0xAC00...0xD7A3).contains(scalar.value) {
      for part in Self.jamo(scalar.value) {
        for element in weights.elements(of: part) ?? [] { append(element) }
      }
    } else {
      append(Element(class: 0, primary: Self.implicitWeight(scalar)))
    }
  }

  private mutating func append(_ element: Element) {
    guard element.combiningClass > 0 else {
      flush()
      write(element.primary)
      return
    }
    let place = marks.lastIndex { $0.combiningClass <= element.combiningClass }
    marks.insert(element, at: place.map { $0 + 1 } ?? 0)
  }

  private mutating func flush() {
    for mark in marks { write(mark.primary) }
    marks.removeAll(keepingCapacity: true)
  }

  private mutating func write(_ weight: UInt32) {
    guard weight > 0 else { return }
    if weight > 0x7FFF { key.append(UInt8(truncatingIfNeeded: weight >> 16) | 0x80) }
    key.append(UInt8(truncatingIfNeeded: weight >> 8))
    key.append(UInt8(truncatingIfNeeded: weight))
  }

  /// The weight of a character the table does not have: by its code, ideographs before all else.
  private static func implicitWeight(_ scalar: Unicode.Scalar) -> Int {
    let code = Int(scalar.value)
    guard scalar.properties.isIdeographic else { return code + 0x50000 }
    let isCommon = (0x4E00...0x9FFF).contains(code) || (0xF900...0xFAFF).contains(code)
    return code + (isCommon ? 0x10000 : 0x20000)
  }

  /// The two or three letters a Hangul syllable is written with (Unicode, section 3.12).
  private static func jamo(_ syllable: UInt32) -> [UInt32] {
    let index = syllable - 0xAC00
    let tail = index % 28
    let letters = [0x1100 + index / 588, 0x1161 + index % 588 / 28]
    return tail == 0 ? letters : letters + [0x11A7 + tail]
  }
}

extension KeyWriter {
  /// The longest sequence with elements of its own that begins with a character.
  ///
  /// As the Unicode algorithm has it, marks may stand between its parts if each has a lower class
  /// than the part behind it; those skipped keep their own elements and come after.
  private func contraction(
    after start: Int,
    from root: LooseWeights.Node
  ) -> (
    elements: [Element], skipped: [Int], end: Int
  )? {
    var node = root
    var best: (elements: [Element], skipped: [Int], end: Int)?
    var position = start + 1
    while position < scalars.count, let next = node.next[scalars[position].value] {
      node = next
      position += 1
      if let elements = node.elements { best = (elements, [], position) }
    }
    var skipped: [Int] = []
    var classBefore: UInt8 = 0
    while position < scalars.count, !node.next.isEmpty {
      let combiningClass = scalars[position].properties.canonicalCombiningClass.rawValue
      guard combiningClass > classBefore else { break }
      if !skipped.isEmpty, let next = node.next[scalars[position].value] {
        node = next
        if let elements = node.elements { best = (elements, skipped, position + 1) }
      } else {
        skipped.append(position)
      }
      classBefore = combiningClass
      position += 1
    }
    return best
  }
}

/// The table of weights, unpacked once.
private final class LooseWeights: Sendable {
  /// A state in the recognition of sequences.
  struct Node: Sendable {
    var next: [UInt32: Node] = [:]
    var elements: [Element]?
  }

  static let shared = LooseWeights()

  /// For every 128 characters the number of their page in `entries`; 0 is the page of no entries.
  private let pages: [UInt16]
  /// Where a character's elements begin in `pool`, and in the highest byte how many they are.
  private let entries: [UInt32]
  private let pool: [Element]
  let contractions: [UInt32: Node]

  private init() {
    var reader = PackedReader(LooseCollation.packedWeights)
    var pages = [UInt16](repeating: 0, count: 0x11_0000 / 128)
    var entries = [UInt32](repeating: Self.absent, count: 128)
    var pool: [Element] = []
    var code = -1
    var head = reader.number()
    while head > 1, code + head >> 1 < 0x11_0000 {
      code += head >> 1
      if pages[code >> 7] == 0 {
        pages[code >> 7] = UInt16(entries.count / 128)
        entries += repeatElement(Self.absent, count: 128)
      }
      let elements = head & 1 == 1 ? [reader.simpleElement()] : reader.elements()
      entries[Int(pages[code >> 7]) << 7 + code & 127] =
        UInt32(elements.count) << 24 | UInt32(pool.count)
      pool += elements
      head = reader.number()
    }
    self.pages = pages
    self.entries = entries
    self.pool = pool
    contractions = Self.contractions(&reader)
  }

  private static let absent = UInt32.max

  func elements(of code: UInt32) -> ArraySlice<Element>? {
    let page = pages[Int(code >> 7)]
    guard page > 0 else { return nil }
    let entry = entries[Int(page) << 7 + Int(code & 127)]
    guard entry != Self.absent else { return nil }
    let start = Int(entry & 0xFF_FFFF)
    return pool[start..<(start + Int(entry >> 24))]
  }

  private static func contractions(_ reader: inout PackedReader) -> [UInt32: Node] {
    var root = Node()
    for _ in 0..<reader.number() {
      let codes = (0..<reader.number()).map { _ in UInt32(reader.number()) }
      insert(codes[...], reader.elements(), into: &root)
    }
    return root.next
  }

  private static func insert(
    _ codes: ArraySlice<UInt32>,
    _ elements: [Element],
    into node: inout Node
  ) {
    guard let first = codes.first else {
      node.elements = elements
      return
    }
    insert(codes.dropFirst(), elements, into: &node.next[first, default: Node()])
  }
}

/// Reads the numbers of the packed table out of base64.
private struct PackedReader {
  private let bytes: [UInt8]
  private var position = 0
  private var weightBefore = 0

  init(_ base64: StaticString) {
    bytes = base64.withUTF8Buffer { Self.decoded($0) }
  }

  /// A number of seven bits a byte, least significant first; 0 past the end.
  mutating func number() -> Int {
    var result = 0
    var shift = 0
    while position < bytes.count, shift < 56 {
      let byte = bytes[position]
      position += 1
      result |= Int(byte & 127) << shift
      if byte < 128 { break }
      shift += 7
    }
    return result
  }

  mutating func simpleElement() -> Element { Element(class: 0, primary: weight()) }

  mutating func elements() -> [Element] {
    (0..<number()).map { _ in
      let combiningClass = number()
      return Element(class: combiningClass, primary: weight())
    }
  }

  private mutating func weight() -> Int {
    let difference = number()
    weightBefore += difference & 1 == 0 ? difference >> 1 : -((difference + 1) >> 1)
    return weightBefore
  }

  private static func decoded(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count / 4 * 3)
    var bits: UInt32 = 0
    var count: UInt32 = 0
    for character in text {
      guard let digit = digit(character) else { continue }
      bits = bits << 6 | digit
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> count))
      }
    }
    return result
  }

  private static func digit(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
