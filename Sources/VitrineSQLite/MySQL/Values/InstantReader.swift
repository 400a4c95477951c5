/// Reads dates and times in the loose forms that MySQL accepts, field by field as its `str_to_datetime` does.
struct InstantReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Whether something may follow.
  private let isPrefix: Bool
  /// Whether it is none where punctuation stands in it, but no space.
  private let isSpaced: Bool
  /// Year, month, day, hour, minute, second and microseconds, as far as they are there.
  private var fields: [Int] = []
  private var yearDigits = 0
  /// What the digits after the sixth of a fraction add to it.
  private var carry: Int64 = 0
  private var offset: Int64?
  private var hasPunctuation = false
  private var hasSpace = false
  /// Whether what was read has the form of a date, but a number that is too large, or too few of them.
  private(set) var isOutOfRange = false

  /// Whether it says its offset from UTC.
  var hasOffset: Bool { offset != nil }

  /// Whether nothing but spaces is left.
  var isAtEnd: Bool { bytes[position...].allSatisfy(NumberScanner.isSpace) }

  init(_ text: String, isPrefix: Bool = false, isSpaced: Bool = false) {
    self.isPrefix = isPrefix
    self.isSpaced = isSpaced
    bytes = Array(text.utf8)
    while position < bytes.count, NumberScanner.isSpace(bytes[position]) { position += 1 }
  }

  /// Nil where it is none; the day may be one that its month has not.
  mutating func read() -> Instant? {
    guard readFields(widthOfYear: packedYear), !fields.isEmpty,
      !isSpaced || hasSpace || !hasPunctuation
    else { return nil }
    guard fields.count >= 3 else {
      isOutOfRange = true
      return nil
    }
    if yearDigits == 2, fields.contains(where: { $0 > 0 }) { fields[0] = Self.fullYear(fields[0]) }
    var result = Instant(year: fields[0], month: fields[1], day: fields[2])
    if fields.count > 3 {
      fields += Array(repeating: 0, count: 7 - fields.count)
      (result.hour, result.minute, result.second) = (fields[3], fields[4], fields[5])
      (result.microsecond, result.isDate) = (fields[6], false)
    }
    isOutOfRange = !result.hasValidParts
    guard !isOutOfRange, isAtEnd || isPrefix else { return nil }
    let moved = carry - (offset ?? 0)
    if offset == nil, moved == 0 || !result.isValid || !result.isWholeDate { return result }
    guard result.isValid, result.isWholeDate else { return nil }
    return Instant(microseconds: result.microseconds + moved)
  }

  static func fullYear(_ short: Int) -> Int { short < 70 ? short + 2000 : short + 1900 }

  /// The digits of the year where the text is digits, with a `T` or not, up to its end or a point.
  ///
  /// Every field then has its width: `20261121`, `261121`, `20261121T010203.5`.
  private var packedYear: Int? {
    let rest = bytes[position...].drop { NumberScanner.isDigit($0) || $0 == UInt8(ascii: "T") }
    guard rest.isEmpty || rest.first == UInt8(ascii: ".") else { return nil }
    let digits = rest.startIndex - position
    return digits == 4 || digits == 8 || digits >= 14 ? 4 : 2
  }

  private mutating func readFields(widthOfYear: Int?) -> Bool {
    while fields.count < 7, position < bytes.count, NumberScanner.isDigit(bytes[position]) {
      let index = fields.count
      let width: Int? =
        switch index {
        case 0: widthOfYear
        case 6: 6
        default: widthOfYear.map { _ in 2 }
        }
      guard readField(width: width) else { return false }
      guard position < bytes.count else { break }
      switch index {
      case 2 where isISO: position += 1
      case 5:
        guard bytes[position] == UInt8(ascii: ".") else { return readOffset() }
        position += 1
      case 6: return skipNanoseconds() || readOffset() && skipSeparators(after: index)
      default: guard skipSeparators(after: index) else { return false }
      }
    }
    return true
  }

  /// One number, a fraction in microseconds; false where it cannot be a part of a date.
  private mutating func readField(width: Int?) -> Bool {
    let start = position
    var number = 0
    while position < bytes.count, NumberScanner.isDigit(bytes[position]),
      width.map({ position - start < $0 }) ?? true
    {
      number = number * 10 + Int(bytes[position] - 48)
      guard number <= 999_999 else { return false }
      position += 1
    }
    if fields.isEmpty { yearDigits = width ?? position - start }
    fields.append(fields.count == 6 ? number * Int(Fraction.unit(position - start)) : number)
    return true
  }

  /// Whether the fraction has more than six digits, which round it; an offset cannot follow them.
  private mutating func skipNanoseconds() -> Bool {
    guard NumberScanner.isDigit(bytes[position]) else { return false }
    carry = bytes[position] >= 53 ? 1 : 0
    while position < bytes.count, NumberScanner.isDigit(bytes[position]) { position += 1 }
    return true
  }

  /// Whether a `T` and a digit stand here.
  private var isISO: Bool {
    bytes[position] == UInt8(ascii: "T") && position + 1 < bytes.count
      && NumberScanner.isDigit(bytes[position + 1])
  }

  /// Goes past punctuation, and spaces after the day and the fraction; false at others.
  private mutating func skipSeparators(after index: Int) -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      if NumberScanner.isSpace(byte) {
        guard index == 2 || index == 6 else { return false }
        hasSpace = true
      } else if !Self.isPunctuation(byte) {
        break
      }
      hasPunctuation = true
      position += 1
    }
    return true
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    (33...47).contains(byte) || (58...64).contains(byte) || (91...96).contains(byte)
      || (123...126).contains(byte)
  }

  /// An offset such as `+02:00`, where a sign stands; false where the sign begins none.
  private mutating func readOffset() -> Bool {
    guard position < bytes.count, [43, 45].contains(bytes[position]) else { return true }
    offset = TimeZoneOffset.microseconds(inLiteral: bytes[position...])
    position = bytes.count
    return offset != nil
  }
}

