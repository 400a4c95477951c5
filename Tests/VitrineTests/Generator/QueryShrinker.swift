import VitrineSQL

/// Smaller statements made of a statement, for a difference to be shown at its smallest.
enum QueryShrinker {
  /// Queries that each lack one part of the query, the biggest parts first.
  static func reductions(of query: QueryExpression) -> [QueryExpression] {
    var found: [QueryExpression] = []
    if query.with != nil { found.append(changed(query) { $0.with = nil }) }
    if query.limit != nil { found.append(changed(query) { $0.limit = nil }) }
    if !query.orderBy.isEmpty, query.limit == nil {
      found.append(changed(query) { $0.orderBy = [] })
      for index in query.orderBy.indices {
        found.append(changed(query) { $0.orderBy.remove(at: index) })
      }
    }
    found += itemRemovals(query)
    found += reductions(of: query.body).map { body in changed(query) { $0.body = body } }
    for (index, table) in (query.with?.tables ?? []).enumerated() {
      found += reductions(of: table.query).map { inner in
        changed(query) { $0.with?.tables[index].query = inner }
      }
    }
    return found
  }

  /// Whether each LIMIT comes with an ORDER BY over every column, so that the answer is one answer.
  static func isDeterministic(_ query: QueryExpression) -> Bool {
    var isFine = true
    func visit(_ query: QueryExpression) {
      if query.limit != nil, case .select(let select) = query.body {
        let positions = Set(AnswerComparison(query).ordering)
        if positions != Set(select.items.indices) { isFine = false }
      } else if query.limit != nil {
        isFine = isFine && !query.orderBy.isEmpty
      }
      for inner in subqueries(query) { visit(inner) }
    }
    visit(query)
    return isFine
  }

  private static func changed<Node>(_ node: Node, _ change: (inout Node) -> Void) -> Node {
    var copy = node
    change(&copy)
    return copy
  }

  /// The query without one of its columns; the ORDER BY positions move along.
  private static func itemRemovals(_ query: QueryExpression) -> [QueryExpression] {
    guard case .select(let select) = query.body, select.items.count > 1 else { return [] }
    let positions = AnswerComparison(query).ordering
    guard positions.count == query.orderBy.count else { return [] }
    return select.items.indices.map { removed in
      var copy = query
      var smaller = select
      smaller.items.remove(at: removed)
      copy.body = .select(smaller)
      let terms = zip(query.orderBy, positions).compactMap { term, position -> OrderingTerm? in
        guard position != removed else { return nil }
        var term = term
        let moved = position > removed ? position - 1 : position
        term.expression = .literal(Literal(kind: .integer("\(moved + 1)"), ordinals: 0..<0))
        return term
      }
      copy.orderBy = Few(terms)
      return copy
    }
  }

  private static func reductions(of body: QueryBody) -> [QueryBody] {
    switch body {
    case .select(let select): return reductions(of: select).map { .select($0) }
    case .setOperation(let operation):
      return [operation.left, operation.right]
        + reductions(of: operation.left).map { part in
          .setOperation(changed(operation) { $0.left = part })
        }
        + reductions(of: operation.right).map { part in
          .setOperation(changed(operation) { $0.right = part })
        }
    case .nested(let query): return reductions(of: query).map { .nested($0) }
    case .values, .table: return []
    }
  }

  private static func reductions(of select: Select) -> [Select] {
    var found: [Select] = []
    if select.where != nil { found.append(changed(select) { $0.where = nil }) }
    if select.having != nil { found.append(changed(select) { $0.having = nil }) }
    if select.isDistinct { found.append(changed(select) { $0.isDistinct = false }) }
    if select.groupBy.count > 1 {
      for index in select.groupBy.indices {
        found.append(changed(select) { $0.groupBy.remove(at: index) })
      }
    }
    for index in select.from.indices {
      found += reductions(of: select.from[index]).map { table in
        changed(select) { $0.from[index] = table }
      }
    }
    if let condition = select.where {
      found += reductions(of: condition).map { smaller in changed(select) { $0.where = smaller } }
    }
    if let condition = select.having {
      found += reductions(of: condition).map { smaller in changed(select) { $0.having = smaller } }
    }
    for (index, item) in select.items.enumerated() {
      guard case .expression(let node) = item else { continue }
      found += reductions(of: node.expression).map { smaller in
        changed(select) { $0.items[index] = .expression(changed(node) { $0.expression = smaller }) }
      }
    }
    for index in select.groupBy.indices {
      found += reductions(of: select.groupBy[index]).map { smaller in
        changed(select) { $0.groupBy[index] = smaller }
      }
    }
    return found
  }

