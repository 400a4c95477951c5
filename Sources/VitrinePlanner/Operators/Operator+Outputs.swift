extension Operator {
  /// The columns its rows have, in order.
  package var outputs: [BoundColumn] {
    switch self {
    case .scan(let scan): scan.columns.map { BoundColumn($0.id, $0.type) }
    case .values(let values): values.columns
    case .jsonRows(let rows): rows.columns
    case .filter(let filter): filter.input.outputs
    case .project(let project): project.items.map { BoundColumn($0.id, $0.value.type) }
    case .join(let join): join.left.outputs + join.right.outputs
    case .aggregate(let aggregate):
      aggregate.groups.map { BoundColumn($0.id, $0.value.type) }
        + aggregate.items.map { BoundColumn($0.id, $0.call.type) }
    case .window(let window):
      window.input.outputs + window.items.map { BoundColumn($0.id, $0.call.type) }
    case .sort(let sort): sort.input.outputs
    case .limit(let limit): limit.input.outputs
    case .distinct(let distinct): distinct.input.outputs
    case .setOperation(let operation): operation.columns
    case .recursion(let recursion): recursion.columns
    case .recursionInput(let input): input.columns
    default: physicalOutputs
    }
  }

  private var physicalOutputs: [BoundColumn] {
    switch self {
    case .route(let route): route.input.outputs
    case .mergeSort(let merge): merge.input.outputs
    case .mergeAggregate(let merge):
      merge.groups + merge.items.map { BoundColumn($0.id, $0.type) }
    case .lookupJoin(let join): join.left.outputs + join.right.input.outputs
    case .coordinate(let coordinate): coordinate.tree.outputs
    case .input(let input): input.columns
    default: []
    }
  }

  /// The ids of the columns its rows have.
  package var outputIDs: Set<ColumnID> {
    switch self {
    case .filter(let filter): return filter.input.outputIDs
    case .sort(let sort): return sort.input.outputIDs
    case .limit(let limit): return limit.input.outputIDs
    case .distinct(let distinct): return distinct.input.outputIDs
    default: return Set(outputs.map(\.id))
    }
  }

  /// Columns that it or an operator below reads and none below makes: those of enclosing queries.
  package var freeColumns: Set<ColumnID> {
    var read: Set<ColumnID> = []
    var made: Set<ColumnID> = []
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

  /// Visits every operator, a parent before its inputs.
  ///
  /// Does not enter subqueries.
  package func walk(_ visit: (Operator) -> Void) {
    visit(self)
    for input in inputs { input.walk(visit) }
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
    condition(self) || inputs.contains { $0.contains(where: condition) }
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
