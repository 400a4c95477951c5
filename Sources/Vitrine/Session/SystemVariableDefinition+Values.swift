import VitrineSQL
import VitrineSQLite
import VitrineSharding

extension SystemVariableDefinition {
  /// The value as the variable keeps it.
  func accepted(_ value: TypedValue) throws(SQLError) -> TypedValue {
    switch domain {
    case .switching: return TypedValue(.integer(try switched(value) ? 1 : 0), .bigint)
    case .only(let standard):
      guard try switched(value) == standard else {
        throw unsupported(value, alone: standard ? "ON" : "OFF")
      }
      return self.standard
    case .standard:
      guard value.shown.matches(standard.shown) else {
        throw unsupported(value, alone: "'\(standard.shown)'")
      }
      return standard
    case .whole(let range):
      guard value.type.isInteger, let number = Self.number(value) else {
        throw SQLError(.wrongTypeForVariable, "Incorrect argument type to variable '\(name)'")
      }
      return TypedValue(.integer(min(max(number, range.lowerBound), range.upperBound)), .bigint)
    case .choice(let choices):
      guard case .text(let text) = value.value,
        let choice = choices.first(where: { $0.matches(text.replacing(" ", with: "-")) })
      else { throw wrong(value) }
      return TypedValue(parameter: .text(choice))
    case .sqlMode: return TypedValue(parameter: .text(try mode(value)))
    case .timeZone:
      guard case .text(let text) = value.value, SessionTimeZone(text) != nil else {
        throw SQLError(
          .unknownTimeZone,
          "Unknown or incorrect time zone: '\(value.shown)'",
          hint: "use SYSTEM, an offset such as '+02:00', or a name such as 'Europe/Berlin'"
        )
      }
      return value
    case .collation:
      guard case .text(let text) = value.value else { throw wrong(value) }
      return TypedValue(parameter: .text(try Collation(name: text).rawValue))
    case .characterSet:
      guard case .text(let text) = value.value else { throw wrong(value) }
      return TypedValue(parameter: .text(try Collation(characterSet: text).characterSet))
    case .locale: return TypedValue(parameter: .text(try locale(value)))
    case .storageEngine: return TypedValue(parameter: .text(try storageEngine(value)))
    case .text: return try text(value)
    case .fraction:
      guard value.type.isNumeric else {
        throw SQLError(.wrongTypeForVariable, "Incorrect argument type to variable '\(name)'")
      }
      return approximate(value)
    case .timestamp: return approximate(value)
    case .fixed, .fixedSwitch: return value
    case .transactions: return TypedValue(parameter: .text(try transactions(value)))
    }
  }

  /// What the variable's pair is where it has a value: of a collation its character set, of a character set
  /// the default collation.
  func counterpart(of value: TypedValue) -> TypedValue {
    switch domain {
    case .collation:
      return TypedValue(parameter: .text(Collation.characterSetName(in: value.shown)))
    case .characterSet:
      let collation = (try? Collation(characterSet: value.shown)) ?? .standard
      return TypedValue(parameter: .text(collation.rawValue))
    default: return value
    }
  }

  /// Whether the value is a number that is out of the variable's range.
  func cuts(_ value: TypedValue) -> Bool {
    guard case .whole(let range) = domain, case .integer(let number) = value.value else {
      return false
    }
    return value.type.isInteger && !range.contains(number)
  }

  private func unsupported(_ value: TypedValue, alone standard: String) -> SQLError {
    SQLError(
      .unsupported,
      "\(name) = \(value.shown) is not supported",
      hint: "it can only be \(standard)"
    )
  }

  /// A whole number; what is past the largest signed one is that.
  private static func number(_ value: TypedValue) -> Int64? {
    switch value.value {
    case .integer(let number): number
    case .blob where value.type.isInteger: .max
    default: nil
    }
  }

  private func locale(_ value: TypedValue) throws(SQLError) -> String {
    guard case .text(let text) = value.value else { throw wrong(value) }
    if let name = DateNames.locale(named: text) { return name }
    guard NumberFormat.isLocale(text) else {
      throw SQLError(.unknownLocale, "Unknown locale: '\(text)'")
    }
    throw SQLError(.unsupported, "lc_time_names = '\(text)' is not supported")
  }

  private func storageEngine(_ value: TypedValue) throws(SQLError) -> String {
    guard case .text(let text) = value.value else { throw wrong(value) }
    return StorageEngines.name(text) ?? text
  }

  /// A DECIMAL as a DOUBLE; anything else as it is.
  private func approximate(_ value: TypedValue) -> TypedValue {
    guard value.type.kind == .decimal else { return value }
    let number: Double? =
      switch value.value {
      case .integer(let digits): Double("\(digits)e-\(value.type.scale ?? 0)")
      case .text(let text): Double(text)
      default: nil
      }
    return number.map { TypedValue(.real($0), .double) } ?? value
  }

  /// `uuid:1-5:7,uuid:1` without blanks, in lower case.
  private func transactions(_ value: TypedValue) throws(SQLError) -> String {
    guard case .text(let text) = value.value else { throw wrong(value) }
    let list = text.lowercased().filter { !$0.isWhitespace }.trimmingPrefix("+")
    for item in list.split(separator: ",") {
      let parts = item.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count > 1, Self.isUUID(parts[0]), parts.dropFirst().allSatisfy(Self.isInterval)
      else { throw wrong(value) }
    }
    return String(list)
  }

