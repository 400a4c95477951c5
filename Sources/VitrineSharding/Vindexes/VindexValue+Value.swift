extension VindexValue {
  /// What a vindex sees of a stored value: the number, or the bytes of MySQL's text of it.
  ///
  /// The value must lie in the type's representation. Convert a value to the *column's* type first, so
  /// that `id = '01'` and `id = 1` on an integer column reach the same shard.
  public init(_ value: Value, type: MySQLType) {
    switch (type.representation, value) {
    case (_, .null): self = .null
    case (.unsigned, .blob(let bytes)): self = Self.unsigned(bytes, type)
    case (_, .blob(let bytes)): self = .bytes(bytes)
    case (.temporalText, .text(let text)):
      self = .text(Self.temporal(text, digits: type.scale ?? 0))
    case (_, .text(let text)): self = .text(text)
    case (_, .real(let number)): self = .text(Self.text(of: number))
    case (.scaled(let scale), .integer(let number)): self = .text(Self.decimal(number, scale))
    case (.microseconds, .integer(let time)): self = .text(Self.time(time, digits: type.scale ?? 0))
    case (.enumIndex, .integer(let index)):
      let isMember = index > 0 && index <= type.members.count
      self = .text(isMember ? type.members[Int(index) - 1] : "")
    case (.setMask, .integer(let mask)):
      let members = type.members.enumerated().filter { mask >> Int64($0.offset) & 1 == 1 }
      self = .text(members.map(\.element).joined(separator: ","))
    case (_, .integer(let number)): self = Self.integer(number, type)
    }
  }

  private static func integer(_ number: Int64, _ type: MySQLType) -> VindexValue {
    if type.kind == .bit {
      let width = ((type.length ?? 1) + 7) / 8
      return .bytes(Array(KeyspaceID(bigEndian: UInt64(bitPattern: number)).bytes.suffix(width)))
    }
    return type.isUnsigned && number >= 0 ? .unsigned(UInt64(number)) : .integer(number)
  }

  private static func unsigned(_ bytes: [UInt8], _ type: MySQLType) -> VindexValue {
    guard type.kind != .bit, let number = KeyspaceID(bytes).number else { return .bytes(bytes) }
    return .unsigned(number)
  }

  private static func decimal(_ number: Int64, _ scale: Int) -> String {
    guard scale > 0 else { return String(number) }
    let digits = String(number.magnitude)
    let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
    return "\(number < 0 ? "-" : "")\(padded.dropLast(scale)).\(padded.suffix(scale))"
  }

  private static func temporal(_ text: String, digits: Int) -> String {
    guard let point = text.firstIndex(of: ".") else { return text }
    return String(text[..<point])
      + (digits > 0 ? "." + text[point...].dropFirst().prefix(digits) : "")
  }

  private static func time(_ microseconds: Int64, digits: Int) -> String {
    let (seconds, fraction) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
    let tail = digits > 0 ? "." + padded(fraction, 6).prefix(digits) : ""
    return (microseconds < 0 ? "-" : "") + parts.joined(separator: ":") + tail
  }

  private static func padded(_ number: UInt64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// The shortest text that reads back to the number, as MySQL writes it: no `.0`, no `+` in the
  /// exponent, and an exponent from 10¹⁵ on.
  private static func text(of number: Double) -> String {
    if number.magnitude < 1e15, let whole = Int64(exactly: number) { return String(whole) }
    let text = "\(number)".split(separator: "e").map(String.init)
    let digits = text[0].hasSuffix(".0") ? String(text[0].dropLast(2)) : text[0]
    guard text.count == 2 else { return digits }
    return digits + "e" + text[1].drop { $0 == "+" }
  }
}
