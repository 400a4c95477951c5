/// A prefix operator and its operand.
package struct UnaryOperation: Sendable, Hashable {
  package var `operator`: UnaryOperator
  package var operand: Expression
  package var span: Span

  package init(`operator`: UnaryOperator, operand: Expression, span: Span = .none) {
    self.operator = `operator`
    self.operand = operand
    self.span = span
  }
}

/// An infix operator and its two sides.
///
/// `AND` and `OR` nest to the left; see `conjuncts`. Conditions are made of these more than of anything
/// else, so one is a single word, which is handed about without copying its sides: a reference to a node
/// that changes only while nobody else has it.
package struct BinaryOperation: Sendable {
  private var node: Node

  package init(
    `operator`: BinaryOperator,
    left: Expression,
    right: Expression,
    span: Span = .none
  ) {
    node = Node(`operator`, left, right, span)
  }
}

extension BinaryOperation {
  /// `@unchecked Sendable`: a node is changed only by `own()`'s caller, who then has its only reference; all others read.
  private final class Node: @unchecked Sendable {
    var span: Span
    var `operator`: BinaryOperator
    var left: Expression
    var right: Expression

    @inline(__always)
    init(
      _ operator: BinaryOperator,
      _ left: __owned Expression,
      _ right: __owned Expression,
      _ span: Span
    ) {
      self.span = span
      self.operator = `operator`
      self.left = left
      self.right = right
    }
  }

  /// Makes the node one that nobody else has, before it is changed.
  private mutating func own() {
    guard !isKnownUniquelyReferenced(&node) else { return }
    node = Node(node.operator, node.left, node.right, node.span)
  }

  package var span: Span {
    get { node.span }
    set {
      own()
      node.span = newValue
    }
  }

  package var `operator`: BinaryOperator {
    get { node.operator }
    set {
      own()
      node.operator = newValue
    }
  }

  package var left: Expression {
    get { node.left }
    set {
      own()
      node.left = newValue
    }
  }

  package var right: Expression {
    get { node.right }
    set {
      own()
      node.right = newValue
    }
  }
}

extension BinaryOperation: Hashable {
  package static func == (left: BinaryOperation, right: BinaryOperation) -> Bool {
    left.node === right.node
      || left.operator == right.operator && left.left == right.left && left.right == right.right
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(node.operator)
    hasher.combine(node.left)
    hasher.combine(node.right)
  }
}

/// What `IS` asks.
package enum TruthTest: String, Sendable, Hashable, CaseIterable {
  case null = "null"
  case `true` = "true"
  case `false` = "false"
  case unknown = "unknown"
}

/// `operand IS [NOT] test`.
package struct IsTest: Sendable, Hashable {
  package var operand: Expression
  package var test: TruthTest
  package var isNegated: Bool
  package var span: Span

  package init(operand: Expression, test: TruthTest, isNegated: Bool = false, span: Span = .none) {
    self.operand = operand
    self.test = test
    self.isNegated = isNegated
    self.span = span
  }
}

/// `operand [NOT] LIKE pattern [ESCAPE escape]`.
package struct LikePredicate: Sendable, Hashable {
  package var operand: Expression
  package var pattern: Expression
  package var escape: Expression?
  package var isNegated: Bool
  package var span: Span

  package init(
    operand: Expression,
    pattern: Expression,
    escape: Expression? = nil,
    isNegated: Bool = false,
    span: Span = .none
  ) {
    self.operand = operand
    self.pattern = pattern
    self.escape = escape
    self.isNegated = isNegated
    self.span = span
  }
}

/// `operand [NOT] REGEXP pattern`; `RLIKE` is the same.
package struct RegexpPredicate: Sendable, Hashable {
  package var operand: Expression
  package var pattern: Expression
  package var isNegated: Bool
  package var span: Span

  package init(
    operand: Expression,
    pattern: Expression,
    isNegated: Bool = false,
    span: Span = .none
  ) {
    self.operand = operand
    self.pattern = pattern
    self.isNegated = isNegated
    self.span = span
  }
}

