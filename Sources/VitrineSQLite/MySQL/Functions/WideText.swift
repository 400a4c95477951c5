/// Text of UTF-16 and UTF-32, which only `CHAR(… USING utf16)` makes.
extension StringBodies {
  /// The text of big-endian units, the first filled up with zeros; nil for what is no text.
  static func wideText(_ bytes: [UInt8], unit: Int) -> String? {
    let missing = (unit - bytes.count % unit) % unit
    let padded = [UInt8](repeating: 0, count: missing) + bytes
    let units = stride(from: 0, to: padded.count, by: unit)
      .map { padded[$0..<$0 + unit].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } }
    if unit == 2 { return String(validating: units.map { UInt16($0) }, as: UTF16.self) }
    return String(validating: units, as: UTF32.self)
  }
}
