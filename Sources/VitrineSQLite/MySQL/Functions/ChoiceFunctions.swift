import VitrineSQL
import VitrineSharding

/// The chapters "Comparison" and "Flow Control Functions", and "Information Functions".
enum ChoiceFunctions {
  static let definitions: [FunctionDefinition] = choices + extremes + information + miscellany

  // MARK: Choices

  private static let choices: [FunctionDefinition] = [
    FunctionDefinition(
      "IF",
      3...3,
      [.boolean, .same],
      .common(from: 1),
      .template { arguments, _, _ throws(SQLError) in
        "(CASE WHEN \(arguments[0]) THEN \(arguments[1]) ELSE \(arguments[2]) END)"
      }
    ),
    FunctionDefinition("IFNULL", 2...2, [.same], .common(), .call("ifnull")),
    FunctionDefinition(
      "COALESCE",
      1...FunctionDefinition.any,
      [.same],
      .common(),
      .template { arguments, _, _ throws(SQLError) in
        arguments.count == 1 ? arguments[0] : FunctionDefinition.nested("coalesce", arguments)
      }
    ),
    FunctionDefinition(
      "NULLIF",
      2...2,
      [.asIs],
      ResultRule(decidedBy: [0]) { operands throws(SQLError) in
        if operands.allSatisfy(\.hasCharacters) { _ = try CollationChoice.compared(operands) }
        return operands.first?.type ?? .null
      },
      .template { arguments, operands, _ throws(SQLError) in
        let comparison = try Comparison(operands[0], operands[1])
        let hasColumn = operands.contains { $0.origin == .column }
        let isFixed = operands[0].fixedDecimals(beside: operands[1]) != nil
        if comparison.left == arguments[0], !hasColumn, !isFixed {
          return "nullif(\(comparison.collatedLeft),\(comparison.right))"
        }
        let equal = comparison.sql(.equal, operands[0], operands[1])
        return "(CASE WHEN \(equal) THEN NULL ELSE \(arguments[0]) END)"
      },
      keepsDigits: true
    ),
    FunctionDefinition(
      "ISNULL",
      1...1,
      [.asIs],
      .boolean,
      .template { arguments, _, _ throws(SQLError) in "(\(arguments[0]) IS NULL)" }
    ),
    FunctionDefinition(
      "INTERVAL",
      2...FunctionDefinition.any,
      [.asIs],
      .integer,
      .template { _, operands, _ throws(SQLError) in
        var branches: [String] = []
        for bound in operands.dropFirst() {
          branches.append("WHEN \(try isLess(operands[0], bound)) THEN \(branches.count)")
        }
        return "(CASE WHEN \(operands[0].sql) IS NULL THEN -1 \(branches.joined(separator: " ")) "
          + "ELSE \(operands.count - 1) END)"
      }
    ),
  ]

  /// Whether a number lies below a bound of INTERVAL: integers and decimals exactly, all else as doubles.
  private static func isLess(_ number: Operand, _ bound: Operand) throws(SQLError) -> String {
    let isExact = [number.type, bound.type].allSatisfy { $0.isNumeric && !$0.isApproximate }
    if isExact { return try Comparison(number, bound).sql(.less) }
    return "\(Conversion.sql(number, to: .real)) < \(Conversion.sql(bound, to: .real))"
  }

  // MARK: Extremes

  private static let extremes: [FunctionDefinition] = [
    extreme("GREATEST", "max"), extreme("LEAST", "min"),
  ]

  /// SQLite's own `max` and `min` of several arguments, under the collation of the first; NULL where
  /// any is.
  private static func extreme(_ name: String, _ function: String) -> FunctionDefinition {
    FunctionDefinition(
      name,
      2...FunctionDefinition.any,
      [.same],
      .common(),
      .template { arguments, _, type throws(SQLError) in
        // Of equal ones SQLite's take the first and the last; MySQL's the last and the first of texts, the first of
        // decimals, which may have other digits behind the point.
        let isInOrder = type.kind == .decimal && function == "max"
        return FunctionDefinition.nested(
          function,
          isInOrder ? arguments : arguments.reversed()
        ) { first in
          type.keyCollation.map { "\(first) COLLATE \($0)" } ?? first
        }
      }
    )
  }

  // MARK: Information

