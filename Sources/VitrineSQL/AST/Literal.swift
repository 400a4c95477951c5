/// A constant in the text.
///
/// `ordinals` are the positions of its tokens among all literal tokens (numbers, strings, hex, bit)
/// of the statement, counted from 0; adjacent strings make one literal of several tokens. `NULL`,
/// `TRUE` and `FALSE` are keywords and have an empty range.
package struct Literal: Sendable {
  package var kind: LiteralKind
  package var span: Span
  private var firstOrdinal: Int32
  private var endOfOrdinals: Int32
  private var introducer: Introducer?
}

extension Literal {
  package init(
    kind: LiteralKind,
    charset: String? = nil,
    ordinals: Range<Int> = 0..<0,
    span: Span = .none
  ) {
    self.init(
      kind: kind,
      span: span,
      firstOrdinal: Int32(clamping: ordinals.lowerBound),
      endOfOrdinals: Int32(clamping: ordinals.upperBound),
      introducer: charset.map { .charset($0) }
    )
  }

  /// A constant of one token, as it was read.
  @inline(__always)
  init(read kind: LiteralKind, ordinal: Int32, span: Span) {
    self.init(
      kind: kind,
      span: span,
      firstOrdinal: ordinal,
      endOfOrdinals: ordinal &+ 1,
      introducer: nil
    )
  }

  /// Rare, and so a box: it keeps literals small.
  private indirect enum Introducer: Sendable {
    case charset(String)
  }

  /// The introducer, `_latin1'x'` ⇒ `latin1`; `utf8mb3` for `N'x'`.
  package var charset: String? {
    get {
      guard case .charset(let name)? = introducer else { return nil }
      return name
    }
    set { introducer = newValue.map { .charset($0) } }
  }

  package var ordinals: Range<Int> {
    get { Int(firstOrdinal)..<Int(max(firstOrdinal, endOfOrdinals)) }
    set {
      firstOrdinal = Int32(clamping: newValue.lowerBound)
      endOfOrdinals = Int32(clamping: newValue.upperBound)
    }
  }
}

extension Literal: Hashable {
  /// Whether both stand for the same constant; like its place, the ordinals are no part of that.
  package static func == (left: Literal, right: Literal) -> Bool {
    left.kind == right.kind && left.charset == right.charset
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(kind)
    hasher.combine(charset)
  }
}

/// What a literal stands for.
///
/// Numbers keep their digits, so nothing is lost before they are typed.
package enum LiteralKind: Sendable, Hashable {
  case null
  case `true`
  case `false`
  /// `42`: digits only; a sign is an operator.
  case integer(String)
  /// `1.50`: exact, with the digits as written.
  case decimal(String)
  /// `1.5e3`: approximate.
  case float(String)
  /// The text after escapes. A string that is no valid UTF-8 is read as `hex`.
  case string(String)
  /// `x'4D'`, `0x4D`.
  case hex([UInt8])
  /// `b'101'`, `0b101`: big-endian bytes, the first padded with zeros.
  case bit([UInt8])
  /// `DATE '2026-11-21'`.
  case date(String)
  /// `TIME '10:11:12'`.
  case time(String)
  /// `TIMESTAMP '2026-11-21 10:11:12'`.
  case timestamp(String)
}

/// A value given when the statement runs.
package enum Parameter: Sendable, Hashable {
  /// `?`, numbered from 0 in the order of the text.
  case positional(Int)
  /// `:name`.
  case named(String)
  /// `::name`, a list of values after `IN`.
  case list(String)
}
