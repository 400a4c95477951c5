import VitrineSQL
import VitrineSharding

/// EXTRACTVALUE and UPDATEXML.
enum XMLFunctions {
  static let definitions: [FunctionDefinition] = [
    FunctionDefinition("EXTRACTVALUE", 2...2, [.text], text, call("my_extract_value")),
    FunctionDefinition("UPDATEXML", 3...3, [.text], text, call("my_update_xml")),
  ]

  private static let text = ResultRule(decidedBy: [0]) { operands throws(SQLError) in
    let given = operands.first?.type
    return MySQLType(.longtext, collation: given?.isText == true ? given?.collation : .standard)
  }

  private static func call(_ function: String) -> FunctionDefinition.Rendering {
    .template { arguments, operands, _ throws(SQLError) in
      guard operands[1].origin != .column else {
        throw SQLError(.unknownError, "Only constant XPATH queries are supported")
      }
      let collation = try CollationChoice.compared(Array(operands.prefix(2))).collation.rawValue
      return "\(function)(\(quotedForSQLite(collation)),\(arguments.joined(separator: ",")))"
    }
  }

  static func bodies(_ context: StatementContext) -> [ScalarFunction] {
    [
      ScalarFunction("my_extract_value", arguments: 3) { arguments, result throws(SQLError) in
        let path = try path(arguments)
        guard let document = document(arguments, context) else { return }
        let evaluation = XPathEvaluation(document: document, rules: rules(arguments))
        let value = try evaluation.value(path)
        if case .null = value { return }
        result.set(evaluation.text(value))
      },
      ScalarFunction("my_update_xml", arguments: 4) { arguments, result throws(SQLError) in
        let path = try path(arguments)
        guard let document = document(arguments, context) else { return }
        let evaluation = XPathEvaluation(document: document, rules: rules(arguments))
        guard case .nodes(let found) = try evaluation.value(path) else { return }
        guard found.count == 1 else {
          return result.set(argument: 1, of: arguments)
        }
        result.set(document.replacing(found[0].node, with: arguments.text(at: 3)))
      },
    ]
  }

  private static func rules(_ arguments: borrowing FunctionArguments) -> CollationRules {
    CollationRules(Collation(rawValue: arguments.text(at: 0)) ?? .standard)
  }

  private static func path(_ arguments: borrowing FunctionArguments) throws(SQLError) -> XPath {
    try arguments.cached(at: 2) { () throws(SQLError) in
      ParsedXPath(path: try XPathParser.parse(arguments.text(at: 2)))
    }
    .path
  }

  /// The document; nil, with a warning, for a text that is none.
  private static func document(
    _ arguments: borrowing FunctionArguments,
    _ context: StatementContext
  ) -> XMLDocument? {
    do throws(XMLDocument.Fault) {
      return try XMLDocument(arguments.text(at: 1))
    } catch {
      context.warn(.incorrectXML, "Incorrect XML value: '\(error.message)'")
      return nil
    }
  }
}

extension XMLDocument {
  /// The document with a text in the place of a node; of the root the text alone.
  func replacing(_ node: Int, with text: String) -> String {
    guard node > 0 else { return text }
    let old = nodes[node]
    let start = old.kind == .tag ? old.bytes.lowerBound - 1 : old.bytes.lowerBound
    return String(decoding: bytes[..<max(0, start)], as: UTF8.self) + text
      + String(decoding: bytes[max(start, old.end)...], as: UTF8.self)
  }
}

/// An XPath as it is kept for the rows of a statement.
private final class ParsedXPath {
  let path: XPath

  init(path: XPath) { self.path = path }
}
