import VitrineSQL
import VitrineSharding

/// The chapter "JSON Functions": definitions.
enum JSONFunctions {
  static let definitions: [FunctionDefinition] = builders + readers + changes

  private static let many = FunctionDefinition.many

  private static let builders: [FunctionDefinition] = [
    FunctionDefinition("JSON_ARRAY", 0...many, [.jsonValue], .json, .call("my_json_array")),
    FunctionDefinition(
      "JSON_OBJECT",
      0...many,
      [.asIs],
      .json,
      .template { _, operands, _ throws(SQLError) in
        guard operands.count % 2 == 0 else {
          throw SQLError(
            .wrongArgumentCount,
            "Incorrect parameter count in the call to native function 'JSON_OBJECT'"
          )
        }
        let arguments = operands.enumerated()
          .map { Conversion.sql($0.element, to: $0.offset % 2 == 0 ? .jsonText : .jsonValue) }
        return "my_json_object(\(arguments.joined(separator: ",")))"
      }
    ),
    FunctionDefinition(
      "JSON_QUOTE",
      1...1,
      [.asIs],
      .jsonText,
      .template { _, operands, _ throws(SQLError) in
        "my_json_quote(\(characters(operands[0], of: "json_quote")))"
      }
    ),
    FunctionDefinition(
      "JSON_UNQUOTE",
      1...1,
      [.asIs],
      .jsonText,
      .template { arguments, operands, _ throws(SQLError) in
        operands[0].type.kind == .json
          ? "my_json_unquoted(\(arguments[0]))"
          : "my_json_unquote(\(characters(operands[0], of: "json_unquote")))"
      }
    ),
    FunctionDefinition("JSON_PRETTY", 1...1, [.json], .jsonText, .call("my_json_pretty")),
    FunctionDefinition(
      "JSON_STORAGE_SIZE",
      1...1,
      [.json],
      .integer,
      .call("my_json_storage_size")
    ),
    // Documents are written anew when they change, so that nothing in them is free.
    FunctionDefinition(
      "JSON_STORAGE_FREE",
      1...1,
      [.json],
      .integer,
      .template { arguments, _, _ throws(SQLError) in
        "(CASE WHEN \(arguments[0]) IS NOT NULL THEN 0 END)"
      }
    ),
    FunctionDefinition(
      "JSON_MERGE_PATCH",
      2...many,
      [.json],
      .json,
      .call("my_json_merge_patch")
    ),
    FunctionDefinition(
      "JSON_MERGE_PRESERVE",
      2...many,
      [.json],
      .json,
      .call("my_json_merge_preserve"),
      aliases: ["JSON_MERGE"]
    ),
  ]

  /// A text that is quoted or unquoted; of another type but NULL it is error 3064.
  private static func characters(_ operand: Operand, of function: String) -> String {
    let type = operand.type
    guard type.isNumeric || type.isTemporal || type.kind == .json else {
      return Conversion.sql(operand, to: .jsonText)
    }
    return "my_json_no_text(\(operand.sql),\(quotedForSQLite(function)))"
  }

  private static let readers: [FunctionDefinition] = [
    FunctionDefinition(
      "JSON_EXTRACT",
      2...many,
      [.json, .jsonText],
      .json,
      .call("my_json_extract")
    ),
    FunctionDefinition(
      "JSON_VALID",
      1...1,
      [.asIs],
      .boolean,
      .template {
        arguments,
        operands,
        _ throws(SQLError) in
        switch operands[0].type.representation {
        case .json: "(CASE WHEN \(arguments[0]) IS NOT NULL THEN 1 END)"
        case .text, .any: "my_json_valid(\(Conversion.sql(operands[0], to: .text)))"
        default: "(CASE WHEN \(arguments[0]) IS NOT NULL THEN 0 END)"
        }
      }
    ),
    // JSON_VALUE once it is bound: the third argument is the `JSONColumn`.
    FunctionDefinition(
      "JSON_VALUE OF",
      3...3,
      [.json, .jsonText, .asIs],
      ResultRule { operands throws(SQLError) in
        guard operands.count == 3, case .text(let text)? = operands[2].value else {
          return .varchar(512, .utf8mb4Bin)
        }
        return try JSONColumnBox(text: text).column.type
      },
      .call("my_json_value"),
      typingParameters: [2]
    ),
    FunctionDefinition("JSON_TYPE", 1...1, [.json], .plainText(51), .call("my_json_type")),
    FunctionDefinition(
      "JSON_SCHEMA_VALID",
      2...2,
      [.json],
      .boolean,
      .call("my_json_schema_valid")
    ),
    FunctionDefinition(
      "JSON_SCHEMA_VALIDATION_REPORT",
      2...2,
      [.json],
      .json,
      .call("my_json_schema_report")
    ),
    FunctionDefinition("JSON_DEPTH", 1...1, [.json], .integer, .call("my_json_depth")),
    FunctionDefinition(
      "JSON_LENGTH",
      1...2,
      [.json, .jsonText],
      .integer,
      .call("my_json_length")
    ),
    FunctionDefinition("JSON_KEYS", 1...2, [.json, .jsonText], .json, .call("my_json_keys")),
    FunctionDefinition(
      "JSON_CONTAINS",
      2...3,
      [.json, .json, .jsonText],
      .boolean,
      .call("my_json_contains")
    ),
    FunctionDefinition(
      "JSON_CONTAINS_PATH",
      3...many,
      [.json, .text, .jsonText],
      .boolean,
      .call("my_json_contains_path")
    ),
    FunctionDefinition("JSON_OVERLAPS", 2...2, [.json], .boolean, .call("my_json_overlaps")),
    FunctionDefinition(
      "JSON_SEARCH",
      3...many,
      [.json, .text, .text, .text, .jsonText],
      .json,
      .call("my_json_search")
    ),
    FunctionDefinition(
      "MEMBER OF",
      2...2,
      [.jsonValue, .json],
      .boolean,
      .call("my_json_member_of")
    ),
  ]

  private static let changes: [FunctionDefinition] = [
    change("JSON_SET"), change("JSON_INSERT"), change("JSON_REPLACE"),
    change("JSON_ARRAY_APPEND"), change("JSON_ARRAY_INSERT"),
    FunctionDefinition(
      "JSON_REMOVE",
      2...many,
      [.json, .jsonText],
      .json,
      .call("my_json_remove")
    ),
  ]

  /// `f(document, path, value, path, value, …)`.
  private static func change(_ name: String) -> FunctionDefinition {
    FunctionDefinition(
      name,
      3...many,
      [.json, .asIs],
      .json,
      .template { arguments, operands, _ throws(SQLError) in
        guard operands.count % 2 == 1 else {
          throw SQLError(
            .wrongArgumentCount,
            "Incorrect parameter count in the call to native function '\(name)'"
          )
        }
        let rest = operands.dropFirst().enumerated()
          .map { Conversion.sql($0.element, to: $0.offset % 2 == 0 ? .jsonText : .jsonValue) }
        let list = [arguments[0]] + rest
        return "my_\(name.lowercased())(\(list.joined(separator: ",")))"
      }
    )
  }
}
