import VitrineSQL
import VitrineSharding

/// The chapter "Date and Time Functions": definitions.
enum TemporalFunctions {
  static let definitions: [FunctionDefinition] = clock + parts + texts + arithmetic + epoch

  // MARK: Now

  /// The digits that a literal argument asks for.
  private static func digits(_ operands: [Operand]) -> Int {
    min(max(operands.first?.integerValue ?? 0, 0), 6)
  }

  private static let clock: [FunctionDefinition] = [
    clock("NOW", "my_now", ["CURRENT_TIMESTAMP", "LOCALTIME", "LOCALTIMESTAMP"]) { .datetime($0) },
    clock("SYSDATE", "my_sysdate", []) { .datetime($0) },
    clock("UTC_TIMESTAMP", "my_utc_now", []) { .datetime($0) },
    clock("CURTIME", "my_curtime", ["CURRENT_TIME"]) { .time($0) },
    clock("UTC_TIME", "my_utc_time", []) { .time($0) },
    FunctionDefinition(
      "CURDATE",
      0...0,
      [],
      .date,
      .call("my_curdate"),
      aliases: ["CURRENT_DATE"],
      stability: .statement
    ),
    FunctionDefinition("UTC_DATE", 0...0, [], .date, .call("my_utc_date"), stability: .statement),
  ]

