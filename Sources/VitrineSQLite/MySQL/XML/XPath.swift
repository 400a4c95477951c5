/// The part of XPath 1.0 that MySQL knows, as a tree.
indirect enum XPath {
  /// A number, by its digits.
  case number(String)
  case literal(String)
  /// The document's root, or the node that a predicate looks at.
  case root
  case context
  case step(XPath, Axis, name: [UInt8]?)
  /// `a[…]`.
  case filtered(XPath, by: XPath)
  case union(XPath, XPath)
  case call(String, [XPath])
  case negated(XPath)
  case binary(Operation, XPath, XPath)

  enum Axis: String {
    case child
    case attribute
    case parent
    case ancestor
    case ancestorOrSelf = "ancestor-or-self"
    case descendant
    case descendantOrSelf = "descendant-or-self"
    case itself = "self"
  }

  enum Operation {
    case or, and, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
    case add, subtract, multiply, divide, modulo
  }
}

extension XPath {
  /// The functions, with the numbers of their arguments.
  static let functions: [String: ClosedRange<Int>] = [
    "count": 1...1, "last": 0...0, "position": 0...0, "sum": 1...1, "number": 0...1,
    "boolean": 1...1,
    "not": 1...1, "true": 0...0, "false": 0...0, "floor": 1...1, "ceiling": 1...1, "round": 1...1,
    "concat": 2...255, "contains": 2...2, "string-length": 0...1, "substring": 2...3,
  ]

  /// Whether it gives nodes.
  var givesNodes: Bool {
    switch self {
    case .root, .context, .step, .filtered, .union: true
    default: false
    }
  }

  /// Whether it gives a truth, so that in a predicate it is no position.
  var givesTruth: Bool {
    switch self {
    case .binary(let operation, _, _):
      switch operation {
      case .or, .and, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
      default: false
      }
    case .call(let name, _): ["boolean", "not", "true", "false", "contains"].contains(name)
    default: false
    }
  }
}
