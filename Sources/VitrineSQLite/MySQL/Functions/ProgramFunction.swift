import Foundation
package import VitrineSQL
package import VitrineSharding

/// Runs the stored functions that a statement calls, where the text of a coordinator calls them.
package protocol ProgramRunner: Sendable {
  /// Runs a function.
  ///
  /// - Parameters:
  ///   - call: a `ProgramInvocation`'s text.
  ///   - arguments: the values, each as its type in the call lies.
  /// - Returns: what it returns, in the representation of the type that it RETURNS.
  /// - Throws: what the body throws.
  func value(of call: String, _ arguments: [Value]) throws(SQLError) -> Value
}

/// What `my_program` is told of a call: JSON in the rendered text.
package struct ProgramInvocation: Codable {
  package var keyspace: String
  package var name: String
  /// Those of the arguments.
  package var types: [MySQLType]

  package init(keyspace: String, name: String, types: [MySQLType]) {
    self.keyspace = keyspace
    self.name = name
    self.types = types
  }

  package init?(text: String) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else { return nil }
    self = read
  }

  private var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    guard let data = try? encoder.encode(self) else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// SQLite text that calls the function with these arguments.
  package func sql(_ arguments: [String]) -> String {
    "my_program(\(([quotedForSQLite(text)] + arguments).joined(separator: ", ")))"
  }
}

/// `my_program(call, argument, …)`: what a stored function returns, which the engine runs.
enum ProgramFunction {
  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_program", isDeterministic: false, returnsNullOnNull: false) {
        (arguments, result) throws(SQLError) in
        guard let programs = context.programs else {
          throw SQLError(.internal, "a stored function is called where none can be run")
        }
        let values = (1..<max(arguments.count, 1)).map { arguments.value(at: $0) }
        result.set(try programs.value(of: arguments.text(at: 0), values))
      }
    ]
  }
}
