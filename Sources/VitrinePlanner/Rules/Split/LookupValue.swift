import VitrineSQL

extension Rule {
  /// Asks the table of a correlated subquery that is a value, or of a LATERAL that aggregates, for what it makes
  /// of the rows' keys, instead of reading it whole.
  ///
  ///     Project (SELECT MAX(b.z) FROM b WHERE b.id = a.x) └─ Route a
  ///       ⇒   Project m └─ LookupJoin left a.x = b.id
  ///             ├─ Route a └─ Route EqualUnique └─ Aggregate key: m = MAX(b.z)
  ///
  /// Applies where all rows of a key lie on one shard and the subquery has rows of one route. A count of no rows is 0.
  /// A subquery without aggregate is an error where a row that needs its value has two rows in it, unless a
  /// unique key is among the equalities. Does not apply to subqueries that group rows, or limit them to more than one.
  static let lookupValue = Rule("lookup-value", on: [.filter, .project, .join]) {
    tree,
    context throws(SQLError) in
    if case .join(let join) = tree { return lookedUp(join, context) }
    guard context.hasSubqueries, let input = tree.inputs.first, input.canBePhysical(context) else {
      return nil
    }
    for subquery in tree.scalars.flatMap(\.subqueries)
    where subquery.isSettled && !subquery.isLocal && subquery.kind == .scalar {
      guard let column = subquery.columns.first, subquery.columns.count == 1,
        let found = LookedUpSummary(subquery.query, subquery.columns, from: input, context),
        let value = found.summary.value(of: column)
      else { continue }
      let replaced = tree.mapScalars { (scalar) throws(Never) in
        scalar.map { (part) throws(Never) in
          if case .subquery(let other) = part, other == subquery { value } else { part }
        }
      }
      let result = replaced.replacingInputs { _ in found.lookup.result }
      return Rewrite(result.givingOnly(tree.outputs), found.sentence(context))
    }
    return nil
  }

  private static func lookedUp(
    _ join: Operator.Join,
    _ context: PlanningContext
  ) -> Rewrite? {
    guard join.isLateral, join.left.canBePhysical(context) else { return nil }
    let columns = join.right.outputs
    guard let found = LookedUpSummary(join.right, columns, from: join.left, context),
      found.summary.isOfOneRow
    else { return nil }
    let summary = found.summary
    let conditions = join.predicates.map { $0.substitute(summary.values) }
    let items = columns.compactMap { column in
      (join.kind == .left
        ? summary.value(of: column, where: conditions) : summary.values[column.id])
        .map { Operator.Project.Item(id: column.id, value: $0) }
    }
    let kept = join.kind == .left ? [] : summary.having + conditions
    let passed = join.left.outputs.map { Operator.Project.Item(passing: $0) }
    let rows = found.lookup.result.filtered(by: kept)
    return Rewrite(
      .project(Operator.Project(rows, passed + items)),
      found.sentence(context)
    )
  }
}

/// A correlated query whose table is asked for what it makes of keys.
private struct LookedUpSummary {
  let summary: PartnerSummary
  let lookup: LookupRight

  init?(
    _ query: Operator,
    _ columns: [BoundColumn],
    from rows: Operator,
    _ context: PlanningContext
  ) {
    guard let summary = PartnerSummary(query, columns, context) else { return nil }
    let route = summary.route
    let join = Operator.Join(.inner, rows, .route(route), on: summary.conditions)
    guard let lookup = LookupRight(join, route, .left, context, summary: summary) else {
      return nil
    }
    self.summary = summary
    self.lookup = lookup
  }

  func sentence(_ context: PlanningContext) -> String {
    "the subquery's values are asked for by the rows' keys: "
      + lookup.right.routing.reason.sentence(context)
  }
}

extension Operator {
  /// The rows without columns that were not there before.
  fileprivate func givingOnly(_ columns: [BoundColumn]) -> Operator {
    guard outputIDs != ColumnSet(columns.map(\.id)) else { return self }
    return .project(Project(self, columns.map { Project.Item(passing: $0) }))
  }
}
