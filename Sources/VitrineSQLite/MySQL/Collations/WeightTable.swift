import VitrineSharding

/// Collation elements by code point, unpacked once from their packed form.
///
/// Two steps lead to an element: the page of 256 code points, then the code point's place in it. What
/// has no entry gets the implicit weights of the Unicode Collation Algorithm, as the version has them.
final class WeightTable: Sendable {
  /// One collation element.
  struct Element: Sendable, Hashable {
    var primary: UInt16
    var secondary: UInt16
    var tertiary: UInt16
  }

  /// Of `utf8mb4_0900_ai_ci` and its kin.
  static let unicode900 = WeightTable(packed: UnicodeWeights.packed, .unicode900)
  /// Of `utf8mb4_unicode_ci`: primary weights alone.
  static let unicode400 = WeightTable(packed: Unicode400Weights.packed, .unicode400)
  /// Of `utf8mb4_unicode_520_ci`: primary weights alone.
  static let unicode520 = WeightTable(packed: Unicode520Weights.packed, .unicode520)
  /// Of `utf8mb4_general_ci`: the characters that do not weigh themselves.
  static let general = WeightTable(packed: GeneralWeights.packed, .unicode400)

  /// Whose rules give weights to what has no entry.
  private enum Version {
    case unicode400
    case unicode520
    case unicode900
  }

  /// Of a collation of one language: what weighs otherwise there, and `utf8mb4_unicode_ci`'s for the rest.
  static func language(_ collation: Collation) -> WeightTable? { languages[collation] }

  private static let languages: [Collation: WeightTable] = [
    .utf8mb4IcelandicCi: WeightTable(over: unicode400, LanguageWeights.icelandic),
    .utf8mb4LatvianCi: WeightTable(over: unicode400, LanguageWeights.latvian),
    .utf8mb4RomanianCi: WeightTable(over: unicode400, LanguageWeights.romanian),
    .utf8mb4SlovenianCi: WeightTable(over: unicode400, LanguageWeights.slovenian),
    .utf8mb4PolishCi: WeightTable(over: unicode400, LanguageWeights.polish),
    .utf8mb4EstonianCi: WeightTable(over: unicode400, LanguageWeights.estonian),
    .utf8mb4SpanishCi: WeightTable(over: unicode400, LanguageWeights.spanish),
    .utf8mb4SwedishCi: WeightTable(over: unicode400, LanguageWeights.swedish),
    .utf8mb4RomanCi: WeightTable(over: unicode400, LanguageWeights.roman),
    .utf8mb4PersianCi: WeightTable(over: unicode400, LanguageWeights.persian),
    .utf8mb4EsperantoCi: WeightTable(over: unicode400, LanguageWeights.esperanto),
    .utf8mb4HungarianCi: WeightTable(over: unicode400, LanguageWeights.hungarian),
    .utf8mb4German2Ci: WeightTable(over: unicode400, LanguageWeights.german2),
    .utf8mb4VietnameseCi: WeightTable(over: unicode400, LanguageWeights.vietnamese),
  ]

  /// Of a collation of latin1, whose characters weigh a byte each.
  static func latin1(_ collation: Collation) -> WeightTable? { ofLatin1[collation] }

  private static let ofLatin1: [Collation: WeightTable] = [
    .latin1GeneralCi: WeightTable(packed: LanguageWeights.latin1GeneralCi, .unicode400),
    .latin1GeneralCs: WeightTable(packed: LanguageWeights.latin1GeneralCs, .unicode400),
    .latin1German1Ci: WeightTable(packed: LanguageWeights.latin1German1Ci, .unicode400),
    .latin1DanishCi: WeightTable(packed: LanguageWeights.latin1DanishCi, .unicode400),
    .latin1SpanishCi: WeightTable(packed: LanguageWeights.latin1SpanishCi, .unicode400),
  ]

  private let version: Version
  /// Whose elements are those of code points without an entry here.
  private let base: WeightTable?

  /// Where each page begins in `places`; -1 for a page without entries.
  private let pages: [Int32]
  /// `offset << 8 | count` into `elements`; 0 where there is no entry.
  private let places: [UInt32]
  private let elements: [Element]

  private convenience init(over base: WeightTable, _ packed: StaticString) {
    self.init(packed: packed, base.version, base: base)
  }

  private init(packed: StaticString, _ version: Version, base: WeightTable? = nil) {
    self.version = version
    self.base = base
    var builder = WeightTableBuilder(packed.withUTF8Buffer { Base64.decode($0) ?? [] })
    builder.build()
    (pages, places, elements) = (builder.pages, builder.places, builder.elements)
  }

  /// The first element of a code point's entry, if it has one.
  func first(_ point: UInt32) -> Element? {
    guard let entry = entry(point) else { return base?.first(point) }
    return elements[entry].first
  }

  /// Where in `elements` a code point's entry lies.
  @inline(__always)
  private func entry(_ point: UInt32) -> Range<Int>? {
    let page = Int(point >> 8)
    guard page < pages.count, pages[page] >= 0 else { return nil }
    let place = places[Int(pages[page]) + Int(point & 0xff)]
    guard place != 0 else { return nil }
    let start = Int(place >> 8)
    return start..<(start + Int(place & 0xff))
  }

