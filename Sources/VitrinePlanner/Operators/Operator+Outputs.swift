import VitrineSharding

extension Operator {
  /// The columns its rows have, in order.
  package var outputs: [BoundColumn] {
    var columns: [BoundColumn] = []
    forEachOutput { columns.append(BoundColumn($0, $1())) }
    return columns
  }

  /// The ids of the columns its rows have.
  package var outputIDs: ColumnSet {
    var ids = ColumnSet()
    forEachOutput { id, _ in ids.insert(id) }
    return ids
  }

  /// Calls `body` with each of its columns in order: the id, and what gives the type.
  ///
  /// By index, where columns are many: to take one out of its array costs more than its id is worth.
  private func forEachOutput(_ body: (ColumnID, () -> MySQLType) -> Void) {
    switch self {
    case .scan(let scan):
      for index in scan.columns.indices {
        body(scan.columns[index].id) { scan.columns[index].type }
      }
    case .values(let values): Self.each(values.columns, body)
    case .jsonRows(let rows): Self.each(rows.columns, body)
    case .filter(let filter): filter.input.forEachOutput(body)
    case .project(let project):
      for index in project.items.indices {
        body(project.items[index].id) { project.items[index].value.type }
      }
    case .join(let join):
      join.left.forEachOutput(body)
      join.right.forEachOutput(body)
    case .aggregate(let aggregate):
      for group in aggregate.groups { body(group.id) { group.value.type } }
      for item in aggregate.items { body(item.id) { item.call.type } }
    case .window(let window):
      window.input.forEachOutput(body)
      for item in window.items { body(item.id) { item.call.type } }
    case .sort(let sort): sort.input.forEachOutput(body)
    case .limit(let limit): limit.input.forEachOutput(body)
    case .distinct(let distinct): distinct.input.forEachOutput(body)
    case .setOperation(let operation): Self.each(operation.columns, body)
    case .recursion(let recursion): Self.each(recursion.columns, body)
    case .recursionInput(let input): Self.each(input.columns, body)
    default: forEachPhysicalOutput(body)
    }
  }

  private func forEachPhysicalOutput(_ body: (ColumnID, () -> MySQLType) -> Void) {
    switch self {
    case .route(let route): route.input.forEachOutput(body)
    case .mergeSort(let merge): merge.input.forEachOutput(body)
    case .mergeAggregate(let merge):
      Self.each(merge.groups, body)
      for item in merge.items { body(item.id) { item.type } }
    case .lookupJoin(let join):
      join.left.forEachOutput(body)
      if !join.kind.tellsOnlyWhether { join.right.input.forEachOutput(body) }
    case .coordinate(let coordinate): coordinate.tree.forEachOutput(body)
    case .input(let input): Self.each(input.columns, body)
    default: break
    }
  }

  private static func each(_ columns: [BoundColumn], _ body: (ColumnID, () -> MySQLType) -> Void) {
    for index in columns.indices { body(columns[index].id) { columns[index].type } }
  }

  /// Columns that it or an operator below reads and none below makes: those of enclosing queries.
  package var freeColumns: ColumnSet {
    var read: ColumnSet = []
    var made: ColumnSet = []
    walk { node in
      for scalar in node.scalars { scalar.collectColumns(into: &read) }
      switch node {
      case .scan, .values, .project, .aggregate, .window, .setOperation, .recursion,
        .recursionInput, .input, .mergeAggregate:
        made.formUnion(node.outputs.map(\.id))
      default: break
      }
    }
    return read.subtracting(made)
  }

  /// The item of the select list that gives the column; nil for what no list computes.
  func listed(_ id: ColumnID) -> Scalar? {
    switch self {
    case .project(let project):
      guard let value = project.items.first(where: { $0.id == id })?.value else { return nil }
      return value.column.flatMap { project.input.listed($0.id) } ?? value
    case .filter(let filter): return filter.input.listed(id)
    case .sort(let sort): return sort.input.listed(id)
    case .limit(let limit): return limit.input.listed(id)
    default: return nil
    }
  }

  /// Visits every operator, a parent before its inputs.
  ///
  /// Does not enter subqueries.
  package func walk(_ visit: (Operator) -> Void) {
    visit(self)
    _ = anyInput { input in
      input.walk(visit)
      return false
    }
  }

  /// Visits every operator, those of subqueries in its scalars as well.
  package func walkIncludingSubqueries(_ visit: (Operator) -> Void) {
    walk { node in
      visit(node)
      for scalar in node.scalars {
        scalar.walk { part in
          if case .subquery(let subquery) = part { subquery.query.walkIncludingSubqueries(visit) }
        }
      }
    }
  }

  /// Whether the operator or one below satisfies the condition; subqueries are not entered.
  package func contains(where condition: (Operator) -> Bool) -> Bool {
    condition(self) || anyInput { $0.contains(where: condition) }
  }

  /// The rows with more columns behind their own.
  package func adding(_ items: [Project.Item]) -> Operator {
    .project(Project(self, outputs.map { Project.Item(passing: $0) } + items))
  }

  /// `mapInputs` for a transform that cannot fail.
  package func replacingInputs(_ transform: (Operator) -> Operator) -> Operator {
    // `mapInputs` throws nothing of its own.
    do { return try mapInputs(transform) } catch { return self }
  }

  /// The tree rebuilt from its leaves: `transform` sees every operator after its inputs were replaced.
  package func map(_ transform: (Operator) -> Operator) -> Operator {
    transform(replacingInputs { $0.map(transform) })
  }
}

extension Operator.Project {
  /// What each of its columns is computed from.
  var values: [ColumnID: Scalar] {
    Dictionary(items.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Operator.Limit {
  /// Whether it is written as LIMIT 1; the plan then depends on that.
  func takesOneRow(_ context: PlanningContext) -> Bool {
    guard case .literal(let literal)? = count, literal.value == .integer(1) else { return false }
    context.pin(literal.ordinal)
    return true
  }
}
