import Foundation

/// A double written into so many characters, as MySQL stores one in a CHAR: with as many of its digits as fit, with an
/// exponent where that shows more of them.
///
/// The source is what MySQL's server does, as its own tests of INSERT record it.
struct NarrowNumber {
  /// The text; at times longer than the width, of which the beginning is stored then.
  private(set) var text = ""
  /// Whether not even the size of the number fits.
  private(set) var isCut = false

  /// From where on MySQL writes an exponent though there is room for all digits.
  private static let mostPlainDigits = 15

  init(_ number: Double, width: Int) {
    let sign = number.sign == .minus ? "-" : ""
    let room = width - sign.count
    let digits = SignificantDigits(abs(number), atMost: room)
    text = sign + (Self.isPlain(digits, room) ? plain(digits, room) : exponential(digits, room))
  }

  private static func isPlain(_ digits: SignificantDigits, _ room: Int) -> Bool {
    let (count, point) = (digits.count, digits.point)
    let length = point <= 0 ? count - point + 2 : point < count ? count + 1 : point
    if length <= room {
      return point > -mostPlainDigits && (point <= mostPlainDigits || count > point)
    }
    // Where the zeros behind the point would leave no room for a digit.
    let showsNone = point < 0 && room <= 2 - point && room >= 3 + exponentLength(point)
    return !showsNone && point <= room && point >= -2
  }

  private static func exponentLength(_ point: Int) -> Int {
    1 + (point >= 101 || point <= -99 ? 1 : 0) + (point >= 11 || point <= -9 ? 1 : 0)
  }

  private mutating func plain(_ given: SignificantDigits, _ room: Int) -> String {
    let (count, point) = (given.count, given.point)
    var digits = given
    let left = room - (point < count ? 1 : 0) - (point <= 0 ? 1 - point : 0)
    if left < count {
      if left < point { isCut = true }
      digits = given.rounded(to: max(left, point))
    }
    return digits.plain
  }

  private mutating func exponential(_ given: SignificantDigits, _ room: Int) -> String {
    let isBelow = given.point - 1 < 0
    var left = room - (isBelow ? 1 : 0) - 1 - Self.exponentLength(given.point)
    if given.count > 1 { left -= 1 }
    if left <= 0 { isCut = true }
    return (left < given.count ? given.rounded(to: left) : given).exponential
  }
}

/// The decimal digits of a positive number, `0.digits × 10^point`, without zeros at their end.
private struct SignificantDigits {
  private let number: Double
  private(set) var digits: Substring
  private(set) var point: Int

  var count: Int { digits.count }

  /// The fewest digits that read back to the number, or as many as there may be; one at least.
  init(_ number: Double, atMost limit: Int) {
    let most = min(max(limit, 1), Self.most)
    var found = SignificantDigits(number, count: most)
    for count in 1..<most {
      let fewer = SignificantDigits(number, count: count)
      if Double("0.\(fewer.digits)e\(fewer.point)") == number {
        found = fewer
        break
      }
    }
    self = found
  }

  /// What tells any two doubles apart.
  private static let most = 17

  private init(_ number: Double, count: Int) {
    self.number = number
    let parts = String(format: "%.\(count - 1)e", number).split(separator: "e")
    let mantissa = (parts.first ?? "0").filter { $0 != "." }
    var digits = Substring(mantissa)
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    self.digits = digits
    point = number == 0 ? 1 : 1 + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
  }

  func rounded(to count: Int) -> SignificantDigits {
    SignificantDigits(number, count: min(max(count, 1), Self.most))
  }

  var plain: String {
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    guard point < count else { return digits + String(repeating: "0", count: point - count) }
    return digits.prefix(point) + "." + digits.dropFirst(point)
  }

  var exponential: String {
    let fraction = count > 1 ? "." + digits.dropFirst() : ""
    return digits.prefix(1) + fraction + "e\(point - 1)"
  }
}
