import Foundation
import VitrineSQL
import VitrineSharding

/// JSON functions that are told more than their arguments: the columns of JSON_TABLE and JSON_VALUE, and
/// the schemas of JSON_SCHEMA_VALID.
enum JSONTableFunctions {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_json_table", arguments: 2) { arguments, result throws(SQLError) in
        let reader = try arguments.cached(at: 1) { () throws(SQLError) in
          try JSONTableReader(text: arguments.text(at: 1))
        }
        result.set(try reader.rows(of: try JSONBodies.document(arguments, 0)))
      },
      ScalarFunction("my_json_value", arguments: 3) { arguments, result throws(SQLError) in
        let column = try arguments.cached(at: 2) { () throws(SQLError) in
          try JSONColumnBox(text: arguments.text(at: 2))
        }
        let path = try JSONBodies.path(arguments, 1)
        result.set(try column.column.value(in: JSONBodies.document(arguments, 0), at: path))
      },
      ScalarFunction("my_json_schema_valid", arguments: 2) { arguments, result throws(SQLError) in
        let schema = try schema(arguments, "json_schema_valid")
        result.set(schema.failure(of: try plainDocument(arguments, 1)) == nil)
      },
      ScalarFunction("my_json_schema_report", arguments: 2) { arguments, result throws(SQLError) in
        let schema = try schema(arguments, "json_schema_validation_report")
        let failure = schema.failure(of: try plainDocument(arguments, 1))
        result.set(report(failure).text)
      },
    ]
  }

  /// A document as its text tells it, in which dates and bytes are strings.
  private static func plainDocument(
    _ arguments: borrowing FunctionArguments,
    _ index: Int
  ) throws(SQLError) -> JSONDocument {
    try JSONDocument(normalForm: JSONDocument.shown(arguments.text(at: index)))
  }

  private static func schema(
    _ arguments: borrowing FunctionArguments,
    _ name: String
  ) throws(SQLError) -> JSONSchema {
    try arguments.cached(at: 0) { () throws(SQLError) in
      let root = try plainDocument(arguments, 0)
      guard case .object = root else {
        throw SQLError(
          .invalidJSONType,
          "Invalid JSON type in argument 1 to function \(name); an object is required."
        )
      }
      return try JSONSchema(root)
    }
  }

  private static func report(_ failure: JSONSchema.Failure?) -> JSONDocument {
    guard let failure else { return .object([.init("valid", .boolean(true))]) }
    let reason = """
      The JSON document location '\(failure.document)' failed requirement '\(failure.keyword)' at \
      JSON Schema location '\(failure.schema)'
      """
    return .normalized([
      .init("valid", .boolean(false)), .init("reason", .string(reason)),
      .init("schema-location", .string(failure.schema)),
      .init("document-location", .string(failure.document)),
      .init("schema-failed-keyword", .string(failure.keyword)),
    ])
  }
}

/// A column that a function keeps between rows.
final class JSONColumnBox: Sendable {
  let column: JSONColumn

  init(text: String) throws(SQLError) {
    guard let column = try? JSONDecoder().decode(JSONColumn.self, from: Data(text.utf8)) else {
      throw SQLError(.wrongArguments, "Incorrect arguments to json_value")
    }
    self.column = column
  }
}

extension JSONColumn {
  /// The column as a constant of the rendered text.
  package var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }
}
