/// Reads dates and times in the loose forms that MySQL accepts.
struct InstantReader {
  private let bytes: [UInt8]
  private var position = 0
  /// Whether something may follow.
  private let isPrefix: Bool

  /// Whether the whole text was read.
  var isAtEnd: Bool { position == bytes.count }

  init(_ text: String, isPrefix: Bool = false) {
    self.isPrefix = isPrefix
    var bytes = Array(text.utf8)
    while let last = bytes.last, last == 32 || (9...13).contains(last) { bytes.removeLast() }
    self.bytes = bytes
    while position < bytes.count, bytes[position] == 32 { position += 1 }
  }

  mutating func read() -> Instant? {
    let start = position
    let first = digitRun()
    guard first > 0 else { return nil }
    let atEnd = position == bytes.count || bytes[position] == UInt8(ascii: ".")
    if first >= 5, atEnd || bytes[position] == UInt8(ascii: "T") {
      return packed(start, first)
    }
    position = start
    return separated()
  }

  private mutating func digitRun() -> Int {
    let start = position
    while position < bytes.count, NumberScanner.isDigit(bytes[position]) { position += 1 }
    return position - start
  }

  private func number(_ start: Int, _ count: Int) -> Int {
    var result = 0
    for byte in bytes[start..<min(start + count, bytes.count)] {
      result = result * 10 + Int(byte) - 48
    }
    return result
  }

  /// `20261121`, `261121`, `20261121010203.5`: a year of four digits where there are 8 or at least 14, else of
  /// two; what has no room is left over.
  private mutating func packed(_ start: Int, _ digits: Int) -> Instant? {
    let count = min(digits, 14)
    let yearDigits = count == 8 || count == 14 ? 4 : 2
    position = start + count
    var parts = [number(start, yearDigits)]
    var at = start + yearDigits
    while at < start + count, parts.count < 6 {
      parts.append(number(at, min(2, start + count - at)))
      at += 2
    }
    guard parts.count >= 3 else { return nil }
    if yearDigits == 2 { parts[0] = Self.fullYear(parts[0]) }
    var result = Instant(year: parts[0], month: parts[1], day: parts[2])
    if parts.count > 3 {
      parts += Array(repeating: 0, count: 6 - parts.count)
      (result.hour, result.minute, result.second) = (parts[3], parts[4], parts[5])
      result.isDate = false
    } else if position < bytes.count, bytes[position] == UInt8(ascii: "T") {
      return nil
    }
    return fraction(result, hasSeconds: !result.isDate)
  }

  static func fullYear(_ short: Int) -> Int { short < 70 ? short + 2000 : short + 1900 }

  /// `2026-11-21`, `26/1/2 3:4:5`, `2026-11-21T01:02:03.5`.
  private mutating func separated() -> Instant? {
    var parts: [Int] = []
    var firstDigits = 0
    while parts.count < 6 {
      let start = position
      let count = digitRun()
      guard count > 0 else { break }
      guard count <= 6 else { return nil }
      if parts.isEmpty { firstDigits = count }
      parts.append(number(start, count))
      if parts.count == 6 || !skipSeparator(after: parts.count) { break }
    }
    guard parts.count >= 3, parts.count != 4 || isAtEnd || isPrefix else { return nil }
    // A year of one digit is that year; a date of zeros has none.
    if firstDigits == 2, parts[..<3].contains(where: { $0 > 0 }) {
      parts[0] = Self.fullYear(parts[0])
    }
    return assembled(parts)
  }

  private mutating func assembled(_ parts: [Int]) -> Instant? {
    var result = Instant(year: parts[0], month: parts[1], day: parts[2])
    if parts.count == 3 { return isAtEnd || isPrefix ? result : nil }
    result.isDate = false
    result.hour = parts[3]
    result.minute = parts.count > 4 ? parts[4] : 0
    result.second = parts.count > 5 ? parts[5] : 0
    return fraction(result, hasSeconds: parts.count > 5)
  }

  private mutating func skipSeparator(after count: Int) -> Bool {
    let start = position
    while position < bytes.count, Self.isSeparator(bytes[position], after: count) {
      position += 1
    }
    return position > start && position < bytes.count
  }

  private static func isSeparator(_ byte: UInt8, after count: Int) -> Bool {
    if count == 3, byte == UInt8(ascii: "T") || byte == 32 { return true }
    return (33...47).contains(byte) || (58...64).contains(byte) || (91...96).contains(byte)
      || (123...126).contains(byte)
  }

  /// The fraction, rounded to microseconds, then an offset such as `+02:00`, which is applied.
  private mutating func fraction(_ instant: Instant, hasSeconds: Bool = true) -> Instant? {
    var result = instant
    var carry = false
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      let start = position
      let count = digitRun()
      for index in 0..<6 {
        let digit = index < count ? Int(bytes[start + index]) - 48 : 0
        result.microsecond = result.microsecond * 10 + digit
      }
      carry = count > 6 && bytes[start + 6] >= 53
    }
    if let offset = zoneOffset() {
      guard result.isValid, result.isWholeDate else { return nil }
      return Instant(microseconds: result.microseconds - offset)
    }
    // A sign behind the seconds begins an offset, or spoils the whole.
    if hasSeconds, position < bytes.count, [43, 45].contains(bytes[position]) { return nil }
    guard isAtEnd || isPrefix else { return nil }
    return carry && result.isValid && result.isWholeDate
      ? Instant(microseconds: result.microseconds + 1) : result
  }

  private mutating func zoneOffset() -> Int64? {
    guard let offset = TimeZoneOffset.microseconds(bytes[position...]) else { return nil }
    position = bytes.count
    return offset
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
    guard text.utf8.count > 16, text.contains(":") else { return false }
    return [6, 5].contains { microseconds(text.utf8.suffix($0)) != nil }
  }

  /// The microseconds of `+02:00` or `-05:30`; nil for anything else.
  static func microseconds(_ bytes: some Collection<UInt8>) -> Int64? {
    let bytes = Array(bytes)
    guard let sign = bytes.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
      return nil
    }
    let parts = bytes.dropFirst().split(
      separator: UInt8(ascii: ":"),
      omittingEmptySubsequences: false
    )
    guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count),
      let hours = Int(String(decoding: parts[0], as: UTF8.self)),
      let minutes = Int(String(decoding: parts[1], as: UTF8.self)),
      minutes < 60
    else { return nil }
    let isWest = sign == UInt8(ascii: "-")
    // From -13:59 to +14:00, as in MySQL.
    guard hours * 60 + minutes <= (isWest ? 839 : 840) else { return nil }
    let offset = Int64(hours * 60 + minutes) * 60_000_000
    return isWest ? -offset : offset
  }
}
