package import VitrineSQL
package import VitrineSharding

/// MySQL's aggregate functions as SQLite text, whole or in parts that shards compute.
package enum Aggregates {
  /// One call of an aggregate function, by MySQL's name in upper case.
  package struct Call: Sendable {
    package var name: String
    package var arguments: [Operand]
    package var isDistinct: Bool
    /// GROUP_CONCAT's own ORDER BY.
    package var order: [Term]
    package var separator: String
    /// How many digits more than its argument AVG has: `div_precision_increment`.
    package var increment = Operators.standardIncrement
    /// The type of the result, where literals that are parameters now have told it.
    package var type: MySQLType?

    package init(
      _ name: String,
      _ arguments: [Operand],
      distinct: Bool = false,
      order: [Term] = [],
      separator: String = ","
    ) {
      self.name = name
      self.arguments = arguments
      self.isDistinct = distinct
      self.order = order
      self.separator = separator
    }
  }

  /// A term of GROUP_CONCAT's ORDER BY.
  package struct Term: Sendable {
    package var operand: Operand
    package var isDescending: Bool

    package init(_ operand: Operand, descending: Bool = false) {
      self.operand = operand
      self.isDescending = descending
    }
  }

  /// The names that `call` renders.
  package static let names: Set<String> = [
    "COUNT", "SUM", "AVG", "MIN", "MAX", "ANY_VALUE", "BIT_AND", "BIT_OR", "BIT_XOR", "STD",
    "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VAR_POP", "VARIANCE", "VAR_SAMP", "GROUP_CONCAT",
    "JSON_ARRAYAGG", "JSON_OBJECTAGG",
  ]

  // MARK: Types

  /// The type of a call's result.
  package static func type(
    _ name: String,
    _ arguments: [Operand],
    increment: Int = Operators.standardIncrement
  ) throws(SQLError) -> MySQLType {
    let first = arguments.first ?? Operand("", .null)
    switch name {
    case "COUNT": return .bigint
    case "SUM": return sumType(first)
    case "AVG": return averageType(first, increment)
    case "MIN", "MAX":
      // Texts that were joined under no collation cannot be compared.
      if first.type.hasText { _ = try CollationChoice.compared([first, first]) }
      return first.type.unfilled
    case "ANY_VALUE": return first.type.unfilled
    case "BIT_AND", "BIT_OR", "BIT_XOR": return try bitsType(first)
    case "GROUP_CONCAT":
      let type = try ResultRule.text(1024).type(arguments)
      return MySQLType(type.isBinary ? .blob : .text, collation: type.collation)
    case "JSON_ARRAYAGG", "JSON_OBJECTAGG": return .json
    case "MATCH STATISTICS": return .longblob
    case _ where variance(name) != nil: return .double
    default: throw SQLError(.unknownFunction, "FUNCTION \(name) does not exist")
    }
  }

  /// 22 digits more than the argument has; DOUBLE of what is no exact number, as NULL.
  private static func sumType(_ operand: Operand) -> MySQLType {
    guard isExact(operand) else { return .double(decimals: operand.type.shownDecimals) }
    let shape = DecimalShape(of: operand)
    return DecimalShape(shape.precision + 22, shape.scale).type
  }

  private static func averageType(_ operand: Operand, _ increment: Int) -> MySQLType {
    guard isExact(operand) else {
      return .double(decimals: operand.type.shownDecimals.map { $0 + increment })
    }
    let shape = DecimalShape(of: operand)
    return DecimalShape(shape.precision + increment, shape.scale + increment).type
  }

  /// A number, or a binary string one byte longer than the longest argument, as MySQL's keeps there whether a value came.
  private static func bitsType(_ operand: Operand) throws(SQLError) -> MySQLType {
    guard operand.isBinaryString else { return .unsignedBigint }
    let length = operand.type.textLength
    guard length <= 511 else {
      throw SQLError(
        .bitAggregateOperandLength,
        "Aggregate bitwise functions cannot accept arguments longer than 511 bytes; consider using the SUBSTRING() function"
      )
    }
    return .text(ofLength: length + 1, .binary)
  }

  private static func isExact(_ operand: Operand) -> Bool {
    NumericClass.ofArithmetic(operand) != .real && operand.type.kind != .unknown
      && !operand.isHexLiteral
  }

  // MARK: Groups

  /// The value of a group's first row.
  package static func firstRow(_ operand: Operand) -> Operand {
    Operand("my_first_row(\(operand.sql))", operand.type, coercibility: operand.coercibility)
  }

  // MARK: Whole calls

  /// The call, over a window where there is one.
  package static func call(
    _ call: Call,
    over window: (String) throws(SQLError) -> String = { $0 }
  ) throws(SQLError) -> Operand {
    var result = try plainCall(call)
    result.sql = try window(result.sql)
    if let neutral = BitStrings.neutral(call.name, result.type) {
      result.sql = "coalesce(\(result.sql),\(neutral))"
    }
    return result
  }

  /// The call as its function has it: of no values BIT_AND, BIT_OR and BIT_XOR of binary strings are NULL there.
  static func plainCall(_ call: Call) throws(SQLError) -> Operand {
    let type =
      if let known = call.type { known } else {
        try type(call.name, call.arguments, increment: call.increment)
      }
    var first = call.arguments.first ?? Operand("NULL", .null)
    // Distinct values are told apart as they are shown, and as a column of their type has them.
    if call.isDistinct { first = first.withShownDigits }
    switch call.name {
    case "COUNT": return Operand(count(call), type)
    case "SUM":
      var result = Operand(sum(call, first, type), type)
      if first.unrounded != nil, type.kind == .decimal {
        result.unrounded = "my_sum(\(Operators.packed(first)),\(DecimalForm.unroundedCode))"
      }
      return result
    case "AVG":
      var result = Operand(average(call, first, Operators.form(type)), type)
      if type.kind == .decimal {
        result.unrounded = average(call, first, DecimalForm.unroundedCode)
      }
      return result
    case "MIN", "MAX", "ANY_VALUE": return extreme(call.name, first, type)
    case "BIT_AND", "BIT_OR", "BIT_XOR":
      let argument = type.isBinary ? first.sql : Conversion.sql(first, to: .integer)
      return Operand("\(BitStrings.function(call.name, type))(\(argument))", type)
    case "GROUP_CONCAT": return Operand(try concatenation(call, "my_group_concat"), type)
    case "JSON_ARRAYAGG", "JSON_OBJECTAGG": return Operand(json(call), type)
    case "MATCH STATISTICS": return Operand(matchStatistics(call), type)
    default:
      let name = variance(call.name) ?? "my_var_pop"
      return Operand("\(name)(\(Conversion.sql(first, to: .real)))", type)
    }
  }

  /// Of the text of a query, its mode and collation as they are, and texts.
  private static func matchStatistics(_ call: Call) -> String {
    let arguments = call.arguments.enumerated().map { index, operand in
      index == 1 || index == 2 ? operand.sql : Conversion.sql(operand, to: .text)
    }
    return "my_match_statistics(\(arguments.joined(separator: ",")))"
  }

  private static func count(_ call: Call) -> String {
    let distinct = call.isDistinct ? "DISTINCT " : ""
    guard let first = call.arguments.first else { return "count(*)" }
    guard call.arguments.count > 1 else {
      return "count(\(distinct)\(call.isDistinct ? Operators.key(first) : first.sql))"
    }
    return "count(\(distinct)\(rowKey(call.arguments)))"
  }

  /// One key of several values: equal where all of them are, NULL where one is.
  package static func rowKey(_ operands: [Operand]) -> String {
    let parts = operands.map { "\($0.sql),\(quotedForSQLite($0.type.keyCollation ?? ""))" }
    return "my_row_key(\(parts.joined(separator: ",")))"
  }

  private static func sum(_ call: Call, _ operand: Operand, _ type: MySQLType) -> String {
    let distinct = call.isDistinct ? "DISTINCT " : ""
    guard isExact(operand) else {
      return "my_sum_real(\(distinct)\(Conversion.sql(operand, to: .real)))"
    }
    if call.isDistinct {
      let text = Conversion.sql(operand, to: .decimal)
      return "my_dec_scale(my_sum_text(DISTINCT \(text)),\(type.scale ?? 0))"
    }
    return "my_sum(\(Operators.packed(operand)),\(Operators.form(type)))"
  }

  private static func average(_ call: Call, _ operand: Operand, _ form: Int) -> String {
    let distinct = call.isDistinct ? "DISTINCT " : ""
    guard isExact(operand) else {
      return "my_avg_real(\(distinct)\(Conversion.sql(operand, to: .real)))"
    }
    if call.isDistinct {
      let text = Conversion.sql(operand, to: .decimal)
      let parts = "my_sum_text(DISTINCT \(text)),0,count(DISTINCT \(text)),0"
      return "my_dec_div(\(parts),\(form)\(Operators.suffix(call.increment)))"
    }
    return "my_avg(\(Operators.packed(operand)),\(form),\(call.increment))"
  }

  /// SQLite's own, under the collation of the argument.
  private static func extreme(_ name: String, _ operand: Operand, _ type: MySQLType) -> Operand {
    let function = name == "MAX" ? "max" : "min"
    return Operand("\(function)(\(Operators.key(operand)))", type)
  }

  static func variance(_ name: String) -> String? {
    switch name {
    case "STD", "STDDEV", "STDDEV_POP": "my_std_pop"
    case "STDDEV_SAMP": "my_std_samp"
    case "VAR_POP", "VARIANCE": "my_var_pop"
    case "VAR_SAMP": "my_var_samp"
    default: nil
    }
  }

  // MARK: Lists

  static func concatenation(_ call: Call, _ function: String) throws(SQLError) -> String {
    let isBinary = try type(call.name, call.arguments).isBinary
    let parts = call.arguments.map { part($0, of: call, isBinary: isBinary) }
    var text = parts.count == 1 ? parts[0] : "(\(parts.joined(separator: " || ")))"
    if isBinary, parts.count > 1 { text = "CAST(\(text) AS BLOB)" }
    let collation = try CollationChoice.of(call.arguments)
    let name = collation.coercibility >= .numeric || isBinary ? "" : collation.collation.rawValue
    let identity = name.isEmpty ? text : "my_sort_key(\(text),\(quotedForSQLite(name)))"
    let keys = call.order.map { "," + sortKey($0.operand) }.joined()
    let arguments = "\(quotedForSQLite(call.separator)),'\(flags(call))',\(text),\(identity)\(keys)"
    return "\(function)(\(arguments))"
  }

  /// A BIT that is sorted or told apart is its number.
  private static func part(_ operand: Operand, of call: Call, isBinary: Bool) -> String {
    let kind = isBinary ? ParameterKind.binary : .text
    guard operand.type.kind == .bit, operand.origin == .column,
      call.isDistinct || !call.order.isEmpty
    else { return Conversion.sql(operand, to: kind) }
    let number = Conversion.sql(operand, to: .decimal)
    return isBinary ? "CAST(\(number) AS BLOB)" : number
  }

  static func flags(_ call: Call) -> String {
    (call.isDistinct ? "D" : "") + call.order.map { $0.isDescending ? "d" : "a" }.joined()
  }

  /// A value that sorts by itself, without a collation.
  package static func sortKey(_ operand: Operand) -> String {
    guard let collation = operand.type.keyCollation else { return operand.sql }
    return "my_sort_key(\(operand.sql),\(quotedForSQLite(collation)))"
  }

  private static func json(_ call: Call) -> String {
    let name = "my_\(call.name.lowercased())"
    guard call.name == "JSON_OBJECTAGG", call.arguments.count == 2 else {
      let value = call.arguments.first.map { Conversion.sql($0, to: .jsonValue) } ?? "NULL"
      return "\(name)(\(value))"
    }
    let key = Conversion.sql(call.arguments[0], to: .jsonText)
    return "\(name)(\(key),\(Conversion.sql(call.arguments[1], to: .jsonValue)))"
  }
}
