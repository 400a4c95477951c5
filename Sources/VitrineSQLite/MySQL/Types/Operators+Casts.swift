package import VitrineSQL
package import VitrineSharding

extension Operators {
  /// `CAST(x AS type)`, `CONVERT(x, type)`: also cuts text to its length and rounds to the scale.
  package static func cast(_ operand: Operand, to type: MySQLType) -> Operand {
    if operand.type == type {
      var shown = operand
      shown.unrounded = nil
      if type.hasText { shown.coercibility = .implicit }
      return shown
    }
    let isText = type.isText || type.isBinary || type.kind == .json
    return Operand(castText(operand, type), type, coercibility: isText ? .implicit : nil)
  }

  private static func castText(_ operand: Operand, _ type: MySQLType) -> String {
    if operand.type.kind == .null { return operand.sql }
    switch type.kind {
    case .bigint: return integer(operand, isUnsigned: type.isUnsigned)
    case .decimal: return decimal(operand, type)
    case .char, .varchar, .binary, .varbinary: return characters(operand, type)
    case _ where type.isText: return characters(operand, type)
    case .json:
      return Conversion.sql(operand, to: operand.type.representation == .blob ? .jsonValue : .json)
    case .float where operand.type.kind != .float:
      let number = Conversion.sql(operand, to: .real)
      return "my_cast_float(\(number))"
    case .year where operand.type.isDated || operand.type.kind == .time:
      return "my_dated_year(my_year(\(Conversion.sql(operand, to: .dateTime))))"
    case .year where operand.spellsYear:
      return "my_text_year(\(Conversion.sql(operand, to: .text)))"
    case .double where operand.unrounded != nil || operand.isDateText || operand.isHexLiteral:
      return Conversion.sql(operand, to: .real)
    case .year: return "my_year_value(\(Conversion.sql(operand, to: .integer)))"
    case .date where operand.type.kind == .date: return operand.sql
    case .date where operand.type.isText, .datetime where operand.type.isText:
      let value = "my_cast_datetime(\(operand.sql))"
      return type == .datetime(6)
        ? "my_datetime(\(value),6)" : Conversion.sql(value, from: .datetime(6), to: type)
    default: return Conversion.sql(operand.sql, from: operand.type, to: type)
    }
  }

  private static func integer(_ operand: Operand, isUnsigned: Bool) -> String {
    if isUnsigned, NumericClass.ofArithmetic(operand) == .decimal, !operand.type.isText {
      return "my_dec_unsigned(\(Conversion.sql(operand, to: .decimal)))"
    }
    // CAST to an integer reads the text even of a date.
    let text =
      operand.isDateText
      ? Conversion.sql(operand.sql, from: operand.type, to: .integer)
      : Conversion.sql(operand, to: .integer)
    let name = isUnsigned ? "my_cast_unsigned" : "my_cast_signed"
    if !isUnsigned, operand.type.isInteger, !operand.type.isUnsigned { return text }
    if isUnsigned, operand.type.isInteger, operand.type.isUnsigned { return text }
    return "\(name)(\(text))"
  }

  private static func decimal(_ operand: Operand, _ type: MySQLType) -> String {
    let shape = DecimalShape(of: type)
    let source = DecimalShape(of: operand)
    let isSafe = source.integerDigits <= shape.integerDigits && source.scale <= shape.scale
    if isSafe, operand.unrounded == nil, operand.type.isInteger || operand.type.kind == .decimal {
      return Conversion.sql(operand.sql, from: operand.type, to: type)
    }
    let text = Conversion.sql(operand, to: .decimal)
    return "my_cast_dec(\(text),\(shape.precision),\(form(type)))"
  }

  private static func characters(_ operand: Operand, _ type: MySQLType) -> String {
    let isBinary = type.isBinary
    let text =
      isBinary
      ? Conversion.sql(operand.sql, from: operand.type, to: .binary)
      : Conversion.characters(operand, in: type.collation)
    guard let length = type.length else { return text }
    // Only BINARY(n) has its length in every value.
    if isBinary { return type.kind == .binary ? "my_binary(\(text),\(length))" : text }
    // A DECIMAL without digits before the point shows a zero there.
    let isFraction = operand.type.kind == .decimal && operand.type.scale == operand.type.length
    guard length < operand.type.textLength + (isFraction ? 1 : 0) else { return text }
    return "my_cast_char(\(text),\(length))"
  }

