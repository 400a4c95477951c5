extension Expression {
  /// The expressions directly below, from left to right; those inside a subquery are not.
  package var children: [Expression] {
    var found: [Expression] = []
    _ = mapChildren { (child: Expression) throws(Never) -> Expression in
      found.append(child)
      return child
    }
    return found
  }

  /// Calls `visit` for this expression and everything below it, parents first.
  ///
  /// Does not enter subqueries; their expressions belong to other scopes.
  package func walk<Failure: Error>(
    _ visit: (Expression) throws(Failure) -> Void
  ) throws(Failure) {
    try visit(self)
    for child in children { try child.walk(visit) }
  }

  /// Whether this expression or one below it, subqueries left out, satisfies `predicate`.
  package func contains(where predicate: (Expression) -> Bool) -> Bool {
    if predicate(self) { return true }
    return switch self {
    case .literal, .column, .parameter: false
    case .binary(let node):
      node.left.contains(where: predicate) || node.right.contains(where: predicate)
    default: children.contains { $0.contains(where: predicate) }
    }
  }

  /// Rewrites from the leaves up: children first, then the node made of them.
  package func rewritten<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression {
    try transform(
      mapChildren { (child: Expression) throws(Failure) -> Expression in
        try child.rewritten(transform)
      }
    )
  }

  /// The same node with each direct child replaced by what `transform` makes of it.
  package func mapChildren<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression {
    switch self {
    case .literal, .column, .parameter, .userVariable, .systemVariable, .defaultValue,
      .insertedValue, .exists, .subquery:
      return self
    case .assignment(var node):
      node.value = try transform(node.value)
      return .assignment(node)
    case .unary(var node):
      node.operand = try transform(node.operand)
      return .unary(node)
    case .binary(var node):
      node.left = try transform(node.left)
      node.right = try transform(node.right)
      return .binary(node)
    case .isTest(var node):
      node.operand = try transform(node.operand)
      return .isTest(node)
    case .like(var node):
      node.operand = try transform(node.operand)
      node.pattern = try transform(node.pattern)
      node.escape = try node.escape.mapped(transform)
      return .like(node)
    case .regexp(var node):
      node.operand = try transform(node.operand)
      node.pattern = try transform(node.pattern)
      return .regexp(node)
    case .between(var node):
      node.operand = try transform(node.operand)
      node.lower = try transform(node.lower)
      node.upper = try transform(node.upper)
      return .between(node)
    case .inList(var node):
      node.operand = try transform(node.operand)
      node.list = try node.list.map(transform)
      return .inList(node)
    case .inSubquery(var node):
      node.operand = try transform(node.operand)
      return .inSubquery(node)
    case .quantified(var node):
      node.operand = try transform(node.operand)
      return .quantified(node)
    case .memberOf(var node):
      node.value = try transform(node.value)
      node.array = try transform(node.array)
      return .memberOf(node)
    case .row(var node):
      node.elements = try node.elements.map(transform)
      return .row(node)
    case .caseWhen(let node):
      return .caseWhen(try node.mapChildren(transform))
    case .cast(var node):
      node.operand = try transform(node.operand)
      return .cast(node)
    case .convertUsing(var node):
      node.operand = try transform(node.operand)
      return .convertUsing(node)
    case .collate(var node):
      node.operand = try transform(node.operand)
      return .collate(node)
    case .interval(var node):
      node.value = try transform(node.value)
      return .interval(node)
    case .function(let node):
      return .function(try node.mapChildren(transform))
    case .extract(var node):
      node.operand = try transform(node.operand)
      return .extract(node)
    case .trim(var node):
      node.removed = try node.removed.mapped(transform)
      node.operand = try transform(node.operand)
      return .trim(node)
    case .weightString(var node):
      node.operand = try transform(node.operand)
      return .weightString(node)
    case .match(var node):
      node.pattern = try transform(node.pattern)
      return .match(node)
    case .jsonValue(var node):
      node.document = try transform(node.document)
      node.path = try transform(node.path)
      return .jsonValue(node)
    }
  }

  /// The query inside a subquery expression, `EXISTS`, `IN (…)` or a quantified comparison.
  package var query: QueryExpression? {
    switch self {
    case .exists(let node): node.query
    case .subquery(let node): node.query
    case .inSubquery(let node): node.query
    case .quantified(let node): node.query
    default: nil
    }
  }

  /// Whether a query stands in it.
  package var holdsQuery: Bool {
    contains { part in
      switch part {
      case .subquery, .exists, .inSubquery, .quantified: true
      default: false
      }
    }
  }

  /// The same node around another query; a node without query stays as it is.
  package func replacingQuery(_ query: QueryExpression) -> Expression {
    switch self {
    case .exists(var node):
      node.query = query
      return .exists(node)
    case .subquery(var node):
      node.query = query
      return .subquery(node)
    case .inSubquery(var node):
      node.query = query
      return .inSubquery(node)
    case .quantified(var node):
      node.query = query
      return .quantified(node)
    default: return self
    }
  }
}

extension Optional where Wrapped == Expression {
  /// `map` for a transformation that throws a typed error.
  func mapped<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Expression? {
    guard let expression = self else { return nil }
    return try transform(expression)
  }
}

extension CaseExpression {
  func mapChildren<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> CaseExpression {
    var node = self
    node.operand = try operand.mapped(transform)
    for index in node.branches.indices {
      node.branches[index].condition = try transform(branches[index].condition)
      node.branches[index].result = try transform(branches[index].result)
    }
    node.otherwise = try otherwise.mapped(transform)
    return node
  }
}

extension FunctionCall {
  func mapChildren<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> FunctionCall {
    var node = self
    node.arguments = try arguments.mapped(transform)
    node.orderBy = try orderBy.mapExpressions(transform)
    if case .specification(let window)? = over {
      node.over = .specification(try window.mapChildren(transform))
    }
    return node
  }
}

extension WindowSpecification {
  /// The same window with its partition, order and frame expressions transformed.
  package func mapChildren<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> WindowSpecification {
    var window = self
    window.partitionBy = try partitionBy.map(transform)
    window.orderBy = try orderBy.mapExpressions(transform)
    if let frame {
      window.frame?.start = try frame.start.mapExpression(transform)
      window.frame?.end = try frame.end?.mapExpression(transform)
    }
    return window
  }
}

extension FrameBound {
  func mapExpression<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> FrameBound {
    switch self {
    case .preceding(let distance): .preceding(try transform(distance))
    case .following(let distance): .following(try transform(distance))
    case .unboundedPreceding, .currentRow, .unboundedFollowing: self
    }
  }
}

extension Few where Element == OrderingTerm {
  /// The same order over transformed expressions.
  package func mapExpressions<Failure: Error>(
    _ transform: (Expression) throws(Failure) -> Expression
  ) throws(Failure) -> Few<OrderingTerm> {
    try mapped { term throws(Failure) in
      var term = term
      term.expression = try transform(term.expression)
      return term
    }
  }
}

extension SelectItem {
  /// Whether a query stands in it.
  package var holdsQuery: Bool {
    if case .expression(let item) = self { item.expression.holdsQuery } else { false }
  }
}