/// `operand [NOT] BETWEEN lower AND upper`.
package struct BetweenPredicate: Sendable, Hashable {
  package var operand: Expression
  package var lower: Expression
  package var upper: Expression
  package var isNegated: Bool
  package var span: Span

  package init(
    operand: Expression,
    lower: Expression,
    upper: Expression,
    isNegated: Bool = false,
    span: Span = .none
  ) {
    self.operand = operand
    self.lower = lower
    self.upper = upper
    self.isNegated = isNegated
    self.span = span
  }
}

/// `operand [NOT] IN (list)`.
///
/// `IN ::name` has one element, the list parameter.
package struct InList: Sendable, Hashable {
  package var operand: Expression
  package var list: [Expression]
  package var isNegated: Bool
  package var span: Span

  package init(
    operand: Expression,
    list: [Expression],
    isNegated: Bool = false,
    span: Span = .none
  ) {
    self.operand = operand
    self.list = list
    self.isNegated = isNegated
    self.span = span
  }
}

/// `operand [NOT] IN (query)`.
package struct InSubquery: Sendable, Hashable {
  package var operand: Expression
  package var query: QueryExpression
  package var isNegated: Bool
  package var span: Span

  package init(
    operand: Expression,
    query: QueryExpression,
    isNegated: Bool = false,
    span: Span = .none
  ) {
    self.operand = operand
    self.query = query
    self.isNegated = isNegated
    self.span = span
  }
}

/// How many rows of a subquery a comparison must hold for.
///
/// `SOME` is `any`.
package enum Quantifier: String, Sendable, Hashable, CaseIterable {
  case any = "any"
  case all = "all"
}

/// `operand operator ANY|ALL (query)`.
package struct QuantifiedComparison: Sendable, Hashable {
  package var operand: Expression
  package var `operator`: BinaryOperator
  package var quantifier: Quantifier
  package var query: QueryExpression
  package var span: Span

  package init(
    operand: Expression,
    `operator`: BinaryOperator,
    quantifier: Quantifier,
    query: QueryExpression,
    span: Span = .none
  ) {
    self.operand = operand
    self.operator = `operator`
    self.quantifier = quantifier
    self.query = query
    self.span = span
  }
}

/// `value MEMBER OF (array)`.
package struct MemberOf: Sendable, Hashable {
  package var value: Expression
  package var array: Expression
  package var span: Span

  package init(value: Expression, array: Expression, span: Span = .none) {
    self.value = value
    self.array = array
    self.span = span
  }
}

/// `EXISTS (query)`.
package struct Exists: Sendable, Hashable {
  package var query: QueryExpression
  package var span: Span

  package init(query: QueryExpression, span: Span = .none) {
    self.query = query
    self.span = span
  }
}

/// `(query)` where a value or a row stands.
package struct Subquery: Sendable, Hashable {
  package var query: QueryExpression
  package var span: Span

  package init(query: QueryExpression, span: Span = .none) {
    self.query = query
    self.span = span
  }
}

/// `(a, b)` or `ROW(a, b)`: two elements at least.
package struct RowConstructor: Sendable, Hashable {
  package var elements: [Expression]
  package var span: Span

  package init(elements: [Expression], span: Span = .none) {
    self.elements = elements
    self.span = span
  }
}

/// `WHEN condition THEN result`.
package struct CaseBranch: Sendable, Hashable {
  package var condition: Expression
  package var result: Expression
  package var span: Span

  package init(condition: Expression, result: Expression, span: Span = .none) {
    self.condition = condition
    self.result = result
    self.span = span
  }
}

/// `CASE [operand] WHEN … THEN … [ELSE …] END`.
package struct CaseExpression: Sendable, Hashable {
  package var operand: Expression?
  package var branches: [CaseBranch]
  package var otherwise: Expression?
  package var span: Span

  package init(
    operand: Expression? = nil,
    branches: [CaseBranch],
    otherwise: Expression? = nil,
    span: Span = .none
  ) {
    self.operand = operand
    self.branches = branches
    self.otherwise = otherwise
    self.span = span
  }
}
