import VitrineSharding

extension Scalar {
  /// Whether it, or a subquery in it, may give another value each time it is evaluated.
  var isRandomInside: Bool { isRandom || containsSubquery { $0.query.isRandom } }

  /// Whether it may be another value for another row: what subqueries give that read nothing of the row is not.
  var isRandomForEachRow: Bool {
    isRandom || containsSubquery { !$0.outerColumns.isEmpty && $0.query.isRandom }
  }

  /// The value as a subquery of nothing, which is computed first, and once for all places that speak of it.
  func computedOnce(_ context: PlanningContext) -> Scalar {
    let column = context.makeColumn("value", type)
    let item = Operator.Project.Item(id: column.id, value: self)
    return .subquery(
      Subquery(
        id: context.makeSubqueryID(),
        kind: .scalar,
        query: .project(Operator.Project(.values(.dual), [item])),
        columns: [column],
        type: type,
        outerColumns: []
      )
    )
  }

  /// The scalar with subqueries that give another value each time, as `(SELECT id FROM t ORDER BY RAND() LIMIT 1)`,
  /// tied to a column of the row around them: MySQL computes them for each row, the shards and the planner once what
  /// reads nothing of it.
  func tyingRandomSubqueries(to column: Scalar) -> Scalar {
    guard containsSubquery else { return self }
    let isItself = Scalar.call(Call(.nullSafeEqual, [column, column], .boolean))
    return map { (part) throws(Never) in
      guard case .subquery(var subquery) = part, case .scalar = subquery.kind else { return part }
      if let value = subquery.ofNothing, value.containsSubquery {
        return value.tyingRandomSubqueries(to: column)
      }
      guard subquery.outerColumns.isEmpty, subquery.query.isRandom else { return part }
      subquery.query = subquery.query.filteredFirst(by: isItself)
      subquery.outerColumns = column.columns
      return .subquery(subquery)
    }
  }
}

extension [Scalar] {
  /// The scalars with such subqueries tied to the first column of a row.
  func tyingRandomSubqueries(to row: Relation?, _ context: PlanningContext) -> [Scalar] {
    guard context.hasSubqueries, !context.catalog.isPlanOnly, let row,
      contains(where: \.containsSubquery)
    else { return self }
    let column = row.column(at: 0).scalar
    return map { $0.tyingRandomSubqueries(to: column) }
  }
}

extension Subquery {
  /// Its value, where it reads no table; MySQL puts that in its place.
  fileprivate var ofNothing: Scalar? {
    guard case .project(let project) = query, case .values(let rows) = project.input,
      rows.columns.isEmpty, rows.rows.count == 1, project.items.count == 1
    else { return nil }
    return project.items.first?.value
  }
}

extension Operator {
  /// Whether it computes what may be another value each time.
  var isRandom: Bool { contains { $0.scalars.contains(where: \.isRandom) } }

  /// The query over those of its rows alone that meet a condition, before they are grouped, sorted or limited.
  fileprivate func filteredFirst(by condition: Scalar) -> Operator {
    switch self {
    case .filter, .project, .aggregate, .window, .sort, .limit, .distinct, .setOperation:
      replacingInputs { $0.filteredFirst(by: condition) }
    default: filtered(by: [condition])
    }
  }
}
