/// Reads dates and times in the loose forms that MySQL accepts.
struct InstantReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ text: String) {
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

  /// `20261121`, `261121`, `20261121010203.5`.
  private mutating func packed(_ start: Int, _ count: Int) -> Instant? {
    guard let yearDigits = [6: 2, 8: 4, 12: 2, 14: 4, 5: 1, 7: 3, 11: 1, 13: 3][count] else {
      return nil
    }
    var parts: [Int] = []
    var at = start + yearDigits
    while at < start + count {
      parts.append(number(at, 2))
      at += 2
    }
    let year = number(start, yearDigits)
    var result = Instant(
      year: yearDigits <= 2 ? Self.fullYear(year) : year,
      month: parts[0],
      day: parts[1]
    )
    if parts.count == 5 {
      (result.hour, result.minute, result.second) = (parts[2], parts[3], parts[4])
      result.isDate = false
    } else if position < bytes.count, bytes[position] == UInt8(ascii: "T") {
      return nil
    }
    return fraction(result)
  }

  static func fullYear(_ short: Int) -> Int { short < 70 ? short + 2000 : short + 1900 }

  /// `2026-11-21`, `26/1/2 3:4:5`, `2026-11-21T01:02:03.5`.
  private mutating func separated() -> Instant? {
    var parts: [Int] = []
    var firstDigits = 0
    while parts.count < 6 {
      let start = position
      let count = digitRun()
      guard count > 0, count <= 4 else { break }
      if parts.isEmpty { firstDigits = count }
      parts.append(number(start, count))
      if parts.count == 6 || !skipSeparator(after: parts.count) { break }
    }
    guard parts.count >= 3, parts.count != 4 || position == bytes.count else { return nil }
    if firstDigits <= 2 { parts[0] = Self.fullYear(parts[0]) }
    return assembled(parts)
  }

  private mutating func assembled(_ parts: [Int]) -> Instant? {
    var result = Instant(year: parts[0], month: parts[1], day: parts[2])
    if parts.count == 3 { return position == bytes.count ? result : nil }
    result.isDate = false
    result.hour = parts[3]
    result.minute = parts.count > 4 ? parts[4] : 0
    result.second = parts.count > 5 ? parts[5] : 0
    return fraction(result)
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
  private mutating func fraction(_ instant: Instant) -> Instant? {
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
    guard position == bytes.count else { return nil }
    return carry && result.isValid ? Instant(microseconds: result.microseconds + 1) : result
  }

  private mutating func zoneOffset() -> Int64? {
    guard let offset = TimeZoneOffset.microseconds(bytes[position...]) else { return nil }
    position = bytes.count
    return offset
  }
}

/// Offsets from UTC as MySQL writes them.
enum TimeZoneOffset {
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
      hours <= 14, minutes < 60
    else { return nil }
    let offset = Int64(hours * 60 + minutes) * 60_000_000
    return sign == UInt8(ascii: "-") ? -offset : offset
  }
}
