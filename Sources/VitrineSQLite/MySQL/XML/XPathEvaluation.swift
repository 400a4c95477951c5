import Foundation
import VitrineSQL

/// Finds what an XPath means in a document.
struct XPathEvaluation {
  let document: XMLDocument
  /// How texts are compared.
  let rules: CollationRules

  /// A node that was found, where it stands among its like, and how many were found with it.
  struct Found {
    var node: Int
    var position = 0
    var size = 0
  }

  enum Value {
    case nodes([Found])
    case text(String)
    case number(Double)
    /// A number as it was written.
    case numeral(String)
    case truth(Bool)
    /// What a division by zero gives.
    case null
  }

  /// The value for a node, which a predicate looks at.
  func value(_ path: XPath, at context: Found = Found(node: 0)) throws(SQLError) -> Value {
    switch path {
    case .number(let digits): return .numeral(digits)
    case .literal(let text): return .text(text)
    case .root: return .nodes([Found(node: 0)])
    case .context: return .nodes([context])
    case .step(let base, let axis, let name):
      let found = step(try nodes(base, context), axis, name)
      guard found.count <= Self.mostNodes else {
        throw SQLError(
          .unsupported,
          "an XPath that finds more than \(Self.mostNodes) nodes on its way is not supported"
        )
      }
      return .nodes(found)
    case .filtered(let base, let condition):
      return .nodes(try filtered(try nodes(base, context), by: condition))
    case .union(let left, let right):
      let all = Set((try nodes(left, context) + nodes(right, context)).map(\.node))
      return .nodes(numbered(all.sorted()))
    case .negated(let path):
      let value = try value(path, at: context)
      if case .numeral(let digits) = value { return .numeral("-" + digits) }
      return .number(-number(value))
    case .binary(let operation, let left, let right):
      return try binary(operation, left, right, context)
    case .call(let name, let arguments): return try call(name, arguments, context)
    }
  }

  /// Steps find a node as often as there are ways to it.
  private static let mostNodes = 1_000_000

  private func nodes(_ path: XPath, _ context: Found) throws(SQLError) -> [Found] {
    if case .nodes(let found) = try value(path, at: context) { found } else { [] }
  }

  private func numbered(_ nodes: [Int]) -> [Found] {
    nodes.enumerated().map { Found(node: $1, position: $0) }
  }

  // MARK: Steps

  private func step(_ bases: [Found], _ axis: XPath.Axis, _ name: [UInt8]?) -> [Found] {
    func fits(_ node: Int, _ kind: XMLDocument.Kind = .tag) -> Bool {
      document.nodes[node].kind == kind
        && (name.map { document.name(of: node).elementsEqual($0) } ?? true)
    }
    switch axis {
    case .child, .attribute:
      let kind: XMLDocument.Kind = axis == .child ? .tag : .attribute
      return bases.flatMap { base in
        numbered(
          below(base.node).filter {
            document.nodes[$0].parent == base.node && $0 > 0 && fits($0, kind)
          }
        )
      }
    case .descendant, .descendantOrSelf:
      return bases.flatMap { base in
        let own = axis == .descendantOrSelf && fits(base.node) ? [base.node] : []
        return numbered(own + below(base.node).filter { fits($0) })
      }
    case .itself: return numbered(bases.map(\.node).filter { fits($0) })
    case .parent:
      let parents = Set(bases.filter { $0.node > 0 }.map { document.nodes[$0.node].parent })
      return numbered(parents.sorted().filter { fits($0) })
    case .ancestor, .ancestorOrSelf:
      var all: Set<Int> = []
      for base in bases {
        if axis == .ancestorOrSelf, fits(base.node) { all.insert(base.node) }
        var node = base.node
        while node > 0 {
          node = document.nodes[node].parent
          if node > 0, fits(node) { all.insert(node) }
        }
      }
      return numbered(all.sorted())
    }
  }

  /// The nodes inside of one.
  private func below(_ node: Int) -> Range<Int> {
    let level = document.nodes[node].level
    let start = node + 1
    let end =
      document.nodes[start...].firstIndex { $0.level <= level } ?? document.nodes.count
    return start..<max(start, end)
  }

  private func filtered(_ nodes: [Found], by condition: XPath) throws(SQLError) -> [Found] {
    var kept: [Found] = []
    for var node in nodes {
      node.size = nodes.count
      let value = try value(condition, at: node)
      let isKept: Bool
      if condition.givesTruth || condition.givesNodes {
        isKept = truth(value)
      } else {
        isKept = number(value).rounded(.toNearestOrEven) == Double(node.position + 1)
      }
      if isKept { kept.append(Found(node: node.node, position: kept.count)) }
    }
    return kept
  }

  // MARK: Values

