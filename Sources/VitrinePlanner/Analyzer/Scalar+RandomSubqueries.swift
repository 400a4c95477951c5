import VitrineSharding

extension Scalar {
  /// Whether it, or a subquery in it, may give another value each time it is evaluated.
  var isRandomInside: Bool { isRandom || containsSubquery { $0.query.isRandom } }

  /// The scalar with subqueries that give another value each time, as `(SELECT id FROM t ORDER BY RAND() LIMIT 1)`,
  /// tied to a column of the row around them: MySQL computes them for each row, the shards and the planner once what
  /// reads nothing of it.
  func tyingRandomSubqueries(to column: Scalar) -> Scalar {
    guard containsSubquery else { return self }
    let isItself = Scalar.call(Call(.nullSafeEqual, [column, column], .boolean))
    return map { (part) throws(Never) in
      guard case .subquery(var subquery) = part, case .scalar = subquery.kind,
        subquery.outerColumns.isEmpty, subquery.query.isRandom
      else { return part }
      subquery.query = subquery.query.filteredFirst(by: isItself)
      subquery.outerColumns = column.columns
      return .subquery(subquery)
    }
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
