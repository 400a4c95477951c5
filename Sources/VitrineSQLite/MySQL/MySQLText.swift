package import VitrineSharding

/// Values as MySQL's text protocol shows them.
package enum MySQLText {
  /// The text of a value that lies as its type says; nil for NULL.
  ///
  /// Binary values are read as UTF-8: ask `bytes` where they must stay whole.
  package static func text(of value: Value, type: MySQLType) -> String? {
    switch value {
    case .null: nil
    case .integer(let number): type.zeroFilled(text(number, type))
    case .real(let number): type.zeroFilled(real(number, type))
    case .text(let text) where type.kind == .json: JSONDocument.shown(text)
    case .text(let text): type.zeroFilled(text)
    case .blob(let bytes): type.zeroFilled(text(bytes, type))
    }
  }

  private static func real(_ number: Double, _ type: MySQLType) -> String {
    if type.isApproximate, let decimals = type.scale {
      return NumericText.text(number, decimals: decimals)
    }
    return type.kind == .float ? NumericText.text(single: number) : NumericText.text(number)
  }

  /// The bytes a client is sent; nil for NULL.
  package static func bytes(of value: Value, type: MySQLType) -> [UInt8]? {
    if case .blob(let bytes) = value, type.representation != .unsigned { return bytes }
    if type.kind == .bit { return bitBytes(value, type) }
    return text(of: value, type: type).map { Array($0.utf8) }
  }

  private static func text(_ number: Int64, _ type: MySQLType) -> String {
    if type.kind == .bit {
      return String(decoding: bitBytes(.integer(number), type) ?? [], as: UTF8.self)
    }
    switch type.representation {
    case .scaled(let scale): return Decimal65(number, scale: scale).text
    case .microseconds: return TimeValue.text(number, type.scale ?? 0)
    case .enumIndex:
      let index = Int(clamping: number) - 1
      return type.members.indices.contains(index) ? type.members[index] : ""
    case .setMask:
      let mask = UInt64(bitPattern: number)
      let chosen = type.members.enumerated().filter { $0.offset < 64 && mask >> $0.offset & 1 == 1 }
      return chosen.map(\.element).joined(separator: ",")
    case .integer where type.kind == .year: return Fraction.padded(Int(clamping: number), 4)
    case .real: return real(Double(number), type)
    default: return String(number)
    }
  }

  private static func text(_ bytes: [UInt8], _ type: MySQLType) -> String {
    if type.representation == .unsigned, bytes.count == 8, type.kind != .bit {
      return String(bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func bitBytes(_ value: Value, _ type: MySQLType) -> [UInt8]? {
    let count = max(((type.length ?? 1) + 7) / 8, 1)
    switch value {
    case .integer(let number): return Array(UInt64(bitPattern: number).bigEndianBytes.suffix(count))
    case .blob(let bytes): return Array(bytes.suffix(count))
    default: return nil
    }
  }
}
