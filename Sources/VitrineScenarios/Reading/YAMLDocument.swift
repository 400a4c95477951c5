import VitrineSQL

#if Scenarios
import Yams

/// Reads YAML text with Yams, keeping the places.
enum YAMLDocument {
  /// How many nodes a document may have once its aliases are written out.
  private static let nodeLimit = 1_000_000

  static func read(_ text: String, path: String) throws(ScenarioError) -> YAMLValue {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch {
      throw failure(error, path: path)
    }
    guard let root else { throw ScenarioError("the file is empty", path: path) }
    var remaining = nodeLimit
    return try value(of: root, remaining: &remaining, path: path)
  }

  private static func value(
    of node: Node,
    remaining: inout Int,
    path: String
  ) throws(ScenarioError) -> YAMLValue {
    remaining -= 1
    guard remaining > 0 else { throw ScenarioError("the document is too large", path: path) }
    let position = position(of: node)
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain || scalar.style == .any
      return YAMLValue(shape: .scalar(scalar.string, isPlain: isPlain), position: position)
    case .sequence(let sequence):
      var elements: [YAMLValue] = []
      for element in sequence {
        elements.append(try value(of: element, remaining: &remaining, path: path))
      }
      return YAMLValue(shape: .sequence(elements), position: position)
    case .mapping(let mapping):
      var members: [YAMLValue.Member] = []
      for (key, element) in mapping {
        members.append(
          YAMLValue.Member(
            key: key.scalar?.string ?? "",
            position: self.position(of: key),
            value: try value(of: element, remaining: &remaining, path: path)
          )
        )
      }
      return YAMLValue(shape: .mapping(members), position: position)
    case .alias:
      throw ScenarioError(
        "an alias without its anchor",
        path: path,
        line: position.line,
        column: position.column
      )
    }
  }

  private static func position(of node: Node) -> SourcePosition {
    SourcePosition(line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
  }

  private static func failure(_ error: any Error, path: String) -> ScenarioError {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return ScenarioError(
        "not YAML: \(problem)",
        path: path,
        line: mark.line,
        column: mark.column
      )
    default: return ScenarioError("not YAML: \(error)", path: path)
    }
  }
}
#else
/// Stands in where the package's trait `Scenarios` is off.
enum YAMLDocument {
  static func read(_ text: String, path: String) throws(ScenarioError) -> YAMLValue {
    throw ScenarioError(
      "this program was built without YAML",
      path: path,
      hint: "build it with the package trait 'Scenarios'"
    )
  }
}
#endif
