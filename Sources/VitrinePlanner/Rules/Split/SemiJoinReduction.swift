import VitrineSQL

extension Rule {
  /// Lets the shards of a right side keep to the rows that few left ones can meet, where no vindex leads to them.
  ///
  ///     Join o.total = c.credit ├─ Route EqualUnique c (one row) └─ Route Scatter o
  ///       ⇒   LookupJoin o.total = c.credit ├─ Route EqualUnique c └─ Route Scatter o └─ keys
  ///
  /// The right side may be that of an inner or a left join, or the table of a correlated EXISTS, NOT EXISTS or IN. Few
  /// are rows that one question has room for, by the conditions on a whole unique key, a limit or constants: a right
  /// side that is not known to be as small then costs a round trip more and sends what is needed. Does not apply where
  /// the sides compare otherwise than keys do, nor to joins that are chosen by cost.
  static let semiJoinReduction = Rule("semi-join-reduction", on: [.join, .filter]) {
    tree,
    context throws(SQLError) in
    let reduced: Operator? =
      switch tree {
      case .join(let join): join.reducingRight(context)
      case .filter(let filter): filter.reducingSubquery(context)
      default: nil
      }
    return reduced.map {
      Rewrite($0, "the shards of the right side keep to the values of the few rows on the left")
    }
  }
}

extension Operator.Join {
  fileprivate func reducingRight(_ context: PlanningContext) -> Operator? {
    guard !isLateral, case .route(let route) = right, left.isOfFewRows, !right.isOfFewRows,
      !context.strategy.weighsCosts, left.canBePhysical(context)
    else { return nil }
    let kind = Operator.LookupJoin.Kind(kind)
    return LookupRight(self, route, kind, context, reducing: true)?.result
  }
}

extension Operator.Filter {
  fileprivate func reducingSubquery(_ context: PlanningContext) -> Operator? {
    guard context.hasSubqueries, input.isOfFewRows, input.canBePhysical(context) else {
      return nil
    }
    return lookingUp(context, reducing: true)?.result
  }
}
