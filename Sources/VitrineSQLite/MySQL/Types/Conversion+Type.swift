package import VitrineSharding

extension Conversion {
  /// The operand in the representation of another type; of a quotient no digit is lost on the way.
  package static func sql(_ operand: Operand, as type: MySQLType) -> String {
    if operand.type.isBinary, type.isText { return characters(operand, in: type.collation) }
    guard let unrounded = operand.unrounded, type.isNumeric,
      type.kind != .decimal || type.scale ?? 0 > operand.type.scale ?? 0
    else { return sql(operand.sql, from: operand.type, to: type) }
    if case .decimalText = type.representation {
      // It has fewer digits than it may have.
      return "my_dec_scale(\(unrounded),\(type.scale ?? 0))"
    }
    return sql(unrounded, from: Operand.unroundedType, to: type)
  }

  /// The expression in the representation of another type: for UNION, CASE, COALESCE, and CAST.
  ///
  /// The value is carried over, not checked: what a column refuses is told by `my_assign`.
  package static func sql(_ text: String, from: MySQLType, to: MySQLType) -> String {
    if from.kind == .null || to.kind == .null || to.kind == .unknown { return text }
    if isSame(from, to) { return text }
    switch to.representation {
    case .integer: return sql(text, from: from, to: .integer)
    case .unsigned: return unsigned(text, from)
    case .scaled(let scale): return scaled(text, from, to, scale)
    case .decimalText: return decimalText(text, from, to)
    case .real:
      let real = sql(text, from: from, to: .real)
      return to.kind == .float && from.kind != .float ? "my_float(\(real))" : real
    case .text: return sql(text, from: from, to: .text)
    case .blob: return sql(text, from: from, to: .binary)
    case .temporalText: return temporal(text, from, to)
    case .microseconds: return "my_time_round(\(sql(text, from: from, to: .time)),\(to.scale ?? 0))"
    case .enumIndex: return "my_enum_index(\(sql(text, from: from, to: .text)),\(members(to)))"
    case .setMask: return "my_set_mask(\(sql(text, from: from, to: .text)),\(members(to)))"
    case .json: return sql(text, from: from, to: .jsonValue)
    case .any: return text
    }
  }

  private static func isSame(_ from: MySQLType, _ to: MySQLType) -> Bool {
    guard from.representation == to.representation else { return bothText(from, to) }
    switch to.representation {
    case .decimalText, .temporalText, .microseconds:
      return from.scale ?? 0 == to.scale ?? 0 && (from.kind == .date) == (to.kind == .date)
    case .enumIndex, .setMask: return from.members == to.members
    case .real: return from.kind == to.kind || to.kind == .double
    default: return true
    }
  }

  private static func bothText(_ from: MySQLType, _ to: MySQLType) -> Bool {
    if case .text = from.representation, case .text = to.representation { return true }
    return false
  }

  private static func unsigned(_ text: String, _ from: MySQLType) -> String {
    from.isInteger || from.kind == .bit
      ? text : "my_unsigned(\(sql(text, from: from, to: .decimal)))"
  }

  private static func scaled(
    _ text: String,
    _ from: MySQLType,
    _ to: MySQLType,
    _ scale: Int
  ) -> String {
    switch from.representation {
    case .scaled(let mine) where mine <= scale: return times(text, powerOf: scale - mine)
    case .integer: return times(text, powerOf: scale)
    default: return "my_scaled(\(sql(text, from: from, to: .decimal)),\(scale))"
    }
  }

  /// `x*100`, or `x` alone.
  static func times(_ text: String, powerOf exponent: Int) -> String {
    exponent == 0 ? text : "(\(text)*1\(String(repeating: "0", count: exponent)))"
  }

  private static func decimalText(
    _ text: String,
    _ from: MySQLType,
    _ to: MySQLType
  ) -> String {
    let decimal = sql(text, from: from, to: .decimal)
    let scale = to.scale ?? 0
    if from.kind == .decimal, from.scale ?? 0 == scale { return decimal }
    if from.isInteger, scale == 0 { return decimal }
    return "my_dec_scale(\(decimal),\(scale))"
  }

  private static func temporal(_ text: String, _ from: MySQLType, _ to: MySQLType) -> String {
    let value = sql(text, from: from, to: .dateTime)
    if to.kind == .date { return from.kind == .date ? value : "my_date(\(value))" }
    return "my_datetime(\(value),\(to.scale ?? 0))"
  }

  static func members(_ type: MySQLType) -> String {
    quotedForSQLite(type.members.joined(separator: "\u{1}"))
  }
}