  private static func isUUID(_ text: Substring) -> Bool {
    let groups = text.split(separator: "-", omittingEmptySubsequences: false)
    return groups.map(\.count) == [8, 4, 4, 4, 12]
      && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
  }

  /// `5` or `1-5`.
  private static func isInterval(_ text: Substring) -> Bool {
    let ends = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    return ends.allSatisfy { UInt64($0).map { $0 > 0 } ?? false }
  }

  private func text(_ value: TypedValue) throws(SQLError) -> TypedValue {
    switch value.value {
    case .text(let text) where name.hasPrefix("character_set_"):
      return TypedValue(parameter: .text(Collation.currentName(of: text)))
    case .text: return value
    case .integer(let number): return TypedValue(parameter: .text(String(number)))
    // What drivers send that convert for themselves.
    case .null where name == "character_set_results": return value
    default: throw wrong(value)
    }
  }

  private func switched(_ value: TypedValue) throws(SQLError) -> Bool {
    switch value.value {
    case .integer(0): return false
    case .integer(1): return true
    case .text(let text) where text.matches("on") || text.matches("true"): return true
    case .text(let text) where text.matches("off") || text.matches("false"): return false
    default: throw wrong(value)
    }
  }

  /// Modes that stand for several.
  private static let combinations = [
    "ANSI": "REAL_AS_FLOAT,PIPES_AS_CONCAT,ANSI_QUOTES,IGNORE_SPACE,ONLY_FULL_GROUP_BY,ANSI",
    "TRADITIONAL": "STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
      + "ERROR_FOR_DIVISION_BY_ZERO,TRADITIONAL,NO_ENGINE_SUBSTITUTION",
  ]

  private func mode(_ value: TypedValue) throws(SQLError) -> String {
    if case .integer(let number) = value.value { return try mode(numbered: number, value) }
    guard case .text(let text) = value.value else { throw wrong(value) }
    var list = text[...]
    while list.last == " " { list.removeLast() }
    let names = list.split(separator: ",").map { $0.trimmingPrefix(while: { $0 == " " }) }
    for name in names where !Self.bits.contains(where: { $0.name == name.uppercased() }) {
      throw SQLError(
        .wrongValueForVariable,
        "Variable 'sql_mode' can't be set to the value of '\(name)'"
      )
    }
    return try Self.supported(Self.list(names.map { $0.uppercased() }))
  }

  /// The modes, and those that they stand for, as MySQL lists them.
  private static func list(_ names: [String]) -> String {
    let chosen = Set(names.flatMap { (combinations[$0] ?? $0).split(separator: ",") })
    return bits.map(\.name).filter { chosen.contains($0[...]) }.joined(separator: ",")
  }

  /// The list, unless it has a mode without which answers would be others.
  private static func supported(_ list: String) throws(SQLError) -> String {
    let modes = list.split(separator: ",")
    for name in ["PAD_CHAR_TO_FULL_LENGTH", "TIME_TRUNCATE_FRACTIONAL"]
    where modes.contains(name[...]) {
      throw SQLError(.unsupported, "the sql_mode \(name) is not supported")
    }
    return list
  }

  /// The modes whose bits a number has.
  private func mode(numbered number: Int64, _ value: TypedValue) throws(SQLError) -> String {
    let known = Self.bits.filter { number >> $0.bit & 1 == 1 }
    guard number >= 0, known.reduce(0, { $0 | Int64(1) << $1.bit }) == number else {
      throw wrong(value)
    }
    return try Self.supported(Self.list(known.map(\.name)))
  }

  /// The bits of `sql_mode` in MySQL 8.0.
  private static let bits: [(bit: Int64, name: String)] = [
    (0, "REAL_AS_FLOAT"), (1, "PIPES_AS_CONCAT"), (2, "ANSI_QUOTES"), (3, "IGNORE_SPACE"),
    (5, "ONLY_FULL_GROUP_BY"), (6, "NO_UNSIGNED_SUBTRACTION"), (7, "NO_DIR_IN_CREATE"),
    (18, "ANSI"), (19, "NO_AUTO_VALUE_ON_ZERO"), (20, "NO_BACKSLASH_ESCAPES"),
    (21, "STRICT_TRANS_TABLES"), (22, "STRICT_ALL_TABLES"), (23, "NO_ZERO_IN_DATE"),
    (24, "NO_ZERO_DATE"), (25, "ALLOW_INVALID_DATES"), (26, "ERROR_FOR_DIVISION_BY_ZERO"),
    (27, "TRADITIONAL"), (29, "HIGH_NOT_PRECEDENCE"), (30, "NO_ENGINE_SUBSTITUTION"),
    (31, "PAD_CHAR_TO_FULL_LENGTH"), (32, "TIME_TRUNCATE_FRACTIONAL"),
  ]

  func wrong(_ value: TypedValue) -> SQLError {
    SQLError(
      .wrongValueForVariable,
      "Variable '\(name)' can't be set to the value of '\(value.shown)'"
    )
  }
}

extension TypedValue {
  /// For messages.
  var shown: String {
    switch value {
    case .null: "NULL"
    case .integer(let number): String(number)
    case .real(let number): String(number)
    case .text(let text): text
    case .blob: "…"
    }
  }
}
