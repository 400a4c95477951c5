import VitrineSharding

/// What was expected of a step when its plan was chosen by costs.
package struct StepEstimate: Sendable, Hashable {
  /// Rows that it gives to the step above.
  package var rows: Double
  /// What the step alone takes, in microseconds, by the cluster's `CostModel`.
  package var microseconds: Double

  /// Whole rows; a part of one is one.
  package var wholeRows: Int { Int(exactly: min(rows, 1e15).rounded(.up)) ?? .max }

  /// Whole microseconds.
  package var wholeMicroseconds: Int { Int(exactly: min(microseconds, 1e15).rounded()) ?? .max }
}

/// Rows and prices of physical operators, for the reader of a plan.
struct StepPrices {
  let context: PlanningContext

  private var estimator: Estimator { Estimator(context: context) }

  /// Reading a route whole.
  func price(of route: Operator.Route) -> StepEstimate {
    let estimate = estimator.estimate(route.input)
    var reading = JoinChoice(.route(route), estimate, context).gathering(estimate)
    reading.coordinatorRows = 0
    return StepEstimate(rows: estimate.rows, microseconds: reading.cost(by: context.costs))
  }

  /// Asking the right side of a join for the left rows' keys.
  func price(ofRightOf join: Operator.LookupJoin) -> StepEstimate {
    let left = estimator.estimate(join.left)
    let keys = left.distinct(of: join.keys.map(\.id))
    let estimate = estimator.rightSide(of: join, left, keys)
    let choice = JoinChoice(.route(join.right), estimate, context)
    let batches = max((left.rows / Double(max(join.batchSize, 1))).rounded(.up), 1)
    let shards = choice.gathering(estimate).calls
    let sent = join.keys.reduce(0) { $0 + $1.type.guessedBytes } * keys
    let asking = JoinAlternative(
      method: .lookup,
      batchSize: join.batchSize,
      roundTrips: batches,
      calls: batches * min(choice.shards, max(keys / batches, shards)),
      rows: estimate.rows,
      bytes: estimate.rows * estimate.rowBytes + sent,
      coordinatorRows: 0
    )
    return StepEstimate(rows: estimate.rows, microseconds: asking.cost(by: context.costs))
  }

  /// What the gateway makes of the rows of some inputs.
  func price(of tree: Operator, reading inputs: [Operator]) -> StepEstimate {
    let read = inputs.reduce(0) { $0 + estimator.estimate($1).rows }
    return StepEstimate(
      rows: estimator.estimate(tree).rows,
      microseconds: read * context.costs.coordinatorRow
    )
  }
}

extension Duration {
  /// To the thousandth of a millisecond, as a shard's answer in one process takes no longer.
  var milliseconds: String {
    let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1000)
    guard rest != 0 else { return "\(whole)" }
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// What a model's microseconds are.
  static func priced(_ microseconds: Double) -> Duration {
    .microseconds(Int64(exactly: min(microseconds, 1e15).rounded()) ?? .max)
  }
}