  private static let information: [FunctionDefinition] = [
    session("DATABASE", "my_database", .systemText(64), ["SCHEMA"]),
    session("USER", "my_user", .systemText(288), ["SESSION_USER", "SYSTEM_USER"]),
    session("CURRENT_USER", "my_user", .systemText(288), []),
    session("VERSION", "my_version", .systemText(32), []),
    session("CONNECTION_ID", "my_connection_id", .unsigned, []),
    // Of a performance schema that is not there, but a number of its own for each session.
    session("PS_CURRENT_THREAD_ID", "my_connection_id", .unsigned, []),
    session("ROW_COUNT", "my_row_count", .integer, []),
    session("FOUND_ROWS", "my_found_rows", .integer, []),
    FunctionDefinition(
      "LAST_INSERT_ID",
      0...1,
      [.integer],
      .unsigned,
      .call("my_last_insert_id"),
      stability: .session
    ),
    constant("COLLATION") { ($0.type.collation ?? .binary).rawValue },
    constant("CHARSET") { ($0.type.collation ?? .binary).characterSet },
    FunctionDefinition(
      "COERCIBILITY",
      1...1,
      [.asIs],
      .integer,
      .template { _, operands, _ throws(SQLError) in "\(operands[0].coercibility.rawValue)" }
    ),
  ]

  private static func session(
    _ name: String,
    _ function: String,
    _ result: ResultRule,
    _ aliases: [String]
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      0...0,
      [],
      result,
      .call(function),
      aliases: aliases,
      stability: .session
    )
  }

  /// What the type of the argument says, whatever its value.
  private static func constant(
    _ name: String,
    _ text: @escaping @Sendable (Operand) -> String
  ) -> FunctionDefinition {
    FunctionDefinition(
      name,
      1...1,
      [.asIs],
      ResultRule(coercibility: .coercible) { _ throws(SQLError) in
        .text(ofLength: 64, .utf8mb3GeneralCi)
      },
      .template { _, operands, _ throws(SQLError) in quotedForSQLite(text(operands[0])) }
    )
  }

  // MARK: Miscellany

  private static let miscellany: [FunctionDefinition] = [
    FunctionDefinition("UUID", 0...0, [], .plainText(36), .call("my_uuid"), stability: .volatile),
    FunctionDefinition(
      "UUID_TO_BIN",
      1...2,
      [.text, .integer],
      .fixed(MySQLType(.varbinary, length: 16, collation: .binary)),
      .call("my_uuid_to_bin")
    ),
    FunctionDefinition(
      "BIN_TO_UUID",
      1...2,
      [.binary, .integer],
      .plainText(36),
      .call("my_bin_to_uuid")
    ),
    FunctionDefinition("IS_UUID", 1...1, [.text], .boolean, .call("my_is_uuid")),
    FunctionDefinition("INET_ATON", 1...1, [.text], .unsigned, .call("my_inet_aton")),
    FunctionDefinition("INET_NTOA", 1...1, [.integer], .plainText(31), .call("my_inet_ntoa")),
    FunctionDefinition("SLEEP", 1...1, [.real], .integer, .call("my_sleep"), stability: .volatile),
    FunctionDefinition(
      "BENCHMARK",
      2...2,
      [.integer, .asIs],
      .integer,
      .template { arguments, _, _ throws(SQLError) in
        // Once is as good as often.
        "(CASE WHEN \(arguments[0]) >= 0 THEN (\(arguments[1]) IS NULL) * 0 END)"
      }
    ),
  ]

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    facts(context) + identifiers(context)
  }

  private static func facts(_ context: StatementContext) -> [ScalarFunction] {
    [
      fact("my_database") { context.session.database.map(Value.text) ?? .null },
      fact("my_user") { .text(context.session.user) },
      fact("my_version") { .text(context.session.version) },
      fact("my_connection_id") { .integer(context.session.connectionID) },
      fact("my_row_count") { .integer(context.session.rowCount) },
      fact("my_found_rows") { .integer(context.session.foundRows) },
      ScalarFunction("my_last_insert_id", isDeterministic: false, returnsNullOnNull: false) {
        arguments,
        result in
        guard arguments.count > 0 else {
          return result.set(
            unsigned: context.givenInsertID?.current ?? context.session.lastInsertID
          )
        }
        let id = ArithmeticFunctions.pattern(arguments, 0)
        context.givenInsertID?.give(id)
        if arguments.isNull(at: 0) { result.set(.null) } else { result.set(unsigned: id) }
      },
      ScalarFunction("my_sleep", arguments: 1, isDeterministic: false, returnsNullOnNull: false) {
        arguments,
        result throws(SQLError) in
        let seconds = arguments.real(at: 0)
        guard !arguments.isNull(at: 0), seconds >= 0 else {
          if context.mode.isStrict {
            throw SQLError(.wrongArguments, "Incorrect arguments to sleep.")
          }
          context.warn(.wrongArguments, "Incorrect arguments to sleep.")
          return result.set(0)
        }
        result.set(context.sleep(seconds))
      },
    ]
  }

  private static func fact(_ name: String, _ value: @escaping () -> Value) -> ScalarFunction {
    ScalarFunction(name, arguments: 0, isDeterministic: false) { _, result in result.set(value()) }
  }

  // MARK: Identifiers and addresses

  private static func identifiers(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_uuid", arguments: 0, isDeterministic: false) { _, result in
        result.set(UUIDText.text(context.nextUUID()))
      },
      ScalarFunction("my_uuid_to_bin") { arguments, result throws(SQLError) in
        let text = arguments.text(at: 0)
        guard let bytes = UUIDText.bytes(text) else {
          throw SQLError(
            .wrongValueForType,
            "Incorrect string value: '\(text)' for function uuid_to_bin"
          )
        }
        let isSwapped = arguments.count > 1 && arguments.integer(at: 1) != 0
        result.set(blob: isSwapped ? UUIDText.swapped(bytes) : bytes)
      },
      ScalarFunction("my_bin_to_uuid") { arguments, result throws(SQLError) in
        let bytes = arguments.blob(at: 0)
        guard bytes.count == 16 else {
          throw SQLError(.wrongValueForType, "Incorrect string value for function bin_to_uuid")
        }
        let isSwapped = arguments.count > 1 && arguments.integer(at: 1) != 0
        result.set(UUIDText.text(isSwapped ? UUIDText.unswapped(bytes) : bytes))
      },
      ScalarFunction("my_is_uuid", arguments: 1) { arguments, result in
        result.set(UUIDText.bytes(arguments.text(at: 0)) != nil)
      },
      ScalarFunction("my_inet_aton", arguments: 1) { arguments, result in
        let text = arguments.text(at: 0)
        guard let address = address(text) else {
          return context.warn(
            .wrongValueForType,
            "Incorrect string value: '\(text)' for function inet_aton"
          )
        }
        result.set(unsigned: address)
      },
      ScalarFunction("my_inet_ntoa", arguments: 1) { arguments, result in
        guard let address = UInt32(exactly: arguments.wide(at: 0)) else { return }
        let bytes = UInt64(address).bigEndianBytes.suffix(4)
        result.set(bytes.map { String($0) }.joined(separator: "."))
      },
    ]
  }
}

