import VitrineSQL

extension Rule {
  /// Joins in the way that is expected to cost least: by asking the right side for the left rows' keys,
  /// along a vindex or on every shard, or by reading it whole.
  ///
  ///     Join a.x = b.y ├─ Route a (3 rows) └─ Route Scatter b (a million)
  ///       ⇒   LookupJoin a.x = b.y ├─ Route a └─ Route Scatter b └─ keys
  ///
  /// The application's strategy may choose another way. Does not apply where reading the right side whole
  /// is cheapest: the coordinator then joins.
  static let costJoin = Rule("cost-join", on: .join) { tree, context throws(SQLError) in
    guard case .join(let join) = tree, !join.isLateral, case .route(let right) = join.right,
      join.left.freeColumns.isEmpty, !join.left.readsOpenRecursion
    else { return nil }
    let estimator = Estimator(context: context)
    let choice = JoinChoice(join.right, estimator.estimate(join.right), context)
    let alternatives = choice.alternatives(
      join.kind,
      estimator.estimate(join.left),
      join.left.outputIDs,
      on: join.predicates
    )
    guard !alternatives.others.isEmpty else { return nil }
    let best = context.strategy.chooseJoin(alternatives, by: context.costs)
    guard best.method != .coordinate,
      let result = LookupRight.join(join, right, best, context)
    else { return nil }
    let prices = [best, alternatives.coordinated].map { alternative in
      "\(Duration.priced(alternative.cost(by: context.costs)).milliseconds) ms"
    }
    return Rewrite(
      result,
      (best.method == .lookup
        ? "the right side is asked for the left rows' keys, \(best.batchSize) at a time"
        : "every shard of the right side keeps to the left rows' keys, \(best.batchSize) at a time")
        + ": \(prices[0]) expected, \(prices[1]) to read it whole"
    )
  }
}
