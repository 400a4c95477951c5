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