  private static func clock(
    _ name: String,
    _ function: String,
    _ aliases: [String],
    _ type: @escaping @Sendable (Int) -> MySQLType
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      0...1,
      [.integer],
      ResultRule { operands throws(SQLError) in
        if let asked = operands.first?.integerValue, asked > 6 {
          throw SQLError(
            .tooBigPrecision,
            "Too-big precision \(asked) specified for '\(name.lowercased())'. Maximum is 6."
          )
        }
        return type(digits(operands))
      },
      .template { _, operands, _ throws(SQLError) in "\(function)(\(digits(operands)))" },
      aliases: aliases,
      stability: .statement,
      typingParameters: [0]
    )
  }

  // MARK: Parts

  private static let parts: [FunctionDefinition] =
    ["DAYOFYEAR", "DAYOFWEEK", "WEEKDAY", "WEEKOFYEAR", "TO_DAYS", "TO_SECONDS"].map { part($0) }
    + ["YEAR", "MONTH", "QUARTER"].map { partOfAny($0) }
    + [partOfAny("DAY", ["DAYOFMONTH"])]
    + ["HOUR", "MINUTE", "SECOND", "MICROSECOND", "TIME_TO_SEC"].map { timePart($0) }
    + [
      FunctionDefinition("WEEK", 1...2, [.dateTime, .integer], .integer, .call("my_week")),
      FunctionDefinition("YEARWEEK", 1...2, [.dateTime, .integer], .integer, .call("my_yearweek")),
      FunctionDefinition("DAYNAME", 1...1, [.dateTime], .plainText(9), .call("my_dayname")),
      FunctionDefinition(
        "MONTHNAME",
        1...1,
        [.dateTime],
        .plainText(9),
        .template { arguments, operands, _ throws(SQLError) in
          "my_monthname(\(Conversion.dateWithZeros(operands[0]) ?? arguments[0]))"
        }
      ),
      FunctionDefinition("LAST_DAY", 1...1, [.dateTime], .date, .call("my_last_day")),
      FunctionDefinition(
        "DATE",
        1...1,
        [.dateTime],
        .date,
        .template { arguments, operands, _ throws(SQLError) in
          "my_date(\(whole(arguments[0], operands[0])))"
        }
      ),
      FunctionDefinition(
        "TIME",
        1...1,
        [.time],
        ResultRule { operands throws(SQLError) in
          .time(fraction(operands))
        },
        .template { arguments, _, _ throws(SQLError) in arguments[0] },
        typingParameters: [0]
      ),
    ]

  /// The argument as a date and time; of a text one that the session's modes allow.
  private static func whole(_ argument: String, _ operand: Operand) -> String {
    operand.type.isText ? "my_cast_datetime(\(operand.sql))" : argument
  }

  private static func part(_ name: String) -> FunctionDefinition {
    FunctionDefinition(name, 1...1, [.dateTime], .integer, .call("my_\(name.lowercased())"))
  }

  /// A part of a date that may have zeros, as the number 0 has, whatever the session's modes.
  private static func partOfAny(_ name: String, _ aliases: [String] = []) -> FunctionDefinition {
    FunctionDefinition(
      name,
      1...1,
      [.dateTime],
      .integer,
      .template { arguments, operands, _ throws(SQLError) in
        let date = Conversion.dateWithZeros(operands[0]) ?? arguments[0]
        return "my_\(name.lowercased())(\(date))"
      },
      aliases: aliases
    )
  }

  private static func timePart(_ name: String) -> FunctionDefinition {
    FunctionDefinition(name, 1...1, [.time], .integer, .call("my_\(name.lowercased())"))
  }

  /// The fractional digits that survive from the arguments; six where text may have any, but a
  /// literal's own.
  private static func fraction(_ operands: [Operand], readsLiterals: Bool = true) -> Int {
    operands.map { operand in
      if readsLiterals, let digits = literalFraction(operand) { return digits }
      return min(operand.type.shownDecimals ?? 6, 6)
    }
    .max() ?? 0
  }

  // MARK: Texts

  /// Text under the session's collation, which insists on it as much as the format does.
  private static let formatted = ResultRule(decidedBy: [1]) { _ throws(SQLError) in
    .text(ofLength: 255, .standard)
  }

  private static let texts: [FunctionDefinition] = [
    FunctionDefinition(
      "DATE_FORMAT",
      2...2,
      [.dateTime, .text],
      formatted,
      .template { arguments, operands, _ throws(SQLError) in
        "my_date_format(\(Conversion.dateWithZeros(operands[0]) ?? arguments[0]),\(arguments[1]))"
      }
    ),
    FunctionDefinition(
      "TIME_FORMAT",
      2...2,
      [.time, .text],
      formatted,
      .call("my_time_format")
    ),
    FunctionDefinition(
      "STR_TO_DATE",
      2...2,
      [.text],
      ResultRule { operands throws(SQLError) in formatType(operands) },
      .template { arguments, _, type throws(SQLError) in
        let function = type.kind == .time ? "my_str_to_time" : "my_str_to_date"
        let form = type.kind == .date ? -1 : type.scale ?? 0
        return "\(function)(\(arguments.joined(separator: ",")),\(form))"
      },
      typingParameters: [1]
    ),
    FunctionDefinition("GET_FORMAT", 2...2, [.text], .plainText(17), .call("my_get_format")),
  ]

  /// What a literal format reads: a date, a time or both.
  private static func formatType(_ operands: [Operand]) -> MySQLType {
    guard operands.count > 1, case .text(let format)? = operands[1].value else {
      return .datetime(6)
    }
    let codes = Set(
      format.split(separator: "%", omittingEmptySubsequences: false).dropFirst()
        .compactMap(\.first)
    )
    let hasTime = !codes.isDisjoint(with: "HhIiklprSsTf")
    let hasDate = !codes.isDisjoint(with: "MmbcdDejUuVvWwXxYya")
    let digits = codes.contains("f") ? 6 : 0
    if hasTime && hasDate { return .datetime(digits) }
    return hasTime ? .time(digits) : .date
  }

  // MARK: Arithmetic

  private static let arithmetic: [FunctionDefinition] = [
    FunctionDefinition("DATEDIFF", 2...2, [.dateTime], .integer, .call("my_datediff")),
    FunctionDefinition(
      "TIMESTAMPDIFF",
      3...3,
      [.text, .dateTime],
      .integer,
      .call("my_timestampdiff")
    ),
    FunctionDefinition(
      "TIMEDIFF",
      2...2,
      [.asIs],
      ResultRule { operands throws(SQLError) in
        .time(fraction(operands))
      },
      .template { _, operands, _ throws(SQLError) in
        if operands.allSatisfy({ $0.type.kind == .time }) {
          return "my_time_clamped(\(operands[0].sql) - \(operands[1].sql))"
        }
        if operands.contains(where: \.type.isDated) {
          if operands.contains(where: { $0.type.kind == .time }) { return "NULL" }
          let instants = operands.map { Conversion.sql($0, to: .dateTime) }
          return "my_instant_diff(\(instants.joined(separator: ",")))"
        }
        let texts = operands.map(Conversion.timeText)
        return "my_timediff(\(texts.joined(separator: ",")))"
      },
      typingParameters: [0, 1]
    ),
    shifted("ADDTIME", 1), shifted("SUBTIME", -1),
    FunctionDefinition("MAKEDATE", 2...2, [.integer], .date, .call("my_makedate")),
    FunctionDefinition(
      "MAKETIME",
      3...3,
      [.integer, .integer, .decimal],
      ResultRule { operands throws(SQLError) in
        .time(operands.count > 2 ? fraction([operands[2]], readsLiterals: false) : 0)
      },
      .call("my_maketime")
    ),
    FunctionDefinition(
      "SEC_TO_TIME",
      1...1,
      [.decimal],
      ResultRule { operands throws(SQLError) in
        .time(fraction(operands, readsLiterals: false))
      },
      .call("my_sec_to_time")
    ),
    FunctionDefinition("FROM_DAYS", 1...1, [.integer], .date, .call("my_from_days")),
    FunctionDefinition("PERIOD_ADD", 2...2, [.integer], .integer, .call("my_period_add")),
    FunctionDefinition("PERIOD_DIFF", 2...2, [.integer], .integer, .call("my_period_diff")),
    FunctionDefinition(
      "TIMESTAMP",
      1...2,
      [.dateTime, .time],
      ResultRule { operands throws(SQLError) in
        .datetime(fraction(operands))
      },
      .template { arguments, operands, type throws(SQLError) in
        let start = whole(arguments[0], operands[0])
        let digits = type.scale ?? 0
        return arguments.count > 1
          ? "my_timestamp_sum(\(start),\(arguments[1]),\(digits))"
          : "my_timestamp(\(start),\(digits))"
      },
      typingParameters: [0, 1]
    ),
  ]

  /// ADDTIME and SUBTIME: of a TIME a TIME, of a DATETIME a DATETIME, of text a text.
  private static func shifted(_ name: String, _ sign: Int) -> FunctionDefinition {
    FunctionDefinition(
      name,
      2...2,
      [.asIs, .time],
      ResultRule { operands throws(SQLError) in
        guard let first = operands.first else { return .null }
        switch first.type.kind {
        case .time: return .time(fraction(operands))
        case .datetime, .timestamp: return .datetime(fraction(operands))
        default: return .varchar(29)
        }
      },
      .template { arguments, operands, type throws(SQLError) in
        let isText = operands[1].type.isString
        let span = isText ? "my_span(\(Conversion.sql(operands[1], to: .text)))" : arguments[1]
        if type.kind == .time {
          return "my_time_clamped(\(arguments[0]) + \(sign) * \(span))"
        }
        // The time of a DATE is midnight.
        let text =
          operands[0].type.kind == .date
          ? "iif(\(operands[0].sql) IS NULL,NULL,'00:00:00')"
          : Conversion.timeText(operands[0])
        let digits = type.isText ? -2 : type.scale ?? 0
        return "my_addtime(\(text),\(sign) * \(span),\(digits))"
      },
      typingParameters: [1]
    )
  }

  // MARK: Seconds since 1970

  /// The fractional digits that a literal text has.
  private static func literalFraction(_ operand: Operand) -> Int? {
    guard operand.type.isText, case .text(let text)? = operand.value else { return nil }
    guard let point = text.firstIndex(of: ".") else { return 0 }
    return min(text[point...].dropFirst().prefix { $0.isASCII && $0.isNumber }.count, 6)
  }

  /// The same of a date and time: six where it is none.
  private static func literalDateFraction(_ operand: Operand) -> Int? {
    guard operand.type.isText, case .text(let text)? = operand.value else { return nil }
    var isWhole = false
    guard let instant = Instant(anyDayPrefixOf: text, isWhole: &isWhole), instant.isValid else {
      return 6
    }
    return literalFraction(operand)
  }

  private static let epoch: [FunctionDefinition] = [
    FunctionDefinition(
      "UNIX_TIMESTAMP",
      0...1,
      [.dateTime],
      ResultRule { operands throws(SQLError) in
        let digits = operands.first.flatMap(literalDateFraction) ?? fraction(operands)
        return digits == 0 ? .bigint : .decimal(11 + digits, digits)
      },
      .template { arguments, operands, type throws(SQLError) in
        guard let argument = arguments.first else { return "my_unix_now()" }
        let given = operands[0].type.isTemporal ? "" : ",\(operands[0].sql)"
        let digits = type.kind == .decimal ? type.scale ?? 0 : 0
        return "my_unix_timestamp(\(argument),\(digits)\(given))"
      },
      stability: .statement,
      typingParameters: [0],
      countsSeconds: true
    ),
    FunctionDefinition(
      "UNIX_TIMESTAMP OF",
      1...1,
      [.asIs],
      ResultRule { operands throws(SQLError) in
        let digits = fraction(operands)
        return digits == 0 ? .bigint : .decimal(11 + digits, digits)
      },
      .template { arguments, _, type throws(SQLError) in
        let digits = type.kind == .decimal ? type.scale ?? 0 : 0
        return "my_stored_unix_timestamp(\(arguments[0]),\(digits))"
      },
      countsSeconds: true
    ),
    FunctionDefinition(
      "LOCAL TIME",
      1...1,
      [.asIs],
      ResultRule { operands throws(SQLError) in operands.first?.type ?? .null },
      .call("my_local_time"),
      stability: .session
    ),
    FunctionDefinition(
      "UTC TIME",
      1...1,
      [.asIs],
      ResultRule { operands throws(SQLError) in .datetime(operands.first?.type.scale ?? 0) },
      .template { _, operands, _ throws(SQLError) in
        guard let stored = operands[0].stored else {
          throw SQLError(.unsupported, "AT TIME ZONE of a computed TIMESTAMP is not supported")
        }
        return stored
      }
    ),
    FunctionDefinition(
      "FROM_UNIXTIME",
      1...2,
      [.decimal, .text],
      ResultRule { operands throws(SQLError) in
        operands.count > 1
          ? .varchar(255) : .datetime(fraction(operands, readsLiterals: false))
      },
      .template { arguments, _, type throws(SQLError) in
        let moment = "my_from_unixtime(\(arguments[0]),\(type.isText ? 6 : type.scale ?? 0))"
        return arguments.count > 1 ? "my_date_format(\(moment),\(arguments[1]))" : moment
      },
      stability: .session
    ),
    FunctionDefinition(
      "CONVERT_TZ",
      3...3,
      [.dateTime, .text],
      ResultRule { operands throws(SQLError) in
        .datetime(fraction(operands.first.map { [$0] } ?? []))
      },
      .template { arguments, _, type throws(SQLError) in
        "my_convert_tz(\(arguments.joined(separator: ",")),\(type.scale ?? 0))"
      },
      typingParameters: [0]
    ),
  ]
}