  /// Calls `body` with each element of a code point, in order.
  @inline(__always)
  func forEach(_ point: UInt32, _ body: (Element) -> Void) {
    if let entry = entry(point) {
      for element in elements[entry] { body(element) }
      return
    }
    if let base { return base.forEach(point, body) }
    switch version {
    case .unicode900: implicit(point, body)
    case .unicode400 where point > 0xffff:
      // All characters beyond the Basic Multilingual Plane weigh the same.
      body(Element(primary: 0xfffd, secondary: 0, tertiary: 0))
    case .unicode400, .unicode520: implicitPrimaries(point, body)
    }
  }

  /// The older versions' weights, which do not take Hangul apart.
  private func implicitPrimaries(_ point: UInt32, _ body: (Element) -> Void) {
    let base: UInt32
    switch point {
    case 0x4e00...0x9fa5: base = 0xfb40
    case 0x3400...0x4db5: base = 0xfb80
    default: base = 0xfbc0
    }
    let high = UInt16(truncatingIfNeeded: base + point >> 15)
    body(Element(primary: high, secondary: 0, tertiary: 0))
    let low = UInt16(truncatingIfNeeded: point & 0x7fff | 0x8000)
    body(Element(primary: low, secondary: 0, tertiary: 0))
  }

  private func implicit(_ point: UInt32, _ body: (Element) -> Void) {
    if let syllable = HangulSyllable(point) {
      for jamo in syllable.jamo { forEach(jamo, body) }
      return
    }
    let base: UInt32
    var low = point & 0x7fff | 0x8000
    var high = point >> 15
    if (0x17000...0x18aff).contains(point) {
      (base, high, low) = (0xfb00, 0, (point - 0x17000) | 0x8000)
    } else if Self.isCoreHan(point) {
      base = 0xfb40
    } else {
      base = Self.isExtendedHan(point) ? 0xfb80 : 0xfbc0
    }
    let primary = UInt16(truncatingIfNeeded: base + high)
    body(Element(primary: primary, secondary: 0x20, tertiary: 2))
    body(Element(primary: UInt16(truncatingIfNeeded: low), secondary: 0, tertiary: 0))
  }

  private static func isCoreHan(_ point: UInt32) -> Bool {
    (0x4e00...0x9fd5).contains(point)
      || [0xfa0e, 0xfa0f, 0xfa11, 0xfa13, 0xfa14, 0xfa1f, 0xfa21, 0xfa23, 0xfa24].contains(point)
      || (0xfa27...0xfa29).contains(point)
  }

  private static func isExtendedHan(_ point: UInt32) -> Bool {
    (0x3400...0x4db5).contains(point) || (0x20000...0x2a6d6).contains(point)
      || (0x2a700...0x2b734).contains(point) || (0x2b740...0x2b81d).contains(point)
      || (0x2b820...0x2cea1).contains(point)
  }
}

/// A precomposed Hangul syllable and the jamo it is made of.
private struct HangulSyllable {
  let index: UInt32

  init?(_ point: UInt32) {
    guard (0xac00...0xd7a3).contains(point) else { return nil }
    index = point - 0xac00
  }

  var jamo: [UInt32] {
    let lead = 0x1100 + index / 588
    let vowel = 0x1161 + index % 588 / 28
    let tail = index % 28
    return tail == 0 ? [lead, vowel] : [lead, vowel, 0x11a7 + tail]
  }
}

/// Reads the packed form; see `Scripts/collation-weights.py`.
private struct WeightTableBuilder {
  private let bytes: [UInt8]
  private var position = 0
  private var last: Int = 0
  var pages: [Int32] = []
  var places: [UInt32] = []
  var elements: [WeightTable.Element] = []

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func build() {
    var end = 0
    while position < bytes.count {
      let point = end + number()
      let header = number()
      let run = header & 1 == 1 ? number() : 1
      let start = elements.count
      for _ in 0..<(header >> 1) { elements.append(element()) }
      place(point, start, header >> 1)
      for step in 1..<max(run, 1) {
        guard var next = elements.last else { break }
        next.primary &+= 1
        elements.append(next)
        place(point + step, elements.count - 1, 1)
      }
      last += run - 1
      end = point + run
    }
  }

  private mutating func element() -> WeightTable.Element {
    let code = number()
    last += code & 1 == 1 ? -(code + 1) / 2 : code / 2
    return WeightTable.Element(
      primary: UInt16(truncatingIfNeeded: last),
      secondary: UInt16(truncatingIfNeeded: number()),
      tertiary: UInt16(truncatingIfNeeded: number())
    )
  }

  private mutating func number() -> Int {
    var result = 0
    var shift = 0
    while position < bytes.count, shift < 56 {
      let byte = bytes[position]
      position += 1
      result |= Int(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return result
  }

  private mutating func place(_ point: Int, _ start: Int, _ count: Int) {
    let page = point >> 8
    while pages.count <= page { pages.append(-1) }
    if pages[page] < 0 {
      pages[page] = Int32(places.count)
      places.append(contentsOf: repeatElement(0, count: 256))
    }
    places[Int(pages[page]) + (point & 0xff)] = UInt32(start) << 8 | UInt32(count)
  }
}