  // MARK: Intervals

  /// `date ± INTERVAL amount unit`.
  package static func addInterval(
    _ date: Operand,
    _ amount: Operand,
    unit: IntervalUnit,
    isSubtracted: Bool = false
  ) -> Operand {
    let type = movedType(date.type, amount.type, unit)
    let source = Conversion.sql(
      date.sql,
      from: date.type,
      to: type.kind == .time ? .time : .dateTime
    )
    let count = unit.isComposite ? Conversion.sql(amount, to: .text) : plainAmount(amount, unit)
    let name = quotedForSQLite(unit.rawValue.uppercased())
    let sign = isSubtracted ? -1 : 1
    if type.kind == .time {
      return Operand("my_time_move(\(source),\(count),\(name),\(sign))", type)
    }
    let digits = type.isText ? -2 : type.kind == .date ? -1 : type.scale ?? 0
    let text = "my_date_move(\(source),\(count),\(name),\(sign),\(digits))"
    var moved = Operand(text, type, coercibility: type.isText ? .coercible : nil)
    moved.isDateText = type.isText
    return moved
  }

  private static func plainAmount(_ amount: Operand, _ unit: IntervalUnit) -> String {
    Conversion.sql(amount, to: unit == .second ? .decimal : .integer)
  }

  /// A date stays one under whole days; text stays text, for only its value can tell.
  package static func movedType(
    _ date: MySQLType,
    _ amount: MySQLType,
    _ unit: IntervalUnit
  ) -> MySQLType {
    // Six where the amount's type does not tell how many it has.
    let fraction = unit == .second ? min(amount.shownDecimals ?? 6, 6) : 0
    let digits = max(date.scale ?? 0, unit.hasMicroseconds ? 6 : fraction)
    switch date.kind {
    case .date: return unit.isWholeDays ? .date : .datetime(digits)
    case .datetime, .timestamp, .null: return .datetime(digits)
    case .time: return unit.isWholeDays ? .datetime(digits) : .time(digits)
    default: return .varchar(29)
    }
  }

  /// `EXTRACT(unit FROM x)`.
  package static func extract(_ unit: IntervalUnit, _ operand: Operand) -> Operand {
    let name = quotedForSQLite(unit.rawValue.uppercased())
    // The date of a time is the current one.
    if operand.type.kind == .time, !unit.isDateOnly {
      return Operand("my_extract_time(\(operand.sql),\(name))", .bigint)
    }
    if operand.type.isString || operand.type.isNumeric || operand.type.kind == .json,
      !unit.isDateOnly
    {
      return Operand("my_extract_text(\(Conversion.timeText(operand)),\(name))", .bigint)
    }
    let date =
      unit.isDateOnly && unit != .week
      ? Conversion.dateWithZeros(operand) : nil
    let source = date ?? Conversion.sql(operand, to: .dateTime)
    return Operand("my_extract(\(source),\(name))", .bigint)
  }
}

extension Operand {
  /// Whether CAST … AS YEAR reads its text, of which zero is 2000.
  fileprivate var spellsYear: Bool {
    switch type.representation {
    case .text, .json: true
    case .blob: !isHexLiteral
    default: false
    }
  }
}

extension IntervalUnit {
  /// Whether its amount has several numbers, as `'1:30'` for HOUR_MINUTE.
  var isComposite: Bool { rawValue.contains("_") }

  var hasMicroseconds: Bool { rawValue.hasSuffix("microsecond") }

  /// Whether EXTRACT reads a text as a date alone, not as a time.
  var isDateOnly: Bool {
    switch self {
    case .day, .week, .month, .quarter, .year, .yearMonth: true
    default: false
    }
  }

  var isWholeDays: Bool {
    switch self {
    case .day, .week, .month, .quarter, .year, .yearMonth: true
    default: false
    }
  }
}
