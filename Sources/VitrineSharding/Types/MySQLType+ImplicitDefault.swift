extension MySQLType {
  /// What MySQL stores where it makes up a value: 0, the empty string, the zero date.
  package var implicitDefault: Value {
    switch representation {
    case .text: .text("")
    case .blob: .blob(kind == .binary ? Array(repeating: 0, count: length ?? 1) : [])
    case .real: .real(0)
    case .json: .text("null")
    case .temporalText: .text(kind == .date ? "0000-00-00" : zeroInstant)
    case .decimalText: .text(zeroDecimal)
    default: .integer(0)
    }
  }

  private var zeroInstant: String { "0000-00-00 00:00:00" + zeroFraction }
  private var zeroDecimal: String { "0" + zeroFraction }
  private var zeroFraction: String {
    guard let scale, scale > 0 else { return "" }
    return "." + String(repeating: "0", count: scale)
  }
}