  private static func reductions(of table: TableReference) -> [TableReference] {
    switch table {
    case .table, .jsonTable: return []
    case .derived(let derived):
      return reductions(of: derived.query).map { inner in
        .derived(changed(derived) { $0.query = inner })
      }
    case .join(let join):
      var found = [join.left, join.right]
      found += reductions(of: join.left).map { part in .join(changed(join) { $0.left = part }) }
      found += reductions(of: join.right).map { part in .join(changed(join) { $0.right = part }) }
      if join.kind != .inner { found.append(.join(changed(join) { $0.kind = .inner })) }
      if case .on(let condition)? = join.condition {
        found += reductions(of: condition).map { smaller in
          .join(changed(join) { $0.condition = .on(smaller) })
        }
      }
      return found
    }
  }

  private static func reductions(of expression: Expression) -> [Expression] {
    if case .literal = expression { return [] }
    if case .column = expression { return [] }
    let children = expression.children
    var found = children
    for (index, child) in children.enumerated() {
      for smaller in reductions(of: child) {
        var position = 0
        found.append(
          expression.mapChildren { (old: Expression) throws(Never) -> Expression in
            defer { position += 1 }
            return position == index ? smaller : old
          }
        )
      }
    }
    switch expression {
    case .exists(let node):
      found += reductions(of: node.query).map { q in .exists(changed(node) { $0.query = q }) }
    case .subquery(let node):
      found += reductions(of: node.query).map { q in .subquery(changed(node) { $0.query = q }) }
    case .inSubquery(let node):
      found += reductions(of: node.query).map { q in .inSubquery(changed(node) { $0.query = q }) }
    case .quantified(let node):
      found += reductions(of: node.query).map { q in .quantified(changed(node) { $0.query = q }) }
    default: break
    }
    return found
  }

  /// The queries directly inside the query: derived and common tables, arms and subqueries.
  private static func subqueries(_ query: QueryExpression) -> [QueryExpression] {
    (query.with?.tables ?? []).map(\.query) + subqueries(query.body)
  }

  private static func subqueries(_ body: QueryBody) -> [QueryExpression] {
    switch body {
    case .select(let select):
      var found = select.from.flatMap { subqueries($0) }
      var expressions = [select.where, select.having].compactMap(\.self) + select.groupBy
      for case .expression(let item) in select.items { expressions.append(item.expression) }
      for expression in expressions { found += subqueries(expression) }
      return found
    case .setOperation(let operation):
      return subqueries(operation.left) + subqueries(operation.right)
    case .nested(let query): return [query]
    case .values, .table: return []
    }
  }

  private static func subqueries(_ table: TableReference) -> [QueryExpression] {
    switch table {
    case .table, .jsonTable: return []
    case .derived(let derived): return [derived.query]
    case .join(let join):
      var found = subqueries(join.left) + subqueries(join.right)
      if case .on(let condition)? = join.condition { found += subqueries(condition) }
      return found
    }
  }

  private static func subqueries(_ expression: Expression) -> [QueryExpression] {
    var found: [QueryExpression] = []
    expression.walk { (node: Expression) throws(Never) in
      switch node {
      case .exists(let node): found.append(node.query)
      case .subquery(let node): found.append(node.query)
      case .inSubquery(let node): found.append(node.query)
      case .quantified(let node): found.append(node.query)
      default: break
      }
    }
    return found
  }
}