extension ChoiceFunctions {
  /// The number of an address, of which MySQL lets parts be empty or more than four; nil for a text that is none.
  private static func address(_ text: String) -> UInt64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard let last = parts.last, !last.isEmpty else { return nil }
    var address: UInt64 = 0
    for (index, part) in parts.enumerated() {
      guard part.allSatisfy({ $0.isASCII && $0.isNumber }),
        let number = part.isEmpty ? 0 : UInt8(part)
      else { return nil }
      if index == parts.count - 1, parts.count == 2 || parts.count == 3 {
        address <<= UInt64(8 * (4 - parts.count))
      }
      address = address << 8 &+ UInt64(number)
    }
    return address
  }
}

/// UUIDs as text and as bytes.
enum UUIDText {
  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }

  /// The 16 bytes of a UUID with or without hyphens and braces.
  static func bytes(_ text: String) -> [UInt8]? {
    var digits = text
    if digits.hasPrefix("{"), digits.hasSuffix("}") {
      digits = String(digits.dropFirst().dropLast())
    }
    let isHyphenated = digits.utf8.count == 36
    if isHyphenated {
      let places = digits.utf8.enumerated().filter { $0.element == UInt8(ascii: "-") }.map(\.offset)
      guard places == [8, 13, 18, 23] else { return nil }
      digits.removeAll { $0 == "-" }
    }
    guard digits.utf8.count == 32 else { return nil }
    return StringBodies.hexBytes(digits)
  }

  /// The time parts put into the order in which they grow.
  static func swapped(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes[6..<8] + bytes[4..<6] + bytes[0..<4] + bytes[8...])
  }

  static func unswapped(_ bytes: [UInt8]) -> [UInt8] {
    Array(bytes[4..<8] + bytes[2..<4] + bytes[0..<2] + bytes[8...])
  }
}