  /// The texts right inside of nodes, with a blank between two of them.
  func text(_ value: Value) -> String {
    switch value {
    case .null: return ""
    case .nodes(let found):
      let active = Set(found.map(\.node))
      return document.nodes.indices
        .filter { document.nodes[$0].kind == .text && active.contains(document.nodes[$0].parent) }
        .map { document.text(document.nodes[$0].bytes) }.joined(separator: " ")
    case .text(let text), .numeral(let text): return text
    case .number(let number): return NumericText.text(number + 0)
    case .truth(let truth): return truth ? "1" : "0"
    }
  }

  private func number(_ value: Value) -> Double {
    switch value {
    case .number(let number): number
    case .truth(let truth): truth ? 1 : 0
    case .null: 0
    case .nodes, .text, .numeral: NumericText.double(text(value)).value
    }
  }

  private func truth(_ value: Value) -> Bool {
    switch value {
    // As MySQL has it: one node, and no more.
    case .nodes(let found): found.count == 1
    case .truth(let truth): truth
    default: number(value) != 0
    }
  }

  private func binary(
    _ operation: XPath.Operation,
    _ left: XPath,
    _ right: XPath,
    _ context: Found
  ) throws(SQLError) -> Value {
    let mine = try value(left, at: context)
    switch operation {
    case .or: return .truth(truth(mine) ? true : truth(try value(right, at: context)))
    case .and: return .truth(truth(mine) ? truth(try value(right, at: context)) : false)
    default: break
    }
    let other = try value(right, at: context)
    switch operation {
    case .add: return .number(number(mine) + number(other))
    case .subtract: return .number(number(mine) - number(other))
    case .multiply: return .number(number(mine) * number(other))
    case .divide where number(other) == 0, .modulo where number(other) == 0: return .null
    // MySQL divides whole numbers.
    case .divide: return .number((number(mine) / number(other)).rounded(.towardZero))
    case .modulo: return .number(fmod(number(mine), number(other)))
    default: return .truth(compared(operation, mine, other))
    }
  }

  /// Of nodes one whose text compares so is enough.
  private func compared(_ operation: XPath.Operation, _ left: Value, _ right: Value) -> Bool {
    if case .nodes(let found) = left {
      return texts(of: found).contains { compared(operation, .text($0), right) }
    }
    if case .nodes(let found) = right {
      return texts(of: found).contains { compared(operation, left, .text($0)) }
    }
    if case .text(let mine) = left, case .text(let other) = right {
      return Self.holds(operation, rules.compare(mine, other), 0)
    }
    return Self.holds(operation, number(left), number(right))
  }

  private func texts(of found: [Found]) -> [String] {
    found.flatMap { found in
      below(found.node).filter {
        document.nodes[$0].kind == .text && document.nodes[$0].parent == found.node
      }
    }
    .map { document.text(document.nodes[$0].bytes) }
  }

  private static func holds<Operand: Comparable>(
    _ operation: XPath.Operation,
    _ left: Operand,
    _ right: Operand
  ) -> Bool {
    switch operation {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    default: false
    }
  }

  // MARK: Functions

  private func call(
    _ name: String,
    _ arguments: [XPath],
    _ context: Found
  ) throws(SQLError) -> Value {
    var values: [Value] = []
    for argument in arguments { values.append(try value(argument, at: context)) }
    let first = values.first ?? .nodes([context])
    switch name {
    case "count":
      if case .nodes(let found) = first { return .number(Double(found.count)) }
      return .number(0)
    case "sum":
      guard case .nodes(let found) = first else { return .number(0) }
      return .number(texts(of: found).reduce(0) { $0 + NumericText.double($1).value })
    case "last": return .number(Double(context.size))
    case "position": return .number(Double(context.position + 1))
    case "number": return .number(number(first))
    case "boolean": return .truth(truth(first))
    case "not": return .truth(!truth(first))
    case "true": return .truth(true)
    case "false": return .truth(false)
    case "floor": return .number(number(first).rounded(.down))
    case "ceiling": return .number(number(first).rounded(.up))
    case "round": return .number(number(first).rounded(.toNearestOrEven))
    // MySQL takes the first two.
    case "concat": return .text(values.prefix(2).map(text).joined())
    case "contains": return .truth(contains(text(values[0]), text(values[1])))
    case "string-length": return .number(Double(text(first).unicodeScalars.count))
    default: return .text(substring(values))
    }
  }

  private func contains(_ text: String, _ part: String) -> Bool {
    TextSearch.locate(part, in: text, 1, rules, {}) > 0
  }

  private func substring(_ values: [Value]) -> String {
    let scalars = Array(text(values[0]).unicodeScalars)
    let place = whole(values[1])
    let start = place > 0 ? place - 1 : scalars.count + place
    guard place != 0, start >= 0, start < scalars.count else { return "" }
    let length = values.count > 2 ? max(0, whole(values[2])) : scalars.count
    var result = String.UnicodeScalarView()
    result.append(contentsOf: scalars[start...].prefix(length))
    return String(result)
  }

  private func whole(_ value: Value) -> Int {
    Int(max(-1e9, min(1e9, number(value))).rounded(.toNearestOrEven))
  }
}