extension Instant {
  /// The local time of a text that says its offset from UTC, `2026-11-21 10:00:00+02:00`, which is read as the
  /// time in UTC; any other text is of the session's time zone as it stands.
  func shown(in zone: SessionTimeZone, asReadFrom text: String) -> Instant {
    guard zone != .utc, !isDate, TimeZoneOffset.ends(text) else { return self }
    return Instant(microseconds: zone.local(microseconds)) ?? self
  }
}

/// Offsets from UTC as MySQL writes them.
enum TimeZoneOffset {
  /// Whether a date and time says its offset at its end.
  static func ends(_ text: String) -> Bool {
    guard text.utf8.count > 16, Instant(iso: text) == nil else { return false }
    var reader = InstantReader(text, isPrefix: true)
    return reader.read() != nil && reader.hasOffset
  }

  /// The microseconds of `+02:00`, `+2:00` or `-05:30`, a time zone's name; nil for anything else.
  static func microseconds(_ bytes: some Collection<UInt8>) -> Int64? {
    // From -13:59 to +14:00, as in MySQL.
    signed(bytes, hours: 1...2, west: 839)
  }

  /// The same behind a date and time, perhaps before spaces: from -14:00 to +14:00, hours of two digits, not `-00:00`.
  static func microseconds(inLiteral bytes: some Collection<UInt8>) -> Int64? {
    guard bytes.dropFirst(6).allSatisfy(NumberScanner.isSpace) else { return nil }
    let offset = signed(bytes.prefix(6), hours: 2...2, west: 840)
    return offset == 0 && bytes.first == UInt8(ascii: "-") ? nil : offset
  }

  private static func signed(
    _ bytes: some Collection<UInt8>,
    hours digits: ClosedRange<Int>,
    west: Int
  ) -> Int64? {
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let parts = Array(bytes.dropFirst()).split(
      separator: UInt8(ascii: ":"),
      omittingEmptySubsequences: false
    )
    guard parts.count == 2, parts[1].count == 2, digits.contains(parts[0].count),
      parts.joined().allSatisfy(NumberScanner.isDigit),
      let hours = Int(String(decoding: parts[0], as: UTF8.self)),
      let minutes = Int(String(decoding: parts[1], as: UTF8.self)),
      minutes < 60
    else { return nil }
    let isWest = sign == UInt8(ascii: "-")
    guard hours * 60 + minutes <= (isWest ? west : 840) else { return nil }
    let offset = Int64(hours * 60 + minutes) * 60_000_000
    return isWest ? -offset : offset
  }
}
