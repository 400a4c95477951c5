package import VitrineSharding

/// The form in which a function wants an argument.
package enum ParameterKind: Sendable, Hashable {
  /// A signed 64-bit INTEGER (or an unsigned one past it, as its BLOB).
  case integer
  case real
  /// Canonical decimal TEXT.
  case decimal
  case text
  case binary
  /// ISO TEXT: a date alone, or a date and a time.
  case dateTime
  /// INTEGER microseconds.
  case time
  /// A JSON document: text is parsed, and refused where it is none.
  case json
  /// A text in a document, or the text of a path, which no binary string is.
  case jsonText
  /// A value to be put into a JSON document: text becomes a JSON string.
  case jsonValue
  /// An INTEGER, a REAL or decimal TEXT, whichever computes as MySQL would.
  case number
  case boolean
  /// However it lies.
  case asIs
  /// All arguments of this kind are brought to their common type.
  case same

  /// Whether a number's digits behind the scale of its type count.
  fileprivate var isNumeric: Bool {
    switch self {
    case .integer, .real, .decimal, .number, .boolean: true
    default: false
    }
  }
}

/// SQLite text that carries an expression from one representation into another; the one place that
/// knows how.
package enum Conversion {
  /// The expression as a parameter of the kind; itself where it already is.
  package static func sql(_ text: String, from type: MySQLType, to kind: ParameterKind) -> String {
    if type.kind == .null { return text }
    switch kind {
    case .asIs, .same: return text
    case .integer: return integer(text, type)
    case .real: return real(text, type)
    case .decimal: return decimal(text, type)
    case .text: return characters(text, type)
    case .binary: return binary(text, type)
    case .dateTime: return dateTime(text, type)
    case .time: return time(text, type)
    case .json: return document(text, type)
    case .jsonText where type.isBinary: return "my_json_no_characters(\(text))"
    case .jsonText: return characters(text, type)
    case .jsonValue: return jsonValue(text, type)
    case .number: return number(text, type)
    case .boolean: return truth(text, type)
    }
  }

  package static func sql(_ operand: Operand, to kind: ParameterKind) -> String {
    if let unrounded = operand.unrounded, kind.isNumeric {
      return sql(unrounded, from: Operand.unroundedType, to: kind)
    }
    if operand.isDateText, kind.isNumeric {
      return sql(operand.sql, from: .datetime(6), to: kind == .number ? .real : kind)
    }
    if operand.isHexLiteral, kind.isNumeric {
      return sql("my_hex_number(\(operand.sql))", from: .unsignedBigint, to: kind)
    }
    return sql(operand.sql, from: operand.type, to: kind)
  }

  private static func integer(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .integer, .unsigned, .enumIndex, .setMask: text
    case .scaled(0): text
    case .scaled(let scale): "my_scaled_int(\(text),\(scale))"
    case .decimalText: "my_dec_int(\(text))"
    case .real: "my_real_int(\(text))"
    case .text: "my_text_int(\(text))"
    case .blob: "my_text_int(CAST(\(text) AS TEXT))"
    case .temporalText: "my_temporal_int(\(text))"
    case .microseconds: "my_time_int(\(text))"
    case .json: "my_json_int(\(text))"
    case .any: "my_int(\(text))"
    }
  }

  private static func real(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .integer, .enumIndex, .setMask, .scaled(0): "CAST(\(text) AS REAL)"
    case .scaled(let scale) where (type.length ?? 10) <= 15:
      "(\(text)/1\(String(repeating: "0", count: scale)).0)"
    case .scaled(let scale): "my_scaled_real(\(text),\(scale))"
    case .real: text
    case .temporalText: "my_temporal_real(\(text))"
    case .microseconds: "my_time_real(\(text))"
    case .json: "my_json_real(\(text))"
    case .blob: "my_real(CAST(\(text) AS TEXT))"
    case .unsigned, .decimalText, .text, .any: "my_real(\(text))"
    }
  }

  private static func decimal(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .integer, .enumIndex, .setMask, .scaled(0): "CAST(\(text) AS TEXT)"
    case .unsigned: "my_unsigned_text(\(text))"
    case .scaled(let scale): "my_scaled_text(\(text),\(scale))"
    case .decimalText: text
    case .real: "my_real_dec(\(text))"
    case .temporalText: "my_temporal_dec(\(text))"
    case .microseconds: "my_time_dec(\(text),\(type.scale ?? 0))"
    case .json: "my_json_dec(\(text))"
    case .blob: "my_text_dec(CAST(\(text) AS TEXT))"
    case .text, .any: "my_text_dec(\(text))"
    }
  }

  /// Of a column with ZEROFILL its zeros too.
  private static func characters(_ text: String, _ type: MySQLType) -> String {
    if let width = type.zeroFill {
      return "my_zero_fill(\(characters(text, type.unfilled)),\(width))"
    }
    return unfilledCharacters(text, type)
  }

  private static func unfilledCharacters(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .integer where type.kind == .bit: "my_bit_text(\(text),\(type.length ?? 1))"
    case .integer where type.kind == .year: "substr('000'||(\(text)),-4)"
    case .integer, .scaled(0): "CAST(\(text) AS TEXT)"
    case .unsigned where type.kind == .bit: "my_bit_text(\(text),\(type.length ?? 1))"
    case .unsigned: "my_unsigned_text(\(text))"
    case .scaled(let scale): "my_scaled_text(\(text),\(scale))"
    case .real where type.scale != nil: "my_real_fixed(\(text),\(type.scale ?? 0))"
    case .real where type.kind == .float: "my_float_text(\(text))"
    case .real: "my_real_text(\(text))"
    case .text, .temporalText, .decimalText: text
    case .json: "my_json_text(\(text))"
    case .blob: "CAST(\(text) AS TEXT)"
    case .microseconds: "my_time_text(\(text),\(type.scale ?? 0))"
    case .enumIndex: member(text, type)
    case .setMask: "my_set_text(\(text),\(quotedForSQLite(type.members.joined(separator: ","))))"
    case .any: "my_text(\(text))"
    }
  }

  /// `CASE x WHEN 1 THEN 'small' … END`, MySQL's empty string for the error value.
  private static func member(_ text: String, _ type: MySQLType) -> String {
    let branches = type.members.enumerated()
      .map { "WHEN \($0.offset + 1) THEN \(quotedForSQLite($0.element))" }
    return "(CASE \(text) \(branches.joined(separator: " ")) WHEN 0 THEN '' END)"
  }

  private static func binary(_ text: String, _ type: MySQLType) -> String {
    if case .blob = type.representation { return text }
    if let set = type.singleByteSet {
      return "my_encode(\(characters(text, type)),'\(set.rawValue)')"
    }
    return "CAST(\(characters(text, type)) AS BLOB)"
  }

  /// The expression as a text of the collation's character set, in which bytes are read and which says `?` for
  /// characters that it lacks.
  package static func characters(_ operand: Operand, in collation: Collation?) -> String {
    let set = collation?.singleByteSet
    guard !operand.type.isBinary, operand.type.kind != .bit else {
      let bytes = sql(operand.sql, from: operand.type, to: .binary)
      return set.map { "my_decode(\(bytes),'\($0.rawValue)')" } ?? "my_well_formed(\(bytes))"
    }
    let text = sql(operand.sql, from: operand.type, to: .text)
    guard let collation, collation != .binary, operand.type.hasText,
      !collation.holdsCharacters(of: operand.type.collation ?? .standard)
    else { return text }
    return "my_fit(\(text),'\(collation.characterSet)')"
  }

  private static func dateTime(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .temporalText: text
    case .microseconds: "my_time_datetime(\(text),\(type.scale ?? 0))"
    case .blob: "my_datetime(CAST(\(text) AS TEXT))"
    case .json: "my_json_datetime(\(text))"
    case _ where type.spellsDigits: "my_number_datetime(\(decimal(text, type)))"
    default: "my_datetime(\(characters(text, type)))"
    }
  }

  /// The date that a number spells, which may have zeros; nil for what is no number.
  static func dateWithZeros(_ operand: Operand) -> String? {
    guard operand.type.spellsDigits else { return nil }
    return "my_number_datetime(\(sql(operand, to: .decimal)),1)"
  }

  /// A date or time as microseconds, by which the distance of two can be told.
  package static func microseconds(_ operand: Operand) -> String {
    if operand.type.kind == .time { return operand.sql }
    let instant = sql(operand.sql, from: operand.type, to: .dateTime)
    return "my_timestampdiff('MICROSECOND','1970-01-01',\(instant))"
  }

  private static func time(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .microseconds: text
    case .blob: "my_time(CAST(\(text) AS TEXT))"
    case .json: "my_time(my_json_time_text(\(text)))"
    case .temporalText: "my_datetime_time(\(text))"
    case _ where type.spellsDigits: "my_number_time(\(decimal(text, type)))"
    default: "my_time(\(characters(text, type)))"
    }
  }

  /// The text that functions read a time from, or a date and a time; of a document what it holds of one.
  static func timeText(_ operand: Operand) -> String {
    operand.type.kind == .json
      ? "my_json_time_text(\(operand.sql))" : sql(operand, to: .text)
  }

  /// The document that a function reads from an argument: a text or JSON; of any other type but NULL it is error 3146.
  package static func document(
    _ operand: Operand,
    argument: Int,
    of function: String
  ) -> String {
    let place = "\(argument),\(quotedForSQLite(function))"
    guard operand.mayBeDocument else { return "my_json_no_document(\(operand.sql),\(place))" }
    guard case .text = operand.type.representation else { return sql(operand, to: .json) }
    return "my_json(\(operand.sql),\(place))"
  }

  private static func document(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .json: text
    case .text, .any: "my_json(\(text))"
    case .blob: "my_json_no_characters(\(text))"
    default: jsonValue(text, type)
    }
  }

  private static func jsonValue(_ text: String, _ type: MySQLType) -> String {
    if type.kind == .geometry { return "my_json_point(\(text))" }
    if type.kind == .bit { return "my_json_bits(\(text),\(((type.length ?? 1) + 7) / 8))" }
    switch type.representation {
    case .json: return text
    case .integer where type == .boolean:
      return "(CASE WHEN \(text) THEN 'true' WHEN NOT \(text) THEN 'false' END)"
    case .real: return "my_json_real_text(\(text))"
    case .integer, .unsigned:
      let number = decimal(text, type)
      return type.isUnsigned || type.kind == .year
        ? marked(JSONDocument.Mark.unsigned, number) : number
    case .scaled, .decimalText: return marked(JSONDocument.Mark.decimal, decimal(text, type))
    case .temporalText where type.kind == .date: return marked(.date, text)
    case .temporalText: return marked(.datetime, "my_datetime(\(text),6)")
    case .microseconds: return marked(.time, "my_time_text(\(text),6)")
    case .blob: return "my_json_blob(\(text),\(type.protocolNumber))"
    case .any: return "my_json_any(\(text))"
    case .text, .enumIndex, .setMask: return "my_json_quote(\(characters(text, type)))"
    }
  }

  /// A number behind its mark.
  private static func marked(_ mark: UInt8, _ number: String) -> String {
    "(char(\(mark))||\(number))"
  }

  /// A text that needs no escapes, as a string behind its mark.
  private static func marked(_ kind: JSONDocument.SQLKind, _ text: String) -> String {
    "(char(\(kind.rawValue),34)||\(text)||'\"')"
  }

  private static func number(_ text: String, _ type: MySQLType) -> String {
    switch NumericClass(of: type) {
    case .integer: integer(text, type)
    case .decimal: decimal(text, type)
    case .real: real(text, type)
    }
  }

  /// The expression as a condition: what WHERE, AND, OR, NOT and IF ask of a value.
  package static func truth(_ text: String, _ type: MySQLType) -> String {
    switch type.representation {
    case .integer, .scaled, .real, .microseconds, .enumIndex, .setMask: text
    case .unsigned: "(\(text) <> 0)"
    case .decimalText: Comparison.sql(text, "<>", "'0'", "my_decimal")
    case .text: "my_real(\(text))"
    case .blob: "my_real(CAST(\(text) AS TEXT))"
    case .temporalText: "(ltrim(\(text),'0-: .') <> '')"
    case .json: "my_json_truth(\(text))"
    case .any: "my_truth(\(text))"
    }
  }
}

extension MySQLType {
  /// Whether its numbers stand for dates and times by their digits.
  fileprivate var spellsDigits: Bool { isNumeric && kind != .year && kind != .bit }

  /// The number of a binary type in MySQL's protocol, which JSON shows of its values.
  fileprivate var protocolNumber: Int {
    switch kind {
    case .tinyblob: 249
    case .mediumblob: 250
    case .longblob: 251
    case .blob: 252
    case .binary: 254
    default: 15
    }
  }
}

extension Operand {
  /// Whether a function may read a document from it: from a text or JSON, not from a column of ENUM or SET.
  fileprivate var mayBeDocument: Bool {
    switch type.kind {
    case .enum, .set: origin != .column
    case .geometry: false
    default: !type.isNumeric && !type.isTemporal
    }
  }
}
