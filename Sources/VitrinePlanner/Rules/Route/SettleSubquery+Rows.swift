import VitrineSQL
import VitrineSharding

extension Operator {
  /// A projection of what a limit leaves of a route, with the subqueries that belong to the route below the limit; nil
  /// for other operators.
  ///
  ///     Project (SELECT …) └─ Limit └─ Route   ⇒   Project └─ Limit └─ Project (SELECT …) └─ Route
  ///
  /// Does not apply to values of several rows, which would be an error for rows that the limit leaves out.
  func computingBelowLimit(_ context: PlanningContext) throws(SQLError) -> Operator? {
    guard case .project(var project) = self, case .limit(var limit) = project.input,
      case .route(let route) = limit.input
    else { return nil }
    var items: [Project.Item] = []
    for index in project.items.indices where project.items[index].value.containsOpenSubquery {
      let value = project.items[index].value
      guard !value.isVolatile, value.openSubqueries.allSatisfy({ $0.isSafe(context) }) else {
        return nil
      }
      let column = context.makeColumn("subquery", value.type)
      items.append(Project.Item(id: column.id, value: value))
      project.items[index].value = .column(column)
    }
    let mark = context.mark
    let below = Operator.route(route).adding(items)
    guard let settled = try SubquerySettlement(route: route, context: context).settled(below),
      settled.scalars.allSatisfy({ route.canEvaluate($0, context) })
    else {
      context.rewind(to: mark)
      return nil
    }
    limit.input = settled
    project.input = .limit(limit)
    return .project(project)
  }
}

extension Operator.Route {
  /// Whether a vindex tells where the rows are that have given values in these columns.
  func isPlaced(by columns: [BoundColumn]) -> Bool {
    locality.tables.contains { table in
      table.table.placement.columnVindexes.contains { vindex in
        table.table.canRoute(by: vindex)
          && vindex.routingColumns.allSatisfy { name in
            table.column(name).map { own in columns.contains { $0.id == own.id } } ?? false
          }
      }
    }
  }
}

extension Operator {
  /// Whether it gives the same rows wherever and whenever it is evaluated: it reads no table and nothing random.
  var isConstant: Bool {
    guard freeColumns.isEmpty else { return false }
    var isConstant = true
    walkIncludingSubqueries { node in
      switch node {
      case .values, .filter, .project, .sort, .limit, .distinct, .setOperation, .aggregate, .join:
        if node.scalars.contains(where: \.isVolatile) { isConstant = false }
      default: isConstant = false
      }
    }
    return isConstant
  }
}

extension Subquery {
  /// Whether it has a value for every row, whatever its tables hold.
  func isSafe(_ context: PlanningContext) -> Bool {
    kind != .scalar || query.givesOneRowAtMost(context)
  }
}

extension Operator {
  /// The rows of tables, and the conditions on them, that decide whether it has any; nil where others do, as those of
  /// groups.
  var conditionedRows: Operator? {
    if let input = inputWithTheSameRows { return input.conditionedRows }
    var rows = self
    while case .filter(let filter) = rows { rows = filter.input }
    switch rows {
    case .scan, .join: return self
    default: return nil
    }
  }

  /// Whether it cannot give two rows, whatever its tables hold.
  ///
  /// A limit that decides it is part of the plan from then on.
  func givesOneRowAtMost(_ context: PlanningContext) -> Bool {
    switch self {
    case .aggregate(let aggregate): return aggregate.groups.isEmpty
    case .values(let values): return values.rows.count <= 1
    case .filter, .project, .sort, .distinct: return inputs[0].givesOneRowAtMost(context)
    case .limit(let limit):
      return limit.takesOneRow(context) || limit.input.givesOneRowAtMost(context)
    default: return false
    }
  }
}
